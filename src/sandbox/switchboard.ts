import { type Behaviour, behaviourOf, DEFAULT_TIMEOUT_SECONDS, planRinging } from './behaviour.ts'
import { attemptIdOf, type Call, type HeldCallback, stateOf, wasAnswered } from './call.ts'
import { swmlCall } from './callbacks.ts'
import { temperOf } from './dialogues.ts'
import { emit, releaseHeld } from './emission.ts'
import type { Faults } from './faults.ts'
import { share } from './hash.ts'
import { callerBehaviour } from './inbound.ts'
import { advance } from './machine.ts'
import type { Outgoing, Party, Run } from './run.ts'
import { sectionFrame } from './script.ts'
import type { DueEvent, Store } from './store.ts'
import { finish, interrupt } from './talks.ts'
import { callLeg } from './voice-logs.ts'
import {
  type CallingCommand,
  type DialCommand,
  type EndCommand,
  type EndReason,
  type Json,
  plainError,
  type Reply,
  refusal,
  type StatusEvent,
  type UpdateCommand,
} from './wire.ts'

/** What the switchboard needs of the world around it. */
export interface Surroundings {
  store: Store
  /** Sandbox time. */
  now: () => number
  faults: () => Faults
  schedule: (event: Omit<DueEvent, 'seq'>) => void
  count: (what: string, by?: number) => void
  projectId: string
  /** Calls a second allowed; null: any. */
  cps: () => number | null
  /** Numbers we own; null: any. */
  numbers: () => string[] | null
}

/** A reply, and the call it is about. */
export interface Answered {
  reply: Reply
  callId: string | null
}

/** A call to us is asked about as soon as it comes in (sandbox ms). */
const ANSWERED_AFTER_MS = 200

/** How long a run is kept after the last callback of its call (sandbox ms). */
const FORGET_AFTER_MS = 15 * 60 * 1000

/**
 * Accepts and refuses commands, and moves calls on: everything that happens to a call without waiting for an answer from outside.
 * Over 250 lines because placing, ending and redirecting change the same few facts and must agree.
 */
export class Switchboard {
  private placed: number[] = []
  private readonly world: Surroundings

  constructor(world: Surroundings) {
    this.world = world
  }

  /** Does one command. */
  command(command: CallingCommand, baseUrl: string): Answered {
    switch (command.command) {
      case 'dial':
        return this.dial(command, baseUrl)
      case 'calling.end':
        return this.end(command)
      case 'update':
        return this.update(command)
    }
  }

  private dial(command: DialCommand, baseUrl: string): Answered {
    const { store, count } = this.world
    const faults = this.world.faults()
    const now = this.world.now()
    const roll = (fault: string): number => share(`${fault}:${store.lastLedger() + 1}`)
    const refused = (reply: Reply): Answered => {
      count(`dials_answered_${reply.status}`)
      return { reply, callId: null }
    }
    if (roll('refuse') < faults.dial_refuse_connection) return refused({ status: 502, body: null })
    if (roll('500') < faults.dial_500) return refused(plainError(500, 'Internal Server Error'))
    if (roll('429') < faults.dial_429 || this.isTooFast(now)) return refused(tooMany())
    const numbers = this.world.numbers()
    if (numbers && !numbers.includes(command.from))
      return refused(refuse('not_purchased_or_verified', 'from', 'from must be a purchased or verified number'))
    if (roll('route') < faults.dial_not_routable)
      return refused(refuse('not_routable', 'to', 'There is no route to this destination'))
    const memory = store.countDial(command.to)
    const behaviour = behaviourNow(behaviourOf(command.to), memory.talks)
    if (behaviour === 'invalid')
      return refused(
        refuse('invalid_pstn_destination', 'to', 'The PSTN destination is not a number that can be called'),
      )
    if (behaviour === 'flaky' && memory.dials === 0) return refused(plainError(500, 'Internal Server Error'))
    if (behaviour === 'flaky' && memory.dials === 1) return refused(tooMany())
    this.placed.push(now)
    const call = this.place(command, behaviour, baseUrl, now, faults)
    count('dials_accepted')
    count(`behaviour_${behaviour}`)
    if (roll('timeout') < faults.dial_timeout_after_accept) {
      const holdMs = faults.dial_timeout_seconds * 1000
      return { reply: { ...plainError(504, 'Gateway Timeout'), holdMs }, callId: call.id }
    }
    return { reply: { status: 200, body: { ...callLeg(call, now), status: 'queued' } }, callId: call.id }
  }

  /** More calls within the last second (sandbox time) than allowed. */
  private isTooFast(now: number): boolean {
    this.placed = this.placed.filter((at) => at > now - 1000)
    const cps = this.world.cps()
    return cps !== null && this.placed.length >= cps
  }

