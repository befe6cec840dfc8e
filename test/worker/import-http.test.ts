import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { CAMPAIGN, env, ImportWorld, phone } from '../support/import-world.ts'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const PATH = `/campaigns/${CAMPAIGN}/imports`
const LIST = `name,phone\nAnn,${phone(1)}\n`

async function answer(response: Response): Promise<{ status: number; [key: string]: unknown }> {
  const text = await response.text()
  try {
    return { ...(JSON.parse(text) as object), status: response.status }
  } catch {
    throw new Error(`${response.status} ${text}`)
  }
}

const post = (body: BodyInit, headers: Record<string, string> = { 'Content-Type': 'text/csv' }, path = PATH) =>
  world.request(path, { method: 'POST', body, headers })

/** A body whose length nobody knows. */
function streamed(text: string, size = 7): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    },
  })
}

const stored = async () => (await env.FILES.list()).objects.map((it) => it.key)

describe('takes a list', () => {
  test.each([
    'text/csv',
    'text/csv; charset=utf-8',
    'text/plain',
    'text/tab-separated-values',
    'application/octet-stream',
  ])('as %s', async (type) => {
    const response = await post(LIST, { 'Content-Type': type })
    expect(response.status).toBe(202)
    const body = (await response.json()) as { id: string }
    expect(body).toEqual({ id: expect.stringMatching(/^imp_/), status: 'queued' })
    expect(response.headers.get('Location')).toBe(`/api/v1/imports/${body.id}`)
    expect(world.messages).toEqual([{ importId: body.id, orgId: world.actor.orgId, chunk: 0 }])
    await world.drain()
    expect(await world.leads()).toHaveLength(1)
  })

  test('as a stream of unknown length', async () => {
    await post(streamed(LIST))
    await world.drain()
    expect(await world.leads()).toHaveLength(1)
  })

  test.each(['file first', 'mapping first'])('as a form with a mapping, %s', async (order) => {
    const form = new FormData()
    const file = new File([`Wer,Nummer\r\nAnn,${phone(1)}\r\n`], 'leute.csv', { type: 'text/csv' })
    if (order === 'file first') form.append('file', file)
    form.append('mapping', JSON.stringify({ Nummer: 'phone1', Wer: 'name' }))
    if (order !== 'file first') form.append('file', file)
    const { status, id } = await answer(await world.request(PATH, { method: 'POST', body: form }))
    expect(status).toBe(202)
    await world.drain()
    expect(await world.leads()).toMatchObject([{ name: 'Ann' }])
    expect(await world.find(id as string)).toMatchObject({ filename: 'leute.csv', status: 'completed' })
  })

  test('as a form cut into pieces of any size', async () => {
    const boundary = 'x-\r-y'.replace('\r', '')
    const text = `preamble\r\n--${boundary}\r\nContent-Disposition: form-data; name="other"\r\n\r\nzzz\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n${LIST}--x-\r\n\r\n--${boundary}--\r\n`
    for (const size of [1, 2, 3, 5, 64, 10_000]) {
      const id = (
        await answer(
          await post(streamed(text, size), { 'Content-Type': `multipart/form-data; boundary="${boundary}"` }),
        )
      ).id
      expect((await world.find(id as string)).bytes, `pieces of ${size}`).toBe(LIST.length + '--x-\r\n'.length)
    }
  })

  test('of several pieces in the file store', { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => `P${i},${phone(i)},${'x'.repeat(9_000)}`)
    const done = await world.import(`name,phone,text\n${rows.join('\n')}\n`)
    expect(done.cursor.pieces).toHaveLength(3)
    expect(done).toMatchObject({ status: 'completed', created: 2000, rows: 2000 })
    expect((await world.leads()).map((it) => it.name)).toEqual(rows.map((_, i) => `P${i}`))
  })
})

