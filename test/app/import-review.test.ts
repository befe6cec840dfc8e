import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { processUndo } from '../../src/app/imports/process-undo.ts'
import { asTheyAre } from '../../src/app/imports/read-contacts.ts'
import { givePeople, person, storedContacts } from '../support/import-people.ts'
import { CAMPAIGN, env, ImportWorld, ORG, phone } from '../support/import-world.ts'

/** What reviews of the imports found, each named for the bug. */

let world: ImportWorld
beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const run = (sql: string, ...values: (string | number | null)[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()
const give = (...args: Parameters<typeof givePeople> extends [unknown, ...infer R] ? R : never) =>
  givePeople(world, ...args)
const list = (from: number, to: number, more = (i: number) => `case ${i}`) =>
  [
    'name,phone1,case',
    ...Array.from({ length: to - from }, (_, i) => `Person ${from + i},${phone(from + i)},${more(from + i)}`),
  ].join('\n')
const setStatus = async (leadId: string, status: string, reason: string | null = null) => {
  const from = (await world.leads()).find((it) => it.id === leadId)!.status
  await run('UPDATE leads SET status = ?2, status_reason = ?3 WHERE id = ?1', leadId, status, reason)
  await run(
    `UPDATE campaign_stats SET s_${from} = s_${from} - 1, s_${status} = s_${status} + 1 WHERE campaign_id = ?1`,
    CAMPAIGN,
  )
}
const isCounted = async () => {
  const [counters, truth] = await world.countersAndTruth()
  expect(counters).toEqual(truth)
}
const requestUndo = async (id: string) => {
  expect((await world.request(`/imports/${id}/undo`, { method: 'POST' })).status).toBe(202)
}
const undo = async (id: string) => {
  await requestUndo(id)
  await world.drain()
  return (await world.find(id)).undo
}
const kept = async (id: string) =>
  (
    parse(await (await world.request(`/imports/${id}/kept.csv`)).text(), { bom: true, columns: true }) as Record<
      string,
      string
    >[]
  ).map((row) => [row.name, row.why])
const names = async () => (await world.leads()).map((it) => it.name).sort()

describe('people who are removed and given again', () => {
  test('somebody reached, whose completion timeout still runs, is finished: neither removed nor called again', async () => {
    await give([person(1)])
    const [lead] = await world.leads()
    await run('UPDATE leads SET attempts = 1 WHERE id = ?1', lead!.id)
    await setStatus(lead!.id, 'called')
    expect(await give([person(1)], 'remove')).toMatchObject([{ outcome: 'updated', reason: 'finished' }])
    expect(await give([person(1)])).toMatchObject([{ outcome: 'updated', status: null }])
    expect(await world.leads()).toMatchObject([{ id: lead!.id, status: 'called' }])
    await isCounted()
  })

  test('somebody a person switched off stays so', async () => {
    await give([person(1)])
    const [lead] = await world.leads()
    await setStatus(lead!.id, 'disabled', 'by_person')
    expect(await give([person(1)], 'remove')).toMatchObject([{ outcome: 'removed' }])
    expect(await give([person(1)])).toMatchObject([{ outcome: 'updated', reason: 'disabled' }])
    expect(await world.leads()).toMatchObject([{ id: lead!.id, status: 'disabled', status_reason: 'by_person' }])
    await isCounted()
  })
})

describe('a list that comes while another is taken back', () => {
  test('has all its people in the campaign at the end, also those whose leads had not been removed yet', async () => {
    const wrong = await world.import(list(0, 1_500, () => 'wrong'))
    await requestUndo(wrong.id)
    await processUndo(world.deps, world.undoing.shift()!)
    expect((await world.leads()).length).toBe(500)
    const right = await world.upload(list(0, 1_500, (i) => `right ${i}`))
    await world.drain()
    expect(await world.find(right)).toMatchObject({ created: 1_500, updated: 0 })
    const leads = await world.leads()
    expect(leads.map((it) => it.name).sort()).toEqual(Array.from({ length: 1_500 }, (_, i) => `Person ${i}`).sort())
    expect(leads.every((it) => it.variables.CASE!.startsWith('right'))).toBe(true)
    await isCounted()
    await undo(right)
    expect(await world.leads()).toEqual([])
    await isCounted()
  })

  test('has somebody whose lead is removed between the look and the commit', async () => {
    const wrong = await world.import(list(0, 3))
    const { commit } = world.deps.imports
    let commits = 0
    world.deps.imports.commit = async (...args) => {
      if (commits++ === 0) {
        await requestUndo(wrong.id)
        await processUndo(world.deps, world.undoing.shift()!)
      }
      return commit(...args)
    }
    const id = await world.upload(list(0, 3))
    await processImportChunk(world.deps, world.messages.shift()!)
    world.deps.imports.commit = commit
    await world.drain()
    expect(await world.find(id)).toMatchObject({ status: 'completed', created: 3 })
    expect(await names()).toEqual(['Person 0', 'Person 1', 'Person 2'])
    await isCounted()
  })

  test('has the phone of somebody who is removed between two looks at the address book', async () => {
    const wrong = await world.import(list(0, 3))
    const { phoneStates } = world.deps.imports
    let looks = 0
    world.deps.imports.phoneStates = async (...args) => {
      const states = await phoneStates(...args)
      if (looks++ === 0) {
        await requestUndo(wrong.id)
        while (world.undoing.length > 0) await processUndo(world.deps, world.undoing.shift()!)
      }
      return states
    }
    await world.import(list(0, 3))
    const leads = await world.leads()
    expect(leads.map((it) => [it.status, it.phones[0]?.e164])).toEqual([0, 1, 2].map((i) => ['pending', phone(i)]))
  })

  test('takes over whom the address book gives, and leaves who was called', async () => {
    const wrong = await world.import(list(0, 3))
    const before = await world.leads()
    await run('UPDATE leads SET attempts = 1 WHERE id = ?1', before[1]!.id)
    await requestUndo(wrong.id)
    const results = await give(before.map((it) => asTheyAre(it.contact_id)))
    expect(results.map((it) => it.outcome)).toEqual(['created', 'updated', 'created'])
    await world.drain()
    expect(await names()).toEqual(['Person 0', 'Person 1', 'Person 2'])
    await isCounted()
  })
})

describe('taking a list back', () => {
  test('leaves whom a later list of the campaign named again, and says so', async () => {
    const wrong = await world.import(list(0, 4))
    const right = await world.import(list(2, 6))
    expect(right).toMatchObject({ created: 2, updated: 2 })
    expect(await undo(wrong.id)).toMatchObject({ leadsRemoved: 2, contactsRemoved: 2, kept: 2 })
    expect(await names()).toEqual(['Person 2', 'Person 3', 'Person 4', 'Person 5'])
    expect(await kept(wrong.id)).toEqual([
      ['Person 2', 'Another list named them too.'],
      ['Person 3', 'Another list named them too.'],
    ])
    await isCounted()
  })

  test('gives them to that list, so that both taken back leave nobody in the campaign', async () => {
    const wrong = await world.import(list(0, 4))
    const right = await world.import(list(0, 4))
    expect(await undo(wrong.id)).toMatchObject({ leadsRemoved: 0, contactsRemoved: 0, kept: 4 })
    expect(await undo(right.id)).toMatchObject({ leadsRemoved: 4, kept: 4 })
    expect(await world.leads()).toEqual([])
    await isCounted()
  })

  test('takes whom only a list that was taken back itself, or one of another campaign, named again', async () => {
    await world.addCampaign('cmp_other')
    const first = await world.import(list(0, 4))
    const second = await world.import(list(0, 2))
    await world.import(list(2, 4), { campaign: 'cmp_other' })
    await undo(second.id)
    expect(await undo(first.id)).toMatchObject({ leadsRemoved: 4 })
    expect(await world.leads()).toEqual([])
    expect((await world.leads('cmp_other')).length).toBe(2)
    await isCounted()
  })

  test('finds leads that were given another place in the list', async () => {
    const first = await world.import('name,phone1,email\nNobody,12,a@example.com\nAnn,+14155550001,\n')
    await give([person(9, { name: '', email: 'a@example.com' })])
    expect((await world.leads()).map((it) => [it.name, it.seq, it.status])).toEqual([
      ['Ann', 2, 'pending'],
      ['Nobody', 3, 'pending'],
    ])
    expect(await undo(first.id)).toMatchObject({ leadsRemoved: 2, contactsRemoved: 1, kept: 1 })
    expect(await world.leads()).toEqual([])
    await isCounted()
  })

  test('finds a lead that is given another place while it looks', async () => {
    const first = await world.import('name,phone1,email\nNobody,12,a@example.com\nAnn,+14155550001,\n')
    const { listLeads } = world.deps.undos
    let looks = 0
    world.deps.undos.listLeads = async (...args) => {
      if (looks++ === 0) await run('UPDATE leads SET seq = 3 WHERE seq = 1')
      if (looks === 1) await run('UPDATE imports SET last_seq = 3 WHERE id = ?1', first.id)
      return listLeads(...args)
    }
    expect(await undo(first.id)).toMatchObject({ leadsRemoved: 2 })
    expect(await world.leads()).toEqual([])
  })

  test('works for one that failed half-way, and for one whose campaign is gone', async () => {
    const half = await world.upload(list(0, 20))
    await processImportChunk(world.deps, world.messages.shift()!, { chunkRows: 10 })
    await world.deps.imports.fail(ORG, half, 'broken', world.now)
    world.messages.length = 0
    expect(await undo(half)).toMatchObject({ leadsRemoved: 10, contactsRemoved: 10, kept: 0 })
    const gone = await world.import(list(0, 5))
    await run('DELETE FROM campaigns WHERE id = ?1', CAMPAIGN)
    await run('DELETE FROM leads WHERE campaign_id = ?1 AND seq > 12', CAMPAIGN)
    expect(await undo(gone.id)).toMatchObject({ leadsRemoved: 2, contactsRemoved: 5, kept: 0 })
    expect(await storedContacts()).toEqual([])
  })

  test('leaves somebody another contact was merged with, who may have been in the campaign before', async () => {
    const first = await world.import(list(0, 2))
    const [lead] = await world.leads()
    await run(
      "INSERT INTO contacts (org_id, id, name, merged_into, created_at, updated_at) VALUES (?1, 'con_old', 'Old', ?2, 0, 0)",
      ORG,
      lead!.contact_id,
    )
    expect(await undo(first.id)).toMatchObject({ leadsRemoved: 1, kept: 1 })
    expect(await kept(first.id)).toEqual([['Person 0', 'Another contact was merged with them.']])
  })
})

describe('hostile and lost', () => {
  test.each(['A\ud800', 'A\u0000B', '\u0000', '__proto__', 'constructor'])(
    'an external id like %j finds its person again',
    async (externalId) => {
      const request = async () =>
        (await import('../../src/app/leads/read-item.ts'))
          .itemReader({ defaultRegion: 'US', callsOnly: true })
          .readValue({ name: 'Ann', phone: phone(1), external_id: externalId })
      const verdict = await request()
      if (verdict.verdict !== 'lead') throw new Error(JSON.stringify(verdict))
      await give([verdict.lead])
      const other = { ...verdict.lead, phones: person(2).phones }
      expect(await give([other])).toMatchObject([{ outcome: verdict.lead.externalId === null ? 'created' : 'updated' }])
    },
  )

  test('texts of a lead do not grow for ever', async () => {
    for (let n = 0; n < 12; n++) {
      const variables = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`V${n}_${i}`, 'x'.repeat(2_000)]))
      await give([person(1, { variables: { ...variables, LAST: String(n) } })])
    }
    const [lead] = await world.leads()
    expect(JSON.stringify(lead!.variables).length).toBeLessThan(130_000)
    expect(lead!.variables.LAST).toBe('11')
  })

  test('the campaign is told of people whose commit gave no answer', async () => {
    const { commit } = world.deps.imports
    world.deps.imports.commit = async (...args) => {
      await commit(...args)
      throw new Error('D1_ERROR: Network connection lost.')
    }
    await expect(give([person(1)])).rejects.toThrow('Network')
    expect(world.told).toMatchObject([{ campaignId: CAMPAIGN, seq: 1 }])
    world.deps.imports.commit = commit
    expect(await give([person(1)])).toMatchObject([{ outcome: 'updated' }])
    expect((await storedContacts()).length).toBe(1)
  })
})