  private place(command: DialCommand, behaviour: Behaviour, baseUrl: string, now: number, faults: Faults): Call {
    const { store } = this.world
    const id = crypto.randomUUID()
    const ringing = planRinging(behaviour, id, now, command.timeoutSeconds || DEFAULT_TIMEOUT_SECONDS)
    const urls = [command.statusUrl, command.url]
    const attemptId =
      attemptIdOf(command.customVariables, urls) ?? attemptIdOf({}, [command.swml && JSON.stringify(command.swml)])
    const call: Call = {
      seq: 0,
      id,
      from: command.from,
      to: command.to,
      behaviour,
      placedAt: now,
      ...ringing,
      attemptId,
      detection: null,
      outcome: null,
      epoch: 0,
      cutAt: 0,
      statusUrl: command.statusUrl,
      statusEvents: command.statusEvents,
      customVariables: command.customVariables,
      url: command.url,
      urlMethod: command.urlMethod,
      fallbackUrl: command.fallbackUrl,
      recordingsUrl: `${baseUrl}/recordings`,
      ledgerSeq: store.lastLedger() + 1,
      reversed: behaviour === 'echo' || share(`reverse:${id}`) < faults.reverse_callbacks,
      held: [],
      callbacks: [],
    }
    const callbacks = [
      ...this.stateCallback(call, 'created', now + 50),
      ...this.stateCallback(call, 'ringing', call.ringingAt),
      ...this.stateCallback(call, 'answered', call.answerAt),
      ...this.stateCallback(call, 'ended', call.endAt),
    ]
    this.schedule(call, callbacks)
    if (call.endAt !== null) this.release(call)
    store.insertCall(call)
    if (call.answerAt !== null) this.step(call, 'answer', call.answerAt)
    return call
  }

  /** Somebody calls one of our numbers; the document at the URL says what happens. Returns the call's id. */
  receive(from: string, to: string, url: string, baseUrl: string): string {
    const { store } = this.world
    const now = this.world.now()
    const memory = store.countDial(from)
    const behaviour = behaviourNow(callerBehaviour(from), memory.talks)
    const id = crypto.randomUUID()
    const call: Call = {
      seq: 0,
      id,
      from,
      to,
      behaviour,
      direction: 'inbound',
      placedAt: now,
      ringingAt: now,
      answerAt: now + ANSWERED_AFTER_MS,
      endAt: null,
      endReason: null,
      attemptId: null,
      detection: null,
      outcome: null,
      epoch: 0,
      cutAt: 0,
      statusUrl: null,
      statusEvents: [],
      customVariables: {},
      url,
      urlMethod: 'POST',
      fallbackUrl: null,
      recordingsUrl: `${baseUrl}/recordings`,
      ledgerSeq: store.lastLedger() + 1,
      reversed: behaviour === 'echo' || share(`reverse:${id}`) < this.world.faults().reverse_callbacks,
      held: [],
      callbacks: [],
    }
    store.insertCall(call)
    this.step(call, 'answer', now + ANSWERED_AFTER_MS)
    this.world.count('calls_received')
    return id
  }

  private stateCallback(call: Call, event: StatusEvent, at: number | null): HeldCallback[] {
    if (at === null || call.statusUrl === null || !call.statusEvents.includes(event)) return []
    return [{ at, kind: 'state', detail: { event } }]
  }

  /** Schedules what a script wants told. */
  send(call: Call, outgoing: Outgoing[]): void {
    this.schedule(call, outgoing.map(callbackOf))
  }

  private schedule(call: Call, callbacks: HeldCallback[]): void {
    const { events, dropped } = emit(call, callbacks, this.world.faults())
    for (const event of events) this.world.schedule(event)
    if (dropped > 0) this.world.count('callbacks_dropped', dropped)
  }

  private release(call: Call): void {
    for (const event of releaseHeld(call, this.world.faults())) this.world.schedule(event)
  }

  /** Something the world itself has to do for the call at an instant. */
  private step(call: Call, kind: string, at: number, dueAt = at): void {
    this.world.schedule({ dueAt, callId: call.id, kind, occursAt: at, epoch: call.epoch, tries: 0, detail: {} })
  }

  /** What the script of a call may know of it. */
  partyOf(call: Call): Party {
    return {
      callId: call.id,
      temper: temperOf(call.behaviour),
      from: call.from,
      to: call.to,
      recordingsUrl: call.recordingsUrl,
      envs: { ...call.customVariables },
      call: swmlCall(call, 'answered', this.world.projectId),
    }
  }

  /** Runs the script on to its next pause, and stores call and run. */
  proceed(call: Call, run: Run, earlier: Outgoing[] = []): void {
    const documents = run.documents.length
    const { outgoing, pause } = advance(run, this.partyOf(call))
    this.send(call, [...earlier, ...outgoing])
    if (pause.kind === 'end') this.hangUp(call, run, pause.at, pause.reason)
    else this.step(call, pause.kind, pause.at)
    if (run.documents.length !== documents) this.world.store.saveDocuments(call.id, run.documents)
    this.keep(call, run)
  }

