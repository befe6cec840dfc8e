import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextMonday } from '../../scripts/sandbox-time.ts'
import { seed } from '../../scripts/seed.ts'
import type { ApiLead } from './api-client.ts'
import { counts, type Dial, dialsOf } from './ledger-checks.ts'
import { expectLead } from './oracle.ts'
import { expectImport } from './oracle-list.ts'
import {
  createAgent,
  createCampaign,
  createNumbers,
  importAndWait,
  type OwnWorld,
  startWorld,
  tally,
  untilStatus,
} from './oracle-world.ts'

/** Monday, 13:00 in New York and 10:00 in Los Angeles: everybody may be called. */
const startAt = new Date(nextMonday(Date.now()) + 3 * 3_600_000).toISOString()
/** As `npm start` has it. */
const SPEED = 60
const LIMIT_MS = 120_000

export function describeExampleList(): void {
  describe('leads-example.csv, with what SEED=none leaves there', () => {
    let world: OwnWorld
    beforeAll(async () => {
      world = await startWorld({ speed: SPEED, startAt })
      await seed(world.api.url, 'none')
    })
    afterAll(async () => await world?.stop())

    it('is imported, called and told of as the oracle says', async () => {
      const { api } = world
      const numbers = await api.get<{ data: { id: string }[] }>('/numbers')
      const agents = await api.get<{ data: { id: string }[] }>('/agents')
      const csv = readFileSync('test/support/leads-example.csv', 'utf8')
      const id = await createCampaign(api, {
        name: 'Three people',
        agentId: agents.data[0]?.id ?? '',
        numberIds: numbers.data.map((number) => number.id),
        settings: {},
      })
      expect(await importAndWait(api, id, csv)).toMatchObject({ status: 'completed', created: 3, rejected: 0 })
      await api.post(`/campaigns/${id}/start`)
      await untilStatus(api, id, 'completed', LIMIT_MS)
      const should = expectImport(csv).created.map(({ name, phones }) => {
        const { status, disposition, dials } = expectLead(phones, 3)
        return { name, status, disposition, attempts: dials.length }
      })
      const leads = (await api.leads(id)).sort((a, b) => a.seq - b.seq)
      const was = leads.map(({ name, status, disposition, attempts }) => ({ name, status, disposition, attempts }))
      expect(was).toEqual(should)
      expect(dialsOf(await api.ledger()).filter(counts).length).toBe((await api.stats(id)).attempts)
    })
  })
}

const phone = (areaCode: number, xx: number): string => `+1${areaCode}55501${String(xx).padStart(2, '0')}`

