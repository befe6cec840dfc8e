import type { WaitReason } from '../domain/dial-plan.ts'
import { Awaited } from './awaited.ts'
import { BreakerMemory } from './breakers.ts'
import { ChangedLeads } from './changed-leads.ts'
import type { DialerDeps } from './deps.ts'
import { Lanes } from './lanes.ts'
import { type BulkJob, Meta } from './meta.ts'
import { NumberDays } from './number-days.ts'
import { type Patience, patienceOf } from './patience.ts'
import { IN_FLIGHT, LeadQueue, type Row, SETTLED } from './queue.ts'
import { noteLanesVersion } from './relane.ts'
import { unreadable } from './set-aside.ts'
import type { DialingCampaign } from './store.ts'
import { Tally } from './tally.ts'
import { Troubles } from './troubles.ts'

/** Rows of flights are at most the concurrency (500) and what waits for reconciliation; the rest is a safety bound. */
const MAX_FLIGHTS = 5_000

/**
 * What every part of the dialer works on: the stores of one campaign's object and, in memory, only what can be rebuilt from them.
 * The parts are functions over it, one file each: intake, round, placing, events, flush, watchdog, bulk.
 */
export class Engine {
  readonly deps: DialerDeps
  readonly queue: LeadQueue
  readonly patience: Patience
  readonly lanes: Lanes
  readonly meta: Meta
  readonly tally = new Tally()
  /** When the counts were last written down (epoch ms). */
  tallyToldAt = 0
  /** Leads whose step threw. */
  readonly troubles: Troubles
  /** Leads of a permit batch that failed: asked alone the next time. */
  readonly suspects = new Set<string>()
  readonly breakers = new BreakerMemory()
  /** The campaign as D1 had it at the last refresh; null until loaded. */
  campaign: DialingCampaign | null = null
  /** When that was (epoch ms). */
  loadedAt = 0
  /** A cache of the rows in flight, by attempt. */
  readonly flights = new Map<string, Row>()
  /** When the watchdog looks at each of them (epoch ms). In memory: a row says when it is looked at after a crash. */
  private readonly watchAt = new Map<string, number>()
  /** Attempts with a result that stands in memory only, and who may say that it was heard once it is stored. */
  readonly unstored = new Awaited()
  /** Attempts the carrier's log is asked about, because nobody has told us what became of them. */
  readonly searched = new Set<string>()
  /** The watchdog is at work. */
  isWatching = false
  /** Flights of an earlier life, until the ledger has said what became of them. */
  isInherited = false
  /** Attempts of an earlier life whose result it may have sent to the ledger, where it may arrive late. */
  readonly inherited = new Set<string>()
  /** Leads in flight or settled and not yet written back: they have a row already and must not get a second one. */
  readonly busyLeads = new Set<string>()
  /** Attempts handed to the placer by this very process and not answered yet: nobody else may decide about them. */
  readonly placing = new Awaited()
  /** `numberId|day` → calls, as the ledger last said. */
  readonly callsToday = new NumberDays()
  readonly numberLastUsedAt = new Map<string, number>()
  /** There may be leads in D1 that were not pulled. */
  intakeDue = false
  because: WaitReason = 'idle'
  wakeAt: number | null = null
  /** Calls in progress as the line was last told; null: not yet in this life. */
  toldLine: number | null = null
  /** Leads whose state changed since the last message to the screens. */
  readonly changed = new ChangedLeads()

  /** The end of the queue for `exclusive`. */
  private turn: Promise<unknown> = Promise.resolve()
  /** Keeps the object awake for work nobody waits for, and lets the loop run again when it is done. */
  readonly background: (work: Promise<unknown>) => void

  constructor(deps: DialerDeps, sql: SqlStorage, background: (work: Promise<unknown>) => void) {
    this.deps = deps
    this.background = background
    this.patience = patienceOf(deps.clock)
    this.tallyToldAt = deps.clock.now()
    this.meta = new Meta(sql)
    this.queue = new LeadQueue(sql)
    this.lanes = new Lanes(sql)
    this.troubles = new Troubles(sql)
    this.queue.onUnreadable = (key, error) => unreadable(this, key, error)
    for (const row of this.queue.read(IN_FLIGHT, MAX_FLIGHTS)) {
      this.flights.set(row.flight!.attemptId, row)
      this.watchAt.set(row.flight!.attemptId, row.dueAt)
      this.busyLeads.add(row.lead.id)
      this.inherited.add(row.flight!.attemptId)
    }
    this.isInherited = this.flights.size > 0
    for (const row of this.queue.read(SETTLED, MAX_FLIGHTS)) this.busyLeads.add(row.lead.id)
  }

  /** Resolves when the result of this attempt, if it stands in memory, is stored. */
  stored(attemptId: string): Promise<void> {
    return this.unstored.over(attemptId)
  }

  get campaignId(): string {
    return this.meta.get().campaignId
  }

  now(): number {
    return this.deps.clock.now()
  }

  /**
   * One after the other: a step of the loop or a command, which both read, ask the database and then write. Events and the carrier's
   * answers need no turn, since they decide without waiting. Never inside another turn.
   */
  exclusive<T>(act: () => T | Promise<T>): Promise<T> {
    const mine = this.turn.then(act)
    this.turn = mine.catch(() => undefined)
    return mine
  }

  /** Re-reads the campaign, and takes up the job that came with its status. Returns null when it no longer exists. */
  async load(): Promise<DialingCampaign | null> {
    const campaign = await this.deps.store.loadCampaign(this.campaignId)
    this.campaign = campaign
    if (campaign) {
      this.loadedAt = this.now()
      this.lanes.configure(campaign)
      noteLanesVersion(this, campaign.fallbackZones)
      this.meta.set({ toldWakeAt: campaign.nextWakeAt })
      if (campaign.leadSeq > this.meta.get().lastSeq) this.intakeDue = true
      if (campaign.job !== null && this.meta.get().job?.kind !== campaign.job) this.beginJob(campaign.job)
    }
    return campaign
  }

