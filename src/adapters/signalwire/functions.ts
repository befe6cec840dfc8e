import type { CallEvent } from '../../domain/call.ts'
import { callbackTimeOf, type LocalToInstant } from './callback-time.ts'
import { anyField, field, fieldsOf, flagOf, jsonOf, listOf, textOf } from './lenient.ts'
import { dispositionOf } from './spellings.ts'
import type { FunctionReply } from './wire.ts'

/** What the AI calls during a conversation (SWAIG), and what we answer it. */

const MAX_REASON = 300

/** The event a function call means, or null for a function that only the conversation needs (or that we never offered). */
export function functionEvent(body: unknown, at: number, localToInstant: LocalToInstant | undefined): CallEvent | null {
  const args = functionArguments(body)
  const reason = textOf(anyField(args, 'reason', 'summary'), MAX_REASON)
  switch (dispositionOf(field(body, 'function'))) {
    case 'OPT_OUT':
      return { type: 'opted_out', at, email: flagOf(anyField(args, 'also_email', 'email')), reason }
    case 'CALLBACK': {
      const asked = anyField(args, 'callback_at', 'time', 'when')
      return { type: 'callback_asked', at, callbackAt: callbackTimeOf(asked, at, localToInstant), reason }
    }
    case 'WRONG_NUMBER':
      return { type: 'wrong_number', at, reason }
    default:
      return null
  }
}

/** `argument.parsed[0]`, else the raw argument parsed, else nothing. */
function functionArguments(body: unknown): unknown {
  const argument = field(body, 'argument')
  const parsed = listOf(field(argument, 'parsed'), 1)[0]
  return fieldsOf(parsed) ?? fieldsOf(jsonOf(anyField(argument, 'raw') ?? argument)) ?? fieldsOf(argument)
}

/** Actions wait until the agent has said its last sentence. */
const HANG_UP = { action: [{ hangup: true as const }], post_process: true as const }

/**
 * The answer to a function call, to be sent only after its events are stored.
 * @param events what `parseCallback('function', body, …)` gave.
 */
export function functionReply(body: unknown, events: readonly CallEvent[]): FunctionReply {
  const [event] = events
  switch (event?.type) {
    case 'opted_out':
      return {
        response: 'Recorded. Confirm in one sentence that they will not be called again, then say goodbye.',
        ...HANG_UP,
      }
    case 'wrong_number':
      return { response: 'Recorded. Apologise in one sentence for the mistake, then say goodbye.', ...HANG_UP }
    case 'callback_asked':
      return event.callbackAt === null
        ? {
            response:
              'The time was not understood. Ask for a day and a time within the next 60 days and call schedule_callback again.',
          }
        : { response: 'Recorded. Confirm the day and time, then say goodbye.', ...HANG_UP }
    default:
      return field(body, 'function') === 'end_call'
        ? { response: 'The call ends now.', ...HANG_UP }
        : { response: 'There is no such function. Go on with the conversation.' }
  }
}
