import { AppError } from '../../domain/errors.ts'
import { describeError } from '../../domain/stuck-item.ts'
import { type ArrivalInput, countArrival } from '../arrivals/count.ts'
import type { Arrival } from '../arrivals/store.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Deps } from '../deps.ts'
import type { LeadPlan, RowResult } from './plan.ts'
import { type PlanDeps, type PlanInput, planLeads } from './plan-leads.ts'
import type { CommitResult } from './store.ts'

/** Times a plan is made anew because somebody else wrote the same people meanwhile. */
export const MAX_PLANS = 6

/** What is written with the people, in the same transaction: the day's count, and who brought them. */
export interface Bringing {
  arrival: ArrivalInput
  audit(counted: Arrival): AuditEntry
}

/**
 * Adds people to a campaign or the address book, updates or removes them, in order, in one transaction: the core of every way in. Repeating
 * it changes nothing but details: a person is never a second lead of the campaign. At most a few thousand rows at once.
 * @returns one result a row, in the same order
 * @throws AppError `not_found` when the organization has no such campaign, `not_allowed` for removal from the address book, `unavailable`
 *   when others kept writing the same people
 */
export async function insertLeads(
  deps: PlanDeps & Pick<Deps, 'dialers' | 'log'>,
  input: PlanInput,
  bringing: Bringing | null = null,
): Promise<RowResult[]> {
  if (input.rows.length === 0) return []
  const { orgId } = input
  const campaignId = input.target?.campaignId ?? null
  for (let i = 0; i < MAX_PLANS; i++) {
    const plan = await planLeads(deps, input)
    const arrival = bringing && countArrival({ orgId, campaignId, at: plan.at }, bringing.arrival, plan.results)
    const record = arrival && { arrival, audit: bringing.audit(arrival) }
    const result = await commit(deps, plan, record)
    if (result !== 'committed') {
      if (!(await deps.imports.findTarget(orgId, campaignId)))
        throw new AppError('not_found', 'There is no such campaign.')
      continue
    }
    await tell(deps, plan)
    return plan.results
  }
  throw new AppError('unavailable', 'The same contacts are being changed from elsewhere. Try again in a moment.')
}

type Telling = Pick<Deps, 'imports' | 'dialers' | 'log'>

async function commit(
  deps: Telling,
  plan: LeadPlan,
  record: Parameters<Deps['imports']['commit']>[2],
): Promise<CommitResult> {
  try {
    return await deps.imports.commit(plan, null, record)
  } catch (error) {
    // It may be committed all the same, and who sends it again is told of no new leads then.
    await tell(deps, plan)
    throw error
  }
}

/** The leads are in, or out. An object that cannot be told now sees new ones when it next reads its campaign, and is refused the others. */
async function tell(deps: Telling, plan: LeadPlan): Promise<void> {
  await tellDialer(deps, plan).catch((error: unknown) => {
    deps.log.error('campaign.not_told', { campaign_id: plan.campaignId, error: describeError(error) })
  })
}

/** What the campaign's object has to know of a plan that was committed. */
export async function tellDialer(deps: Pick<Deps, 'dialers'>, plan: LeadPlan): Promise<void> {
  const { campaignId } = plan
  if (campaignId === null) return
  const out = [...plan.deletedLeads, ...plan.disabledLeads].map((lead) => lead.seq)
  if (out.length > 0) await deps.dialers.leadsRemoved(campaignId, out)
  if (plan.newLeads.length + plan.revivedLeads.length > 0) await deps.dialers.more(campaignId)
}
