import type { RowResult } from './plan.ts'
import type { ReadRow } from './read-chunk.ts'
import type { ImportCounts, ImportError } from './store.ts'

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
  const counts: ImportCounts = { processed: rows.length, created: 0, updated: 0, duplicate: 0, rejected: 0, skipped: 0 }
  const leads = rows.filter((row) => row.kind === 'lead')
  const reported: ReportedRow[] = []
  let next = 0
  for (const row of rows) {
    const errors: ImportError[] = row.notes.map((note) => ({ line: row.line, ...note }))
    if (row.kind === 'rejected') {
      counts.rejected++
    } else {
      const result = results[next++]!
      counts[result.outcome]++
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
      if (result.revocationStands) {
        const message = 'This person revoked their consent, and the list does not say that they gave it again since.'
        errors.push({ line: row.line, column: '', code: 'consent_revoked', message })
      }
    }
    if (errors.length > 0) reported.push({ cells: row.cells, errors })
  }
  return { reported, counts }
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
