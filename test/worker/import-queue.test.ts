import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { beforeEach, describe, expect, test } from 'vitest'
import { retryStuckItem } from '../../src/app/stuck-items/retry.ts'
import { handleQueue } from '../../src/entry/queue.ts'
import { CAMPAIGN, env, ImportWorld, phone } from '../support/import-world.ts'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

async function deliver(queue: string, bodies: unknown[], attempts = 1) {
  const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: world.now, attempts, body }))
  const batch = createMessageBatch(queue, messages)
  await handleQueue(batch, world.deps)
  const result = await getQueueResult(batch, createExecutionContext())
  return { acked: result.explicitAcks, retried: result.retryMessages }
}

const stuck = async () => (await env.DB.prepare('SELECT * FROM stuck_items ORDER BY id').all()).results

describe('imports', () => {
  test('a chunk is worked off and acknowledged', async () => {
    const id = await world.upload(`phone\n${phone(1)}\n`)
    expect(await deliver('sundial-imports', world.messages.splice(0))).toEqual({ acked: ['m0'], retried: [] })
    expect(await world.find(id)).toMatchObject({ status: 'completed', created: 1 })
  })

  test('what fails comes again, later each time, and does not take others with it', async () => {
    const good = await world.upload(`phone\n${phone(1)}\n`)
    const bad = await world.upload(`phone\n${phone(2)}\n`)
    await env.FILES.delete((await env.FILES.list()).objects.map((it) => it.key).filter((key) => key.includes(bad)))
    const messages = world.messages.splice(0).reverse()
    const { acked, retried } = await deliver('sundial-imports', messages)
    expect({ acked, retried: retried.map((it) => it.msgId) }).toEqual({ acked: ['m1'], retried: ['m0'] })
    expect(await world.find(good)).toMatchObject({ status: 'completed', created: 1 })
    expect(await world.find(bad)).toMatchObject({ status: 'queued' })
  })

  test('a message comes again later each time', async () => {
    const delays: (number | undefined)[] = []
    const retry = (options?: QueueRetryOptions) => void delays.push(options?.delaySeconds)
    const messages = [1, 3, 90].map((attempts) => ({ id: 'm', body: null, attempts, ack: () => {}, retry }))
    await handleQueue({ queue: 'sundial-imports', messages } as unknown as MessageBatch, world.deps)
    expect(delays).toEqual([2, 8, 300])
  })

  test('a message that is none of ours is sent back, never taken for done', async () => {
    const bodies = [null, {}, { importId: 'x', orgId: 'y', chunk: -1 }, 'text']
    const { acked, retried } = await deliver('sundial-imports', bodies)
    expect(acked).toEqual([])
    expect(retried).toHaveLength(bodies.length)
  })

  test('one of an import that is gone is done', async () => {
    const body = { importId: 'imp_gone', orgId: 'org_gone', chunk: 0 }
    expect(await deliver('sundial-imports', [body])).toEqual({ acked: ['m0'], retried: [] })
  })
})

describe('dead letters', () => {
  test('are kept, once, and end their import with advice', async () => {
    const id = await world.upload(`phone\n${phone(1)}\n`)
    const messages = world.messages.splice(0)
    for (let i = 0; i < 2; i++)
      expect(await deliver('sundial-imports-dead', messages)).toEqual({ acked: ['m0'], retried: [] })
    expect(await stuck()).toMatchObject([
      {
        org_id: world.actor.orgId,
        kind: 'import_chunk',
        subject: `${id}/0`,
        campaign_id: messages[0] && (await world.find(id)).campaignId,
        payload: JSON.stringify({ importId: id, chunk: 0, kind: 'leads' }),
        first_at: world.now,
        resolved_at: null,
      },
    ])
    const failed = await world.find(id)
    expect(failed).toMatchObject({ status: 'failed', finishedAt: world.now })
    expect(failed.failure).toMatch(/upload it again/)
    await deliver('sundial-imports', messages)
    expect(await world.leads()).toEqual([])
  })

  test('of a chunk that was done after all change nothing; rows read before stay', async () => {
    const id = await world.upload(`phone\n${phone(1)}\n${phone(2)}\n`)
    const [first] = world.messages.splice(0)
    await world.drain()
    const { processImportChunk } = await import('../../src/app/imports/process-chunk.ts')
    await processImportChunk(world.deps, first!, { chunkRows: 1 })
    await deliver('sundial-imports-dead', [first])
    expect(await world.find(id)).toMatchObject({ status: 'running', processed: 1 })
    expect(await stuck()).toEqual([])
    await deliver('sundial-imports-dead', world.messages.splice(0))
    const failed = await world.find(id)
    expect(failed).toMatchObject({ status: 'failed', created: 1 })
    expect(failed.failure).toMatch(/before line 3. The 1 rows before it are imported/)
    expect(await world.import(`phone\n${phone(1)}\n${phone(2)}\n`)).toMatchObject({ created: 1, updated: 1 })
  })

  test('that nobody understands are kept too', async () => {
    await deliver('sundial-events-dead', [{ kind: 'unheard of' }])
    expect(await stuck()).toMatchObject([
      {
        org_id: '',
        kind: 'message',
        subject: 'events/m0',
        payload: '{"queue":"events","body":{"kind":"unheard of"}}',
      },
    ])
  })

  test('of campaigns that could not be woken are shown to whom they belong', async () => {
    await deliver('sundial-events-dead', [{ kind: 'wake', campaignIds: [CAMPAIGN, 'cmp_gone'] }])
    expect(await stuck()).toMatchObject([
      { org_id: world.actor.orgId, kind: 'message', subject: `wake/${CAMPAIGN}`, campaign_id: CAMPAIGN },
    ])
  })

  test('can be tried again: the import goes on where it stood', async () => {
    const id = await world.upload(`phone\n${phone(1)}\n${phone(2)}\n${phone(3)}\n`)
    const [first] = world.messages.splice(0)
    const { processImportChunk } = await import('../../src/app/imports/process-chunk.ts')
    await processImportChunk(world.deps, first!, { chunkRows: 1 })
    await deliver('sundial-imports-dead', world.messages.splice(0))
    expect(await world.find(id)).toMatchObject({ status: 'failed', created: 1, chunk: 1 })
    const [item] = await stuck()
    expect(await retryStuckItem(world.deps, world.actor, String(item!.id))).toMatchObject({ resolution: 'retried' })
    await world.drain()
    expect(await world.find(id)).toMatchObject({ status: 'completed', created: 3, failure: null })
    expect(await world.leads()).toHaveLength(3)
  })
})

test('wakes campaigns, each by itself', async () => {
  const woken: string[] = []
  world.deps.dialers.refresh = async (id) => {
    if (id === 'cmp_bad') throw new Error('overloaded')
    woken.push(id)
  }
  const bodies = [
    { kind: 'wake', campaignIds: ['cmp_1', 'cmp_bad', 'cmp_2'] },
    { kind: 'wake', campaignIds: ['cmp_3'] },
    { kind: 'dance' },
  ]
  const { acked, retried } = await deliver('sundial-events', bodies)
  expect(woken).toEqual(['cmp_1', 'cmp_2', 'cmp_3'])
  expect({ acked, retried: retried.map((it) => it.msgId) }).toEqual({ acked: ['m1'], retried: ['m0', 'm2'] })
})

test('a queue without a handler loses nothing', async () => {
  expect((await deliver('sundial-other', [{}])).retried).toHaveLength(1)
})
