import { beforeEach, describe, expect, test } from 'vitest'
import { insertLeads } from '../../src/app/imports/insert-leads.ts'
import { type IntakeAction, type IntakeRow, planLeads } from '../../src/app/imports/plan-leads.ts'
import { asTheyAre } from '../../src/app/imports/read-contacts.ts'
import { givePeople, person, planInput, storedContacts } from '../support/import-people.ts'
import { CAMPAIGN, env, ImportWorld, ORG, phone, START } from '../support/import-world.ts'

let world: ImportWorld
beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const give = (rows: IntakeRow[], action?: IntakeAction, campaignId?: string | null) =>
  givePeople(world, rows, action, campaignId)
const isCounted = async () => {
  const [counters, truth] = await world.countersAndTruth()
  expect(counters).toEqual(truth)
}

describe('what the CRM calls somebody', () => {
  test('comes with a list, and finds them whatever their numbers are', async () => {
    await world.import(`CRM ID,name,phone\nA1,Ann,${phone(1)}\nB2,Bo,${phone(2)}\n`)
    const again = await world.import(`record id,name,phone\nA1,Ann Lee,${phone(3)}\n`)
    expect(again).toMatchObject({ created: 0, updated: 1, errors: [] })
    const [ann, bo] = await storedContacts()
    expect([ann!.name, ann!.external_id, bo!.external_id]).toEqual(['Ann Lee', 'A1', 'B2'])
    expect(JSON.parse(ann!.phones).map((it: { e164: string }) => it.e164)).toEqual([phone(1), phone(3)])
  })

  test('comes first, before phones and email, and stays with whom it is', async () => {
    await world.import(`external id,name,phone\nA1,Ann,${phone(1)}\nB2,Bo,${phone(2)}\n`)
    const moved = await world.import(`external id,name,phone\nA1,Ann,${phone(2)}\nC3,Bo,${phone(2)}\n`)
    expect(moved).toMatchObject({ created: 0, updated: 2 })
    expect(moved.errors.map((it) => [it.line, it.code])).toEqual([
      [2, 'phone_of_another'],
      [3, 'external_id_of_another'],
    ])
    expect((await storedContacts()).map((it) => it.external_id)).toEqual(['A1', 'B2'])
  })

  test('is given to somebody who had none', async () => {
    await give([person(1)])
    await give([person(1, { externalId: 'A1' })])
    expect((await storedContacts()).map((it) => it.external_id)).toEqual(['A1'])
  })

  test('twice in a list is one person', async () => {
    const entry = await world.import(`external id,name,phone\nA1,Ann,${phone(1)}\nA1,Annie,${phone(2)}\n`)
    expect(entry).toMatchObject({ created: 1, duplicate: 1 })
  })

  test('told by several at once under other numbers is one person', async () => {
    const all = await Promise.all([1, 2, 3, 4].map((n) => give([person(n, { externalId: 'A1' })])))
    expect(
      all
        .flat()
        .map((it) => it.outcome)
        .sort(),
    ).toEqual(['created', 'updated', 'updated', 'updated'])
    const [ann, ...others] = await storedContacts()
    expect(others).toEqual([])
    expect(JSON.parse(ann!.phones)).toHaveLength(4)
    await isCounted()
  })

  test('that nobody can keep is left out with a note', async () => {
    const entry = await world.import(`external id,phone\n${'x'.repeat(201)},${phone(1)}\n`)
    expect(entry).toMatchObject({ created: 1, errors: [{ code: 'bad_external_id', column: 'external id' }] })
  })
})

