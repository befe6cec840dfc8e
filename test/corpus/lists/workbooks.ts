import ExcelJS from 'exceljs'
import { strToU8, zipSync } from 'fflate'

/** Workbooks: by exceljs as programs write them, and put together by hand as odd programs do. */

export type Cell = ExcelJS.CellValue

export async function book(
  rows: Cell[][],
  change: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void = () => {},
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('People')
  for (const row of rows) sheet.addRow(row)
  change(sheet, workbook)
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
export const STRICT = {
  main: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
  office: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
}

export interface Parts {
  sheet: string
  shared?: string
  styles?: string
  /** Of the workbook's relations; relative unless said. */
  target?: string
  main?: string
  office?: string
  workbook?: string
  /** Written over what would be there. */
  more?: Record<string, Uint8Array>
}

/** The parts of a workbook that matter, as they are given. */
export function parts({
  sheet,
  shared,
  styles,
  target = 'worksheets/sheet1.xml',
  main = MAIN,
  office = OFFICE,
  ...rest
}: Parts) {
  const relation = (id: string, type: string, to: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${to}"/>`
  const relations = [relation('rId1', 'worksheet', target)]
  if (shared !== undefined) relations.push(relation('rId2', 'sharedStrings', 'sharedStrings.xml'))
  if (styles !== undefined) relations.push(relation('rId3', 'styles', 'styles.xml'))
  const workbook =
    rest.workbook ??
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`
  // The quickest way: some of these are tens of megabytes of one letter.
  return zipSync(
    {
      '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${PACKAGE}">${relation('rId1', 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
      ),
      'xl/workbook.xml': strToU8(workbook),
      'xl/_rels/workbook.xml.rels': strToU8(`<Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`),
      'xl/worksheets/sheet1.xml': strToU8(sheet),
      ...(shared !== undefined && { 'xl/sharedStrings.xml': strToU8(shared) }),
      ...(styles !== undefined && { 'xl/styles.xml': strToU8(styles) }),
      ...rest.more,
    },
    { level: 1 },
  )
}

export function sheetOf(rows: string, main = MAIN): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`
}

/** Rows of inline texts. */
export function inline(rows: string[][]): string {
  return rows
    .map((cells, i) => {
      const made = cells.map((text, k) => `<c r="${column(k)}${i + 1}" t="inlineStr"><is><t>${text}</t></is></c>`)
      return `<row r="${i + 1}">${made.join('')}</row>`
    })
    .join('')
}

export function column(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : column(Math.floor(index / 26) - 1) + last
}
