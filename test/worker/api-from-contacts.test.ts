import { beforeEach, describe, expect, it } from 'vitest'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { addCampaign, moveLead } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, LOCAL, OTHER } from '../support/api-world.ts'

/** People of the address book who become leads, in the background. */

interface Chunk {
  importId: string
  orgId: string
  chunk: number
}

let world: ApiWorld
let campaignId: string
let queue: Chunk[]
beforeEach(async () => {
  queue = []
  world = await createApiWorld()
  world.deps.queues.importChunk = async (message) => void queue.push(message)
  campaignId = (await addCampaign(world)).id
})

const phone = (n: number) => `+1312555${String(n).padStart(4, '0')}`
/** The ids of so many new contacts. */
async function contacts(from: number, to: number, fields: object = {}): Promise<string[]> {
  const people = Array.from({ length: to - from }, (_, i) => ({
    name: `P${from + i}`,
    phones: [phone(from + i)],
    ...fields,
  }))
  const { results } = await world.post('/contacts/bulk', { contacts: people })
  return results.map((it: Json) => it.contact_id)
}
const ask = (body: unknown) => world.request('POST', `/campaigns/${campaignId}/leads/from-contacts`, body)
async function start(body: unknown): Promise<Json> {
  const answer = await ask(body)
  expect(answer.status, JSON.stringify([answer.body, world.logged])).toBe(202)
  expect(answer.headers.get('Location')).toBe(`/api/v1/imports/${answer.body.id}`)
  return answer.body
}
/** Works off what the queue holds, every message twice, as queues may. */
async function work(chunkRows = 5_000): Promise<void> {
  for (let message = queue.shift(); message; message = queue.shift()) {
    await processImportChunk(world.deps, message, { chunkRows })
    await processImportChunk(world.deps, message, { chunkRows })
  }
}
async function add(body: unknown, chunkRows?: number): Promise<Json> {
  const { id } = await start(body)
  await work(chunkRows)
  return await world.get(`/imports/${id}`)
}
const leads = async (): Promise<Json[]> => (await world.get(`/campaigns/${campaignId}/leads?limit=500`)).data

