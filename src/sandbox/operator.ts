import type { Call, FailedTry } from './call.ts'
import { stateBody, swmlCall, verbBody } from './callbacks.ts'
import type { Delivered, Delivery } from './deliver.ts'
import { enter } from './machine.ts'
import { functionBody, reportText } from './post-prompt.ts'
import { type HttpRequest, newRun, type Outgoing, type Pause, type Run } from './run.ts'
import { asObject, hasSection, sectionFrame } from './script.ts'
import type { DueEvent } from './store.ts'
import type { Surroundings, Switchboard } from './switchboard.ts'
import { hearAnswer, leave } from './talks.ts'
import { parseDocument } from './validate.ts'
import { isObject, iso, type Json, type JsonObject, STATUS_EVENTS, type SwmlDocument } from './wire.ts'

/**
 * Does due events: sends callbacks, and carries scripts over their pauses. Whatever is awaited may change the call meanwhile, so
 * calls and runs are read again afterwards. Over 250 lines because each kind of event is short and they share that rule.
 */

/** A callback is tried three times in all; these are the waits between (sandbox ms). */
const RETRY_AFTER_MS = [5000, 30_000]
/** An answer from outside holds a script up by at most this much, however fast sandbox time runs. */
const LONGEST_PAUSE_MS = 2000
const TIMEOUT_MS = 10_000

export interface OperatorWorld extends Surroundings {
  deliver: (delivery: Delivery) => Promise<Delivered>
}

export class Operator {
  private readonly world: OperatorWorld
  private readonly switchboard: Switchboard

  constructor(world: OperatorWorld, switchboard: Switchboard) {
    this.world = world
    this.switchboard = switchboard
  }

  /** Does one event, then removes it. An event that cannot be done is set aside, not retried for ever. */
  async handle(event: DueEvent): Promise<void> {
    try {
      await this.perform(event)
    } catch (error) {
      this.world.count('events_failed')
      console.error(`sandbox: event ${event.kind} of ${event.callId} failed`, error)
    }
    this.world.store.removeEvent(event)
  }

  private async perform(event: DueEvent): Promise<void> {
    if (event.kind === 'message') return this.sendMessage(event)
    const call = this.world.store.findCall(event.callId)
    if (!call || (event.epoch < call.epoch && event.occursAt > call.cutAt)) return
    switch (event.kind) {
      case 'answer':
        return this.answer(call)
      case 'request':
      case 'function':
      case 'document':
        return this.resume(call)
      case 'state':
        return this.sendState(call, event)
      case 'verb':
        return this.sendVerb(call, event)
      case 'report':
        return this.sendReport(call, event)
      case 'forget':
        return this.world.store.forgetRun(call.id)
    }
  }

  // Scripts

  private async answer(call: Call): Promise<void> {
    if (call.behaviour === 'callback') this.world.store.countTalk(call.direction ? call.from : call.to)
    const at = call.answerAt ?? this.world.now()
    const documents = call.url === null ? this.world.store.findDocuments(call) : await this.fetchFirst(call)
    const current = this.reread(call)
    if (!current) return
    const run = newRun(documents, [sectionFrame(0, 'main')], at)
    if (call.url !== null) this.world.store.saveDocuments(call.id, documents)
    if (!hasSection(documents, 0, 'main')) {
      run.vars.script_error = JSON.stringify({ message: 'relay_script_main_section_missing' })
      this.switchboard.hangUp(current, run, at + 500, 'error')
      this.world.store.saveRun(call.id, run)
      return this.world.store.saveCall(current)
    }
    this.switchboard.proceed(current, run)
  }

  /** The call as it is now, or null when it was ended or redirected while we waited. */
  private reread(call: Call): Call | null {
    const current = this.world.store.findCall(call.id)
    return current && current.epoch === call.epoch ? current : null
  }

  private async fetchFirst(call: Call): Promise<SwmlDocument[]> {
    for (const url of [call.url, call.fallbackUrl]) {
      const document = url === null ? null : await this.fetchDocument(call, url, call.urlMethod, {}, {})
      if (document) return [document]
    }
    return []
  }

