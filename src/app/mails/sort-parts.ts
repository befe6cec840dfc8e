import { detectKind } from '../../domain/lead-file/decode.ts'
import { splitPhones } from '../../domain/phone.ts'
import type { MailPart } from './reader.ts'

/** What is to be done with the parts of a mail. */
export interface SortedParts {
  lists: MailPart[]
  /** Files that were meant as lists and cannot be read: said to the sender. */
  refused: { filename: string; message: string }[]
  /** Pictures, signatures and the like: said only when there is nothing else. */
  ignored: string[]
  /** The text of the mail itself looks like a list. */
  listInBody: boolean
}

const TNEF =
  'Outlook packed the attachments into winmail.dat, which only Outlook can open. Send the mail anew as HTML or plain text (Format Text tab), or send the list as a zip.'
const ENCRYPTED = 'The mail is encrypted, so nobody but you can read the list. Send it unencrypted.'
const HEAD_BYTES = 8 * 1024

const CONTACTLESS = /^(?:image|audio|video|font|multipart|message)\//
const TEXTS_OF_OTHERS =
  /^(?:text\/(?:html|calendar|x-vcard|vcard|x-vcalendar|xml|css|rtf)|application\/(?:pgp-signature|pgp-keys|(?:x-)?pkcs7-signature|ics|rtf|json|xml))$/
/** Footers that lists and virus scanners append. */
const APPENDED = /^(?:att\d+\.(?:txt|html?|c)|(?:pgp-)?signature\.(?:asc|txt)|smime\.p7s|disclaimer\.txt)$/i
const OFFICE_ITEM = /\.(?:msg|docx?|pptx?|pub|vsdx?|odt|odp|pages|key)$/i

/** Decides by what the bytes are; what they are called only tells apart what looks the same. */
export function sortParts(parts: readonly MailPart[]): SortedParts {
  const sorted: SortedParts = { lists: [], refused: [], ignored: [], listInBody: false }
  for (const part of parts) {
    const head = part.bytes.subarray(0, HEAD_BYTES)
    const name = part.filename === '' ? `(${part.type})` : part.filename
    const verdict = judge(part, head)
    if (verdict === 'list') sorted.lists.push(part)
    else if (verdict === 'body') sorted.listInBody ||= looksLikeList(head)
    else if (verdict === 'ignored') sorted.ignored.push(name)
    else sorted.refused.push({ filename: name, message: verdict.message })
  }
  return sorted
}

function judge(part: MailPart, head: Uint8Array): 'list' | 'body' | 'ignored' | { message: string } {
  const { type, filename } = part
  // [MS-OXTNEF] 2.1.3.1
  if (startsWith(head, [0x78, 0x9f, 0x3e, 0x22]) || type === 'application/ms-tnef' || /^winmail\.dat$/i.test(filename))
    return { message: TNEF }
  if (
    /^application\/(?:x-)?pkcs7-mime$/.test(type) ||
    type === 'application/pgp-encrypted' ||
    /\.(?:p7m|pgp|gpg)$/i.test(filename)
  )
    return { message: ENCRYPTED }
  if (part.isBody) return looksEncrypted(head) ? { message: ENCRYPTED } : 'body'
  if (head.length === 0) return filename === '' ? 'ignored' : { message: 'The file is empty.' }
  if (OFFICE_ITEM.test(filename) && !isText(head)) return 'ignored'
  if (isZip(head)) return 'list'
  const kind = detectKind(head)
  if (!kind.ok) return isMeantAsList(type, filename, head) ? { message: kind.message } : 'ignored'
  if (looksEncrypted(head)) return { message: ENCRYPTED }
  if (APPENDED.test(filename)) return 'ignored'
  if (
    /\.(?:csv|tsv|tab|ndjson|jsonl)$/i.test(filename) ||
    /csv|tab-separated|ndjson|jsonl|excel|spreadsheet/.test(type)
  )
    return 'list'
  if (TEXTS_OF_OTHERS.test(type) || isOfAnotherKind(head)) return 'ignored'
  return looksLikeList(head) || isColumn(head) ? 'list' : 'ignored'
}

/** Of what is no text, an old workbook and a compressed file are; pictures, PDFs and the like are not. */
function isMeantAsList(type: string, filename: string, head: Uint8Array): boolean {
  if (/\.(?:csv|tsv|tab|txt|xlsx?|xlsm|xlsb|ods|zip|gz)$/i.test(filename)) return true
  if (CONTACTLESS.test(type) || type === 'application/pdf') return false
  return (
    /csv|excel|spreadsheet|gzip/.test(type) ||
    startsWith(head, [0xd0, 0xcf, 0x11, 0xe0]) ||
    startsWith(head, [0x1f, 0x8b])
  )
}

const isZip = (head: Uint8Array): boolean => startsWith(head, [0x50, 0x4b, 0x03, 0x04])
const isText = (head: Uint8Array): boolean => detectKind(head).ok

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte)
}

function textOf(head: Uint8Array): string {
  const kind = detectKind(head)
  const encoding = kind.ok ? kind.encoding : 'utf-8'
  return new TextDecoder(encoding).decode(head).trimStart()
}

const looksEncrypted = (head: Uint8Array): boolean => textOf(head).startsWith('-----BEGIN PGP MESSAGE-----')

function isOfAnotherKind(head: Uint8Array): boolean {
  return /^(?:<|BEGIN:|-----BEGIN |\{\\rtf|%PDF|#!)/i.test(textOf(head))
}

/** A file in the text, or two lines or more that have the same separators, as many, and somebody to reach. */
function looksLikeList(head: Uint8Array): boolean {
  const lines = linesOf(head)
  // A file packed into the text as before MIME (uuencode).
  if (lines.some((line) => /^begin [0-7]{3,4} \S/.test(line))) return true
  const separator = [',', ';', '\t', '|'].find((it) => {
    const [first, second] = lines.map((line) => line.split(it).length)
    return first !== undefined && first > 1 && first === second
  })
  return separator !== undefined && lines.slice(1).some(reachesSomebody)
}

/** One column: a heading, and below it nothing but phones or addresses. */
function isColumn(head: Uint8Array): boolean {
  const [heading, ...rows] = linesOf(head)
  return (
    heading !== undefined &&
    heading.length < 60 &&
    rows.length > 0 &&
    rows.every((row) => row.length < 60 && reachesSomebody(row))
  )
}

function linesOf(head: Uint8Array): string[] {
  const lines = textOf(head)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
  return lines.slice(0, 6)
}

function reachesSomebody(line: string): boolean {
  return (
    /[^\s@,;|]@[^\s@,;|]+\.[a-z]/i.test(line) || splitPhones(line).some((it) => (it.match(/\d/g) ?? []).length >= 7)
  )
}
