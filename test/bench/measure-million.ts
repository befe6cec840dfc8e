import { freePort, heapBytes } from './heap.ts'
import { Machine, START } from './machine.ts'
import { createCampaigns } from './measure-loop.ts'
import { median, sleep } from './statistics.ts'

export interface MillionFigure {
  leads: number
  /** Leads a second from the database into the object's queue. */
  intake: number
  stages: StageFigure[]
  /** Calls a second from beginning to end, with the last stage's leads waiting. */
  calls: number
  /** Until the object answers after it was put to sleep, and after it was killed in the middle of a change to all leads; ms. */
  wakeAsleep: number
  wakeKilled: number
  jobs: JobFigure[]
}

/** With so many leads in the queue. */
interface StageFigure {
  leads: number
  /** Memory of workerd, D1 and all objects included, and of the product's JavaScript heap after a collection; bytes. */
  resident: number | null
  heap: number
}

/** A change to all leads by one command. */
interface JobFigure {
  name: string
  /** Until the API has answered the command, ms. */
  answered: number
  /** Until all of it was done, seconds. */
  done: number
  /** Until the object had heard of another command meanwhile, ms. */
  asked: { median: number; most: number }
}

/** What each lead takes of what is billed. */
export interface BulkCostFigure {
  name: string
  d1Read: number
  d1Written: number
  objectWritten: number
}

/** Into the database in pieces of this size. */
const PIECE = 10_000
const CALLS = 480
const NUMBERS = 12

/** One campaign with as many leads as the last of `sizes`: in, dialed, restarted, killed in between, cancelled. */
export async function measureMillion(script: string, sizes: number[]): Promise<MillionFigure> {
  const port = await freePort()
  const machine = await Machine.start(script, {}, port)
  try {
    const [id] = await createCampaigns(machine, 1)
    const campaign = id!
    const stages: StageFigure[] = []
    let leads = 0
    let intakeSeconds = 0
    for (const size of sizes) {
      for (; leads < size; leads += PIECE) {
        await machine.door('leads', { campaign, from: leads, count: PIECE, now: Date.parse(START), quiet: 'yes' })
      }
      const begun = performance.now()
      await machine.door('more', { campaign })
      await untilQuiet(machine, campaign, size)
      intakeSeconds += (performance.now() - begun) / 1000
      stages.push({
        leads: size,
        resident: machine.residentBytes(),
        heap: await heapBytes(port, () => ask(machine, campaign)),
      })
    }
    const calls = await dial(machine, campaign)
    await machine.api('POST', `/campaigns/${campaign}/pause`, {})
    await untilQuiet(machine, campaign, null)
    const wakeAsleep = await wake(machine, campaign)
    const jobs: JobFigure[] = []
    const act = (name: string) => machine.api('POST', `/campaigns/${campaign}/${name}`, { confirm: true })
    jobs.push(await job(machine, campaign, 'restart', () => act('restart')))
    await act('pause')
    await act('restart')
    await sleep(500)
    const wakeKilled = await wake(machine, campaign)
    await untilQuiet(machine, campaign, leads)
    jobs.push(await job(machine, campaign, 'cancel', () => act('cancel')))
    return { leads, intake: leads / intakeSeconds, stages, calls, wakeAsleep, wakeKilled, jobs }
  } finally {
    await machine.stop()
  }
}

/** Counts instead of timing, over `leads` that nobody has called. */
export async function measureBulkCost(script: string, leads: number): Promise<BulkCostFigure[]> {
  const machine = await Machine.start(script, { BENCH_COUNT: 'on' })
  try {
    const [id] = await createCampaigns(machine, 1)
    const campaign = id!
    await machine.door('leads', { campaign, from: 0, count: leads, now: Date.parse(START), quiet: 'yes' })
    await machine.door('counts')
    const figures: BulkCostFigure[] = []
    const counted = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      await act()
      await untilQuiet(machine, campaign, name === 'cancel' ? 0 : leads)
      const counts = await machine.door<Record<string, number>>('counts')
      const each = (what: string) => (counts[what] ?? 0) / leads
      const [d1Read, d1Written] = [each('d1.rows_read'), each('d1.rows_written')]
      figures.push({ name, d1Read, d1Written, objectWritten: each('object.rows_written') })
    }
    const act = (name: string) => machine.api('POST', `/campaigns/${campaign}/${name}`, { confirm: true })
    await counted('intake', () => machine.door('more', { campaign }))
    await machine.api('PATCH', `/campaigns/${campaign}`, { settings: NOBODY })
    await act('start')
    await act('pause')
    await machine.door('counts')
    await counted('restart', () => act('restart'))
    await counted('cancel', () => act('cancel'))
    return figures
  } finally {
    await machine.stop()
  }
}

/** Nobody is called at this time of day. */
const NOBODY = { calling_hours: { start: '09:00', end: '09:01' } }

interface Waiting {
  waiting: number
  busy: boolean
  inFlight: number
}

const ask = (machine: Machine, campaign: string) => machine.door<Waiting>('waiting', { campaign })

/**
 * Nothing more is on its way, and so many leads wait (null: whatever number). Returns how long the object took to hear of a change of its
 * campaign each time, in ms: what a pause takes, behind the step of the work that is under way.
 */
async function untilQuiet(machine: Machine, campaign: string, waiting: number | null): Promise<number[]> {
  const asked: number[] = []
  for (;;) {
    const begun = performance.now()
    await machine.door('refresh', { campaign })
    asked.push(performance.now() - begun)
    const live = await ask(machine, campaign)
    if (!live.busy && live.inFlight === 0 && (waiting === null || live.waiting === waiting)) return asked
    await sleep(50)
  }
}

/** Calls from beginning to end, as many as the numbers' daily cap allows. */
async function dial(machine: Machine, campaign: string): Promise<number> {
  const rotation = { max_calls_per_number_per_day: CALLS / NUMBERS }
  await machine.api('PATCH', `/campaigns/${campaign}`, { settings: { rotation } })
  const begun = performance.now()
  await machine.api('POST', `/campaigns/${campaign}/start`, {})
  while ((await machine.door<{ settled: number }>('settled')).settled < CALLS) await sleep(20)
  return CALLS / ((performance.now() - begun) / 1000)
}

/** The object is thrown out of memory; how long until it answers again, in ms. */
async function wake(machine: Machine, campaign: string): Promise<number> {
  await machine.door('abort', { campaign })
  const begun = performance.now()
  await ask(machine, campaign)
  return performance.now() - begun
}

async function job(machine: Machine, campaign: string, name: string, act: () => Promise<unknown>): Promise<JobFigure> {
  const begun = performance.now()
  await act()
  const answered = performance.now() - begun
  const asked = await untilQuiet(machine, campaign, null)
  const done = (performance.now() - begun) / 1000
  return { name, answered, done, asked: { median: median(asked), most: Math.max(...asked) } }
}
