import { AppError } from '../../domain/errors.ts'

/**
 * Reads multipart/form-data (RFC 7578) part by part as it arrives. The platform's own `formData()` holds the whole body in memory,
 * twice, and a list may be 50 MB in an isolate of 128.
 */
export interface FormPart {
  name: string
  /** null for an ordinary field. */
  filename: string | null
  contentType: string | null
  /** To be read before the next part is asked for; what is left unread is passed over. */
  body: AsyncIterable<Uint8Array>
}

const MAX_HEADER_BYTES = 16 * 1024
const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  return match ? (match[1] ?? match[2]!) : null
}

/** @throws AppError `bad_request` when the body is not what its boundary says */
export async function* readParts(stream: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormPart> {
  const source = new Source(stream)
  const first = encoder.encode(`--${boundary}`)
  const between = encoder.encode(`\r\n--${boundary}`)
  await drain(source.until(first))
  while (true) {
    const mark = await source.take(2)
    if (decoder.decode(mark) === '--') return
    if (decoder.decode(mark) !== '\r\n') throw broken()
    const part = partOf(await source.headers())
    const body = source.until(between)
    yield { ...part, body }
    await drain(body)
  }
}

/** A small field's text. @throws AppError `too_large` */
export async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxBytes) throw new AppError('too_large', `A field of the form is larger than ${maxBytes} bytes.`)
    chunks.push(chunk.slice())
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return decoder.decode(whole)
}

/** A stream's chunks; leaving the loop early cancels the stream. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let ended = false
  try {
    while (true) {
      const { done, value } = await reader.read()
      ended = done
      if (done) return
      yield value
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {})
  }
}

class Source {
  private readonly chunks: AsyncIterator<Uint8Array>
  private buffer = new Uint8Array(0)

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  /** Everything before the mark; the mark itself is taken out. Safe to be read to its end twice. */
  async *until(mark: Uint8Array): AsyncGenerator<Uint8Array> {
    while (true) {
      const at = indexOf(this.buffer, mark)
      if (at >= 0) {
        const found = this.buffer.subarray(0, at)
        this.buffer = this.buffer.subarray(at + mark.length)
        if (found.length > 0) yield found
        return
      }
      // The mark may have begun in the last bytes.
      const safe = Math.max(this.buffer.length - mark.length + 1, 0)
      const ready = this.buffer.subarray(0, safe)
      this.buffer = this.buffer.subarray(safe)
      if (ready.length > 0) yield ready
      await this.more()
    }
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.buffer.length < length) await this.more()
    const taken = this.buffer.subarray(0, length)
    this.buffer = this.buffer.subarray(length)
    return taken
  }

  async headers(): Promise<string> {
    const mark = encoder.encode('\r\n\r\n')
    while (indexOf(this.buffer, mark) < 0) {
      if (this.buffer.length > MAX_HEADER_BYTES) throw broken()
      await this.more()
    }
    const at = indexOf(this.buffer, mark)
    const text = decoder.decode(this.buffer.subarray(0, at))
    this.buffer = this.buffer.subarray(at + mark.length)
    return text
  }

  private async more(): Promise<void> {
    const { done, value } = await this.chunks.next()
    if (done) throw broken()
    if (this.buffer.length === 0) {
      this.buffer = new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.length)
      return
    }
    const joined = new Uint8Array(this.buffer.length + value.length)
    joined.set(this.buffer)
    joined.set(value, this.buffer.length)
    this.buffer = joined
  }
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

function indexOf(buffer: Uint8Array, mark: Uint8Array): number {
  for (let at = buffer.indexOf(mark[0]!); at >= 0; at = buffer.indexOf(mark[0]!, at + 1)) {
    let i = 1
    while (i < mark.length && buffer[at + i] === mark[i]) i++
    if (i === mark.length) return at
  }
  return -1
}

function partOf(headers: string): Omit<FormPart, 'body'> {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? ''
  const name = /[;\s]name="([^"]*)"/i.exec(disposition)?.[1]
  if (name === undefined) throw broken()
  return {
    name,
    filename: /[;\s]filename="([^"]*)"/i.exec(disposition)?.[1] ?? null,
    contentType: /^content-type:\s*(.*)$/im.exec(headers)?.[1]?.trim() ?? null,
  }
}

function broken(): AppError {
  return new AppError('bad_request', 'The form data cannot be read: it does not follow its own boundary.')
}
