import { beforeEach, describe, expect, it } from 'vitest'
import { type ApiWorld, createApiWorld, type Json } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const METHODS = ['get', 'post', 'patch', 'put', 'delete']

async function operations(): Promise<{ method: string; path: string; operation: Json }[]> {
  const { body } = await world.request('GET', '/openapi.json')
  return Object.entries<Json>(body.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, operation: item[method] })),
  )
}

describe('who may come in', () => {
  it('answers every route of the document with 401 when there is no key', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(40)
    const open: string[] = []
    for (const { method, path } of all) {
      const address = path.replaceAll(/\{[^}]+\}/g, 'x')
      const answer = await world.request(method.toUpperCase(), address, undefined, { Authorization: '' })
      if (answer.status !== 401 || answer.body.code !== 'unauthorized') open.push(`${method} ${path}: ${answer.status}`)
    }
    expect(open).toEqual([])
  })

  it('answers an address that does not exist with 401 without a key, and 404 with one', async () => {
    expect((await world.request('GET', '/nowhere', undefined, { Authorization: '' })).status).toBe(401)
    const answer = await world.request('GET', '/nowhere')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  })

  it('takes the key as bearer token or X-API-Key, and no other key', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await world.request('GET', '/organization', undefined, { Authorization: '', ...headers })).status
    expect(await ask({ 'X-API-Key': 'sundial_local_key' })).toBe(200)
    expect(await ask({ Authorization: 'bearer sundial_local_key' })).toBe(200)
    expect(await ask({ Authorization: 'Bearer sundial_local_keys' })).toBe(401)
    expect(await ask({ Authorization: 'Basic sundial_local_key' })).toBe(401)
  })

  it('takes no key in the address', async () => {
    const answer = await world.request('GET', '/organization?key=sundial_local_key', undefined, { Authorization: '' })
    expect(answer.status).toBe(401)
  })

  it('does not know the local key when the sandbox is off', async () => {
    world = await createApiWorld({ sandbox: false })
    expect((await world.request('GET', '/organization')).status).toBe(401)
  })
})

