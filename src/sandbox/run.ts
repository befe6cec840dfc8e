import type { Talk } from './conversation.ts'
import type { Temper } from './dialogues.ts'
import { asObject, type Frame } from './script.ts'
import { type Scope, substitute } from './swml-values.ts'
import type { EndReason, Json, JsonObject, SwmlDocument } from './wire.ts'

/** The state of one answered call while its script runs. Plain data; instants are sandbox epoch ms. */
export interface Run {
  /** Where the script's own time stands. */
  at: number
  answeredAt: number
  /** `answer.max_duration`. */
  endsBy: number
  documents: SwmlDocument[]
  stack: Frame[]
  vars: JsonObject
  params: JsonObject
  jumps: Record<string, number>
  transfers: number
  recordings: Recording[]
  sessions: Session[]
  /** What the script waits for. */
  pause: Pause | null
}

export interface Recording {
  controlId: string
  url: string
  format: string
  statusUrl: string | null
  startedAt: number
  stoppedAt: number | null
}

/** One AI session: the verb's facts that the reports repeat, and the talk. */
export interface Session {
  startAt: number
  talk: Talk
  prompt: string
  hasPostPrompt: boolean
  postPromptUrl: string | null
  language: string
  appName: string
  accounting: boolean
  globalData: JsonObject
  functionResponse: JsonObject | null
  /** When the report leaves; null while that is open. */
  reportAt: number | null
}

/** A callback to send at an instant, without waiting for what it answers. */
export type Outgoing =
  | { kind: 'record'; at: number; url: string; recording: Recording; state: 'recording' | 'finished' }
  | { kind: 'detect'; at: number; url: string; controlId: string; event: string; beep: boolean | null }
  | { kind: 'play'; at: number; url: string; controlId: string; state: 'playing' | 'finished' }
  | { kind: 'post_prompt'; at: number; url: string; session: number }

export interface HttpRequest {
  url: string
  method: string
  headers: Record<string, string>
  body: string | null
  timeoutMs: number
}

/** What the script cannot go on without. */
export type Pause =
  | { kind: 'request'; at: number; request: HttpRequest }
  | { kind: 'function'; at: number; session: number }
  | { kind: 'document'; at: number; url: string; mode: 'transfer' | 'execute'; params: JsonObject }
  | { kind: 'end'; at: number; reason: EndReason }

/** What the script needs to know of its call. */
export interface Party {
  callId: string
  temper: Temper
  from: string
  to: string
  /** Where recordings are served. */
  recordingsUrl: string
  /** `envs`: the call's custom variables. */
  envs: JsonObject
  /** `call`, as documents see it. */
  call: JsonObject
}

/** A run at the moment of answering. */
export function newRun(documents: SwmlDocument[], stack: Frame[], at: number): Run {
  return {
    at,
    answeredAt: at,
    endsBy: at + 14_400_000,
    documents,
    stack,
    vars: {},
    params: {},
    jumps: {},
    transfers: 0,
    recordings: [],
    sessions: [],
    pause: null,
  }
}

/** The script is over. */
export function end(at: number, reason: EndReason): Pause {
  return { kind: 'end', at, reason }
}

/** A broken script ends the call, and says why in `script_error`. */
export function fail(run: Run, message: string): Pause {
  run.vars.script_error = JSON.stringify({ message })
  return end(run.at, 'error')
}

/** What expressions of this run can see. */
export function scopeOf(run: Run, party: Party): Scope {
  return { vars: run.vars, params: run.params, envs: party.envs, call: party.call }
}

/** A verb's options with their variables filled in. */
export function resolve(value: Json, run: Run, party: Party): JsonObject {
  return asObject(substitute(value, scopeOf(run, party)))
}
