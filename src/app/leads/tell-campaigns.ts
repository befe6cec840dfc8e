import { describeError } from '../../domain/stuck-item.ts'
import type { Actor, Deps } from '../deps.ts'
import type { LeadView } from './store.ts'

/**
 * Tells the campaign's object that a lead was edited, or the objects of every campaign the contact is in. One that cannot be told reads
 * the change when it next looks at the lead.
 */
export async function tellCampaigns(deps: Deps, actor: Actor, lead: LeadView, everywhere: boolean): Promise<void> {
  const leads = everywhere
    ? await deps.leads.listOfContact(actor.orgId, lead.contactId)
    : [{ id: lead.id, campaignId: lead.campaignId }]
  const told = await Promise.allSettled(leads.map((it) => deps.dialers.leadChanged(it.campaignId, it.id, 'edit')))
  for (const result of told)
    if (result.status === 'rejected')
      deps.log.error('lead.edit_not_told', { lead_id: lead.id, error: describeError(result.reason) })
}
