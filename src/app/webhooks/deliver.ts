import { DISABLE_AFTER_MS } from '../../domain/webhook-retry.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Deps } from '../deps.ts'
import type { ClaimedDelivery, TriedDelivery, WebhookEndpoint } from './store.ts'
import { GONE, tryDelivery } from './try-delivery.ts'

export type DeliverDeps = Pick<Deps, 'clock' | 'ids' | 'queues' | 'log' | 'webhooks' | 'webhookSender'>

/** One invocation may have six requests waiting for headers (https://developers.cloudflare.com/workers/platform/limits/). */
const ENDPOINTS_AT_ONCE = 3
const REQUESTS_EACH = 2
/** Taken in one go by one endpoint's turn. */
const CLAIM = 20
/** Real ms. Longer than twenty requests, two at a time, can take. */
const LEASE_MS = 2 * 60_000
/** Real ms after which a run takes nothing more; what is left comes with the next message. */
const RUN_MS = 20_000
/** So many failures in a row, and the endpoint is left alone until the next run. */
const ENOUGH = 2
/** What is due within this (real ms) is worth a message of its own; the rest the cron finds. */
const SOON_MS = 60_000

/**
 * Sends what is due to the endpoints of one organization. Every delivery is taken before it is sent, so that two runs at once rarely send
 * the same; who dies in between leaves it to the end of the lease, and it goes out again under the same id. Endpoints take turns side by
 * side, those that answer first, so that a slow one holds up itself.
 */
export async function deliverWebhooks(deps: DeliverDeps, orgId: string): Promise<void> {
  const { clock } = deps
  const until = clock.now() + clock.stretch(RUN_MS)
  const waiting = await deps.webhooks.listDue(orgId, clock.now())
  const turns = Array.from({ length: ENDPOINTS_AT_ONCE }, async () => {
    for (let endpoint = waiting.shift(); endpoint && clock.now() < until; endpoint = waiting.shift())
      await serve(deps, endpoint, until)
  })
  const failed = (await Promise.allSettled(turns)).find((turn) => turn.status === 'rejected')
  if (failed) throw failed.reason
  const nextAt = await deps.webhooks.nextDueAt(orgId, clock.now())
  const soon = clock.stretch(SOON_MS)
  if (nextAt === null || nextAt > clock.now() + soon) return
  const seconds = Math.ceil(((nextAt - clock.now()) / soon) * (SOON_MS / 1000))
  await deps.queues.deliver(orgId, Math.max(1, seconds))
}

/** One endpoint, until nothing is due, it fails too often or the time is over. */
async function serve(deps: DeliverDeps, endpoint: WebhookEndpoint, until: number): Promise<void> {
  const { clock, webhooks } = deps
  const { orgId, id } = endpoint
  let failing = endpoint.failingSince !== null
  for (;;) {
    const now = clock.now()
    if (now >= until) return
    // One that fails is asked with one delivery whether it is well again.
    const claimed = await webhooks.claim(orgId, id, now, now + clock.stretch(LEASE_MS), failing ? 1 : CLAIM)
    if (claimed.length === 0) return
    const { tried, returned } = await send(deps, endpoint, claimed)
    const failingSince = await webhooks.record(orgId, id, tried, returned, clock.now())
    const reason = reasonToDisable(deps, tried, failingSince)
    if (reason !== null) return await disable(deps, endpoint, reason)
    if (returned.length > 0 || (failing && failingSince !== null)) return
    failing = failingSince !== null
  }
}

async function send(
  deps: DeliverDeps,
  endpoint: WebhookEndpoint,
  claimed: ClaimedDelivery[],
): Promise<{ tried: TriedDelivery[]; returned: ClaimedDelivery[] }> {
  const tried: TriedDelivery[] = []
  const left = [...claimed]
  let failures = 0
  const lane = async (): Promise<void> => {
    while (failures < ENOUGH) {
      const next = left.shift()
      if (!next) return
      const result = await tryDelivery(deps, endpoint, next)
      failures = result.ok ? 0 : failures + 1
      tried.push(result)
    }
  }
  await Promise.all(Array.from({ length: REQUESTS_EACH }, lane))
  return { tried, returned: left }
}

function reasonToDisable(deps: DeliverDeps, tried: TriedDelivery[], failingSince: number | null): string | null {
  if (tried.some((it) => it.status === GONE)) return 'It answered 410 Gone: it wants no more webhooks.'
  const longest = deps.clock.stretch(DISABLE_AFTER_MS)
  if (failingSince === null || deps.clock.now() - failingSince < longest) return null
  return 'Nothing has arrived there for five days.'
}

async function disable(deps: DeliverDeps, { orgId, id }: WebhookEndpoint, reason: string): Promise<void> {
  const actor = { orgId, name: 'system', role: 'admin' as const }
  const audit = auditEntry(deps, actor, 'webhook_endpoint.disabled', id, { reason })
  if (await deps.webhooks.disable(orgId, id, reason, audit))
    deps.log.warn('webhook_endpoint.disabled', { org_id: orgId, endpoint_id: id, reason })
}
