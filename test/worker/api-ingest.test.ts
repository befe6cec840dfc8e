import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { logLine } from '../../src/adapters/log.ts'
import { createIngestHook } from '../../src/entry/http/ingest-hook.ts'
import { addCampaign, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL, OTHER } from '../support/api-world.ts'
import { handOver } from '../support/tenant-resources.ts'

/** A campaign's own address for CRMs and form tools, and the key in it. */

let world: ApiWorld
let campaignId: string
let key: string
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
  key = (await create({ name: 'Form' })).key
})

const create = (body: object) => world.post(`/campaigns/${campaignId}/ingest-keys`, body)
const keys = async (): Promise<Json[]> => (await world.get(`/campaigns/${campaignId}/ingest-keys`)).data
const leads = async (): Promise<Json[]> => (await world.get(`/campaigns/${campaignId}/leads`)).data

async function hook(
  path: string,
  body: unknown,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
) {
  const app = new Hono().route(
    '/hooks/ingest',
    createIngestHook(() => world.deps),
  )
  const sent = typeof body === 'string' || body instanceof FormData || body instanceof ReadableStream
  const init = { method: 'POST', headers, body: sent ? body : JSON.stringify(body), duplex: 'half' }
  const answer = await app.request(`/hooks/ingest${path}`, init as RequestInit, bindings)
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Json, text }
}
const send = (body: unknown, headers?: Record<string, string>) => hook(`/${key}`, body, headers)
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe('an ingest key', () => {
  it('is told once, kept as a digest, and listed by how it begins', async () => {
    const made = await create({ name: 'CRM', mapping: { reach: 'phone1' } })
    expect(made.key).toMatch(/^ingest_[0-9a-f]{40}$/)
    expect(made.url).toBe(`http://localhost/hooks/ingest/${made.key}`)
    const [listed, first] = await keys()
    expect(listed).toEqual({
      id: made.id,
      campaign_id: campaignId,
      name: 'CRM',
      prefix: made.key.slice(0, 13),
      mapping: { reach: 'phone1' },
      created_at: made.created_at,
      last_used_at: null,
      revoked_at: null,
    })
    expect(first.name).toBe('Form')
    const { results } = await bindings.DB.prepare('SELECT * FROM ingest_keys').all()
    expect(JSON.stringify(results)).not.toContain(made.key.slice(13))
    const { data } = await world.get(`/audit-log?subject=${made.id}`)
    expect(data.map((it: Json) => it.action)).toEqual(['ingest_key.created'])
    expect(JSON.stringify(data)).not.toContain(made.key.slice(13))
  })

  it('opens nothing once it is revoked, and nothing says that it ever did', async () => {
    const [{ id }] = await keys()
    expect((await send({ phone: '2125550100' })).status).toBe(200)
    for (let round = 0; round < 2; round++)
      expect((await world.request('DELETE', `/ingest-keys/${id}`)).status).toBe(204)
    expect((await keys())[0]).toMatchObject({ id, revoked_at: expect.any(String), last_used_at: expect.any(String) })
    const nowhere = { status: 404, body: null, text: '' }
    expect(await send({ phone: '2125550101' })).toEqual(nowhere)
    expect(await hook(`/ingest_${'0'.repeat(40)}`, {})).toEqual(nowhere)
    expect(await hook('/x', {})).toEqual(nowhere)
    expect(await hook('', {})).toEqual(nowhere)
    expect(await leads()).toHaveLength(1)
    const { data } = await world.get(`/audit-log?subject=${id}&action=ingest_key.revoked`)
    expect(data).toHaveLength(1)
    expect((await world.request('DELETE', '/ingest-keys/igk_none')).status).toBe(404)
  })

  it('goes with its campaign', async () => {
    expect((await world.request('DELETE', `/campaigns/${campaignId}`)).status).toBe(204)
    expect((await send({ phone: '2125550100' })).status).toBe(404)
    expect(await bindings.DB.prepare('SELECT count(*) AS n FROM ingest_keys').first()).toEqual({ n: 0 })
  })

  it('brings people to whose key it is, and to nobody else', async () => {
    await handOver(LOCAL.orgId, OTHER.orgId)
    expect((await send({ phone: '2125550100' })).status).toBe(200)
    const { results } = await bindings.DB.prepare(
      'SELECT l.org_id, l.campaign_id, c.org_id AS contact_org FROM leads l JOIN contacts c ON c.id = l.contact_id',
    ).all()
    expect(results).toEqual([{ org_id: OTHER.orgId, campaign_id: campaignId, contact_org: OTHER.orgId }])
  })

  it('is no key of the API, nor the other way round', async () => {
    expect((await world.request('GET', '/campaigns', undefined, { Authorization: `Bearer ${key}` })).status).toBe(401)
    expect((await hook('/sundial_local_key', {})).status).toBe(404)
  })

  it('stands in no line of the log, whatever goes wrong', async () => {
    await send({ phone: '2125550100' })
    await send('{')
    await hook(`/${key.slice(0, -1)}`, {})
    world.deps.imports.commit = async () => {
      throw new Error(`POST /hooks/ingest/${key} failed`)
    }
    expect((await send({ phone: '2125550101' })).status).toBe(500)
    const lines = [...world.logged, ...world.served.map((fields) => ({ message: 'request.served', fields }))]
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['request.failed', 'request.served', 'ingest.rejected']),
    )
    const text = JSON.stringify(lines.map(({ message, fields }) => logLine('error', message, fields)))
    expect(text).toContain('/hooks/ingest/:key')
    expect(text).not.toContain(key.slice(13, 40))
  })

  it('is one of at most twenty', async () => {
    for (let i = 0; i < 19; i++) await create({})
    const full = await world.request('POST', `/campaigns/${campaignId}/ingest-keys`, {})
    expect([full.status, full.body.code]).toEqual([409, 'conflict'])
    await world.request('DELETE', `/ingest-keys/${(await keys())[0].id}`)
    expect((await world.request('POST', `/campaigns/${campaignId}/ingest-keys`, {})).status).toBe(201)
  })
})

