import { backOff, FRESH_LINE, grant, type LineState } from '../domain/line.ts'
import type { Clock } from '../ports.ts'

/** Up to this many calls a second every grant is written. */
const WRITTEN_RATE = 2

/** What the line's object is given. */
export interface LineDeps {
  clock: Clock
  callsPerSecond: number
  maxConcurrent: number
}

/**
 * The line of one carrier connection: hands out call slots to campaigns. A thin shell round domain/line.ts; its state is small, lives
 * in memory, and is written to storage so that a restart cannot start calls at twice the rate.
 */
export class LineShell {
  private readonly storage: DurableObjectStorage
  private readonly deps: LineDeps
  private state: LineState

  constructor(storage: DurableObjectStorage, deps: LineDeps) {
    this.storage = storage
    this.deps = deps
    storage.sql.exec('CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)')
    const row = storage.sql.exec<{ state: string }>('SELECT state FROM line').toArray()[0]
    const stored = row ? { ...FRESH_LINE, ...(JSON.parse(row.state) as LineState) } : FRESH_LINE
    // Above this rate the calls in progress are written only with a back-off and are old by now; every campaign tells its own anew.
    this.state = deps.callsPerSecond <= WRITTEN_RATE ? stored : { ...stored, campaigns: {} }
  }

  reserve(request: { campaignId: string; want: number; inFlight: number }): { granted: number; nextAt: number | null } {
    const { state, granted, nextAt } = grant(this.state, request, this.deps, this.deps.clock.now())
    this.state = state
    // Written only when the memory of it matters: after the next second everything is as fresh.
    if (this.deps.callsPerSecond <= WRITTEN_RATE) this.save()
    return { granted, nextAt }
  }

  backOff(retryAfterSeconds: number | null): void {
    this.state = backOff(this.state, retryAfterSeconds, this.deps.clock.now())
    this.save()
  }

  private save(): void {
    this.storage.sql.exec('INSERT OR REPLACE INTO line (id, state) VALUES (1, ?)', JSON.stringify(this.state))
  }
}
