import type { LiveCampaign } from '../../ports.ts'
import type { Actor, Deps } from '../deps.ts'
import type { StuckItem } from '../stuck-items/store.ts'
import { isCronLate, OVERDUE_MS } from './check-health.ts'
import type { OperationsCampaign, OperationsFacts } from './store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Failed imports are shown for so long. */
const FAILED_FOR_MS = 7 * DAY_MS
/** Older attempts were all looked at by the ledger sweep. */
const ATTEMPTS_BACK_MS = 2 * DAY_MS
/** Days of counters, today included. */
const DAYS = 7
/** Objects asked what they are doing. */
const ASKED = 20
const SHOWN_ITEMS = 50

export interface CampaignState extends OperationsCampaign {
  /** Since when it should have woken; null: it is not late. */
  overdueSince: number | null
  /** What its object says it is waiting for; null: nobody asked, or no answer. */
  because: string | null
  nextAt: number | null
  inFlight: number
  /** The object was asked and did not answer. */
  silent: boolean
}

export interface Operations extends Omit<OperationsFacts, 'campaigns'> {
  now: number
  campaigns: CampaignState[]
  items: StuckItem[]
  cronLate: boolean
  /** UTC, YYYY-MM-DD. */
  today: string
}

/** The operator's overview of one organization: what stands still, what is stuck, what failed, and how much happened. */
export async function getOperations(deps: Deps, actor: Actor): Promise<Operations> {
  const now = deps.clock.now()
  const [facts, items] = await Promise.all([
    deps.operations.overview(actor.orgId, {
      now,
      sinceDay: dayAt(now - (DAYS - 1) * DAY_MS),
      failedSince: now - FAILED_FOR_MS,
      attemptsFrom: now - ATTEMPTS_BACK_MS,
    }),
    deps.stuckItems.list(actor.orgId, { resolved: false, limit: SHOWN_ITEMS, cursor: null }),
  ])
  const overdueBefore = now - deps.clock.stretch(OVERDUE_MS)
  const active = facts.campaigns.filter(({ status }) => status === 'active').slice(0, ASKED)
  const live = new Map(await Promise.all(active.map(async ({ id }) => [id, await ask(deps, id)] as const)))
  return {
    ...facts,
    now,
    today: dayAt(now),
    items: items.items,
    cronLate: isCronLate(deps.clock, facts.jobs),
    campaigns: facts.campaigns.map((campaign) => {
      const said = live.get(campaign.id)
      const isOverdue = campaign.nextWakeAt !== null && campaign.nextWakeAt <= overdueBefore
      return {
        ...campaign,
        overdueSince: isOverdue ? campaign.nextWakeAt : null,
        because: said?.because ?? null,
        nextAt: said?.nextAt ?? null,
        inFlight: said?.inFlight.length ?? 0,
        silent: said === null,
      }
    }),
  }
}

async function ask(deps: Deps, id: string): Promise<LiveCampaign | null> {
  return await deps.dialers.live(id).catch(() => null)
}

/** The UTC day of an instant. */
export function dayAt(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
