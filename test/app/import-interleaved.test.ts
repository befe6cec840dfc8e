import { beforeEach, expect, test } from 'vitest'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { processUndo } from '../../src/app/imports/process-undo.ts'
import { givePeople, person, storedContacts } from '../support/import-people.ts'
import { env, ImportWorld, phone } from '../support/import-world.ts'
import { Random } from '../support/random.ts'

let world: ImportWorld
beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const PEOPLE = 40

/** Lists of the same few people, in parts, some of them taken back while others are read, and the CRM in between: all at once, in any order. */
test.each([1, 2, 3, 4, 5, 6])(
  'lists that come and are taken back at the same time leave exactly the people of those that stand (%i)',
  async (seed) => {
    const random = new Random(seed)
    const lists: { id: string; people: Set<number>; isUndone: boolean }[] = []
    const named = new Set<number>()
    const tasks: (() => Promise<unknown>)[] = []
    const upload = async () => {
      const from = random.below(PEOPLE)
      const people = new Set(Array.from({ length: 5 + random.below(20) }, (_, i) => (from + i) % PEOPLE))
      const id = await world.upload(['name,phone', ...[...people].map((n) => `P${n},${phone(n)}`)].join('\n'))
      lists.push({ id, people, isUndone: false })
    }
    const takeBack = async () => {
      const open = lists.filter((it) => !it.isUndone)
      const one = open.length > 0 ? random.pick(open) : null
      if (!one) return
      one.isUndone = true
      await world.request(`/imports/${one.id}/undo`, { method: 'POST' })
    }
    // People whom no list names: one that is taken back takes those along whom the CRM named as well.
    const crm = async () => {
      const n = PEOPLE + random.below(10)
      named.add(n)
      await givePeople(world, [person(n)])
    }
    for (let step = 0; step < 40 || world.messages.length + world.undoing.length > 0; step++) {
      world.now += 1
      tasks.length = 0
      if (step < 40) tasks.push(random.pick([upload, upload, takeBack, crm]))
      // A few messages at once, and one of them twice.
      for (let i = 0; i < 3; i++) {
        const chunk = world.messages.splice(random.below(world.messages.length || 1), 1)[0]
        if (chunk) tasks.push(() => processImportChunk(world.deps, chunk, { chunkRows: 4 }))
        if (chunk && random.chance(0.2)) tasks.push(() => processImportChunk(world.deps, chunk, { chunkRows: 4 }))
        const undo = world.undoing.splice(random.below(world.undoing.length || 1), 1)[0]
        if (undo) tasks.push(() => processUndo(world.deps, undo))
      }
      await Promise.all(
        tasks.map(async (task) => {
          for (let tries = 0; tries < 5; tries++) {
            try {
              return await task()
            } catch (error) {
              if (!/changed|unavailable/.test(String(error))) throw error
            }
          }
        }),
      )
    }
    const leads = await world.leads()
    const numbers = leads.map((it) => it.phones[0]!.e164)
    expect(new Set(numbers).size).toBe(numbers.length)
    const standing = new Set(lists.flatMap((it) => (it.isUndone ? [] : [...it.people])))
    const expected = [...new Set([...standing, ...named])].map(phone)
    expect(numbers.toSorted()).toEqual(expected.toSorted())
    expect(leads.every((it) => it.status === 'pending')).toBe(true)
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
    for (const { id, isUndone } of lists) {
      const entry = await world.find(id)
      expect(entry.status).toBe(isUndone ? 'undone' : 'completed')
      if (isUndone) expect(entry.undo?.status).toBe('completed')
    }
    const { results } = await env.DB.prepare('SELECT e164, contact_id FROM contact_phones').all<
      Record<string, string>
    >()
    const contacts = await storedContacts()
    const listed = contacts.flatMap((it) =>
      (JSON.parse(it.phones) as { e164: string }[]).map(({ e164 }) => `${e164} ${it.id}`),
    )
    expect(listed.sort()).toEqual(results.map((it) => `${it.e164} ${it.contact_id}`).sort())
    expect(lists.filter((it) => it.isUndone).length).toBeGreaterThan(2)
  },
  60_000,
)