export function describeSmallCampaigns(): void {
  describe('a campaign in the hands of a person', () => {
    let world: OwnWorld
    let agentId: string
    let numberIds: string[]
    beforeAll(async () => {
      world = await startWorld({ speed: SPEED, startAt })
      agentId = await createAgent(world.api)
      numberIds = await createNumbers(world.api, 3)
    })
    afterAll(async () => await world?.stop())

    async function campaignOf(name: string, phones: string[], atOnce: number): Promise<string> {
      const retry = { max_attempts_per_phone: 1, interval_minutes: 1 }
      const settings = { max_concurrent_calls: atOnce, retry }
      const id = await createCampaign(world.api, { name, agentId, numberIds, settings })
      const leads = phones.map((it) => ({ name: `Person ${it}`, phones: [it] }))
      await world.api.post(`/campaigns/${id}/leads`, { leads })
      return id
    }
    /** Dials to phones of one area code: each campaign here has its own. */
    const dialsTo = async (areaCode: number): Promise<Dial[]> =>
      dialsOf(await world.api.ledger()).filter((dial) => dial.to.startsWith(`+1${areaCode}`))
    const untilDialed = async (areaCode: number, count: number): Promise<unknown> =>
      world.api.until(
        `${count} dials`,
        () => dialsTo(areaCode),
        (dials) => dials.length >= count,
        LIMIT_MS,
      )
    const clock = async (): Promise<number> =>
      ((await (await fetch(`${world.api.url}/sandbox/clock`)).json()) as { now_ms: number }).now_ms
    async function untilQuiet(id: string, minutes: number): Promise<void> {
      const { api } = world
      await api.until(
        'calls to end',
        () => api.stats(id),
        (it) => it.in_flight === 0,
        LIMIT_MS,
      )
      const until = (await clock()) + minutes * 60_000
      await api.until('time to pass', clock, (now) => now >= until, LIMIT_MS)
    }
    const statuses = (leads: ApiLead[]): Record<string, number> => tally(leads.map((lead) => lead.status))

    it('starts no call after a pause, lets those in progress finish, goes on when resumed, and ends when cancelled', async () => {
      const { api } = world
      const phones = Array.from({ length: 35 }, (_, xx) => phone(917, xx))
      const id = await campaignOf('Stop and go', phones, 4)
      await api.post(`/campaigns/${id}/start`)
      await untilDialed(917, 6)
      await api.post(`/campaigns/${id}/pause`)
      const pausedAt = Date.now()
      await untilQuiet(id, 10)
      const quiet = await dialsTo(917)
      expect(quiet.filter((dial) => dial.realAt > pausedAt)).toEqual([])
      expect(statuses(await api.leads(id))).toEqual({ completed: quiet.length, pending: 35 - quiet.length })

      await api.post(`/campaigns/${id}/resume`)
      await untilDialed(917, quiet.length + 6)
      await api.post(`/campaigns/${id}/cancel`)
      const cancelledAt = Date.now()
      await untilQuiet(id, 10)
      const end = await dialsTo(917)
      expect(end.filter((dial) => dial.realAt > cancelledAt)).toEqual([])
      expect(new Set(end.map((dial) => dial.to)).size).toBe(end.length)
      expect(statuses(await api.leads(id))).toEqual({ completed: end.length, canceled: 35 - end.length })
      expect(await api.status('POST', `/campaigns/${id}/resume`, {})).toBe(409)
    })

    it('calls a lead that is added while it is active, and those not reached again when restarted', async () => {
      const { api } = world
      const behaviours = [0, 25, 41, 45, 60, 70, 94]
      const id = await campaignOf(
        'Again',
        behaviours.map((xx) => phone(646, xx)),
        10,
      )
      await api.post(`/campaigns/${id}/start`)
      await untilDialed(646, 1)
      const added = { name: 'Late', phones: [phone(646, 61)] }
      await api.post(`/campaigns/${id}/leads`, added)
      await untilStatus(api, id, 'completed', LIMIT_MS)
      const should = [...behaviours, 61].map((xx) => expectLead([phone(646, xx)], 1).status)
      const leads = (await api.leads(id)).sort((a, b) => a.seq - b.seq)
      expect(leads.map((lead) => lead.status)).toEqual(should)
      const first = await dialsTo(646)
      expect(first.map((dial) => dial.to).sort()).toEqual([...behaviours, 61].map((xx) => phone(646, xx)).sort())

      expect(await api.status('POST', `/campaigns/${id}/restart`, {})).toBe(409)
      await api.post(`/campaigns/${id}/restart`, { unreached_only: true })
      await untilStatus(api, id, 'completed', LIMIT_MS)
      const again = (await dialsTo(646)).slice(first.length)
      expect(again.map((dial) => dial.to).sort()).toEqual([60, 61, 70].map((xx) => phone(646, xx)))
      expect((await api.conversations(id)).length).toBe(first.length + again.length)
      // The counters of those called again begin anew; the others keep theirs, as their leads do.
      const kept = (await api.leads(id)).reduce((sum, lead) => sum + lead.attempts, 0)
      expect(kept).toBe(again.length + 3)
      expect((await api.stats(id)).attempts).toBe(kept)
      const after = tally((await api.leads(id)).map((lead) => lead.status))
      expect(after.do_not_call).toBe(1)
      expect(after.pending).toBeUndefined()
    })
  })
}
