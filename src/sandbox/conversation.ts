import { DIALOGUES, type Dialogue, type Temper, VERDICTS } from './dialogues.ts'
import { between, pick } from './hash.ts'
import { isObject, iso, type Json, type JsonObject } from './wire.ts'

/** Plans the talk between the AI of a SWML document and the person who picked up. Pure; instants are sandbox epoch ms. */

export interface Turn {
  role: 'assistant' | 'user'
  content: string
  startAt: number
  endAt: number
}

/** A declared SWAIG function the agent will use, with its arguments. */
export interface FunctionCall {
  name: string
  description: string
  url: string
  args: JsonObject
  at: number
}

export interface Talk {
  turns: Turn[]
  call: FunctionCall | null
  endAt: number
  endedBy: 'user' | 'assistant'
  /** What post_prompt_data holds. */
  result: JsonObject
}

export interface TalkInput {
  callId: string
  temper: Temper
  /** The `ai` verb, already substituted. */
  ai: JsonObject
  startAt: number
}

/** 150 words a minute. */
export const WORD_MS = 400
const TWO_HOURS_MS = 2 * 60 * 60 * 1000

/** How long it takes to say this. */
export function speechMs(text: string): number {
  return Math.max(800, text.split(/\s+/).filter((word) => word !== '').length * WORD_MS)
}

/** `30s`, `2m`, `1h45m30s` → ms; null when it is not such a time. */
export function readHardStop(value: Json | undefined): number | null {
  const parts = typeof value === 'string' ? /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value.trim()) : null
  if (!parts || parts[0] === '') return null
  return (Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0)) * 1000
}

/** Plans one talk: greeting, turns, at most one function, and what the AI will report of it. */
export function planTalk({ callId, temper, ai, startAt }: TalkInput): Talk {
  const params = isObject(ai.params) ? ai.params : {}
  const dialogue = pick(`dialogue:${callId}`, DIALOGUES[temper])
  const greeting = typeof params.static_greeting === 'string' ? params.static_greeting : ''
  const spoken = (greeting === '' ? [] : [{ agent: greeting }]) as Dialogue['lines']
  const lines = [...spoken, ...dialogue.lines]
  const hardStopMs = readHardStop(params.hard_stop_time)
  const pauseMs = pauseBetween(lines, callId, temper, hardStopMs)
  const turns: Turn[] = []
  let call: FunctionCall | null = null
  let at = startAt + 300
  let askedAt = at
  for (const line of lines) {
    if ('calls' in line) {
      const callbackAt = iso(askedAt + TWO_HOURS_MS)
      call ??= functionFor(line.calls, ai, { reason: lastWords(turns), callbackAt }, at)
      at += 400
      continue
    }
    const role = 'user' in line ? 'user' : 'assistant'
    const content = 'user' in line ? line.user : line.agent
    turns.push({ role, content, startAt: at, endAt: at + speechMs(content) })
    at += speechMs(content)
    if (role === 'user') askedAt = at
    at += pauseMs
  }
  // A voicemail system cuts the line after a while of silence.
  let endAt = temper === 'machine' ? at + between(`silence:${callId}`, 15_000, 40_000) : at
  let endedBy = dialogue.endedBy ?? pick(`ended-by:${callId}`, ['user', 'assistant'] as const)
  if (hardStopMs !== null && endAt > startAt + hardStopMs) {
    endAt = startAt + hardStopMs
    endedBy = 'assistant'
  }
  return cut({ turns, call, endAt, endedBy, result: verdictOf(callId, temper, dialogue.summary, askedAt) }, endAt)
}

/** Pauses long enough that a conversation lasts 25 to 90 s; who hangs up at once does not wait. */
function pauseBetween(lines: Dialogue['lines'], callId: string, temper: Temper, hardStopMs: number | null): number {
  const naturalMs = 600
  if (temper === 'hangs_up' || temper === 'machine') return naturalMs
  const spoken = lines.flatMap((line) => ('user' in line ? [line.user] : 'agent' in line ? [line.agent] : []))
  const speaking = spoken.reduce((sum, text) => sum + speechMs(text), 0)
  const wantedMs = Math.min(
    between(`talk:${callId}`, 25_000, 90_000),
    hardStopMs === null ? Infinity : hardStopMs - 2000,
  )
  return Math.max(naturalMs, Math.round((wantedMs - speaking) / Math.max(1, spoken.length)))
}

function lastWords(turns: Turn[]): string {
  return turns.findLast((turn) => turn.role === 'user')?.content ?? ''
}

function verdictOf(callId: string, temper: Temper, summary: string, askedAt: number): JsonObject {
  const verdict = VERDICTS[temper]
  return {
    outcome: verdict.outcome,
    summary,
    callback_at: temper === 'callback' ? iso(askedAt + TWO_HOURS_MS) : null,
    primary_goal: verdict.primaryGoal,
    goal_score: between(`score:${callId}`, ...verdict.goalScore),
  }
}

/** The talk as it was when the line went dead at `at`: what had not been said by then never was. */
export function cut(talk: Talk, at: number): Talk {
  if (at >= talk.endAt) return talk
  const turns = talk.turns
    .filter((turn) => turn.startAt < at)
    .map((turn) => ({ ...turn, endAt: Math.min(turn.endAt, at) }))
  return {
    turns,
    call: talk.call && talk.call.at < at ? talk.call : null,
    endAt: at,
    endedBy: talk.endedBy,
    result: {
      outcome: 'completed',
      summary: 'The call was cut off before the conversation had come to an end.',
      callback_at: null,
      primary_goal: 'unknown',
      goal_score: 0,
    },
  }
}

/** The first declared, active function with a URL whose name contains `word`. */
function functionFor(
  word: string,
  ai: JsonObject,
  facts: { reason: string; callbackAt: string },
  at: number,
): FunctionCall | null {
  const swaig = isObject(ai.SWAIG) ? ai.SWAIG : {}
  const defaults = isObject(swaig.defaults) ? swaig.defaults : {}
  for (const declared of Array.isArray(swaig.functions) ? swaig.functions : []) {
    if (!isObject(declared) || declared.active === false) continue
    const name = String(declared.function ?? '')
    const url = declared.web_hook_url ?? defaults.web_hook_url
    if (!name.includes(word) || typeof url !== 'string') continue
    return { name, description: String(declared.description ?? ''), url, args: argumentsFor(declared, facts), at }
  }
  return null
}

/** Fills the declared parameters the way a model would, by their names and types. */
function argumentsFor(declared: JsonObject, facts: { reason: string; callbackAt: string }): JsonObject {
  const parameters = isObject(declared.parameters) ? declared.parameters : {}
  const properties = isObject(parameters.properties) ? parameters.properties : {}
  const args: JsonObject = {}
  for (const [name, schema] of Object.entries(properties)) {
    const type = isObject(schema) ? schema.type : undefined
    if (type === 'boolean') args[name] = false
    else if (type === 'number' || type === 'integer') args[name] = /minute/i.test(name) ? 120 : 2
    else if (/reason|note|comment|quote|words/i.test(name)) args[name] = facts.reason
    else if (/(^|_)(at|time|when|date|iso)(_|$)/i.test(name)) args[name] = facts.callbackAt
    else if (Array.isArray(isObject(schema) ? schema.enum : undefined)) args[name] = firstOf(schema)
    else args[name] = facts.reason
  }
  return args
}

function firstOf(schema: Json | undefined): Json {
  return isObject(schema) && Array.isArray(schema.enum) ? (schema.enum[0] ?? null) : null
}