  /** A change to many leads begins: from here on nobody is dialed until it is done. */
  beginJob(kind: BulkJob['kind']): void {
    const untilSeq = this.campaign?.leadSeq ?? this.meta.get().lastSeq
    this.meta.set({ job: { kind, afterSeq: 0, untilSeq, phase: 'rows' } })
  }

  /**
   * Puts a lead that was in flight back into the queue. After a restart or lost storage the list is read in again: a lead whose page has
   * not come yet comes with it, and must not be there already.
   */
  bringBack(row: Row, target: Partial<Row>): void {
    if (row.seq > this.meta.get().lastSeq) this.drop(row)
    else this.rewrite(row, { ...target, flight: null })
  }

  /** Rewrites a flight's row, in storage and in the cache. A result that stood in memory goes where results are kept. */
  rewrite(row: Row, change: Partial<Row>): Row {
    const next = { ...row, ...change }
    if (next.place === IN_FLIGHT && next.flight?.result) next.place = SETTLED
    this.queue.move(row, next)
    if (row.flight) this.unstored.delete(row.flight.attemptId)
    if (next.place === IN_FLIGHT) {
      this.flights.set(next.flight!.attemptId, next)
      this.watchAt.set(next.flight!.attemptId, next.dueAt)
    } else if (row.flight) this.forgetFlight(row.flight.attemptId)
    if (next.place === IN_FLIGHT || next.place === SETTLED) this.busyLeads.add(next.lead.id)
    else this.busyLeads.delete(next.lead.id)
    this.changed.add(next.lead.id)
    return next
  }

  /** Takes a lead's row out for good. */
  drop(row: Row): void {
    this.queue.remove(row)
    if (row.flight) this.forgetFlight(row.flight.attemptId)
    this.busyLeads.delete(row.lead.id)
    this.changed.add(row.lead.id)
  }

  private forgetFlight(attemptId: string): void {
    this.flights.delete(attemptId)
    this.watchAt.delete(attemptId)
    this.searched.delete(attemptId)
    this.unstored.delete(attemptId)
  }

  /**
   * Changes a flight in memory only: what the carrier's log tells again after a crash is not worth a billed row. The row keeps its key.
   * `watchAt`: when the watchdog looks at it from now on.
   */
  remember(attemptId: string, change: Partial<Row>, watchAt?: number): void {
    const row = this.flights.get(attemptId)
    if (!row) return
    this.flights.set(attemptId, { ...row, ...change, place: row.place, rank: row.rank, dueAt: row.dueAt, seq: row.seq })
    if (watchAt !== undefined) this.watchAt.set(attemptId, watchAt)
    this.changed.add(row.lead.id)
  }

  /** Puts a flight's row into the cache that came into the queue by another way than from a lane. */
  takeUp(row: Row): void {
    this.queue.insert(row)
    this.inherited.add(row.flight!.attemptId)
    this.flights.set(row.flight!.attemptId, row)
    this.watchAt.set(row.flight!.attemptId, row.dueAt)
    this.busyLeads.add(row.lead.id)
  }

  /** Flights the watchdog has to look at by `now`, the longest overdue first. */
  dueFlights(now: number, limit: number): Row[] {
    const due = [...this.watchAt].filter(([, at]) => at <= now)
    due.sort((a, b) => a[1] - b[1])
    return due.slice(0, limit).map(([id]) => this.flights.get(id)!)
  }

  /** When the watchdog has to look at the next of them, or null. */
  nextWatchAt(): number | null {
    let next: number | null = null
    for (const at of this.watchAt.values()) if (next === null || at < next) next = at
    return next === Infinity ? null : next
  }

  watchedAt(attemptId: string): number {
    return this.watchAt.get(attemptId) ?? this.now()
  }

  /** Results to be written to D1 by now: those in memory, then those that had to be kept. */
  dueResults(limit: number): Row[] {
    const fresh: Row[] = []
    for (const attemptId of this.unstored.ids()) {
      const row = this.flights.get(attemptId)
      if (row?.flight?.result && fresh.push(row) >= limit) return fresh
    }
    if (this.queue.count(SETTLED) === 0) return fresh
    return [...fresh, ...this.queue.due(SETTLED, this.now(), limit - fresh.length)]
  }

  /** When the next result is to be written to D1, or null. */
  nextResultAt(): number | null {
    return this.unstored.ids().length > 0 ? this.now() : this.queue.nextDue(SETTLED)
  }

  /** A result that is kept because D1 did not take it, by its attempt. */
  findResult(attemptId: string): Row | null {
    return this.queue.read(SETTLED, MAX_FLIGHTS).find((row) => row.flight?.attemptId === attemptId) ?? null
  }

  /** D1 is away: results that stand in memory are kept in the object, so that nobody waits for it. */
  keepResults(): void {
    for (const attemptId of this.unstored.ids()) {
      const row = this.flights.get(attemptId)
      if (row?.flight?.result) this.rewrite(row, { rank: 0, dueAt: this.now() })
      else this.unstored.delete(attemptId)
    }
  }

  /** Leads that may still be dialed: ready, waiting, in flight, about to be written back, or out of the queue because they failed. */
  leadsLeft(): number {
    return this.queue.total() + this.troubles.outCount()
  }

  waitingCount(): number {
    return this.queue.total() - this.queue.count(IN_FLIGHT) - this.queue.count(SETTLED)
  }
}
