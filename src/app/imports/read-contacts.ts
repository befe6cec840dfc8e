import type { Mapping } from '../../domain/lead-file/mapping.ts'
import { blankRow } from '../../domain/lead-file/rows.ts'
import type { Deps } from '../deps.ts'
import type { IntakeRow } from './plan-leads.ts'
import type { OpenCursor, ReadChunk, ReadRow } from './read-chunk.ts'
import { readLines } from './read-lines.ts'
import type { Import } from './store.ts'

/** What a row of the address book shows of somebody in the list of errors. */
export const CONTACT_COLUMNS: Mapping = ['contact', 'name'].map((header) => ({
  header,
  role: 'ignore',
  position: null,
  variable: null,
}))

/** Contacts looked at for one chunk at most: some of them may not fit the filter. */
const LOOKED_AT = 2_000

/** The next people out of the address book: those whose ids were given, or those who fit. Their rows say nothing but who they are. */
export async function readContacts(
  deps: Pick<Deps, 'files' | 'contacts'>,
  { orgId, fileKey }: Pick<Import, 'orgId' | 'fileKey'>,
  cursor: OpenCursor,
  maxRows: number,
): Promise<ReadChunk> {
  if (cursor.walk === null) {
    const read = await readLines(deps.files, { fileKey, pieces: cursor.pieces }, cursor, maxRows, (text, line) => {
      const id = JSON.parse(text) as string
      return { kind: 'record', line, cells: [id, ''], windows1252: false }
    })
    const rows = read.entries.flatMap((it) => (it.kind === 'record' ? rowOf(it.line, it.cells[0]!, '') : []))
    return { rows, done: read.done, cursor: { ...cursor, ...read.next } }
  }
  const { filter, after } = cursor.walk
  const found = await deps.contacts.walkIds(orgId, filter, after, Math.min(maxRows, LOOKED_AT))
  const { line } = cursor
  return {
    rows: found.contacts.map(({ id, name }, i) => rowOf(line + i, id, name)),
    done: found.after === null,
    cursor: { ...cursor, line: line + found.contacts.length, walk: { filter, after: found.after ?? after } },
  }
}

function rowOf(line: number, contactId: string, name: string): ReadRow {
  return { kind: 'lead', line, cells: [contactId, name], lead: asTheyAre(contactId), notes: [] }
}

/** Somebody of the address book about whom nothing new is said. */
export function asTheyAre(contactId: string): IntakeRow {
  return { ...blankRow(), contactId }
}
