import type { UnmetCondition } from '../../domain/eligibility.ts'
import { sayCondition } from '../../domain/eligibility-words.ts'
import type { RowResult } from './plan.ts'
import type { ReadRow } from './read-chunk.ts'
import { type ImportCounts, type ImportError, NO_COUNTS } from './store.ts'

/** One row with all that is to be said of it, as a line of the stored error list. */
export interface ReportedRow {
  cells: string[]
  errors: ImportError[]
}

export interface ChunkReport {
  reported: ReportedRow[]
  /** What this chunk adds. */
  counts: ImportCounts
}

/** Puts together what the rows themselves and the address book gave, in the order of the file. */
export function reportChunk(rows: readonly ReadRow[], results: readonly RowResult[]): ChunkReport {
  const counts: ImportCounts = { ...NO_COUNTS, processed: rows.length }
  const leads = rows.filter((row) => row.kind === 'lead')
  const reported: ReportedRow[] = []
  let next = 0
  for (const row of rows) {
    const errors: ImportError[] = row.notes.map((note) => ({ line: row.line, ...note }))
    if (row.kind === 'rejected') {
      counts.rejected++
    } else {
      const result = results[next++]!
      counts[COUNTED[result.outcome]]++
      if (result.outcome === 'not_found') {
        const message = 'This person is not in the address book any more: merged with another, or erased.'
        errors.push({ line: row.line, column: '', code: 'not_found', message })
      }
      if (result.status === 'disqualified') {
        counts.disqualified++
        const message = `Does not meet the campaign’s criteria: ${result.unmet.map(sayUnmet).join('; ')}.`
        errors.push({ line: row.line, column: '', code: 'ineligible', message })
      }
      if (result.outcome === 'created' && (result.status === 'skipped' || result.status === 'do_not_call')) {
        if (result.status === 'skipped') counts.skipped++
        const known = SAID[result.reason ?? '']
        if (known && errors.length === 0)
          errors.push({ line: row.line, column: '', code: result.reason!, message: known })
      }
      if (result.outcome === 'duplicate') {
        const first = result.duplicateOf === null ? 'an earlier row' : `line ${leads[result.duplicateOf]!.line}`
        const message = `The same person as in ${first} of this list; the first row was taken.`
        errors.unshift({ line: row.line, column: '', code: 'duplicate', message })
      }
      for (const e164 of result.taken) {
        const message = `${e164} belongs to another contact and stays with it.`
        errors.push({ line: row.line, column: '', code: 'phone_of_another', message })
      }
      if (result.externalIdTaken) {
        const message =
          'The contact has another id of the CRM already, or the id is another contact’s; it was left out.'
        errors.push({ line: row.line, column: '', code: 'external_id_of_another', message })
      }
      if (result.propertiesCut) {
        const message = 'The contact’s texts are too long together; those that found no room were left out.'
        errors.push({ line: row.line, column: '', code: 'row_too_large', message })
      }
      if (result.revocationStands) {
        const message = 'This person revoked their consent, and the list does not say that they gave it again since.'
        errors.push({ line: row.line, column: '', code: 'consent_revoked', message })
      }
    }
    if (errors.length > 0) reported.push({ cells: row.cells, errors })
  }
  return { reported, counts }
}

/** Under what a row is counted: a list removes nobody, and who is gone cannot be taken in. */
const COUNTED: Readonly<Record<RowResult['outcome'], 'created' | 'updated' | 'duplicate' | 'rejected'>> = {
  created: 'created',
  updated: 'updated',
  duplicate: 'duplicate',
  removed: 'updated',
  not_found: 'rejected',
}

function sayUnmet(unmet: UnmetCondition): string {
  const found = unmet.found === null ? 'nothing is known' : `it is "${unmet.found}"`
  return `${sayCondition(unmet)} (${found})`
}

/** Why somebody the organization knows already cannot be called. */
const SAID: Readonly<Record<string, string>> = {
  suppressed: 'This person asked not to be called, or is on the do-not-call list.',
  numbers_invalid: 'None of the numbers is usable.',
  wrong_numbers: 'The number was found to be somebody else’s.',
  no_live_phone: 'None of the numbers is usable any more.',
  no_consent: 'No consent that holds is on file, and this campaign calls only people who gave it.',
  no_phone: 'There is no phone to call.',
}
