import { describeError } from '../../domain/stuck-item.ts'
import type { Actor, Deps } from '../deps.ts'

/**
 * Tells the objects of every campaign a contact is in that it was edited. One that cannot be told reads the change when it next looks at
 * the lead.
 */
export async function tellCampaigns(deps: Deps, actor: Actor, contactId: string): Promise<void> {
  await tellLeads(deps, await deps.leads.listOfContact(actor.orgId, contactId))
}

/** The same for these leads alone. */
export async function tellLeads(deps: Deps, leads: { id: string; campaignId: string }[]): Promise<void> {
  const told = await Promise.allSettled(leads.map((it) => deps.dialers.leadChanged(it.campaignId, it.id, 'edit')))
  for (const [index, result] of told.entries())
    if (result.status === 'rejected')
      deps.log.error('lead.edit_not_told', { lead_id: leads[index]!.id, error: describeError(result.reason) })
}
