import type { CallEvent, ConversationReport, EndReason } from '../../src/domain/call.ts'
import type { Disposition } from '../../src/domain/disposition.ts'
import type { Carrier, CarrierCall, CarrierError, DialResult } from '../../src/ports.ts'
import type { FakeClock } from './fake-clock.ts'

export interface Dialed {
  at: number
  campaignId: string
  attemptId: string
  from: string
  to: string
}

/** What a phone does when it is called: the carrier's answer, what its log then holds, and what is called back, when. */
export interface Behaviour {
  /** null: the answer gets lost. */
  answer?: CarrierError | null
  /** false: the call exists nowhere, also not in the log. */
  logged?: boolean
  /** Milliseconds after the dial → events. */
  events?: (placedAt: number) => { after: number; events: CallEvent[] }[]
  /** What the log says once `durationMs` have passed; null: goes on for ever. */
  end?: { afterMs: number; reason: EndReason; answered: boolean; talkMs?: number } | null
}

export interface Due {
  at: number
  campaignId: string
  attemptId: string
  carrierCallId: string
  events: CallEvent[]
}

/** A carrier in the test's hand. Every dial is written down; callbacks wait in `due` until the test delivers them. */
export class FakeCarrier implements Carrier {
  readonly dialed: Dialed[] = []
  readonly ended: string[] = []
  readonly due: Due[] = []
  /** By phone: one behaviour for each dial in turn, the last one for all that follow. */
  readonly behaviours = new Map<string, Behaviour[]>()
  /** For phones without one of their own. */
  otherwise: Behaviour = noAnswer()
  /** Look-ups fail. */
  logDown = false
  lookups = 0
  private readonly log: (CarrierCall & { endsAt: number | null })[] = []
  private readonly clock: FakeClock

  constructor(clock: FakeClock) {
    this.clock = clock
  }

  when(phone: string, ...behaviours: Behaviour[]): this {
    this.behaviours.set(phone, behaviours)
    return this
  }

  dialsOf(phone: string): Dialed[] {
    return this.dialed.filter((d) => d.to === phone)
  }

  async dial(request: { campaignId: string; attemptId: string; from: string; to: string }): Promise<DialResult> {
    const { campaignId, attemptId, from, to } = request
    const before = this.dialsOf(to).length
    const at = this.clock.now()
    this.dialed.push({ at, campaignId, attemptId, from, to })
    const list = this.behaviours.get(to) ?? [this.otherwise]
    const behaviour = list[Math.min(before, list.length - 1)]!
    const { answer, logged = !answer, end = null } = behaviour
    const carrierCallId = `call-${attemptId}`
    if (logged) {
      this.log.push({
        carrierCallId,
        from,
        to,
        createdAt: at,
        endReason: end?.reason ?? null,
        answered: end?.answered ?? false,
        durationSeconds: end ? (end.talkMs ?? end.afterMs) / 1000 : null,
        endsAt: end ? at + end.afterMs : null,
      })
      for (const { after, events } of behaviour.events?.(at) ?? [])
        this.due.push({ at: at + after, campaignId, attemptId, carrierCallId, events })
    }
    if (answer === null) throw new Error('the answer got lost')
    return answer ? { ok: false, error: answer } : { ok: true, carrierCallId }
  }

  async end(carrierCallId: string): Promise<{ ok: true }> {
    this.ended.push(carrierCallId)
    return { ok: true }
  }

  async listCalls(from: number, to: number) {
    this.lookups += 1
    if (this.logDown) return { ok: false as const, error: carrierError('unknown') }
    const calls = this.log.filter((c) => c.createdAt >= from && c.createdAt <= to).map((c) => this.asKnown(c))
    return { ok: true as const, calls }
  }

  async findCall(carrierCallId: string) {
    this.lookups += 1
    if (this.logDown) return { ok: false as const, error: carrierError('unknown') }
    const call = this.log.find((c) => c.carrierCallId === carrierCallId)
    return { ok: true as const, call: call ? this.asKnown(call) : null }
  }

  private asKnown({ endsAt, ...call }: CarrierCall & { endsAt: number | null }): CarrierCall {
    if (endsAt !== null && endsAt <= this.clock.now()) return call
    return { ...call, endReason: null, answered: false, durationSeconds: null }
  }
}

export function carrierError(kind: CarrierError['kind'], more: Partial<CarrierError> = {}): CarrierError {
  return { kind, destination: false, code: kind, message: kind, retryAfterSeconds: null, ...more }
}

const S = 1000

function unanswered(reason: EndReason, afterSeconds: number): Behaviour {
  return {
    end: { afterMs: afterSeconds * S, reason, answered: false },
    events: (at) => [{ after: afterSeconds * S, events: [ended(at + afterSeconds * S, reason)] }],
  }
}
export const noAnswer = (): Behaviour => unanswered('no_answer', 30)
export const busy = (): Behaviour => unanswered('busy', 2)

export function ended(at: number, reason: EndReason = 'hangup', answeredAt: number | null = null): CallEvent {
  return { type: 'ended', at, answeredAt, reason, rawReason: reason }
}

export function reported(at: number, disposition: Disposition, more: Partial<ConversationReport> = {}): CallEvent {
  return {
    type: 'reported',
    at,
    report: {
      disposition,
      summary: `said ${disposition}`,
      callbackAt: null,
      primaryGoal: disposition === 'INTERESTED' ? 'achieved' : 'not_achieved',
      goalScore: 80,
      userTurns: 4,
      optOutEmail: false,
      detection: 'human',
      recordingUrl: null,
      transcriptKey: null,
      ...more,
    },
  }
}

/** Answers after 5 s, talks for a minute, and the report comes 3 s later. */
export function human(disposition: Disposition, more: Partial<ConversationReport> = {}): Behaviour {
  return {
    end: { afterMs: 65 * S, reason: 'hangup', answered: true, talkMs: 60 * S },
    events: (at) => [
      { after: 5 * S, events: [{ type: 'answered', at: at + 5 * S }] },
      { after: 65 * S, events: [ended(at + 65 * S, 'hangup', at + 5 * S)] },
      { after: 68 * S, events: [reported(at + 68 * S, disposition, more)] },
    ],
  }
}

export function machine(): Behaviour {
  return {
    end: { afterMs: 20 * S, reason: 'hangup', answered: true, talkMs: 15 * S },
    events: (at) => [
      { after: 5 * S, events: [{ type: 'answered', at: at + 5 * S }] },
      { after: 7 * S, events: [{ type: 'detected', at: at + 7 * S, detection: 'machine' }] },
      { after: 20 * S, events: [ended(at + 20 * S, 'hangup', at + 5 * S)] },
    ],
  }
}

/** Takes the call and never says anything more. */
export const silent = (): Behaviour => ({ end: { afterMs: 20 * S, reason: 'no_answer', answered: false } })
/** Takes the call, which the log will know nothing of. */
export const vanished = (): Behaviour => ({ logged: false })
export const refuses = (kind: CarrierError['kind'], more: Partial<CarrierError> = {}): Behaviour => ({
  answer: carrierError(kind, more),
  logged: false,
})
/** A 500 whose call exists all the same, with its callbacks lost. */
export const accepted500 = (): Behaviour => ({
  answer: carrierError('unknown'),
  logged: true,
  end: { afterMs: 20 * S, reason: 'no_answer', answered: false },
})
