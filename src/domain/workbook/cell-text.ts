import type { NumberKind } from './number-format.ts'

/** Cells of a workbook as the text they would be in a CSV file. */

/** Excel's own limit (ECMA-376 names it `XFD`). */
export const SHEET_COLUMNS = 16_384
/** 31 December 9999, the last day a workbook knows. */
const LAST_SERIAL = 2_958_465
const DAY_SECONDS = 86_400
const DAY_MS = DAY_SECONDS * 1000

/** A number as people mean it: a phone with all its digits, no `.0`, no `0.30000000000000004`. What is no number stays as it is. */
export function numberText(raw: string): string {
  const text = raw.trim()
  if (/^-?\d{1,15}$/.test(text)) return text
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) return text
  if (Number.isInteger(value)) return String(value)
  // A workbook keeps 17 digits, and 15 of them mean something.
  return String(Number(value.toPrecision(15)))
}

/**
 * A serial number as ISO text: `2026-11-23`, `2026-11-23 14:30`, `14:30`. In the 1900 system day 60 is 29 February 1900, which never
 * was; Lotus 1-2-3 thought so, and every workbook since keeps to it.
 */
export function dateText(raw: string, kind: Exclude<NumberKind, 'number'>, date1904: boolean): string {
  const serial = Number(raw.trim())
  if (raw.trim() === '' || !Number.isFinite(serial) || serial < 0 || serial > LAST_SERIAL) return numberText(raw)
  const seconds = Math.round(serial * DAY_SECONDS)
  if (kind === 'elapsed') return clock(seconds)
  const day = Math.floor(seconds / DAY_SECONDS)
  const time = seconds % DAY_SECONDS
  // Some hold a date and show its time, some a time and show the date: what the format shows is what is meant.
  if (kind === 'time') return clock(time)
  const date = dayText(day, date1904)
  return kind === 'date' || time === 0 ? date : `${date} ${clock(time)}`
}

function dayText(day: number, date1904: boolean): string {
  if (date1904) return isoDay(Date.UTC(1904, 0, 1) + day * DAY_MS)
  if (day === 60) return '1900-02-29'
  return isoDay(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * DAY_MS)
}

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10)
const two = (n: number): string => String(n).padStart(2, '0')

/** Seconds are left out where there are none. */
function clock(seconds: number): string {
  const rest = seconds % 60
  const minutes = Math.floor(seconds / 60)
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${rest === 0 ? '' : `:${two(rest)}`}`
}

/** `_x000D_` is how a workbook writes a character XML cannot hold, `_x005F_` an underscore that would be read so (ECMA-376 ST_Xstring). */
export function unescapeText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}

/** Column (from 0) and row (from 1) of `C7` or `$C$7`; null when it is no place in a sheet. */
export function cellPlace(reference: string): { column: number; row: number } | null {
  let column = 0
  let i = 0
  for (; i < reference.length; i++) {
    const code = reference.charCodeAt(i) | 0x20
    if (reference[i] === '$') continue
    if (code < 97 || code > 122) break
    column = column * 26 + code - 96
    if (column > SHEET_COLUMNS) return null
  }
  const row = Number(reference.slice(i))
  return column === 0 || !Number.isInteger(row) || row < 1 ? null : { column: column - 1, row }
}