describe('criteria', () => {
  const eligibility = { match: 'all', conditions: [{ field: 'variable:AGE', op: 'gte', value: 18 }] }
  beforeEach(() => world.addCampaign('cmp_adults', { eligibility }))

  test('keep out who does not meet them, with the reasons, and count them', async () => {
    await world.suppress(phone(4))
    const list = `name,phone,age\nAnn,${phone(1)},42\nBo,${phone(2)},17\nCy,12,\nDi,${phone(4)},3\n`
    const entry = await world.import(list, { campaign: 'cmp_adults' })
    expect(entry).toMatchObject({ created: 4, disqualified: 2, skipped: 0 })
    const leads = await world.leads('cmp_adults')
    expect(leads.map((it) => [it.name, it.status, it.status_reason])).toEqual([
      ['Ann', 'pending', null],
      ['Bo', 'disqualified', 'ineligible'],
      ['Cy', 'disqualified', 'ineligible'],
      ['Di', 'do_not_call', 'suppressed'],
    ])
    const { results } = await env.DB.prepare('SELECT unmet FROM leads ORDER BY seq').all<{ unmet: string | null }>()
    expect(results.map((it) => it.unmet && JSON.parse(it.unmet))).toEqual([
      null,
      [{ field: 'variable:AGE', op: 'gte', value: 18, found: '17' }],
      [{ field: 'variable:AGE', op: 'gte', value: 18, found: null }],
      [{ field: 'variable:AGE', op: 'gte', value: 18, found: '3' }],
    ])
    const [counters, truth] = await world.countersAndTruth('cmp_adults')
    expect(counters).toEqual(truth)
    const csv = await (await world.request(`/imports/${entry.id}/errors.csv`)).text()
    expect(csv).toContain('AGE is at least 18 (it is ""17"")')
  })

  test('look at what the address book knows, and nobody is looked at twice', async () => {
    await give([person(1, { variables: { AGE: '50' } }), person(2)], 'upsert', null)
    const known = (await storedContacts()).map((it) => asTheyAre(it.id))
    const target = { campaignId: 'cmp_adults', requireConsent: false, eligibility: eligibility as never }
    const rows = [person(1), person(2)]
    const first = await insertLeads(world.deps, { ...planInput(rows), target })
    expect(first.map((it) => it.status)).toEqual(['pending', 'disqualified'])
    const again = await insertLeads(world.deps, {
      ...planInput([person(2, { variables: { AGE: '50' } }), ...known]),
      target,
    })
    expect(again.map((it) => [it.outcome, it.reason])).toEqual([
      ['updated', 'disqualified'],
      ['updated', null],
      ['duplicate', null],
    ])
    expect((await world.leads('cmp_adults')).map((it) => it.status)).toEqual(['pending', 'disqualified'])
  })
})

