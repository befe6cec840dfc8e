import type { CallScript, DialRequest } from '../../ports.ts'
import type { CallbackUrls } from './callback-url.ts'
import { neutraliseAll, neutraliseLine } from './neutralise.ts'
import { type Direction, functions, postPromptText, promptText, type Said } from './prompts.ts'
import type { SwmlDocument, SwmlStep } from './wire.ts'

/**
 * How answering machines are told apart. SignalWire documents one detector (`amd`) with two independent tests and no choice of model:
 * seconds of uninterrupted voice, and words in one utterance. `ml` leaves both at the carrier's own tuning, which decides soonest.
 * `text` lets the words decide and raises the voice test so far that a person who answers with a long sentence is not hung up on.
 */
const DETECTION_TUNING = {
  ml: {},
  text: { machine_words_threshold: 6, machine_voice_threshold: 4 },
} as const satisfies Record<Exclude<CallScript['amdMode'], 'off'>, Record<string, number>>

/** Seconds. Only machines use up the time: a person is recognised within a few seconds, silence ends after `initial_timeout`. */
const DETECT_TIMEOUT = { hangUp: 15, untilBeep: 60 }
/** Milliseconds; SWML permits 10,000–600,000 for attention and 10,000–3,600,000 for inactivity. */
const ATTENTION_TIMEOUT_MS = 10_000
const INACTIVITY_TIMEOUT_MS = 30_000
/** The AI says goodbye this many seconds before the line is cut. */
const GOODBYE_SECONDS = 30
const CALL_SECONDS = { min: 60, max: 14_400 }

/**
 * The whole call as one SWML document. Whatever the script contains, no string of the result holds an expression that SignalWire
 * would evaluate: the template has none and the finished document is neutralised as a whole.
 * @param placedAt epoch ms, told to the AI as the person's local time; null leaves it out.
 */
export function buildSwml(request: DialRequest, urls: CallbackUrls, placedAt: number | null): SwmlDocument {
  const { script } = request
  const maxSeconds = longest(script)
  return neutraliseAll<SwmlDocument>({
    version: '1.0.0',
    sections: {
      main: [{ answer: { max_duration: maxSeconds } }, ...detect(script, urls), { hangup: {} }],
      talk: [
        // Its address comes with the report; callbacks of its own would cost two requests a call and say nothing new.
        { record_call: { format: 'mp3', stereo: true } },
        { ai: conversation(request, urls, maxSeconds, placedAt, 'outbound', { attempt_id: request.attemptId }) },
        { hangup: {} },
      ],
    },
  })
}

/** How long the call may last, in seconds the carrier allows. */
export function longest({ maxDurationSeconds }: Pick<CallScript, 'maxDurationSeconds'>): number {
  return Math.round(Math.min(CALL_SECONDS.max, Math.max(CALL_SECONDS.min, maxDurationSeconds || 0)))
}

/**
 * Human, unknown and failed detections all talk: nobody is hung up on because a detector was unsure. A machine or fax reports itself
 * through `request`, because these branches have no post-prompt and the detector's own callback is best effort; a human is proven by the
 * post-prompt.
 */
function detect(script: CallScript, urls: CallbackUrls): SwmlStep[] {
  const talk: SwmlStep = { execute: { dest: 'talk' } }
  if (script.amdMode === 'off') return [talk]
  const message = voicemailMessage(script)
  const goodbye: SwmlStep = { hangup: {} }
  return [
    {
      detect_machine: {
        detectors: 'amd,fax',
        detect_message_end: message !== null,
        timeout: message === null ? DETECT_TIMEOUT.hangUp : DETECT_TIMEOUT.untilBeep,
        ...DETECTION_TUNING[script.amdMode],
      },
    },
    {
      switch: {
        variable: 'detect_result',
        case: {
          machine: [reportDetection(urls, 'machine'), ...(message === null ? [] : [message]), goodbye],
          fax: [reportDetection(urls, 'fax'), goodbye],
        },
        default: [talk],
      },
    },
  ]
}

function voicemailMessage(script: CallScript): SwmlStep | null {
  if (script.voicemail.action === 'hang_up') return null
  const text = neutraliseLine(script.voicemail.message)
  if (text === '') return null
  return { play: { url: `say:${text}`, say_voice: script.voice, say_language: script.language } }
}

/** The branch knows what was detected, so the body is a constant and needs no expression. */
function reportDetection(urls: CallbackUrls, result: 'machine' | 'fax'): SwmlStep {
  return {
    request: {
      url: urls.detect,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: { detect_result: result },
      // Without these the call would wait for our answer for ever.
      connect_timeout: 2,
      timeout: 3,
    },
  }
}

/** What the agent says and does, as the `ai` step takes it. @param ids echoed in every function call and in the report */
export function conversation(
  request: Said,
  urls: CallbackUrls,
  maxSeconds: number,
  placedAt: number | null,
  direction: Direction,
  ids: Record<string, string>,
): SwmlStep {
  const { script } = request
  return {
    prompt: { text: promptText(request, placedAt, direction) },
    // The default of 256 tokens would cut a full summary in the middle of the JSON.
    post_prompt: { text: postPromptText(script, placedAt), temperature: 0, max_tokens: 600 },
    post_prompt_url: urls.report,
    params: {
      direction,
      static_greeting: script.greeting,
      static_greeting_no_barge: true,
      attention_timeout: ATTENTION_TIMEOUT_MS,
      ...(direction === 'outbound' ? { outbound_attention_timeout: INACTIVITY_TIMEOUT_MS } : {}),
      inactivity_timeout: INACTIVITY_TIMEOUT_MS,
      hard_stop_time: `${maxSeconds - GOODBYE_SECONDS}s`,
      enable_accounting: true,
      ...(script.localZone === null ? {} : { local_tz: script.localZone }),
    },
    languages: [{ name: languageName(script.language), code: script.language, voice: script.voice }],
    SWAIG: { functions: functions(urls.function) },
    // The zone gives times said without an offset their meaning.
    global_data: { ...ids, ...(script.localZone ? { local_zone: script.localZone } : {}) },
  }
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
