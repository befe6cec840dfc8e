import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ExcelJS from 'exceljs'
import { strToU8, zipSync } from 'fflate'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type Mail from 'nodemailer/lib/mailer/index.js'

/**
 * Writes composed/*.eml: mails as an independent mailer makes them, for the corpus in cases.ts. Run it after a change:
 * `node test/corpus/mails/compose.ts`. What stands in them is fixed but for the boundaries, which the mailer draws.
 */

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'composed')
const TO = 'import+aaaaaaaaaaaaaaaaaaaaaaaaaa@mail.sundial.test'
const CSV = 'name,phone1,email\r\nAnn Lee,+14155550101,ann@example.net\r\nBo Ray,+14155550102,bo@example.net\r\n'
const MORE = 'name,phone1,email\r\nCy Fox,+14155550103,cy@example.net\r\n'
const UMLAUTS = 'name,phone1,email\r\nJörg Müller,+14155550104,joerg@example.net\r\n'

async function workbook(rows: string[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('People').addRows([['name', 'phone1', 'email'], ...rows])
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')
/** [MS-OXTNEF] 2.1.3.1: the signature and a legacy key. */
const TNEF = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00, 0x01, 0x06, 0x90, 0x08, 0x00, 0x04, 0x00, 0x00, 0x00])
const DER = Buffer.from([0x30, 0x82, 0x01, 0x0a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03])

const list = (filename: string, content: string | Buffer, more: Partial<Mail.Attachment> = {}): Mail.Attachment => ({
  filename,
  content,
  ...more,
})

const forwarded = await build({
  subject: 'The list',
  from: 'somebody@elsewhere.example',
  attachments: [list('inner.csv', CSV)],
})
const twice = await build({ subject: 'Fwd: The list', attachments: [message('mail.eml', forwarded)] })

/** A forward as an attachment (RFC 2046 §5.2.1). */
function message(filename: string, content: Buffer): Mail.Attachment {
  return { filename, content, contentType: 'message/rfc822', encoding: '7bit' } as Mail.Attachment
}

