import { beforeEach, describe, expect, it } from 'vitest'
import { LOG_FIELDS, logLine } from '../../src/adapters/log.ts'
import { addLeads, setStatus } from '../support/api-rows.ts'
import { bindings, type Json, MONDAY_TEN } from '../support/api-world.ts'
import { CALLER, createInboundWorld, type InboundWorld } from '../support/inbound-world.ts'

/** Whoever pays a little can call and write with the number of somebody else: a caller's number proves nothing. */

let world: InboundWorld
beforeEach(async () => {
  world = await createInboundWorld({ settings: { inbound_contacts: { channels: ['call', 'text'] } } })
})

const DAY = 24 * 60 * 60_000
const LIMIT = 1_000
/** As if so many had come in today. */
const come = (requests: number) =>
  bindings.DB.prepare(
    `INSERT INTO arrivals (org_id, campaign_id, day, source, requests, created, last_at) VALUES ('org_local', ?1, ?2, 'inbound', ?3, ?3, 1)`,
  )
    .bind(world.campaign.id, new Date(MONDAY_TEN).toISOString().slice(0, 10), requests)
    .run()
const leads = async (): Promise<Json[]> => (await world.get(`/campaigns/${world.campaign.id}/leads`)).data

describe('somebody with the number of another person', () => {
  it('is told by the agent nothing that a list says of them, since the agent does not know it', async () => {
    const { agent_id: agent } = world.campaign
    const said = await world.request('PATCH', `/agents/${agent}`, {
      prompt: 'You speak for {{COMPANY}} with {{NAME}} ({{EMAIL}}, {{PHONE}}) about case {{CASE NUMBER}}: {{NOTES}}.',
      company: 'Acme',
      disclosure: { text: 'Hello {{NAME}}, this is the artificial voice of {{COMPANY}} about case {{CASE_NUMBER}}.' },
    })
    expect(said.status).toBe(200)
    await addLeads(world, world.campaign.id, 1, {
      name: 'Ann Lee',
      email: 'ann@example.org',
      phones: [CALLER],
      variables: { CASE_NUMBER: 'C-4711', NOTES: 'owes 900 dollars' },
    })
    const document = await world.call()
    expect(JSON.stringify(document)).not.toMatch(/Ann|Lee|example\.org|4711|900/)
    const { prompt, params } = document.sections.main.find((step: Json) => step.ai).ai
    expect(prompt.text).toContain(
      `You speak for Acme with (not known) ((not known), ${CALLER}) about case (not known): (not known).`,
    )
    expect(prompt.text).toContain('proves nothing')
    expect(params.static_greeting).toContain('Hello there, this is the artificial voice of Acme about case.')
    const [conversation] = await world.conversations()
    expect(conversation).toMatchObject({ matched: 'lead', contact_name: 'Ann Lee' })
  })

  it('hears the same as a stranger in every document and text', async () => {
    await addLeads(world, world.campaign.id, 1, { name: 'Ann Lee', phones: [CALLER] })
    const plain = (document: Json, phone: string) =>
      JSON.stringify(document)
        .replaceAll(/cnv_\w+/g, 'cnv')
        .replaceAll(/\bt=[\w-]+/g, 't')
        .replaceAll(phone, 'PHONE')
    const stranger = '+13125550106'
    expect(plain(await world.call(CALLER), CALLER)).toBe(plain(await world.call(stranger), stranger))
    for (const words of ['hello', 'HELP', 'STOP', 'START'])
      expect([words, await world.text(words, CALLER)]).toEqual([words, await world.text(words, stranger)])
  })
})

describe('people who come in by calling and writing', () => {
  it.each(['call', 'text'] as const)(
    'are a thousand a day and campaign at most: the next %s is answered and kept, and brings nobody',
    async (channel) => {
      await come(LIMIT - 1)
      await world.text('hello', '+13125550107')
      expect(await leads()).toHaveLength(1)
      if (channel === 'call')
        expect((await world.call('+13125550108')).sections.main.some((step: Json) => step.ai)).toBe(true)
      else await world.text('hello', '+13125550108')
      expect(await leads()).toHaveLength(1)
      expect((await world.conversations())[0]).toMatchObject({
        from: '+13125550108',
        matched: 'none',
        reason: 'too_many_today',
      })
      expect(world.logged).toContainEqual({
        message: 'inbound.not_added',
        fields: expect.objectContaining({ because: 'too_many_today' }),
      })
      world.setTime(MONDAY_TEN + DAY)
      await world.text('hello', '+13125550109')
      expect(await leads()).toHaveLength(2)
    },
  )

  it('are still honoured when they want no more, and still found when they are known', async () => {
    await addLeads(world, world.campaign.id, 1, { name: 'Ann Lee', phones: [CALLER] })
    await come(LIMIT)
    await world.call()
    expect((await world.conversations())[0]).toMatchObject({ matched: 'lead' })
    await world.text('STOP', '+13125550108')
    expect((await world.get('/suppressions?q=%2B13125550108')).data).toHaveLength(1)
  })

  it('do not come into a campaign that is not active', async () => {
    await setStatus(world.campaign.id, 'paused')
    await world.call()
    expect(await leads()).toEqual([])
  })
})

it('whatever goes wrong, no line of the log says who called or wrote, or what', async () => {
  const quoting = async (): Promise<never> => {
    throw new Error(`UNIQUE failed: ${CALLER}, quux@example.org`)
  }
  await addLeads(world, world.campaign.id, 1, { name: 'Zebedee Quux', email: 'quux@example.org', phones: [CALLER] })
  world.deps.imports = { ...world.deps.imports, commit: quoting }
  await world.call('+13125550108')
  await world.text('Rex the dog', '+13125550109')
  world.deps.inbound = { ...world.deps.inbound, finish: quoting }
  await expect(world.text('STOP, says Zebedee')).rejects.toThrow('500')
  await world.call(CALLER, { to: '+19995550000' })
  expect(world.logged.map((it) => it.message)).toEqual(
    expect.arrayContaining(['inbound.not_added', 'inbound.failed', 'inbound.number_not_ours']),
  )
  const allowed: ReadonlySet<string> = new Set(LOG_FIELDS)
  for (const { message, fields } of world.logged) {
    expect(Object.keys(fields).filter((name) => !allowed.has(name))).toEqual([])
    expect(JSON.stringify(logLine('error', message, fields))).not.toMatch(/Zebedee|quux|Rex|55501\d\d|5550000/i)
  }
})