describe('people of the address book', () => {
  it('become leads by their ids, with what is known of them for variables', async () => {
    const [ann, , bo] = await contacts(0, 3, { properties: { 'case number': 7 } })
    const started = await start({ contact_ids: [ann, bo, ann] })
    expect(started).toMatchObject({ status: 'queued', source: 'contacts', campaign_id: campaignId, rows: 2 })
    await work()
    expect(await world.get(`/imports/${started.id}`)).toMatchObject({
      status: 'completed',
      rows: 2,
      processed: 2,
      created: 2,
      rejected: 0,
    })
    expect((await leads()).map((it) => [it.contact_id, it.variables])).toEqual([
      [ann, { CASE_NUMBER: '7' }],
      [bo, { CASE_NUMBER: '7' }],
    ])
    expect(world.dialers.calls).toContainEqual(['more', campaignId])
  })

  it('become leads by a filter, chunk by chunk, and nobody twice', async () => {
    await contacts(0, 40, { tags: ['vip'] })
    await contacts(40, 60)
    const done = await add({ filter: { tag: 'vip' } }, 15)
    expect(done).toMatchObject({ status: 'completed', processed: 40, created: 40 })
    expect((await leads()).map((it) => it.name)).toEqual(Array.from({ length: 40 }, (_, n) => `P${n}`))
    const all = await add({ filter: {} }, 25)
    expect(all).toMatchObject({ status: 'completed', processed: 60, created: 20, updated: 40 })
    expect(await leads()).toHaveLength(60)
    const rest = await add({ filter: { not_in_campaign_id: campaignId } })
    expect(rest).toMatchObject({ status: 'completed', processed: 0, created: 0, failure: null })
  })

  it('are written nothing to but their lead', async () => {
    const [id] = await contacts(0, 1, { tags: ['vip'], properties: { a: '1' } })
    const row = () => bindings.DB.prepare('SELECT * FROM contacts WHERE id = ?').bind(id).first()
    const before = await row()
    await add({ contact_ids: [id] })
    expect(await row()).toEqual(before)
  })

  it('who are leads already are not opened again, and who cannot be called are skipped', async () => {
    const ids = await contacts(0, 2)
    const { results } = await world.post('/contacts/bulk', {
      contacts: [{ email: 'ann@example.com' }, { phones: ['12'] }, { phones: [phone(9)] }],
    })
    await world.post('/suppressions', { phone: phone(9), reason: 'asked' })
    await add({ contact_ids: ids })
    const [first] = await leads()
    await moveLead(first, 'completed')
    const done = await add({ contact_ids: [...ids, ...results.map((it: Json) => it.contact_id)] })
    expect(done).toMatchObject({ processed: 5, created: 3, updated: 2, skipped: 2 })
    expect((await leads()).map((it) => it.status)).toEqual([
      'completed',
      'pending',
      'skipped',
      'skipped',
      'do_not_call',
    ])
  })

  it('who were merged away or deleted meanwhile are told of, and the others come', async () => {
    const ids = await contacts(0, 3)
    await start({ contact_ids: ids })
    await bindings.DB.prepare('UPDATE contacts SET merged_into = ?2 WHERE id = ?1').bind(ids[0], ids[1]).run()
    await bindings.DB.prepare('UPDATE contacts SET erased_at = 1 WHERE id = ?').bind(ids[2]).run()
    await work()
    const [entry] = (await world.get(`/campaigns/${campaignId}/imports`)).data
    expect(entry).toMatchObject({ status: 'completed', processed: 3, created: 1 })
    expect((await leads()).map((it) => it.contact_id)).toEqual([ids[1]])
  })

  it('come in once however often the Worker dies between the steps', async () => {
    await contacts(0, 30)
    const { commit } = world.deps.imports
    const { importChunk } = world.deps.queues
    let step = 0
    // Before the commit, behind it, and behind the message for the next chunk: each a third of the time.
    world.deps.imports.commit = async (...given) => {
      if (step % 3 === 0 && step++ >= 0) throw new Error('killed before')
      const result = await commit(...given)
      if (step % 3 === 1 && step++ >= 0) throw new Error('killed behind')
      return result
    }
    world.deps.queues.importChunk = async (message) => {
      await importChunk(message)
      if (step++ % 3 === 2) throw new Error('killed after the message')
    }
    const { id } = await world
      .request('POST', `/campaigns/${campaignId}/leads/from-contacts`, { filter: {} })
      .then(async () => (await world.get(`/campaigns/${campaignId}/imports`)).data[0])
    let deaths = 0
    for (let message = queue.shift(); message; message = queue.shift())
      await processImportChunk(world.deps, message, { chunkRows: 4 }).catch(() => {
        deaths++
        queue.push(message!)
      })
    expect(deaths).toBeGreaterThan(5)
    expect(await world.get(`/imports/${id}`)).toMatchObject({ status: 'completed', processed: 30, created: 30 })
    expect(await leads()).toHaveLength(30)
  })

  it('are refused when they do not exist, or nobody is named', async () => {
    const [ours] = await contacts(0, 1)
    const unknown = await ask({ contact_ids: [ours, 'con_none'] })
    expect([unknown.status, unknown.body.errors]).toEqual([
      422,
      [{ pointer: '#/contact_ids/1', message: 'There is no such contact.' }],
    ])
    expect((await ask({})).status).toBe(422)
    expect((await ask({ contact_ids: [ours], filter: {} })).status).toBe(422)
    expect((await ask({ contact_ids: [] })).status).toBe(422)
    expect((await ask({ filter: { colour: 'red' } })).status).toBe(422)
    expect((await ask({ filter: { campaign_id: 'cmp_none' } })).status).toBe(404)
    expect((await ask({ filter: { import_id: 'imp_none' } })).status).toBe(404)
    expect(queue).toEqual([])
    await bindings.DB.prepare('UPDATE contacts SET org_id = ?2 WHERE org_id = ?1').bind(LOCAL.orgId, OTHER.orgId).run()
    expect((await ask({ contact_ids: [ours] })).status).toBe(422)
    await add({ filter: {} })
    expect(await leads()).toEqual([])
  })
})