describe('somebody who is removed', () => {
  const attempt = (leadId: string, contactId: string) =>
    env.DB.prepare(
      `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at)
       VALUES (?1, ?2, ?3, ?4, ?5, 'num_1', '+12125550100', '+14155550001', 1, 1, '2026-11-23', ?6)`,
    ).bind(ORG, `att_${leadId}`, CAMPAIGN, leadId, contactId, START)

  test('between the look and the writing is called: then the lead stays, switched off', async () => {
    await give([person(1)])
    const [lead] = await world.leads()
    const plan = await planLeads(world.deps, planInput([person(1)], 'remove'))
    expect(plan.deletedLeads).toHaveLength(1)
    await attempt(lead!.id, lead!.contact_id).run()
    expect(await world.deps.imports.commit(plan, null)).toBe('conflict')
    expect((await give([person(1)], 'remove'))[0]).toMatchObject({ outcome: 'removed', leadId: lead!.id })
    expect((await world.leads()).map((it) => [it.status, it.status_reason])).toEqual([['disabled', 'removed']])
    await isCounted()
  })

  test('whatever their lead was, is counted out, and the object is told which places are empty', async () => {
    await world.suppress(phone(3))
    const rows = [
      person(1),
      person(2, { phones: [{ position: 1, e164: null, raw: '12', problem: 'too_short' }], email: 'b@x.example' }),
    ]
    await give([...rows, person(3), person(4)])
    const given = await give([...rows, person(3), person(5)], 'remove')
    expect(given.map((it) => [it.outcome, it.reason])).toEqual([
      ['removed', 'removed'],
      ['removed', 'removed'],
      ['updated', 'finished'],
      ['not_found', null],
    ])
    expect((await world.leads()).map((it) => it.name)).toEqual(['P3', 'P4'])
    expect(world.removedFrom).toEqual([CAMPAIGN])
    await isCounted()
  })

  test('and comes again is called as the last of the line, where the attempts had left them', async () => {
    await give([person(1), person(2)])
    const [one] = await world.leads()
    await env.DB.batch([
      env.DB.prepare(
        "UPDATE leads SET attempts = 1, status = 'retry', phone_position = 2, pass = 2 WHERE id = ?1",
      ).bind(one!.id),
      env.DB.prepare('UPDATE campaign_stats SET s_pending = 1, s_retry = 1'),
      attempt(one!.id, one!.contact_id),
    ])
    await give([person(1)], 'remove')
    await isCounted()
    const [silent] = await give([person(1)], 'update_only')
    expect(silent!.status).toBeNull()
    const [back] = await give([person(1)])
    expect(back).toMatchObject({ outcome: 'updated', leadId: one!.id, status: 'retry' })
    const lead = (await world.leads())[1]!
    expect([lead.id, lead.seq, lead.status, lead.status_reason, lead.phone_position]).toEqual([
      one!.id,
      3,
      'retry',
      null,
      2,
    ])
    await isCounted()
  })

  test('by a person’s own hand stays switched off', async () => {
    await give([person(1)])
    await env.DB.batch([
      env.DB.prepare("UPDATE leads SET status = 'disabled', status_reason = 'by_person', attempts = 1"),
      env.DB.prepare('UPDATE campaign_stats SET s_pending = 0, s_disabled = 1'),
    ])
    expect((await give([person(1)], 'remove'))[0]!.outcome).toBe('removed')
    await give([person(1)])
    expect((await world.leads()).map((it) => [it.status, it.status_reason])).toEqual([['disabled', 'by_person']])
    await isCounted()
  })
})

test('an import knows between which places and contacts lies what it gave', async () => {
  await give([person(0)])
  const list = Array.from({ length: 7 }, (_, n) => `P${n},${phone(n)}\n`).join('')
  const entry = await world.import(`name,phone\n${list}`, { chunkRows: 2 })
  const ids = (await storedContacts()).filter((it) => it.created_import_id === entry.id).map((it) => it.id)
  expect(entry).toMatchObject({ created: 6, updated: 1, firstSeq: 2, lastSeq: 7 })
  expect([entry.firstContactId, entry.lastContactId]).toEqual([ids.toSorted()[0], ids.toSorted().at(-1)])
})

/** The database as it is in production: a value of more than 2 MB is refused. Locally anything goes. */
function strict(db: D1Database): D1Database {
  const prepare = (sql: string) => {
    const statement = db.prepare(sql)
    const bind = (...values: unknown[]) => {
      const longest = Math.max(
        ...values.map((it) => (typeof it === 'string' ? new TextEncoder().encode(it).length : 0)),
      )
      if (longest > 2_000_000) throw new Error(`a value of ${longest} bytes`)
      return statement.bind(...values)
    }
    return { bind }
  }
  return { prepare, batch: (statements: D1PreparedStatement[]) => db.batch(statements) } as unknown as D1Database
}

test('people whose ids and emails together are longer than what the database takes at once come in, and again', {
  timeout: 60_000,
}, async () => {
  world = new ImportWorld(strict(env.DB))
  const long = (n: number, length: number) => `${n}${'長'.repeat(length)}`
  const people = Array.from({ length: 3_000 }, (_, n) =>
    person(n, { phones: [], email: `${long(n, 230)}@x.example`, externalId: long(n, 190) }),
  )
  expect((await give(people)).every((it) => it.outcome === 'created')).toBe(true)
  expect((await give(people)).every((it) => it.outcome === 'updated')).toBe(true)
})
