import type { CallEvent, EndReason, GoalResult } from './domain/call.ts'
import type { Disposition } from './domain/disposition.ts'

/**
 * What the product needs of the world, in its own words.
 * Each port is implemented by exactly one adapter and has one conformance suite.
 */

/** The only source of time. Instants are epoch milliseconds of *product* time, which in the sandbox may run fast. */
export interface Clock {
  now(): number
  /** The real (wall) instant at which product time will be `at`: what an alarm must be set to. Never in the past by more than it has to be. */
  toReal(at: number): number
  /** How much product time passes in `realMs` of real time: what networks and databases need does not shrink when time runs fast. */
  stretch(realMs: number): number
}

/** What the agent says and does on one call. Every text is already filled in for this person. */
export interface CallScript {
  /** Spoken first, always. */
  greeting: string
  /** The instructions of the AI. */
  prompt: string
  /** `<engine>.<voice>[:<model>]`. */
  voice: string
  /** BCP 47, e.g. `en-US`. */
  language: string
  amdMode: 'off' | 'text' | 'ml'
  voicemail: { action: 'hang_up' } | { action: 'play_message'; message: string }
  /** Description of the primary goal for the post-call questions, or null. */
  primaryGoal: string | null
  maxDurationSeconds: number
  /** IANA zone of the person, for relative times such as "tomorrow at nine". */
  localZone: string | null
}

export interface DialRequest {
  campaignId: string
  attemptId: string
  /** E.164. */
  from: string
  /** E.164. */
  to: string
  ringTimeoutSeconds: number
  script: CallScript
}

/** Why the carrier did not do what we asked. Decided by HTTP status and error code, never by text. */
export interface CarrierError {
  /**
   * rejected: refused for good, before acceptance (see `destination`). rate_limited: refused for now. auth, balance: nobody can
   * dial until somebody acts. unreachable: never left us (connection refused). unknown: a 5xx or a time-out; the call may exist.
   */
  kind: 'rejected' | 'rate_limited' | 'auth' | 'balance' | 'unreachable' | 'unknown'
  /** True when `rejected` because the called phone is not a usable number: the phone is dead. */
  destination: boolean
  /** The carrier's own code, for the record. */
  code: string
  message: string
  /** When the carrier said how long to wait. */
  retryAfterSeconds: number | null
}

export type DialResult = { ok: true; carrierCallId: string } | { ok: false; error: CarrierError }

/** One call as the carrier's log knows it. */
export interface CarrierCall {
  carrierCallId: string
  from: string
  to: string
  createdAt: number
  /** null while the call is still going on. */
  endReason: EndReason | null
  answered: boolean
  durationSeconds: number | null
}

export interface Carrier {
  /** Places one call. Never throws: what can go wrong is in the result. There is no idempotency key, so never retry on `unknown`. */
  dial(request: DialRequest): Promise<DialResult>
  /** Hangs up. A call that is already gone is not an error. */
  end(carrierCallId: string): Promise<{ ok: true } | { ok: false; error: CarrierError }>
  /** The carrier's log of calls created in [from, to] (epoch ms), for reconciliation. Follows all pages. */
  listCalls(
    createdFrom: number,
    createdTo: number,
  ): Promise<{ ok: true; calls: CarrierCall[] } | { ok: false; error: CarrierError }>
  /** One call by the carrier's id; null when the carrier does not know it. */
  findCall(carrierCallId: string): Promise<{ ok: true; call: CarrierCall | null } | { ok: false; error: CarrierError }>
}

/** A callback as it came in. */
export interface RawCallback {
  pathname: string
  /** Path and query. */
  target: string
  rawBody: string
  headers: { get(name: string): string | null }
}

/** What a callback from the carrier turned out to be, once it is proven to be for us. */
export interface Callback {
  kind: string
  campaignId: string
  attemptId: string
  carrierCallId: string | null
  events: CallEvent[]
  /** What was said, when this callback carries it. */
  transcript: { role: 'agent' | 'person'; text: string; at: number | null }[]
  /** What the carrier expects to be answered, or null for an empty answer. */
  reply: unknown
}

/** Reads the carrier's callbacks: who sent it (keyed token, signature), then what it says. */
export interface CallbackReader {
  read(
    request: RawCallback,
    receivedAt: number,
  ): Promise<
    | { ok: true; callback: Callback }
    | { ok: false; because: 'address' | 'token' | 'signature' }
    /** It is the carrier's, and what it says cannot be read. */
    | { ok: false; because: 'content'; of: Pick<Callback, 'kind' | 'campaignId' | 'attemptId'>; error: unknown }
  >
}

/** New ids: `prefix_` and 26 characters that sort by the product clock. */
export interface Ids {
  next(prefix: string): string
}

/** Uploaded files, transcripts, error lists. Keys start with the organization's id. */
export interface Files {
  /** With `ifAbsent` a file that is there already stays as it is, and 0 bytes are written. */
  put(
    key: string,
    body: ReadableStream | ArrayBuffer | string,
    options?: { contentType?: string; ifAbsent?: true },
  ): Promise<{ bytes: number }>
  /** null when there is no such file. `offset` and `length` in bytes. */
  read(
    key: string,
    range?: { offset: number; length: number },
  ): Promise<{ body: ReadableStream; bytes: number; contentType: string | null } | null>
  delete(keys: string[]): Promise<void>
  /** The keys that begin so. */
  list(prefix: string): Promise<string[]>
}

