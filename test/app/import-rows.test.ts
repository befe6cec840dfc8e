import { beforeEach, describe, expect, test } from 'vitest'
import { CAMPAIGN, env, ImportWorld, ORG, phone } from '../support/import-world.ts'
import example from '../support/leads-example.csv?raw'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const COUNTS = { processed: 0, created: 0, updated: 0, duplicate: 0, rejected: 0, skipped: 0 }

describe('a list becomes leads', () => {
  test('in the order of the file, with phones, email and variables', async () => {
    const done = await world.import(example, { query: '?filename=people.csv' })
    expect(done).toMatchObject({
      ...COUNTS,
      status: 'completed',
      rows: 3,
      processed: 3,
      created: 3,
      errors: [],
      failure: null,
    })
    expect(done).toMatchObject({ filename: 'people.csv', finishedAt: world.now })
    const leads = await world.leads()
    expect(leads.map((it) => [it.seq, it.name, it.email, it.phones.map((p) => p.e164)])).toEqual([
      [1, 'Alex Chen', 'alex@acme.example', ['+14155550120']],
      [2, 'Jamie Lee', 'jamie@acme.example', ['+12025550133', '+12025550144']],
      [3, 'Sam Ortiz', null, ['+13125550171', '+13125550102']],
    ])
    expect(leads[1]!.variables).toEqual({ AMOUNT: '12000', ADDRESS: '9 Elm Ave, Suite 2', CASE_NUMBER: 'CASE-7742' })
    expect(world.told).toEqual([{ campaignId: CAMPAIGN, seq: 3 }])
    expect(await world.picture()).toMatchObject({
      seq: 3,
      phones: 5,
      contacts: 3,
      stats: { s_pending: 3, s_skipped: 0 },
    })
  })

  test('rows that cannot be called are skipped with the reason, rows that name nobody are rejected', async () => {
    const done = await world.import(
      'name,phone1,email\nAnn,not a phone,ann@x.example\nBob,,bob@x.example\n\nCy,,\n,4155550104,\n',
    )
    expect(done).toMatchObject({ status: 'completed', rows: 4, created: 2, skipped: 1, rejected: 2 })
    expect(done.errors).toMatchObject([
      { line: 2, column: 'phone1', code: 'phone_not_usable' },
      { line: 3, column: 'phone1', code: 'no_phone' },
      { line: 5, column: 'phone1', code: 'no_phone' },
    ])
    const leads = await world.leads()
    expect(leads.map((it) => [it.name, it.status, it.status_reason])).toEqual([
      ['Ann', 'skipped', 'numbers_invalid'],
      ['', 'pending', null],
    ])
    expect(leads[0]!.phones).toEqual([{ position: 1, e164: null, raw: 'not a phone', problem: 'not_a_number' }])
  })

  test('the first usable phone is the one to begin with', async () => {
    await world.import(`phone1,phone2\n123,${phone(1)}\n`)
    expect((await world.leads())[0]).toMatchObject({ status: 'pending', phone_position: 2 })
  })

  test('a person whose every usable phone is suppressed is not to be called', async () => {
    await world.suppress(phone(1))
    await world.suppress(phone(2))
    const done = await world.import(`name,phone1,phone2\nAnn,${phone(1)},bad\nBob,${phone(2)},${phone(3)}\n`)
    expect(done).toMatchObject({ created: 2, skipped: 0 })
    expect((await world.leads()).map((it) => [it.status, it.status_reason, it.phone_position])).toEqual([
      ['do_not_call', 'suppressed', 1],
      ['pending', null, 2],
    ])
    expect(await world.picture()).toMatchObject({ stats: { s_pending: 1, s_do_not_call: 1 } })
  })

  test('a phone the organization knows as dead is not dialed for a new campaign either', async () => {
    await world.import(`phone\n${phone(1)}\n`)
    await env.DB.prepare("UPDATE contact_phones SET dead = 'wrong_number'").run()
    await world.addCampaign('cmp_two')
    await world.import(`phone\n${phone(1)}\n`, { campaign: 'cmp_two' })
    expect(await world.leads('cmp_two')).toMatchObject([{ status: 'skipped', status_reason: 'wrong_numbers' }])
  })
})

