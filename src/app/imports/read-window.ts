import type { Encoding } from '../../domain/lead-file/decode.ts'
import type { Files } from '../../ports.ts'
import { readRange, type StoredFile, sizeOf } from './stored-file.ts'

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
  file: StoredFile,
  encoding: Encoding,
  offset: number,
  length: number,
): Promise<Window> {
  const total = sizeOf(file)
  const end = Math.min(offset + (encoding === 'utf-8' ? length : 2 * length), total)
  const raw = await readRange(files, file, offset, end)
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
