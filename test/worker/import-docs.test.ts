import { beforeAll, describe, expect, it } from 'vitest'
import documentation from '../../docs/imports.md?raw'
import { processImportChunk } from '../../src/app/imports/process-chunk.ts'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json } from '../support/api-world.ts'
import { readCurls } from '../support/curl.ts'

/** Every example of docs/imports.md, one after the other as somebody would try them, and what it says is answered. */

const blocks = [...documentation.matchAll(/^```(sh|json)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}))
const [setUp, ...examples] = blocks.filter((block) => block.language === 'sh')
const answers = blocks.filter((block) => block.language === 'json').map((block) => JSON.parse(block.text) as Json)
const variables: Record<string, string> = { SUNDIAL: 'http://localhost:8787', KEY: 'sundial_local_key' }
let world: ApiWorld

beforeAll(async () => {
  world = await createApiWorld()
  world.deps.queues.importChunk = async (message) => await processImportChunk(world.deps, message)
  variables.CAMPAIGN = (await addCampaign(world)).id
})

describe('the examples of docs/imports.md', () => {
  it('begin with what they need, and each has an answer', () => {
    for (const name of ['SUNDIAL', 'KEY']) expect(setUp?.text).toContain(`${name}=${variables[name]}\n`)
    expect(setUp?.text).toContain('CAMPAIGN=')
    expect(answers).toHaveLength(examples.length)
    expect(examples.length).toBeGreaterThan(3)
  })

  it.each(examples.map(({ text }, i) => [i + 1, text] as const))('answer what they say: %i', async (i, text) => {
    // Between two quoted parts a shell fills in what is not quoted.
    const filled = text.replace(/'\$(\w+)'/g, (_, name: string) => variables[name] ?? '')
    const [request, ...others] = readCurls(filled, variables, new Map())
    expect(others).toEqual([])
    const { url, method, headers, body } = request!
    const path = url.replace(`${variables.SUNDIAL}/api/v1`, '')
    const answer = await world.request(method, path, body ?? undefined, headers)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    expect(answer.body).toMatchObject(expected(answers[i - 1]) as object)
    if (answer.body.upload_id) variables.UPLOAD = answer.body.upload_id
    if (answer.body.id) variables.IMPORT = answer.body.id
  })
})

/** A text that ends with … stands for all that begin so. */
function expected(value: Json): unknown {
  if (typeof value === 'string' && value.endsWith('…')) return expect.stringContaining(value.slice(0, -1))
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, expected(it)]))
}
