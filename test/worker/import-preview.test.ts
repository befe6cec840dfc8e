import { beforeEach, describe, expect, it } from 'vitest'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { sweepUploads } from '../../src/app/uploads/sweep.ts'
import { addAgent, addCampaign, addNumber } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

const CSV = { 'Content-Type': 'text/csv' }
const HOUR = 60 * 60_000

let world: ApiWorld
let campaign: Json

beforeEach(async () => {
  world = await createApiWorld()
  campaign = await addCampaign(world)
})

const phone = (n: number) => `+1312555${String(n).padStart(4, '0')}`
const stored = async () => (await bindings.FILES.list()).objects.map((it) => it.key)

async function preview(list: string | Uint8Array, query = '', path = `/campaigns/${campaign.id}/import-preview`) {
  const answer = await world.request('POST', path + query, list, CSV)
  if (answer.status !== 200) throw new Error(JSON.stringify([answer.status, answer.body, world.logged]))
  return answer.body
}

async function finish(importId: string): Promise<Json> {
  for (let chunk = 0; ; chunk++) {
    const entry = await world.get(`/imports/${importId}`)
    if (entry.status !== 'queued' && entry.status !== 'running') return entry
    await processImportChunk(world.deps, { importId, orgId: 'org_local', chunk })
  }
}

describe('a look at a list', () => {
  it('says of every row what an import would, and writes nothing', async () => {
    await world.post(`/campaigns/${campaign.id}/leads`, { name: 'Known', phones: [phone(1)] })
    await world.post('/suppressions', { phone: phone(4), reason: 'asked' })
    const list = `Name,Mobile,Case\nAnn,${phone(1)},C-1\nBob,${phone(2)},C-2\nBo,${phone(2)},\nCy,none,\nDan,123,\nEve,${phone(4)},\n`
    const seen = await preview(list, '?filename=leads.csv')
    expect(seen).toMatchObject({
      upload_id: expect.stringMatching(/^upl_/),
      filename: 'leads.csv',
      bytes: list.length,
      format: { kind: 'csv', encoding: 'utf-8', delimiter: ',', sheet: null, sheets: [] },
      columns: [
        { header: 'Name', target: 'name', guessed: true, samples: ['Ann', 'Bob', 'Bo'] },
        { header: 'Mobile', target: 'phone1', phone_position: 1, guessed: true },
        { header: 'Case', target: 'variable:CASE', variable: 'CASE', samples: ['C-1', 'C-2'] },
      ],
      saved_mapping: null,
      problem: null,
      counts: { looked_at: 6, created: 1, updated: 1, duplicate: 1, skipped: 2, disqualified: 0, rejected: 1 },
      rows_total: 6,
    })
    expect(seen.rows.map((row: Json) => [row.line, row.verdict, row.phones[0] ?? null])).toEqual([
      [2, 'updated', phone(1)],
      [3, 'created', phone(2)],
      [4, 'duplicate', phone(2)],
      [5, 'rejected', null],
      [6, 'skipped', null],
      [7, 'skipped', phone(4)],
    ])
    expect(seen.rows[2].notes).toMatchObject([{ code: 'duplicate' }])
    expect((await world.get(`/campaigns/${campaign.id}/leads`)).data).toHaveLength(1)
    const { id } = await world.post(`/campaigns/${campaign.id}/imports`, { upload_id: seen.upload_id })
    expect(await finish(id)).toMatchObject({ status: 'completed', created: 3, updated: 1, duplicate: 1, rejected: 1 })
  })

  it('says what the agent will say first', async () => {
    const agent = await addAgent(world, { greeting: 'Hello {{NAME}}, about case {{CASE}}?', company: 'Acme' })
    const number = await addNumber(world)
    const speaking = await addCampaign(world, { fields: { agent_id: agent.id, number_ids: [number.id] } })
    const list = `name,phone,case\nAnn,${phone(1)},C-1\nBob,none,C-2\n`
    const { rows } = await preview(list, '', `/campaigns/${speaking.id}/import-preview`)
    expect(rows[0].spoken).toMatch(/^This is an automated call from Acme .* Hello Ann, about case C-1\?$/)
    expect(rows[1].spoken).toBeNull()
  })

  it('is looked at again with another mapping, and says what is wrong until it fits', async () => {
    const seen = await preview('Wer,Nummer\nAnn,3125550101\n')
    expect(seen).toMatchObject({ problem: expect.stringContaining('No column for phones'), rows: [] })
    expect(seen.columns).toMatchObject([
      { header: 'Wer', target: 'variable:WER', samples: ['Ann'] },
      { header: 'Nummer', target: 'variable:NUMMER', samples: ['3125550101'] },
    ])
    const again = await world.post(`/uploads/${seen.upload_id}/preview`, { mapping: { Nummer: 'phone1', Wer: 'name' } })
    expect(again).toMatchObject({
      upload_id: seen.upload_id,
      problem: null,
      columns: [{ guessed: false }, { guessed: false, target: 'phone1' }],
      rows: [{ name: 'Ann', phones: [phone(101)], verdict: 'created' }],
    })
    const bad = await world.request('POST', `/uploads/${seen.upload_id}/preview`, { mapping: { Wer: 'phone99' } })
    expect(bad).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/mapping/Wer' }] } })
  })

  it('judges the first thousand rows, shows twenty, and counts the others', async () => {
    const list = `phone\n${Array.from({ length: 1500 }, (_, i) => phone(i)).join('\n')}\n`
    const { rows, counts, rows_total } = await preview(list)
    expect([rows.length, counts.looked_at, counts.created, rows_total]).toEqual([20, 1000, 1000, 1500])
  })

  it('goes to the address book as well', async () => {
    const list = `name,email,shoe size\nAnn,ann@example.com,38\n`
    const seen = await preview(list, '', '/contacts/import-preview')
    expect(seen).toMatchObject({ rows: [{ verdict: 'created', email: 'ann@example.com', spoken: null }] })
    const { id } = await world.post('/contacts/imports', { upload_id: seen.upload_id })
    expect(await finish(id)).toMatchObject({ status: 'completed', campaign_id: null, created: 1 })
  })

  it('of a file that is no list is refused, and nothing of it is kept', async () => {
    const answer = await world.request('POST', '/contacts/import-preview', '%PDF-1.7 …', CSV)
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('PDF') } })
    expect(await stored()).toEqual([])
    expect(await bindings.DB.prepare('SELECT count(*) AS n FROM uploads').first('n')).toBe(0)
  })
})

