import { describeError } from '../../domain/stuck-item.ts'
import { MAX_EVIDENCE_LENGTH } from '../../domain/suppression.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { enterSuppressions } from '../suppressions/enter.ts'
import { suppressionsOfPerson } from '../suppressions/of-person.ts'
import { withdrawCalls } from '../suppressions/withdraw-calls.ts'
import type { InboundConversation } from './store.ts'

export type OptOutDeps = Pick<
  Deps,
  'inbound' | 'suppressions' | 'leads' | 'attempts' | 'dialers' | 'queues' | 'clock' | 'ids' | 'log'
>

const MAX_REASON = 500

/**
 * Somebody who called or wrote us does not want to be contacted (47 CFR 64.1200(a)(10)). When this returns every phone of the person is on
 * the organization's list, for calls and texts, consent to be called is taken back, and no call of ours to them rings any more; their leads
 * are told, and one that cannot be told is stopped by the list when its turn comes. Doing it again changes nothing.
 * @param said.words what they said or wrote, as evidence
 */
export async function optOutCaller(
  deps: OptOutDeps,
  conversation: Pick<InboundConversation, 'id' | 'orgId' | 'channel' | 'phone' | 'contactId' | 'leadId'>,
  said: { words: string; email: boolean },
): Promise<void> {
  const { id, orgId, channel, phone, contactId, leadId } = conversation
  const actor: Actor = { orgId, name: `inbound:${id}`, role: 'member' }
  const person = contactId === null ? null : await deps.inbound.findPerson(orgId, contactId)
  const phones = [...new Set([phone, ...(person?.phones ?? [])])].filter((it) => it !== '')
  const email = said.email ? (person?.email?.toLowerCase() ?? null) : null
  const how = channel === 'call' ? 'Heard on a call to us' : 'Text to us'
  const entries = suppressionsOfPerson(
    deps,
    { phones, emails: email === null ? [] : [email] },
    {
      orgId,
      reason: said.words.slice(0, MAX_REASON),
      source: channel,
      evidence: `${how} ${id}: ${said.words}`.slice(0, MAX_EVIDENCE_LENGTH),
      contactId,
      createdAt: deps.clock.now(),
    },
  )
  await enterSuppressions(deps, actor, leadId ?? contactId ?? id, entries)
  if (contactId !== null) await revoke(deps, actor, conversation, contactId, said.words)
  await withdrawCalls(deps, orgId, { phones, contactIds: contactId === null ? [] : [contactId] })
  if (contactId !== null) await tellLeads(deps, conversation, contactId)
}

async function revoke(
  deps: OptOutDeps,
  actor: Actor,
  { id, orgId, leadId }: Pick<InboundConversation, 'id' | 'orgId' | 'leadId'>,
  contactId: string,
  words: string,
): Promise<void> {
  const reason = words.slice(0, MAX_REASON) || 'asked not to be contacted'
  const audit = auditEntry(deps, actor, 'consent.revoked', contactId, { reason, conversation_id: id })
  const revocation = { contactId, leadId, reason, auditId: audit.id, actor: actor.name }
  await deps.inbound.revokeConsent(orgId, revocation, audit.at)
}

type Told = Pick<InboundConversation, 'id' | 'orgId' | 'channel' | 'phone' | 'leadId'>

async function tellLeads(deps: OptOutDeps, conversation: Told, contactId: string): Promise<void> {
  const leads = await deps.leads.listOfContact(conversation.orgId, contactId)
  const open = leads.filter((lead) => lead.status !== 'do_not_call')
  const told = await Promise.allSettled(open.map((lead) => tellOne(deps, conversation, lead)))
  told.forEach((result, index) => {
    if (result.status === 'rejected')
      deps.log.error('lead.not_changed', {
        lead_id: open[index]?.id,
        action: 'do_not_call',
        error: describeError(result.reason),
      })
  })
}

/** Of the lead that called it is also the outcome. */
async function tellOne(
  deps: OptOutDeps,
  { id, channel, phone, leadId }: Told,
  lead: { id: string; campaignId: string },
): Promise<void> {
  if (channel === 'call' && lead.id === leadId) {
    const call = {
      conversationId: id,
      disposition: 'OPT_OUT' as const,
      at: deps.clock.now(),
      callbackAt: null,
      phone,
      primaryGoal: 'unknown' as const,
      goalScore: null,
    }
    const { counted } = await deps.dialers.calledBack(lead.campaignId, lead.id, call)
    if (counted) return
  }
  await deps.dialers.leadChanged(lead.campaignId, lead.id, 'do_not_call')
}
