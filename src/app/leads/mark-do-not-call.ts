import { judgeLeadAction } from '../../domain/lead.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { enterSuppressions } from '../suppressions/enter.ts'
import { suppressionsOfPerson } from '../suppressions/of-person.ts'
import type { Suppression } from '../suppressions/store.ts'
import { withdrawCalls } from '../suppressions/withdraw-calls.ts'
import { actOnLead } from './act.ts'
import { getLeadRow } from './find.ts'
import { getLead } from './get.ts'
import type { LeadView } from './store.ts'

/**
 * A person asked not to be called, to somebody other than the agent: every phone of the contact, and the email if they said so, is
 * suppressed for the organization before anything else happens, and consent to be called is taken back with it. Saying it twice is no error.
 */
export async function markDoNotCall(
  deps: Deps,
  actor: Actor,
  id: string,
  input: { reason: string; email: boolean },
): ReturnType<typeof actOnLead> {
  const lead = await getLeadRow(deps, actor, id)
  const entries = suppressionsOf(deps, actor, lead, input)
  await enterSuppressions(deps, actor, id, entries)
  // Of its own: whoever is suppressed is not called, whether or not this comes to pass.
  const { reason } = input
  await deps.leads.revokeConsent(lead, reason, auditEntry(deps, actor, 'consent.revoked', lead.contactId, { reason }))
  const phones = entries.flatMap((entry) => (entry.kind === 'phone' ? [entry.value] : []))
  await withdrawCalls(deps, actor.orgId, { phones, contactIds: [lead.contactId] })
  if (!judgeLeadAction('do_not_call', lead.status).ok) return await getLead(deps, actor, id)
  return await actOnLead(deps, actor, id, {
    action: 'do_not_call',
    event: 'lead.do_not_call',
    details: { reason: input.reason },
  })
}

function suppressionsOf(
  deps: Deps,
  actor: Actor,
  lead: LeadView,
  input: { reason: string; email: boolean },
): Suppression[] {
  const phones = lead.phones.flatMap((phone) => phone.e164 ?? [])
  const emails = input.email && lead.email !== null ? [lead.email.toLowerCase()] : []
  return suppressionsOfPerson(
    deps,
    { phones, emails },
    {
      orgId: actor.orgId,
      reason: input.reason,
      source: 'person',
      evidence: '',
      contactId: lead.contactId,
      createdAt: deps.clock.now(),
    },
  )
}
