/**
 * The oracle's own reading of a list, from the product text alone (1-product §3, "Rows of a list"): it imports nothing from src/, so
 * that a misreading there cannot hide here. For campaigns that only call.
 */

export interface ListedPerson {
  /** From 1, the heading not counted. */
  row: number
  name: string
  email: string | null
  /** E.164, in the order they are to be called; empty when none can be. */
  phones: string[]
}

export interface ExpectedImport {
  rows: number
  /** In the order of the file. */
  created: ListedPerson[]
  /** Of those created, without a phone that can be called. */
  skipped: number
  duplicate: number
  rejected: number
}

/** Rows of a comma-separated file with quotes, doubled quotes and line breaks inside quotes. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === ',') {
      row.push(cell)
      cell = ''
    } else if (char === '\n') {
      row.push(cell.replace(/\r$/, ''))
      rows.push(row)
      row = []
      cell = ''
    } else cell += char
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}

/** A North American number as people write it, as E.164; null when it is none. */
export function readNanpPhone(written: string): string | null {
  if (!/^[\d\s().+-]+$/.test(written)) return null
  const digits = written.replace(/\D/g, '')
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  return /^[2-9]\d\d[2-9]\d{6}$/.test(national) ? `+1${national}` : null
}

/** What an import of this file into an empty organization comes to. */
export function expectImport(csv: string): ExpectedImport {
  const [heading = [], ...rows] = readCsv(csv.replace(/^\uFEFF/, ''))
  const column = (name: string): number => heading.findIndex((it) => it.trim().toLowerCase() === name)
  const phoneColumns = Array.from({ length: 10 }, (_, i) => column(`phone${i + 1}`)).filter((at) => at >= 0)
  const known = new Set<string>()
  const result: ExpectedImport = { rows: 0, created: [], skipped: 0, duplicate: 0, rejected: 0 }
  for (const [index, row] of rows.entries()) {
    if (row.every((cell) => cell.trim() === '')) continue
    result.rows++
    const cell = (at: number): string => (row[at] ?? '').trim()
    const written = phoneColumns.map(cell).filter((it) => it !== '')
    const email = cell(column('email')).toLowerCase() || null
    const phones = [...new Set(written.map(readNanpPhone))].filter((it) => it !== null)
    // A phone, if the campaign only calls.
    if (written.length === 0) {
      result.rejected++
      continue
    }
    const keys = email === null ? phones : [...phones, email]
    if (keys.some((key) => known.has(key))) {
      result.duplicate++
      continue
    }
    for (const key of keys) known.add(key)
    if (phones.length === 0) result.skipped++
    result.created.push({ row: index + 1, name: cell(column('name')), email, phones })
  }
  return result
}
