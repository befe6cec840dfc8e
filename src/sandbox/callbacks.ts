import { type Call, wasAnswered } from './call.ts'
import { hash32, pick, uuidOf } from './hash.ts'
import type { Outgoing } from './run.ts'
import { type EndReason, iso, type Json, type JsonObject, NODE_ID, SPACE_ID, type StatusEvent } from './wire.ts'

/** Bodies of the callbacks about a call. Where the documentation contradicts itself, the call's hash decides for one reading. */

function envelope(eventType: string, call: Call, at: number, projectId: string, params: JsonObject): JsonObject {
  return {
    event_type: eventType,
    event_channel: `swml:${uuidOf(`channel:${call.id}`)}`,
    timestamp: at / 1000,
    project_id: projectId,
    space_id: SPACE_ID,
    params: { call_id: call.id, node_id: NODE_ID, segment_id: call.id, ...params },
  }
}

/** `connect` says `no_answer` and `declined`, RELAY and REST say `noAnswer` and `decline`. */
function spell(reason: EndReason, callId: string): string {
  const spellings: Partial<Record<EndReason, [string, string]>> = {
    no_answer: ['no_answer', 'noAnswer'],
    declined: ['declined', 'decline'],
  }
  return pick(`spelling:${callId}`, spellings[reason] ?? [reason])
}

/** Every fifth call reports its states in the flat shape that SignalWire once published for `status_url`. */
export function isFlat(callId: string): boolean {
  return hash32(`flat:${callId}`) % 5 === 0
}

/** The body of one `status_url` callback. */
export function stateBody(call: Call, event: StatusEvent, at: number, projectId: string): JsonObject {
  const ended = event === 'ended'
  const reason = ended && call.endReason ? spell(call.endReason, call.id) : null
  const answerAt = wasAnswered(call) && (ended || event === 'answered') ? call.answerAt : null
  if (isFlat(call.id)) {
    const durationMs = ended ? (answerAt !== null && call.endAt !== null ? call.endAt - answerAt : 0) : null
    const flat: JsonObject = {
      call_id: call.id,
      status: event,
      from: call.from,
      to: call.to,
      direction: 'outbound-api',
      type: 'relay_pstn_call',
      duration: durationMs === null ? null : Math.round(durationMs / 1000),
      duration_ms: durationMs,
      created_at: iso(call.placedAt),
    }
    // The published sample has no reason, without which a busy line cannot be told from nobody: see the report.
    return ended ? { ...flat, end_reason: reason } : flat
  }
  const params: JsonObject = {
    call_state: event,
    direction: 'outbound',
    device: { type: 'phone', params: { from_number: call.from, to_number: call.to } },
    start_time: call.placedAt,
    ...(answerAt !== null ? { answer_time: answerAt } : {}),
    ...(ended && call.endAt !== null ? { end_time: call.endAt } : {}),
    created_by: 'dial',
    end_reason: reason,
  }
  return envelope('calling.call.state', call, at, projectId, params)
}

/** The body of a `record_call`, `detect_machine` or `play` callback. */
export function verbBody(call: Call, out: Exclude<Outgoing, { kind: 'post_prompt' }>, projectId: string): JsonObject {
  switch (out.kind) {
    case 'record': {
      const { recording, state } = out
      const durationMs = Math.max(0, (recording.stoppedAt ?? out.at) - recording.startedAt)
      const facts: Record<string, Json> = {
        url: recording.url,
        duration: Math.round(durationMs / 100) / 10,
        size: durationMs * 2,
      }
      const nested = hash32(`record:${call.id}`) % 2 === 0
      const file: JsonObject = nested ? { record: { ...facts, format: recording.format } } : facts
      return envelope('calling.call.record', call, out.at, projectId, {
        control_id: recording.controlId,
        state,
        ...(state === 'finished' ? file : {}),
      })
    }
    case 'detect':
      return envelope('calling.call.detect', call, out.at, projectId, {
        control_id: out.controlId,
        detect: {
          type: 'machine',
          params: { event: out.event, ...(out.beep === null ? {} : { beep: out.beep }) },
        },
      })
    case 'play':
      return envelope('calling.call.play', call, out.at, projectId, { control_id: out.controlId, state: out.state })
  }
}

/** `call`, as SWML documents and fetches see it. */
export function swmlCall(call: Call, state: string, projectId: string): JsonObject {
  return {
    call_id: call.id,
    node_id: NODE_ID,
    segment_id: call.id,
    call_state: state,
    direction: call.direction ?? 'outbound',
    type: 'phone',
    from: call.from,
    to: call.to,
    from_number: call.from,
    to_number: call.to,
    headers: [],
    project_id: projectId,
    space_id: SPACE_ID,
  }
}
