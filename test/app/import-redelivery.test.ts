import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { insertLeads } from '../../src/app/imports/insert-leads.ts'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { resumeStalledImports } from '../../src/app/imports/resume-stalled.ts'
import type { LeadRow } from '../../src/domain/lead-file/rows.ts'
import { CAMPAIGN, type ChunkMessage, env, ImportWorld, ORG, phone } from '../support/import-world.ts'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

/** Seven rows with everything in them: leads, skipped, rejected, repeats in the same and in an earlier chunk. */
const LIST = `name,phone1,phone2,email,case
A,${phone(1)},${phone(2)},a@x.example,1
B,${phone(3)},,,2
C,bad,,c@x.example,3
D,,,,4
E,${phone(2)},${phone(5)},,5
F,${phone(6)},,A@X.example,6
G,${phone(7)},,,7
`
const ROWS_A_CHUNK = 3

async function cleanPicture(): Promise<unknown> {
  await world.import(LIST, { chunkRows: ROWS_A_CHUNK })
  const picture = await world.picture()
  await world.prepare()
  return picture
}

const counts = ({
  status,
  processed,
  created,
  updated,
  duplicate,
  rejected,
  skipped,
  errors,
}: Record<string, unknown>) => ({
  ...{ status, processed, created, updated, duplicate, rejected, skipped },
  lines: (errors as { line: number }[]).map((it) => it.line),
})
const EXPECTED = {
  ...{ status: 'completed', processed: 7, created: 4, updated: 0, duplicate: 2, rejected: 1, skipped: 1 },
  lines: [4, 5, 6, 7],
}

async function errorLines(id: string): Promise<number[]> {
  const text = await (await world.request(`/imports/${id}/errors.csv`)).text()
  const rows = parse(text, { bom: true, columns: true }) as { error_line: string }[]
  return rows.map((row) => Number(row.error_line))
}

/** Works the queue off as the platform does: what throws comes again. */
async function deliver(chunk: (message: ChunkMessage) => Promise<void>): Promise<void> {
  for (let i = 0, message = world.messages.shift(); message; message = world.messages.shift()) {
    if (++i > 60) throw new Error('the queue never ends')
    try {
      await chunk(message)
    } catch {
      world.messages.push(message)
    }
  }
}

const run = (message: ChunkMessage, deps = world.deps) => processImportChunk(deps, message, { chunkRows: ROWS_A_CHUNK })

class Killed extends Error {}

/** The same dependencies, in a Worker that dies at its nth call: before the call takes effect, or after. */
function mortal(at: number, after: boolean): { deps: ImportWorld['deps']; calls: () => number } {
  let calls = 0
  let dead = false
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown
        if (typeof value !== 'function' || name === 'now' || name === 'next') return value
        return async (...args: unknown[]) => {
          if (dead) throw new Killed()
          const isLast = calls++ === at
          if (isLast && !after) dead = true
          if (dead) throw new Killed()
          const result = await value.apply(target, args)
          if (isLast) dead = true
          if (dead) throw new Killed()
          return result
        }
      },
    })
  const { files, queues, dialers, imports } = world.deps
  const parts = { files: wrap(files), queues: wrap(queues), dialers: wrap(dialers), imports: wrap(imports) }
  return { deps: { ...world.deps, ...parts }, calls: () => calls }
}

describe('whatever the queue does, a list is imported once', () => {
  test('when every message comes twice, one after the other', async () => {
    const clean = await cleanPicture()
    const id = await world.upload(LIST)
    await deliver(async (message) => {
      await run(message)
      await run(message)
    })
    expect(await world.picture()).toEqual(clean)
    expect(counts({ ...(await world.find(id)) })).toEqual(EXPECTED)
    expect(await errorLines(id)).toEqual(EXPECTED.lines)
  })

  test('when every message comes three times at once', async () => {
    const clean = await cleanPicture()
    const id = await world.upload(LIST)
    await deliver(async (message) => {
      await Promise.all([run(message), run(message), run(message)])
    })
    expect(await world.picture()).toEqual(clean)
    expect(counts({ ...(await world.find(id)) })).toEqual(EXPECTED)
    expect(await errorLines(id)).toEqual(EXPECTED.lines)
    const { objects } = await env.FILES.list()
    expect(objects.filter((it) => it.key.includes('/err_'))).toHaveLength(
      (await world.find(id)).cursor.errorKeys.length,
    )
  })

  test('when all messages come again at the end', async () => {
    const clean = await cleanPicture()
    const id = await world.upload(LIST)
    const seen: ChunkMessage[] = []
    await deliver(async (message) => {
      seen.push(message)
      await run(message)
    })
    for (const message of [...seen, ...seen.reverse()]) await run(message)
    expect(await world.picture()).toEqual(clean)
    expect(counts({ ...(await world.find(id)) })).toEqual(EXPECTED)
  })

  test('when the Worker dies at any call, before or after it took effect', { timeout: 120_000 }, async () => {
    const clean = await cleanPicture()
    for (const after of [false, true]) {
      for (let at = 0; ; at++) {
        await world.prepare()
        world.messages.length = 0
        world.told.length = 0
        const id = await world.upload(LIST)
        const worker = mortal(at, after)
        let used = false
        await deliver(async (message) => {
          try {
            await run(message, used ? world.deps : worker.deps)
          } catch (error) {
            used = true
            throw error
          }
        })
        const where = `${after ? 'after' : 'before'} call ${at}`
        expect(await world.picture(), where).toEqual(clean)
        expect(counts({ ...(await world.find(id)) }), where).toEqual(EXPECTED)
        expect(world.told.at(-1), where).toEqual({ campaignId: CAMPAIGN, seq: 4 })
        if (worker.calls() <= at) break
      }
    }
  })

  test('when the queue loses a message, the sweep sends it again', async () => {
    const id = await world.upload(LIST)
    await run(world.messages.shift()!)
    world.messages.length = 0
    expect(await resumeStalledImports(world.deps)).toBe(0)
    world.now += world.deps.limits.importStalledMs + 1
    expect(await resumeStalledImports(world.deps)).toBe(1)
    await deliver(run)
    expect(counts({ ...(await world.find(id)) })).toEqual(EXPECTED)
    world.now += world.deps.limits.importStalledMs + 1
    expect(await resumeStalledImports(world.deps)).toBe(0)
  })

  test('a message that arrives late keeps no second chain of messages alive', async () => {
    await world.upload(LIST)
    const first = world.messages.shift()!
    await run(first)
    await run(first)
    expect(world.messages.map((it) => [it.chunk, it.delaySeconds])).toEqual([
      [1, undefined],
      [1, 5],
    ])
    await deliver(run)
    expect(world.messages).toEqual([])
  })
})

