import { field, fieldsOf, instantOf, listOf } from './lenient.ts'

/** One thing said on a call, by our agent or by the person. */
export interface TranscriptTurn {
  role: 'agent' | 'person'
  text: string
  /** Epoch ms when it was said; null when the carrier did not say. */
  at: number | null
}

const MAX_TURNS = 2_000
const MAX_TURN_LENGTH = 5_000

/**
 * What was said, from a post-prompt body. Spoken turns are the entries of the log with role user or assistant, with text, and without
 * tool calls (reference §5). The raw log stands in when the consolidated one is missing.
 */
export function extractTranscript(body: unknown): { turns: TranscriptTurn[] } {
  const consolidated = listOf(field(body, 'call_log'), MAX_TURNS)
  const log = consolidated.length > 0 ? consolidated : listOf(field(body, 'raw_call_log'), MAX_TURNS)
  return { turns: log.map(turnOf).filter((turn) => turn !== null) }
}

function turnOf(entry: unknown): TranscriptTurn | null {
  if (fieldsOf(entry) === null) return null
  const role = roleOf(field(entry, 'role'))
  const content = field(entry, 'content')
  if (role === null || typeof content !== 'string') return null
  if (listOf(field(entry, 'tool_calls'), 1).length > 0) return null
  const text = content.slice(0, MAX_TURN_LENGTH).trim()
  if (text === '') return null
  return { role, text, at: instantOf(field(entry, 'start_timestamp')) ?? instantOf(field(entry, 'timestamp')) }
}

function roleOf(role: unknown): TranscriptTurn['role'] | null {
  if (role === 'assistant') return 'agent'
  return role === 'user' ? 'person' : null
}
