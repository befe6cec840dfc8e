import { type Call, stateOf } from './call.ts'
import { swmlCall } from './callbacks.ts'
import type { FunctionCall } from './conversation.ts'
import { between, hash32, share, uuidOf } from './hash.ts'
import type { Run, Session } from './run.ts'
import { iso, type Json, type JsonObject, SPACE_ID } from './wire.ts'

/**
 * Bodies of what the AI sends: SWAIG function calls while it talks, and the report afterwards. Over 250 lines because the report is
 * one wide shape, kept beside the sample it was taken from.
 */

const micro = (ms: number): number => ms * 1000
const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

/** The POST a SWAIG function gets. */
export function functionBody(
  call: Call,
  run: Run,
  session: Session,
  used: FunctionCall,
  projectId: string,
): JsonObject {
  return {
    function: used.name,
    argument: argumentOf(used),
    argument_desc: { type: 'object', properties: {} },
    description: used.description,
    call_id: call.id,
    ai_session_id: uuidOf(`ai:${call.id}:${session.startAt}`),
    app_name: session.appName,
    global_data: globalDataOf(call, session),
    meta_data_token: uuidOf(`token:${call.id}`),
    meta_data: {},
    caller_id_name: call.from,
    caller_id_num: call.from,
    channel_active: true,
    channel_offhook: true,
    channel_ready: true,
    content_type: 'text/swaig',
    version: '2.0',
    content_disposition: 'SWAIG Function',
    conversation_type: 'voice',
    project_id: projectId,
    space_id: SPACE_ID,
    SWMLVars: run.vars,
    SWMLCall: swmlCall(call, 'answered', projectId),
  }
}

function argumentOf(used: FunctionCall): JsonObject {
  return { parsed: [used.args], raw: JSON.stringify(used.args) }
}

function globalDataOf(call: Call, session: Session): JsonObject {
  return { ...session.globalData, caller_id_name: call.from, caller_id_number: call.from }
}

/** What is wrong with a malformed report; decided by the call. */
type Defect = 'prose' | 'truncated' | 'wrong_types' | 'missing' | 'not_json'
const DEFECTS: readonly Defect[] = ['prose', 'truncated', 'wrong_types', 'missing', 'not_json']

/** The POST to `post_prompt_url`, as text. `malformedShare` of all calls get a broken one. */
export function reportText(
  call: Call,
  run: Run,
  session: Session,
  projectId: string,
  now: number,
  malformedShare: number,
): string {
  const broken = share(`malformed:${call.id}`) < malformedShare
  const defect = broken ? DEFECTS[hash32(`defect:${call.id}`) % DEFECTS.length] : undefined
  const body = reportBody(call, run, session, projectId, now)
  if (session.hasPostPrompt && defect !== 'missing') body.post_prompt_data = resultOf(session, defect)
  const text = JSON.stringify(body)
  return defect === 'not_json' ? text.slice(0, Math.floor(text.length / 2)) : text
}

function resultOf(session: Session, defect: Defect | undefined): JsonObject {
  const raw = JSON.stringify(session.talk.result)
  switch (defect) {
    case 'prose':
      return { parsed: [], raw: `The conversation went well. ${String(session.talk.result.summary)}` }
    case 'truncated':
      return { parsed: [], raw: raw.slice(0, Math.floor(raw.length * 0.6)) }
    case 'wrong_types': {
      const wrong = { outcome: 'maybe', summary: 7, callback_at: 'soon', primary_goal: true, goal_score: 'high' }
      return { parsed: [wrong], raw: JSON.stringify(wrong) }
    }
    case 'missing':
    case 'not_json':
    case undefined:
      return { parsed: [session.talk.result], raw }
  }
}

function reportBody(call: Call, run: Run, session: Session, projectId: string, now: number): JsonObject {
  const { talk } = session
  const log = callLog(session)
  const ended = call.endAt !== null && stateOf(call, now) === 'ended' && call.endAt <= (session.reportAt ?? now)
  return {
    project_id: projectId,
    space_id: SPACE_ID,
    content_type: 'text/json',
    content_disposition: 'agent.summary',
    conversation_type: 'voice',
    call_id: call.id,
    app_name: session.appName,
    ai_session_id: uuidOf(`ai:${call.id}:${session.startAt}`),
    ai_id_tag: uuidOf(`tag:${call.id}`).replaceAll('-', ''),
    action: 'post_conversation',
    call_log: log,
    raw_call_log: log,
    call_timeline: timeline(session),
    call_start_date: micro(call.placedAt),
    call_answer_date: micro(run.answeredAt),
    call_end_date: ended && call.endAt !== null ? micro(call.endAt) : 0,
    ai_start_date: micro(session.startAt),
    ai_end_date: micro(talk.endAt),
    caller_id_name: call.from,
    caller_id_number: call.from,
    times: talk.turns.flatMap((turn) => (turn.role === 'assistant' ? [timing(turn.content)] : [])),
    SWMLVars: run.vars,
    SWMLCall: swmlCall(call, ended ? 'ended' : 'answered', projectId),
    global_data: globalDataOf(call, session),
    swaig_log: swaigLog(call, session),
    ...(session.accounting ? accounting(session) : {}),
  }
}

