import { firstRankOfPass, type Plan, plan } from '../domain/dial-plan.ts'
import { DAY_MS, dateOf, dayOf, instantsOfLocal, localAt } from '../domain/local-time.ts'
import { pacing } from '../domain/pacing.ts'
import { passGate } from '../domain/pass-gate.ts'
import type { NumberState } from '../domain/rotation.ts'
import { readFacts, roomInBudget, tripOnBudget } from './breakers.ts'
import type { Engine } from './engine.ts'
import type { Lane } from './lanes.ts'
import { permitAndPlace } from './permits.ts'
import { pickFree } from './pick.ts'
import { IN_FLIGHT, type Row, SETTLED, WAITING } from './queue.ts'
import type { DialingCampaign } from './store.ts'

/** Attempts permitted in one round trip. */
const BATCH = 50
/** A number is free again with its next calendar day; looking every quarter of an hour is exact enough. */
const NUMBERS_RETRY_MS = 15 * 60_000
/** While the organization is stopped. */
const STOPPED_RETRY_MS = 5 * 60_000
/** Calls that have ended before the line is told, while others go on. */
const LINE_NEWS = 10

/** One round: pick, permit, place. Returns true when another round may follow at once. */
export async function round(engine: Engine): Promise<boolean> {
  // Whoever is stopped looks by itself whether it may go on, should the news of it have been lost.
  const isStale = isStopped(engine) && engine.now() - engine.loadedAt >= STOPPED_RETRY_MS
  const campaign = isStale ? await engine.load() : engine.campaign
  if (!campaign) return false
  const now = engine.now()
  engine.lanes.refresh(now)
  const held = campaign.stopped !== null || engine.meta.get().job !== null || campaign.status !== 'active'
  if (!held && engine.waitingCount() > 0) await readFacts(engine, campaign)
  const passOpensAt = held ? null : moveGate(engine, campaign, now)
  const budgetSlots = roomInBudget(engine, campaign).calls
  const { rows, isCutOff, slots, slotsAt } = held ? NOBODY : await candidates(engine, campaign, budgetSlots, now)
  if (slots === 0) await tellLine(engine, campaign)
  const decided = decide(engine, campaign, rows, { slots, slotsAt, budgetSlots, passOpensAt }, now)
  engine.because = campaign.stopped ? 'held' : decided.because
  engine.wakeAt = isStopped(engine) ? Math.min(decided.wakeAt ?? Infinity, now + STOPPED_RETRY_MS) : decided.wakeAt
  if (decided.complete) return complete(engine, now)
  if (decided.because === 'budget') return tripOnBudget(engine, campaign)
  if (decided.dial.length > 0) await permitAndPlace(engine, campaign, rows, decided, now)
  // What was granted and not used (no number, busy phones) is no call.
  if (decided.dial.length < slots) await tellLine(engine, campaign, true)
  return decided.dial.length > 0 || isCutOff
}

/** A kill switch is thrown, or an emergency stop keeps a lane with leads closed. */
function isStopped(engine: Engine): boolean {
  if (engine.campaign?.stopped) return true
  return engine.lanes.all().some((lane) => isStoppedLane(lane) && engine.queue.count(lane.id) > 0)
}

function isStoppedLane({ window }: Lane): boolean {
  return window.because.code === 'region_stop'
}

/** A campaign whose import is under way looks again after this long. */
const IMPORT_RETRY_MS = 60_000
const NOBODY = { rows: [], isCutOff: false, slots: 0, slotsAt: null }

/** The due leads in dialing order, as many as the campaign's own pace and the line allow. */
async function candidates(
  engine: Engine,
  campaign: DialingCampaign,
  budgetSlots: number,
  now: number,
): Promise<{ rows: Row[]; isCutOff: boolean; slots: number; slotsAt: number | null }> {
  const inFlight = engine.queue.count(IN_FLIGHT)
  const pace = pacing(campaign.settings, { lastDialAt: engine.meta.get().lastDialAt, inFlight, now })
  const open = engine.lanes.all().filter((lane) => isDialable(engine, lane, now) && engine.queue.count(lane.id) > 0)
  const want = Math.min(pace.slots, BATCH, budgetSlots)
  const { rows, isCutOff } = await pickFree(
    engine,
    open.map((lane) => lane.id),
    Math.max(want, 1),
    rankLimit(engine, campaign),
    now,
  )
  if (want === 0 || rows.length === 0) return { rows, isCutOff, slots: 0, slotsAt: null }
  const answer = await engine.deps.line.reserve({
    campaignId: engine.campaignId,
    orgId: campaign.orgId,
    want: Math.min(want, rows.length),
    inFlight,
  })
  engine.toldLine = inFlight + answer.granted
  return { rows, isCutOff, slots: answer.granted, slotsAt: answer.nextAt }
}

/** The line counts the calls it has granted until it is told that they are over; a campaign that asks for no more has to say so. */
async function tellLine(engine: Engine, campaign: DialingCampaign, always = false): Promise<void> {
  const inFlight = engine.queue.count(IN_FLIGHT)
  const told = engine.toldLine ?? 0
  if (!always && told - inFlight < LINE_NEWS && !(told > 0 && inFlight === 0)) return
  await engine.deps.line.reserve({ campaignId: engine.campaignId, orgId: campaign.orgId, want: 0, inFlight })
  engine.toldLine = inFlight
}

/** Open, and for long enough that the phone rings before it closes. */
function isDialable(engine: Engine, lane: Lane, now: number): boolean {
  const { open, until } = lane.window
  return open && (until === null || until - now > engine.patience.closingMarginMs)
}

