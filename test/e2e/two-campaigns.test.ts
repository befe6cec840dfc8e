import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiClient, ApiLead, SandboxCall } from '../support/api-client.ts'
import { type Dial, dialsOf, isAccepted, moreOftenThanPerDay, overlappingCalls } from '../support/ledger-checks.ts'
import {
  createAgent,
  createCampaign,
  createNumbers,
  expectNone,
  importAndWait,
  type OwnWorld,
  startWorld,
} from '../support/oracle-world.ts'
import { WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/**
 * Two campaigns of one organization race for the same thousand phones of five hundred people, while people opt out: some in a call, some
 * through the API. Measured at the carrier.
 */
const SPEED = 120
const AREA_CODES = ['212', '312', '404', '614', '617', '702', '713', '803', '919', '973']
/** Per phone in any 24 hours, over both campaigns. */
const CAP = 3
const xx = (n: number): string => String(n % 100).padStart(2, '0')
/** The second phone of a person rings out or is somebody else's habit: never the same as the first. */
const people = AREA_CODES.flatMap((area, a) =>
  Array.from({ length: 50 }, (_, i) => ({
    name: `Person ${a * 50 + i}`,
    phones: [`+1${area}55501${xx(i * 2)}`, `+1${area}55501${xx(i * 2 + 1)}`],
  })),
)
const csvOf = (swap: boolean): string =>
  [
    'name,phone1,phone2',
    ...people.map(({ name, phones }) => [name, ...(swap ? [...phones].reverse() : phones)].join(',')),
  ].join('\n')

describe('two campaigns that race for the same thousand phones', () => {
  let world: OwnWorld
  let api: ApiClient
  let dials: Dial[]
  let calls: SandboxCall[]
  /** Phones that opted out through the API, and when the answer had come (real and sandbox epoch ms). */
  const optOuts: { phone: string; realAt: number; at: number }[] = []
  const campaigns: string[] = []

  beforeAll(async () => {
    world = await startWorld({ speed: SPEED, startAt: WHOLE_COUNTRY_AWAKE })
    api = world.api
    const agentId = await createAgent(api)
    const numberIds = await createNumbers(api, 20)
    for (const swap of [false, true]) {
      const settings = {
        max_concurrent_calls: 60,
        retry: { mode: 'per_contact', max_attempts_per_phone: 5, interval_minutes: 5 },
        // More of these people opt out than a campaign puts up with.
        breakers: { opt_out_percent: null },
        rotation: { max_calls_per_number_per_day: 1000 },
        max_attempts_per_phone_per_day: CAP,
      }
      const id = await createCampaign(api, { name: `Race ${swap ? 2 : 1}`, agentId, numberIds, settings })
      await importAndWait(api, id, csvOf(swap))
      campaigns.push(id)
    }
    await Promise.all(campaigns.map((id) => api.post(`/campaigns/${id}/start`)))
    // People whose phones ring out, and people who are only just being called: both kinds opt out while the race is on.
    const chosen = people.filter((_, i) => i % 7 === 0)
    for (const person of chosen) {
      const { data } = await api.get<{ data: ApiLead[] }>(`/campaigns/${campaigns[1]}/leads?status=dialing&limit=20`)
      const inCall = data.map((lead) => lead.phones[lead.phone_position - 1]?.e164)
      const phone = inCall.find((e164) => e164 && !optOuts.some((o) => o.phone === e164)) ?? person.phones[0]!
      await api.post('/suppressions', { phone, reason: 'asked by mail' })
      optOuts.push({ phone, realAt: Date.now(), at: await sandboxNow(api) })
    }
    // Until both have nobody left to call today.
    await api.until(
      'both campaigns to have run dry',
      async () => {
        const stats = await Promise.all(campaigns.map((id) => api.stats(id)))
        return stats.map((s) => s.attempts)
      },
      settled(),
      240_000,
    )
    dials = dialsOf(await api.ledger()).filter(isAccepted)
    calls = await api.calls()
    console.log(`${dials.length} calls by two campaigns, ${optOuts.length} opt-outs through the API`)
  }, 400_000)
  afterAll(() => world?.stop())

  it('call none of them twice at once', () => expectNone(overlappingCalls(calls)))

  it('call none of them over its cap', () => expectNone(moreOftenThanPerDay(dials, CAP)))

  it('both take part', async () => {
    const stats = await Promise.all(campaigns.map((id) => api.stats(id)))
    for (const { attempts } of stats) expect(attempts).toBeGreaterThan(100)
  })

  it('let no phone ring after its opt-out through the API was accepted', () => {
    expect(optOuts.length).toBeGreaterThan(50)
    const rang = optOuts.flatMap(({ phone, realAt, at }) => [
      ...dials
        .filter((d) => d.to === phone && d.realAt > realAt)
        .map((d) => `${phone} was dialed ${d.realAt - realAt} ms after`),
      // Still ringing then: not answered before, not over.
      ...calls
        .filter(
          (c) =>
            c.to === phone && Date.parse(c.placed_at) <= at && isAfter(c.answered_at, at) && isAfter(c.ended_at, at),
        )
        .map(
          (c) =>
            `${phone} rang on, ${c.id} from ${c.placed_at} to ${c.ended_at}, accepted ${new Date(at).toISOString()}`,
        ),
    ])
    expectNone(rang)
  })

  it('let no phone of a person ring after they opted out in a call', async () => {
    const data = await api.all<{ value: string; source: string; created_at: string }>('/suppressions?kind=phone', 200)
    const heard = data.filter((entry) => entry.source === 'call')
    expect(heard.length).toBeGreaterThan(20)
    expectNone(
      heard.flatMap(({ value, created_at }) =>
        dials
          .filter((d) => d.to === value && d.at > Date.parse(created_at))
          .map((d) => `${value} opted out at ${created_at} and was dialed at ${new Date(d.at).toISOString()}`),
      ),
    )
  })
})

/** True when it has not happened by then. */
const isAfter = (instant: string | null, at: number): boolean => instant === null || Date.parse(instant) > at

const sandboxNow = async (api: ApiClient): Promise<number> =>
  Date.parse((await fetch(`${api.url}/sandbox/clock`).then((r) => r.json() as Promise<{ now: string }>)).now)

/** True when the counts have been the same for five seconds of looking. */
function settled(): (counts: number[]) => boolean {
  let seen = ''
  let since = Date.now()
  return (counts) => {
    const now = counts.join()
    if (now !== seen) since = Date.now()
    seen = now
    return Date.now() - since > 5_000
  }
}
