import { beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../src/entry/http/api.ts'
import { createDocs } from '../../src/entry/http/docs.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import { type ApiWorld, bindings, createApiWorld } from '../support/api-world.ts'

let world: ApiWorld
let campaignId: string
let forwarded: Request[]
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await world.post('/campaigns', { name: 'A' })).id
  forwarded = []
})

/** The campaign's object, as far as the door sees it: it takes the socket and says a word. */
const CAMPAIGN = {
  idFromName: (name: string) => name,
  get: () => ({
    async fetch(url: string, init: RequestInit) {
      forwarded.push(new Request(url, { headers: init.headers as Headers }))
      const { 0: client, 1: server } = new WebSocketPair()
      server.accept()
      server.send('hello')
      return new Response(null, { status: 101, webSocket: client })
    },
  }),
}

const open = (path: string, headers: Record<string, string>) =>
  createApi(() => world.deps).request(path, { headers: { Upgrade: 'websocket', ...headers } }, {
    ...bindings,
    CAMPAIGN,
  } as never)

describe('the live feed', () => {
  it.each([
    ['', { 'Sec-WebSocket-Protocol': 'sundial, sundial_local_key' }],
    ['', { Authorization: 'Bearer sundial_local_key' }],
  ])('opens with the key where a browser or a script can put it (%s %o)', async (query, headers) => {
    const answer = await open(`/campaigns/${campaignId}/live${query}`, headers as Record<string, string>)
    expect(answer.status).toBe(101)
    const said = new Promise((resolve) => answer.webSocket?.addEventListener('message', (event) => resolve(event.data)))
    answer.webSocket?.accept()
    expect(await said).toBe('hello')
    expect(answer.headers.get('Sec-WebSocket-Protocol')).toBe('Sec-WebSocket-Protocol' in headers ? 'sundial' : null)
    expect(forwarded[0]?.headers.get('x-campaign-id')).toBe(campaignId)
    expect(new URL(forwarded[0]?.url ?? '').pathname).toBe('/live')
    expect(forwarded[0]?.url).not.toContain('sundial_local_key')
  })

  it('stays shut without a key, with a wrong one, and for a campaign that is not there', async () => {
    expect((await open(`/campaigns/${campaignId}/live`, {})).status).toBe(401)
    expect((await open(`/campaigns/${campaignId}/live`, { 'Sec-WebSocket-Protocol': 'sundial, x' })).status).toBe(401)
    expect((await open('/campaigns/cmp_none/live', { 'X-API-Key': 'sundial_local_key' })).status).toBe(404)
    expect(forwarded).toEqual([])
  })

  it('says so to who does not speak WebSocket', async () => {
    expect((await world.request('GET', `/campaigns/${campaignId}/live`)).status).toBe(400)
  })
})

describe('the reference', () => {
  it('shows every operation and asks nobody else for anything', async () => {
    const api = createApi(() => world.deps, [importRoutes()])
    const answer = await createDocs(api).request('/')
    const html = await answer.text()
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(/)
    expect(html.match(/(src|href)="https?:/g)).toBeNull()
    const { paths } = (await world.request('GET', '/openapi.json')).body
    for (const path of Object.keys(paths)) expect(html, path).toContain(`/api/v1${path}`)
    for (const code of ['conflict', 'missing_requirements', 'internal']) expect(html).toContain(`id="problem-${code}"`)
  })
})