describe('the same person', () => {
  test.each([undefined, 1, 2])('twice in one list: the first row wins (chunks of %s)', async (chunkRows) => {
    const list = `name,phone1,phone2,email\nAnn,${phone(1)},${phone(2)},ann@x.example\nBob,${phone(3)},,\nAnn B,${phone(9)},${phone(2)},\nA,,,\nAnn C,${phone(7)},,ANN@x.example\n`
    const done = await world.import(list, chunkRows ? { chunkRows } : {})
    expect(done).toMatchObject({ processed: 5, created: 2, duplicate: 2, rejected: 1, updated: 0 })
    expect(done.errors.map((it) => [it.line, it.code])).toEqual([
      [4, 'duplicate'],
      [5, 'no_phone'],
      [6, 'duplicate'],
    ])
    if (!chunkRows) expect(done.errors[0]!.message).toContain('line 2')
    expect((await world.leads()).map((it) => it.name)).toEqual(['Ann', 'Bob'])
  })

  test('in a second list is updated, keeps its place, and gets the new phones behind the old', async () => {
    await world.import(`name,phone1,email,a,b\nAnn,${phone(1)},old@x.example,1,1\n`)
    const [before] = await world.leads()
    const done = await world.import(`name,phone1,phone2,email,b,c\nAnna,${phone(2)},${phone(1)},new@x.example,2,\n`)
    expect(done).toMatchObject({ created: 0, updated: 1 })
    const leads = await world.leads()
    expect(leads).toHaveLength(1)
    expect(leads[0]).toMatchObject({
      id: before!.id,
      seq: 1,
      name: 'Anna',
      email: 'new@x.example',
      variables: { A: '1', B: '2' },
    })
    expect(leads[0]!.phones.map((it) => [it.position, it.e164])).toEqual([
      [1, phone(1)],
      [2, phone(2)],
    ])
    expect((await world.countersAndTruth())[0]).toEqual((await world.countersAndTruth())[1])
  })

  test('is never re-opened when finished', async () => {
    await world.import(`phone,x\n${phone(1)},1\n`)
    await env.DB.prepare("UPDATE leads SET status = 'completed'").run()
    await world.import(`phone,x\n${phone(1)},2\n`)
    expect(await world.leads()).toMatchObject([{ status: 'completed', variables: { X: '2' }, seq: 1 }])
  })

  test('that was skipped and now has a phone is dialed, as the last of the line', async () => {
    await world.import(`name,phone,email\nAnn,12,ann@x.example\nBob,${phone(2)},\n`)
    await world.import(`name,phone,email\nAnn,${phone(1)},ann@x.example\n`)
    expect((await world.leads()).map((it) => [it.name, it.status, it.seq, it.phone_position])).toEqual([
      ['Bob', 'pending', 2, 1],
      ['Ann', 'pending', 3, 2],
    ])
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
    expect(world.told).toHaveLength(2)
  })

  test('known from another campaign becomes a lead of this one, without a second contact', async () => {
    await world.addCampaign('cmp_two')
    const list = `name,phone\nAnn,${phone(1)}\n`
    await world.import(list)
    expect(await world.import(list, { campaign: 'cmp_two' })).toMatchObject({ created: 1, updated: 0 })
    expect((await world.leads('cmp_two'))[0]!.contact_id).toBe((await world.leads())[0]!.contact_id)
  })

  test('keeps its phones: a number of somebody else is not moved', async () => {
    await world.import(`name,phone\nAnn,${phone(1)}\nBob,${phone(2)}\n`)
    const done = await world.import(`name,phone1,phone2\nAnn,${phone(1)},${phone(2)}\n`)
    expect(done.errors).toMatchObject([{ line: 2, code: 'phone_of_another' }])
    expect((await world.leads()).map((it) => it.phones.map((p) => p.e164))).toEqual([[phone(1)], [phone(2)]])
  })

  test('of another organization is somebody else', async () => {
    await world.import(`name,phone,email\nAnn,${phone(1)},a@x.example\n`)
    await env.DB.prepare("INSERT INTO organizations (id, name, created_at) VALUES ('org_two', 'x', 0)").run()
    await world.addCampaign('cmp_theirs', { orgId: 'org_two' })
    world.actor = { ...world.actor, orgId: 'org_two' }
    await world.upload(`name,phone,email\nEve,${phone(1)},a@x.example\n`, { campaign: 'cmp_theirs' })
    await world.drain()
    expect(await world.leads('cmp_theirs')).toMatchObject([{ name: 'Eve', status: 'pending' }])
    expect(await world.leads()).toMatchObject([{ name: 'Ann' }])
    const { results } = await env.DB.prepare('SELECT org_id FROM contact_phones ORDER BY org_id').all()
    expect(results).toEqual([{ org_id: ORG }, { org_id: 'org_two' }])
  })
})
