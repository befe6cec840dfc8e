import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where sandbox time stands. It is kept beside the state, because a world that was stopped overnight goes on where it was: neither
 * back, into the past of its own records, nor sixty nights ahead.
 */
export class SandboxTime {
  readonly startMs: number
  readonly anchorMs: number
  readonly speed: number
  private readonly file: string

  private constructor(file: string, startMs: number, anchorMs: number, speed: number) {
    this.file = file
    this.startMs = startMs
    this.anchorMs = anchorMs
    this.speed = speed
  }

  static async open(options: {
    stateDir: string
    speed: number
    startAt: string | undefined
    carrierUrl: string | undefined
  }): Promise<SandboxTime> {
    const file = join(options.stateDir, 'sandbox-time.json')
    // Two processes of one world read one clock: the carrier's.
    const shared = options.carrierUrl ? await clockOf(options.carrierUrl) : null
    if (shared) return new SandboxTime(file, shared.startMs, shared.anchorMs, shared.speed)
    const asked = options.startAt === undefined ? null : Date.parse(options.startAt)
    if (asked !== null && Number.isNaN(asked))
      throw new Error(`SANDBOX_START is not an ISO instant: ${options.startAt}`)
    const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { now: number }).now : null
    const startMs = Math.max(asked ?? 0, stored ?? 0) || nextMonday(Date.now())
    const time = new SandboxTime(file, startMs, Date.now(), options.speed)
    time.save()
    return time
  }

  now(): number {
    return Math.floor(this.startMs + (Date.now() - this.anchorMs) * this.speed)
  }

  save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ now: this.now() }))
    renameSync(`${this.file}.new`, this.file)
  }
}

/** The next Monday, 10:00 in New York, strictly after `nowMs`. Daylight time there runs from the second Sunday of March to the first of November. */
export function nextMonday(nowMs: number): number {
  const day = new Date(nowMs)
  for (let ahead = 0; ahead <= 7; ahead++) {
    const date = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + ahead))
    if (date.getUTCDay() !== 1) continue
    const at = date.getTime() + (isDaylight(date) ? 14 : 15) * 3_600_000
    if (at > nowMs) return at
  }
  throw new Error('There is a Monday in every week')
}

function isDaylight(date: Date): boolean {
  const year = date.getUTCFullYear()
  const sunday = (month: number, nth: number): number => {
    const first = new Date(Date.UTC(year, month, 1)).getUTCDay()
    return Date.UTC(year, month, 1 + ((7 - first) % 7) + (nth - 1) * 7)
  }
  return date.getTime() >= sunday(2, 2) && date.getTime() < sunday(10, 1)
}

async function clockOf(carrierUrl: string): Promise<{ startMs: number; anchorMs: number; speed: number } | null> {
  const answer = await fetch(`${carrierUrl}/clock`).catch(() => null)
  if (!answer?.ok) return null
  const clock = (await answer.json()) as { start: string; anchor_ms: number; speed: number }
  return { startMs: Date.parse(clock.start), anchorMs: clock.anchor_ms, speed: clock.speed }
}
