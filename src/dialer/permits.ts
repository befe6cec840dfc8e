import { newAttempt } from '../domain/attempt.ts'
import type { Plan } from '../domain/dial-plan.ts'
import { DAY_MS, localAt } from '../domain/local-time.ts'
import { attemptCaps } from '../domain/regions/attempt-caps.ts'
import type { AttemptCap } from '../domain/regions/region-rule.ts'
import { MAX_TRIES } from '../domain/stuck-item.ts'
import { askPermits } from './ask-permits.ts'
import type { PlaceItem } from './deps.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { scope } from './intake.ts'
import type { Lane } from './lanes.ts'
import { lookAt, placeAll } from './placing.ts'
import { proofOf } from './proof.ts'
import { IN_FLIGHT, type Row } from './queue.ts'
import { refuse } from './refusals.ts'
import { assertDatabase, inQueue, mapLeads, noteTrouble } from './set-aside.ts'
import type { DialingCampaign, PermitAnswer, PermitCap, PermitRequest } from './store.ts'

/** Writes the intent, asks the ledger for permits in one round trip, and has the permitted placed. */
export async function permitAndPlace(
  engine: Engine,
  campaign: DialingCampaign,
  rows: Row[],
  decided: Plan,
  now: number,
): Promise<void> {
  const byLead = new Map(rows.map((row) => [row.lead.id, row]))
  const zoneOf = new Map(campaign.numbers.map((n) => [n.id, n.zone]))
  const notAfter = new Map<string, number | null>()
  // The intent first: from here on no other round can pick these leads, and a crash leaves them to reconciliation.
  const intend = (row: Row, dial: Plan['dial'][number]): PermitRequest => {
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
      maxSeconds: campaign.maxCallSeconds,
      lookups: 0,
      result: null,
    }
    const lane = engine.lanes.get(row.place)!
    const where = engine.lanes.whereaboutsOf(dial.phone, row.lead)
    const caps = capsOf(lane, where.regions)
    const request: PermitRequest = {
      attemptId: flight.attemptId,
      leadId: row.lead.id,
      seq: row.seq,
      contactId: row.lead.contactId,
      numberId: dial.numberId,
      from: dial.from,
      phone: dial.phone,
      pass: row.lead.pass,
      position: row.lead.position,
      contactVersion: row.lead.contactVersion,
      phones: row.lead.phones.map((phone) => phone.e164).filter((e164) => e164 !== ''),
      caps: caps.map((cap) => permitCap(engine, cap, now)),
      day: localAt(zoneOf.get(dial.numberId)!, now).date,
      proof: proofOf(campaign, row, lane, where, caps, now),
    }
    notAfter.set(flight.attemptId, lastMoment(engine, campaign, row, lane))
    engine.placing.add(flight.attemptId)
    engine.numberLastUsedAt.set(dial.numberId, now)
    engine.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: lookAt(engine, campaign, now), flight })
    return request
  }
  const chosen = decided.dial.map((dial) => ({ dial, row: byLead.get(dial.leadId)! })).filter(isFit(engine))
  const requests = mapLeads(
    engine,
    chosen,
    ({ row, dial }) => intend(row, dial),
    ({ row }) => inQueue(row),
  )
  if (requests.length === 0) return
  const { lastDialAt } = engine.meta.get()
  // Only a call interval needs the last dial after a crash; else each round would be one more billed row.
  const pace = { lastDialAt: now, rotationCursor: decided.rotationCursor }
  if (campaign.settings.call_interval_seconds > 0) engine.meta.set(pace)
  else engine.meta.remember(pace)
  const answer = await askPermits(
    engine,
    requests,
    (leadId) => byLead.get(leadId)!.seq,
    (part) => ask(engine, campaign, part, now),
    ({ attemptId }) => neverPlaced(engine, attemptId),
  )
  for (const [key, calls] of answer.callsToday) engine.callsToday.set(key, calls)
  const permitted = requests.filter((r) => answer.permitted.has(r.attemptId))
  // Nobody is called: the next in line need not wait for the call interval.
  if (permitted.length === 0 && campaign.settings.call_interval_seconds > 0) engine.meta.set({ lastDialAt })
  placeAll(
    engine,
    campaign,
    permitted.map((request) => item(request, notAfter.get(request.attemptId) ?? null, campaign.maxCallSeconds)),
  )
  await refuseAll(engine, campaign, requests, answer)
}

