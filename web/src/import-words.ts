import type { Arrival, ArrivalSource } from './api/arrivals.ts'
import type { Import, ImportSource, ImportStatus, Verdict } from './api/imports.ts'
import type { Mail } from './api/mailbox.ts'
import { countOf, formatCount } from './format.ts'
import type { Word } from './words.ts'

/** What is said of lists, mails and everything else that brings people in. */

export const VERDICT: Record<Verdict, Word> = {
  created: { label: 'New', color: 'green' },
  updated: { label: 'Known', color: 'teal', meaning: 'There already; what the list says is added' },
  duplicate: { label: 'Duplicate', color: 'gray', meaning: 'Somebody who came before in this list' },
  skipped: { label: 'Cannot be called', color: 'orange', meaning: 'Kept, but nobody calls them' },
  disqualified: { label: 'Disqualified', color: 'orange', meaning: 'Fails the criteria of the campaign' },
  rejected: { label: 'Rejected', color: 'red', meaning: 'Not taken' },
}

const COUNTED: Record<Verdict, (count: number) => string> = {
  created: () => 'new',
  updated: () => 'known already',
  duplicate: (count) => (count === 1 ? 'duplicate' : 'duplicates'),
  skipped: () => 'cannot be called',
  disqualified: () => 'disqualified',
  rejected: () => 'rejected',
}

/** `3 new`, `1 rejected`: what is none of is left out, but for the new ones. */
export function countsOf(counts: Record<Verdict, number>): { verdict: Verdict; count: number; label: string }[] {
  return (Object.keys(COUNTED) as Verdict[])
    .filter((verdict) => verdict === 'created' || (counts[verdict] ?? 0) > 0)
    .map((verdict) => ({ verdict, count: counts[verdict] ?? 0, label: COUNTED[verdict](counts[verdict] ?? 0) }))
}

/** An import counts as created also those of them who cannot be called; here everybody is one thing. */
export function countsOfImport(job: Import): Record<Verdict, number> {
  return { ...job, created: Math.max(0, job.created - job.skipped - job.disqualified) }
}

/** Whether taking it back would do anything. */
export function isUndoable(job: Import): boolean {
  return job.can_undo && (job.created > 0 || job.status === 'queued' || job.status === 'running')
}

export function countsLine(counts: Record<Verdict, number>): string {
  return countsOf(counts)
    .map(({ count, label }) => `${formatCount(count)} ${label}`)
    .join(' · ')
}

export const IMPORT_STATUS: Record<ImportStatus, Word> = {
  queued: { label: 'Waiting', color: 'gray', meaning: 'Its turn comes in a moment' },
  running: { label: 'Being read', color: 'yellow' },
  completed: { label: 'Complete', color: 'green' },
  failed: { label: 'Failed', color: 'red' },
  undone: { label: 'Undone', color: 'gray' },
}

const UNDOING: Word = { label: 'Being undone', color: 'yellow' }

export function importWord(job: Import): Word {
  return job.undo && job.undo.status !== 'completed' ? UNDOING : IMPORT_STATUS[job.status]
}

export const IMPORT_SOURCE: Record<ImportSource, string> = {
  upload: 'From a file',
  email: 'By email',
  api: 'By API',
  contacts: 'From contacts',
}

/** `key:local` → "key local"; people and senders as they are. */
export function actorName(actor: string): string {
  return actor.replace(/^key:/, 'key ')
}

/** What a person knows an import by. */
export function importName(job: Import): string {
  return job.filename || (job.source === 'contacts' ? 'From the address book' : 'A list without a name')
}

export const ARRIVAL_SOURCE: Record<ArrivalSource, string> = {
  hand: 'By hand',
  api: 'By API',
  stream: 'By API, as a stream',
  ingest: 'By an ingest address',
  inbound: 'Called or wrote in',
}

export function arrivalLine(arrival: Arrival): string {
  const removed = arrival.removed > 0 ? ` · ${formatCount(arrival.removed)} removed` : ''
  return countsLine(arrival) + removed
}

export const MAIL_STATUS: Record<Mail['status'], Word> = {
  received: { label: 'Being read', color: 'yellow' },
  imported: { label: 'Imported', color: 'green' },
  refused: { label: 'Refused', color: 'red' },
}

export const MAIL_REPLY: Record<Mail['reply'], string> = {
  none: 'Not answered',
  due: 'Answer on its way',
  sent: 'Answered',
  failed: 'Answer did not arrive',
}

interface Target {
  value: string
  label: string
}

const phones: Target[] = Array.from({ length: 10 }, (_, i) => ({ value: `phone${i + 1}`, label: `Phone ${i + 1}` }))

/** What a column can be, as the select shows it. */
export const COLUMN_TARGETS: { group: string; items: Target[] }[] = [
  {
    group: 'The person',
    items: [
      { value: 'name', label: 'Name' },
      { value: 'first_name', label: 'First name' },
      { value: 'last_name', label: 'Last name' },
      { value: 'email', label: 'Email' },
      { value: 'external_id', label: 'External id' },
    ],
  },
  { group: 'Phones, in the order to try', items: phones },
  {
    group: 'Where they are',
    items: [
      { value: 'timezone', label: 'Time zone' },
      { value: 'street', label: 'Street' },
      { value: 'city', label: 'City' },
      { value: 'state', label: 'State or province' },
      { value: 'postal_code', label: 'Postal code' },
      { value: 'country', label: 'Country' },
    ],
  },
  {
    group: 'Consent',
    items: [
      { value: 'consent', label: 'Consent' },
      { value: 'consent_wording', label: 'Consent: wording' },
      { value: 'consent_source', label: 'Consent: where given' },
      { value: 'consent_date', label: 'Consent: given at' },
      { value: 'consent_expires', label: 'Consent: holds until' },
    ],
  },
  {
    group: 'Else',
    items: [
      { value: 'tags', label: 'Tags' },
      { value: 'priority', label: 'Priority' },
      { value: 'variable', label: 'Variable' },
      { value: 'ignore', label: 'Leave out' },
    ],
  },
]

/** `phone2` → "Phone 2", `variable:CASE` → "{{CASE}}". */
export function targetLabel(target: string): string {
  const variable = /^variable:(.+)$/.exec(target)?.[1]
  if (variable) return `{{${variable}}}`
  const known = COLUMN_TARGETS.flatMap(({ items }) => items).find((it) => it.value === target)
  return known?.label ?? target
}

/** `CSV, separated by semicolons · 3 columns · 1,204 rows`. */
export function formatLine(
  format: { kind: string; delimiter: string | null; encoding: string | null },
  columns: number,
  rows: number | null,
): string {
  const marks: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }
  const mark = format.delimiter ? marks[format.delimiter] : undefined
  const kinds: Record<string, string> = { xlsx: 'Workbook', ndjson: 'JSON, one person a line' }
  const kind = kinds[format.kind] ?? (mark ? `Text separated by ${mark}` : 'Text')
  const encoding = format.encoding && format.encoding !== 'utf-8' ? format.encoding.toUpperCase() : null
  return [kind, encoding, columns > 0 && countOf(columns, 'column'), rows !== null && countOf(rows, 'row')]
    .filter(Boolean)
    .join(' · ')
}
