import { DurableObject } from 'cloudflare:workers'
import { callEntry, stateOf } from './call.ts'
import { type ClockSettings, sandboxNow, toReal } from './clock.ts'
import { type Delivered, type Delivery, deliver } from './deliver.ts'
import {
  isThisMachine,
  ownOrigin,
  projectIdOf,
  readClock,
  readCps,
  readNumbers,
  SANDBOX_SIGNING_KEY,
  type SandboxEnv,
} from './env.ts'
import { FaultChange, Faults, NO_FAULTS } from './faults.ts'
import { type Binding, bindingFrom, defaultBinding, type InboundRequest, replyIn, textRequest } from './inbound.ts'
import { mailReply, messageCallbacks, messageReply, readMail, readMessage } from './messages.ts'
import { numbersReply } from './numbers.ts'
import { Operator, type OperatorWorld } from './operator.ts'
import { Pump } from './pump.ts'
import { Store } from './store.ts'
import { Switchboard } from './switchboard.ts'
import { readCallingCommand } from './validate.ts'
import { voiceLog, voiceLogEvents } from './voice-logs.ts'
import { isObject, iso, type JsonObject, plainError, type Reply } from './wire.ts'
import type { Answer, ClockView, LogQuery, Page, Sent, Since, WorldApi } from './world-api.ts'

/** An alarm this late (real ms) is taken for lost. */
const LOST_AFTER_MS = 5000
/** The product may take so long to answer a text (real ms). */
const TEXT_TIMEOUT_MS = 10_000

/**
 * The simulated outside world: one object that holds every call, the ledger and the clock, and whose alarm sends the callbacks.
 * Over 250 lines because it is the one place where requests, time and storage meet; what they mean is elsewhere.
 */
export class SandboxWorld extends DurableObject<SandboxEnv> implements WorldApi {
  /** Read by everything that asks for the time. A field, so that tests can turn it. */
  clock: ClockSettings
  private readonly store: Store
  private readonly switchboard: Switchboard
  private readonly pump: Pump
  private readonly projectId: string
  private faults: Faults
  private readonly counts: Record<string, number>
  private countsChanged = false
  /** Real instant the alarm is set to, as far as we know. */
  private armedFor: number | null = null

  constructor(ctx: DurableObjectState, env: SandboxEnv) {
    super(ctx, env)
    this.store = new Store(ctx.storage.sql)
    this.clock = this.readClock()
    this.projectId = projectIdOf(env)
    this.faults = { ...NO_FAULTS, ...Faults.partial().parse(JSON.parse(this.store.readMeta('faults') ?? '{}')) }
    this.counts = JSON.parse(this.store.readMeta('counts') ?? '{}')
    const surroundings: OperatorWorld = {
      store: this.store,
      now: () => this.now(),
      faults: () => this.faults,
      schedule: (event) => {
        this.store.insertEvent(event)
        this.arm(toReal(this.clock, event.dueAt))
      },
      count: (what, by = 1) => this.count(what, by),
      projectId: this.projectId,
      cps: () => readCps(this.env),
      numbers: () => readNumbers(this.env),
      deliver: (delivery) => this.deliver(delivery),
    }
    this.switchboard = new Switchboard(surroundings)
    const operator = new Operator(surroundings, this.switchboard)
    this.pump = new Pump({
      now: () => this.now(),
      load: (now, limit) => this.store.dueEvents(now, limit),
      handle: (event) => operator.handle(event),
      nextInMs: (after) => {
        const dueAt = this.store.nextDueAt(after)
        return dueAt === null ? null : Math.max(0, toReal(this.clock, dueAt) - Date.now())
      },
    })
    // A local alarm does not survive a restart (workerd#3566), so it is set anew.
    ctx.blockConcurrencyWhile(async () => this.armForNext())
  }

  private readClock(): ClockSettings {
    const firstRun = this.store.readMeta('first_run')
    if (firstRun === null) this.store.writeMeta('first_run', String(Date.now()))
    return readClock(this.env, firstRun === null ? Date.now() : Number(firstRun))
  }

  private now(): number {
    return sandboxNow(this.clock, Date.now())
  }

  private count(what: string, by: number): void {
    this.counts[what] = (this.counts[what] ?? 0) + by
    this.countsChanged = true
  }

  private deliver(delivery: Delivery): Promise<Delivered> {
    const loopback = (this.ctx as { exports?: { default?: { fetch(request: Request): Promise<Response> } } }).exports
      ?.default
    const origin = ownOrigin(this.env)
    return deliver(
      {
        loopback: loopback && origin ? { origin, fetch: (request) => loopback.fetch(request) } : null,
        onlyInside: origin !== null && !isThisMachine(origin),
        // Calls and texts to us are believed only when signed.
        signingKey: delivery.url.includes('/signalwire/inbound/')
          ? this.signingKey()
          : this.env.SIGNALWIRE_SIGNING_KEY || null,
      },
      delivery,
    )
  }