/** Ranks below this belong to open passes. */
function rankLimit(engine: Engine, campaign: DialingCampaign): number {
  if (campaign.settings.retry.mode === 'per_contact') return Number.MAX_SAFE_INTEGER
  return firstRankOfPass(engine.meta.get().gate.openPass + 1)
}

/** Opens the next pass when its time has come. Returns when that will be, or null. */
function moveGate(engine: Engine, campaign: DialingCampaign, now: number): number | null {
  if (campaign.settings.retry.mode === 'per_contact') return null
  const { gate } = engine.meta.get()
  const boundary = firstRankOfPass(gate.openPass + 1)
  let left = 0
  let next: number | null = null
  for (const lane of engine.lanes.all()) {
    // A stop may last for weeks: nobody else waits for those it holds back.
    if (engine.queue.count(lane.id) === 0 || isStoppedLane(lane)) continue
    const rank = engine.queue.headRank(lane.id, firstRankOfPass(1))
    if (rank === null) continue
    if (rank < boundary) {
      left = 1
      break
    }
    next = next === null ? rank : Math.min(next, rank)
  }
  if (left === 0 && next === null) return null
  let calling = engine.queue.count(SETTLED)
  for (const row of engine.flights.values()) if (!row.lead.callback) calling++
  const ranksPerPass = firstRankOfPass(2) - firstRankOfPass(1)
  const nextPass = next === null ? gate.openPass + 1 : Math.floor((next - firstRankOfPass(1)) / ranksPerPass) + 1
  const moved = passGate(gate, { left, inFlight: calling, nextPass }, campaign.settings.retry.interval_minutes, now)
  engine.meta.set({ gate: moved.gate })
  return moved.opensAt
}

/** What limits a round beside the leads themselves. */
interface Room {
  slots: number
  slotsAt: number | null
  budgetSlots: number
  passOpensAt: number | null
}

function decide(
  engine: Engine,
  campaign: DialingCampaign,
  rows: Row[],
  { slots, slotsAt, budgetSlots, passOpensAt }: Room,
  now: number,
): Plan {
  let nextLaneOpensAt: number | null = null
  for (const lane of engine.lanes.all()) {
    if (isDialable(engine, lane, now) || lane.window.until === null || engine.queue.count(lane.id) === 0) continue
    nextLaneOpensAt = nextLaneOpensAt === null ? lane.window.until : Math.min(nextLaneOpensAt, lane.window.until)
  }
  return plan(
    {
      status: campaign.status,
      type: campaign.type === 'follow_up' ? 'follow_up' : 'one_time',
      settings: campaign.settings,
      inFlight: engine.queue.count(IN_FLIGHT),
      lastDialAt: engine.meta.get().lastDialAt,
      slots,
      slotsAt,
      budgetSlots,
      candidates: rows.map((row) => ({
        leadId: row.lead.id,
        phone: row.lead.phones[row.lead.position - 1]!.e164,
        pass: row.lead.pass,
        position: row.lead.position,
        callback: row.lead.callback,
      })),
      busyPhones: new Set([...engine.flights.values()].map((row) => row.flight!.phone)),
      numbers: campaign.numbers.map((number) => numberState(engine, number, now)),
      rotationCursor: engine.meta.get().rotationCursor,
      numbersFreeAt: numbersFreeAt(campaign, now),
      nextDueAt: engine.queue.nextDue(WAITING),
      nextLaneOpensAt,
      passOpensAt,
      // Leads not read in yet, or being changed in bulk, are left too.
      leadsWaiting: engine.leadsLeft() + (engine.intakeDue || engine.meta.get().job ? 1 : 0),
      endAt: campaign.endAt,
    },
    now,
  )
}

/** When the calendar day of the first number ends, and with it its count of calls. */
function numbersFreeAt(campaign: DialingCampaign, now: number): number {
  const midnights = campaign.numbers.map(({ zone }) => {
    const tomorrow = dateOf(dayOf(localAt(zone, now).date) + 1)
    return instantsOfLocal(zone, tomorrow, 0)[0] ?? now + NUMBERS_RETRY_MS
  })
  return Math.min(...midnights, now + DAY_MS)
}

function numberState(engine: Engine, number: DialingCampaign['numbers'][number], now: number): NumberState {
  return {
    id: number.id,
    e164: number.e164,
    enabled: number.enabled,
    excluded: false,
    spamScore: number.spamScore,
    weight: number.weight,
    callsToday: engine.callsToday.get(`${number.id}|${localAt(number.zone, now).date}`) ?? 0,
    lastUsedAt: engine.numberLastUsedAt.get(number.id) ?? null,
  }
}

/** Nothing can become due any more, or the end date has come: what is left ends with the campaign. */
async function complete(engine: Engine, now: number): Promise<boolean> {
  // Somebody may have added leads since the last look.
  const seen = await engine.load()
  if (!seen) return false
  const ended = seen.endAt !== null && seen.endAt <= now
  if (!ended && (seen.leadSeq > engine.meta.get().lastSeq || engine.leadsLeft() > 0)) {
    engine.intakeDue = true
    return true
  }
  const [reason, job] = ended ? (['ended', 'cancel'] as const) : [null, null]
  const { store, log } = engine.deps
  const seenSeq = ended ? null : seen.leadSeq
  const moved = await store.moveCampaign(engine.campaignId, ['active'], 'completed', reason, now, job, seenSeq)
  if (moved) log.info('campaign.completed', { campaign_id: engine.campaignId })
  await engine.load()
  // More leads are on their way: the import says so with each of its chunks, and this looks again should that be lost.
  if (!moved) engine.wakeAt = now + IMPORT_RETRY_MS
  return engine.meta.get().job !== null || engine.intakeDue
}
