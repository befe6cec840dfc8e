import { judgeAction } from '../../domain/campaign-lifecycle.ts'
import { AppError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { refusal } from './act.ts'
import { getCampaignView, noSuchCampaign } from './find.ts'

const LEADS_A_SLICE = 5000

/**
 * The row goes first, which is the point of no return: from then on nobody sees the campaign and no permit is given. Then its object and its
 * leads. Should this stop half way, the same DELETE takes up the rest. Conversations stay in the call history.
 */
export async function deleteCampaign(deps: Deps, actor: Actor, id: string): Promise<void> {
  if (await deleteRow(deps, actor, id)) {
    await deps.dialers.destroy(id)
    await deleteLeads(deps, actor, id)
    return
  }
  // Leads without their campaign are left of a deletion that stopped.
  if ((await deleteLeads(deps, actor, id)) === 0) throw noSuchCampaign()
  await deps.dialers.destroy(id)
}

async function deleteRow(deps: Deps, actor: Actor, id: string): Promise<boolean> {
  for (let round = 0; round < 3; round++) {
    if (!(await deps.campaigns.find(actor.orgId, id))) return false
    const { campaign, facts } = await getCampaignView(deps, actor, id)
    const verdict = judgeAction('delete', facts)
    if (!verdict.ok) throw refusal(campaign, verdict)
    const audit = auditEntry(deps, actor, 'campaign.deleted', id, { name: campaign.name, leads: facts.leads })
    if (await deps.campaigns.delete(campaign, audit)) return true
  }
  throw new AppError('conflict', 'The campaign was changed by somebody else at the same time; look at it again.')
}

async function deleteLeads(deps: Deps, actor: Actor, id: string): Promise<number> {
  let total = 0
  for (;;) {
    const deleted = await deps.leads.deleteOrphans(actor.orgId, id, LEADS_A_SLICE)
    total += deleted
    if (deleted < LEADS_A_SLICE) return total
  }
}