  private async fetchDocument(
    call: Call,
    url: string,
    method: string,
    vars: JsonObject,
    params: JsonObject,
  ): Promise<SwmlDocument | null> {
    // Whoever calls us is answered by the document itself.
    const state = call.direction ? 'created' : 'answered'
    const body = { call: swmlCall(call, state, this.world.projectId), vars, envs: call.customVariables, params }
    const sent = await this.post(call, 'swml', url, JSON.stringify(body), { signed: method === 'POST', method })
    return sent.status >= 200 && sent.status < 300 ? parseDocument(sent.body) : null
  }

  /** Carries a script over its pause: asks, waits, and goes on with the answer. */
  private async resume(call: Call): Promise<void> {
    const run = this.world.store.findRun(call)
    const pause = run?.pause
    if (!run || !pause || pause.kind === 'end') return
    const askedAt = this.world.now()
    const answer = await this.ask(call, run, pause)
    const current = this.reread(call)
    if (!current) return
    run.at = pause.at + Math.min(this.world.now() - askedAt, LONGEST_PAUSE_MS)
    run.pause = null
    const outgoing: Outgoing[] = []
    const end = this.apply(run, pause, answer, outgoing)
    if (pause.kind === 'document') this.world.store.saveDocuments(call.id, run.documents)
    if (end?.kind === 'end') {
      this.switchboard.send(current, outgoing)
      this.switchboard.hangUp(current, run, end.at, end.reason)
      return this.switchboard.keep(current, run)
    }
    this.switchboard.proceed(current, run, outgoing)
  }

  private ask(call: Call, run: Run, pause: Exclude<Pause, { kind: 'end' }>): Promise<Delivered> {
    switch (pause.kind) {
      case 'request':
        return this.post(call, 'request', pause.request.url, pause.request.body, pause.request)
      case 'function': {
        const session = run.sessions[pause.session]
        const used = session?.talk.call
        if (!session || !used) return Promise.resolve({ status: 0, headers: {}, body: '' })
        const body = JSON.stringify(functionBody(call, run, session, used, this.world.projectId))
        return this.post(call, `swaig.${used.name}`, used.url, body)
      }
      case 'document': {
        const body = {
          call: swmlCall(call, 'answered', this.world.projectId),
          vars: run.vars,
          envs: call.customVariables,
          params: pause.params,
        }
        return this.post(call, 'swml', pause.url, JSON.stringify(body), { signed: true })
      }
    }
  }

  /** Puts an answer into the run; a pause is returned when the call ends there and then. */
  private apply(run: Run, pause: Exclude<Pause, { kind: 'end' }>, answer: Delivered, out: Outgoing[]): Pause | null {
    const ok = answer.status >= 200 && answer.status < 300
    switch (pause.kind) {
      case 'request':
        rememberResponse(run, pause.request, answer, ok)
        return null
      case 'function':
        hearAnswer(run, ok ? parseDocument(answer.body) : null)
        return leave(run, out)
      case 'document': {
        const document = ok ? parseDocument(answer.body) : null
        const number = document ? run.documents.push(document) - 1 : -1
        if (!hasSection(run.documents, number, 'main')) {
          run.vars.script_error = JSON.stringify({ message: 'relay_script_main_section_missing' })
          return { kind: 'end', at: run.at, reason: 'error' }
        }
        enter(run, number, 'main', pause.mode, pause.params)
        return null
      }
    }
  }

  // Callbacks

  private sendState(call: Call, event: DueEvent): Promise<void> {
    const state = STATUS_EVENTS.find((name) => name === event.detail.event)
    if (!state || call.statusUrl === null) return Promise.resolve()
    const body = JSON.stringify(stateBody(call, state, event.occursAt, this.world.projectId))
    return this.notify(call, event, state, call.statusUrl, body, true)
  }

