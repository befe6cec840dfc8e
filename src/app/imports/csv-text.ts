/**
 * A cell for a file that people open in a spreadsheet: what would be run as a formula gets an apostrophe in front (OWASP, CSV
 * injection; full width signs count too), which the import takes off again. Quoted where RFC 4180 asks for it.
 */
export function csvCell(value: string): string {
  const safe = /^\s*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value
  return /[",;\t\r\n|]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Without it Excel reads UTF-8 as Windows-1252. */
export const UTF8_MARK = '\ufeff'
