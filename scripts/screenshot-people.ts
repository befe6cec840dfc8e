import { readFileSync } from 'node:fs'
import { type ApiImport, isImportOver } from '../test/support/api-client.ts'
import type { App } from '../test/support/start-app.ts'

/** Whom the pictures of the address book and of the ways in show: a campaign into which people come in every way. */

const LIMIT_MS = 120_000
const WRITTEN = { type: 'written', wording: 'You may call me about my renewal.', source: 'web form' }

const PEOPLE = [
  { name: 'Zuri Adeyemi', phones: ['+16465550105'], tags: ['webinar'], address: { city: 'New York', state: 'NY' } },
  {
    name: 'Hugo Lindqvist',
    phones: ['+13035550127'],
    tags: ['vip', 'trial'],
    address: { city: 'Boulder', state: 'CO' },
  },
  { name: 'Priya Raman', phones: ['+18015550112'], tags: ['trial'], address: { city: 'Provo', state: 'UT' } },
  {
    name: 'Ada Marlow',
    email: 'ada@example.com',
    phones: ['+13035550110', '+17205550111', '+442079460958'],
    tags: ['vip', 'solar', 'renewal'],
    properties: { plan: 'Gold', 'renewal date': '2027-01-04' },
    address: { street: '12 Elm Ave', city: 'Denver', state: 'CO', postal_code: '80202', country: 'US' },
    consent: { ...WRITTEN, at: '2026-10-01T12:00:00Z' },
    external_id: 'crm-1017',
  },
]

export interface KnownPeople {
  campaignId: string
  /** Of somebody who was called, and called and wrote herself. */
  contactId: string
}

export async function makePeople(app: App): Promise<KnownPeople> {
  const settings = {
    execution: 'on_add',
    inbound_contacts: { channels: ['call', 'text'] },
    eligibility: { match: 'all', conditions: [{ field: 'state', op: 'not_in', value: ['NY', 'NJ'] }] },
  }
  const body = { name: 'Renewals, spring', agent_id: app.agentId, number_ids: [app.numberId], settings }
  const { id: campaignId } = await app.api.post<{ id: string }>('/campaigns', body)
  const ids: string[] = []
  for (const person of PEOPLE) ids.push((await app.api.post<{ id: string }>('/contacts', person)).id)
  const contactId = ids.at(-1) ?? ''
  const list = readFileSync('test/support/leads-example.csv', 'utf8')
  const jobs = [
    await app.api.post<{ id: string }>(`/campaigns/${campaignId}/leads/from-contacts`, { contact_ids: ids }),
    await app.api.importList(campaignId, list, 'renewals-march.csv'),
  ]
  for (const { id } of jobs)
    await app.api.until('an import', () => app.api.get<ApiImport>(`/imports/${id}`), isImportOver, LIMIT_MS)
  await app.api.post(`/campaigns/${campaignId}/start`)

  const called = () => app.api.leads(campaignId)
  await app.api.until('Ada to be called', called, (leads) => isReached(leads, 'Ada Marlow'), LIMIT_MS)
  await comesIn(app, { kind: 'text', from: '+13035550110', says: 'Could you call me after five, please?' })
  await comesIn(app, { kind: 'call', from: '+13035550110' })
  await comesIn(app, {
    kind: 'text',
    from: '+13855550114',
    says: 'A friend gave me this number. Is there still a place?',
  })
  const inbound = () => app.api.get<{ data: { state: string }[] }>('/conversations?direction=inbound')
  const isQuiet = ({ data }: { data: { state: string }[] }) =>
    data.length === 3 && data.every((it) => it.state === 'ended')
  await app.api.until('the end of their call', inbound, isQuiet, LIMIT_MS)
  return { campaignId, contactId }
}

const isReached = (leads: { name: string; status: string }[], name: string): boolean =>
  leads.some((lead) => lead.name === name && lead.status === 'completed')

async function comesIn(app: App, what: { kind: 'call' | 'text'; from: string; says?: string }): Promise<void> {
  const headers = { 'Content-Type': 'application/json' }
  const said = JSON.stringify({ ...what, to: '+16465550190' })
  const answer = await fetch(`${app.url}/sandbox/inbound`, { method: 'POST', headers, body: said })
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`)
}
