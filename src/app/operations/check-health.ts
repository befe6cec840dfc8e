import type { Clock } from '../../ports.ts'
import type { HealthFacts, OperationsStore } from './store.ts'

/** The newest file in `migrations/`: what this version of the code needs. */
export const NEWEST_MIGRATION = '0004_add_ways_in.sql'

/** Real time; the trigger comes every minute. */
export const CRON_LATE_MS = 5 * 60_000
/** Real time; the sweep wakes a campaign within a minute of its time. */
export const OVERDUE_MS = 5 * 60_000

export interface HealthProblem {
  /** Stable, for alerts; `docs/operations.md` says what to do about each. */
  code:
    | 'configuration'
    | 'binding_missing'
    | 'database'
    | 'migrations_behind'
    | 'cron_late'
    | 'job_failing'
    | 'campaigns_overdue'
    | 'items_stuck'
    | 'webhooks_failing'
  message: string
}

/** Nothing can be served, or served rightly, with one of these. */
const FATAL: ReadonlySet<HealthProblem['code']> = new Set([
  'configuration',
  'binding_missing',
  'database',
  'migrations_behind',
])

/** `failing`: it cannot serve. `degraded`: it serves, and somebody has to look at something. */
export function healthStatus(problems: readonly HealthProblem[]): 'ok' | 'degraded' | 'failing' {
  if (problems.some(({ code }) => FATAL.has(code))) return 'failing'
  return problems.length > 0 ? 'degraded' : 'ok'
}

/** What is wrong, in words a person can act on. No tenant's data: anybody may read it. */
export async function checkHealth(deps: { clock: Clock; operations: OperationsStore }): Promise<HealthProblem[]> {
  const { clock, operations } = deps
  const now = clock.now()
  let facts: HealthFacts
  try {
    facts = await operations.health(now - clock.stretch(OVERDUE_MS))
  } catch {
    return [{ code: 'database', message: 'The database does not answer or has not been migrated.' }]
  }
  const problems: HealthProblem[] = []
  const add = (code: HealthProblem['code'], message: string) => void problems.push({ code, message })
  const { migration, jobs, overdueCampaigns, stuckItems, failingEndpoints } = facts
  if (migration !== null && migration < NEWEST_MIGRATION)
    add('migrations_behind', `The database stands at ${migration}; apply the migrations up to ${NEWEST_MIGRATION}.`)
  if (isCronLate(deps.clock, jobs))
    add('cron_late', 'The cron trigger has not run for 5 minutes: campaigns are not woken and proofs not sealed.')
  for (const { name } of jobs.filter((job) => job.error !== null))
    add('job_failing', `The cron job ${name} failed in its last run; the log has the error (job.failed).`)
  if (overdueCampaigns > 0)
    add('campaigns_overdue', `${overdueCampaigns} campaigns should have woken more than 5 minutes ago and have not.`)
  if (stuckItems > 0)
    add('items_stuck', `${stuckItems} things are set aside because they always failed; the page Operations lists them.`)
  if (failingEndpoints > 0) add('webhooks_failing', `${failingEndpoints} webhook endpoints take no deliveries.`)
  return problems
}

/** Also when it never ran. A run in the future is one of before the sandbox's clock was set back. */
export function isCronLate(clock: Clock, jobs: HealthFacts['jobs']): boolean {
  const last = Math.max(...jobs.map((job) => job.startedAt))
  return clock.now() - last > clock.stretch(CRON_LATE_MS)
}