/** A mail we send: an answer, so that nothing may answer it. */
export interface OutgoingMail {
  /** Ours; the same id is the same mail, whatever number of tries it takes. */
  id: string
  to: string
  subject: string
  text: string
  html: string
  /** The Message-ID it answers, with brackets. */
  inReplyTo: string | null
}

export interface Mailer {
  /** Never throws: what can go wrong is in the result. `isFinal`: no further try will do better. */
  send(mail: OutgoingMail): Promise<{ ok: true } | { ok: false; error: string; isFinal: boolean }>
}

/** Work handed on to be done soon, at least once. */
export interface Queues {
  /** `kind` of list: of leads unless said. */
  importChunk(
    message: { importId: string; orgId: string; chunk: number; kind?: 'leads' | 'suppressions' },
    delaySeconds?: number,
  ): Promise<void>
  /** Have an import taken back that was asked to be. */
  undoImport(importId: string, orgId: string): Promise<void>
  wake(campaignIds: string[]): Promise<void>
  /** Have a mail looked into that came in, or its sender answered. */
  mail(
    message: { step: 'process' | 'answer'; orgId: string; campaignId: string; mailId: string },
    delaySeconds?: number,
  ): Promise<void>
  /** Have the proofs sealed that wait by then. */
  seal(delaySeconds: number): Promise<void>
  /** Have the webhooks of this organization sent that are due by then, soon when nothing is said. Never throws: the cron looks too. */
  deliver(orgId: string, delaySeconds?: number): Promise<void>
  /** Have an erasure go on. */
  erase(orgId: string, erasureId: string, delaySeconds?: number): Promise<void>
  /** Puts a message a queue had given up back on it, as it was. */
  resend(queue: 'imports' | 'events', body: unknown): Promise<void>
}

/** Why nothing is being dialed right now, or when it will be. */
export interface LiveCampaign {
  inFlight: {
    leadId: string
    attemptId: string
    phone: string
    from: string
    state: string
    since: number
    pass: number
    position: number
    /** Nobody has told us what became of it: the carrier's log is asked before anybody decides. */
    reconciling: boolean
  }[]
  waiting: number
  pass: number
  because: string
  nextAt: number | null
  /** Open while at least one lane with leads is open. */
  open: boolean
  lanes: { zones: string[]; regions: string[]; waiting: number; open: boolean; until: number | null; because: string }[]
  /** The object still has leads to read in, or a restart, cancel or retry to work off. */
  busy: boolean
}

/** What came of a call of somebody who called us. */
export interface CallBack {
  conversationId: string
  disposition: Disposition
  /** When it ended, epoch ms. */
  at: number
  /** When they asked to be called, epoch ms. */
  callbackAt: number | null
  /** They called from, E.164. */
  phone: string
  primaryGoal: GoalResult
  /** 0–100. */
  goalScore: number | null
}

/** What the rest of the product may ask of a campaign's object. Every command is idempotent. */
export interface Dialers {
  /** The campaign's row changed (status, a job on its leads, settings, agent, numbers): re-read it and act on it at once. */
  refresh(campaignId: string): Promise<void>
  /** Leads were added: pull rows with a greater seq. */
  more(campaignId: string): Promise<void>
  /** Leads were deleted or switched off, perhaps many: whoever of them waits to be called is dropped. `seqs`: which, when they are few. */
  leadsRemoved(campaignId: string, seqs?: number[]): Promise<void>
  /** One lead was switched off, on, retried, opted out or edited by a person; the object re-reads it from D1 and settles its place. */
  leadChanged(
    campaignId: string,
    leadId: string,
    action: 'retry' | 'disable' | 'enable' | 'do_not_call' | 'edit',
  ): Promise<{ ok: boolean; message: string }>
  /**
   * Somebody we meant to call has called us, and this came of it: it decides about a lead that waits, as a call of ours would have.
   * `done` false: a call of ours to them is still to be settled; ask again. `counted`: it decided.
   */
  calledBack(campaignId: string, leadId: string, call: CallBack): Promise<{ done: boolean; counted: boolean }>
  event(
    campaignId: string,
    attemptId: string,
    carrierCallId: string | null,
    events: CallEvent[],
    /** Of the request that brought them, for the object's log. */
    requestId?: string,
  ): Promise<{ known: boolean }>
  /**
   * Tries again what the object had set aside. A lead is read anew and takes its place; of a result that it still holds it tries the
   * whole. `found`: it is in the object's hands now. `message` says why not, when a person has to know.
   */
  tryAgain(campaignId: string, kind: 'lead' | 'result', subject: string): Promise<{ found: boolean; message: string }>
  /**
   * Takes back calls that nobody wants any more (an opt-out): one that is being placed is waited for, one that rings is ended. A call
   * that was answered goes on. When this returns none of them will ring again.
   */
  withdraw(campaignId: string, attemptIds: string[]): Promise<void>
  /** Permits of the ledger that the object knows nothing of are taken up: the carrier's log is asked what became of them. */
  reconcile(campaignId: string): Promise<void>
  live(campaignId: string): Promise<LiveCampaign>
  /** The campaign was deleted: end what is in flight, forget everything. */
  destroy(campaignId: string): Promise<void>
}

/**
 * Structured lines: `message` is `noun.verb_in_the_past`, fields are snake_case and on the list of `adapters/log.ts`. At info no personal
 * data, ever: ids say who is meant.
 */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void
  /** Something went wrong that the product deals with by itself. */
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}
