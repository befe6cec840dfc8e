import { ask, insist, isOk } from './api.ts'
import type { Chance } from './chance.ts'
import { csvOf, makePeople, type Person, sample } from './people.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
/** Numbers to call from. */
const NUMBERS = 40
/** People there are, as a share of all the leads of the first campaigns: many are in several. */
const PEOPLE_SHARE = 0.6

/** The campaigns of a run: their agent and numbers, and their lists, uploaded while the server may die at any moment. */
export class Lists {
  readonly campaigns: string[] = []
  private readonly url: string
  private readonly leads: number
  private readonly chance: Chance
  private readonly people: Person[]
  private agentId = ''
  private readonly numberIds: string[] = []

  constructor(url: string, size: { leads: number; campaigns: number }, chance: Chance) {
    this.url = url
    this.leads = size.leads
    this.chance = chance
    this.people = makePeople(Math.ceil(size.leads * Math.max(1, size.campaigns) * PEOPLE_SHARE), chance)
  }

  async furnish(): Promise<void> {
    const post = async (path: string, body: unknown) => (await insist(this.url, 'POST', `/api/v1${path}`, body)).body
    const agent = {
      name: 'Maya',
      company: 'Harbor Home Energy',
      greeting: 'Hi {{NAME}}, this is Maya, an artificial voice calling for Harbor Home Energy.',
      prompt: 'Ask whether the roof is still of interest.',
    }
    this.agentId = String((await post('/agents', agent)).id)
    for (let i = 0; i < NUMBERS; i++) {
      const number = { e164: `+1213557${String(1_000 + i)}`, name: `Line ${i}`, zone: 'America/Los_Angeles' }
      this.numberIds.push(String((await post('/numbers', number)).id))
    }
  }

  /** A new campaign over people of whom many are in others too; resolves when it dials. */
  async add(giveUp: () => void): Promise<void> {
    const id = await this.create()
    const csv = csvOf(sample(this.people, this.leads, this.chance))
    let imported = await this.upload(id, csv)
    for (;;) {
      giveUp()
      const it = await ask(this.url, 'GET', `/api/v1/imports/${imported}`)
      if (it?.body.status === 'completed') break
      if (it?.body.status === 'failed') imported = await this.upload(id, csv)
      await wait(300)
    }
    for (;;) {
      giveUp()
      const started = await ask(this.url, 'POST', `/api/v1/campaigns/${id}/start`, {})
      const view = isOk(started) ? started : await ask(this.url, 'GET', `/api/v1/campaigns/${id}`)
      if (view?.body.status === 'active' || view?.body.status === 'completed') break
      await wait(300)
    }
    this.campaigns.push(id)
  }

  private async create(): Promise<string> {
    const n = this.campaigns.length
    const name = `Chaos ${n + 1}`
    const settings = {
      max_concurrent_calls: 120,
      retry: {
        mode: n % 2 === 0 ? 'breadth_first' : 'per_contact',
        max_attempts_per_phone: 3,
        interval_minutes: 10,
      },
      rotation: { max_calls_per_number_per_day: 900 },
      max_attempts_per_phone_per_day: 6,
      regional_rules: false,
      ai_voice_rules: false,
      calling_hours: { start: '09:00', end: '20:00' },
    }
    const campaign = { name, agent_id: this.agentId, number_ids: this.numberIds, settings }
    for (;;) {
      const made = await ask(this.url, 'POST', '/api/v1/campaigns', campaign)
      if (isOk(made)) return String(made.body.id)
      // Only its answer may have been lost.
      const list = await ask(this.url, 'GET', '/api/v1/campaigns?limit=100')
      const known = list?.body.data?.find((it) => it.name === name)
      if (known) return String(known.id)
      await wait(300)
    }
  }

  private async upload(campaignId: string, csv: string): Promise<string> {
    for (;;) {
      const sent = await ask(this.url, 'POST', `/api/v1/campaigns/${campaignId}/imports`, csv)
      if (isOk(sent)) return String(sent.body.id)
      await wait(300)
    }
  }
}
