import { beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../src/entry/http/api.ts'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'

/** People as lines: read as they come, answered as they are committed. */

let world: ApiWorld
let campaignId: string
beforeEach(async () => {
  world = await createApiWorld()
  campaignId = (await addCampaign(world)).id
})

const NDJSON = { 'Content-Type': 'application/x-ndjson' }
const phone = (n: number) => `+1${312 + Math.floor(n / 10_000)}555${String(n % 10_000).padStart(4, '0')}`
const person = (n: number) => JSON.stringify({ external_id: `crm-${n}`, name: `Person ${n}`, phones: [phone(n)] })
const total = async () => (await world.get(`/campaigns/${campaignId}`)).counts.total as number

const api = () => createApi(() => world.deps)
const ask = (path: string, init: RequestInit, headers: Record<string, string> = {}) =>
  api().request(
    path,
    { method: 'POST', headers: { Authorization: 'Bearer sundial_local_key', ...NDJSON, ...headers }, ...init },
    bindings,
  )
const linesOf = async (answer: Response): Promise<Json[]> =>
  new TextDecoder()
    .decode(await answer.arrayBuffer())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function send(body: string | Uint8Array, query = '', path = `/campaigns/${campaignId}/leads`) {
  const answer = await ask(`${path}${query}`, { body })
  const lines = await linesOf(answer)
  expect(answer.status, JSON.stringify(lines)).toBe(200)
  expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8')
  return { results: lines.slice(0, -1), summary: lines.at(-1).summary }
}

/** A body that counts what was taken of it; nothing is made ahead. */
function metered(lines: Iterator<string>) {
  const encoder = new TextEncoder()
  const state = { lines: 0, isCancelled: false, body: null as unknown as ReadableStream<Uint8Array> }
  state.body = new ReadableStream(
    {
      pull(controller) {
        const { done, value } = lines.next()
        if (done) return controller.close()
        state.lines++
        controller.enqueue(encoder.encode(value))
      },
      cancel() {
        state.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return state
}

function* people(from: number, to: number): Generator<string> {
  for (let n = from; n < to; n++) yield `${person(n)}\n`
}

const post = (body: ReadableStream) => ask(`/campaigns/${campaignId}/leads`, { body, duplex: 'half' } as RequestInit)

describe('a stream of people', () => {
  it('gives a result for every line, in order, and a summary at the end', async () => {
    const { results, summary } = await send([person(1), person(2), person(1)].join('\n'))
    expect(results.map((it) => [it.line, it.result, it.external_id, it.duplicate_of])).toEqual([
      [1, 'created', 'crm-1', null],
      [2, 'created', 'crm-2', null],
      [3, 'duplicate', 'crm-1', 1],
    ])
    expect(summary).toMatchObject({
      people: 3,
      counts: { created: 2, duplicate: 1, rejected: 0 },
      complete: true,
      continue_from_line: null,
      error: null,
    })
    expect(world.dialers.calls).toContainEqual(['more', campaignId])
  })

  it('says of every line that cannot be read what is wrong with it, and takes the others', async () => {
    const encoder = new TextEncoder()
    const text = [
      `\ufeff${person(1)}\r`,
      '',
      '{"name": "broken"',
      `{"name": "\u0000", "phones": ["${phone(2)}"]}`,
      `  ${person(3)}  \r`,
      '[]',
      '"text"',
      JSON.stringify({ name: 'A', phone: phone(4) }),
      JSON.stringify({ name: 'x'.repeat(300_000) }),
      JSON.stringify({ email: 'nobody@example.com' }),
    ].join('\n')
    const latin1 = Uint8Array.from(`\n{"name": "Jos\u00e9", "phones": ["${phone(5)}"]}\n`, (it) => it.charCodeAt(0))
    const last = encoder.encode(person(6))
    const bytes = encoder.encode(text)
    const body = new Uint8Array(bytes.length + latin1.length + last.length)
    body.set(bytes)
    body.set(latin1, bytes.length)
    body.set(last, bytes.length + latin1.length)
    const { results, summary } = await send(body)
    expect(results.map((it) => [it.line, it.result, it.reasons])).toEqual([
      [1, 'created', []],
      [3, 'rejected', ['not_json']],
      [4, 'rejected', ['not_json']],
      [5, 'created', []],
      [6, 'rejected', ['invalid']],
      [7, 'rejected', ['invalid']],
      [8, 'rejected', ['invalid']],
      [9, 'rejected', ['line_too_long']],
      [10, 'rejected', ['no_phone']],
      [11, 'rejected', ['not_utf8']],
      [12, 'created', []],
    ])
    expect(results[6].errors).toEqual([{ pointer: '#/phone', message: 'is not known here' }])
    expect(summary).toMatchObject({ people: 11, complete: true, counts: { created: 3, rejected: 8 } })
  })

  it('of nobody has a summary all the same', async () => {
    const { results, summary } = await send('\n\n')
    expect([results, summary.people, summary.complete]).toEqual([[], 0, true])
  })

  it('is worked off in batches, and reads no further than its answer is taken', async () => {
    const source = metered(people(0, 5_000))
    const answer = await post(source.body)
    const reader = answer.body!.getReader()
    const first = new TextDecoder().decode((await reader.read()).value)
    expect(first.trimEnd().split('\n')).toHaveLength(1_000)
    // One batch is with the reader, at most one more is made ahead.
    expect(source.lines).toBeLessThanOrEqual(2_001)
    let lines = 1_000
    for (let part = await reader.read(); !part.done; part = await reader.read())
      lines += new TextDecoder().decode(part.value).trimEnd().split('\n').length
    expect(lines).toBe(5_001)
    expect(await total()).toBe(5_000)
  })

  it('stops when nobody reads its answer any more', async () => {
    const source = metered(people(0, 1_000_000))
    const answer = await post(source.body)
    const reader = answer.body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(source.isCancelled).toBe(true)
    expect(source.lines).toBeLessThanOrEqual(3_001)
    expect(await total()).toBe(source.lines - (source.lines % 1_000))
  })

  it('that breaks says from which line to go on, and sending all of it again is harmless', async () => {
    const commit = world.deps.imports.commit
    let commits = 0
    world.deps.imports.commit = async (...given) => {
      if (++commits === 3) throw new Error('D1_ERROR: too many queries')
      return await commit(...given)
    }
    const all = [...people(0, 4_500)].join('')
    const broken = await send(all)
    expect(broken.results).toHaveLength(2_000)
    expect(broken.summary).toMatchObject({
      people: 2_000,
      complete: false,
      continue_from_line: 2_001,
      error: { code: 'unavailable' },
    })
    expect(world.logged.at(-1)?.message).toBe('stream.broken')
    expect(await total()).toBe(2_000)
    const again = await send(all)
    expect(again.summary).toMatchObject({ complete: true, counts: { created: 2_500, updated: 2_000 } })
    expect(await total()).toBe(4_500)
  })

  it('ends with what was wrong when the campaign is deleted on the way', async () => {
    const commit = world.deps.imports.commit
    world.deps.imports.commit = async (...given) => {
      await bindings.DB.prepare('DELETE FROM campaigns WHERE id = ?').bind(campaignId).run()
      return await commit(...given)
    }
    const { summary } = await send([...people(0, 3)].join(''))
    expect(summary).toMatchObject({ complete: false, continue_from_line: 1, error: { code: 'not_found' } })
  })

  it('may also update and remove, and go into the address book', async () => {
    await send([...people(0, 3)].join(''))
    const removed = await send(`${person(0)}\n${person(9)}\n`, '?action=remove')
    expect(removed.results.map((it) => it.result)).toEqual(['removed', 'not_found'])
    const updated = await send(`${person(1)}\n${person(9)}\n`, '?action=update_only')
    expect(updated.results.map((it) => it.result)).toEqual(['updated', 'not_found'])
    const contacts = await send(`${person(1)}\n${person(9)}\n`, '', '/contacts/bulk')
    expect(contacts.results.map((it) => [it.result, it.lead_id])).toEqual([
      ['updated', null],
      ['created', null],
    ])
    const wrong = await world.request('POST', '/contacts/bulk?action=remove', person(1), NDJSON)
    expect([wrong.status, wrong.body.errors[0].parameter]).toEqual([400, 'action'])
    expect((await world.request('POST', '/campaigns/cmp_none/leads', person(1), NDJSON)).status).toBe(404)
  })

  it('counts as one request of its day, whatever number of batches it takes', async () => {
    await send([...people(0, 2_100)].join(''))
    const { data } = await world.get(`/campaigns/${campaignId}/arrivals`)
    expect(data).toHaveLength(1)
    expect(data[0]).toMatchObject({ source: 'stream', requests: 1, created: 2_100 })
  })

  it('may carry an Idempotency-Key, which it does not need', async () => {
    for (const result of ['created', 'updated']) {
      const answer = await ask(`/campaigns/${campaignId}/leads`, { body: person(1) }, { 'Idempotency-Key': 'k1' })
      expect(answer.headers.get('Idempotency-Replayed')).toBeNull()
      expect((await linesOf(answer))[0].result).toBe(result)
    }
  })

  it('is taken nowhere else', async () => {
    expect((await world.request('POST', '/contacts', person(1), NDJSON)).status).toBe(415)
  })
})
