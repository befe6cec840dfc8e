import type { InboundTalk } from '../../app/inbound/carrier.ts'
import type { CallbackUrls } from './callback-url.ts'
import { neutraliseAll, neutraliseLine } from './neutralise.ts'
import { conversation, longest } from './swml.ts'
import type { SwmlDocument } from './wire.ts'

/** What says "nobody" to a caller needs a voice of its own only in its language. */
const CLOSED_SECONDS = 60

/**
 * A call to us as one SWML document: answered, recorded and talked through as a call of ours is, but for the answering machine. No string
 * of it holds an expression that SignalWire would evaluate (see swml.ts).
 * @param at epoch ms, told to the AI as the person's local time
 */
export function buildInboundSwml(talk: InboundTalk, urls: CallbackUrls, at: number): SwmlDocument {
  const seconds = longest(talk.script)
  const said = { script: talk.script, from: talk.to }
  return neutraliseAll<SwmlDocument>({
    version: '1.0.0',
    sections: {
      main: [
        { answer: { max_duration: seconds } },
        { record_call: { format: 'mp3', stereo: true } },
        { ai: conversation(said, urls, seconds, at, 'inbound', { conversation_id: talk.conversationId }) },
        { hangup: {} },
      ],
    },
  })
}

/** One sentence, then the line is cut. */
export function buildClosedSwml(message: string, language: string): SwmlDocument {
  return neutraliseAll<SwmlDocument>({
    version: '1.0.0',
    sections: {
      main: [
        { answer: { max_duration: CLOSED_SECONDS } },
        { play: { url: `say:${neutraliseLine(message)}`, say_language: language } },
        { hangup: {} },
      ],
    },
  })
}