describe('errors', () => {
  it('says what is not JSON', async () => {
    const answer = await world.request('POST', '/agents', '{"name": ')
    expect(answer.status, JSON.stringify(answer.body)).toBe(400)
    expect(answer.body).toMatchObject({ code: 'bad_request', status: 400, type: '/api/docs#problem-bad_request' })
    expect(answer.body.request_id).toBe(answer.headers.get('X-Request-Id'))
  })

  it('points at the field that breaks a rule, and at one it does not know', async () => {
    const answer = await world.request('POST', '/campaigns', {
      name: 'A',
      settings: { retry: { mode: 'sideways' }, ring_timeout: 30 },
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(422)
    expect(answer.body.code).toBe('unprocessable')
    expect(answer.body.errors.map((it: Json) => it.pointer)).toEqual([
      '#/settings/retry/mode',
      '#/settings/ring_timeout',
    ])
  })

  it('says of a field what it has to be', async () => {
    const errors = async (path: string, body: unknown) => {
      const answer = await world.request('POST', path, body)
      expect(answer.body.detail).toBe(`${answer.body.errors[0].pointer}: ${answer.body.errors[0].message}`)
      return answer.body.errors.map((it: Json) => it.message)
    }
    expect(await errors('/suppressions', { phone: 7, channel: 'pigeon', reason: '' })).toEqual([
      'must be text',
      'must be one of all, phone, text, email',
      'must not be empty',
    ])
    expect(await errors('/suppressions', { email: 'nobody', reason: 'x'.repeat(501) })).toEqual([
      'is not an email address',
      'must have at most 500 characters',
    ])
    expect(await errors('/compliance/checks', { checks: [{}] })).toEqual(['is required'])
    expect(await errors('/compliance/checks', { checks: [] })).toEqual(['must not be empty'])
    expect(await errors('/compliance/checks', [])).toEqual(['must be an object'])
    expect(await errors('/compliance/check', { phone: 'junk' })).toEqual(['"junk" is not a phone number.'])
  })

  it('refuses a query parameter it does not know, and a cursor that is not its own', async () => {
    const unknown = await world.request('GET', '/campaigns?colour=red')
    expect(unknown.status).toBe(400)
    expect(unknown.body.errors).toEqual([{ parameter: 'colour', message: 'is not known here' }])
    const cursor = await world.request('GET', '/campaigns?cursor=abc')
    expect(cursor.status, JSON.stringify(cursor.body)).toBe(400)
    expect(cursor.body.errors[0].parameter).toBe('cursor')
    expect((await world.request('GET', '/campaigns?limit=201')).status).toBe(400)
  })

  it('refuses a body of more than a megabyte, and one that is not JSON by its type', async () => {
    const large = await world.request('POST', '/agents', JSON.stringify({ name: 'x'.repeat(1_100_000) }))
    expect(large.status).toBe(413)
    expect(large.body.code).toBe('too_large')
    const form = await world.request('POST', '/agents', 'name=Ann', {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect(form.status).toBe(415)
  })

  it('tells nothing of an error of ours but its request id, which is logged', async () => {
    world.deps.agents.list = async () => {
      throw new Error('D1_ERROR: no such table: secret_table')
    }
    const answer = await world.request('GET', '/agents', undefined, { 'X-Request-Id': 'req-42' })
    expect(answer.status).toBe(500)
    expect(answer.body).toMatchObject({ code: 'internal', request_id: 'req-42' })
    expect(JSON.stringify(answer.body)).not.toContain('secret_table')
    expect(world.logged[0]?.fields).toMatchObject({ request_id: 'req-42', route: '/agents' })
    expect(String(world.logged[0]?.fields.error)).toContain('secret_table')
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1 and describes every operation', async () => {
    const { body } = await world.request('GET', '/openapi.json', undefined, { Authorization: '' })
    expect(body.openapi).toBe('3.1.0')
    const tags = body.tags.map((tag: Json) => tag.name)
    for (const { method, path, operation } of await operations()) {
      expect(operation.summary, `${method} ${path}`).toBeTruthy()
      expect(tags, `${method} ${path}`).toContain(operation.tags[0])
      expect(Object.keys(operation.responses).length, `${method} ${path}`).toBeGreaterThan(0)
    }
  })

  it('says of every operation how it can be refused', async () => {
    for (const { method, path, operation } of await operations()) {
      const statuses = Object.keys(operation.responses)
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['400', '401']))
      if (path.includes('{id}')) expect(statuses, `${method} ${path}`).toContain('404')
    }
  })

  it('holds the paths of the architecture', async () => {
    const paths = (await operations()).map(({ method, path }) => `${method} ${path}`)
    const actions = 'start pause resume cancel restart retry-failed archive unarchive duplicate'.split(' ')
    expect(paths).toEqual(
      expect.arrayContaining([
        ...actions.map((action) => `post /campaigns/{id}/${action}`),
        'get /campaigns',
        'patch /campaigns/{id}',
        'delete /campaigns/{id}',
        'get /campaigns/{id}/stats',
        'get /campaigns/{id}/live',
        'get /campaigns/{id}/leads',
        'post /campaigns/{id}/leads',
        'post /campaigns/{id}/imports',
        'get /leads/{id}',
        'patch /leads/{id}',
        'post /leads/{id}/retry',
        'get /conversations',
        'get /conversations/{id}/recording',
        'get /schedules',
        'patch /schedules/{id}',
        'get /suppressions/check',
        'delete /suppressions/{id}',
        'get /organization',
        'get /audit-log',
      ]),
    )
  })

  it('refers only to what it holds', async () => {
    const { body } = await world.request('GET', '/openapi.json')
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      (match) => match[1],
    )
    const known = Object.keys(body.components.schemas)
    expect(refs.filter((name) => !known.includes(name ?? ''))).toEqual([])
    expect(Object.keys(body.components.securitySchemes)).toEqual(['bearer', 'apiKey'])
  })

  it('names the values of the settings, with bounds and defaults', async () => {
    const { body } = await world.request('GET', '/openapi.json')
    const settings = body.components.schemas.NewCampaign.properties.settings
    const text = JSON.stringify(settings)
    expect(text).toContain('"breadth_first"')
    expect(settings.properties.max_concurrent_calls).toMatchObject({ minimum: 1, maximum: 500, default: 10 })
    expect(JSON.stringify(settings.properties.ring_timeout_seconds)).toContain('45')
  })
})
