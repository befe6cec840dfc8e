import type { Machine } from './machine.ts'
import { median, spread, timed } from './statistics.ts'

export interface QueueFigure {
  waiting: number
  batch: number
  commits: boolean
  /** Leads a second through pick, take, settle and move. */
  queue: number
  /** The same number of row changes, and nothing else. */
  bare: number
  /** queue ÷ bare: 1 is the ceiling. Median of the rounds' ratios. */
  ratio: number
  spread: number
}

const FILL = 10_000

/** Every round measures every size, batch and kind once, so that noise of the machine falls on all of them alike. */
export async function measureQueue(
  machine: Machine,
  sizes: number[],
  batches: number[],
  rounds: number,
  leads: number,
): Promise<QueueFigure[]> {
  const run = (kind: 'queue' | 'bare', size: number, batch: number, commits: boolean, count: number) =>
    machine.door('queue/run', { kind, object: `${kind}-${size}`, batch, leads: count, commits: commits ? 'yes' : 'no' })
  for (const size of sizes) {
    for (const kind of ['queue', 'bare'] as const) {
      for (let from = 0; from < size; from += FILL) {
        await machine.door('queue/fill', { kind, object: `${kind}-${size}`, from, to: Math.min(size, from + FILL) })
      }
      await run(kind, size, 50, false, 2_000)
    }
  }
  const seconds = new Map<string, number[]>()
  const cases = [true, false].flatMap((commits) =>
    sizes.flatMap((size) => batches.map((batch) => ({ commits, size, batch }))),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { commits, size, batch } of cases) {
      for (const kind of round % 2 === 0 ? (['queue', 'bare'] as const) : (['bare', 'queue'] as const)) {
        const key = `${kind} ${size} ${batch} ${commits}`
        const took = await timed(() => run(kind, size, batch, commits, leads))
        seconds.set(key, [...(seconds.get(key) ?? []), took])
      }
    }
  }
  return cases.map(({ commits, size, batch }) => {
    const queue = seconds.get(`queue ${size} ${batch} ${commits}`)!
    const bare = seconds.get(`bare ${size} ${batch} ${commits}`)!
    return {
      waiting: size,
      batch,
      commits,
      queue: leads / median(queue),
      bare: leads / median(bare),
      ratio: median(queue.map((took, i) => bare[i]! / took)),
      spread: spread(queue),
    }
  })
}
