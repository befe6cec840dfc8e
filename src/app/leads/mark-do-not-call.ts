import { judgeLeadAction } from '../../domain/lead.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Suppression } from '../suppressions/store.ts'
import { actOnLead } from './act.ts'
import { getLeadRow } from './find.ts'
import { getLead } from './get.ts'
import type { LeadView } from './store.ts'

/**
 * A person asked not to be called, to somebody other than the agent: every phone of the contact, and the email if they said so, is
 * suppressed for the organization before anything else happens. Saying it twice is no error.
 */
export async function markDoNotCall(
  deps: Deps,
  actor: Actor,
  id: string,
  input: { reason: string; email: boolean },
): ReturnType<typeof actOnLead> {
  const lead = await getLeadRow(deps, actor, id)
  const entries = suppressionsOf(deps, actor, lead, input)
  if (entries.length > 0) {
    const audit = auditEntry(deps, actor, 'suppression.added', id, {
      values: entries.map((entry) => entry.value),
      reason: input.reason,
    })
    await deps.suppressions.add(entries, audit)
  }
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
  const values: { kind: 'phone' | 'email'; value: string }[] = lead.phones.flatMap((phone) =>
    phone.e164 === null ? [] : { kind: 'phone' as const, value: phone.e164 },
  )
  if (input.email && lead.email !== null) values.push({ kind: 'email', value: lead.email.toLowerCase() })
  return values.map((it) => ({
    ...it,
    id: deps.ids.next('sup'),
    orgId: actor.orgId,
    reason: input.reason,
    source: 'person',
    contactId: lead.contactId,
    attemptId: null,
    createdAt: deps.clock.now(),
  }))
}
