import { BROKEN, instead, withCsv } from './broken.ts'

/** What becomes of each mail of the corpus. Unless a case says otherwise it is from jo@example.com, who may import, and passed DMARC. */
export interface MailCase {
  name: string
  /** Made by an independent mailer (compose.ts), or by hand. */
  raw: { composed: string } | { bytes: () => Uint8Array<ArrayBuffer> }
  /** What the receiving side puts on top; null: nothing. */
  results?: string | null
  /** Header lines below that. */
  forged?: string
  envelopeFrom?: string
  status: 'imported' | 'refused'
  reason?: string
  /** Leads there are afterwards. */
  leads?: number
  /** Names of the attachments that became imports, and of those that did not, with a part of why. */
  imported?: string[]
  refused?: Record<string, string>
  /** Is there an answer; by default whenever the sender is known. */
  answered?: boolean
  /** Part of the answer, or of the refusal shown to the team. */
  says?: string
}

const OURS = 'mx.cloudflare.net'
export const PASS = `${OURS}; dmarc=pass header.from=example.com policy.dmarc=reject; dkim=pass header.d=example.com header.s=a; spf=pass smtp.mailfrom=example.com`
const NONE = `${OURS}; dmarc=none header.from=example.com`

type Verdict = Omit<MailCase, 'name' | 'raw'>
const composed = (name: string, verdict: Verdict): MailCase => ({ name, raw: { composed: name }, ...verdict })
const broken = (name: keyof typeof BROKEN, verdict: Verdict): MailCase => ({
  name,
  raw: { bytes: BROKEN[name] },
  ...verdict,
})
const sent = (name: string, verdict: Verdict): MailCase => ({ name, raw: { bytes: () => withCsv() }, ...verdict })

const stranger = (reason: string, more: Partial<Verdict> = {}): Verdict => ({
  status: 'refused',
  reason,
  leads: 0,
  answered: false,
  ...more,
})
const nothing = (reason: string, says: string): Verdict => ({ status: 'refused', reason, leads: 0, says })
const one: Verdict = { status: 'imported', leads: 1, imported: ['people.csv'] }
const two: Verdict = { status: 'imported', leads: 2, imported: ['people.csv'] }

const RECEIVED =
  'Received: from mail.example.com (192.0.2.1)\r\n        by cloudflare-email.net (cloudflare) id A1\r\n        for <import@mail.sundial.test>; Mon, 23 Nov 2026 14:59:01 +0000\r\n'
/** The order in which it puts its headers, and how it folds them. */
const ROUTED = `${RECEIVED}ARC-Seal: i=1; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; cv=none; b=AAAA==\r
ARC-Authentication-Results: i=1; ${OURS};\r
\tdkim=pass header.d=example.com header.s=a header.b=AAAA;\r
Received-SPF: pass (${OURS}: domain of jo@example.com designates 192.0.2.1 as permitted sender)\r
\treceiver=${OURS}; client-ip=192.0.2.1; envelope-from="jo@example.com"; helo=mail.example.com;\r
Authentication-Results: ${OURS};\r
\tdkim=pass header.d=example.com header.s=a header.b=AAAA;\r
\tdmarc=pass header.from=example.com policy.dmarc=none;\r
\tspf=none (${OURS}: no SPF records found for postmaster@mail.example.com) smtp.helo=mail.example.com;\r
\tspf=pass (${OURS}: domain of jo@example.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=jo@example.com;\r
\tarc=none smtp.remote-ip="192.0.2.1"\r
Received: by mail.example.com with SMTP id 2; Mon, 23 Nov 2026 14:59:00 +0000\r
`