  // Time

  override async alarm(): Promise<void> {
    this.armedFor = null
    await this.drain()
  }

  /** Does everything that is due, and sets the alarm for what comes next. */
  async drain(): Promise<void> {
    await this.pump.run()
    if (this.countsChanged) this.store.writeMeta('counts', JSON.stringify(this.counts))
    this.countsChanged = false
    this.armForNext()
  }

  private armForNext(): void {
    const now = this.now()
    const [overdue] = this.store.dueEvents(now, 1)
    const dueAt = overdue?.dueAt ?? this.store.nextDueAt(now)
    if (dueAt !== null) this.arm(toReal(this.clock, dueAt))
  }

  /** Makes sure something runs at the real instant `at`: the running pump, or the alarm. */
  private arm(at: number): void {
    if (this.pump.running) {
      this.pump.wake(at)
      return
    }
    const armed = this.armedFor !== null && this.armedFor > Date.now() - LOST_AFTER_MS
    if (armed && Number(this.armedFor) <= at) return
    this.armedFor = at
    // Never now: an alarm set to the present inside alarm() can be lost (workerd#6866).
    void this.ctx.storage.setAlarm(Math.max(at, Date.now() + 1))
  }

  async readTime(): Promise<ClockView> {
    const { speed, startMs, anchorMs } = this.clock
    const now = this.now()
    return { now: iso(now), now_ms: now, speed, start: iso(startMs), anchor_ms: anchorMs }
  }

  // What others send

  private record(sent: Sent, status: number, callId: string | null): void {
    const { method, path, query, body } = sent
    this.store.record({ at: this.now(), realAt: Date.now(), method, path, query, body, status, callId })
  }

  private answer(sent: Sent, reply: Reply, callId: string | null = null): Answer {
    this.record(sent, reply.status, callId)
    return {
      status: reply.status,
      text: reply.body === null ? '' : JSON.stringify(reply.body),
      holdMs: reply.holdMs ?? 0,
    }
  }

  async reply(sent: Sent, reply: Reply): Promise<Answer> {
    return this.answer(sent, reply)
  }

  async calling(sent: Sent, baseUrl: string): Promise<Answer> {
    const read = readCallingCommand(parse(sent.body))
    if (!read.ok) {
      this.count(`commands_refused_${read.reply.status}`, 1)
      return this.answer(sent, read.reply)
    }
    const { reply, callId } = this.switchboard.command(read.command, baseUrl)
    return this.answer(sent, reply, callId)
  }

  async message(sent: Sent): Promise<Answer> {
    const read = readMessage(parse(sent.body), crypto.randomUUID())
    if (!read.ok) return this.answer(sent, read.reply)
    const { message } = read
    const now = this.now()
    this.store.addPost('text', now, { id: message.id, from: message.from, to: message.to, body: message.body })
    if (message.statusCallback !== null)
      for (const { at, body } of messageCallbacks(message, this.projectId, now)) {
        const detail = { url: message.statusCallback, body }
        this.store.insertEvent({
          dueAt: at,
          callId: message.id,
          kind: 'message',
          occursAt: at,
          epoch: 0,
          tries: 0,
          detail,
        })
        this.arm(toReal(this.clock, at))
      }
    this.count('texts', 1)
    return this.answer(sent, messageReply(message, this.projectId, now))
  }

  async inbound(sent: Sent, request: InboundRequest, baseUrl: string): Promise<Answer> {
    const binding = this.bindingOf(request.to)
    if (binding === null) return this.answer(sent, plainError(503, 'Nobody can be asked: set PUBLIC_URL'))
    const at = this.now()
    if (request.kind === 'call') {
      const id = this.switchboard.receive(request.from, request.to, binding.callUrl, baseUrl)
      return this.answer(sent, { status: 201, body: { id } }, id)
    }
    const messageId = crypto.randomUUID()
    const ids = { messageId, projectId: this.projectId }
    this.store.addPost('text', at, { id: messageId, from: request.from, to: request.to, body: request.says })
    const told = await textRequest(request, binding, ids, at, this.signingKey())
    const answer = await this.deliver({ ...told, method: 'POST', timeoutMs: TEXT_TIMEOUT_MS })
    const reply = answer.status === 200 ? replyIn(answer.body) : null
    if (reply !== null)
      this.store.addPost('text', this.now(), {
        id: `${messageId}-reply`,
        from: request.to,
        to: request.from,
        body: reply,
      })
    this.count('texts_received', 1)
    return this.answer(sent, { status: 201, body: { id: messageId, status: answer.status, reply } })
  }

