import type { ListCase } from './case.ts'

/** Lists as text: encodings, separators, line ends, headings, and what spreadsheets do to phones. */

export const phone = (n: number): string => `+1415555${String(n).padStart(4, '0')}`
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), !bigEndian)
  return bytes
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const TWO: [string, string][] = [
  ['Ann', phone(101)],
  ['Bob', phone(102)],
]
const PLAIN = `name,phone\nAnn,${phone(101)}\nBob,${phone(102)}\n`

function text(name: string, how: string, list: string | Uint8Array, expected: ListCase['expected']): ListCase {
  return { name: `${name}.csv`, how, make: () => (typeof list === 'string' ? utf8(list) : list), expected }
}

const header500 = Array.from({ length: 498 }, (_, i) => `field ${i}`)

export const TEXTS: ListCase[] = [
  text('plain', 'nothing', PLAIN, { people: TWO }),
  text('mark', 'a byte order mark', `\ufeff${PLAIN}`, { people: TWO }),
  text(
    'utf16le',
    'UTF-16LE with a mark, as Excel’s "Unicode Text"',
    utf16(`\ufeff${PLAIN.replaceAll(',', '\t')}`, false),
    {
      people: TWO,
    },
  ),
  text('utf16be', 'UTF-16BE without a mark', utf16(PLAIN, true), { people: TWO }),
  text('windows1252', 'an umlaut in Windows-1252', latin1(PLAIN.replace('Ann', 'J\xfcrgen')), {
    people: [['Jürgen', phone(101)], TWO[1]!],
  }),
  text('old-mac', 'lines that end in CR alone', PLAIN.replaceAll('\n', '\r'), { people: TWO }),
  text(
    'mixed-ends',
    'CRLF, LF and CR in one file',
    PLAIN.replace('\n', '\r\n').replace(`${phone(101)}\n`, `${phone(101)}\r`),
    {
      people: TWO,
    },
  ),
  text(
    'sep-line',
    'sep=; and amounts with decimal commas',
    `sep=;\r\nname;phone;amount\r\nAnn;${phone(101)};1.234,50\r\n`,
    {
      people: [TWO[0]!],
      variables: { AMOUNT: '1.234,50' },
    },
  ),
  text('pipes', 'pipes between the cells', PLAIN.replaceAll(',', '|'), { people: TWO }),
  text('tabs', 'tabs, and commas in the names', `name\tphone\nLee, Ann\t${phone(101)}\n`, {
    people: [['Lee, Ann', phone(101)]],
  }),
  text(
    'nuls',
    'NULs at the end of fields, as some exports write',
    `name,phone\nAnn\0,${phone(101)}\0\nBob,${phone(102)}\n`,
    {
      people: TWO,
    },
  ),
  text(
    'cell-of-10-mb',
    'a cell of ten megabytes between people',
    `name,phone\nAnn,${phone(101)}\n${'x'.repeat(10 * 1024 * 1024)},${phone(109)}\nBob,${phone(102)}\n`,
    {
      people: TWO,
      rejected: 1,
      notes: ['3 row_too_long'],
    },
  ),
  text(
    'open-quote',
    'a quotation mark nobody closes',
    `name,phone\n"Cy,${phone(103)}\nAnn,${phone(101)}\nBob,${phone(102)}\n`,
    {
      people: TWO,
      rejected: 1,
      notes: ['2 unclosed_quote'],
    },
  ),
  text('same-headings', 'three columns of one name', `name,phone,note,note,note\nAnn,${phone(101)},a,b,c\n`, {
    people: [TWO[0]!],
    variables: { NOTE: 'a', NOTE_2: 'b', NOTE_3: 'c' },
  }),
  text(
    '500-columns',
    'five hundred columns',
    `name,phone,${header500.join(',')}\nAnn,${phone(101)},${header500.map((_, i) => (i === 497 ? 'last' : '')).join(',')}\n`,
    {
      people: [TWO[0]!],
      variables: { FIELD_497: 'last' },
    },
  ),
  text('1001-columns', 'more columns than a list may have', `phone${',x'.repeat(1000)}\n${phone(101)}\n`, {
    failure: '1001 columns',
  }),
  text('blank-headings', 'headings of spaces', `name, ,phone,\t\nAnn,a,${phone(101)},b\n`, {
    people: [TWO[0]!],
    variables: { COLUMN_2: 'a', COLUMN_4: 'b' },
  }),
  text('title', 'a title and an empty row above the headings', `Leads of March 2026\n,,\n${PLAIN}`, { people: TWO }),
  text('blank-top', 'empty lines above the headings', `\r\n\r\n;;\r\n${PLAIN}`, { people: TWO }),
  text(
    'title-and-semicolons',
    'a title in which nothing is separated',
    `Leads, March 2026\nname;phone\nAnn;${phone(101)}\n`,
    {
      people: [['Ann', phone(101)]],
    },
  ),
  text('no-headings', 'people from the first line on', `Ann,${phone(101)}\nBob,${phone(102)}\n`, {
    failure: 'looks like a person',
  }),
  text(
    'headings-below-people',
    'headings that stand below somebody are none',
    `Ann,${phone(101)}\nname,phone\nBob,${phone(102)}\n`,
    {
      failure: 'looks like a person',
    },
  ),
  text(
    'rounded-phones',
    'phones Excel shortened: the digits are gone',
    `name,phone\nAnn,4.155551E+09\nBob,${phone(102)}\n`,
    {
      people: [['Ann', null], TWO[1]!],
      skipped: 1,
      notes: ['2 phone_not_usable'],
    },
  ),
  text(
    'float-phones',
    'phones as floats that kept their digits',
    'name,phone\nAnn,4155550101.0\nBob,4.155550102E+09\n',
    {
      people: TWO,
    },
  ),
  text(
    'odd-digits',
    'full width digits, marks of direction, no-width spaces',
    `name,phone\nAnn,＋１４１５５５５０１０１\nBob,\u202a+1 (415)\u200b 555-0102\u202c\n`,
    {
      people: TWO,
    },
  ),
  text(
    'apostrophes',
    'what spreadsheets put before numbers to keep them as text',
    `name,phone\nAnn,'${phone(101)}\nBob,"=""${phone(102)}"""\n`,
    {
      people: TWO,
    },
  ),
  text('scripts', 'names of everywhere, and an emoji', `name,phone\n李小龙 🐉,${phone(101)}\nمحمد,${phone(102)}\n`, {
    people: [
      ['李小龙 🐉', phone(101)],
      ['محمد', phone(102)],
    ],
  }),
  text(
    'formulas',
    'cells a spreadsheet would run',
    `name,phone,note\nAnn,${phone(101)},"=HYPERLINK(""http://evil.example"")"\n`,
    {
      people: [TWO[0]!],
      variables: { NOTE: '=HYPERLINK("http://evil.example")' },
    },
  ),
  text('ragged', 'too few cells, and too many', `name,phone,city\nAnn,${phone(101)}\nBob,${phone(102)},Rome,a,b\n`, {
    people: TWO,
    notes: ['3 too_many_cells'],
  }),
  text(
    'heading-of-two-lines',
    'a heading with a line break in quotation marks',
    `name,"phone\nnumber"\nAnn,${phone(101)}\n`,
    {
      people: [TWO[0]!],
    },
  ),
  text(
    'repeated',
    'the same person three times',
    `name,phone\nAnn,${phone(101)}\nAnn,(415) 555-0101\nA.,${phone(101)}\n`,
    {
      people: [TWO[0]!],
      duplicate: 2,
      notes: ['3 duplicate', '4 duplicate'],
    },
  ),
  text(
    'broken-utf8',
    'half a character in one row',
    new Uint8Array([...utf8(`name,phone\nAnn,${phone(101)}\nBo`), 0xe2, 0x82, ...utf8(`b,${phone(102)}\n`)]),
    {
      people: [TWO[0]!, ['Boâ‚b', phone(102)]],
    },
  ),
  text('headings-only', 'nobody below the headings', 'name,phone\n', { failure: 'no rows below them' }),
  text('empty', 'no byte at all', '', { failure: 'empty' }),
  text('no-key', 'nobody can be reached by it', 'name,city\nAnn,Rome\n', { failure: 'No column for phones' }),
  text('words-without-lines', 'four megabytes without a line break', 'word '.repeat(800_000), {
    failure: 'cannot be read',
  }),
]
