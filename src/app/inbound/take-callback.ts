import type { Attempt } from '../../domain/attempt.ts'
import type { CallEvent } from '../../domain/call.ts'
import { heardAtFirst, hearMore } from '../../domain/inbound.ts'
import type { Callback, Files } from '../../ports.ts'
import { storeTranscript } from '../calls/take-callback.ts'
import { type OptOutDeps, optOutCaller } from './opt-out.ts'
import { readHeard, type SettleDeps, settleCall } from './settle.ts'
import type { InboundConversation } from './store.ts'

export type InboundCallbackDeps = OptOutDeps & SettleDeps & { files: Files }

/** Callbacks of one call come one after the other, but for the last ones: more losers than this there are not. */
const MAX_TRIES = 6

/** Whether a callback is about a call to us: its address then names the organization, and the conversation in place of an attempt. */
export function isInbound({ attemptId }: Pick<Callback, 'attemptId'>): boolean {
  return attemptId.startsWith('cnv_')
}

/**
 * Takes in what the carrier says of a call to us, in any order and however often. An opt-out takes effect before the carrier has its answer,
 * also in the middle of the call. Throws when a part of it could not be stored, so that the carrier tries again.
 */
export async function takeInboundCallback(
  deps: InboundCallbackDeps,
  callback: Callback,
  requestId?: string,
): Promise<void> {
  const { campaignId: orgId, attemptId: id } = callback
  const transcript = await storeWords(deps, callback)
  for (let tries = 1; ; tries++) {
    const conversation = await deps.inbound.find(orgId, id)
    if (conversation?.channel !== 'call') {
      deps.log.info('callback.ignored', { request_id: requestId, org_id: orgId, kind: callback.kind })
      return
    }
    if (await take(deps, conversation, callback.events, transcript.key)) break
    if (tries >= MAX_TRIES) throw new Error('The conversation is being changed all the time')
  }
  if (transcript.error !== undefined) throw transcript.error
}

/** False: somebody else wrote meanwhile, and nothing was taken. */
async function take(
  deps: InboundCallbackDeps,
  conversation: InboundConversation,
  events: CallEvent[],
  key: string | null,
): Promise<boolean> {
  const { orgId, id, answeredAt, receivedAt } = conversation
  const before = readHeard(conversation.heard) ?? heardAtFirst(answeredAt ?? receivedAt)
  const after = hearMore(before, events)
  // First of all, and before it is noted as heard: whoever comes to grief here does it again.
  const wish = newWish(before, after)
  if (wish) await optOutCaller(deps, conversation, wish)
  if (after !== before) {
    const isMine = await deps.inbound.hear(orgId, id, conversation.heard, JSON.stringify(after))
    if (!isMine) return false
  }
  if (conversation.endedAt !== null) {
    const { report, recording } = after
    const recordingUrl = recording?.url ?? report?.recordingUrl ?? null
    await deps.inbound.supplement(orgId, id, { summary: report?.summary ?? null, recordingUrl, transcriptKey: key })
  } else if (after.report !== null) await settleCall(deps, conversation, after, key)
  return true
}

/** An opt-out that was not honoured yet. */
function newWish(before: Attempt, after: Attempt): { words: string; email: boolean } | null {
  const calls = (it: Attempt): boolean => it.optedOut !== null || it.report?.disposition === 'OPT_OUT'
  const email = (it: Attempt): boolean => (it.optedOut?.email ?? false) || (it.report?.optOutEmail ?? false)
  if (!calls(after) || (calls(before) && email(before) === email(after))) return null
  const words = after.optedOut?.reason || after.report?.summary || 'asked not to be called'
  return { words, email: email(after) }
}

async function storeWords(
  { files, inbound }: InboundCallbackDeps,
  callback: Callback,
): Promise<{ key: string | null; error?: unknown }> {
  if (callback.transcript.length === 0) return { key: null }
  // A conversation of another organization, or none at all: its words are nobody's.
  if ((await inbound.find(callback.campaignId, callback.attemptId)) === null) return { key: null }
  return storeTranscript(files, callback)
}