describe('an upload', () => {
  it('becomes one import, however often it is asked for', async () => {
    const { upload_id } = await preview(`phone\n${phone(1)}\n`)
    const first = await world.post(`/campaigns/${campaign.id}/imports`, { upload_id })
    const again = await world.post(`/campaigns/${campaign.id}/imports`, { upload_id })
    expect(again.id).toBe(first.id)
    expect(await finish(first.id)).toMatchObject({ created: 1 })
    expect(await world.request('POST', `/uploads/${upload_id}/preview`, {})).toMatchObject({ status: 404 })
  })

  it('goes only where it was uploaded for, and only with what makes sense', async () => {
    const { upload_id } = await preview(`phone\n${phone(1)}\n`)
    const other = await addCampaign(world)
    const post = (path: string, body: unknown) => world.request('POST', path, body)
    expect(await post(`/campaigns/${other.id}/imports`, { upload_id })).toMatchObject({ status: 409 })
    expect(await post('/contacts/imports', { upload_id })).toMatchObject({ status: 409 })
    expect(await post('/contacts/imports', {})).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/upload_id' }] },
    })
    expect(await post('/contacts/imports', { upload_id: 'upl_none' })).toMatchObject({ status: 404 })
  })

  it('is deleted after a day, unless it is an import', async () => {
    const left = await preview(`phone\n${phone(1)}\n`)
    const used = await preview(`phone\n${phone(2)}\n`)
    const { id } = await world.post(`/campaigns/${campaign.id}/imports`, { upload_id: used.upload_id })
    // As if the Worker had died before it forgot the upload.
    await bindings.DB.prepare(
      `INSERT INTO uploads SELECT 'org_local', ?1, ?2, '', file_key, '{"pieces":[19],"bytes":19,"rows":1}', ?3 FROM imports WHERE id = ?4`,
    )
      .bind(used.upload_id, campaign.id, MONDAY_TEN, id)
      .run()
    expect(await sweepUploads(world.deps)).toBe(0)
    world.setTime(MONDAY_TEN + 24 * HOUR + 60_000)
    expect(await world.request('POST', `/uploads/${left.upload_id}/preview`, {})).toMatchObject({ status: 404 })
    world.setTime(MONDAY_TEN + 26 * HOUR)
    expect(await sweepUploads(world.deps)).toBe(2)
    expect(await stored()).toEqual([expect.stringContaining(id)])
    expect(await finish(id)).toMatchObject({ status: 'completed', created: 1 })
  })
})

