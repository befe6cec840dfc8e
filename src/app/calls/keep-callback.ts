import type { Hash } from '../../domain/proof-chain.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Ids, RawCallback } from '../../ports.ts'
import { isInbound } from '../inbound/take-callback.ts'
import type { StuckItemStore } from '../stuck-items/store.ts'
import type { CallbackDeps } from './take-callback.ts'

export interface KeepDeps extends CallbackDeps {
  ids: Ids
  hash: Hash
  stuckItems: Pick<StuckItemStore, 'put'>
}

/** The carrier sends a callback three times in all; from the last on nobody but us has it. */
export const CARRIER_TRIES = 3
/** A row of D1 holds 2 MB; what is longer stays with the carrier, which tries it again. */
const MAX_KEPT = 1_500_000

/**
 * A callback that proved to be the carrier's and could not be taken in: it is set aside as it came, so that it is not lost whatever the
 * carrier does. Returns whether to tell the carrier that it was heard: not before its last try, since the next one may find us well.
 * Its body is neither logged nor shown. Throws when it could not be kept.
 */
export async function keepCallback(
  deps: KeepDeps,
  of: { kind: string; campaignId: string; attemptId: string },
  request: RawCallback,
  receivedAt: number,
  error: unknown,
): Promise<boolean> {
  const { pathname, target, rawBody } = request
  if (rawBody.length > MAX_KEPT) throw error
  // Not known when the ledger cannot be asked, or never heard of the attempt.
  const called = await deps.attempts.findCalled(of.campaignId, of.attemptId).catch(() => null)
  const digest = await deps.hash(`${pathname}\n${rawBody}`)
  const tries = await deps.stuckItems.put({
    id: deps.ids.next('stk'),
    orgId: called?.orgId ?? (isInbound(of) ? of.campaignId : ''),
    kind: 'event',
    subject: `${of.attemptId}/${of.kind}/${digest.slice(0, 12)}`,
    campaignId: of.campaignId,
    error: describeError(error),
    payload: { pathname, target, rawBody, headers: signatures(request.headers), receivedAt },
    tries: 1,
    at: deps.clock.now(),
  })
  return tries >= CARRIER_TRIES
}

const SIGNATURE_HEADERS = ['x-signalwire-sha256-signature', 'x-signalwire-signature', 'x-twilio-signature']

/** Only what proves where it came from. */
function signatures(headers: RawCallback['headers']): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of SIGNATURE_HEADERS) {
    const value = headers.get(name)
    if (value !== null) kept[name] = value
  }
  return kept
}
