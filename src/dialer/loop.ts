import { judgeBreakers } from './breakers.ts'
import { workBulk } from './bulk.ts'
import { dropRemoved } from './drop-removed.ts'
import type { Engine } from './engine.ts'
import { flush } from './flush.ts'
import { intake } from './intake.ts'
import { promote } from './promote.ts'
import { WAITING } from './queue.ts'
import { SLEEP_MS } from './queue-counts.ts'
import { recover } from './recover.ts'
import { relane } from './relane.ts'
import { round } from './round.ts'
import { tellTally } from './tell-tally.ts'
import { tryTroubled } from './try-troubled.ts'
import { leaveClosedLanes } from './unreachable.ts'
import { watch } from './watchdog.ts'

/** Rounds in one go before the object lets other events in and comes back by alarm. */
const MAX_TURNS = 200
/** After a failure (D1 away, a bug) the loop comes back after this long, in product time. */
export const RETRY_MS = 5_000
/** While the watchdog waits for the carrier. */
const LOOK_AGAIN_MS = 60_000
/** A paused campaign looks after leads whose time has come no more often than this. */
const IDLE_MS = 5 * 60_000
/** Wake-ups nearer than this are the alarm's business alone; D1 is told only of later ones. */
const TELL_MS = 5 * 60_000
/** While there is work, D1 is told a time this far ahead, and again when half of it has passed. */
const LEASE_MS = 10 * 60_000

/**
 * The object's work, until there is none: results back to D1, leads in, due leads into their lanes, calls out. Each step leaves the
 * stores whole, so it may be cut off anywhere. Returns when to run again (epoch ms, product time), or null.
 */
export async function workOff(engine: Engine): Promise<number | null> {
  const failed = new Set<unknown>()
  let more = true
  const run = async (step: (engine: Engine) => boolean | Promise<boolean>): Promise<void> => {
    // What has failed waits for the next time, and stops none of the others: calls in progress are settled although nothing can be dialed.
    // Only nobody is called while the breakers cannot be judged.
    if (failed.has(step) || (step === round && failed.has(judgeBreakers))) return
    try {
      more = (await engine.exclusive(() => step(engine))) || more
    } catch (error) {
      failed.add(step)
      noteFailure(engine, step.name, error)
    }
  }
  await run(loadOnce)
  const hasFailed = () => failed.size > 0
  if (!engine.campaign) return hasFailed() ? engine.now() + RETRY_MS : null
  for (let turn = 0; turn < MAX_TURNS && more; turn++) {
    more = false
    for (const step of STEPS) await run(step)
    // Somebody outside may be waiting: workerd looks at sockets and timers only when nothing else is ready.
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  const wakeAt = more ? engine.now() + 1 : nextWake(engine, hasFailed())
  await tellWake(engine, wakeAt).catch(() => undefined)
  await tellTally(engine, wakeAt === null || wakeAt > engine.now() + TELL_MS)
  if (wakeAt === null || wakeAt > engine.now() + SLEEP_MS) engine.queue.rest(engine.now())
  return wakeAt
}

function noteFailure(engine: Engine, step: string, error: unknown): void {
  engine.tally.add(`step_failed:${step}`)
  const campaign_id = engine.meta.state?.campaignId
  engine.deps.log.error('dialer.step_failed', { campaign_id, step, error: describe(error) })
}

/**
 * The watchdog works beside the loop, which runs again when it is done: it waits for the carrier's log, which may take long, while others
 * wait for their results to be stored and to be called.
 */
function watchBeside(engine: Engine): boolean {
  // What the ledger says of the flights of an earlier life comes first.
  if (engine.isWatching || engine.isInherited || engine.dueFlights(engine.now(), 1).length === 0) return false
  engine.isWatching = true
  const done = watch(engine).catch((error: unknown) => noteFailure(engine, watch.name, error))
  engine.background(
    done.then(() => {
      engine.isWatching = false
    }),
  )
  return false
}

async function loadOnce(engine: Engine): Promise<boolean> {
  return engine.campaign !== null || (await engine.load()) !== null
}

/** The start date has come. */
async function startOnTime(engine: Engine): Promise<boolean> {
  const { campaign } = engine
  if (campaign?.status !== 'scheduled' || campaign.startAt === null || campaign.startAt > engine.now()) return false
  await engine.deps.store.moveCampaign(campaign.id, ['scheduled'], 'active', null, engine.now())
  await engine.load()
  return true
}

const STEPS = [
  recover,
  startOnTime,
  flush,
  watchBeside,
  workBulk,
  tryTroubled,
  intake,
  dropRemoved,
  relane,
  promote,
  leaveClosedLanes,
  judgeBreakers,
  round,
]

function describe(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
}

function nextWake(engine: Engine, failed: boolean): number | null {
  const now = engine.now()
  // A look at the log ends by itself; should the object die meanwhile, its next life looks again.
  const watchAt = engine.isWatching ? now + LOOK_AGAIN_MS : engine.nextWatchAt()
  const at: (number | null)[] = [engine.wakeAt, watchAt, engine.nextResultAt(), engine.troubles.nextDue()]
  if (failed) return now + RETRY_MS
  if (engine.intakeDue || engine.meta.get().job) at.push(now + RETRY_MS)
  if (engine.campaign?.status === 'scheduled' && engine.campaign.startAt !== null) at.push(engine.campaign.startAt)
  // `called` leads keep their time also while nothing is dialed; it need not be to the second.
  const waiting = engine.queue.nextDue(WAITING)
  if (waiting !== null) at.push(engine.campaign?.status === 'active' ? waiting : Math.max(waiting, now + IDLE_MS))
  const known = at.filter((t): t is number => t !== null)
  return known.length === 0 ? null : Math.max(now + 1, Math.min(...known))
}

/** The cron sweep finds a campaign whose alarm was lost by this time in D1; it is written rarely, because every write is billed. */
async function tellWake(engine: Engine, wakeAt: number | null): Promise<void> {
  const { toldWakeAt } = engine.meta.get()
  const now = engine.now()
  let tell: number | null
  if (wakeAt === null) tell = null
  // A time told earlier still serves: the sweep then only looks too early. Else every call that ends would be a write.
  else if (wakeAt > now + TELL_MS)
    tell = toldWakeAt !== null && toldWakeAt > now + TELL_MS && toldWakeAt <= wakeAt ? toldWakeAt : wakeAt
  else
    tell =
      toldWakeAt !== null && toldWakeAt > now + LEASE_MS / 2 && toldWakeAt <= now + LEASE_MS
        ? toldWakeAt
        : now + LEASE_MS
  if (tell === toldWakeAt) return
  await engine.deps.store.setNextWake(engine.campaignId, tell)
  engine.meta.set({ toldWakeAt: tell })
}