describe('a saved mapping', () => {
  const mapping = { Nummer: 'phone1', Wer: 'name' }
  const list = `Wer,Nummer\nAnn,${phone(1)}\n`

  it('is offered for a list with the same headings in any order, and used by its id', async () => {
    const saved = await world.post('/import-mappings', { name: 'Verein', mapping, headers: ['nummer', ' Wer '] })
    expect(saved).toMatchObject({ id: expect.stringMatching(/^map_/), name: 'Verein', mapping })
    const seen = await preview(list)
    expect(seen.saved_mapping).toEqual({ id: saved.id, name: 'Verein' })
    expect((await preview(`Wer,Nummer,Ort\nAnn,${phone(1)},X\n`)).saved_mapping).toBeNull()
    expect(await preview(list, `?mapping_id=${saved.id}`)).toMatchObject({ problem: null, rows: [{ name: 'Ann' }] })
    const body = { upload_id: seen.upload_id, mapping_id: saved.id }
    expect(await finish((await world.post(`/campaigns/${campaign.id}/imports`, body)).id)).toMatchObject({ created: 1 })
    const both = await world.request('POST', `/uploads/${(await preview(list)).upload_id}/preview`, {
      mapping,
      mapping_id: saved.id,
    })
    expect(both).toMatchObject({ status: 422, body: { errors: [{ pointer: '#/mapping_id' }] } })
  })

  it('is changed, listed and deleted, and each leaves a record', async () => {
    const { id } = await world.post('/import-mappings', { name: 'A', mapping })
    await world.post('/import-mappings', { name: 'B', mapping })
    expect(await world.request('POST', '/import-mappings', { name: 'A', mapping })).toMatchObject({ status: 409 })
    expect(await world.request('PATCH', `/import-mappings/${id}`, { name: 'B' })).toMatchObject({ status: 409 })
    const changed = await world.request('PATCH', `/import-mappings/${id}`, { name: 'C', headers: ['Wer'] })
    expect(changed.body).toMatchObject({ name: 'C', mapping, headers: ['Wer'] })
    expect((await world.get('/import-mappings')).data.map((it: Json) => it.name)).toEqual(['C', 'B'])
    expect(await world.request('DELETE', `/import-mappings/${id}`)).toMatchObject({ status: 204 })
    expect(await world.request('DELETE', `/import-mappings/${id}`)).toMatchObject({ status: 404 })
    const { results } = await bindings.DB.prepare('SELECT action FROM audit_log WHERE subject = ?1 ORDER BY id')
      .bind(id)
      .all()
    expect(results.map((it) => it.action)).toEqual([
      'import_mapping.created',
      'import_mapping.updated',
      'import_mapping.deleted',
    ])
  })
})

it('the template of the address book imports as it is', async () => {
  const answer = await world.request('GET', '/contacts/import-template.csv')
  expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
  const headings = answer.body.trim().split(',')
  const row = headings.map((it: string) => ({ name: 'Ann', phone1: phone(1), external_id: 'crm-1' })[it] ?? '')
  const seen = await preview(`${answer.body}${row.join(',')}\n`, '', '/contacts/import-preview')
  expect(seen.columns.filter((it: Json) => it.target.startsWith('variable'))).toEqual([])
  expect(seen).toMatchObject({ problem: null, rows: [{ name: 'Ann', verdict: 'created' }] })
})
