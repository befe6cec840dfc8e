import { beforeEach, describe, expect, it } from 'vitest'
import { type ApiWorld, createApiWorld, type Json, LOCAL, OTHER } from '../support/api-world.ts'
import { bodySchema, exampleOf, idPlaces, type Operation, operationsOf, putAt } from '../support/openapi-example.ts'
import { addUpload, everything, handOver, MAKERS, makePath, SHARED_NAMES, traces } from '../support/tenant-resources.ts'

/**
 * Every operation of the OpenAPI document, asked by one organization for what another one has. Things are made through the API and then
 * handed over, rows and all, so that only their owner stands between the request and them.
 */

let world: ApiWorld
let document: Json
beforeEach(async () => {
  const open = async () => ({ status: 200 as const, body: new Response('la').body!, contentType: 'x/y', headers: {} })
  world = await createApiWorld({ recordings: { open, remove: async () => false } })
  document = (await world.request('GET', '/openapi.json')).body
})

/** A request whose body the operation would accept. */
function send(world: ApiWorld, { method, operation }: Operation, path: string, body?: unknown) {
  const schema = bodySchema(operation)
  if (schema) return world.request(method, path, body ?? exampleOf(document, schema))
  if (!operation.requestBody) return world.request(method, path)
  return world.request(method, path, 'phone\n+13125550109\n', { 'Content-Type': 'text/csv' })
}

const nameOf = ({ method, path }: Operation) => `${method} ${path}`
const isShared = (path: string) => [...SHARED_NAMES].some((name) => path.startsWith(name))

