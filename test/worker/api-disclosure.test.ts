import { beforeEach, describe, expect, it } from 'vitest'
import { addAgent } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const OPENING = 'This is an automated call from {{COMPANY}} with an artificial voice.'
const OPT_OUT = 'To stop these calls, just say do not call me. Our number is {{CALLBACK_NUMBER}}.'
const logged = async (id: string) =>
  (await world.get(`/audit-log?subject=${id}`)).data.map((entry: Json) => entry.action).reverse()

describe('the disclosure of an agent', () => {
  it('is on by default, and the answer shows the whole greeting as it will be said', async () => {
    const agent = await addAgent(world, { greeting: 'Hi {{NAME}}.' })
    expect(agent).toMatchObject({
      greeting: 'Hi {{NAME}}.',
      disclosure: { enabled: true, text: null },
      spoken_greeting: `${OPENING} ${OPT_OUT} Hi {{NAME}}.`,
      warnings: [],
    })
    expect(await world.get(`/agents/${agent.id}`)).toEqual(agent)
    const { body } = await world.request('PATCH', `/agents/${agent.id}`, { language: 'de', greeting: 'Guten Tag.' })
    expect(body.spoken_greeting).toMatch(/^Dies ist ein automatischer Anruf von \{\{COMPANY\}\}.*Guten Tag\.$/)
  })

  it('takes a wording of the team, and gives it up again', async () => {
    const text = '{{COMPANY}} is calling with a computer voice.'
    const agent = await addAgent(world, { disclosure: { text } })
    expect(agent).toMatchObject({
      disclosure: { enabled: true, text },
      spoken_greeting: `${text} ${OPT_OUT} Hello {{NAME}}.`,
    })
    for (const nothing of [null, '  ']) {
      await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { text } })
      const { body } = await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { text: nothing } })
      expect(body).toMatchObject({ disclosure: { enabled: true, text: null } })
      expect(body.spoken_greeting.startsWith(OPENING)).toBe(true)
    }
  })

  it('refuses a wording that does not say who calls, also one that was harmless while it was off', async () => {
    const text = 'A computer voice is calling.'
    const refused = await world.request('POST', '/agents', {
      name: 'A',
      greeting: 'Hi.',
      prompt: 'P',
      disclosure: { text },
    })
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toMatchObject([
      { pointer: '#/disclosure/text', message: expect.stringContaining('{{COMPANY}}') },
    ])
    const agent = await addAgent(world, { disclosure: { enabled: false, text } })
    const on = await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { enabled: true } })
    expect(on.status).toBe(422)
    expect(on.body.errors[0].pointer).toBe('#/disclosure/text')
    expect((await world.get(`/agents/${agent.id}`)).disclosure).toEqual({ enabled: false, text })
    const both = await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { enabled: true, text: null } })
    expect(both.body.disclosure).toEqual({ enabled: true, text: null })
  })

  it('is switched off only with a warning, and the audit log knows who did it', async () => {
    const agent = await addAgent(world, { greeting: 'Hi {{NAME}}.' })
    const { body } = await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { enabled: false } })
    expect(body).toMatchObject({
      disclosure: { enabled: false, text: null },
      spoken_greeting: 'Hi {{NAME}}.',
      warnings: [{ code: 'disclosure_off', message: expect.stringContaining('47 CFR 64.1200(b)') }],
    })
    await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { enabled: false }, name: 'Ann' })
    await world.request('PATCH', `/agents/${agent.id}`, { disclosure: { enabled: true } })
    expect(await logged(agent.id)).toEqual([
      'agent.created',
      'agent.updated',
      'agent.disclosure_switched_off',
      'agent.updated',
      'agent.updated',
      'agent.disclosure_switched_on',
    ])
    const born = await addAgent(world, { disclosure: { enabled: false } })
    expect(await logged(born.id)).toEqual(['agent.created', 'agent.disclosure_switched_off'])
  })

  it('knows its fields only', async () => {
    const { id } = await addAgent(world)
    for (const disclosure of [{ enabled: 'no' }, { text: 5 }, { text: 'x'.repeat(501) }, { off: true }, null])
      expect((await world.request('PATCH', `/agents/${id}`, { disclosure })).status, JSON.stringify(disclosure)).toBe(
        422,
      )
    expect((await world.get(`/agents/${id}`)).disclosure).toEqual({ enabled: true, text: null })
  })
})