/** Who failed alone as often as one may (a permit that always throws) leaves the queue, to be set aside by `tryTroubled`. */
function isFit(engine: Engine): (chosen: { row: Row }) => boolean {
  return ({ row }) => {
    if ((engine.troubles.find(row.seq)?.tries ?? 0) < MAX_TRIES) return true
    engine.troubles.takeOut(row.seq, engine.now())
    engine.queue.remove(row)
    return false
  }
}

/** One whose refusal cannot be dealt with holds up none of the others: it is in flight until the watchdog gives it back. */
async function refuseAll(
  engine: Engine,
  campaign: DialingCampaign,
  requests: PermitRequest[],
  answer: PermitAnswer,
): Promise<void> {
  const dealtWith = await Promise.allSettled(
    requests.map(async (request) => {
      const refusal = answer.refused.get(request.attemptId)
      if (refusal) await refuse(engine, campaign, request, refusal)
    }),
  )
  for (const { reason } of answer.refused.values()) engine.tally.add(`refused:${reason}`)
  engine.tally.add('permitted', answer.permitted.size)
  const reasons = new Set([...answer.refused.values()].map((refusal) => refusal.reason))
  if (reasons.has('inactive') || reasons.has('number_off')) await engine.load()
  // The clock has gone back, or a permit took longer than the seal waits: asking again at once would not help.
  if (reasons.has('late')) throw new Error('permits came later than the proof chain allows')
  for (const [index, one] of dealtWith.entries()) {
    if (one.status === 'fulfilled') continue
    await assertDatabase(engine, one.reason)
    const { attemptId, leadId } = requests[index]!
    const row = engine.flights.get(attemptId)
    if (row) noteTrouble(engine, { seq: row.seq, leadId }, one.reason)
  }
}

/** The last instant at which this call may start: its window closes, or the consent it rests on ends. */
function lastMoment(engine: Engine, { settings }: DialingCampaign, { lead }: Row, lane: Lane): number | null {
  const { until } = lane.window
  // A third of the margin the round kept is left for the way from here to the phone.
  const closesAt = until === null ? Infinity : until - engine.patience.closingMarginMs / 3
  const needsConsent = lane.consented || settings.require_consent
  const endsAt = needsConsent && lead.consent?.until != null ? lead.consent.until - 1 : Infinity
  const last = Math.min(closesAt, endsAt)
  return last === Infinity ? null : last
}

/** The limits of the regions this person may be in, as far as the campaign keeps to them. */
function capsOf({ rules }: Lane, regions: readonly string[]): readonly AttemptCap[] {
  const { regionalRules, aiVoiceRules: aiVoice, consented } = rules
  return regionalRules ? attemptCaps(regions, { aiVoice, consented }) : []
}

function permitCap(engine: Engine, { id, counts, max, windowMs }: AttemptCap, now: number): PermitCap {
  // The carrier dials a moment after the permit, and not always the same moment.
  const since = windowMs === null ? 0 : now - windowMs - engine.patience.closingMarginMs
  return { id, counts, max, since, windowMs: windowMs === null ? null : now - since }
}

async function ask(
  engine: Engine,
  campaign: DialingCampaign,
  requests: PermitRequest[],
  now: number,
): Promise<PermitAnswer> {
  const { settings } = campaign
  return await engine.deps.store.permit(
    {
      ...scope(engine),
      settingsVersion: campaign.settingsVersion,
      complianceVersion: campaign.complianceVersion,
      maxAttemptsPerPhonePerDay: settings.max_attempts_per_phone_per_day,
      maxCallsPerNumberPerDay: settings.rotation.max_calls_per_number_per_day,
      now,
      // The carrier dials a moment after the permit, and not always the same moment.
      attemptsSince: now - DAY_MS - engine.patience.closingMarginMs,
      numberIds: campaign.numbers.map((n) => n.id),
    },
    requests,
  )
}

/**
 * The answer to the permit was lost; it may have been committed, or may be yet. What is certain is that nobody was called: the watchdog
 * gives the attempt back when no late commit can come any more.
 */
function neverPlaced(engine: Engine, attemptId: string): void {
  engine.placing.delete(attemptId)
  const row = engine.flights.get(attemptId)
  if (row?.flight) engine.rewrite(row, { flight: { ...row.flight, stage: 'unplaced' } })
}

const item = (r: PermitRequest, notAfter: number | null, maxSeconds: number): PlaceItem => ({
  attemptId: r.attemptId,
  leadId: r.leadId,
  from: r.from,
  to: r.phone,
  notAfter,
  maxSeconds,
})
