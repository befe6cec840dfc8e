import PostalMime from 'postal-mime'
import type { MailPart, MailReader } from '../../app/mails/reader.ts'
import { Base64Decoder, PlainDecoder } from './part-bytes.ts'

/** Many times what mails have: 100 trace headers and as many signatures. */
const MAX_HEADER_BYTES = 128 * 1024
/** Of all parts together. */
const MAX_PART_HEADER_BYTES = 256 * 1024
const MAX_NESTING = 40
const MAX_FORWARDS = 4
/** Of all forwarded mails together: each is in memory beside the one it came in. */
const MAX_FORWARDED_BYTES = 26 * 1024 * 1024
const MAX_PARTS = 300
/** Rows of a list that is not encoded may be short, but hardly shorter than 25 letters on average. */
const MAX_LINES = 1_000_000
/** Each may begin a part. */
const MAX_DASHED_LINES = 5_000

const UNREADABLE =
  'The mail is not put together as mails are (MIME), so that its attachments cannot be found. Send the list anew.'
const TOO_COMPLEX =
  'The mail is put together too intricately to be taken apart. Send the list anew, as an attachment of a new mail and, if it is long, as a zip.'

/** postal-mime, kept within bounds of memory and time: what it would choke on is refused before it sees it. */
export const mimeReader: MailReader = {
  async readHeaders(mail) {
    const bodyOffset = endOfHeaders(mail)
    if (bodyOffset === null) return { ok: false, message: 'The mail has more headers than any mail.' }
    const head = mail.slice(0, bodyOffset)
    // A lone CR or a NUL ends a line for some programs and not for others.
    if (hasStrayControls(head)) return { ok: false, message: UNREADABLE }
    try {
      const { headers, subject = '' } = await new PostalMime({ maxHeadersSize: MAX_HEADER_BYTES }).parse(head)
      return { ok: true, headers: headers.map(({ key, value }) => ({ name: key, value })), subject, bodyOffset }
    } catch {
      return { ok: false, message: UNREADABLE }
    }
  },

  async readParts(mail) {
    const lines = countLines(mail)
    if (lines.all > MAX_LINES || lines.dashed > MAX_DASHED_LINES) return { ok: false, message: TOO_COMPLEX }
    try {
      const parts: MailPart[] = []
      const isWhole = await collect(mail, parts, { depth: MAX_FORWARDS, bytes: MAX_FORWARDED_BYTES })
      if (!isWhole) return { ok: false, message: TOO_COMPLEX }
      const message = parts.length === 0 && (await isContainer(mail)) ? UNREADABLE : null
      return message === null ? { ok: true, parts } : { ok: false, message }
    } catch {
      return { ok: false, message: UNREADABLE }
    }
  },
}

/** What a parser of postal-mime is inside, as far as it is touched here. The version is pinned, and the tests of the corpus would tell. */
interface Inside {
  currentNode: { contentDecoder?: object | null; contentTransferEncoding: { encoding: string } }
  processLine(line: Uint8Array, isFinal: boolean): Promise<void>
}
const inherited = PostalMime.prototype as unknown as Inside

class EveryPart extends PostalMime {
  /**
   * The parser would make one text of all that is readable, and lose a list that is called text and stands in line, as some mailers do it.
   */
  isInlineTextNode(): boolean {
    return false
  }

  async processLine(line: Uint8Array, isFinal: boolean): Promise<void> {
    await inherited.processLine.call(this, line, isFinal)
    const { currentNode } = this as unknown as Inside
    const { contentDecoder, contentTransferEncoding } = currentNode
    if (!contentDecoder || contentDecoder instanceof PlainDecoder || contentDecoder instanceof Base64Decoder) return
    // The headers of a part have just ended, and nothing of it was decoded yet.
    const { encoding } = contentTransferEncoding
    if (/base64/i.test(encoding)) currentNode.contentDecoder = new Base64Decoder()
    else if (!/quoted-printable/i.test(encoding)) currentNode.contentDecoder = new PlainDecoder()
  }
}

/** Says that it has parts. Without one its boundary is missing or wrong. */
async function isContainer(mail: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const head = await mimeReader.readHeaders(mail)
  return head.ok && head.headers.some(({ name, value }) => name === 'content-type' && /^\s*multipart\//i.test(value))
}

/** Returns false when there are too many. */
async function collect(
  mail: Uint8Array<ArrayBuffer>,
  into: MailPart[],
  left: { depth: number; bytes: number },
): Promise<boolean> {
  const parser = new EveryPart({
    forceRfc822Attachments: true,
    maxNestingDepth: MAX_NESTING,
    maxHeadersSize: MAX_PART_HEADER_BYTES,
  })
  // Given a view of it the parser would copy the mail.
  const { attachments } = await parser.parse(mail.byteLength === mail.buffer.byteLength ? mail.buffer : mail)
  for (const { filename, mimeType, disposition, content } of attachments) {
    const name = filename ?? ''
    const bytes = bytesOf(content)
    const isForward = mimeType === 'message/rfc822' || mimeType === 'message/global' || /\.eml$/i.test(name)
    if (isForward && left.depth > 0) {
      left.bytes -= bytes.length
      if (left.bytes < 0) return false
      const deeper = { depth: left.depth - 1, bytes: left.bytes }
      if (!(await collect(bytes, into, deeper))) return false
      left.bytes = deeper.bytes
      continue
    }
    const isBody = disposition !== 'attachment' && name === '' && /^text\/(?:plain|html)$/.test(mimeType)
    into.push({ filename: name, type: mimeType, isBody, bytes })
    if (into.length > MAX_PARTS) return false
  }
  return true
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return Uint8Array.from(new TextEncoder().encode(content))
  return content instanceof ArrayBuffer ? new Uint8Array(content) : Uint8Array.from(content)
}

/** Where the body begins; null when the headers do not end within their bounds. */
function endOfHeaders(mail: Uint8Array): number | null {
  const end = Math.min(mail.length, MAX_HEADER_BYTES)
  for (let i = 0; i < end; i++) {
    if (mail[i] !== 0x0a) continue
    if (mail[i + 1] === 0x0a) return i + 2
    if (mail[i + 1] === 0x0d && mail[i + 2] === 0x0a) return i + 3
  }
  return mail.length <= MAX_HEADER_BYTES ? mail.length : null
}

function hasStrayControls(head: Uint8Array): boolean {
  return head.some((byte, i) => byte === 0 || (byte === 0x0d && head[i + 1] !== 0x0a && i + 1 < head.length))
}

const LF = 0x0a
const DASH = 0x2d

function countLines(mail: Uint8Array): { all: number; dashed: number } {
  const count = { all: 0, dashed: 0 }
  for (let start = 0; start < mail.length; ) {
    count.all++
    if (mail[start] === DASH && mail[start + 1] === DASH) count.dashed++
    const end = mail.indexOf(LF, start)
    start = end < 0 ? mail.length : end + 1
  }
  return count
}
