import type { Deps } from '../deps.ts'

/** Organizations of one run; those that remain follow a minute later. */
const ORGANIZATIONS = 500
/** Real ms: events and deliveries are kept for 30 days. */
const KEEP_MS = 30 * 24 * 60 * 60 * 1000
/** Rows deleted in one run. */
const PURGE = 5_000

/** The cron's part: retries whose time has come, what a lost message left lying, and what need not be kept any longer. */
export async function deliverDueWebhooks(
  deps: Pick<Deps, 'clock' | 'queues' | 'webhooks'>,
): Promise<{ organizations: number; purged: number }> {
  const now = deps.clock.now()
  const due = await deps.webhooks.listDueOrganizations(now, ORGANIZATIONS)
  for (const orgId of due) await deps.queues.deliver(orgId)
  const purged = await deps.webhooks.purge(now - deps.clock.stretch(KEEP_MS), PURGE)
  return { organizations: due.length, purged }
}
