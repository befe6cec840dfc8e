import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Files } from '../../ports.ts'
import { pieceKey } from './store-pieces.ts'

/** A stretch of the file as UTF-8, whatever it is stored in. */
export interface Window {
  bytes: Uint8Array
  /** The file ends with it. */
  atEnd: boolean
  /** How many bytes of the file the first `consumed` bytes of the window are. */
  sourceLength(consumed: number): number
}

/**
 * Reads the stored file from `offset`: at least `length` bytes of UTF-8, or to its end. UTF-16 is turned into UTF-8 here, window by window: both ways have the same
 * UTF-16 units, so a place in the window can be found again in the file.
 */
export async function readWindow(
  files: Pick<Files, 'read'>,
  file: { fileKey: string; pieces: number[] },
  encoding: Encoding,
  offset: number,
  length: number,
): Promise<Window> {
  const total = file.pieces.reduce((sum, piece) => sum + piece, 0)
  const end = Math.min(offset + (encoding === 'utf-8' ? length : 2 * length), total)
  const raw = await readBytes(files, file, offset, end)
  const atEnd = end >= total
  if (encoding === 'utf-8') return { bytes: raw, atEnd, sourceLength: (consumed) => consumed }
  // An odd byte at the very end belongs to no character.
  const text = new TextDecoder(encoding, { fatal: false, ignoreBOM: true }).decode(raw.subarray(0, raw.length & ~1))
  const bytes = new TextEncoder().encode(text)
  const sourceLength = (consumed: number) =>
    atEnd && consumed === bytes.length
      ? raw.length
      : new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes.subarray(0, consumed)).length * 2
  return { bytes, atEnd, sourceLength }
}

async function readBytes(
  files: Pick<Files, 'read'>,
  file: { fileKey: string; pieces: number[] },
  from: number,
  to: number,
): Promise<Uint8Array> {
  const out = new Uint8Array(Math.max(to - from, 0))
  let start = 0
  for (const [i, size] of file.pieces.entries()) {
    const first = Math.max(from, start)
    const last = Math.min(to, start + size)
    if (first < last) {
      const key = pieceKey(file.fileKey, i)
      const part = await files.read(key, { offset: first - start, length: last - first })
      if (!part) throw new Error(`the uploaded file ${key} is gone`)
      const bytes = new Uint8Array(await new Response(part.body).arrayBuffer())
      if (bytes.length !== last - first) throw new Error(`${key} gave ${bytes.length} bytes, not ${last - first}`)
      out.set(bytes, first - from)
    }
    start += size
  }
  return out
}
