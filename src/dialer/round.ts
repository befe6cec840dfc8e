import { newAttempt } from '../domain/attempt.ts'
import { firstRankOfPass, type Plan, plan } from '../domain/dial-plan.ts'
import { localAt } from '../domain/local-time.ts'
import { pacing } from '../domain/pacing.ts'
import { passGate } from '../domain/pass-gate.ts'
import { resolveWhereabouts } from '../domain/regions/zone-resolver.ts'
import type { NumberState } from '../domain/rotation.ts'
import { startBulk } from './bulk.ts'
import type { PlaceItem } from './deps.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { changeOf, place, scope } from './intake.ts'
import type { Lane } from './lanes.ts'
import { placeAll } from './placing.ts'
import { IN_FLIGHT, type Row, WAITING } from './queue.ts'
import { refuse } from './refusals.ts'
import type { DialingCampaign, PermitRequest } from './store.ts'

/** Attempts permitted in one round trip. */
const BATCH = 50
/** A number is free again with its next calendar day; looking every quarter of an hour is exact enough. */
const NUMBERS_RETRY_MS = 15 * 60_000
const DAY_MS = 24 * 60 * 60_000
/** Waiting leads brought into their lanes at a time. */
const PROMOTE = 500

/** Leads whose own time has come move into their lanes; `called` ones become final. */
export async function promote(engine: Engine): Promise<boolean> {
  const rows = engine.queue.due(WAITING, engine.now(), PROMOTE)
  const finals = rows.filter((row) => row.lead.final)
  if (finals.length > 0) {
    const changes = finals.map((row) =>
      changeOf(row.lead, { kind: 'final', status: row.lead.final!.status, reason: null, calledUntil: null }, null),
    )
    await engine.deps.store.settle(scope(engine), [], changes, engine.now())
    for (const row of finals) engine.queue.remove(row)
  }
  for (const row of rows) {
    if (row.lead.final) continue
    const { pass, position, callback } = row.lead
    const target = place(engine, row.lead, row.seq, {
      kind: 'dial',
      pass,
      position,
      callback,
      dueAt: null,
      notBefore: null,
      status: 'retry',
    })
    engine.queue.move(row, target)
  }
  return rows.length === PROMOTE
}

/** One round: pick, permit, place. Returns true when another round may follow at once. */
export async function round(engine: Engine): Promise<boolean> {
  const campaign = engine.campaign
  if (!campaign) return false
  const now = engine.now()
  engine.lanes.refresh(now)
  const held = campaign.stopped || engine.meta.get().job !== null || campaign.status !== 'active'
  const passOpensAt = held ? null : moveGate(engine, campaign, now)
  const { rows, slots, slotsAt } = held
    ? { rows: [], slots: 0, slotsAt: null }
    : await candidates(engine, campaign, now)
  const decided = decide(engine, campaign, rows, slots, slotsAt, passOpensAt, now)
  engine.because = campaign.stopped ? 'held' : decided.because
  engine.wakeAt = decided.wakeAt
  engine.meta.set({ rotationCursor: decided.rotationCursor })
  if (decided.complete) return complete(engine, now)
  if (decided.dial.length === 0) return false
  await permitAndPlace(engine, campaign, rows, decided, now)
  return true
}

/** The due leads in dialing order, as many as the campaign's own pace and the line allow. */
async function candidates(
  engine: Engine,
  campaign: DialingCampaign,
  now: number,
): Promise<{ rows: Row[]; slots: number; slotsAt: number | null }> {
  const inFlight = engine.queue.count(IN_FLIGHT)
  const pace = pacing(campaign.settings, { lastDialAt: engine.meta.get().lastDialAt, inFlight, now })
  const open = engine.lanes.all().filter((lane) => isDialable(engine, lane, now) && engine.queue.count(lane.id) > 0)
  const want = Math.min(pace.slots, BATCH)
  const rows = engine.queue.pick(
    open.map((lane) => lane.id),
    Math.max(want, 1),
    rankLimit(engine, campaign),
  )
  if (want === 0 || rows.length === 0) return { rows, slots: 0, slotsAt: null }
  const answer = await engine.deps.line.reserve({
    campaignId: engine.campaignId,
    orgId: campaign.orgId,
    want: Math.min(want, rows.length),
    inFlight,
  })
  return { rows, slots: answer.granted, slotsAt: answer.nextAt }
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
    if (engine.queue.count(lane.id) === 0) continue
    const rank = engine.queue.headRank(lane.id, firstRankOfPass(1))
    if (rank === null) continue
    if (rank < boundary) {
      left = 1
      break
    }
    next = next === null ? rank : Math.min(next, rank)
  }
  if (left === 0 && next === null) return null
  let calling = 0
  for (const row of engine.flights.values()) if (!row.lead.callback) calling++
  const ranksPerPass = firstRankOfPass(2) - firstRankOfPass(1)
  const nextPass = next === null ? gate.openPass + 1 : Math.floor((next - firstRankOfPass(1)) / ranksPerPass) + 1
  const moved = passGate(gate, { left, inFlight: calling, nextPass }, campaign.settings.retry.interval_minutes, now)
  engine.meta.set({ gate: moved.gate })
  return moved.opensAt
}

