import type { Clock, Dialers, Log } from '../../ports.ts'
import type { LedgerStore } from './store.ts'

/** An attempt open for longer is looked into. Longer than nearly every call; looking into one that still goes on changes nothing. */
const OVERDUE_MS = 60 * 60_000
/** Real time. */
const PATIENCE_MS = 60_000
/** Organizations of one run; the rest follow in the next minute. */
const ORGANIZATIONS = 100
/** Attempts of one organization in one run: 80 calls a second. */
const ENTRIES = 5_000

/**
 * The net under the watchdogs of the campaigns: reads every attempt of the ledger once, an hour after its permit, and has those that are
 * still open taken up again by their campaign, which asks the carrier's log before it decides. Attempts of a deleted campaign are closed.
 * One that fails is reported and does not hold up the others.
 */
export async function sweepLedger(deps: {
  clock: Clock
  ledger: LedgerStore
  dialers: Pick<Dialers, 'reconcile'>
  dialing: { closeAttempts(campaignId: string, now: number): Promise<void> }
  log: Log
}): Promise<{ swept: number; overdue: number }> {
  let swept = 0
  let overdue = 0
  // When time runs fast, a call waits for networks and databases as long as ever.
  const madeBefore = deps.clock.now() - Math.max(OVERDUE_MS, deps.clock.stretch(PATIENCE_MS))
  for (const orgId of await deps.ledger.listUnswept(madeBefore, ORGANIZATIONS)) {
    try {
      const entries = await deps.ledger.readUnswept(orgId, madeBefore, ENTRIES)
      const firstOpen = entries.findIndex((entry) => !entry.isSettled)
      const passed = firstOpen < 0 ? entries : entries.slice(0, firstOpen)
      const last = passed.at(-1)
      if (last) await deps.ledger.passTo(orgId, last.id)
      const open = entries.filter((entry) => !entry.isSettled)
      swept += passed.length
      overdue += open.length
      if (open.length > 0) deps.log.warn('ledger.overdue', { org_id: orgId, attempts: open.length })
      const orphaned = new Map(open.map((entry) => [entry.campaignId, entry.isOrphan]))
      for (const [campaignId, isOrphan] of orphaned) {
        if (isOrphan) await deps.dialing.closeAttempts(campaignId, deps.clock.now())
        else await deps.dialers.reconcile(campaignId)
      }
    } catch (error) {
      deps.log.error('ledger.not_swept', { org_id: orgId, error: String(error) })
    }
  }
  return { swept, overdue }
}
