import { AppError } from '../../domain/errors.ts'
import { isFinal } from '../../domain/lead.ts'
import { auditEntry } from '../audit/entry.ts'
import { getSomebody } from '../contacts/find.ts'
import type { ContactRow } from '../contacts/store.ts'
import type { Actor, Deps } from '../deps.ts'
import { tellLeads } from '../leads/tell-campaigns.ts'
import { suppressionsOfPerson } from '../suppressions/of-person.ts'
import type { Erasure, ErasurePlan } from './store.ts'

const TRIES = 5

/**
 * A person asks to be forgotten. At once, in one transaction: every phone and the email are suppressed, nobody dials them any more, and the
 * address book has nothing but the id. What was written of them elsewhere is emptied by a job (run.ts). Only the suppressions stay, since
 * without them the next list would bring the person back.
 * @throws AppError `conflict` while they are in a call, and for a contact that was merged away or erased
 */
export async function eraseContact(
  deps: Deps,
  actor: Actor,
  contactId: string,
  input: { reason: string },
): Promise<Erasure> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const contact = await getSomebody(deps, actor, contactId)
    const plan = await planErasure(deps, actor, contact, input.reason)
    const calls = await deps.attempts.listOpenCalls(actor.orgId, { phones: [], contactIds: [contactId] })
    if (calls.length > 0)
      throw new AppError('conflict', 'The contact is in a call; erase it when the call has ended.', {
        status: 'dialing',
      })
    if (!(await deps.erasures.begin(plan))) continue
    await tellLeads(
      deps,
      plan.leads.filter((lead) => !isFinal(lead.status)),
    )
    await deps.queues.erase(actor.orgId, plan.erasure.id)
    return plan.erasure
  }
  throw new AppError('conflict', 'The contact is being changed right now; try again in a moment.')
}

async function planErasure(deps: Deps, actor: Actor, contact: ContactRow, reason: string): Promise<ErasurePlan> {
  const { orgId } = actor
  const merged = await deps.contacts.listMergedInto(orgId, contact.id)
  const everybody = [contact, ...merged]
  const leads = await deps.contacts.listMerging(
    orgId,
    everybody.map((it) => it.id),
  )
  const phones = contact.phones.flatMap((phone) => phone.e164 ?? [])
  const emails = contact.email === null ? [] : [contact.email]
  const at = deps.clock.now()
  const id = deps.ids.next('era')
  const erasure: Erasure = {
    id,
    orgId,
    contactId: contact.id,
    requestedBy: actor.name,
    reason,
    status: 'running',
    progress: {
      step: 'attempts',
      after: '',
      target: {
        contactIds: everybody.map((it) => it.id),
        leadIds: leads.map((lead) => lead.id),
        phones,
        emails,
        externalIds: contact.externalId === null ? [] : [contact.externalId],
        importIds: [...new Set(everybody.flatMap((it) => [it.createdImportId ?? [], it.lastImportId ?? []].flat()))],
      },
      attempts: [],
      transcripts: 0,
      recordings: 0,
      recordingsLeft: [],
      imports: [],
    },
    requestedAt: at,
    finishedAt: null,
  }
  const suppressions = suppressionsOfPerson(
    deps,
    { phones, emails },
    { orgId, reason: 'privacy request', source: 'privacy_request', evidence: '', contactId: null, createdAt: at },
  )
  const audit = auditEntry(deps, actor, 'contact.erased', contact.id, { erasure_id: id })
  return { erasure, contact, leads, suppressions, audit }
}
