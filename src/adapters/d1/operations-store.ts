import type { HealthFacts, JobRun, OperationsFacts, OperationsStore } from '../../app/operations/store.ts'
import { firstIdAt } from '../ids.ts'
import { readJson } from './json-column.ts'

/** Rows of one kind on the page; more would only be scrolled past. */
const SHOWN = 50
/** Nobody needs to know whether it is a thousand or more. */
const COUNTED = 1_000
/** Between permit and the first ring, and after the last word: what a call takes beside ringing and talking. */
const AROUND_CALL_SECONDS = 180

const counted = (from: string): string => `(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${COUNTED}))`

export const HEALTH = `SELECT
  ${counted('campaigns WHERE next_wake_at IS NOT NULL AND next_wake_at <= ?1')} AS overdue,
  ${counted('stuck_items INDEXED BY stuck_items_open WHERE resolved_at IS NULL')} AS stuck,
  ${counted('webhook_endpoints WHERE failing_since IS NOT NULL')} AS failing`

export const CAMPAIGNS_AT_WORK = `
SELECT id, name, status, status_reason, next_wake_at, job FROM campaigns INDEXED BY campaigns_by_org
WHERE org_id = ?1 AND status IN ('active', 'paused', 'scheduled') AND archived_at IS NULL ORDER BY id DESC LIMIT ${SHOWN * 2}`

/** From the end of what the ledger sweep knows to be settled: ids sort by time. ?1 organization, ?2 not before this id, ?3 now. */
export const LATE_ATTEMPTS = `
SELECT a.id, a.campaign_id, a.lead_id, a.permitted_at FROM attempts a
LEFT JOIN campaigns c ON c.id = a.campaign_id
LEFT JOIN agents g ON g.id = c.agent_id
WHERE a.org_id = ?1 AND a.id > max(?2, (SELECT reconciled_to FROM organizations WHERE id = ?1)) AND a.state <> 'settled'
  AND a.permitted_at < ?3 - 1000 * (coalesce(g.max_call_seconds, 600)
    + coalesce(c.settings->>'ring_timeout_seconds', 60) + ${AROUND_CALL_SECONDS})
ORDER BY a.id LIMIT ${SHOWN}`

export const OPEN_TRIPS = `
SELECT t.id, t.campaign_id, c.name, t.kind, t.tripped_at FROM breaker_trips t INDEXED BY breaker_trips_by_org
LEFT JOIN campaigns c ON c.id = t.campaign_id
WHERE t.org_id = ?1 AND t.resumed_at IS NULL ORDER BY t.id DESC LIMIT ${SHOWN}`

export const STUCK_BY_KIND = `
SELECT kind, count(*) AS n FROM stuck_items INDEXED BY stuck_items_open WHERE org_id = ?1 AND resolved_at IS NULL GROUP BY kind`

/** ?1 organization, ?2 since. */
export const FAILED_IMPORTS = `
SELECT i.id, i.campaign_id, i.filename, i.failure, i.finished_at
FROM campaigns c INDEXED BY campaigns_by_org CROSS JOIN imports i INDEXED BY imports_by_campaign ON i.campaign_id = c.id
WHERE c.org_id = ?1 AND i.status = 'failed' AND i.finished_at >= ?2 ORDER BY i.id DESC LIMIT ${SHOWN}`

export const FAILED_LISTS = `
SELECT id, filename, failure, finished_at FROM suppression_imports INDEXED BY suppression_imports_by_org
WHERE org_id = ?1 AND status = 'failed' AND finished_at >= ?2 ORDER BY id DESC LIMIT ${SHOWN}`

export const FAILING_ENDPOINTS = `
SELECT id, url, failing_since, disabled_reason FROM webhook_endpoints
WHERE org_id = ?1 AND (failing_since IS NOT NULL OR disabled_reason IS NOT NULL) ORDER BY id LIMIT ${SHOWN}`

type Cells = Record<string, string | number | null>

