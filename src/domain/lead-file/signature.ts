/**
 * What kind of file a list is, told from its first bytes: names and types are often wrong. What is not a list is refused with what to do
 * about it.
 */
export type Signature =
  /** A workbook or an archive: to be looked into. */
  | { kind: 'zip' }
  /** An old Office file, or an encrypted new one: its directory says which. */
  | { kind: 'compound' }
  | { kind: 'refused'; message: string }
  /** Text, as far as can be told. */
  | { kind: 'unknown' }

export const SAVE_AS = 'Open it and save it as .xlsx or CSV (in Excel: File, Save As), then upload that file.'
const UNPACK = 'Unpack it and upload the list inside, or pack it as .zip.'
const EXPORT = 'Export the list as CSV or .xlsx from the program that made it.'

const BYTES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x25, 0x50, 0x44, 0x46], `This is a PDF. ${EXPORT}`],
  [[0x1f, 0x8b], `This file is compressed (gzip). ${UNPACK}`],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], `This file is compressed (xz). ${UNPACK}`],
  [[0x28, 0xb5, 0x2f, 0xfd], `This file is compressed (zstd). ${UNPACK}`],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], `This is a 7-Zip archive. ${UNPACK}`],
  [[0x52, 0x61, 0x72, 0x21, 0x1a, 0x07], `This is a RAR archive. ${UNPACK}`],
  [[0x89, 0x50, 0x4e, 0x47], 'This is a picture. A list has to be text: upload CSV or .xlsx.'],
  [[0xff, 0xd8, 0xff], 'This is a picture. A list has to be text: upload CSV or .xlsx.'],
  [[0x47, 0x49, 0x46, 0x38], 'This is a picture. A list has to be text: upload CSV or .xlsx.'],
  [[0x78, 0x9f, 0x3e, 0x22], 'This is a winmail.dat, a mail as only Outlook reads it. Upload the list itself.'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], `This is a database (SQLite). ${EXPORT}`],
]

/** Beginnings of texts that are no lists, without case, mark and spaces before. */
const TEXTS: readonly (readonly [beginning: RegExp, what: string])[] = [
  [/^\{\\rtf/, `This is a text document (RTF). ${SAVE_AS}`],
  [/^<\?xml[\s\S]*(?:urn:schemas-microsoft-com:office:spreadsheet|<workbook)/, `This is an Excel XML file. ${SAVE_AS}`],
  [/^<\?xml|^<svg/, `This is XML. ${EXPORT}`],
  [/^(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|meta|table|style|div|script)\b/, htmlMessage()],
  [/^bzh[1-9]1ay&sy/, `This file is compressed (bzip2). ${UNPACK}`],
  [/^begin:vcard/, `These are vCards (.vcf). ${EXPORT}`],
  [/^begin:vcalendar/, `This is a calendar. ${EXPORT}`],
  [/^%!ps/, `This is PostScript. ${EXPORT}`],
  [
    /^\[\s*[{[]/,
    'This is one JSON array. Write one person a line, each a whole JSON object (NDJSON), or send the array to POST /campaigns/{id}/leads.',
  ],
]

function htmlMessage(): string {
  return `This is a web page (HTML), as some programs write in place of a workbook. ${SAVE_AS}`
}

/** @param head the first bytes of the file, 4 kB or all of it */
export function readSignature(head: Uint8Array): Signature {
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte)
  if (begins([0x50, 0x4b, 0x03, 0x04]) || begins([0x50, 0x4b, 0x05, 0x06]) || begins([0x50, 0x4b, 0x07, 0x08]))
    return { kind: 'zip' }
  if (begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return { kind: 'compound' }
  for (const [bytes, message] of BYTES) if (begins(bytes)) return { kind: 'refused', message }
  const text = ascii(head)
  for (const [beginning, message] of TEXTS) if (beginning.test(text)) return { kind: 'refused', message }
  return { kind: 'unknown' }
}

/** Lower case, without the marks and zeros of Unicode: only what these files begin with matters. */
function ascii(head: Uint8Array): string {
  let text = ''
  for (const byte of head.subarray(0, 4096)) if (byte > 0 && byte < 0x80) text += String.fromCharCode(byte)
  return text.trimStart().toLowerCase()
}
