import type { Callback, Clock, Dialers, Files, Log } from '../../ports.ts'

/**
 * Takes in what the carrier says of one attempt: the transcript goes to the file store, everything else to the campaign's object.
 * A callback for an attempt the object no longer has in flight changes nothing there. Throws when it could not be stored, so that
 * the carrier tries again.
 */
export async function takeCallback(
  deps: { clock: Clock; dialers: Dialers; files: Files; log: Log },
  callback: Callback,
): Promise<void> {
  let { events } = callback
  if (callback.transcript.length > 0) {
    const key = transcriptKey(callback.campaignId, callback.attemptId)
    await deps.files.put(key, JSON.stringify({ turns: callback.transcript }), { contentType: 'application/json' })
    events = events.map((event) =>
      event.type === 'reported' ? { ...event, report: { ...event.report, transcriptKey: key } } : event,
    )
  }
  if (events.length === 0) return
  const { known } = await deps.dialers.event(callback.campaignId, callback.attemptId, callback.carrierCallId, events)
  if (!known) {
    deps.log.info('callback.ignored', {
      campaign_id: callback.campaignId,
      attempt_id: callback.attemptId,
      kind: callback.kind,
    })
  }
}

/** Where the transcript of a call lies. */
export function transcriptKey(campaignId: string, attemptId: string): string {
  return `campaigns/${campaignId}/transcripts/${attemptId}.json`
}