/** What an operator has to know, for the page and for `/health`. A few seeks each; nothing here grows with the number of calls. */
export function createOperationsStore(db: D1Database): OperationsStore {
  return {
    async saveRun({ name, startedAt, finishedAt, error, details }) {
      await db
        .prepare(
          `INSERT INTO job_runs (name, started_at, finished_at, error, details) VALUES (?1, ?2, ?3, ?4, ?5)
           ON CONFLICT (name) DO UPDATE SET started_at = ?2, finished_at = ?3, error = ?4, details = ?5`,
        )
        .bind(name, startedAt, finishedAt, error, JSON.stringify(details))
        .run()
    },

    async health(overdueBefore) {
      const [counts, jobs] = await db.batch<Cells>([db.prepare(HEALTH).bind(overdueBefore), jobRuns(db)])
      const row = counts!.results[0]!
      return {
        migration: await lastMigration(db),
        jobs: jobs!.results.map(toRun),
        overdueCampaigns: row.overdue as number,
        stuckItems: row.stuck as number,
        failingEndpoints: row.failing as number,
      } satisfies HealthFacts
    },

    async overview(orgId, { now, sinceDay, failedSince, attemptsFrom }) {
      const lists = await db.batch<Cells>([
        db.prepare(CAMPAIGNS_AT_WORK).bind(orgId),
        db.prepare(LATE_ATTEMPTS).bind(orgId, firstIdAt('att', attemptsFrom), now),
        db.prepare(OPEN_TRIPS).bind(orgId),
        db.prepare(STUCK_BY_KIND).bind(orgId),
        db.prepare(FAILED_IMPORTS).bind(orgId, failedSince),
        db.prepare(FAILED_LISTS).bind(orgId, failedSince),
        db.prepare(FAILING_ENDPOINTS).bind(orgId),
        db
          .prepare('SELECT day, name, n FROM counters WHERE org_id = ?1 AND day >= ?2 ORDER BY day')
          .bind(orgId, sinceDay),
        jobRuns(db),
      ])
      const [campaigns, late, trips, stuck, imports, doNotCall, endpoints, counters, jobs] = lists.map((l) => l.results)
      return {
        campaigns: campaigns!.map((c) => ({
          id: c.id as string,
          name: c.name as string,
          status: c.status as OperationsFacts['campaigns'][number]['status'],
          statusReason: c.status_reason as string | null,
          nextWakeAt: c.next_wake_at as number | null,
          job: c.job as string | null,
        })),
        lateAttempts: late!.map((a) => ({
          id: a.id as string,
          campaignId: a.campaign_id as string,
          leadId: a.lead_id as string,
          permittedAt: a.permitted_at as number,
        })),
        breakers: trips!.map((t) => ({
          id: t.id as string,
          campaignId: t.campaign_id as string,
          campaignName: t.name as string | null,
          kind: t.kind as string,
          trippedAt: t.tripped_at as number,
        })),
        stuck: stuck!.map((s) => ({
          kind: s.kind as OperationsFacts['stuck'][number]['kind'],
          count: s.n as number,
        })),
        imports: [...imports!.map((i) => toImport('leads', i)), ...doNotCall!.map((i) => toImport('suppressions', i))],
        endpoints: endpoints!.map((e) => ({
          id: e.id as string,
          url: e.url as string,
          failingSince: e.failing_since as number | null,
          disabledReason: e.disabled_reason as string | null,
        })),
        counters: byDay(counters!),
        jobs: jobs!.map(toRun),
      }
    },
  }
}

const jobRuns = (db: D1Database): D1PreparedStatement => db.prepare('SELECT * FROM job_runs ORDER BY name')

/** wrangler notes what it applied; a database that was set up by hand has no such table. */
async function lastMigration(db: D1Database): Promise<string | null> {
  try {
    const row = await db.prepare('SELECT max(name) AS name FROM d1_migrations').first<{ name: string | null }>()
    return row?.name ?? null
  } catch {
    return null
  }
}

function toRun(row: Cells): JobRun {
  const startedAt = row.started_at as number
  return {
    name: row.name as string,
    startedAt,
    finishedAt: (row.finished_at as number | null) ?? startedAt,
    error: row.error as string | null,
    details: readJson<Record<string, unknown>>(row.details as string),
  }
}

function toImport(kind: 'leads' | 'suppressions', row: Cells): OperationsFacts['imports'][number] {
  return {
    id: row.id as string,
    kind,
    campaignId: (row.campaign_id as string | undefined) ?? null,
    filename: row.filename as string,
    failure: row.failure as string | null,
    finishedAt: row.finished_at as number | null,
  }
}

function byDay(rows: Cells[]): OperationsFacts['counters'] {
  const days = new Map<string, Record<string, number>>()
  for (const { day, name, n } of rows) {
    const counts = days.get(day as string) ?? {}
    counts[name as string] = n as number
    days.set(day as string, counts)
  }
  return [...days].map(([day, counts]) => ({ day, counts }))
}
