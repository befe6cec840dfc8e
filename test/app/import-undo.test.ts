import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { processUndo, resumeStalledUndos } from '../../src/app/imports/process-undo.ts'
import { CAMPAIGN, env, ImportWorld, ORG, phone } from '../support/import-world.ts'

let world: ImportWorld
beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const run = (sql: string, ...values: (string | number | null)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()
const count = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n')) ?? -1
const list = (from: number, to: number, more = (i: number) => `case ${i}`) =>
  [
    'name,phone1,case',
    ...Array.from({ length: to - from }, (_, i) => `Person ${from + i},${phone(from + i)},${more(from + i)}`),
  ].join('\n')

const undo = async (id: string) => {
  const response = await world.request(`/imports/${id}/undo`, { method: 'POST' })
  expect(response.status).toBe(202)
  await world.drain()
  return (await (await world.request(`/imports/${id}`)).json()) as {
    status: string
    can_undo: boolean
    undo: { status: string; leads_removed: number; contacts_removed: number; kept: number }
  }
}
const kept = async (id: string) =>
  parse(await (await world.request(`/imports/${id}/kept.csv`)).text(), { bom: true, columns: true }) as Record<
    string,
    string
  >[]

/** Somebody was called: an attempt in the ledger. */
const called = async (leadId: string) => {
  const lead = (await world.leads()).find((it) => it.id === leadId)!
  await run(
    `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at)
     VALUES (?1, 'att_' || ?2, ?3, ?2, ?4, 'num_1', '+12125550100', ?5, 1, 1, '2026-11-23', 0)`,
    ORG,
    leadId,
    CAMPAIGN,
    lead.contact_id,
    lead.phones[0]!.e164!,
  )
}

describe('undoing an import', () => {
  test('puts everything back as it was before', async () => {
    await world.import(list(0, 20))
    const before = await world.picture()
    const done = await world.import(
      [list(20, 2_320), 'Nobody,12-34,x', 'Person 2000 again,+14155552000,y'].join('\n'),
      { chunkRows: 700 },
    )
    expect(done).toMatchObject({ created: 2_301, duplicate: 1, skipped: 1 })
    const undone = await undo(done.id)
    expect(undone).toMatchObject({
      status: 'undone',
      can_undo: false,
      undo: { status: 'completed', leads_removed: 2_301, contacts_removed: 2_301, kept: 0 },
    })
    const after = (await world.picture()) as { seq: number }
    // Places in the list are not given again.
    expect({ ...after, seq: 20 }).toEqual(before)
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
    expect(world.removedFrom).toContain(CAMPAIGN)
    expect(await kept(done.id)).toEqual([])
  })

  test('leaves whoever was called, is a lead elsewhere, opted out, was changed or wrote in, and lists them with the reason', async () => {
    await world.addCampaign('cmp_other')
    const { id } = await world.import(list(0, 8))
    const leads = await world.leads()
    await called(leads[0]!.id)
    await world.import(list(1, 2), { campaign: 'cmp_other' })
    await run(
      "INSERT INTO suppressions (org_id, kind, value, id, source, contact_id, created_at) VALUES (?1, 'phone', ?2, 'sup_1', 'call', ?3, 0)",
      ORG,
      phone(2),
      leads[2]!.contact_id,
    )
    await run(
      'UPDATE contacts SET name = ?2, updated_at = updated_at + 5 WHERE org_id = ?1 AND id = ?3',
      ORG,
      'Renamed',
      leads[3]!.contact_id,
    )
    await run(
      `INSERT INTO inbound_conversations (org_id, id, channel, carrier_id, number_id, to_e164, contact_id, lead_id, state, received_at)
       VALUES (?1, 'cnv_1', 'text', 'sms 1', 'num_1', '+12125550100', ?2, ?3, 'ended', 0)`,
      ORG,
      leads[4]!.contact_id,
      leads[4]!.id,
    )
    const { undo: result } = await undo(id)
    expect(result).toMatchObject({ leads_removed: 6, contacts_removed: 3, kept: 5 })
    expect((await world.leads()).map((it) => it.name)).toEqual(['Person 0', 'Person 4'])
    expect(await count('contacts')).toBe(5)
    expect(await count('contact_phones')).toBe(5)
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
    const rows = await kept(id)
    expect(rows.map((row) => [row.name, row.why]).sort()).toEqual([
      ['Person 0', 'They were called, or a call to them was under way.'],
      ['Person 1', 'They are a lead of another campaign, or came into this one otherwise.'],
      ['Person 2', 'They asked not to be called; the entry names them.'],
      ['Person 4', 'They were called, or a call to them was under way.'],
      ['Renamed', 'They were changed after the import.'],
    ])
  })

  test('takes nobody away who was there before', async () => {
    await world.import(list(0, 10))
    const second = await world.import(list(5, 15, () => 'changed'))
    expect(second).toMatchObject({ created: 5, updated: 5 })
    await undo(second.id)
    expect((await world.leads()).map((it) => it.name)).toEqual(Array.from({ length: 10 }, (_, i) => `Person ${i}`))
  })

  test('stops an import that is running', async () => {
    const id = await world.upload(list(0, 30))
    const first = world.messages.shift()!
    const { processImportChunk } = await import('../../src/app/imports/process-chunk.ts')
    await processImportChunk(world.deps, first, { chunkRows: 10 })
    expect(await count('leads')).toBe(10)
    await undo(id)
    expect(await count('leads')).toBe(0)
    expect(await count('contacts')).toBe(0)
    expect((await world.find(id)).status).toBe('undone')
  })

  test('comes to the same whatever the queue does: twice, late, and after the worker died in the middle', async () => {
    const { id } = await world.import(list(0, 2_500))
    await world.request(`/imports/${id}/undo`, { method: 'POST' })
    const message = { importId: id, orgId: ORG }
    world.undoing.length = 0
    await Promise.all([processUndo(world.deps, message), processUndo(world.deps, message)])
    // Both messages for the next slice got lost.
    world.undoing.length = 0
    expect(await resumeStalledUndos(world.deps)).toBe(0)
    world.now += world.deps.limits.importStalledMs + 1
    expect(await resumeStalledUndos(world.deps)).toBe(1)
    await world.drain()
    await processUndo(world.deps, message)
    expect(await count('leads')).toBe(0)
    expect(await count('contacts')).toBe(0)
    expect((await world.find(id)).undo).toMatchObject({
      status: 'completed',
      leadsRemoved: 2_500,
      contactsRemoved: 2_500,
    })
  })

  test('keeps somebody who is called between the look and the removal', async () => {
    const { id } = await world.import(list(0, 5))
    const victim = (await world.leads())[3]!
    const { listLeads } = world.deps.undos
    let looks = 0
    world.deps.undos.listLeads = async (...args) => {
      const found = await listLeads(...args)
      if (looks++ === 0) await called(victim.id)
      return found
    }
    await undo(id)
    expect(looks).toBe(2)
    expect((await world.leads()).map((it) => it.id)).toEqual([victim.id])
    expect(await count('contacts')).toBe(1)
  })

  test('happens once, and not for viewers', async () => {
    const { id } = await world.import(list(0, 3))
    world.actor = { ...world.actor, role: 'viewer' }
    expect((await world.request(`/imports/${id}/undo`, { method: 'POST' })).status).toBe(403)
    world.actor = { ...world.actor, role: 'admin' }
    expect((await world.request('/imports/imp_none/undo', { method: 'POST' })).status).toBe(404)
    expect((await world.request('/imports/imp_none/kept.csv')).status).toBe(404)
    expect(await kept(id)).toEqual([])
    await undo(id)
    expect((await world.request(`/imports/${id}/undo`, { method: 'POST' })).status).toBe(409)
    const log = await env.DB.prepare(
      "SELECT actor, action FROM audit_log WHERE subject = ?1 AND action = 'import.undone'",
    )
      .bind(id)
      .all()
    expect(log.results).toEqual([{ actor: 'key:test', action: 'import.undone' }])
  })
})

describe('the history of imports', () => {
  test('shows those of a campaign, of the address book, and all', async () => {
    await world.addCampaign('cmp_other')
    const a = await world.import(list(0, 2))
    world.now += 1
    const b = await world.import(list(2, 4), { campaign: 'cmp_other' })
    const ids = async (query: string) =>
      ((await (await world.request(`/imports${query}`)).json()) as { data: { id: string }[] }).data.map((it) => it.id)
    expect(await ids('')).toEqual([b.id, a.id])
    expect(await ids(`?campaign_id=${CAMPAIGN}`)).toEqual([a.id])
    expect(await ids('?campaign_id=none')).toEqual([])
    expect(await ids('?status=failed')).toEqual([])
    expect(await ids('?source=upload&limit=1')).toEqual([b.id])
  })
})
