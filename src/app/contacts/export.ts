import { ID_SLACK_MS } from '../attempts/id-slack.ts'
import type { Attempt } from '../attempts/store.ts'
import { readTranscript, type TranscriptTurn } from '../attempts/transcript.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Actor, Deps } from '../deps.ts'
import type { LeadView } from '../leads/store.ts'
import type { Suppression } from '../suppressions/store.ts'
import { getContact } from './get.ts'
import { type HistoryEvent, type HistorySubjects, readSubjects } from './history.ts'
import type { ContactDetail, ContactRow } from './store.ts'

const PAGE = 200

/** One thing that is held on the person. */
export type Exported =
  | { section: 'merged_contacts'; item: ContactRow }
  | { section: 'leads'; item: LeadView }
  | { section: 'attempts'; item: Attempt; transcript: TranscriptTurn[] }
  | { section: 'inbound' | 'imports'; item: HistoryEvent }
  | { section: 'suppressions'; item: Suppression }
  | { section: 'audit_log'; item: AuditEntry }

export interface ContactExport {
  contact: ContactDetail
  exportedAt: number
  /** Section by section, each in one go; read as fast as it is taken. */
  items(): AsyncGenerator<Exported>
}

/** Everything held on a person, for whoever asks what is known of them. Those who were merged into them are the same person. */
export async function exportContact(deps: Deps, actor: Actor, id: string): Promise<ContactExport> {
  const contact = await getContact(deps, actor, id)
  const subjects = await readSubjects(deps, actor, id)
  return { contact, exportedAt: deps.clock.now(), items: () => readItems(deps, actor, contact, subjects) }
}

async function* readItems(
  deps: Deps,
  actor: Actor,
  contact: ContactDetail,
  subjects: HistorySubjects,
): AsyncGenerator<Exported> {
  for (const item of subjects.contacts.slice(1)) yield { section: 'merged_contacts', item }
  for (const id of subjects.leadIds) {
    const item = await deps.leads.find(actor.orgId, id)
    if (item) yield { section: 'leads', item }
  }
  yield* readAttempts(deps, actor, subjects)
  for (const section of ['inbound', 'imports'] as const)
    for await (const item of readEvents(deps, actor, subjects))
      if (item.kind === (section === 'imports' ? 'import' : section)) yield { section, item }
  for (const item of contact.suppressions) yield { section: 'suppressions', item }
  for (const subject of [...subjects.contacts.map((it) => it.id), ...subjects.leadIds])
    for await (const item of readAudit(deps, actor, subject)) yield { section: 'audit_log', item }
}

/** Of the leads there are, and of those that went with their campaign: these are found by the phones. */
async function* readAttempts(
  deps: Deps,
  actor: Actor,
  { contacts, leadIds }: HistorySubjects,
): AsyncGenerator<Exported> {
  const withTranscript = async (item: Attempt): Promise<Exported> => {
    return { section: 'attempts', item, transcript: await readTranscript(deps.files, item) }
  }
  for (const id of leadIds)
    for (const attempt of await deps.attempts.listOfLead(actor.orgId, id)) yield await withTranscript(attempt)
  const [known, people] = [new Set(leadIds), new Set(contacts.map((it) => it.id))]
  const slackMs = deps.clock.stretch(ID_SLACK_MS)
  for (const { e164 } of contacts.flatMap((it) => it.phones)) {
    for (let cursor: string | null = null; e164 !== null; ) {
      const page = await deps.attempts.list(actor.orgId, { phone: e164, limit: PAGE, cursor, slackMs })
      for (const attempt of page.items)
        if (people.has(attempt.contactId) && !known.has(attempt.leadId)) yield await withTranscript(attempt)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
  }
}

async function* readEvents(deps: Deps, actor: Actor, subjects: HistorySubjects): AsyncGenerator<HistoryEvent> {
  for (let cursor: string | null = null; ; ) {
    const page = await deps.contacts.listHistory(actor.orgId, subjects, { limit: PAGE, cursor })
    yield* page.items
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}

async function* readAudit(deps: Deps, actor: Actor, subject: string): AsyncGenerator<AuditEntry> {
  for (let cursor: string | null = null; ; ) {
    const page = await deps.audit.list(actor.orgId, { subject, limit: PAGE, cursor })
    yield* page.items
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}
