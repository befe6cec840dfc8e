import type { LeadChange, Settlement } from '../../dialer/store.ts'
import type { CampaignStatus } from '../../domain/campaign-lifecycle.ts'
import { eventIdOf, type WebhookEventType } from '../../domain/webhook-event.ts'
import { firstIdAt } from '../ids.ts'
import {
  ATTEMPT_EVENTS,
  DELIVERIES,
  LEAD_EVENTS,
  leadEventId,
  MOVE_DELIVERIES,
  MOVE_EVENT,
  OPT_OUT_EVENTS,
} from './webhook-events-sql.ts'

const MOVED: Partial<Record<CampaignStatus, WebhookEventType>> = {
  active: 'campaign.started',
  paused: 'campaign.paused',
  completed: 'campaign.completed',
  cancelled: 'campaign.cancelled',
}

/** Tells somebody that deliveries of this organization wait. Never throws: what is written is written, and the cron looks too. */
export type OnEmitted = (orgId: string) => Promise<void>

/** What the dialing store adds to its batches so that customers are told exactly what happened. */
export function createWebhookOutbox(db: D1Database, onEmitted: OnEmitted) {
  /** The statements of the batch under way whose rows say that something is to be delivered. */
  const telling = new WeakSet<D1PreparedStatement>()
  const deliveries = (scope: string, eventIds: string[], now: number, sql = DELIVERIES): D1PreparedStatement => {
    const statement = db.prepare(sql).bind(scope, JSON.stringify(eventIds), now)
    telling.add(statement)
    return statement
  }
  return {
    /** To stand before the statements that change what they look at. `attempts` and `changes` are the lists those are given. */
    settled(
      scope: { orgId: string; campaignId: string },
      results: Settlement[],
      leads: Pick<LeadChange, 'leadId' | 'status' | 'forget'>[],
      lists: { attempts: string; changes: string },
      now: number,
    ): D1PreparedStatement[] {
      const { orgId, campaignId } = scope
      const counted = results.filter((result) => result.counted)
      const told = leads.filter((lead) => !lead.forget)
      const idsNow = firstIdAt('evt', now)
      const statements: D1PreparedStatement[] = []
      if (counted.length > 0) statements.push(db.prepare(ATTEMPT_EVENTS).bind(lists.attempts, orgId, now))
      if (told.length > 0) statements.push(db.prepare(LEAD_EVENTS).bind(lists.changes, orgId, now, campaignId, idsNow))
      if (statements.length === 0) return []
      const ids = [
        ...counted.map((result) => eventIdOf(result.attemptId, '_settled')),
        ...told.map((lead) => leadEventId(idsNow, lead.leadId, lead.status)),
      ]
      return [...statements, deliveries(orgId, ids, now)]
    },
    /** To stand behind SUPPRESS_OPT_OUTS. */
    optedOut(
      orgId: string,
      calls: { attemptId: string; summary: string | null }[],
      now: number,
    ): D1PreparedStatement[] {
      const list = JSON.stringify(calls.map(({ attemptId, summary }) => ({ attemptId, summary })))
      const ids = calls.map(({ attemptId }) => eventIdOf(attemptId, '_opt_out'))
      return [db.prepare(OPT_OUT_EVENTS).bind(list, orgId, now), deliveries(orgId, ids, now)]
    },
    /** To stand right behind the statement that moves the campaign. */
    moved(campaignId: string, to: CampaignStatus, reason: string | null, now: number): D1PreparedStatement[] {
      const type = MOVED[to]
      if (!type) return []
      const id = `${firstIdAt('evt', now)}${campaignId.slice(-16)}_${to}`
      return [
        db.prepare(MOVE_EVENT).bind(campaignId, id, type, to, reason, now),
        deliveries(campaignId, [id], now, MOVE_DELIVERIES),
      ]
    },
    /** Runs the batch; what it emitted is on its way when this returns. */
    async batch(statements: D1PreparedStatement[]): Promise<D1Result[]> {
      const results = await db.batch(statements)
      const emitted = results.find((result, i) => telling.has(statements[i]!) && result.results.length > 0)
      const orgId = (emitted?.results[0] as { orgId?: string } | undefined)?.orgId
      if (orgId !== undefined) await onEmitted(orgId)
      return results
    },
  }
}
