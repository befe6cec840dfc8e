import { beforeAll, describe, expect, it } from 'vitest'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'
import { fillLarge } from '../support/fill-large.ts'

let world: ApiWorld
let campaignId: string
/** 60,000 leads, 50,000 attempts and 50,000 suppressions; the tests only read. */
beforeAll(async () => {
  world = await createApiWorld()
  const [campaign, other] = [await addCampaign(world), await addCampaign(world)]
  campaignId = campaign.id
  await fillLarge(bindings.DB, {
    orgId: 'org_local',
    campaignIds: [campaign.id, other.id],
    numberId: campaign.number_ids[0],
    leads: 120_000,
    attempts: 50_000,
    suppressions: 50_000,
    auditEntries: 50_000,
    now: MONDAY_TEN,
  })
  await bindings.DB.batch([
    bindings.DB.prepare(`UPDATE contacts SET name = 'Zelda First' WHERE id LIKE '%00055555'`),
    bindings.DB.prepare(`UPDATE contacts SET name = 'Miss Zelda' WHERE id LIKE '%00044444' OR id LIKE '%00000010'`),
  ])
}, 60_000)

interface Read {
  pages: Json[][]
  all: Json[]
}

/** All pages of a list. */
async function readAll(path: string): Promise<Read> {
  const pages: Json[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Json = await world.get(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    pages.push(page.data)
    cursor = page.next_cursor
    expect(pages.length).toBeLessThan(20)
  }
  return { pages, all: pages.flat() }
}

const leads = (query: string) => readAll(`/campaigns/${campaignId}/leads?limit=500&${query}`)
const seqsOf = (rows: Json[]) => rows.map((row) => Number(row.id.slice(-8)))

describe('a search in a long list', () => {
  it('looks at a part of the list at a time, and finds everybody once when one goes on', async () => {
    const { pages, all } = await leads('q=zelda')
    expect(pages[0]!.map((lead) => lead.name)).toEqual(['Miss Zelda'])
    expect(pages.length).toBeGreaterThan(2)
    expect(seqsOf(all).sort((a, b) => a - b)).toEqual([10, 44_444, 55_555])
  })

  it('knows a whole phone and looks no further', async () => {
    const [last] = (await world.get(`/campaigns/${campaignId}/leads?sort=-seq&limit=1`)).data
    const phone = last.phones[0].e164.replace('+1', '')
    for (const typed of [phone, `+1${phone}`, `(${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`]) {
      const page = await world.get(`/campaigns/${campaignId}/leads?q=${encodeURIComponent(typed)}`)
      expect([page.data.map((lead: Json) => lead.id), page.next_cursor], typed).toEqual([[last.id], null])
    }
  })

  it('finds an email that begins so, and in the other order too', async () => {
    for (const sort of ['seq', '-seq']) {
      const { pages, all } = await leads(`q=PERSON59999%40&sort=${sort}`)
      expect(
        pages[0]!.map((lead) => lead.email),
        sort,
      ).toEqual(['person59999@example.com'])
      expect(all).toHaveLength(1)
    }
  })

  it('of suppressions shows the phones that begin so first, and each once', async () => {
    const [oldest] = (await bindings.DB.prepare('SELECT value FROM suppressions ORDER BY id LIMIT 1').all()).results
    const { pages, all } = await readAll(`/suppressions?q=${String(oldest!.value).slice(2)}`)
    expect(pages[0]!.map((it) => it.value)).toEqual([oldest!.value])
    expect(all).toHaveLength(1)
    expect(pages.length).toBeGreaterThan(1)
  })
})

describe('a filter that few fit', () => {
  it('goes through a long list page by page, without gap or repeat', async () => {
    const { all, pages } = await leads('tag=vip')
    expect(seqsOf(all)).toEqual(Array.from({ length: 60 }, (_, n) => n * 1000 + 7))
    expect(pages.length).toBeGreaterThan(2)
    const { all: old, pages: parts } = await readAll('/conversations?disposition=WRONG_NUMBER')
    expect(old).toHaveLength(9)
    expect(parts.length).toBeGreaterThan(2)
    expect((await readAll('/audit-log?action=campaign.created')).all).toHaveLength(2)
  })

  it('by status is a look-up: full pages, in the order of the list', async () => {
    for (const [status, count] of [
      ['rescheduled', 60],
      ['rescheduled,disabled', 60],
      ['rescheduled,completed', 6_060],
    ] as const) {
      const { all, pages } = await leads(`status=${status}`)
      expect(all, status).toHaveLength(count)
      expect(seqsOf(all), status).toEqual(seqsOf(all).toSorted((a, b) => a - b))
      expect(pages.slice(0, -1).every((page) => page.length === 500)).toBe(true)
      const { all: backwards } = await leads(`status=${status}&sort=-seq`)
      expect(seqsOf(backwards), status).toEqual(seqsOf(all).reverse())
    }
  })
})

describe('another order than that of the list', () => {
  it('is refused when too many would have to be sorted, and says what to do', async () => {
    const refused = await world.request('GET', `/campaigns/${campaignId}/leads?sort=name`)
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toEqual([{ parameter: 'sort', message: expect.stringContaining('status') }])
    const { data } = await world.get(`/campaigns/${campaignId}/leads?sort=-last_called_at&status=completed&limit=3`)
    expect(seqsOf(data)).toEqual([6, 16, 26])
  })
})
