import type { CallScript, RawCallback } from '../../ports.ts'

/** What the carrier tells and wants to hear when somebody calls or writes one of our numbers. */

export interface IncomingCall {
  carrierId: string
  /** As the carrier writes it. */
  from: string
  to: string
}

export interface IncomingText extends IncomingCall {
  body: string
  /** How it came, and how it has to be answered. */
  form: 'json' | 'xml'
}

export type Read<T> = { ok: true; value: T } | { ok: false; because: 'signature' | 'content' }

/** One call to be talked through by an agent. */
export interface InboundTalk {
  orgId: string
  conversationId: string
  /** Our number, E.164. */
  to: string
  /** Theirs, E.164, or ''. */
  from: string
  script: CallScript
}

export interface TextAnswer {
  contentType: string
  body: string
}

export interface InboundCarrier {
  readCall(request: RawCallback): Promise<Read<IncomingCall>>
  readText(request: RawCallback): Promise<Read<IncomingText>>
  /** The document by which the carrier lets the agent talk. */
  talk(talk: InboundTalk): Promise<Record<string, unknown>>
  /** The document that says one sentence and hangs up. */
  sayAndHangUp(message: string, language: string): Record<string, unknown>
  /** @param reply null: nothing is written back */
  answerText(form: IncomingText['form'], reply: string | null): TextAnswer
  /** Lets calls and texts to one of our numbers come to us. Never throws. */
  bindNumber(e164: string): Promise<BoundNumber | { ok: false; code: string; message: string }>
}

export interface BoundNumber {
  ok: true
  /** Where calls and texts go from now on. */
  callUrl: string
  textUrl: string
}
