import { AppError } from '../../domain/errors.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { CallbackReader, RawCallback } from '../../ports.ts'
import { type InboundCallbackDeps, isInbound, takeInboundCallback } from '../inbound/take-callback.ts'
import type { StuckItem, StuckItemStore } from '../stuck-items/store.ts'
import { type CallbackDeps, takeCallback } from './take-callback.ts'

export type RetryEventDeps = CallbackDeps & InboundCallbackDeps & { callbacks: CallbackReader }

/** Reads a callback that was set aside once more, proof of origin included, and takes it in as if it had come just now. */
export async function retryEvent(deps: RetryEventDeps, item: Pick<StuckItem, 'payload'>): Promise<void> {
  const { request, receivedAt } = readKept(item.payload)
  const read = await deps.callbacks.read(request, receivedAt ?? deps.clock.now())
  if (read.ok) return await (isInbound(read.callback) ? takeInboundCallback : takeCallback)(deps, read.callback)
  if (read.because === 'content') throw read.error
  throw new AppError('not_allowed', 'It cannot be proven any more that the carrier sent this: discard it.')
}

function readKept(payload: Record<string, unknown>): { request: RawCallback; receivedAt: number | null } {
  const { pathname, target, rawBody, headers, receivedAt } = payload
  const known = new Map(Object.entries((headers ?? {}) as Record<string, string>))
  return {
    request: {
      pathname: String(pathname),
      target: String(target),
      rawBody: String(rawBody),
      headers: { get: (name) => known.get(name.toLowerCase()) ?? null },
    },
    receivedAt: typeof receivedAt === 'number' ? receivedAt : null,
  }
}

/** By itself an event is tried this often, those of the carrier included; after that it waits for a person. */
const MAX_OWN_TRIES = 8
/** Real time: the carrier has had its tries by then. */
const OWN_WAIT_MS = 30_000
const EVENTS_AT_ONCE = 20

/** For the cron: events of a moment of trouble are taken in without anybody having to look. Returns how many. */
export async function retryEvents(
  deps: RetryEventDeps & { stuckItems: Pick<StuckItemStore, 'listEvents' | 'settle' | 'failedAgain'> },
): Promise<number> {
  const { clock, stuckItems } = deps
  const before = clock.now() - clock.stretch(OWN_WAIT_MS)
  let taken = 0
  for (const item of await stuckItems.listEvents(before, MAX_OWN_TRIES, EVENTS_AT_ONCE)) {
    try {
      await retryEvent(deps, item)
      await stuckItems.settle(item.orgId, item.id, clock.now())
      taken += 1
    } catch (error) {
      await stuckItems.failedAgain(item.orgId, item.id, describeError(error), clock.now())
    }
  }
  return taken
}
