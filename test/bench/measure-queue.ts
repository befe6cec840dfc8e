import type { Machine } from './machine.ts'
import { median, spread, timed } from './statistics.ts'

export interface QueueFigure {
  waiting: number
  batch: number
  /** Each step is a transaction on disk, as in the dialer; without, everything is one transaction and only processor time counts. */
  commits: boolean
  /** Leads a second through pick, take, settle and move on. */
  queue: number
  /** The same number of row changes, and nothing else. */
  bare: number
  /** queue ÷ bare: 1 is the ceiling. Of processor time where it can be read, else of time. */
  ratio: number
  /** Processor time of workerd a lead, in µs; null without /proc. */
  queueCpu: number | null
  /** (slowest − fastest) ÷ median of the rounds' times. */
  spread: number
}

const FILL = 10_000
const KINDS = ['queue', 'bare'] as const

interface Sample {
  seconds: number
  cpu: number | null
}

/** Every round measures every size, batch and kind once, so that noise of the machine falls on all of them alike. */
export async function measureQueue(
  machine: Machine,
  sizes: number[],
  batches: number[],
  { rounds, leads }: { rounds: number; leads: number },
): Promise<QueueFigure[]> {
  const run = (kind: string, size: number, batch: number, commits: boolean, count: number) =>
    machine.door('queue/run', { kind, object: `${kind}-${size}`, batch, leads: count, commits: commits ? 'yes' : 'no' })
  for (const size of sizes) {
    for (const kind of KINDS) {
      for (let from = 0; from < size; from += FILL) {
        await machine.door('queue/fill', { kind, object: `${kind}-${size}`, from, to: Math.min(size, from + FILL) })
      }
      await run(kind, size, 50, false, 2_000)
    }
  }
  const samples = new Map<string, Sample[]>()
  const cases = [true, false].flatMap((commits) =>
    sizes.flatMap((size) => batches.map((batch) => ({ commits, size, batch }))),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { commits, size, batch } of cases) {
      for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
        const key = `${kind} ${size} ${batch} ${commits}`
        const before = machine.cpuSeconds()
        const seconds = await timed(() => run(kind, size, batch, commits, leads))
        const after = machine.cpuSeconds()
        const cpu = before === null || after === null ? null : after - before
        samples.set(key, [...(samples.get(key) ?? []), { seconds, cpu }])
      }
    }
  }
  return cases.map(({ commits, size, batch }) => {
    const queue = samples.get(`queue ${size} ${batch} ${commits}`)!
    const bare = samples.get(`bare ${size} ${batch} ${commits}`)!
    const [queueCpu, bareCpu] = [cpuOf(queue), cpuOf(bare)]
    const [queueTime, bareTime] = [median(queue.map((it) => it.seconds)), median(bare.map((it) => it.seconds))]
    return {
      waiting: size,
      batch,
      commits,
      queue: leads / queueTime,
      bare: leads / bareTime,
      ratio: queueCpu && bareCpu ? bareCpu / queueCpu : bareTime / queueTime,
      queueCpu: queueCpu && (queueCpu * 1e6) / leads,
      spread: spread(queue.map((it) => it.seconds)),
    }
  })
}

/** Mean of the rounds: the counter's steps of 10 ms even out only in a sum. */
function cpuOf(samples: Sample[]): number | null {
  let sum = 0
  for (const { cpu } of samples) {
    if (cpu === null) return null
    sum += cpu
  }
  return sum / samples.length
}
