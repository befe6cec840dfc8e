import type { CallEvent } from '../../domain/call.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Callback, Clock, Dialers, Files, Log } from '../../ports.ts'
import type { AttemptStore } from '../attempts/store.ts'
import { withdrawCalls } from '../suppressions/withdraw-calls.ts'

export interface CallbackDeps {
  clock: Clock
  dialers: Dialers
  files: Files
  log: Log
  attempts: Pick<AttemptStore, 'findCalled' | 'listOpenCalls'>
}

/**
 * Takes in what the carrier says of one attempt: the transcript goes to the file store, everything else to the campaign's object.
 * A callback for an attempt the object no longer has in flight changes nothing there. Throws when a part of it could not be stored, so that
 * the carrier tries again; the other part is taken in all the same. When an opt-out has been taken in, no other call to the person rings any more.
 */
export async function takeCallback(deps: CallbackDeps, callback: Callback, requestId?: string): Promise<void> {
  const transcript = await storeTranscript(deps.files, callback)
  const events = callback.events.map((event) =>
    event.type === 'reported' && transcript.key
      ? { ...event, report: { ...event.report, transcriptKey: transcript.key } }
      : event,
  )
  // What came of the call does not wait for its words to be stored.
  if (events.length > 0) await takeEvents(deps, callback, events, requestId)
  if (transcript.error !== undefined) throw transcript.error
}

async function takeEvents(
  deps: CallbackDeps,
  callback: Callback,
  events: CallEvent[],
  requestId: string | undefined,
): Promise<void> {
  const { campaignId, attemptId, carrierCallId } = callback
  const { known } = await deps.dialers.event(campaignId, attemptId, carrierCallId, events, requestId)
  if (!known) {
    deps.log.info('callback.ignored', {
      request_id: requestId,
      campaign_id: campaignId,
      attempt_id: attemptId,
      kind: callback.kind,
    })
  }
  if (events.some(isOptOut)) await stopOtherCalls(deps, callback)
}

/** What was said, where it lies; an error is handed back, since what came of the call does not wait for its words to be stored. */
export async function storeTranscript(
  files: Files,
  callback: Callback,
): Promise<{ key: string | null; error?: unknown }> {
  if (callback.transcript.length === 0) return { key: null }
  const key = transcriptKey(callback.campaignId, callback.attemptId)
  try {
    // Evidence of what was said: the first that came stays, whatever comes under the same address later.
    const stored = { contentType: 'application/json', ifAbsent: true } as const
    await files.put(key, JSON.stringify({ turns: callback.transcript }), stored)
    return { key }
  } catch (error) {
    return { key: null, error }
  }
}

/** The opt-out is on the list by now: nothing that fails here may make the carrier send it again. */
async function stopOtherCalls(deps: CallbackDeps, { campaignId, attemptId }: Callback): Promise<void> {
  try {
    const called = await deps.attempts.findCalled(campaignId, attemptId)
    if (!called) return
    const { orgId, phone, contactId } = called
    await withdrawCalls(deps, orgId, { phones: [phone], contactIds: [contactId], exceptAttemptId: attemptId })
  } catch (error) {
    deps.log.error('call.not_withdrawn', {
      campaign_id: campaignId,
      attempt_id: attemptId,
      error: describeError(error),
    })
  }
}

/** Asked not to be called; asking for no mail alone leaves calls alone. */
function isOptOut(event: CallEvent): boolean {
  return event.type === 'opted_out' || (event.type === 'reported' && event.report.disposition === 'OPT_OUT')
}

/** Where the transcript of a call lies. */
export function transcriptKey(campaignId: string, attemptId: string): string {
  return `campaigns/${campaignId}/transcripts/${attemptId}.json`
}
