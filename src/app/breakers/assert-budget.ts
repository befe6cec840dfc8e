import { tripSentence } from '../../domain/breaker.ts'
import { budgetEvidence, budgetRoom } from '../../domain/budget.ts'
import { AppError } from '../../domain/errors.ts'
import type { CampaignView } from '../campaigns/view.ts'
import type { Deps } from '../deps.ts'
import { readSpending } from './spending.ts'

/**
 * Refuses to let a campaign dial whose budget has no room for a single call: it would pause again at once.
 * @throws AppError `missing_requirements` with `missing: ['budget']`
 */
export async function assertBudget(deps: Deps, { campaign, agent }: CampaignView): Promise<void> {
  const { budget } = campaign.settings
  if (budget === null || agent === null) return
  const { spent, zone, day } = await readSpending(deps, campaign)
  const room = budgetRoom(budget, spent, agent.maxCallSeconds)
  if (room.calls > 0 || room.limit === null) return
  const isDay = room.limit === 'day'
  const evidence = budgetEvidence(room.limit, budget, spent, agent.maxCallSeconds, { zone, day, attemptIds: [] })
  const { attempt_ids: _none, ...figures } = evidence
  // Waiting only helps against what was spent, not against a limit below the price of one call.
  const canWait = isDay && figures.worst_case_cents <= figures.limit_cents
  const remedy = canWait ? 'Raise the budget a day first, or wait for tomorrow.' : 'Raise the budget first.'
  const sentence = tripSentence(isDay ? 'budget_day' : 'budget_total', evidence)
  throw new AppError('missing_requirements', `The campaign cannot call anybody: ${sentence} ${remedy}`, {
    status: campaign.status,
    missing: ['budget'],
    budget: figures,
  })
}
