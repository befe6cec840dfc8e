import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient } from '../support/api-client.ts'
import { type Dial, dialsOf, isAccepted } from '../support/ledger-checks.ts'
import {
  createAgent,
  createCampaign,
  createNumbers,
  expectNone,
  importAndWait,
  type OwnWorld,
  startWorld,
} from '../support/oracle-world.ts'
import { localHour, zonesOfPhone } from '../support/oracle-zones.ts'

/**
 * One calling day over 5,000 people under the rules of their states: from before dawn in New York until nobody is left to call. Zones open
 * from east to west and close again, and every call the carrier saw is one that the compliance check allows for its instant.
 */
const SPEED = 700
/** Monday, five in the morning in New York. */
const BEFORE_DAWN = '2026-11-23T10:00:00Z'
/** Ten in the evening in Honolulu. */
const NIGHT = Date.parse('2026-11-24T08:00:00Z')
const BATCH = 100
const csv = readFileSync(new URL('../support/leads-5000.csv', import.meta.url), 'utf8')
const iso = (at: number): string => new Date(at).toISOString()

interface Verdict {
  allowed: boolean
  because: string
  regions: string[]
}
interface Verified {
  ok: boolean
  complete: boolean
  position_to: number
  head: { position: number } | null
  unsealed: { count: number }
  broken: unknown
  next_cursor: string | null
}

/** From east to west, by where it is noon first. */
const WESTWARD = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles']

describe('a calling day', () => {
  let world: OwnWorld
  let api: ApiClient
  let campaignId: string
  let dials: Dial[]

  beforeAll(async () => {
    world = await startWorld({ speed: SPEED, startAt: BEFORE_DAWN })
    api = world.api
    campaignId = await createCampaign(api, {
      name: 'A calling day',
      agentId: await createAgent(api),
      numberIds: await createNumbers(api, 40),
      settings: {
        max_concurrent_calls: 40,
        retry: { mode: 'per_contact', max_attempts_per_phone: 3, interval_minutes: 120 },
        // More of these people opt out than a campaign puts up with.
        breakers: { opt_out_percent: null },
        rotation: { max_calls_per_number_per_day: 1000 },
      },
    })
    await importAndWait(api, campaignId, csv)
    await api.post(`/campaigns/${campaignId}/start`)
    await api.until(
      'the night',
      async () =>
        Date.parse((await fetch(`${api.url}/sandbox/clock`).then((r) => r.json() as Promise<{ now: string }>)).now),
      (now) => now >= NIGHT,
      500_000,
    )
    await api.post(`/campaigns/${campaignId}/pause`)
    dials = dialsOf(await api.ledger()).filter(isAccepted)
    console.log(
      `${dials.length} calls in a day, the first at ${iso(dials[0]!.at)}, the last at ${iso(dials.at(-1)!.at)}`,
    )
  }, 600_000)
  afterAll(() => world?.stop())

  const inZone = (zone: string): Dial[] =>
    dials.filter((dial) => {
      const zones = zonesOfPhone(dial.to)
      return zones.length === 1 && zones[0] === zone
    })

  it('sees zones open from east to west and close again', () => {
    const spans = WESTWARD.map((zone) => ({ zone, first: inZone(zone)[0]!.at, last: inZone(zone).at(-1)!.at }))
    for (const { zone, first, last } of spans) {
      console.log(`${zone}: ${inZone(zone).length} calls from ${iso(first)} to ${iso(last)}`)
      expect(localHour(zone, first), `${zone} opens at nine`).toBeGreaterThanOrEqual(9)
      expect(localHour(zone, first), `${zone} opens at nine`).toBeLessThan(10)
      expect(localHour(zone, last), `${zone} closes by eight`).toBeLessThan(20)
    }
    for (const [i, { first }] of spans.entries()) if (i > 0) expect(first).toBeGreaterThan(spans[i - 1]!.first)
    // The west goes on when the east is closed.
    expect(spans.at(-1)!.last).toBeGreaterThan(spans[0]!.last)
  })

  it('has no call that the compliance check does not allow for its instant', async () => {
    expect(dials.length).toBeGreaterThan(4_000)
    const refused: string[] = []
    for (let i = 0; i < dials.length; i += BATCH) {
      const batch = dials.slice(i, i + BATCH)
      const checks = batch.map(({ to, at }) => ({ phone: to, at: iso(at), campaign_id: campaignId }))
      const { data } = await api.post<{ data: Verdict[] }>('/compliance/checks', { checks })
      expect(data.length).toBe(batch.length)
      for (const [j, verdict] of data.entries())
        if (!verdict.allowed) refused.push(`${batch[j]!.to} at ${iso(batch[j]!.at)}: ${verdict.because}`)
    }
    expectNone(refused)
  }, 300_000)

  it('would have refused the same calls at night, on a Sunday and after the change of the law', async () => {
    const some = dials.slice(0, BATCH)
    for (const shift of [12, -27]) {
      const checks = some.map(({ to, at }) => ({ phone: to, at: iso(at + shift * 3_600_000), campaign_id: campaignId }))
      const { data } = await api.post<{ data: Verdict[] }>('/compliance/checks', { checks })
      const allowed = data.filter((verdict) => verdict.allowed)
      if (shift === 12) expect(allowed).toEqual([])
      else expect(allowed.filter((verdict) => verdict.regions.includes('US-PA'))).toEqual([])
    }
  })

  it('calls nobody in states that forbid calls by an artificial voice, and says why they were skipped', async () => {
    const forbidden = new Set(['206', '253', '360', '425', '509', '564', '307'])
    expect(dials.filter((dial) => forbidden.has(dial.to.slice(2, 5)))).toEqual([])
    const leads = await api.leads(campaignId)
    const there = leads.filter(
      (lead) =>
        lead.phones.length > 0 && lead.phones.every((phone) => phone.e164 && forbidden.has(phone.e164.slice(2, 5))),
    )
    expect(there.length).toBeGreaterThan(0)
    for (const lead of there) expect(lead).toMatchObject({ status: 'skipped', status_reason: 'never_opens' })
  })

  it('has a proof of every call, sealed in one chain without a gap', async () => {
    const answer = await api.until(
      'the chain to be sealed',
      () => api.get<Verified>('/compliance/verify'),
      (it) => it.unsealed.count === 0,
      120_000,
    )
    let last = answer
    while (last.next_cursor)
      last = await api.get<Verified>(`/compliance/verify?cursor=${encodeURIComponent(last.next_cursor)}`)
    expect(last).toMatchObject({ ok: true, complete: true, broken: null })
    expect(last.head!.position).toBeGreaterThanOrEqual(dials.length)
  }, 180_000)
})
