import { Hono } from 'hono'
import { beforeAll, describe, expect, it } from 'vitest'
import documentation from '../../docs/api.md?raw'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { createApi } from '../../src/entry/http/api.ts'
import { importRoutes } from '../../src/entry/http/imports.ts'
import { createIngestHook } from '../../src/entry/http/ingest-hook.ts'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'
import { readCurls } from '../support/curl.ts'

/** Every example of docs/api.md, one after the other as somebody would try them, and what it says is answered. */

interface Example {
  /** The heading it stands under. */
  title: string
  script: string
  /** Each a document; a string that ends with … stands for all that begin so. */
  answers: Json[]
}

const [setUp, ...examples] = readExamples(documentation)
const variables: Record<string, string> = { SUNDIAL: 'http://localhost:8787', KEY: 'sundial_local_key' }
const files = new Map<string, string>()
let world: ApiWorld
let app: Hono

beforeAll(async () => {
  world = await createApiWorld()
  world.deps.queues.importChunk = async (message) => await processImportChunk(world.deps, message)
  variables.CAMPAIGN = (await addCampaign(world)).id
  const api = createApi(() => world.deps, [importRoutes()])
  app = new Hono().route('/api/v1', api).route(
    '/hooks/ingest',
    createIngestHook(() => world.deps),
  ) as unknown as Hono
})

describe('the examples of the documentation', () => {
  it('begin with what they need', () => {
    for (const name of ['SUNDIAL', 'KEY', 'CAMPAIGN']) expect(setUp?.script).toContain(`${name}=`)
    expect(setUp?.script).toContain(`SUNDIAL=${variables.SUNDIAL}\nKEY=${variables.KEY} `)
    expect(examples.length).toBeGreaterThan(10)
  })

  it.each(examples.map((example, i) => [`${i + 1}, ${example.title}`, example] as const))(
    'answer what they say: %s',
    async (_, { script, answers }) => {
      const requests = readCurls(script, variables, files)
      expect(requests.length).toBeGreaterThan(0)
      for (const { url, ...init } of requests) {
        const answer = await app.request(url, init, bindings)
        const text = new TextDecoder().decode(await answer.arrayBuffer())
        expect(answer.status, text).toBeLessThan(300)
        const isLines = answer.headers.get('Content-Type')?.includes('ndjson')
        const given = (isLines ? text.trimEnd().split('\n') : [text]).map((line) => JSON.parse(line))
        expect(answers.length).toBeGreaterThan(0)
        expect(given).toHaveLength(answers.length)
        given.forEach((it, i) => void expect(it).toMatchObject(expected(answers[i]) as object))
        remember(given[0])
      }
    },
  )
})

/** What later examples call by name. */
function remember(answer: Json): void {
  if (typeof answer.url === 'string') variables.INGEST_URL = answer.url
  if (typeof answer.key === 'string') variables.INGEST_KEY = answer.key
  if (/^imp_/.test(answer.id ?? '')) variables.IMPORT = answer.id
}

function expected(value: Json): unknown {
  if (typeof value === 'string' && value.endsWith('…'))
    return expect.stringMatching(new RegExp(`^${value.slice(0, -1)}.`))
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, expected(it)]))
}

function readExamples(text: string): Example[] {
  const found: Example[] = []
  let title = ''
  for (const match of text.matchAll(/^#+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const [, heading, language, block] = match
    if (heading !== undefined) title = heading
    else if (language === 'sh') found.push({ title, script: block!, answers: [] })
    else if (language === 'json') found.at(-1)!.answers.push(...documentsOf(block!))
  }
  return found
}

/** One document, or one a line. */
function documentsOf(block: string): Json[] {
  try {
    return [JSON.parse(block)]
  } catch {
    return block
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
}
