/**
 * What kind of bytes a list is made of, told from its beginning. A file is read as UTF-8 unless it says or shows otherwise; a row that
 * is not valid UTF-8 is read as Windows-1252, which Excel writes on Windows ("CSV", not "CSV UTF-8"). Both are ASCII for
 * separators and quotation marks, so the choice can be made row by row and a single bad byte costs nothing.
 */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof ENCODINGS)[number]

export type FileKind =
  | { ok: true; encoding: Encoding /** Bytes of the byte order mark. */; bomBytes: number }
  | { ok: false; code: 'empty_file' | 'binary_file'; message: string }

const SAVE_AS = 'Open it and save it as CSV (in Excel: File, Save As, "CSV UTF-8"), then upload that file.'

const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], `This is an Excel workbook or a zip archive, not a CSV file. ${SAVE_AS}`],
  [[0x50, 0x4b, 0x05, 0x06], 'This is an empty zip archive, not a CSV file.'],
  [[0xd0, 0xcf, 0x11, 0xe0], `This is an old Excel workbook (.xls), not a CSV file. ${SAVE_AS}`],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF, not a CSV file. Export the list as CSV from the program that made it.'],
  [[0x1f, 0x8b], 'This file is compressed (gzip). Unpack it and upload the CSV file inside.'],
  [[0x89, 0x50, 0x4e, 0x47], 'This is a picture, not a CSV file.'],
  [[0xff, 0xd8, 0xff], 'This is a picture, not a CSV file.'],
  [[0x47, 0x49, 0x46, 0x38], 'This is a picture, not a CSV file.'],
]

/** @param head the first bytes of the file, at least 4 kB where the file has them */
export function detectKind(head: Uint8Array): FileKind {
  if (head.length === 0) return { ok: false, code: 'empty_file', message: 'The file is empty.' }
  for (const [signature, message] of SIGNATURES)
    if (signature.every((byte, i) => head[i] === byte)) return { ok: false, code: 'binary_file', message }
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return text(head, 'utf-8', 3)
  if (head[0] === 0xff && head[1] === 0xfe) return text(head, 'utf-16le', 2)
  if (head[0] === 0xfe && head[1] === 0xff) return text(head, 'utf-16be', 2)
  // UTF-16 without a mark: the headings are mostly ASCII, so nearly every second byte of them is zero.
  const sample = head.subarray(0, Math.min(head.length, 128) & ~1)
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i += 2) {
    if (sample[i] === 0) even++
    if (sample[i + 1] === 0) odd++
  }
  const units = sample.length / 2
  if (units >= 4 && odd / units > 0.6 && even / units < 0.1) return text(head, 'utf-16le', 0)
  if (units >= 4 && even / units > 0.6 && odd / units < 0.1) return text(head, 'utf-16be', 0)
  return text(head, 'utf-8', 0)
}

function text(head: Uint8Array, encoding: Encoding, bomBytes: number): FileKind {
  if (head.length === bomBytes) return { ok: false, code: 'empty_file', message: 'The file is empty.' }
  return encoding === 'utf-8' && looksBinary(head.subarray(0, 4096))
    ? { ok: false, code: 'binary_file', message: `This is not a text file. ${SAVE_AS}` }
    : { ok: true, encoding, bomBytes }
}

/** Stray ones are tolerated: some exports end fields with a NUL. */
function looksBinary(head: Uint8Array): boolean {
  let controls = 0
  for (const byte of head) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++
  return controls > 4 + head.length / 50
}

/** 0x80–0x9f, where Windows-1252 differs from Latin-1 (encoding.spec.whatwg.org/index-windows-1252.txt). */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

export function decodeWindows1252(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte >= 0x80 && byte <= 0x9f ? HIGH[byte - 0x80]! : String.fromCharCode(byte)
  return out
}
