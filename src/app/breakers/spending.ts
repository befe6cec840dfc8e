import type { BreakerFacts } from '../../domain/breaker.ts'
import { budgetDay, budgetZone, HOUR_MS, hourOf, type Spending, spendingOf } from '../../domain/budget.ts'
import type { Campaign } from '../campaigns/store.ts'
import type { Deps } from '../deps.ts'

/** Hours that may belong to today, wherever the organization is. */
const HOURS_MS = 50 * HOUR_MS

export interface CampaignSpending {
  facts: BreakerFacts
  spent: Spending
  zone: string
  /** 'YYYY-MM-DD' in `zone`. */
  day: string
}

/** What the campaign has spent, and the calls its breakers look at, as far as they are over and written down. */
export async function readSpending(deps: Deps, campaign: Campaign): Promise<CampaignSpending> {
  const { orgId, id, breakersFrom } = campaign
  const now = deps.clock.now()
  const [organization, facts] = await Promise.all([
    deps.organizations.find(orgId),
    deps.breakers.readFacts(orgId, id, breakersFrom, hourOf(now - HOURS_MS)),
  ])
  const zone = budgetZone(organization?.fallbackZones ?? [])
  const day = budgetDay(zone, now)
  return { facts, spent: spendingOf(facts.hours, facts.totalSeconds, zone, day), zone, day }
}
