/** Types of SignalWire's wire formats, as far as the sandbox speaks them. The product has its own. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A SWML document, after parsing and before any judgement: the platform only finds out while running it. */
export type SwmlDocument = JsonObject

export const STATUS_EVENTS = ['created', 'ringing', 'answered', 'ended'] as const
export type StatusEvent = (typeof STATUS_EVENTS)[number]

/** How a call ended, in the sandbox's own spelling; callbacks.ts knows the ones on the wire. */
export type EndReason = 'hangup' | 'busy' | 'no_answer' | 'declined' | 'cancel' | 'error' | 'max_duration'

export interface DialCommand {
  command: 'dial'
  from: string
  to: string
  url: string | null
  urlMethod: 'GET' | 'POST'
  fallbackUrl: string | null
  swml: SwmlDocument | null
  statusUrl: string | null
  statusEvents: StatusEvent[]
  timeoutSeconds: number
  customVariables: Record<string, string>
}

export interface EndCommand {
  command: 'calling.end'
  id: string
  reason: EndReason | null
}

export interface UpdateCommand {
  command: 'update'
  id: string
  status: 'canceled' | 'completed' | null
  url: string | null
  swml: SwmlDocument | null
  fallbackUrl: string | null
  statusUrl: string | null
}

export type CallingCommand = DialCommand | EndCommand | UpdateCommand

/** An answer of the REST API. `body` null stands for an empty one. */
export interface Reply {
  status: number
  body: Json
  /** Real milliseconds the answer is held back. */
  holdMs?: number
}

const ERROR_DOCS = 'https://signalwire.com/docs/apis/error-codes'

/** One entry of the documented 422 body of `/api/calling`, `/api/messaging` and `/api/voice`. */
export interface ApiError {
  code: string
  message: string
  attribute: string | null
}

/** The documented body of a refused request. */
export function refusal(status: number, errors: ApiError[], type = 'validation_error'): Reply {
  return { status, body: { errors: errors.map((error) => ({ type, ...error, url: ERROR_DOCS })) } }
}

/** The short body of everything that is not a validation error. */
export function plainError(status: number, text: string): Reply {
  return { status, body: { error: text } }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** The ids every payload carries: one project in one space. */
export const SPACE_ID = 'f6e0ee46-4bd4-4856-99bb-0f3bc3d3e787'
export const DEFAULT_PROJECT_ID = '37d8414f-60d1-4e7b-bf04-b5569535011b'
export const NODE_ID = 'sandbox-1@local'