describe('refuses, and keeps nothing of it', () => {
  test('a file that says it is too large', async () => {
    world.deps.limits.importMaxBytes = 1000
    const response = await post('x'.repeat(2000), { 'Content-Type': 'text/csv', 'Content-Length': '2000' })
    expect(await answer(response)).toMatchObject({ status: 413, code: 'too_large' })
    expect(await stored()).toEqual([])
  })
  test('a file that turns out too large', async () => {
    world.deps.limits.importMaxBytes = 9 * 1024 * 1024
    const response = await post(streamed('x'.repeat(10 * 1024 * 1024), 256 * 1024))
    expect(await answer(response)).toMatchObject({ status: 413, detail: expect.stringContaining('9 MB') })
    expect(await stored()).toEqual([])
  })
  test('more rows than allowed', async () => {
    world.deps.limits.importMaxRows = 2
    expect(await answer(await post('phone\n1\n2\n3\n'))).toMatchObject({
      status: 413,
      detail: expect.stringContaining('2 rows'),
    })
    expect(await stored()).toEqual([])
  })
  test('another type, a form without a file, a form that is broken', async () => {
    expect(await answer(await post('<x/>', { 'Content-Type': 'application/xml' }))).toMatchObject({ status: 415 })
    const form = new FormData()
    form.append('mapping', '{}')
    expect(await answer(await world.request(PATH, { method: 'POST', body: form }))).toMatchObject({ status: 400 })
    const type = { 'Content-Type': 'multipart/form-data; boundary=b' }
    expect(await answer(await post('--b\r\nnothing', type))).toMatchObject({ status: 400 })
    expect(await answer(await post('', type))).toMatchObject({ status: 400 })
  })
  test('a form that breaks off within the file, or brings two', async () => {
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const type = { 'Content-Type': 'multipart/form-data; boundary=b' }
    expect(await answer(await post(`${head}${LIST}`, type))).toMatchObject({ status: 400 })
    expect(await answer(await post(`${head}${LIST}\r\n${head}${LIST}\r\n--b--`, type))).toMatchObject({ status: 400 })
    expect(await stored()).toEqual([])
  })
  test('a mapping that is none', async () => {
    expect(await answer(await post(LIST, undefined, `${PATH}?mapping=x`))).toMatchObject({ status: 400 })
    const mapping = encodeURIComponent('{"name":"phone99"}')
    expect(await answer(await post(LIST, undefined, `${PATH}?mapping=${mapping}`))).toMatchObject({
      status: 422,
      errors: [{ pointer: '#/mapping/name' }],
    })
    expect(await stored()).toEqual([])
  })
  test('an unknown, a foreign and a cancelled campaign, and a viewer', async () => {
    await world.addCampaign('cmp_theirs', { orgId: 'org_two' })
    await world.addCampaign('cmp_over', { status: 'cancelled' })
    for (const [id, status] of Object.entries({ cmp_none: 404, cmp_theirs: 404, cmp_over: 409 }))
      expect(await answer(await post(LIST, undefined, `/campaigns/${id}/imports`))).toMatchObject({ status })
    world.actor = { ...world.actor, role: 'viewer' }
    expect(await answer(await post(LIST))).toMatchObject({ status: 403 })
    expect(await stored()).toEqual([])
  })
})

