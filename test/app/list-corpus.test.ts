import lists from 'virtual:list-corpus'
import { beforeEach, describe, expect, test } from 'vitest'
import { env, ImportWorld } from '../support/import-world.ts'

/** Every file of test/corpus/lists from the upload to its leads. */

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

async function bytesOf(packed: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return new Response(new Response(bytes).body!.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

test('is a corpus of at least ninety files, each of its own name', () => {
  expect(lists.length).toBeGreaterThanOrEqual(90)
  expect(new Set(lists.map((it) => it.name)).size).toBe(lists.length)
})

describe('gives every file its verdict', () => {
  test.each(lists)('$name: $how', { timeout: 30_000 }, async ({ packed, query = '', expected }) => {
    const response = await world.request(`/campaigns/cmp_imports/imports${query}`, {
      method: 'POST',
      body: await bytesOf(packed),
      headers: { 'Content-Type': 'application/octet-stream' },
    })
    const answer = (await response.json()) as { id: string; detail: string }
    if (expected.refused !== undefined) {
      expect(answer.detail).toContain(expected.refused)
      expect(response.status).toBe(422)
      expect((await env.FILES.list()).objects).toEqual([])
      return
    }
    expect(response.status, JSON.stringify(answer)).toBe(202)
    await world.drain()
    const done = await world.find(answer.id)
    if (expected.failure !== undefined) {
      expect(done).toMatchObject({ status: 'failed', created: 0, failure: expect.stringContaining(expected.failure) })
      expect(await world.leads()).toEqual([])
      return
    }
    const { rejected = 0, duplicate = 0, skipped = 0, people = [], notes = [] } = expected
    expect(done.failure).toBeNull()
    expect(done).toMatchObject({
      status: 'completed',
      created: people.length,
      updated: 0,
      rejected,
      duplicate,
      skipped,
    })
    expect(done.rows).toBe(people.length + rejected + duplicate)
    const leads = await world.leads()
    expect(leads.map((it) => [it.name, it.phones[0]?.e164 ?? null])).toEqual(people)
    if (expected.variables) expect(leads[0]!.variables).toEqual(expected.variables)
    expect(done.errors.map((it) => `${it.line} ${it.code}`)).toEqual(notes)
  })
})
