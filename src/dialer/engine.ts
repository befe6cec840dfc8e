import type { WaitReason } from '../domain/dial-plan.ts'
import { Awaited } from './awaited.ts'
import type { DialerDeps } from './deps.ts'
import { Lanes } from './lanes.ts'
import { type BulkJob, Meta } from './meta.ts'
import { type Patience, patienceOf } from './patience.ts'
import { IN_FLIGHT, LeadQueue, type Row, SETTLED } from './queue.ts'
import { noteLanesVersion } from './relane.ts'
import type { DialingCampaign } from './store.ts'

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
  /** The campaign as D1 had it at the last refresh; null until loaded. */
  campaign: DialingCampaign | null = null
  /** When that was (epoch ms). */
  loadedAt = 0
  /** A cache of the rows in flight, by attempt. */
  readonly flights = new Map<string, Row>()
  /** Leads in flight or settled and not yet written back: they have a row already and must not get a second one. */
  readonly busyLeads = new Set<string>()
  /** Attempts handed to the placer by this very process and not answered yet: nobody else may decide about them. */
  readonly placing = new Awaited()
  /** `numberId|day` → calls, as the ledger last said. */
  readonly callsToday = new Map<string, number>()
  readonly numberLastUsedAt = new Map<string, number>()
  /** There may be leads in D1 that were not pulled. */
  intakeDue = false
  because: WaitReason = 'idle'
  wakeAt: number | null = null
  /** Calls in progress as the line was last told; null: not yet in this life. */
  toldLine: number | null = null
  /** Leads whose state changed since the last message to the screens. */
  readonly changed = new Set<string>()

  /** The end of the queue for `exclusive`. */
  private turn: Promise<unknown> = Promise.resolve()
  /** Keeps the object awake for work nobody waits for, and lets the loop run again when it is done. */
  readonly background: (work: Promise<unknown>) => void

  constructor(deps: DialerDeps, sql: SqlStorage, background: (work: Promise<unknown>) => void) {
    this.deps = deps
    this.background = background
    this.patience = patienceOf(deps.clock)
    this.meta = new Meta(sql)
    this.queue = new LeadQueue(sql)
    this.lanes = new Lanes(sql)
    for (const row of this.queue.read(IN_FLIGHT, MAX_FLIGHTS)) {
      this.flights.set(row.flight!.attemptId, row)
      this.busyLeads.add(row.lead.id)
    }
    for (const row of this.queue.read(SETTLED, MAX_FLIGHTS)) this.busyLeads.add(row.lead.id)
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

  /** Rewrites a flight's row, in storage and in the cache. */
  rewrite(row: Row, change: Partial<Row>): Row {
    const next = { ...row, ...change }
    this.queue.move(row, next)
    if (next.place === IN_FLIGHT) this.flights.set(next.flight!.attemptId, next)
    else if (row.flight) this.flights.delete(row.flight.attemptId)
    if (next.place === IN_FLIGHT || next.place === SETTLED) this.busyLeads.add(next.lead.id)
    else this.busyLeads.delete(next.lead.id)
    this.changed.add(next.lead.id)
    return next
  }

  /** Takes a lead's row out for good. */
  drop(row: Row): void {
    this.queue.remove(row)
    if (row.flight) this.flights.delete(row.flight.attemptId)
    this.busyLeads.delete(row.lead.id)
    this.changed.add(row.lead.id)
  }

  /** Leads that may still be dialed: ready, waiting, in flight or about to be written back. */
  leadsLeft(): number {
    return this.queue.total()
  }

  waitingCount(): number {
    return this.queue.total() - this.queue.count(IN_FLIGHT) - this.queue.count(SETTLED)
  }
}
