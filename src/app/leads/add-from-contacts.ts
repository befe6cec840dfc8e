import { AppError, type FieldError } from '../../domain/errors.ts'
import { assertCampaign } from '../campaigns/find.ts'
import { type ContactFilter, resolveFilter } from '../contacts/filter.ts'
import type { Actor, Deps } from '../deps.ts'
import { assertImportable } from '../imports/receive-upload.ts'
import { type StoredList, startImport } from '../imports/start-import.ts'
import type { Import } from '../imports/store.ts'
import { storePieces } from '../imports/store-pieces.ts'

/** The people named, or all who fit. */
export type ContactChoice =
  | { contactIds: string[]; filter?: undefined }
  | { filter: ContactFilter; contactIds?: undefined }

/** As many as are looked up at once. */
const IDS_AT_ONCE = 5_000
const MOST_ERRORS = 20

/**
 * Makes people of the address book leads of a campaign, in the background: an import like any other, with progress, history and undo.
 * Whoever is a lead already is left as they are.
 * @throws AppError `not_found`, `forbidden`, `not_allowed` (the campaign is cancelled), `unprocessable` for ids of nobody
 */
export async function addFromContacts(
  deps: Deps,
  actor: Actor,
  campaignId: string,
  choice: ContactChoice,
): Promise<Import> {
  await assertImportable(deps, actor, campaignId)
  const importId = deps.ids.next('imp')
  const list = { importId, campaignId, fileKey: `${actor.orgId}/imports/${importId}/file`, kind: 'contacts' as const }
  const stored: StoredList = choice.filter
    ? { ...list, pieces: [], bytes: 0, rows: null, filter: await readFilter(deps, actor, choice.filter) }
    : { ...list, ...(await storeIds(deps, actor, list.fileKey, choice.contactIds)) }
  return await startImport(deps, actor, { stored, filename: '', mapping: null, source: 'contacts' })
}

/** The ids as lines of JSON, in the file store: too many to stand in the import's row. */
async function storeIds(deps: Deps, actor: Actor, fileKey: string, given: string[]) {
  const ids = [...new Set(given)]
  const unknown: string[] = []
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const asked = ids.slice(from, from + IDS_AT_ONCE)
    const known = new Set((await deps.imports.contactsByIds(actor.orgId, null, asked)).map((contact) => contact.id))
    unknown.push(...asked.filter((id) => !known.has(id)))
  }
  if (unknown.length > 0) {
    const errors = unknown
      .slice(0, MOST_ERRORS)
      .map((id): FieldError => ({ pointer: `/contact_ids/${given.indexOf(id)}`, message: 'There is no such contact.' }))
    throw new AppError('unprocessable', 'Some of the contacts do not exist; nobody was added.', { errors })
  }
  const text = new TextEncoder().encode(ids.map((id) => `${JSON.stringify(id)}\n`).join(''))
  async function* body() {
    yield text
  }
  const limits = { maxBytes: text.length, maxRows: ids.length }
  const stored = await storePieces(deps.files, { fileKey, body: body(), declaredBytes: null }, limits)
  return { ...stored, rows: ids.length }
}

async function readFilter(deps: Deps, actor: Actor, filter: ContactFilter) {
  for (const id of [filter.campaignId, filter.notInCampaignId]) if (id) await assertCampaign(deps, actor, id)
  if (filter.importId && !(await deps.imports.find(actor.orgId, filter.importId)))
    throw new AppError('not_found', 'There is no such import.')
  return await resolveFilter(deps, actor, filter)
}
