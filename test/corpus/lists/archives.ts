import { strToU8, zipSync } from 'fflate'
import type { ListCase } from './case.ts'
import { phone, utf8 } from './texts.ts'
import { book } from './workbooks.ts'

/** Archives, lines of JSON, and what is no list at all. */

const CSV = utf8(`name,phone\nAnn,${phone(101)}\nBob,${phone(102)}\n`)
const TWO: [string, string][] = [
  ['Ann', phone(101)],
  ['Bob', phone(102)],
]

const file = (name: string, how: string, make: ListCase['make'], expected: ListCase['expected']): ListCase => {
  return { name, how, make, expected }
}
const bytes = (...values: number[]) => new Uint8Array([...values, ...new Array(600).fill(0)])

/** Sets the bit that says a member is encrypted, in the local header and in the directory. */
function encrypted(zip: Uint8Array): Uint8Array {
  const made = zip.slice()
  for (let i = 0; i + 4 < made.length; i++) {
    if (made[i] !== 0x50 || made[i + 1] !== 0x4b) continue
    if (made[i + 2] === 3 && made[i + 3] === 4) made[i + 6]! |= 1
    if (made[i + 2] === 1 && made[i + 3] === 2) made[i + 8]! |= 1
  }
  return made
}

/** An OLE file whose directory names these streams ([MS-CFB]). */
function compound(...names: string[]): Uint8Array {
  const made = new Uint8Array(2048)
  made.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const view = new DataView(made.buffer)
  view.setUint16(30, 9, true)
  view.setUint32(48, 0, true)
  names.forEach((name, i) => {
    for (let k = 0; k < name.length; k++) view.setUint16(512 + i * 128 + k * 2, name.charCodeAt(k), true)
  })
  return made
}

const many = (): Uint8Array =>
  zipSync(Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`${i}.csv`, new Uint8Array(0)])), { level: 0 })