  async bindNumber(sent: Sent, number: string | null): Promise<Answer> {
    const before = number === null ? null : this.bindingOf(number)
    if (number === null || before === null) return this.answer(sent, plainError(404, 'Not Found'))
    const told = parse(sent.body)
    this.store.writeMeta(`binding:${number}`, JSON.stringify(bindingFrom(told, before)))
    const [known] = (numbersReply([number], '', '', this.clock.startMs).body as { data: JsonObject[] }).data
    return this.answer(sent, { status: 200, body: { ...known, ...(isObject(told) ? told : {}) } })
  }

  private bindingOf(number: string): Binding | null {
    const bound = this.store.readMeta(`binding:${number}`)
    if (bound !== null) return JSON.parse(bound) as Binding
    const origin = ownOrigin(this.env)
    return origin === null ? null : defaultBinding(origin)
  }

  private signingKey(): string {
    return this.env.SIGNALWIRE_SIGNING_KEY || SANDBOX_SIGNING_KEY
  }

  async mail(sent: Sent): Promise<Answer> {
    const read = readMail(parse(sent.body), crypto.randomUUID())
    if (!read.ok) return this.answer(sent, read.reply)
    this.store.addPost('mail', this.now(), { ...read.mail })
    this.count('mails', 1)
    return this.answer(sent, mailReply(read.mail, this.now()))
  }

  async findLog(sent: Sent, id: string, events: boolean): Promise<Answer> {
    const call = this.store.findCall(id)
    if (!call) return this.answer(sent, plainError(404, 'Not Found'))
    const now = this.now()
    return this.answer(
      sent,
      {
        status: 200,
        body: events ? voiceLogEvents(call, now, this.projectId) : voiceLog(call, now),
      },
      call.id,
    )
  }

  async listLogs(sent: Sent, query: LogQuery): Promise<Answer> {
    const now = this.now()
    const below = query.below ?? { at: Number.MAX_SAFE_INTEGER, seq: 0 }
    const calls = this.store.listLogs(query.from, query.to, below, query.size + 1)
    const page = calls.slice(0, query.size)
    const last = calls.length > query.size ? page.at(-1) : undefined
    const links: JsonObject = { self: query.self, first: query.first }
    if (last) links.next = query.next.replace('PAGE_TOKEN', `PA${last.placedAt}-${last.seq}`)
    return this.answer(sent, { status: 200, body: { links, data: page.map((call) => voiceLog(call, now)) } })
  }

  // What can be looked at

  async listLedger(since: Since, limit: number): Promise<Page> {
    const { entries, lastSeq } = this.store.listLedger(since, limit, 2_000_000)
    return { entries, lastSeq, more: lastSeq > 0 && lastSeq < this.store.lastLedger() }
  }

  async listCalls(since: Since, limit: number): Promise<Page> {
    const now = this.now()
    const calls = this.store.listCalls(since, limit)
    const lastSeq = calls.at(-1)?.seq ?? 0
    return {
      entries: calls.map((call) => JSON.stringify(callEntry(call, now))),
      lastSeq,
      more: lastSeq > 0 && lastSeq < this.store.lastCall(),
    }
  }

  async findCall(id: string): Promise<string | null> {
    const call = this.store.findCall(id)
    return call && JSON.stringify(callEntry(call, this.now()))
  }

  /** Everything the page shows, as JSON text. */
  async view(): Promise<string> {
    const now = this.now()
    const active = this.store.recentCalls(100, now).filter((call) => stateOf(call, now) !== 'ended')
    return JSON.stringify({
      clock: await this.readTime(),
      stats: this.counts,
      in_progress: active.map((call) => callEntry(call, now)),
      last: this.store.recentCalls(25, null).map((call) => callEntry(call, now)),
      texts: this.store.listPost('text', 25),
      mails: this.store.listPost('mail', 25),
      faults: this.faults,
    })
  }

  /** Counts since the beginning, as JSON text. */
  async stats(): Promise<string> {
    return JSON.stringify({ calls: this.store.lastCall(), requests: this.store.lastLedger(), ...this.counts })
  }

  // Faults

  async readFaults(): Promise<Faults> {
    return this.faults
  }

  /** Changes the faults given; null resets all. */
  async changeFaults(change: FaultChange | null): Promise<Faults> {
    this.faults = change === null ? { ...NO_FAULTS } : { ...this.faults, ...FaultChange.parse(change) }
    this.store.writeMeta('faults', JSON.stringify(this.faults))
    return this.faults
  }
}

function parse(text: string | null): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
