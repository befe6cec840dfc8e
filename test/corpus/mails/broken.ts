/** Mails no mailer should make, put together by hand. */

const HEAD = [
  'From: Jo <jo@example.com>',
  'To: import+aaaaaaaaaaaaaaaaaaaaaaaaaa@mail.sundial.test',
  'Subject: People to call',
  'Message-ID: <by-hand@example.com>',
  'Date: Mon, 23 Nov 2026 14:59:00 +0000',
  'MIME-Version: 1.0',
]
const CSV = 'name,phone1,email\r\nAnn Lee,+14155550101,ann@example.net\r\n'

export interface Parts {
  /** Headers instead of the usual ones, or without some of them. */
  head?: string[]
  type?: string
  body: string | Uint8Array
}

/** Bytes of a mail: text is Latin-1, so that any byte can be written. */
export function mailOf({ head = HEAD, type, body }: Parts): Uint8Array<ArrayBuffer> {
  const lines = type === undefined ? head : [...head, `Content-Type: ${type}`]
  const start = latin1(`${lines.join('\r\n')}\r\n\r\n`)
  return joined([start, typeof body === 'string' ? latin1(body) : body])
}

export function latin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

export function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export const without = (name: string): string[] => HEAD.filter((line) => !line.startsWith(`${name}:`))
export const instead = (...lines: string[]): string[] => {
  const names = new Set(lines.map((line) => line.slice(0, line.indexOf(':'))))
  return [...lines, ...HEAD.filter((line) => !names.has(line.slice(0, line.indexOf(':'))))]
}

const MIXED = 'multipart/mixed; boundary="cut"'
const csvPart = (body: string, encoding = '7bit') =>
  `--cut\r\nContent-Type: text/csv; name=people.csv\r\nContent-Disposition: attachment; filename=people.csv\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`

export const withCsv = (head = HEAD, csv = CSV): Uint8Array<ArrayBuffer> =>
  mailOf({ head, type: MIXED, body: `${csvPart(csv)}--cut--\r\n` })

/** One mail each, made when it is asked for: some are large. */
export const BROKEN = {
  'no body': () => mailOf({ body: '' }),
  'headers only, without the empty line': () => latin1(HEAD.join('\r\n')),
  'nothing but an empty line': () => latin1('\r\n'),
  'no From': () => withCsv(without('From')),
  'an empty From': () => withCsv(instead('From: ')),
  'two From headers': () => withCsv([...HEAD, 'From: Eve <eve@example.com>']),
  'two From headers, one with a space': () => withCsv([...HEAD, 'From : Eve <eve@example.com>']),
  'two people in From': () => withCsv(instead('From: Jo <jo@example.com>, Eve <eve@example.com>')),
  'an unquoted comma in the name': () => withCsv(instead('From: Doe, Jo <jo@example.com>')),
  'an unquoted address in the name': () => withCsv(instead('From: jo@example.com <eve@example.com>')),
  'two bracketed addresses': () => withCsv(instead('From: <jo@example.com> <eve@example.com>')),
  'a comment that hides an address': () => withCsv(instead('From: eve@example.com (<jo@example.com>)')),
  'an encoded word that looks like an address': () => withCsv(instead('From: =?utf-8?Q?jo=40example=2Ecom?=')),
  'a folded From': () => withCsv(instead('From: Jo\r\n <jo@example.com>')),
  'an international domain as it is spoken': () =>
    joined([latin1('From: Jo <jo@'), new TextEncoder().encode('bücher.example>\r\n'), withCsv(without('From'))]),
  'a NUL in the headers': () => withCsv([...HEAD, 'X-Odd: a\0b']),
  'a lone CR in the headers': () => withCsv([...HEAD, 'X-Odd: a\rFrom: eve@example.com']),
  '10,000 headers': () => withCsv([...HEAD, ...Array.from({ length: 10_000 }, (_, i) => `X-Trace-${i}: hop ${i}`)]),
  'a header of 1 MB': () => withCsv([...HEAD, `X-Long: ${'a'.repeat(1_000_000)}`]),
  'a subject of 60 kB': () => withCsv(instead(`Subject: ${'long '.repeat(12_000)}`)),
  'no Message-ID': () => withCsv(without('Message-ID')),
  'lines that end in LF alone': () => latin1(new TextDecoder('latin1').decode(withCsv()).replaceAll('\r\n', '\n')),
  'no boundary': () => mailOf({ type: 'multipart/mixed', body: `${csvPart(CSV)}--cut--\r\n` }),
  'a boundary that never comes': () => mailOf({ type: 'multipart/mixed; boundary="other"', body: csvPart(CSV) }),
  'an unclosed multipart': () => mailOf({ type: MIXED, body: csvPart(CSV) }),
  'cut off in the middle of base 64': () =>
    mailOf({ type: MIXED, body: csvPart(`${btoa(CSV).slice(0, 60)}`, 'base64').trimEnd() }),
  'base 64 that is none': () =>
    mailOf({ type: MIXED, body: `${csvPart('!!! not base 64 at all ???', 'base64')}--cut--` }),
  'eight-bit text without a charset': () =>
    withCsv(HEAD, 'name,phone1,email\r\nJ\xf6rg M\xfcller,+14155550104,j@example.net\r\n'),
  'an unknown encoding': () => mailOf({ type: MIXED, body: `${csvPart(CSV, 'x-rot13')}--cut--` }),
  '1,000 multiparts within each other': () =>
    mailOf({
      type: 'multipart/mixed; boundary="b0"',
      body: Array.from(
        { length: 1000 },
        (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary="b${i + 1}"\r\n\r\n`,
      ).join(''),
    }),
  '100,000 empty parts': () => mailOf({ type: MIXED, body: '--cut\r\n\r\n'.repeat(100_000) }),
  '24 MB of empty lines': () => mailOf({ type: 'text/plain', body: new Uint8Array(24_000_000).fill(10) }),
  '24 MB of text': () => mailOf({ type: 'text/plain', body: latin1(`${'word '.repeat(200)}\r\n`.repeat(24_000)) }),
  '24 MB of letters without a line break': () =>
    mailOf({ type: 'text/plain', body: new Uint8Array(24_000_000).fill(97) }),
  'a forward in a forward, twelve times': () => {
    let mail = withCsv()
    for (let i = 0; i < 12; i++) mail = mailOf({ type: 'message/rfc822', body: mail })
    return mail
  },
  'an uuencoded list in the text': () =>
    mailOf({ type: 'text/plain', body: 'begin 644 people.csv\r\n#86)C\r\n`\r\nend\r\n' }),
  'an encrypted mail (PGP/MIME)': () =>
    mailOf({
      type: 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="cut"',
      body: '--cut\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--cut\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----\r\n--cut--\r\n',
    }),
  'an attachment of 17 MB': () => large(17_000_000),
} satisfies Record<string, () => Uint8Array<ArrayBuffer>>

/** A list of so many bytes, in base 64: a third longer, and lines of 76. */
function large(bytes: number): Uint8Array<ArrayBuffer> {
  const row = 'Ann Lee of the long and winding road to nowhere in particular,+14155550101,ann@example.net\r\n'
  const csv = `name,phone1,email\r\n${row.repeat(Math.floor(bytes / row.length))}`
  const lines: string[] = []
  for (let at = 0; at < csv.length; at += 57) lines.push(btoa(csv.slice(at, at + 57)))
  return mailOf({ type: MIXED, body: `${csvPart(lines.join('\r\n'), 'base64')}--cut--\r\n` })
}