const xlsx = await workbook([['Di Poe', '+14155550105', 'di@example.net']])
const MAILS: Record<string, Mail.Options> = {
  'two-attachments': { attachments: [list('people.csv', CSV), list('more.xlsx', xlsx)] },
  'csv-quoted-printable': {
    attachments: [list('people.csv', UMLAUTS, { contentTransferEncoding: 'quoted-printable' })],
  },
  'csv-7bit': { attachments: [list('people.csv', CSV, { contentTransferEncoding: '7bit' })] },
  'html-with-logo': {
    html: '<p>The list.</p><img src="cid:logo">',
    attachments: [{ filename: 'logo.png', content: PNG, cid: 'logo' }, list('people.csv', CSV)],
  },
  forwarded: { attachments: [message('forward.eml', forwarded)] },
  'forwarded-twice': { attachments: [message('forward.eml', twice)] },
  'zip-of-two': {
    attachments: [list('lists.zip', Buffer.from(zipSync({ 'a.csv': strToU8(CSV), 'sub/b.csv': strToU8(MORE) })))],
  },
  'zip-bomb': {
    attachments: [list('lists.zip', Buffer.from(zipSync({ 'a.csv': new Uint8Array(30_000_000) }, { level: 9 })))],
  },
  'csv-called-octets': { attachments: [list('list.bin', CSV, { contentType: 'application/octet-stream' })] },
  'csv-called-excel': { attachments: [list('list.xls', CSV, { contentType: 'application/vnd.ms-excel' })] },
  'csv-called-picture': { attachments: [list('scan.jpg', CSV, { contentType: 'image/jpeg' })] },
  'workbook-called-csv': { attachments: [list('list.csv', xlsx, { contentType: 'text/csv' })] },
  'text-in-line': {
    attachments: [list('people.csv', CSV, { contentType: 'text/plain', contentDisposition: 'inline' })],
  },
  'csv-without-name': { attachments: [{ filename: false, content: CSV, contentType: 'text/csv' }] },
  winmail: { attachments: [list('winmail.dat', TNEF, { contentType: 'application/ms-tnef' })] },
  'smime-encrypted': {
    attachments: [list('smime.p7m', DER, { contentType: 'application/pkcs7-mime; smime-type=enveloped-data' })],
  },
  'pdf-and-signature': {
    attachments: [
      list('brochure.pdf', PDF),
      list('signature.asc', '-----BEGIN PGP SIGNATURE-----\n', { contentType: 'application/pgp-signature' }),
    ],
  },
  'list-among-noise': {
    attachments: [
      list('brochure.pdf', PDF),
      list('ATT00001.txt', 'This mail was checked.\n'),
      list('invite.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', { contentType: 'text/calendar' }),
      list('people.csv', CSV),
    ],
  },
  'pdf-called-csv': { attachments: [list('people.csv', PDF, { contentType: 'text/csv' })] },
  'two-good-one-bad': {
    attachments: [list('a.csv', CSV), list('notes.csv', 'colour,size\r\nred,4\r\n'), list('b.csv', MORE)],
  },
  'other-headings': { attachments: [list('people.csv', 'name,mobile\r\nAnn,+14155550101\r\n')] },
  'other-order': { attachments: [list('people.csv', 'Email,PHONE1,name\r\nann@example.net,+14155550101,Ann\r\n')] },
  'nothing-attached': { text: 'Hello, where is my list?' },
  'list-in-text': { text: 'name,phone1\nAnn,+14155550101\nBo,+14155550102\n' },
  'encoded-word-name': { attachments: [list('Straße – Größe.csv', CSV)] },
  'comma-in-name': { from: '"Doe, Jo (Sales)" <jo@example.com>', attachments: [list('people.csv', CSV)] },
  'address-in-name': { from: '"boss@example.com" <eve@example.com>', attachments: [list('people.csv', CSV)] },
  group: { from: 'Team: jo@example.com, eve@example.com;' as string, attachments: [list('people.csv', CSV)] },
  idn: { from: 'Jo <jo@bücher.example>', attachments: [list('people.csv', CSV)] },
  smtputf8: { from: 'Jörg <jörg@example.com>', attachments: [list('people.csv', CSV)] },
  'upper-case': { from: 'JO <Jo@EXAMPLE.com>', attachments: [list('people.csv', CSV)] },
  'plus-trick': { from: 'jo+import@example.com', attachments: [list('people.csv', CSV)] },
  stranger: { from: 'eve@example.com', attachments: [list('people.csv', CSV)] },
  vacation: { text: 'I am away.', headers: { 'Auto-Submitted': 'auto-replied' } },
  'report-of-a-program': { headers: { 'Auto-Submitted': 'auto-generated' }, attachments: [list('people.csv', CSV)] },
  'mailing-list': {
    headers: { 'List-Id': 'Sales <sales.example.com>', Precedence: 'list' },
    attachments: [list('people.csv', CSV)],
  },
}

async function build(mail: Mail.Options): Promise<Buffer> {
  const message = new MailComposer({
    from: 'Jo <jo@example.com>',
    to: TO,
    subject: 'People to call',
    text: 'The list is attached.\n\n-- \nJo',
    date: new Date('2026-11-23T14:59:00Z'),
    messageId: `<${(mail.subject ?? 'one').replaceAll(/\W/g, '')}@example.com>`,
    ...mail,
  }).compile()
  return message.build()
}

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
for (const [name, mail] of Object.entries(MAILS)) {
  const raw = await build({ messageId: `<${name}@example.com>`, ...mail })
  // As it is read in the test: as text.
  if (raw.toString('utf8') !== new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(raw))
    throw new Error(name)
  writeFileSync(join(FOLDER, `${name}.eml`), raw)
}
