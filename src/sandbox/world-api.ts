import type { FaultChange, Faults } from './faults.ts'
import type { InboundRequest } from './inbound.ts'
import type { Reply } from './wire.ts'

/** What the world's object offers to the Worker in front of it. Bodies travel as JSON text: they are only passed on. */
export interface WorldApi {
  readTime(): Promise<ClockView>
  /** Records a request whose answer does not depend on the world, and answers it. */
  reply(sent: Sent, reply: Reply): Promise<Answer>
  calling(sent: Sent, baseUrl: string): Promise<Answer>
  message(sent: Sent): Promise<Answer>
  /** Somebody calls or writes one of our numbers. */
  inbound(sent: Sent, request: InboundRequest, baseUrl: string): Promise<Answer>
  /** Where to ask for a number of ours from now on; null: it is none. */
  bindNumber(sent: Sent, number: string | null): Promise<Answer>
  mail(sent: Sent): Promise<Answer>
  findLog(sent: Sent, id: string, events: boolean): Promise<Answer>
  listLogs(sent: Sent, query: LogQuery): Promise<Answer>
  listLedger(since: Since, limit: number): Promise<Page>
  listCalls(since: Since, limit: number): Promise<Page>
  findCall(id: string): Promise<string | null>
  view(): Promise<string>
  stats(): Promise<string>
  readFaults(): Promise<Faults>
  changeFaults(change: FaultChange | null): Promise<Faults>
}

/** A request as it goes into the ledger. */
export interface Sent {
  method: string
  path: string
  query: string
  /** The raw body; null when there was none. */
  body: string | null
}

export interface Answer {
  status: number
  text: string
  /** Real ms to hold the answer back. */
  holdMs: number
}

export interface ClockView {
  /** ISO sandbox time. */
  now: string
  now_ms: number
  speed: number
  start: string
  /** Real epoch ms. */
  anchor_ms: number
}

/** After a sequence number, or from a sandbox instant on. */
export type Since = { seq: number } | { at: number }

/** Some entries as JSON texts, the number of the last, and whether there are more. */
export interface Page {
  entries: string[]
  lastSeq: number
  more: boolean
}

export interface LogQuery {
  /** Sandbox epoch ms, inclusive. */
  from: number
  to: number
  size: number
  /** The last entry of the page before. */
  below: { at: number; seq: number } | null
  /** Addresses for `links`; `next` contains PAGE_TOKEN. */
  self: string
  first: string
  next: string
}
