import { newAttempt } from '../domain/attempt.ts'
import type { Plan } from '../domain/dial-plan.ts'
import { DAY_MS, localAt } from '../domain/local-time.ts'
import { resolveWhereabouts } from '../domain/regions/zone-resolver.ts'
import type { PlaceItem } from './deps.ts'
import type { Engine } from './engine.ts'
import type { Flight } from './flight.ts'
import { scope } from './intake.ts'
import { lookAt, placeAll } from './placing.ts'
import { IN_FLIGHT, type Row } from './queue.ts'
import { refuse } from './refusals.ts'
import type { DialingCampaign, PermitAnswer, PermitRequest } from './store.ts'

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
  const requests: PermitRequest[] = []
  const closesAt = new Map<string, number | null>()
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
    closesAt.set(flight.attemptId, engine.lanes.get(row.place)?.window.until ?? null)
    engine.placing.add(flight.attemptId)
    engine.numberLastUsedAt.set(dial.numberId, now)
    engine.rewrite(row, { place: IN_FLIGHT, rank: 0, dueAt: lookAt(engine, campaign, now), flight })
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
  engine.meta.set({ lastDialAt: now, rotationCursor: decided.rotationCursor })
  const answer = await ask(engine, campaign, requests, now)
  for (const [key, calls] of answer.callsToday) engine.callsToday.set(key, calls)
  const permitted = requests.filter((r) => answer.permitted.has(r.attemptId))
  // A third of the margin the round kept is left for the way from here to the phone.
  const lastMoment = (until: number | null) => (until === null ? null : until - engine.patience.closingMarginMs / 3)
  placeAll(
    engine,
    campaign,
    permitted.map((request) => item(request, lastMoment(closesAt.get(request.attemptId) ?? null))),
  )
  for (const request of requests) {
    const refusal = answer.refused.get(request.attemptId)
    if (refusal) await refuse(engine, campaign, request, refusal)
  }
  const isInactive = [...answer.refused.values()].some((refusal) => refusal.reason === 'inactive')
  if (isInactive) await engine.load()
}

async function ask(
  engine: Engine,
  campaign: DialingCampaign,
  requests: PermitRequest[],
  now: number,
): Promise<PermitAnswer> {
  const { settings } = campaign
  try {
    return await engine.deps.store.permit(
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
  } catch (error) {
    for (const { attemptId } of requests) neverPlaced(engine, attemptId)
    throw error
  }
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

const item = (r: PermitRequest, notAfter: number | null): PlaceItem => ({
  attemptId: r.attemptId,
  leadId: r.leadId,
  from: r.from,
  to: r.phone,
  notAfter,
})

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
