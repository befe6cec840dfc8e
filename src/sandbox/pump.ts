import type { DueEvent } from './store.ts'

/** What the pump works on. */
export interface Work {
  /** Sandbox time. */
  now: () => number
  /** Events due by `now` in order, at most `limit`. */
  load: (now: number, limit: number) => DueEvent[]
  /** Does one event and removes it from the table. Must not throw. */
  handle: (event: DueEvent) => Promise<void>
  /** Real ms until the first event later than `after` (sandbox time) is due, 0 when it is; null when there is none. */
  nextInMs: (after: number) => number | null
}

/** Deliveries at a time. */
const SLOTS = 32
const BATCH = 500
/** An alarm is not worth it for less than this. */
const LINGER_MS = 40
/** Longest uninterrupted run; an alarm handler may take 15 minutes. */
const BUDGET_MS = 60_000
/**
 * workerd looks at sockets and timers only when nothing else is ready (kj's event loop), and a fast world has always something ready:
 * everybody outside would wait until it is over. Waiting for a timer this often (real ms) lets them in.
 */
const BREATH_MS = 100

/**
 * Does due events concurrently, but those of one call one after another, in order. While one delivery hangs, the others go on and
 * newly due events are picked up.
 */
export class Pump {
  private readonly busy = new Map<string, Promise<void>>()
  private readonly inFlight = new Set<number>()
  private current: Promise<void> | null = null
  private wakeUp: (() => void) | null = null
  /** Real instant the waiting run looks at the table again by itself. */
  private waitsUntil = Number.POSITIVE_INFINITY
  private readonly work: Work

  constructor(work: Work) {
    this.work = work
  }

  get running(): boolean {
    return this.current !== null
  }

  /** Tells a waiting run that an event was added that is due at the real instant `at`. */
  wake(at: number): void {
    if (at < this.waitsUntil) this.wakeUp?.()
  }

  /** Runs until nothing is due; joins a run that is under way. */
  run(): Promise<void> {
    this.current ??= this.loop()
    return this.current
  }

  private async loop(): Promise<void> {
    // Lets `run` take note of this run before it can be over.
    await Promise.resolve()
    try {
      const stopAt = Date.now() + BUDGET_MS
      let batch: DueEvent[] = []
      let stale = true
      let lookedAt = 0
      let breathedAt = Date.now()
      while (Date.now() < stopAt || this.busy.size > 0) {
        if (stale || batch.length === 0) {
          lookedAt = this.work.now()
          batch = this.work.load(lookedAt, BATCH).filter((event) => !this.inFlight.has(event.seq))
        }
        batch = Date.now() < stopAt ? this.start(batch) : []
        // Counted from the last look, so that what became due since then is not overlooked.
        const nextInMs = Math.min(this.work.nextInMs(lookedAt) ?? BUDGET_MS, BUDGET_MS)
        if (this.busy.size === 0 && batch.length === 0 && nextInMs > LINGER_MS) break
        stale = this.busy.size < SLOTS ? await this.wait(nextInMs) : await this.waitForSlot()
        if (Date.now() - breathedAt < BREATH_MS) continue
        await new Promise((resolve) => setTimeout(resolve, 0))
        breathedAt = Date.now()
      }
    } finally {
      // In the same turn as the decision to stop: who calls `run` from now on must not join this one.
      this.current = null
    }
  }

  /** Starts what may start; returns the rest. Nothing of a call overtakes what came before. */
  private start(batch: DueEvent[]): DueEvent[] {
    return batch.filter((event) => {
      if (this.busy.size >= SLOTS || this.busy.has(event.callId)) return true
      this.inFlight.add(event.seq)
      const done = this.work.handle(event).finally(() => {
        this.busy.delete(event.callId)
        this.inFlight.delete(event.seq)
      })
      this.busy.set(event.callId, done)
      return false
    })
  }

  /** With all slots taken nothing new can start, so nothing new is looked for. */
  private async waitForSlot(): Promise<false> {
    await Promise.race(this.busy.values())
    return false
  }

  /** Waits for a delivery to end, an event to be added or to become due; true when the table should be read again. */
  private async wait(inMs: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | null = null
    this.waitsUntil = Date.now() + Math.max(1, inMs)
    const added = new Promise<true>((resolve) => {
      this.wakeUp = () => resolve(true)
      timer = setTimeout(resolve, Math.max(1, inMs), true)
    })
    const ended = [...this.busy.values()].map((done) => done.then(() => false))
    const stale = await Promise.race([added, ...ended])
    this.wakeUp = null
    if (timer !== null) clearTimeout(timer)
    return stale
  }
}
