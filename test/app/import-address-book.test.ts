import { beforeEach, describe, expect, test } from 'vitest'
import { type IntakeAction, type IntakeRow, planLeads } from '../../src/app/imports/plan-leads.ts'
import { asTheyAre } from '../../src/app/imports/read-contacts.ts'
import { startImport } from '../../src/app/imports/start-import.ts'
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

describe('a list for the address book', () => {
  const load = async (text: string, chunkRows?: number) => {
    const bytes = new TextEncoder().encode(text)
    const importId = world.deps.ids.next('imp')
    const fileKey = `${ORG}/imports/${importId}/file`
    await world.deps.files.put(`${fileKey}.0`, text, { contentType: 'text/csv' })
    const pieces = [bytes.length]
    const stored = {
      importId,
      campaignId: null,
      fileKey,
      pieces,
      bytes: bytes.length,
      rows: null,
      kind: 'csv' as const,
    }
    await startImport(world.deps, world.actor, { stored, filename: 'people.csv', mapping: null, source: 'upload' })
    await world.drain(chunkRows)
    return world.find(importId)
  }

  test('makes contacts and no leads, and its columns become properties', async () => {
    const entry = await load(`name,phone,plan,city\nAnn,${phone(1)},gold,Pittsburgh\nBo,,,\nCy,${phone(3)},,\n`)
    expect(entry).toMatchObject({ status: 'completed', campaignId: null, created: 2, rejected: 1, firstSeq: null })
    const [ann, cy] = await storedContacts()
    expect(JSON.parse(ann!.properties)).toEqual({ PLAN: 'gold', CITY: 'Pittsburgh' })
    expect([ann!.created_import_id, JSON.parse(cy!.properties)]).toEqual([entry.id, {}])
    expect(await env.DB.prepare('SELECT count(*) AS n FROM leads').first('n')).toBe(0)
    expect([entry.firstContactId, entry.lastContactId]).toEqual([ann!.id, cy!.id].sort())
    expect(world.told).toEqual([])
  })

  test('takes an email alone, and adds to the properties of whom it knows', async () => {
    await load('email,plan\nann@example.com,gold\n')
    world.now += 1000
    const entry = await load('email,plan,seats\nann@example.com,silver,5\n')
    expect(entry).toMatchObject({ created: 0, updated: 1, firstContactId: null })
    const [ann] = await storedContacts()
    expect(JSON.parse(ann!.properties)).toEqual({ PLAN: 'silver', SEATS: '5' })
  })

  test('leaves out what finds no room, and says so', async () => {
    const text = 'x'.repeat(2_000)
    const headings = Array.from({ length: 15 }, (_, i) => `a${i}`)
    await load(`email,${headings.join(',')}\nann@example.com,${headings.map(() => text).join(',')}\n`)
    const entry = await load(`email,b1,b2\nann@example.com,${text},ok\n`)
    expect(entry.errors.map((it) => it.code)).toEqual(['row_too_large'])
    const [ann] = await storedContacts()
    expect(Object.keys(JSON.parse(ann!.properties))).toEqual([...headings.map((it) => it.toUpperCase()), 'B2'])
  })

  test('is the same whoever of a campaign’s list is in it, and the campaign keeps its own texts', async () => {
    await world.import(`name,phone,plan\nAnn,${phone(1)},gold\n`)
    const [before] = await world.leads()
    await load(`name,phone,plan\nAnn,${phone(1)},lead\n`)
    const [lead] = await world.leads()
    expect([before!.variables, lead!.variables]).toEqual([{ PLAN: 'gold' }, { PLAN: 'gold' }])
    expect(JSON.parse((await storedContacts())[0]!.properties)).toEqual({ PLAN: 'lead' })
  })

  test('removes nobody', async () => {
    await expect(give([person(1)], 'remove', null)).rejects.toMatchObject({ code: 'not_allowed' })
  })

  test('only updates when it is to', async () => {
    await give([person(1)], 'upsert', null)
    const [known, unknown] = await give([person(1, { name: 'Ann' }), person(2)], 'update_only', null)
    expect([known!.outcome, unknown!.outcome]).toEqual(['updated', 'not_found'])
    expect((await storedContacts()).map((it) => it.name)).toEqual(['Ann'])
  })
})

describe('people out of the address book', () => {
  const start = async (filter: object | null, ids: string[] = []) => {
    const importId = world.deps.ids.next('imp')
    const fileKey = `${ORG}/imports/${importId}/file`
    const lines = ids.map((id) => `${JSON.stringify(id)}\n`).join('')
    if (ids.length > 0) await world.deps.files.put(`${fileKey}.0`, lines, { contentType: 'text/plain' })
    const walk = { phones: null, at: START, slackMs: 0 }
    await startImport(world.deps, world.actor, {
      stored: {
        importId,
        campaignId: CAMPAIGN,
        fileKey,
        pieces: ids.length > 0 ? [lines.length] : [],
        bytes: lines.length,
        rows: null,
        kind: 'contacts',
        ...(filter && { filter: { ...filter, ...walk } }),
      },
      filename: '',
      mapping: null,
      source: 'contacts',
    })
    await world.drain(3)
    return world.find(importId)
  }

  test('all that fit, a few at a time, and whoever is a lead already is left alone', async () => {
    const people = Array.from({ length: 10 }, (_, n) =>
      person(n, { tags: n % 2 ? ['odd'] : [], variables: { N: `${n}` } }),
    )
    await give(people, 'upsert', null)
    await give([person(1)])
    const before = await storedContacts()
    world.now += 1000
    const entry = await start({ tag: 'odd' })
    expect(entry).toMatchObject({
      status: 'completed',
      processed: 5,
      created: 4,
      updated: 1,
      failure: null,
      source: 'contacts',
    })
    expect((await world.leads()).map((it) => it.name).sort()).toEqual(['P1', 'P3', 'P5', 'P7', 'P9'])
    // Nothing was said of them, so nothing is written.
    expect((await storedContacts()).map((it) => it.updated_at)).toEqual(before.map((it) => it.updated_at))
    expect(entry).toMatchObject({ firstSeq: 2, lastSeq: 5, firstContactId: null })
    await isCounted()
  })

  test('those whose ids were given; who is gone is told', async () => {
    await give([person(1), person(2), person(3)], 'upsert', null)
    const [one, two, three] = await storedContacts()
    await env.DB.prepare('UPDATE contacts SET merged_into = ?1 WHERE id = ?2').bind(one!.id, three!.id).run()
    const entry = await start(null, [two!.id, 'con_nobody', three!.id, one!.id])
    expect(entry).toMatchObject({ created: 2, rejected: 2 })
    expect(entry.errors.map((it) => [it.line, it.code])).toEqual([
      [2, 'not_found'],
      [3, 'not_found'],
    ])
  })

  test('nobody at all is no failure', async () => {
    expect(await start({ tag: 'none' })).toMatchObject({ status: 'completed', processed: 0, failure: null })
  })

  test('not when they were merged away between the look and the writing', async () => {
    await give([person(1)], 'upsert', null)
    const [one] = await storedContacts()
    const plan = await planLeads(world.deps, planInput([asTheyAre(one!.id)]))
    await env.DB.prepare('UPDATE contacts SET updated_at = updated_at + 1, merged_into = ?1').bind('con_other').run()
    expect(await world.deps.imports.commit(plan, null)).toBe('conflict')
    const [result] = await give([asTheyAre(one!.id)])
    expect(result!.outcome).toBe('not_found')
  })
})