export const CASES: MailCase[] = [
  composed('two-attachments', {
    status: 'imported',
    leads: 3,
    imported: ['people.csv', 'more.xlsx'],
    says: 'people.csv: 2 rows: 2 added.',
  }),
  composed('csv-quoted-printable', one),
  composed('csv-7bit', two),
  composed('html-with-logo', two),
  composed('forwarded', { status: 'imported', leads: 2, imported: ['inner.csv'] }),
  composed('forwarded-twice', { status: 'imported', leads: 2, imported: ['inner.csv'] }),
  composed('zip-of-two', { status: 'imported', leads: 3, imported: ['lists.zip/a.csv', 'lists.zip/sub/b.csv'] }),
  composed('zip-bomb', {
    ...nothing('no_usable_list', 'unpacks to far more'),
    refused: { 'lists.zip/a.csv': 'unpacks' },
  }),
  composed('csv-called-octets', { status: 'imported', leads: 2, imported: ['list.bin'] }),
  composed('csv-called-excel', { status: 'imported', leads: 2, imported: ['list.xls'] }),
  composed('csv-called-picture', { status: 'imported', leads: 2, imported: ['scan.jpg'] }),
  composed('workbook-called-csv', { status: 'imported', leads: 1, imported: ['list.csv'] }),
  composed('text-in-line', two),
  composed('csv-without-name', { status: 'imported', leads: 2, imported: ['list 1'] }),
  composed('winmail', { ...nothing('no_usable_list', 'winmail.dat'), refused: { 'winmail.dat': 'Format Text' } }),
  composed('smime-encrypted', {
    ...nothing('no_usable_list', 'encrypted'),
    refused: { 'smime.p7m': 'Send it unencrypted' },
  }),
  composed('pdf-and-signature', nothing('no_list', 'only brochure.pdf, signature.asc')),
  composed('list-among-noise', { ...two, refused: {} }),
  composed('pdf-called-csv', { ...nothing('no_usable_list', 'PDF'), refused: { 'people.csv': 'PDF' } }),
  composed('two-good-one-bad', {
    status: 'imported',
    leads: 3,
    imported: ['a.csv', 'b.csv'],
    refused: { 'notes.csv': 'No column for phones' },
  }),
  composed('nothing-attached', nothing('no_list', 'Nothing is attached')),
  composed('list-in-text', nothing('list_in_text', 'Attach it as a file')),
  composed('encoded-word-name', { status: 'imported', leads: 2, imported: ['Straße – Größe.csv'] }),
  composed('comma-in-name', two),
  composed('address-in-name', stranger('not_authorised')),
  composed('group', stranger('from_several')),
  composed('idn', { ...two, results: `${OURS}; dmarc=pass header.from=xn--bcher-kva.example` }),
  composed('smtputf8', two),
  composed('upper-case', two),
  composed('plus-trick', stranger('not_authorised')),
  composed('stranger', stranger('not_authorised', { says: 'eve@example.com may not import here' })),
  composed('vacation', { status: 'refused', reason: 'no_list', leads: 0, answered: false }),
  composed('report-of-a-program', { ...two, answered: false }),
  composed('mailing-list', { ...two, answered: false }),

  broken('no body', nothing('no_list', 'Nothing is attached')),
  broken('headers only, without the empty line', nothing('no_list', 'Nothing is attached')),
  broken('nothing but an empty line', stranger('from_none')),
  broken('no From', stranger('from_none')),
  broken('an empty From', stranger('from_none')),
  broken('two From headers', stranger('from_several')),
  broken('two From headers, one with a space', stranger('from_several')),
  broken('two people in From', stranger('from_several')),
  broken('an unquoted comma in the name', stranger('from_several')),
  broken('an unquoted address in the name', stranger('from_unclear')),
  broken('two bracketed addresses', stranger('from_several')),
  broken('a comment that hides an address', stranger('not_authorised')),
  broken('an encoded word that looks like an address', stranger('from_unclear')),
  broken('a folded From', one),
  broken('an international domain as it is spoken', {
    ...one,
    results: `${OURS}; dmarc=pass header.from=xn--bcher-kva.example`,
  }),
  broken('a NUL in the headers', stranger('unreadable')),
  broken('a lone CR in the headers', stranger('unreadable')),
  broken('10,000 headers', stranger('unreadable', { says: 'more headers' })),
  broken('a header of 1 MB', stranger('unreadable', { says: 'more headers' })),
  broken('a subject of 60 kB', one),
  broken('no Message-ID', one),
  broken('lines that end in LF alone', one),
  broken('no boundary', nothing('unreadable', 'not put together')),
  broken('a boundary that never comes', nothing('unreadable', 'not put together')),
  broken('an unclosed multipart', one),
  broken('cut off in the middle of base 64', one),
  broken('base 64 that is none', { ...nothing('no_usable_list', 'people.csv'), refused: { 'people.csv': '' } }),
  broken('eight-bit text without a charset', one),
  broken('an unknown encoding', one),
  broken('1,000 multiparts within each other', nothing('unreadable', 'not put together')),
  broken('100,000 empty parts', nothing('unreadable', 'too intricately')),
  broken('24 MB of empty lines', nothing('unreadable', 'too intricately')),
  broken('24 MB of text', nothing('no_list', 'Nothing is attached')),
  broken('24 MB of letters without a line break', nothing('no_list', 'Nothing is attached')),
  broken('a forward in a forward, twelve times', nothing('no_list', 'message/rfc822')),
  broken('an uuencoded list in the text', nothing('list_in_text', 'Attach it as a file')),
  broken('an encrypted mail (PGP/MIME)', nothing('no_usable_list', 'encrypted')),
  broken('an attachment of 17 MB', {
    ...nothing('no_usable_list', 'larger than'),
    refused: { 'people.csv': 'larger than' },
  }),

  sent('no results at all', stranger('authentication_no_results', { results: null })),
  sent(
    'results of another host',
    stranger('authentication_no_results', { results: PASS.replace(OURS, 'mx.elsewhere.example') }),
  ),
  sent(
    'results of a host whose name ours begins',
    stranger('authentication_no_results', { results: PASS.replace(OURS, `${OURS}.elsewhere.example`) }),
  ),
  sent(
    'results of another version',
    stranger('authentication_no_results', { results: PASS.replace(OURS, `${OURS} 2`) }),
  ),
  sent(
    'forged results below ours',
    stranger('authentication_dmarc', {
      results: `${OURS}; dmarc=fail header.from=example.com`,
      forged: `Authentication-Results: ${PASS}\r\n`,
    }),
  ),
  sent(
    'DMARC failed though a signature passes',
    stranger('authentication_dmarc', { results: PASS.replace('dmarc=pass', 'dmarc=fail') }),
  ),
  sent(
    'DMARC could not be found out',
    stranger('authentication_dmarc', { results: `${OURS}; dmarc=temperror header.from=example.com` }),
  ),
  sent(
    'DMARC of another domain',
    stranger('authentication_dmarc', { results: `${OURS}; dmarc=pass header.from=elsewhere.example` }),
  ),
  sent(
    'pass in a comment',
    stranger('authentication_dmarc', {
      results: `${OURS}; dmarc=fail (dmarc=pass; dmarc=pass) header.from=example.com`,
    }),
  ),
  sent(
    'pass in a quoted reason',
    stranger('authentication_not_aligned', {
      results: `${OURS}; dkim=fail reason="; dkim=pass header.d=example.com" header.d=example.com`,
    }),
  ),
  sent('no policy, but signed by the domain', { ...one, results: `${NONE}; dkim=pass header.d=example.com` }),
  sent(
    'no policy, signed by another domain',
    stranger('authentication_not_aligned', { results: `${NONE}; dkim=pass header.d=mailer.example` }),
  ),
  sent(
    'no policy, signed by a domain below',
    stranger('authentication_not_aligned', { results: `${NONE}; dkim=pass header.d=news.example.com` }),
  ),
  sent(
    'no policy, signed by a top-level domain',
    stranger('authentication_not_aligned', { results: `${NONE}; dkim=pass header.d=com` }),
  ),
  sent('no policy, the server may send for the domain', {
    ...one,
    results: `${NONE}; spf=pass smtp.mailfrom=jo@example.com`,
  }),
  sent(
    'no policy, the server may send for another envelope',
    stranger('authentication_not_aligned', {
      results: `${NONE}; spf=pass smtp.mailfrom=jo@example.com`,
      envelopeFrom: 'bounce@mailer.example',
    }),
  ),
  {
    name: 'from a subdomain that the domain above signed',
    raw: { bytes: () => withCsv(instead('From: Jo <jo@sales.example.com>')) },
    ...one,
    results: `${OURS}; dmarc=none header.from=sales.example.com; dkim=pass header.d=example.com`,
  },
  sent('as Email Routing delivers it', { ...one, results: null, forged: ROUTED }),
  sent(
    'results that were there before another server took the mail',
    stranger('authentication_no_results', {
      results: null,
      forged: `${RECEIVED}Received: by mail.elsewhere.example with SMTP id 1\r\nAuthentication-Results: ${PASS}\r\n`,
    }),
  ),
  sent('with a null sender: imported, never answered', { ...one, envelopeFrom: '', answered: false }),
  sent('from a mail system', { ...one, envelopeFrom: 'MAILER-DAEMON@example.com', answered: false }),
]

/** Who may import in these tests. */
export const SENDERS = ['jo@example.com', 'jo@sales.example.com', 'jo@bücher.example', 'jörg@example.com']