export const ARCHIVES: ListCase[] = [
  file('list.zip', 'one CSV in it', () => zipSync({ 'people.csv': CSV }), { people: TWO }),
  file('stored.zip', 'one CSV, not compressed', () => zipSync({ 'people.csv': CSV }, { level: 0 }), { people: TWO }),
  file(
    'mac.zip',
    'what a Mac adds by itself',
    () => zipSync({ 'a/people.csv': CSV, '__MACOSX/a/._people.csv': strToU8('x'), 'a/.DS_Store': strToU8('y') }),
    {
      people: TWO,
    },
  ),
  file(
    'workbook.zip',
    'a workbook in it',
    async () => zipSync({ 'people.xlsx': await book([['name', 'phone'], ...TWO]) }),
    { people: TWO },
  ),
  file('odd-name.zip', 'one file of an unknown name', () => zipSync({ 'export.dat': CSV }), { people: TWO }),
  file('traversal.zip', 'a path that would leave its folder', () => zipSync({ '../../etc/people.csv': CSV }), {
    people: TWO,
  }),
  file('several.zip', 'two lists', () => zipSync({ 'a.csv': CSV, 'b/b.csv': CSV }), {
    refused: '2 lists: "a.csv", "b.csv"',
  }),
  file('empty.zip', 'nothing in it', () => zipSync({}), { failure: 'holds no list' }),
  file('pictures.zip', 'two pictures', () => zipSync({ 'a.png': strToU8('x'), 'b.png': strToU8('y') }), {
    failure: 'holds no list',
  }),
  file('nested.zip', 'an archive in an archive', () => zipSync({ 'inner.zip': zipSync({ 'people.csv': CSV }) }), {
    failure: 'another archive',
  }),
  file(
    'nested-as-csv.zip',
    'an archive in an archive, called a CSV',
    () => zipSync({ 'people.csv': zipSync({ 'people.csv': CSV }) }),
    {
      failure: 'archive',
    },
  ),
  file('password.zip', 'protected', () => encrypted(zipSync({ 'people.csv': CSV })), { failure: 'password' }),
  file(
    'bomb.zip',
    'a list that unpacks to forty megabytes of one letter',
    () => zipSync({ 'people.csv': new Uint8Array(40 * 1024 * 1024).fill(0x61) }, { level: 1 }),
    {
      refused: 'far more',
    },
  ),
  file('many.zip', 'twelve thousand files', many, { failure: 'more than 10000 files' }),
  file(
    'damaged.zip',
    'bytes changed in the middle',
    () => {
      const zip = zipSync({ 'people.csv': CSV })
      zip.fill(0xff, 45, 70)
      return zip
    },
    { refused: 'damaged' },
  ),
  file(
    'calc.ods',
    'OpenDocument',
    () =>
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('<x/>') }),
    {
      failure: 'OpenDocument',
    },
  ),
  file('apple.numbers', 'Numbers', () => zipSync({ 'Index/Document.iwa': strToU8('x'), 'preview.jpg': strToU8('y') }), {
    failure: 'Numbers',
  }),
  file(
    'letter.docx',
    'a Word document',
    () => zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'word/document.xml': strToU8('<x/>') }),
    {
      failure: 'Word',
    },
  ),
  file(
    'binary.xlsb',
    'a binary workbook',
    () => zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'xl/workbook.bin': strToU8('x') }),
    {
      failure: '.xlsb',
    },
  ),
  file('old.xls', 'a workbook of 1997', () => compound('Root Entry', 'Workbook'), { failure: 'old Excel workbook' }),
  file('protected.xlsx', 'a workbook with a password', () => compound('Root Entry', 'EncryptedPackage'), {
    failure: 'password',
  }),
  file('mail.msg', 'a mail of Outlook', () => compound('Root Entry', '__properties_version1.0'), {
    failure: 'Outlook',
  }),
  file('winmail.dat', 'a mail of Outlook, as others receive it', () => bytes(0x78, 0x9f, 0x3e, 0x22), {
    failure: 'winmail.dat',
  }),
  file('report.pdf', 'a PDF', () => utf8('%PDF-1.7\n%âãÏÓ\n'), { failure: 'PDF' }),
  file('list.png', 'a picture', () => bytes(0x89, 0x50, 0x4e, 0x47), { failure: 'picture' }),
  file(
    'export.xls',
    'a web page in place of a workbook',
    () => utf8('\ufeff<!-- x -->\n<html><table><tr><td>phone</td></tr></table></html>'),
    {
      failure: 'web page',
    },
  ),
  file(
    'export.xml',
    'the XML of Excel 2003',
    () => utf8('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    {
      failure: 'Excel XML',
    },
  ),
  file('letter.rtf', 'RTF', () => utf8('{\\rtf1 phone\\par 1}'), { failure: 'RTF' }),
  file('people.vcf', 'vCards', () => utf8('BEGIN:VCARD\nTEL:+14155550101\nEND:VCARD\n'), { failure: 'vCards' }),
  file('array.json', 'one JSON array', () => utf8('[{"name":"Ann","phone":"+14155550101"}]'), {
    failure: 'JSON array',
  }),
  file('pretty.json', 'one object on several lines', () => utf8('{\n  "name": "Ann",\n  "phone": "+14155550101"\n}'), {
    failure: 'first line',
  }),
  file(
    'people.ndjson',
    'one person a line',
    () =>
      utf8(`{"name":"Ann","phones":["${phone(101)}"]}\n{"name":"Bob","phone":"${phone(102)}","case number":"C-2"}\n`),
    {
      people: TWO,
    },
  ),
  file(
    'odd.ndjson',
    'blank lines, a broken one, one with nobody, no line break at the end',
    () =>
      utf8(
        `\ufeff{"name":"Ann","phone":"${phone(101)}"}\r\n\r\n{"name":\n{"name":"Cy"}\n[1]\n{"name":"Bob","phone":"${phone(102)}"}`,
      ),
    {
      people: TWO,
      rejected: 3,
      notes: ['3 not_json', '4 no_phone', '5 not_a_person'],
    },
  ),
  file(
    'long.ndjson',
    'a line of two megabytes',
    () =>
      utf8(
        `{"name":"Ann","phone":"${phone(101)}"}\n{"name":"${'n'.repeat(2 * 1024 * 1024)}","phone":"${phone(109)}"}\n{"name":"Bob","phone":"${phone(102)}"}\n`,
      ),
    {
      people: TWO,
      rejected: 1,
      notes: ['2 row_too_long'],
    },
  ),
]