  /** Ends a call now or at a known instant, with everything that is still to be reported. Does not store. */
  hangUp(call: Call, run: Run | null, at: number, reason: EndReason): void {
    call.endAt = at
    call.endReason = reason
    const last = run ? finish(run, at) : []
    this.schedule(call, [...last.map(callbackOf), ...this.stateCallback(call, 'ended', at)])
    if (call.reversed) this.release(call)
    if (run) this.step(call, 'forget', at, at + FORGET_AFTER_MS + this.world.faults().delay_callbacks_seconds * 1000)
  }

  /** Stores a call and its run. */
  keep(call: Call, run: Run): void {
    call.detection = typeof run.vars.detect_result === 'string' ? run.vars.detect_result : null
    const outcome = run.sessions.at(-1)?.talk.result.outcome
    call.outcome = typeof outcome === 'string' ? outcome : null
    this.world.store.saveRun(call.id, run)
    this.world.store.saveCall(call)
  }

  private end({ id, reason }: EndCommand): Answered {
    const now = this.world.now()
    const call = this.world.store.findCall(id)
    if (!call || stateOf(call, now) === 'ended')
      return { reply: plainError(404, 'Not Found'), callId: call?.id ?? null }
    this.cutOff(call, now, reason ?? (stateOf(call, now) === 'answered' ? 'hangup' : 'cancel'))
    return { reply: { status: 200, body: callLeg(call, now) }, callId: call.id }
  }

  /** Ends a call from outside: what was planned for later is off. */
  private cutOff(call: Call, now: number, reason: EndReason): void {
    this.supersede(call, now)
    const run = wasAnswered(call) && call.answerAt !== null && call.answerAt <= now ? this.runOf(call) : null
    if (!run) call.answerAt = call.answerAt !== null && call.answerAt > now ? null : call.answerAt
    this.hangUp(call, run, now, reason)
    if (run) this.keep(call, run)
    else this.world.store.saveCall(call)
  }

  private supersede(call: Call, now: number): void {
    call.epoch++
    call.cutAt = now
    call.endAt = null
    call.held = call.held.filter((item) => item.at <= now)
  }

  private runOf(call: Call): Run | null {
    return this.world.store.findRun(call)
  }

  private update(command: UpdateCommand): Answered {
    const now = this.world.now()
    const call = this.world.store.findCall(command.id)
    if (!call) return { reply: plainError(404, 'Not Found'), callId: null }
    const refused = (code: string, message: string): Answered => ({
      reply: refuse(code, 'id', message),
      callId: call.id,
    })
    const state = stateOf(call, now)
    const redirects = command.url !== null || command.swml !== null
    if (state === 'ended') return refused('cannot_update_completed', 'Completed calls cannot be updated.')
    if (command.status === 'canceled' && state === 'answered')
      return refused('cannot_cancel_in_progress', 'Cannot cancel an in-progress call.')
    if (command.status === 'completed' && state !== 'answered')
      return refused('call_update_failed', 'Only an answered call can be completed.')
    if (command.status === null && redirects && state !== 'answered')
      return refused('cannot_redirect_not_in_progress', 'Call is not in-progress. Cannot redirect.')
    if (command.statusUrl !== null) call.statusUrl = command.statusUrl
    if (command.status !== null) this.cutOff(call, now, command.status === 'canceled' ? 'cancel' : 'hangup')
    else this.redirect(call, command, now)
    return { reply: { status: 200, body: callLeg(call, now) }, callId: call.id }
  }

  /** Continues an answered call with another document. */
  private redirect(call: Call, command: UpdateCommand, now: number): void {
    this.supersede(call, now)
    const run = this.runOf(call)
    if (!run) {
      this.world.store.saveCall(call)
      return
    }
    const reports = interrupt(run, now)
    if (command.swml) {
      run.stack = [sectionFrame(run.documents.push(command.swml) - 1, 'main')]
      this.world.store.saveDocuments(call.id, run.documents)
      this.proceed(call, run, reports)
      return
    }
    run.pause = { kind: 'document', at: now, url: command.url ?? '', mode: 'transfer', params: {} }
    this.send(call, reports)
    this.step(call, 'document', now)
    this.keep(call, run)
  }
}

/** A callback phone is interested once it has been talked to. */
function behaviourNow(behaviour: Behaviour, talks: number): Behaviour {
  return behaviour === 'callback' && talks > 0 ? 'interested' : behaviour
}

function callbackOf(out: Outgoing): HeldCallback {
  const detail = { out: out as unknown as Json, state: 'event' in out ? out.event : 'state' in out ? out.state : '' }
  return { at: out.at, kind: out.kind === 'post_prompt' ? 'report' : 'verb', detail }
}

function tooMany(): Reply {
  const message = 'Too many calls were placed within a second.'
  return refusal(429, [{ code: 'rate_limit_exceeded', message, attribute: null }], 'rate_limit_error')
}

function refuse(code: string, attribute: string, message: string): Reply {
  return refusal(422, [{ code, message, attribute }])
}
