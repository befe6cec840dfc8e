import { runInDurableObject } from 'cloudflare:test'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import type { DialerDeps } from '../../src/dialer/deps.ts'
import { Engine } from '../../src/dialer/engine.ts'
import { hear } from '../../src/dialer/hear.ts'
import { changeLead, type PersonAction } from '../../src/dialer/lead-actions.ts'
import { workOff } from '../../src/dialer/loop.ts'
import type { BulkJob } from '../../src/dialer/meta.ts'
import type { DialingStore } from '../../src/dialer/store.ts'
import { tryAgain } from '../../src/dialer/try-again.ts'
import type { CallEvent } from '../../src/domain/call.ts'
import {
  bindings,
  type CampaignSpec,
  execute,
  type MadeCampaign,
  makeCampaign,
  type Row,
  row,
  rows,
} from './factory.ts'
import { type Due, FakeCarrier } from './fake-carrier.ts'
import { FakeClock, SECOND } from './fake-clock.ts'

type Fault = { method: keyof DialingStore; when: 'before' | 'after'; times: number }

let attempts = 0
/** Far more than any test needs: who wakes this often is going round in circles. */
const MOST_WAKES = 3_000

/** Everything campaigns share: time, the carrier, the line, and the faults of the database. */
export class World {
  readonly clock = new FakeClock()
  readonly carrier = new FakeCarrier(this.clock)
  readonly faults: Fault[] = []
  readonly logged: { message: string; fields: Record<string, unknown> | undefined }[] = []
  readonly lineAsked: { want: number; inFlight: number }[] = []
  readonly backOffs: (number | null)[] = []
  /** What the line grants; by default everything. */
  grant = (want: number): { granted: number; nextAt: number | null } => ({ granted: want, nextAt: null })
  /** Placing invocations die before they have called anybody. */
  placerDown = false
  /** Rows D1 says it wrote, by what the store was doing. */
  readonly d1Rows = new Map<string, number>()

  /** The store lets the named method fail, before it has done anything or after it has done all. */
  fail(method: keyof DialingStore, when: 'before' | 'after' = 'before', times = 1): void {
    this.faults.push({ method, when, times })
  }

  async campaign(spec: CampaignSpec = {}): Promise<Seat> {
    return new Seat(this, await makeCampaign(spec))
  }

  seat(campaign: MadeCampaign): Seat {
    return new Seat(this, campaign)
  }

  deps(): DialerDeps {
    return {
      clock: this.clock,
      ids: { next: (prefix) => `${prefix}_t${String(++attempts).padStart(8, '0')}` },
      store: this.store(),
      carrier: this.carrier,
      line: {
        reserve: async ({ want, inFlight }) => {
          this.lineAsked.push({ want, inFlight })
          return this.grant(want)
        },
        backOff: async (seconds) => void this.backOffs.push(seconds),
      },
      place: async (campaign, items) => {
        if (this.placerDown) throw new Error('the placing invocation died')
        const answers = []
        for (const item of items) {
          const result = await this.carrier.dial({ ...campaign, ...item }).catch(() => null)
          if (result) answers.push({ attemptId: item.attemptId, result })
        }
        return answers
      },
      log: {
        info: (message, fields) => void this.logged.push({ message, fields }),
        warn: (message, fields) => void this.logged.push({ message, fields }),
        error: (message, fields) => void this.logged.push({ message, fields }),
      },
    }
  }

  private store(): DialingStore {
    let doing = ''
    const note = (results: D1Result[]): void => {
      const written = results.reduce((sum, r) => sum + (r.meta.rows_written ?? 0), 0)
      this.d1Rows.set(doing, (this.d1Rows.get(doing) ?? 0) + written)
    }
    const db = new Proxy(bindings.DB, {
      get: (target, name) => {
        if (name !== 'batch') return Reflect.get(target, name, target).bind(target)
        return async (statements: D1PreparedStatement[]) => {
          const results = await target.batch(statements)
          note(results)
          return results
        }
      },
    })
    const store = createDialingStore(db)
    const wrapped = Object.entries(store).map(([method, call]) => {
      const act = async (...args: unknown[]) => {
        const fault = this.faults.find((f) => f.method === method && f.times > 0)
        if (fault) fault.times -= 1
        if (fault?.when === 'before') throw new Error(`D1 is away (${method})`)
        doing = method
        const result = await (call as (...args: unknown[]) => Promise<unknown>)(...args)
        if (fault) throw new Error(`D1's answer got lost (${method})`)
        return result
      }
      return [method, act]
    })
    return Object.fromEntries(wrapped) as DialingStore
  }

  /** Moves time on to `until`, delivering callbacks and waking campaigns at the instants they asked for. */
  async play(seats: Seat[], until: number): Promise<void> {
    for (const seat of seats) await seat.work()
    for (let wakes = 0; ; wakes++) {
      if (wakes > MOST_WAKES) throw new Error('The campaign wakes without end')
      const dues = this.carrier.due.map((d) => d.at)
      const alarms = seats.map((s) => s.wakeAt).filter((t): t is number => t !== null)
      const next = Math.min(...dues, ...alarms)
      if (!(next <= until)) break
      this.clock.at = Math.max(this.clock.at, next)
      const ready = this.carrier.due.filter((d) => d.at <= this.clock.at).sort((a, b) => a.at - b.at)
      for (const due of ready) {
        this.carrier.due.splice(this.carrier.due.indexOf(due), 1)
        await seats.find((s) => s.campaign.id === due.campaignId)?.deliver(due)
      }
      for (const seat of seats) {
        if (ready.some((d) => d.campaignId === seat.campaign.id) || (seat.wakeAt ?? Infinity) <= this.clock.at)
          await seat.work()
      }
    }
    this.clock.at = Math.max(this.clock.at, until)
  }
}

