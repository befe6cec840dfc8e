import type { Deps } from '../deps.ts'
import type { ContactToUndo, ImportUndo, KeptBecause, LeadToUndo, UndoneImport } from './undo-store.ts'

type UndoDeps = Pick<Deps, 'clock' | 'ids' | 'files' | 'queues' | 'dialers' | 'log' | 'undos'>

/** Seqs or contacts looked at in one slice: one transaction, a fraction of a second of the database. */
const UNDO_SLICE = 1_000
/** Times a slice is judged anew because somebody was called or changed while it was. */
const MAX_TRIES = 6

/** Somebody of the import who stays, as a line of the stored list. */
export interface KeptPerson {
  lead_id: string | null
  contact_id: string
  name: string
  phones: string[]
  status: string
  because: string
}

/**
 * Works off one slice of taking an import back and sends the message for the next. Any message may come twice, late or at once with its
 * twin: the number of the slice is checked in the transaction. Throws when the message should come again.
 */
export async function processUndo(deps: UndoDeps, message: { importId: string; orgId: string }): Promise<void> {
  for (let i = 0; i < MAX_TRIES; i++) {
    const entry = await deps.undos.find(message.orgId, message.importId)
    if (!entry) return
    if (entry.undo.status === 'completed') return tellDialer(deps, entry)
    const { phase, step } = entry.undo
    const result = phase === 'leads' ? await undoLeads(deps, entry) : await undoContacts(deps, entry)
    if (result === null) continue
    if (phase === 'leads' && result.phase === 'contacts') await tellDialer(deps, { ...entry, undo: result })
    if (result.status === 'running') return await deps.queues.undoImport(entry.id, entry.orgId)
    await tellDialer(deps, { ...entry, undo: result })
    const { leadsRemoved, contactsRemoved } = result
    deps.log.info('import.undone', {
      org_id: entry.orgId,
      import_id: entry.id,
      count: leadsRemoved + contactsRemoved,
      step,
    })
    return
  }
  throw new Error(`import ${message.importId}: the same people kept being changed while it was undone`)
}

/** The permit refuses who is gone; this makes the campaign's own counts true. Told once more at the end, should a message have died between. */
async function tellDialer(deps: UndoDeps, { campaignId, undo }: UndoneImport): Promise<void> {
  if (campaignId !== null && undo.leadsRemoved > 0) await deps.dialers.leadsRemoved(campaignId)
}

async function undoLeads(deps: UndoDeps, entry: UndoneImport): Promise<ImportUndo | null> {
  const { undo, seqs } = entry
  if (seqs === null || entry.campaignId === null)
    return commitLeads(deps, entry, [], { phase: 'contacts', after: null })
  const after = typeof undo.after === 'number' ? undo.after : seqs.first - 1
  const upTo = Math.min(after + UNDO_SLICE, seqs.last)
  const leads = await deps.undos.listLeads(entry, after, upTo)
  return commitLeads(deps, entry, leads, upTo >= seqs.last ? { phase: 'contacts', after: null } : { after: upTo })
}

async function commitLeads(
  deps: UndoDeps,
  entry: UndoneImport,
  leads: LeadToUndo[],
  move: Partial<ImportUndo>,
): Promise<ImportUndo | null> {
  const idsOf = (because: KeptBecause | null) => leads.filter((lead) => lead.because === because).map((lead) => lead.id)
  const [gone, handed] = [idsOf(null), idsOf('named_again')]
  const kept = leads.flatMap(({ id, contactId, name, phones, status, because }) =>
    because === null ? [] : { lead_id: id, contact_id: contactId, name, phones, status, because },
  )
  const leadsRemoved = entry.undo.leadsRemoved + gone.length
  return commit(deps, entry, kept, { ...move, leadsRemoved }, (next) =>
    deps.undos.removeLeads(entry, { gone, handed }, next),
  )
}

async function undoContacts(deps: UndoDeps, entry: UndoneImport): Promise<ImportUndo | null> {
  const { undo, contacts } = entry
  const done = { status: 'completed', finishedAt: deps.clock.now() } as const
  const first = typeof undo.after === 'string' ? undo.after : contacts === null ? '' : before(contacts.first)
  const found = contacts === null ? [] : await deps.undos.listContacts(entry, first, contacts.last, UNDO_SLICE)
  const mine = found.filter((contact) => contact.isItsOwn)
  const gone = mine.filter((contact) => contact.because === null).map((contact) => contact.id)
  const kept = mine.filter(isListed).map(({ id, name, phones, because }) => ({
    lead_id: null,
    contact_id: id,
    name,
    phones,
    status: '',
    because,
  }))
  const last = found.at(-1)
  const move = last && found.length === UNDO_SLICE ? { after: last.id } : done
  const contactsRemoved = undo.contactsRemoved + gone.length
  return commit(deps, entry, kept, { ...move, contactsRemoved }, (next) => deps.undos.removeContacts(entry, gone, next))
}

/** Listed with its lead already. */
const isListed = (contact: ContactToUndo): contact is ContactToUndo & { because: string } =>
  contact.because !== null && contact.because !== 'lead_stays'

/** Ids are text in ASCII: nothing lies between this and the id. */
const before = (id: string): string => id.slice(0, -1)

/** Writes the list of who stays first, under a name of its own, and takes it back when the slice comes to nothing. */
async function commit(
  deps: UndoDeps,
  entry: UndoneImport,
  kept: KeptPerson[],
  change: Partial<ImportUndo>,
  remove: (next: ImportUndo) => Promise<boolean>,
): Promise<ImportUndo | null> {
  const { undo } = entry
  let key: string | null = null
  if (kept.length > 0) {
    key = `${entry.orgId}/imports/${entry.id}/${deps.ids.next('kpt')}`
    const lines = kept.map((person) => `${JSON.stringify(person)}\n`).join('')
    await deps.files.put(key, lines, { contentType: 'application/x-ndjson' })
  }
  const next: ImportUndo = {
    ...undo,
    ...change,
    step: undo.step + 1,
    movedAt: deps.clock.now(),
    kept: undo.kept + kept.length,
    keptKeys: key === null ? undo.keptKeys : [...undo.keptKeys, key],
  }
  if (await remove(next)) return next
  if (key !== null) await deps.files.delete([key])
  return null
}

/** Sends the message again for what stopped moving, as when a queue lost it. For the cron; harmless when it does move. */
export async function resumeStalledUndos(deps: Pick<Deps, 'undos' | 'queues' | 'clock' | 'limits'>): Promise<number> {
  const stalled = await deps.undos.listStalled(deps.clock.now() - deps.clock.stretch(deps.limits.importStalledMs), 100)
  for (const { id, orgId } of stalled) await deps.queues.undoImport(id, orgId)
  return stalled.length
}
