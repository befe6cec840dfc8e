import lists from 'virtual:list-corpus'
import { beforeEach, expect, test } from 'vitest'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { env, ImportWorld, ORG, phone } from '../support/import-world.ts'

/** What is special about lists that are not text: a workbook is made into lines first, and lines of JSON have no columns. */

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

async function corpusFile(name: string): Promise<ArrayBuffer> {
  const { packed } = lists.find((it) => it.name === name)!
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return new Response(new Response(bytes).body!.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

const keys = async () => (await env.FILES.list()).objects.map((it) => it.key)

test('a workbook is read in chunks of any size, with the lines of its sheet', async () => {
  const done = await world.import(await corpusFile('sparse.xlsx'), { chunkRows: 1 })
  expect(done).toMatchObject({ status: 'completed', processed: 3, created: 2, rejected: 1, rows: 3 })
  expect(done.cursor.format).toMatchObject({ kind: 'rows', sheet: 'People' })
  expect(done.errors).toMatchObject([{ line: 6, code: 'no_phone' }])
  const csv = await (await world.request(`/imports/${done.id}/errors.csv`)).text()
  expect(csv.split('\r\n')[1]).toMatch(/^Cy,,none,6,/)
})

test('a conversion that a dying Worker broke off is done again, and gives the same leads', async () => {
  const id = await world.upload(await corpusFile('plain.xlsx'))
  const { put } = world.deps.files
  const message = { importId: id, orgId: ORG, chunk: 0 }
  let deaths = 0
  world.deps.files.put = async (key, ...rest) => {
    if (!key.includes('.rows.') || deaths++ > 0) return put(key, ...rest)
    await put(key, ...rest)
    throw new Error('the Worker died')
  }
  await expect(processImportChunk(world.deps, message)).rejects.toThrow('died')
  expect(await world.leads()).toEqual([])
  await Promise.all([processImportChunk(world.deps, message), processImportChunk(world.deps, message)])
  await world.drain()
  expect(await world.find(id)).toMatchObject({ status: 'completed', created: 2, duplicate: 0 })
  expect((await world.leads()).map((it) => it.name)).toEqual(['Ann', 'Bob'])
})

test('a workbook with more rows than allowed is not begun', async () => {
  world.deps.limits.importMaxRows = 1
  const done = await world.import(await corpusFile('plain.xlsx'))
  expect(done).toMatchObject({ status: 'failed', created: 0, failure: expect.stringContaining('more than 1 rows') })
  expect((await keys()).filter((key) => key.includes('.rows.'))).toEqual([])
})

test('a list from an archive leaves nothing of the archive', async () => {
  const id = await world.upload(await corpusFile('list.zip'), { query: '?filename=list.zip' })
  expect(await keys()).toEqual([expect.stringMatching(/file-unpacked\.0$/)])
  expect(await world.find(id)).toMatchObject({ filename: 'people.csv', rows: 2 })
})

test('a line of JSON that is rejected is in errors.csv as it was sent', async () => {
  const line = '{"name": "Cy", "note": "a, \\"b\\""}'
  const done = await world.import(`{"name":"Ann","phone":"${phone(1)}"}\n${line}\n`)
  expect(done).toMatchObject({ status: 'completed', created: 1, rejected: 1 })
  const csv = await (await world.request(`/imports/${done.id}/errors.csv`)).text()
  const [headings, row] = csv.trim().split('\r\n')
  expect(headings).toBe('person,error_line,error_column,error_reason')
  expect(row).toContain(`"${line.replaceAll('"', '""')}",2,`)
})

test('lines of JSON are read in chunks of any size, and a mapping says what their fields are', async () => {
  const list = Array.from({ length: 7 }, (_, i) => `{"wer":"P${i}","nummer":"${phone(i)}"}`).join('\n')
  const mapping = encodeURIComponent('{"wer":"name","nummer":"phone1"}')
  const done = await world.import(list, { query: `?mapping=${mapping}`, chunkRows: 2 })
  expect(done).toMatchObject({ status: 'completed', created: 7, rows: 7 })
  expect((await world.leads()).map((it) => it.name)).toEqual(['P0', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6'])
})
