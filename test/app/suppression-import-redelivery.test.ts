import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import { failDeadSuppressionImport } from '../../src/app/suppression-imports/fail-dead.ts'
import { processSuppressionChunk } from '../../src/app/suppression-imports/process-chunk.ts'
import { resumeStalledSuppressionImports } from '../../src/app/suppression-imports/resume-stalled.ts'
import { handleQueue } from '../../src/entry/queue.ts'
import { bindings, MONDAY_TEN } from '../support/api-world.ts'
import { createSuppressionWorld, type ListMessage, type SuppressionWorld } from '../support/suppression-world.ts'

let world: SuppressionWorld

beforeEach(async () => {
  world = await createSuppressionWorld()
})

/** New, repeated in the same and in an earlier chunk, widened, several in a row, junk. */
const LIST = `phone1,phone2,channel
2125550100,,
2125550101,2125550102,text
junk,,
2125550100,,text
2125550101,,phone
2125550103,,
2125550104,,
`
const ROWS_A_CHUNK = 3
const EXPECTED = { status: 'completed', processed: 7, created: 5, duplicate: 2, rejected: 1, rows: 7 }

const run = (message: ListMessage, deps = world.deps) =>
  processSuppressionChunk(deps, message, { chunkRows: ROWS_A_CHUNK })

/** Works the queue off as the platform does: what throws comes again. */
async function deliver(chunk: (message: ListMessage) => Promise<void>): Promise<void> {
  for (let i = 0, message = world.messages.shift(); message; message = world.messages.shift()) {
    if (++i > 60) throw new Error('the queue never ends')
    try {
      await chunk(message)
    } catch {
      world.messages.push(message)
    }
  }
}

async function clean(): Promise<unknown[]> {
  await world.import(LIST, '', ROWS_A_CHUNK)
  const picture = await world.picture()
  world = await createSuppressionWorld()
  return picture
}

async function queued(queue: string, bodies: unknown[]) {
  const batch = createMessageBatch(
    queue,
    bodies.map((body, i) => ({ id: `m${i}`, timestamp: MONDAY_TEN, attempts: 1, body })),
  )
  await handleQueue(batch, world.deps)
  return (await getQueueResult(batch, createExecutionContext())).explicitAcks
}

test('the queue knows the lists apart, and a dead message ends its import', async () => {
  const good = await world.upload(LIST)
  expect(await queued('sundial-imports', world.messages.splice(0))).toEqual(['m0'])
  expect(await world.get(`/suppressions/imports/${good}`)).toMatchObject(EXPECTED)
  const dead = await world.upload(LIST)
  expect(await queued('sundial-imports-dead', world.messages.splice(0))).toEqual(['m0'])
  expect(await world.get(`/suppressions/imports/${dead}`)).toMatchObject({
    status: 'failed',
    failure: expect.stringContaining('Nothing was imported'),
  })
  const [item] = (await world.get('/stuck-items')).data
  expect(item).toMatchObject({ kind: 'import_chunk', subject: `${dead}/0`, resolved_at: null })
  await world.post(`/stuck-items/${item.id}/retry`)
  await world.drain()
  expect(await world.get(`/suppressions/imports/${dead}`)).toMatchObject({ status: 'completed', failure: null })
})

class Killed extends Error {}

/** The same dependencies, in a Worker that dies at its nth call: before the call takes effect, or after. */
function mortal(at: number, after: boolean): { deps: SuppressionWorld['deps']; calls: () => number } {
  let calls = 0
  let dead = false
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown
        if (typeof value !== 'function') return value
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
  const { files, queues, suppressionImports, organizations } = world.deps
  const parts = {
    files: wrap(files),
    queues: wrap(queues),
    suppressionImports: wrap(suppressionImports),
    organizations: wrap(organizations),
  }
  return { deps: { ...world.deps, ...parts }, calls: () => calls }
}

describe('whatever the queue does, a do-not-call list is imported once', () => {
  test('when every message comes three times at once, and all again at the end', async () => {
    const picture = await clean()
    const id = await world.upload(LIST)
    const seen: ListMessage[] = []
    await deliver(async (message) => {
      seen.push(message)
      await Promise.all([run(message), run(message), run(message)])
    })
    for (const message of [...seen, ...seen.reverse()]) await run(message)
    world.messages.length = 0
    expect(await world.picture()).toEqual(picture)
    const done = await world.get(`/suppressions/imports/${id}`)
    expect(done).toMatchObject(EXPECTED)
    expect(done.errors).toHaveLength(1)
    const { objects } = await bindings.FILES.list()
    expect(objects.filter((it) => it.key.includes('/err_'))).toHaveLength(1)
  })

  test('when the Worker dies at any call, before or after it took effect', { timeout: 120_000 }, async () => {
    const picture = await clean()
    for (const after of [false, true]) {
      for (let at = 0; ; at++) {
        world = await createSuppressionWorld()
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
        expect(await world.picture(), where).toEqual(picture)
        expect(await world.get(`/suppressions/imports/${id}`), where).toMatchObject(EXPECTED)
        if (worker.calls() <= at) break
      }
    }
  })

  test('when somebody takes an entry off between two chunks, it does not come back', async () => {
    await world.upload(LIST)
    await run(world.messages[0]!)
    const entry = await world.deps.suppressions.findByValue('org_local', 'phone', '+12125550102')
    await world.post(`/suppressions/${entry!.id}/remove`, { reason: 'asked to be called again' })
    await deliver(run)
    expect(await world.deps.suppressions.findByValue('org_local', 'phone', '+12125550102')).toBeNull()
  })

  test('when the queue loses a message, the sweep sends it again', async () => {
    const id = await world.upload(LIST)
    await run(world.messages.shift()!)
    world.messages.length = 0
    expect(await resumeStalledSuppressionImports(world.deps)).toBe(0)
    world.setTime(MONDAY_TEN + world.deps.limits.importStalledMs + 60_000)
    expect(await resumeStalledSuppressionImports(world.deps)).toBe(1)
    await deliver(run)
    expect(await world.get(`/suppressions/imports/${id}`)).toMatchObject(EXPECTED)
    expect(await resumeStalledSuppressionImports(world.deps)).toBe(0)
  })

  test('when a message fails for good, the import ends and says how far it got', async () => {
    const id = await world.upload(LIST)
    await run(world.messages[0]!)
    await failDeadSuppressionImport(world.deps, world.messages[0]!)
    expect((await world.get(`/suppressions/imports/${id}`)).status).toBe('running')
    await failDeadSuppressionImport(world.deps, world.messages[1]!)
    expect(await world.get(`/suppressions/imports/${id}`)).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('before line 5'),
    })
    world.messages.shift()
    await deliver(run)
    expect((await world.get(`/suppressions/imports/${id}`)).status).toBe('failed')
  })
})
