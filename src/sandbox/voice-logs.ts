import { type Call, stateOf, wasAnswered } from './call.ts'
import { hash32 } from './hash.ts'
import { iso, type JsonObject } from './wire.ts'

/** A call as the REST API shows it: the answer to `dial`, and the voice log. */

/** USD a started minute, for the look of it. */
const PRICE_PER_MINUTE = 0.008

function durations(call: Call, now: number): { durationMs: number | null; charge: number } {
  if (stateOf(call, now) !== 'ended' || call.endAt === null) return { durationMs: null, charge: 0 }
  if (!wasAnswered(call) || call.answerAt === null) return { durationMs: 0, charge: 0 }
  const durationMs = call.endAt - call.answerAt
  return { durationMs, charge: Math.ceil(durationMs / 60_000) * PRICE_PER_MINUTE }
}

function leg(call: Call, now: number, status: string): JsonObject {
  const { durationMs, charge } = durations(call, now)
  return {
    id: call.id,
    from: call.from,
    to: call.to,
    direction: call.direction ?? 'outbound-api',
    status,
    source: 'realtime_api',
    type: 'relay_pstn_call',
    url: call.url,
    parent_id: null,
    duration: durationMs === null ? null : Math.round(durationMs / 1000),
    duration_ms: durationMs,
    billing_ms: durationMs === null ? null : Math.ceil(durationMs / 60_000) * 60_000,
    charge,
    charge_details: charge > 0 ? [{ description: 'Outbound Voice', charge }] : [],
    created_at: iso(call.placedAt),
  }
}

/** The documented answer to a command. */
export function callLeg(call: Call, now: number): JsonObject {
  return leg(call, now, stateOf(call, now))
}

/** One voice log. An answered call ends as `completed` or `ended`, by hash: the documentation allows both. */
export function voiceLog(call: Call, now: number): JsonObject {
  return leg(call, now, logStatus(call, now))
}

function logStatus(call: Call, now: number): string {
  const state = stateOf(call, now)
  if (state !== 'ended') return state === 'answered' && hash32(`log:${call.id}`) % 2 === 0 ? 'in-progress' : state
  if (wasAnswered(call)) return hash32(`log:${call.id}`) % 2 === 0 ? 'completed' : 'ended'
  switch (call.endReason) {
    case 'no_answer':
      return 'no-answer'
    case 'busy':
    case 'declined':
      return 'busy'
    case 'cancel':
    case 'hangup':
      return 'canceled'
    case 'error':
    case 'max_duration':
    case null:
      return 'failed'
  }
}

/** The events of one voice log, as far as they have happened. */
export function voiceLogEvents(call: Call, now: number, projectId: string): JsonObject {
  const events: [string, number | null][] = [
    ['calling_call_initiated', call.placedAt],
    ['calling_call_ringing', call.ringingAt],
    ['calling_call_answered', wasAnswered(call) ? call.answerAt : null],
    ['calling_call_ended', call.endAt],
  ]
  return {
    data: events.flatMap(([name, at]) =>
      at !== null && at <= now
        ? [{ event_at: iso(at), level: 'info', name, details: {}, project_id: projectId, log_id: call.id }]
        : [],
    ),
  }
}