  private sendVerb(call: Call, event: DueEvent): Promise<void> {
    const out = event.detail.out as unknown as Exclude<Outgoing, { kind: 'post_prompt' }>
    const name = `${out.kind}.${'event' in out ? out.event : out.state}`
    const body = JSON.stringify(verbBody(call, out, this.world.projectId))
    return this.notify(call, event, name, out.url, body, true)
  }

  private sendReport(call: Call, event: DueEvent): Promise<void> {
    const out = event.detail.out as unknown as Extract<Outgoing, { kind: 'post_prompt' }>
    const run = this.world.store.findRun(call)
    const session = run?.sessions[out.session]
    if (!run || !session) return Promise.resolve()
    const malformed = this.world.faults().malformed_post_prompt
    const text = reportText(call, run, session, this.world.projectId, event.occursAt, malformed)
    return this.notify(call, event, 'post_prompt', out.url, text, false)
  }

  private async sendMessage(event: DueEvent): Promise<void> {
    const { url, body } = event.detail
    const sent = await this.world.deliver(jsonPost(String(url), JSON.stringify(body), true))
    if (isFailure(sent)) this.retry(event)
  }

  /** Sends one callback; a failure is tried again later, and given up on after the third try. */
  private async notify(
    call: Call,
    event: DueEvent,
    name: string,
    url: string,
    body: string,
    signed: boolean,
  ): Promise<void> {
    const sent = await this.world.deliver(jsonPost(url, body, signed))
    const failed = Array.isArray(event.detail.failed) ? event.detail.failed : []
    const again = { ...event.detail, failed: [...failed, { at: iso(this.world.now()), status: sent.status }] }
    if (isFailure(sent) && this.retry({ ...event, detail: again })) return
    this.world.count(sent.status >= 200 && sent.status < 300 ? 'callbacks_sent' : 'callbacks_failed')
    this.note(call, name, sent.status, failed as unknown as FailedTry[])
  }

  private retry(event: DueEvent): boolean {
    const waitMs = RETRY_AFTER_MS[event.tries]
    if (waitMs === undefined) return false
    this.world.schedule({ ...event, dueAt: this.world.now() + waitMs, tries: event.tries + 1 })
    this.world.count('callbacks_retried')
    return true
  }

  /** A request a script waits for: sent once, or twice by a phone that echoes; the first answer counts. */
  private async post(
    call: Call,
    name: string,
    url: string,
    body: string | null,
    options: Partial<HttpRequest> & { signed?: boolean } = {},
  ): Promise<Delivered> {
    const delivery = { ...jsonPost(url, body, options.signed ?? false), ...options, url, body }
    const first = await this.world.deliver({ ...delivery, signed: options.signed ?? false })
    this.note(call, name, first.status)
    if (call.behaviour === 'echo') {
      const second = await this.world.deliver({ ...delivery, signed: options.signed ?? false })
      this.note(call, name, second.status)
    }
    return first
  }

  private note(call: Call, event: string, status: number, failed: FailedTry[] = []): void {
    const tries = failed.length > 0 ? { failed } : {}
    this.world.store.addCallback(call.id, { event, at: iso(this.world.now()), status, ...tries })
  }
}

function jsonPost(url: string, body: string | null, signed: boolean): Delivery {
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'SignalWire-Sandbox' }
  return { url, method: 'POST', headers, body, signed, timeoutMs: TIMEOUT_MS }
}

/** No answer, a server error or a refusal for now: worth another try. */
function isFailure(sent: Delivered): boolean {
  return sent.status === 0 || sent.status >= 500 || sent.status === 429
}

/** The variables SWML's `request` sets. */
function rememberResponse(run: Run, request: HttpRequest, answer: Delivered, ok: boolean): void {
  let parsed: Json = null
  try {
    const value: unknown = JSON.parse(answer.body)
    parsed = isObject(value) ? value : null
  } catch {}
  Object.assign(run.vars, {
    request_url: request.url,
    request_result: ok ? 'success' : 'failed',
    return_value: ok ? 'success' : 'failed',
    request_response_code: answer.status,
    request_response_headers: answer.headers,
    request_response_body: answer.body.slice(0, 64 * 1024),
    request_response: asObject(parsed),
  })
}
