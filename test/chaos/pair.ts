import { join } from 'node:path'
import { findDatabase, withCopy } from './evidence.ts'
import { appFaultsOf, CALM, type Phase } from './phases.ts'
import { appBindings, type ChaosClock, carrierBindings, productNow, type WorkerProcess } from './processes.ts'

/** 09:30 in California: everybody may be called for ten hours and a half. */
const START_MS = Date.parse('2026-11-23T17:30:00Z')
/** Product seconds a real second. */
export const SPEED = 30
/** The cron trigger fires once a minute of product time. */
export const MINUTE_MS = 60_000

/** The two processes on one clock, and the faults that hold on both sides at the moment. */
export class Pair {
  readonly app: WorkerProcess
  readonly carrier: WorkerProcess
  phase: Phase = CALM
  jumps = 0
  /** How often each fault struck in the app, as far as it lived to tell. */
  readonly struck: Record<string, number> = {}
  private clock: ChaosClock = { startMs: START_MS, anchorMs: Date.now(), speed: SPEED }
  private readonly stateDir: string
  private readonly seed: number
  private starts = 0

  constructor(processes: { app: WorkerProcess; carrier: WorkerProcess }, stateDir: string, seed: number) {
    this.app = processes.app
    this.carrier = processes.carrier
    this.stateDir = stateDir
    this.seed = seed
  }

  /** Product time (epoch ms). */
  now(): number {
    return productNow(this.clock)
  }

  async start(): Promise<void> {
    this.clock.anchorMs = Date.now()
    await this.carrier.start(carrierBindings(this.clock))
    await this.startApp(true)
  }

  async startApp(migrate = false): Promise<void> {
    this.starts += 1
    const urls = { app: this.app.url, carrier: this.carrier.url }
    // Another seed each time, or each life would meet the same faults.
    const chaos = { faults: appFaultsOf(this.phase), seed: this.seed * 1_000 + this.starts }
    await this.app.start(appBindings(this.clock, urls, chaos), migrate)
  }

  async stop(): Promise<void> {
    await Promise.all([this.app.kill(), this.carrier.kill()])
  }

  async enter(phase: Phase): Promise<void> {
    this.phase = phase
    const json = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) })
    await fetch(`${this.carrier.url}/sandbox/faults`, { method: 'DELETE' })
    await fetch(`${this.carrier.url}/sandbox/faults`, json(phase.carrier))
    const told = await fetch(`${this.app.url}/chaos/faults`, json(appFaultsOf(phase))).catch(() => null)
    const struck = told?.ok ? ((await told.json().catch(() => ({}))) as Record<string, number>) : {}
    for (const [name, n] of Object.entries(struck)) this.struck[name] = (this.struck[name] ?? 0) + n
  }

  /** Both go to sleep, and wake up at another instant of product time: what a night is to a machine that was switched off. */
  async jumpTo(at: number): Promise<void> {
    this.jumps += 1
    await this.app.kill('SIGTERM')
    await this.carrier.kill('SIGTERM')
    this.clock = { startMs: at, anchorMs: Date.now(), speed: SPEED }
    await this.carrier.start(carrierBindings(this.clock))
    await this.startApp()
  }

  async fireCron(): Promise<void> {
    const options = { method: 'POST', signal: AbortSignal.timeout(20_000) }
    await fetch(`${this.app.url}/chaos/cron`, options).catch(() => null)
  }

  databaseFile(): string {
    const file = findDatabase(join(this.stateDir, 'app', 'state'))
    if (file === null) throw new Error('The database lies nowhere')
    return file
  }

  /** A number out of the database as it lies on the disk. */
  count(sql: string): number {
    return withCopy(this.databaseFile(), (db) => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0))
  }
}
