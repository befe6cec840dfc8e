/** A line of a body, or why it cannot be read. Lines are counted from 1, blank ones too. */
export type Line = { line: number; text: string; problem: null } | { line: number; text: null; problem: LineProblem }
export type LineProblem = 'line_too_long' | 'not_utf8'

const NEWLINE = 0x0a

/**
 * The lines of a body of UTF-8 as they arrive; blank ones are passed over. Of a line that is too long no more is kept than it may have, so
 * that memory stays flat whatever is sent.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let parts: Uint8Array[] = []
  let length = 0
  let line = 1

  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length > maxBytes) parts = []
    // A copy: whoever gives the chunk may fill it anew.
    else parts.push(part.slice())
  }
  const finish = (): Line | null => {
    const isTooLong = length > maxBytes
    const bytes = isTooLong ? null : joined(parts, length)
    parts = []
    length = 0
    const number = line++
    if (bytes === null) return { line: number, text: null, problem: 'line_too_long' }
    try {
      const text = decoder.decode(bytes).trim()
      return text === '' ? null : { line: number, text, problem: null }
    } catch {
      return { line: number, text: null, problem: 'not_utf8' }
    }
  }

  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end))
      from = end + 1
      const finished = finish()
      if (finished) yield finished
    }
    if (from < chunk.length) keep(chunk.subarray(from))
  }
  if (length > 0) {
    const finished = finish()
    if (finished) yield finished
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