describe('tells how it went', () => {
  const BAD = `name,phone1,note\nAnn,${phone(1)},a\n=1+1,bad,"x,""y"""\nBob,,+z\nCy,${phone(1)},c,d,e\n`

  test('with counts, columns and the first errors', async () => {
    const { id } = await world.import(BAD, { query: '?filename=b.csv' })
    const body = await answer(await world.request(`/imports/${id}`))
    expect(body).toMatchObject({
      ...{ id, status: 200, campaign_id: CAMPAIGN, filename: 'b.csv', rows: 4, processed: 4, created: 2, updated: 0 },
      ...{ duplicate: 1, rejected: 1, skipped: 1, failure: null, created_at: '2026-11-23T15:00:00.000Z' },
      format: { encoding: 'utf-8', delimiter: ',', windows_1252_line: null },
      columns: [
        { header: 'name', role: 'name' },
        { role: 'phone', phone_position: 1 },
        { role: 'variable', variable: 'NOTE' },
      ],
      errors: [
        { line: 3, column: 'phone1', code: 'phone_not_usable', message: '"bad" is not a phone number.' },
        { line: 4, column: 'phone1', code: 'no_phone' },
        { line: 5, column: '', code: 'duplicate' },
        { line: 5, column: '', code: 'too_many_cells' },
      ],
    })
    const raw = (await (await world.request(`/imports/${id}`)).json()) as { status: string }
    expect(raw.status).toBe('completed')
  })

  test('with at most a hundred errors, and all of them as CSV', async () => {
    const { id } = await world.import(`phone\n${'bad\n'.repeat(250)}`, { chunkRows: 60 })
    expect(((await answer(await world.request(`/imports/${id}`))).errors as unknown[]).length).toBe(100)
    const text = await (await world.request(`/imports/${id}/errors.csv`)).text()
    expect(text.trim().split('\r\n')).toHaveLength(251)
  })

  test('with every row to be mended, safe to open in a spreadsheet, and fit to be uploaded again', async () => {
    const { id } = await world.import(BAD)
    const response = await world.request(`/imports/${id}/errors.csv`)
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    const text = await response.text()
    const rows = parse(text, { bom: true }) as string[][]
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ['name', 'phone1', 'note', 'error_line', 'error_column'],
      ["'=1+1", 'bad', 'x,"y"', '3', 'phone1'],
      ['Bob', '', "'+z", '4', 'phone1'],
      ['Cy', phone(1).replace('+', "'+"), 'c d e', '5', ''],
    ])
    for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    await world.addCampaign('cmp_again')
    const again = await world.import(text.replace('bad', phone(8)), { campaign: 'cmp_again' })
    expect(again).toMatchObject({ created: 2, rejected: 1 })
    const leads = await world.leads('cmp_again')
    expect(leads.map((it) => it.phones[0]!.e164)).toEqual([phone(8), phone(1)])
    expect(leads[0]).toMatchObject({ name: '=1+1', variables: { NOTE: 'x,"y"' } })
  })

  test('in a list by campaign, newest first, page by page', async () => {
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      world.now += 1000
      ids.unshift(await world.upload(LIST))
    }
    const first = await answer(await world.request(`${PATH}?limit=2`))
    const second = await answer(await world.request(`${PATH}?limit=2&cursor=${first.next_cursor}`))
    const list = [first, second].flatMap((page) => (page.data as { id: string }[]).map((it) => it.id))
    expect(list).toEqual(ids)
    expect(second.next_cursor).toBeNull()
    expect(await answer(await world.request('/campaigns/cmp_none/imports'))).toMatchObject({ status: 404 })
    expect((await world.request(`${PATH}?limit=0`)).status).toBe(400)
  })

  test('to nobody of another organization', async () => {
    const { id } = await world.import(BAD)
    world.actor = { ...world.actor, orgId: 'org_two' }
    for (const path of [
      `/imports/${id}`,
      `/imports/${id}/errors.csv`,
      PATH,
      `/campaigns/${CAMPAIGN}/import-template.csv`,
    ])
      expect((await world.request(path)).status, path).toBe(404)
  })
})

test('the template has the columns the campaign’s agent speaks of, and imports as it is', async () => {
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO agents (id, org_id, name, greeting, prompt, voice, created_at, updated_at) VALUES ('agt_1', ?1, 'Ada', 'Hi {{NAME}}', 'Case {{Case Number}}, {{TAX_ID}}', 'v', 0, 0)",
    ).bind(world.actor.orgId),
    env.DB.prepare("UPDATE campaigns SET agent_id = 'agt_1'"),
  ])
  const text = await (await world.request(`/campaigns/${CAMPAIGN}/import-template.csv`)).text()
  expect(text).toBe('name,phone1,phone2,phone3,email,case_number,tax_id\r\n')
  const done = await world.import(`\ufeff${text}Ann,${phone(1)},,,,C-1,9\r\n`)
  expect(done).toMatchObject({ created: 1 })
  expect((await world.leads())[0]!.variables).toEqual({ CASE_NUMBER: 'C-1', TAX_ID: '9' })
})
