import { AppError } from '../../domain/errors.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Deps } from '../deps.ts'
import type { RowResult } from './plan.ts'
import { type PlanDeps, type PlanInput, planLeads } from './plan-leads.ts'

/** Times a plan is made anew because somebody else wrote the same people meanwhile. */
export const MAX_PLANS = 6

/**
 * Adds people to a campaign, in order, in one transaction: the core of every way in. Repeating it changes nothing but details: a
 * person is matched by any phone, then by email, and is never a second lead of the campaign. At most a few thousand rows at once.
 * @returns one result a row, in the same order
 * @throws AppError `not_found` when the organization has no such campaign, `unavailable` when others kept writing the same people
 */
export async function insertLeads(
  deps: PlanDeps & Pick<Deps, 'dialers' | 'log'>,
  input: PlanInput,
): Promise<RowResult[]> {
  if (input.rows.length === 0) return []
  for (let i = 0; i < MAX_PLANS; i++) {
    const plan = await planLeads(deps, input)
    const result = await deps.imports.commit(plan, null)
    if (result !== 'committed') {
      if (!(await deps.imports.findTarget(input.orgId, input.campaignId)))
        throw new AppError('not_found', 'There is no such campaign.')
      continue
    }
    if (plan.newLeads.length + plan.revivedLeads.length > 0) {
      // The leads are in. An object that cannot be told now sees them when it next reads its campaign.
      await deps.dialers.more(input.campaignId).catch((error: unknown) => {
        deps.log.error('campaign.not_told', { campaign_id: input.campaignId, error: describeError(error) })
      })
    }
    return plan.results
  }
  throw new AppError('unavailable', 'The same contacts are being changed from elsewhere. Try again in a moment.')
}