function decide(
  engine: Engine,
  campaign: DialingCampaign,
  rows: Row[],
  slots: number,
  slotsAt: number | null,
  passOpensAt: number | null,
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
      numbersFreeAt: now + NUMBERS_RETRY_MS,
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
  const moved = await engine.deps.store.moveCampaign(
    engine.campaignId,
    ['active'],
    'completed',
    ended ? 'ended' : null,
    now,
  )
  if (moved) {
    engine.deps.log.info('campaign.completed', { campaign_id: engine.campaignId })
    if (engine.leadsLeft() > 0 || seen.leadSeq > engine.meta.get().lastSeq) startBulk(engine, 'cancel')
  }
  await engine.load()
  return engine.meta.get().job !== null
}

async function permitAndPlace(
  engine: Engine,
  campaign: DialingCampaign,
  rows: Row[],
  decided: Plan,
  now: number,
): Promise<void> {
  const byLead = new Map(rows.map((row) => [row.lead.id, row]))
  const zoneOf = new Map(campaign.numbers.map((n) => [n.id, n.zone]))
  const requests: PermitRequest[] = []
  // The intent first: from here on no other round can pick these leads, and a crash leaves them to reconciliation.
  for (const dial of decided.dial) {
    const row = byLead.get(dial.leadId)!
    const flight: Flight = {
      attemptId: engine.deps.ids.next('att'),
      numberId: dial.numberId,
      from: dial.from,
      phone: dial.phone,
      stage: 'asked',
      carrierCallId: null,
      attempt: newAttempt(now, { amdOff: campaign.settings.amd_mode === 'off' }),
      fromPlace: row.place,
      fromRank: row.rank,
      fromDueAt: row.dueAt,
      lookups: 0,
      result: null,
    }
    engine.placing.add(flight.attemptId)
    engine.numberLastUsedAt.set(dial.numberId, now)
    engine.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: now + engine.patience.permitLeaseMs, flight })
    requests.push({
      attemptId: flight.attemptId,
      leadId: row.lead.id,
      contactId: row.lead.contactId,
      numberId: dial.numberId,
      from: dial.from,
      phone: dial.phone,
      pass: row.lead.pass,
      position: row.lead.position,
      day: localAt(zoneOf.get(dial.numberId)!, now).date,
      proof: proofOf(campaign, row, dial.phone, now),
    })
  }
  engine.meta.set({ lastDialAt: now })
  const permitted = await askPermits(engine, campaign, requests, now)
  if (permitted.length > 0) placeAll(engine, campaign, permitted)
}

async function askPermits(
  engine: Engine,
  campaign: DialingCampaign,
  requests: PermitRequest[],
  now: number,
): Promise<PlaceItem[]> {
  const { settings } = campaign
  try {
    const answer = await engine.deps.store.permit(
      {
        ...scope(engine),
        maxAttemptsPerPhonePerDay: settings.max_attempts_per_phone_per_day,
        maxCallsPerNumberPerDay: settings.rotation.max_calls_per_number_per_day,
        now,
        // The carrier dials a moment after the permit, and not always the same moment.
        attemptsSince: now - DAY_MS - engine.patience.closingMarginMs,
        numberIds: campaign.numbers.map((n) => n.id),
      },
      requests,
    )
    for (const [key, calls] of answer.callsToday) engine.callsToday.set(key, calls)
    for (const request of requests) {
      const refusal = answer.refused.get(request.attemptId)
      if (refusal) await refuse(engine, campaign, request, refusal)
    }
    return requests.filter((r) => answer.permitted.has(r.attemptId)).map(item)
  } catch (error) {
    // The batch may have been committed although its answer was lost. Nothing was placed: the ledger says which ones may be.
    engine.deps.log.error('permit.failed', { campaign_id: engine.campaignId, error: String(error) })
    const found = await engine.deps.store
      .findPermitted(
        campaign.orgId,
        requests.map((r) => r.attemptId),
      )
      .catch(() => null)
    for (const request of requests) {
      if (found?.has(request.attemptId)) continue
      if (found === null) engine.placing.delete(request.attemptId)
      else await refuse(engine, campaign, request, { reason: 'inactive' })
    }
    return found === null ? [] : requests.filter((r) => found.has(r.attemptId)).map(item)
  }
}

const item = (r: PermitRequest): PlaceItem => ({ attemptId: r.attemptId, leadId: r.leadId, from: r.from, to: r.phone })

/** Why this call is allowed, as the object knows it (1-product §8); the permit adds what the database knows. */
function proofOf(campaign: DialingCampaign, row: Row, phone: string, now: number): Record<string, unknown> {
  const where = resolveWhereabouts({ contactZone: row.lead.zone, phone, fallbackZones: campaign.fallbackZones })
  return {
    pass: row.lead.pass,
    position: row.lead.position,
    zones: where.zones,
    regions: where.regions,
    evidence: where.evidence,
    local_times: Object.fromEntries(where.zones.map((zone) => [zone, localAt(zone, now).iso])),
    calling_hours: campaign.settings.calling_hours,
    rules: ['campaign.calling_hours', '47 CFR 64.1200(c)(1)'],
    settings_version: campaign.settingsVersion,
    attempts_cap_24h: campaign.settings.max_attempts_per_phone_per_day,
  }
}