describe('two writers at once', () => {
  const list = (from: number, to: number, tag: string) =>
    `name,phone,${tag}\n${Array.from({ length: to - from }, (_, i) => `P${from + i},${phone(from + i)},${tag}`).join('\n')}\n`

  test('two lists with the same people: everybody is one contact and one lead', async () => {
    const ids = [await world.upload(list(0, 60, 'x')), await world.upload(list(30, 90, 'y'))]
    while (world.messages.length > 0) {
      const batch = world.messages.splice(0)
      await Promise.all(batch.map((message) => processImportChunk(world.deps, message, { chunkRows: 20 })))
    }
    const leads = await world.leads()
    expect(leads).toHaveLength(90)
    expect(new Set(leads.map((it) => it.contact_id)).size).toBe(90)
    expect(leads.map((it) => it.seq)).toEqual(leads.map((_, i) => i + 1))
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
    const done = await Promise.all(ids.map((id) => world.find(id)))
    expect(done.map((it) => it.status)).toEqual(['completed', 'completed'])
    expect(done[0]!.created + done[1]!.created).toBe(90)
    expect(done[0]!.updated + done[1]!.updated).toBe(30)
    for (const lead of leads) {
      const n = Number(lead.name.slice(1))
      expect(lead.variables).toEqual({ ...(n < 60 && { X: 'x' }), ...(n >= 30 && { Y: 'y' }) })
    }
  })

  test('two lists with the same people under other numbers: their emails tell', async () => {
    const rows = (from: number) => Array.from({ length: 40 }, (_, i) => `P${i},${phone(from + i)},p${i}@x.example`)
    await world.upload(`name,phone,email\n${rows(0).join('\n')}\n`)
    await world.upload(`name,phone,email\n${rows(100).join('\n')}\n`)
    await Promise.all(world.messages.splice(0).map((message) => processImportChunk(world.deps, message)))
    await deliver(run)
    const leads = await world.leads()
    expect(leads).toHaveLength(40)
    for (const lead of leads) expect(lead.phones).toHaveLength(2)
  })

  test('two lists that each add a phone to somebody: both are kept', async () => {
    await world.import(`name,phone\nAnn,${phone(1)}\n`)
    await world.upload(`name,phone1,phone2\nAnn,${phone(1)},${phone(2)}\n`)
    await world.upload(`name,phone1,phone2\nAnn,${phone(1)},${phone(3)}\n`)
    await Promise.all(world.messages.splice(0).map((message) => run(message)))
    const [ann] = await world.leads()
    expect(ann!.phones.map((it) => it.e164).sort()).toEqual([phone(1), phone(2), phone(3)])
  })

  test('a list and the API with the same person', async () => {
    const row = (n: number): LeadRow => ({
      ...{
        name: `P${n}`,
        email: null,
        zone: null,
        address: null,
        consent: null,
        tags: [],
        priority: 'normal',
        variables: {},
        externalId: null,
      },
      phones: [{ position: 1, e164: phone(n), raw: phone(n), problem: null }],
    })
    await world.upload(list(0, 20, 'x'))
    const message = world.messages.shift()!
    const input = {
      orgId: ORG,
      target: { campaignId: CAMPAIGN, requireConsent: false, eligibility: null },
      importId: null,
      actor: 'key:test',
      action: 'upsert' as const,
      rows: [5, 6, 21, 5].map(row),
    }
    const [results] = await Promise.all([insertLeads(world.deps, input), run(message), insertLeads(world.deps, input)])
    await deliver(run)
    expect(results.map((it) => it.duplicateOf)).toEqual([null, null, null, 0])
    const leads = await world.leads()
    expect(new Set(leads.map((it) => it.phones[0]!.e164)).size).toBe(21)
    expect(leads).toHaveLength(21)
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
  })

  test('insertLeads refuses a campaign that is not the organization’s', async () => {
    const rows: LeadRow[] = [
      {
        ...{
          name: 'X',
          email: 'x@x.example',
          zone: null,
          address: null,
          consent: null,
          tags: [],
          priority: 'normal',
          variables: {},
          externalId: null,
        },
        phones: [],
      },
    ]
    const input = {
      orgId: 'org_two',
      target: { campaignId: CAMPAIGN, requireConsent: false, eligibility: null },
      importId: null,
      actor: 'key:test',
      action: 'upsert' as const,
      rows,
    }
    await expect(insertLeads(world.deps, input)).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.leads()).toEqual([])
  })
})

test('an import whose campaign is deleted meanwhile fails, and says so', async () => {
  const id = await world.upload(LIST)
  await run(world.messages.shift()!)
  await env.DB.prepare('DELETE FROM campaigns').run()
  await deliver(run)
  expect(await world.find(id)).toMatchObject({ status: 'failed', failure: 'The campaign was deleted.' })
})