function callLog(session: Session): Json[] {
  const { talk } = session
  const log: Json[] = [
    { role: 'system', content: session.prompt, timestamp: micro(session.startAt) },
    sessionEvent(session, 'session_start', session.startAt, 'AI session started', { model: 'gpt-4o-mini' }),
  ]
  let functionLogged = talk.call === null
  for (const turn of talk.turns) {
    if (!functionLogged && talk.call && turn.startAt >= talk.call.at) {
      log.push(...functionLog(talk.call, session.functionResponse))
      functionLogged = true
    }
    const times = { start_timestamp: micro(turn.startAt), end_timestamp: micro(turn.endAt) }
    if (turn.role === 'user')
      log.push({
        role: 'user',
        timestamp: micro(turn.endAt),
        confidence: 0.97,
        content_type: 'Detected Speech',
        ...times,
        speaking_to_turn_detection: 600,
        turn_detection_to_final_event: 280,
        speaking_to_final_event: 880,
        content: `${turn.content} `,
      })
    else
      log.push({
        role: 'assistant',
        timestamp: micro(turn.startAt),
        latency: 672,
        utterance_latency: 971,
        audio_latency: 1472,
        ...times,
        content: ` ${turn.content}`,
      })
  }
  if (!functionLogged && talk.call) log.push(...functionLog(talk.call, session.functionResponse))
  const closing = { reason: 'normal', ended_by: 'system' }
  log.push(sessionEvent(session, 'session_end', talk.endAt, 'AI session ended: normal', closing))
  return log
}

function sessionEvent(session: Session, action: string, at: number, content: string, extra: JsonObject): JsonObject {
  return {
    role: 'system-log',
    lang: session.language,
    action,
    timestamp: micro(at),
    tokens: 0,
    content_type: 'Detected Speech',
    metadata: { context: 'default', step: '', step_index: 0, ...extra },
    content,
  }
}

function functionLog(used: FunctionCall, response: JsonObject | null): Json[] {
  return [
    {
      role: 'assistant',
      content: '',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: used.name, arguments: JSON.stringify(used.args) } },
      ],
    },
    {
      role: 'tool',
      timestamp: micro(used.at + 120),
      function_name: used.name,
      latency: 120,
      utterance_latency: 120,
      function_latency: 120,
      audio_latency: 130,
      execution_latency: 130,
      start_timestamp: micro(used.at),
      end_timestamp: micro(used.at + 120),
      content: typeof response?.response === 'string' ? response.response : '',
    },
  ]
}

function timeline(session: Session): Json[] {
  const place = { context: 'default', step: '', step_index: 0 }
  return [
    { ts: micro(session.startAt), type: 'session_start', ...place, model: 'gpt-4o-mini' },
    ...session.talk.turns.map(
      (turn): Json =>
        turn.role === 'user'
          ? { ts: micro(turn.endAt), type: 'user_input', confidence: 0.97, content_type: 'Detected Speech' }
          : { ts: micro(turn.startAt), type: 'ai_response' },
    ),
    { ts: micro(session.talk.endAt), type: 'session_end', ...place, reason: 'normal', ended_by: 'system' },
  ]
}

function timing(response: string): JsonObject {
  const count = words(response)
  return {
    response: ` ${response}`,
    response_word_count: count,
    answer_time: 1.12,
    token_time: 0.445,
    tokens: Math.ceil(count * 1.4),
    avg_tps: 23.2,
    tps: 58.4,
  }
}

function swaigLog(call: Call, session: Session): Json[] {
  const used = session.talk.call
  if (!used) return []
  return [
    {
      command_name: used.name,
      command_arg: JSON.stringify(used.args),
      epoch_time: Math.floor(used.at / 1000),
      active_count: 'endless',
      url: used.url,
      post_data: { function: used.name, call_id: call.id, argument: argumentOf(used) },
      post_response: session.functionResponse ?? {},
    },
  ]
}

function accounting(session: Session): JsonObject {
  const minutes = Math.ceil((session.talk.endAt - session.startAt) / 60_000)
  const spoken = session.talk.turns.filter((turn) => turn.role === 'assistant').map((turn) => turn.content)
  const output = spoken.reduce((sum, text) => sum + Math.ceil(words(text) * 1.4), 0)
  const input = 600 + between(`tokens:${iso(session.startAt)}`, 0, 600)
  const chars = spoken.reduce((sum, text) => sum + text.length, 0)
  return {
    total_minutes: minutes,
    total_input_tokens: input,
    total_output_tokens: output,
    total_wire_input_tokens: input,
    total_wire_input_tokens_per_minute: Math.round(input / minutes),
    total_wire_output_tokens: output,
    total_wire_output_tokens_per_minute: Math.round(output / minutes),
    total_tts_chars: chars,
    total_tts_chars_per_min: Math.round(chars / minutes),
    total_asr_minutes: Math.round(((session.talk.endAt - session.startAt) / 60_000) * 100) / 100,
    total_asr_cost_factor: 0.2,
  }
}