// Every operation of the document, several times: on a busy machine that takes more than the usual five seconds.
describe('what belongs to another organization', { timeout: 90_000 }, () => {
  it('can be made for every parameter of every path', () => {
    const parameters = operationsOf(document).flatMap(({ path }) =>
      [...path.matchAll(/\{[^}]+\}/g)].map((match) => path.slice(0, match.index + match[0].length)),
    )
    expect([...new Set(parameters)].filter((parameter) => !(parameter in MAKERS))).toEqual([])
  })

  it('is not there for any operation that names it, and stays as it was', async () => {
    const asked = operationsOf(document).filter(({ path }) => path.includes('{'))
    expect(asked.length).toBeGreaterThan(40)
    for (const each of asked) {
      const { path } = await makePath(world, each.path)
      const commands = world.dialers.calls.length
      await handOver(LOCAL.orgId, OTHER.orgId)
      const before = await everything(isShared(each.path) ? LOCAL.orgId : undefined)
      const answer = await send(world, each, path)
      const what = `${nameOf(each)}: ${answer.status} ${JSON.stringify(answer.body)}`
      if (!isShared(each.path)) expect([answer.status, answer.body.code], what).toEqual([404, 'not_found'])
      expect(await everything(isShared(each.path) ? LOCAL.orgId : undefined), what).toEqual(before)
      expect(world.dialers.calls.slice(commands), what).toEqual([])
      const given = traces([path])
      const told = traces(before).filter(
        (trace) => !given.includes(trace) && JSON.stringify(answer.body).includes(trace),
      )
      expect(told, what).toEqual([])
    }
  })

  it('is there for the one it belongs to, by the same requests', async () => {
    for (const each of operationsOf(document).filter(({ path }) => path.includes('{'))) {
      const { path } = await makePath(world, each.path)
      await handOver(LOCAL.orgId, OTHER.orgId)
      await handOver(OTHER.orgId, LOCAL.orgId)
      // What a body names has to be there.
      const body = path.endsWith('/merge')
        ? { other_id: await MAKERS['/contacts/{id}']!(world) }
        : each.path === '/campaigns/{id}/imports' && each.method === 'POST'
          ? { upload_id: await addUpload(world, path.split('/')[2]!) }
          : undefined
      const answer = await send(world, each, path, body)
      const what = `${nameOf(each)}: ${answer.status} ${JSON.stringify(answer.body)}`
      expect([200, 201, 202, 204, 409].includes(answer.status) || path.endsWith('/live'), what).toBe(true)
      // Secrets are shown when they are made; where a recording lies is nobody's business but ours.
      if (each.method === 'GET') expect(what).not.toMatch(/whsec_|swire\.io|[?&]t=/)
    }
  })

  it('is in no list, whatever is asked for, and behind no cursor', async () => {
    for (const parameter of Object.keys(MAKERS).flatMap((it) => [it, it])) await makePath(world, parameter)
    const lists = operationsOf(document).filter(({ method, path }) => method === 'GET' && !path.includes('{'))
    const cursors = new Map<string, string>()
    for (const { path } of lists) {
      const page = await world.request('GET', `${path}?limit=1`)
      if (page.body?.next_cursor) cursors.set(path, page.body.next_cursor)
    }
    expect(cursors.size).toBeGreaterThan(4)
    await handOver(LOCAL.orgId, OTHER.orgId)
    const rows = (await everything(LOCAL.orgId)).filter((row) => !row.startsWith('organizations '))
    const theirs = traces(rows)
    expect(theirs.length).toBeGreaterThan(20)
    for (const { path, operation } of lists) {
      const names: string[] = (operation.parameters ?? []).map((it: Json) => it.name)
      const filters = names.filter((name) => /_id$|^(subject|phone|email|q)$/.test(name))
      const questions = filters.flatMap((name) =>
        theirs
          .filter((it) => (name === 'phone' ? it.startsWith('+') : name === 'email' ? it.includes('@') : true))
          .filter((it) => !/_id$/.test(name) || /^[a-z]{3}_/.test(it))
          .slice(0, 25)
          .map((it) => [`${name}=${encodeURIComponent(it)}`, it] as const),
      )
      const cursor = cursors.get(path)
      for (const [query, given] of [
        ['', ''] as const,
        ...(cursor ? [[`limit=50&cursor=${encodeURIComponent(cursor)}`, ''] as const] : []),
        ...questions,
      ]) {
        const { body } = await world.request('GET', `${path}?${query}`)
        const told = theirs.filter((trace) => trace !== given && JSON.stringify(body).includes(trace))
        expect(told, `${path}?${query}: ${JSON.stringify(body)}`).toEqual([])
      }
    }
  })

  it('cannot be used in a body of ours', async () => {
    const foreign = await Promise.all(Object.keys(MAKERS).map(async (it) => [it, await makePath(world, it)] as const))
    await handOver(LOCAL.orgId, OTHER.orgId)
    const theirs = new Map(foreign.map(([parameter, { values }]) => [parameter, values[0]!]))
    const [contact] = traces(await everything(LOCAL.orgId)).filter((it) => it.startsWith('con_'))
    const idFor = (place: string[]): string => {
      const noun = place.filter((key) => key !== '[]' && key !== 'id').at(-1) ?? ''
      const plural = `/${noun.replace(/^not_in_|_ids?$/g, '').replace(/^mapping$/, 'import-mapping')}s/{id}`
      const id = /contact|^other_id$/.test(noun) ? contact : theirs.get(plural)
      if (id === undefined) throw new Error(`Whose id is "${place.join('/')}"? Name its maker "${plural}".`)
      return id
    }
    let asked = 0
    for (const each of operationsOf(document)) {
      const schema = bodySchema(each.operation)
      if (!schema) continue
      for (const place of idPlaces(document, schema)) {
        const { path } = await makePath(world, each.path)
        const before = await everything(LOCAL.orgId)
        const id = idFor(place)
        const answer = await send(world, each, path, putAt(exampleOf(document, schema, place), place, id))
        const what = `${nameOf(each)} with ${place.join('/')}: ${answer.status} ${JSON.stringify(answer.body)}`
        expect([404, 422], what).toContain(answer.status)
        expect(JSON.stringify(answer.body.errors ?? answer.body), what).toMatch(/no such|does not exist|there is no/i)
        expect(await everything(LOCAL.orgId), what).toEqual(before)
        asked++
      }
    }
    expect(asked).toBeGreaterThan(6)
  })
})