describe('what a CRM or form tool sends', () => {
  const everybody = async () => (await leads()).map((it) => [it.name, it.phones[0]?.e164, it.variables])

  it.each<[string, unknown, Record<string, string>?]>([
    ['as JSON', { 'First Name': 'Ann', 'Last Name': 'Lee', Phone: '(212) 555-0100', Plan: 'gold' }],
    ['within an object', { data: { name: 'Ann Lee', phone: '(212) 555-0100', plan: 'gold' } }],
    ['as a list', [{ name: 'Ann Lee', phone: '(212) 555-0100', plan: 'gold' }]],
    ['as leads', { leads: [{ name: 'Ann Lee', phones: ['(212) 555-0100'], variables: { plan: 'gold' } }] }],
    ['as a form', 'name=Ann+Lee&phone=%28212%29+555-0100&plan=gold', form],
    ['as fields in brackets', 'form_fields[name]=Ann+Lee&form_fields[phone]=212-555-0100&form_fields[plan]=gold', form],
    [
      'as JSON that says it is text',
      '{"name":"Ann Lee","phone":"2125550100","plan":"gold"}',
      { 'Content-Type': 'text/plain' },
    ],
    ['as JSON that says it is a form', '{"name":"Ann Lee","phone":"2125550100","plan":"gold"}', form],
    ['as a form that says nothing', 'name=Ann+Lee&phone=2125550100&plan=gold', {}],
  ])('is somebody for the campaign: %s', async (_, body, headers) => {
    const { status, body: answer, text } = await send(body, headers)
    expect(status, text).toBe(200)
    expect(answer.results).toMatchObject([{ index: 0, result: 'created', lead_id: expect.any(String) }])
    const [person] = await everybody()
    expect(person).toMatchObject(['Ann Lee', '+12125550100', { PLAN: 'gold' }])
  })

  it('may be a form with a file, which nobody looks at', async () => {
    const fields = new FormData()
    fields.append('name', 'Ann Lee')
    fields.append('resume', new File(['x'.repeat(100_000)], 'a.pdf'))
    fields.append('phone', '2125550100')
    expect((await send(fields, {})).status).toBe(200)
    expect((await everybody())[0]).toMatchObject(['Ann Lee', '+12125550100', {}])
  })

  it('goes by the mapping of the key', async () => {
    key = (await create({ mapping: { 'your-mobile': 'phone1', who: 'name', secret: 'ignore' } })).key
    await send({ 'your-mobile': '2125550100', who: 'Ann', secret: 'x' })
    expect(await everybody()).toEqual([['Ann', '+12125550100', {}]])
    const wrong = await world.request('POST', `/campaigns/${campaignId}/ingest-keys`, { mapping: { a: 'nowhere' } })
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '#/mapping/a'])
  })

  it('gives everyone of a list a result, and only ever adds', async () => {
    const people = [{ external_id: 'a', phone: '2125550100' }, { name: 'Nobody' }, 7, { phone: '2125550100' }]
    const { status, body } = await send({ action: 'remove', leads: people })
    expect(status).toBe(200)
    expect(body.results.map((it: Json) => [it.result, it.reasons])).toEqual([
      ['created', []],
      ['rejected', ['no_phone']],
      ['rejected', ['not_a_person']],
      ['duplicate', []],
    ])
    const again = await send({ action: 'remove', external_id: 'a', phone: '2125550100' })
    expect(again.body.results[0].result).toBe('updated')
    expect(await leads()).toHaveLength(1)
    const { data } = await world.get(`/campaigns/${campaignId}/arrivals`)
    expect(data[0]).toMatchObject({ source: 'ingest', requests: 2, created: 1, updated: 1, rejected: 2, duplicate: 1 })
    const log = await world.get(`/audit-log?subject=${campaignId}&action=campaign.leads_added`)
    expect(log.data[0].actor).toBe(`ingest:${(await keys())[0].id}`)
  })

  it('is refused where nobody can be found in it', async () => {
    const alone = await send({ name: 'Ann' })
    expect([alone.status, alone.body.results[0].result]).toEqual([422, 'rejected'])
    expect((await send([])).status).toBe(422)
    expect((await send(Array.from({ length: 1001 }, () => ({ phone: '1' })))).status).toBe(422)
    expect((await send('{"phone":')).status).toBe(400)
    expect((await send('<xml/>', { 'Content-Type': 'text/xml' })).status).toBe(400)
    expect((await send('', {})).status).toBe(400)
    await setStatus(campaignId, 'cancelled')
    expect((await send({ phone: '2125550100' })).status).toBe(409)
    expect(await leads()).toEqual([])
  })

  it('is read no further than it may be large, and not at all without a key', async () => {
    const endless = () => {
      const state = { sent: 0, body: null as unknown as ReadableStream }
      state.body = new ReadableStream(
        {
          pull(controller) {
            state.sent += 65_536
            controller.enqueue(new Uint8Array(65_536).fill(0x20))
          },
        },
        { highWaterMark: 0 },
      )
      return state
    }
    const multipart = { 'Content-Type': 'multipart/form-data; boundary=x' }
    for (const headers of [{ 'Content-Type': 'application/json' }, form, multipart]) {
      const source = endless()
      expect((await send(source.body, headers)).status).toBe(413)
      expect(source.sent).toBeLessThanOrEqual(4 * 1024 * 1024 + 2 * 65_536)
    }
    const source = endless()
    expect((await hook('/ingest_x', source.body)).status).toBe(404)
    expect(source.sent).toBe(0)
  })

  it('may name the key beside the address', async () => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }
    expect((await hook('', { phone: '2125550100' }, headers)).status).toBe(200)
    expect(await leads()).toHaveLength(1)
  })
})
