import { gzipSync, strToU8 } from 'fflate'
import type { ListCase } from './case.ts'
import { phone, utf8 } from './texts.ts'
import { book, type Cell, column, inline, parts, STRICT, sheetOf } from './workbooks.ts'

/** Workbooks: what their cells can be, how they can be written, and what can be wrong with them. */

const PEOPLE: Cell[][] = [
  ['name', 'phone'],
  ['Ann', phone(101)],
  ['Bob', phone(102)],
]
const TEXT_PEOPLE = PEOPLE.map((row) => row.map(String))
const TWO: [string, string][] = [
  ['Ann', phone(101)],
  ['Bob', phone(102)],
]
const day = (text: string): Date => new Date(`${text}Z`)

function xlsx(
  name: string,
  how: string,
  make: ListCase['make'],
  expected: ListCase['expected'],
  query?: string,
): ListCase {
  return { name: `${name}.xlsx`, how, make, expected, ...(query !== undefined && { query }) }
}

const DATED: Cell[][] = [
  ['name', 'phone', 'day', 'instant', 'time', 'span', 'leap'],
  ['Ann', phone(101), day('2026-11-23T00:00'), day('2026-11-23T14:30'), 0.604_166_666_7, 1.5, 60],
]

export const SHEETS: ListCase[] = [
  xlsx('plain', 'nothing', () => book(PEOPLE), { people: TWO }),
  xlsx(
    'numbers',
    'phones as numbers, with and without a fraction',
    () =>
      book([
        ['name', 'phone', 'amount', 'id', 'sum'],
        ['Ann', 14155550101, 1234.5, 123456789012345, 0.1 + 0.2],
        ['Bob', 4155550102.0],
      ]),
    {
      people: TWO,
      variables: { AMOUNT: '1234.5', ID: '123456789012345', SUM: '0.3' },
    },
  ),
  xlsx(
    'dates',
    'days, instants, times, and the 29 February 1900 that never was',
    () =>
      book(DATED, (sheet) => {
        sheet.getCell('C2').numFmt = 'dd/mm/yyyy'
        sheet.getCell('D2').numFmt = 'yyyy-mm-dd h:mm AM/PM'
        sheet.getCell('E2').numFmt = 'hh:mm'
        sheet.getCell('F2').numFmt = '[h]:mm'
        sheet.getCell('G2').numFmt = 'd mmm yyyy'
      }),
    {
      people: [TWO[0]!],
      variables: { DAY: '2026-11-23', INSTANT: '2026-11-23 14:30', TIME: '14:30', SPAN: '36:00', LEAP: '1900-02-29' },
    },
  ),
  xlsx(
    'dates-1904',
    'days counted from 1904',
    () =>
      book(
        [
          ['name', 'phone', 'day'],
          ['Ann', phone(101), day('2026-11-23T00:00')],
        ],
        (sheet, workbook) => {
          workbook.properties.date1904 = true
          sheet.getCell('C2').numFmt = 'yyyy-mm-dd'
        },
      ),
    {
      people: [TWO[0]!],
      variables: { DAY: '2026-11-23' },
    },
  ),
  xlsx(
    'formats-that-look-like-dates',
    'letters of dates in quotation marks and brackets',
    () =>
      book(
        [
          ['name', 'phone', 'a', 'b', 'c'],
          ['Ann', phone(101), 12, 12, 12],
        ],
        (sheet) => {
          sheet.getCell('C2').numFmt = '0 "days"'
          sheet.getCell('D2').numFmt = '[Red]#,##0'
          sheet.getCell('E2').numFmt = '0.00E+00'
        },
      ),
    {
      people: [TWO[0]!],
      variables: { A: '12', B: '12', C: '12' },
    },
  ),
  xlsx(
    'formulas',
    'formulas with and without a value, an error, a boolean',
    () =>
      book([
        ['name', 'phone', 'total', 'open', 'error', 'member'],
        [
          { formula: 'A9', result: 'Ann' },
          { formula: 'B9', result: 14155550101 },
          { formula: '1+1', result: 2 },
          { formula: 'X' } as Cell,
          { error: '#N/A' },
          true,
        ],
      ]),
    {
      people: [TWO[0]!],
      variables: { TOTAL: '2', MEMBER: 'TRUE' },
    },
  ),
  xlsx(
    'rich-text',
    'a name in two fonts, a link, marks that XML escapes',
    () =>
      book([
        ['name', 'phone', 'link', 'company'],
        [
          { richText: [{ text: 'An' }, { font: { bold: true }, text: 'n' }] },
          phone(101),
          { text: 'home', hyperlink: 'https://a.example' },
          'A & B <C> "D"',
        ],
      ]),
    {
      people: [TWO[0]!],
      variables: { LINK: 'home', COMPANY: 'A & B <C> "D"' },
    },
  ),
  xlsx(
    'hidden-sheet-first',
    'the first sheet is hidden',
    () =>
      book([['x']], (sheet, workbook) => {
        sheet.state = 'hidden'
        const seen = workbook.addWorksheet('Seen')
        for (const row of PEOPLE) seen.addRow(row)
      }),
    { people: TWO },
  ),
  xlsx(
    'empty-sheet-first',
    'the first sheet is empty',
    () =>
      book([], (_, workbook) => {
        const second = workbook.addWorksheet('Second')
        for (const row of PEOPLE) second.addRow(row)
      }),
    { people: TWO },
  ),
  xlsx(
    'sheet-by-name',
    'another sheet is asked for',
    () =>
      book([['x'], ['y']], (_, workbook) => {
        const other = workbook.addWorksheet('März 26')
        for (const row of PEOPLE) other.addRow(row)
      }),
    { people: TWO },
    `?sheet=${encodeURIComponent(' märz 26')}`,
  ),
  xlsx(
    'no-such-sheet',
    'a sheet is asked for that is not there',
    () => book(PEOPLE),
    { failure: 'It has: "People"' },
    '?sheet=Nope',
  ),
  xlsx(
    'hidden-rows',
    'a filter hides a row, which a CSV would hold',
    () =>
      book(PEOPLE, (sheet) => {
        sheet.getRow(3).hidden = true
      }),
    {
      people: TWO,
    },
  ),
  xlsx(
    'sparse',
    'empty rows and cells between; the lines are those of the sheet',
    () =>
      book([
        ['name', null, 'phone'],
        [],
        ['Ann', null, phone(101)],
        [null, '  '],
        [],
        ['Cy', null, 'none'],
        ['Bob', 'x', phone(102)],
      ]),
    {
      people: TWO,
      rejected: 1,
      notes: ['6 no_phone'],
    },
  ),
  xlsx(
    'title',
    'a merged title above the headings',
    () => book([['Our list'], [], ...PEOPLE], (sheet) => sheet.mergeCells('A1:B1')),
    { people: TWO },
  ),
  xlsx(
    'merged-people',
    'a merged cell has its text in the first of its places',
    () =>
      book(
        [
          ['name', 'phone', 'team'],
          ['Ann', phone(101), 'North'],
          ['Bob', phone(102)],
        ],
        (sheet) => sheet.mergeCells('C2:C3'),
      ),
    {
      people: TWO,
      variables: { TEAM: 'North' },
    },
  ),
  xlsx(
    'styled-empty',
    'a thousand rows that are only coloured',
    () =>
      book(PEOPLE, (sheet) => {
        for (let row = 4; row <= 1000; row++)
          sheet.getCell(row, 3).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFF0000' } }
      }),
    { people: TWO },
  ),
  xlsx(
    'escapes',
    'a line break and an underscore as workbooks write them',
    () =>
      parts({
        sheet: sheetOf(
          inline([
            ['name', 'phone', 'note'],
            ['Ann', phone(101), 'a_x000A_b _x005F_x0041_'],
          ]),
        ),
      }),
    {
      people: [TWO[0]!],
      variables: { NOTE: 'a\nb _x0041_' },
    },
  ),
  xlsx(
    'inline',
    'texts in the cells, no styles, no shared texts',
    () => parts({ sheet: sheetOf(inline(TEXT_PEOPLE)) }),
    { people: TWO },
  ),
  xlsx(
    'strict',
    'the strict kind, with other namespaces',
    () => parts({ sheet: sheetOf(inline(TEXT_PEOPLE), STRICT.main), ...STRICT }),
    {
      people: TWO,
    },
  ),
  xlsx(
    'absolute',
    'a target from the root, and a folder of another name',
    () =>
      parts({
        sheet: '',
        target: '/xl/../data/first.xml',
        more: { 'data/first.xml': strToU8(sheetOf(inline(TEXT_PEOPLE))) },
      }),
    { people: TWO },
  ),
  xlsx(
    'prefixed',
    'every element with a prefix',
    () =>
      parts({
        sheet: `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>${inline(TEXT_PEOPLE).replace(/<(\/?)(\w)/g, '<$1x:$2')}</x:sheetData></x:worksheet>`,
        workbook:
          '<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheets><x:sheet name="S" sheetId="1" rel:id="rId1" xmlns:rel="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></x:sheets></x:workbook>',
      }),
    { people: TWO },
  ),
  xlsx(
    'no-references',
    'rows and cells that do not say where they are',
    () => parts({ sheet: sheetOf(inline(TEXT_PEOPLE).replace(/ r="\w+"/g, '')) }),
    { people: TWO },
  ),
  xlsx(
    'utf16-parts',
    'a sheet in UTF-16',
    () => {
      const text = `\ufeff${sheetOf(inline(TEXT_PEOPLE)).replace('UTF-8', 'UTF-16')}`
      const bytes = new Uint8Array(text.length * 2)
      for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(i * 2, text.charCodeAt(i), true)
      return parts({ sheet: '', more: { 'xl/worksheets/sheet1.xml': bytes } })
    },
    { people: TWO },
  ),
  xlsx(
    'phonetic',
    'a name with its reading above it',
    () =>
      parts({
        sheet: sheetOf(
          `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>14155550101</v></c></row>`,
        ),
        shared:
          '<sst><si><t>name</t></si><si><t>phone</t></si><si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si></sst>',
      }),
    { people: [['山田', phone(101)]] },
  ),
  xlsx(
    'float-phone',
    'a phone as 4.155550101E9',
    () =>
      parts({
        sheet: sheetOf(
          '<row r="1"><c r="A1" t="inlineStr"><is><t>phone</t></is></c></row><row r="2"><c r="A2"><v>4.155550101E9</v></c></row>',
        ),
      }),
    {
      people: [['', phone(101)]],
    },
  ),
  xlsx(
    'iso-dates',
    'a date written as a date, as the strict kind may',
    () =>
      parts({
        sheet: sheetOf(
          `<row><c t="inlineStr"><is><t>phone</t></is></c><c t="inlineStr"><is><t>day</t></is></c></row><row><c><v>14155550101</v></c><c t="d"><v>2026-11-23T00:00:00</v></c></row>`,
        ),
      }),
    {
      people: [['', phone(101)]],
      variables: { DAY: '2026-11-23' },
    },
  ),
  xlsx('misnamed-csv', 'a CSV that is called .xlsx', () => utf8(`name,phone\nAnn,${phone(101)}\nBob,${phone(102)}\n`), {
    people: TWO,
  }),
  xlsx(
    'wide',
    'more columns than a list may have',
    () =>
      parts({
        sheet: sheetOf(inline([Array.from({ length: 1200 }, (_, i) => (i === 0 ? 'phone' : `c${i}`)), [phone(101)]])),
      }),
    {
      failure: '1001 columns',
    },
  ),
  xlsx(
    'beyond-every-sheet',
    'a cell where no sheet has one',
    () => parts({ sheet: sheetOf(`${inline(TEXT_PEOPLE)}<row r="9"><c r="XFE9"><v>1</v></c></row>`) }),
    { failure: 'XFE9' },
  ),
  xlsx(
    'long-row',
    'a row of fifty cells of 32,000 characters',
    () =>
      parts({
        sheet: sheetOf(
          inline([
            ['name', 'phone', 'n'],
            ['Ann', phone(101)],
            Array.from({ length: 50 }, () => 'y'.repeat(32_000)),
            ['Bob', phone(102)],
          ]),
        ),
      }),
    {
      people: TWO,
      rejected: 1,
      notes: ['3 row_too_long'],
    },
  ),
  xlsx(
    'cell-of-5-mb',
    'one text of five megabytes',
    () =>
      parts({
        sheet: sheetOf(
          inline([
            ['name', 'phone'],
            ['z'.repeat(5 * 1024 * 1024), phone(101)],
          ]),
        ),
      }),
    { failure: 'more text' },
  ),
  xlsx(
    'billion-laughs',
    'entities that expand into entities',
    () =>
      parts({
        sheet: `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${sheetOf(inline([['phone'], ['&b;']]))}`,
      }),
    {
      failure: 'document type',
    },
  ),
  xlsx(
    'sheet-bomb',
    'a sheet of 200 kB that unpacks to forty megabytes of empty rows',
    () => parts({ sheet: sheetOf(`${'<row/>'.repeat(7 * 1024 * 1024)}${inline(TEXT_PEOPLE)}`) }),
    { failure: 'far more' },
  ),
  xlsx('deep', 'a million elements within each other', () => parts({ sheet: '<a>'.repeat(1_000_000) }), {
    failure: 'damaged',
  }),
  xlsx(
    'shared-strings-bomb',
    'texts that unpack to forty megabytes',
    () =>
      parts({
        sheet: sheetOf(inline(TEXT_PEOPLE)),
        shared: `<sst>${`<si><t>${'y'.repeat(30_000)}</t></si>`.repeat(1400)}</sst>`,
      }),
    { failure: 'far more' },
  ),
  xlsx('broken-xml', 'tags that do not close', () => parts({ sheet: sheetOf('<row><c></row>') }), {
    failure: 'damaged',
  }),
  xlsx('truncated', 'half of the file', async () => (await book(PEOPLE)).slice(0, 3000), { failure: 'damaged' }),
  xlsx(
    'no-sheets',
    'a workbook without a sheet',
    () => parts({ sheet: '', workbook: '<workbook><sheets/></workbook>' }),
    {
      failure: 'no sheet with rows',
    },
  ),
  xlsx('empty', 'a workbook with an empty sheet', () => book([]), { failure: 'no sheet with rows' }),
  xlsx('headings-only', 'nobody below the headings', () => book([['name', 'phone']]), {
    failure: 'no rows below them',
  }),
  xlsx(
    'last-column',
    'a heading in the last column a list may have',
    () =>
      parts({
        sheet: sheetOf(
          `<row r="1"><c r="A1" t="inlineStr"><is><t>phone</t></is></c><c r="${column(999)}1" t="inlineStr"><is><t>far</t></is></c></row><row r="2"><c r="A2"><v>14155550101</v></c><c r="${column(999)}2"><v>7</v></c></row>`,
        ),
      }),
    {
      people: [['', phone(101)]],
      variables: { FAR: '7' },
    },
  ),
  {
    name: 'list.csv.gz',
    how: 'gzip',
    make: () => gzipSync(utf8('phone\n1\n'), { mtime: 0 }),
    expected: { failure: 'gzip' },
  },
]
