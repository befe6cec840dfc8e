import { normalisePhone, splitPhones } from '../phone.ts'
import { type Mapping, type MappingRequest, type MappingResult, mapColumns } from './mapping.ts'
import { readEmailAddress } from './row-fields.ts'

/** Rows at the top of a list among which the headings are looked for: above them some have a title, a date, a logo's empty lines. */
export const HEAD_ROWS = 10

export type PickedHeadings =
  | { ok: true /** Which of the rows. */; index: number; mapping: Mapping }
  | (Exclude<MappingResult, { ok: true }> & { index: number })

/**
 * The row of headings: the first one, or when that names no phone and no email the first below it that does, if nobody stands in the rows
 * above. What is wrong is said of the first row.
 */
export function pickHeadings(
  rows: readonly (readonly string[])[],
  requested: MappingRequest | null,
  defaultRegion: string,
): PickedHeadings {
  const first = mapColumns(rows[0] ?? [], requested, defaultRegion)
  if (first.ok) return { ok: true, index: 0, mapping: first.mapping }
  for (let index = 1; index < Math.min(rows.length, HEAD_ROWS); index++) {
    if (first.code === 'too_many_columns' || rows[index - 1]!.some((cell) => reaches(cell, defaultRegion))) break
    const mapped = mapColumns(rows[index]!, requested, defaultRegion)
    if (mapped.ok) return { ok: true, index, mapping: mapped.mapping }
  }
  return { ...first, index: 0 }
}

function reaches(cell: string, defaultRegion: string): boolean {
  if (cell.trim() === '') return false
  return readEmailAddress(cell) !== null || splitPhones(cell).some((it) => normalisePhone(it, defaultRegion).ok)
}