/** One campaign's engine in the storage of its own object. Everything about it happens inside that object. */
export class Seat {
  readonly world: World
  readonly campaign: MadeCampaign
  private engine: Engine | null = null
  private readonly pending = new Set<Promise<unknown>>()
  wakeAt: number | null = null
  /** Rows the object's storage says it wrote. */
  objectRows = 0

  constructor(world: World, campaign: MadeCampaign) {
    this.world = world
    this.campaign = campaign
  }

  get leads() {
    return this.campaign.leads
  }

  /** Runs something inside the object. */
  in<T>(act: (engine: Engine, state: DurableObjectState) => T | Promise<T>): Promise<T> {
    const stub = bindings.CAMPAIGN.get(bindings.CAMPAIGN.idFromName(this.campaign.id))
    return runInDurableObject(stub, async (_instance, state) => {
      this.engine ??= this.build(state)
      return await act(this.engine, state)
    })
  }

  private build(state: DurableObjectState): Engine {
    const sql = new Proxy(state.storage.sql, {
      get: (target, name) => {
        if (name !== 'exec') return Reflect.get(target, name, target)
        return (query: string, ...values: unknown[]) => {
          const cursor = target.exec(query, ...values)
          this.objectRows += cursor.rowsWritten
          return cursor
        }
      },
    })
    const engine = new Engine(this.world.deps(), sql, (work) => void this.pending.add(work.catch(() => undefined)))
    engine.meta.adopt(this.campaign.id)
    return engine
  }

  /** The loop as the object runs it, until the carrier has answered too. */
  work(): Promise<void> {
    return this.in(async (engine) => {
      for (;;) {
        this.wakeAt = await workOff(engine)
        if (this.pending.size === 0) return
        while (this.pending.size > 0) {
          for (const work of [...this.pending]) {
            await work
            this.pending.delete(work)
          }
        }
      }
    })
  }

  /** The process dies: what was in memory is gone, storage and D1 stay. */
  crash(): void {
    this.engine = null
    this.pending.clear()
  }

  /** The object loses its storage too. */
  async loseStorage(): Promise<void> {
    await this.in((_engine, state) => {
      for (const table of ['queue', 'queue_counts', 'meta', 'lanes']) state.storage.sql.exec(`DROP TABLE ${table}`)
    })
    this.crash()
  }

  /** The campaign's row changed. */
  async refresh(): Promise<void> {
    await this.in((engine) => engine.exclusive(() => engine.load()))
    await this.work()
  }

  async set(columns: Record<string, string | number | null>): Promise<void> {
    const names = Object.keys(columns)
    const list = names.map((name, i) => `${name} = ?${i + 2}`).join(', ')
    await execute(`UPDATE campaigns SET ${list} WHERE id = ?1`, this.campaign.id, ...Object.values(columns))
  }

  async moveTo(status: string): Promise<void> {
    await this.set({ status })
    await this.refresh()
  }

  /** An action of a person on the whole campaign: the row says what is to be done, the object is told that it changed. */
  async bulk(kind: BulkJob['kind'], status?: string): Promise<void> {
    await this.set({ job: kind, ...(status ? { status } : {}) })
    await this.refresh()
  }

  more(): Promise<void> {
    return this.in((engine) => {
      engine.intakeDue = true
    }).then(() => this.work())
  }

  change(leadId: string, action: PersonAction): Promise<{ ok: boolean; message: string }> {
    return this.in((engine) => changeLead(engine, leadId, action))
  }

  tryAgain(kind: 'lead' | 'result', subject: string): Promise<{ found: boolean; message: string }> {
    return this.in((engine) => tryAgain(engine, kind, subject))
  }

  /** What the object's event command does, without the loop. */
  event(attemptId: string, carrierCallId: string | null, ...events: CallEvent[]): Promise<boolean> {
    return this.in((engine) => hear(engine, { campaignId: this.campaign.id, attemptId, carrierCallId }, events))
  }

  deliver(due: Due): Promise<boolean> {
    return this.event(due.attemptId, due.carrierCallId, ...due.events)
  }

  play(ms: number): Promise<void> {
    return this.world.play([this], this.world.clock.at + ms)
  }

  /** Places the calls that are due and lets a second pass. */
  async start(): Promise<void> {
    await this.work()
    this.world.clock.at += SECOND
  }

  status(): Promise<Row> {
    return row('SELECT * FROM campaigns WHERE id = ?1', this.campaign.id)
  }
  stats(): Promise<Row> {
    return row('SELECT * FROM campaign_stats WHERE campaign_id = ?1', this.campaign.id)
  }
  lead(index = 0): Promise<Row> {
    return row('SELECT * FROM leads WHERE id = ?1', this.campaign.leads[index]!.id)
  }
  attempts(): Promise<Row[]> {
    return rows('SELECT * FROM attempts WHERE campaign_id = ?1 ORDER BY id', this.campaign.id)
  }
  statuses(): Promise<(string | number | null | undefined)[]> {
    return rows('SELECT status FROM leads WHERE campaign_id = ?1 ORDER BY seq', this.campaign.id).then((list) =>
      list.map((r) => r.status),
    )
  }
  /** Leads with a row in the queue: each at most once. */
  queued(): Promise<string[]> {
    return this.in((_engine, state) =>
      state.storage.sql
        .exec<{ lead: string }>('SELECT lead FROM queue ORDER BY seq')
        .toArray()
        .map((r) => (JSON.parse(r.lead) as { id: string }).id),
    )
  }
}
