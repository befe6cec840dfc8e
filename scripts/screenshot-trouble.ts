import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addPeople, addSpoiltPeople } from '../test/support/spoilt-leads.ts'
import type { App } from '../test/support/start-app.ts'

/** What goes wrong in the pictures of trouble: a campaign that pauses itself, leads that are stuck, a webhook nobody takes. */

const LIMIT_MS = 120_000

export interface Trouble {
  /** The campaign that paused itself. */
  campaignId: string
  stop(): void
}

export async function makeTrouble(app: App): Promise<Trouble> {
  const receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/crm' ? 204 : 500).end()
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const events = ['campaign.started', 'campaign.paused', 'suppression.added']
  await app.api.post('/webhook-endpoints', { url: `${origin}/crm`, description: 'CRM', events })
  await app.api.post('/webhook-endpoints', { url: `${origin}/warehouse`, description: 'Warehouse', events })

  const campaign = async (name: string): Promise<string> => {
    const settings = { max_concurrent_calls: 4 }
    const body = { name, agent_id: app.agentId, number_ids: [app.numberId], settings }
    return (await app.api.post<{ id: string }>('/campaigns', body)).id
  }
  const stuck = await campaign('Roof checks, autumn')
  await addPeople(app, stuck, ['+17185550160'])
  await app.api.post(`/campaigns/${stuck}/start`)
  await addSpoiltPeople(app, stuck, ['+17185550161', '+17185550162'])

  // Two of five ask not to be called (40 and 41); many more than a breaker needs, so that it does not run out of people first.
  const renewals = await campaign('Contract renewals')
  const phones = ['718', '978', '678', '980', '848', '732', '856', '717'].flatMap((area) =>
    ['40', '10', '25', '41', '11'].map((digits) => `+1${area}55501${digits}`),
  )
  await addPeople(app, renewals, phones)
  await app.api.post(`/campaigns/${renewals}/start`)

  const statusOf = () => app.api.get<{ status: string }>(`/campaigns/${renewals}`)
  await app.api.until('a campaign that pauses itself', statusOf, ({ status }) => status === 'paused', LIMIT_MS)
  const items = () => app.api.get<{ data: object[] }>('/stuck-items?resolved=false')
  await app.api.until('two stuck leads', items, ({ data }) => data.length === 2, LIMIT_MS)
  return { campaignId: renewals, stop: () => void receiver.close() }
}
