import { beforeEach, describe, expect, it } from 'vitest'
import { closeOverdueInbound } from '../../src/app/inbound/close-overdue.ts'
import { addAgent, addAttempt, addLeads, addNumber, setStatus } from '../support/api-rows.ts'
import { bindings, type Json, LOCAL, MONDAY_TEN, OTHER } from '../support/api-world.ts'
import {
  CALLER,
  callBody,
  createInboundWorld,
  formText,
  type InboundWorld,
  reportBody,
} from '../support/inbound-world.ts'

/** People who call and write our numbers, from the carrier's request to what the API says of it. */

const CALL = '/hooks/signalwire/inbound/call'
const TEXT = '/hooks/signalwire/inbound/text'
const MINUTE = 60_000

let world: InboundWorld
beforeEach(async () => {
  world = await createInboundWorld()
})

async function known(phones = [CALLER], fields: object = {}): Promise<Json> {
  const [lead] = await addLeads(world, world.campaign.id, 1, { phones, ...fields })
  return lead
}
const one = async (): Promise<Json> => {
  const [only, ...more] = await world.conversations()
  expect(more).toEqual([])
  return only
}
const aiOf = (document: Json): Json => document.sections.main.find((step: Json) => step.ai)?.ai
const suppressed = async (phone: string): Promise<Json> =>
  (await world.get(`/suppressions?q=${encodeURIComponent(phone)}`)).data[0] ?? null

describe('the doors', () => {
  const body = () => JSON.stringify({ call: callBody(CALLER, world.number, 'c-1'), vars: {}, envs: {}, params: {} })
  it.each([
    ['without a signature', {}],
    ['with a wrong one', { 'X-SignalWire-Signature': 'a'.repeat(40) }],
    ['with one that is none', { 'X-SignalWire-Signature': 'no' }],
  ])('let nobody in %s', async (_title, headers) => {
    for (const door of [CALL, TEXT]) expect(await world.send(door, body(), headers)).toEqual({ status: 403, text: '' })
    expect(await world.conversations()).toEqual([])
  })
  it('let nobody in while there is no key to check signatures by', async () => {
    const { createInboundCarrier } = await import('../../src/adapters/signalwire/inbound.ts')
    world.deps.inboundCarrier = createInboundCarrier({
      baseUrl: 'https://carrier.test',
      projectId: 'p',
      apiToken: 't',
      publicUrl: 'https://sundial.test',
      callbackKey: 'a-callback-key-of-the-test',
      signingKey: null,
      timeoutMs: 1,
      clock: world.deps.clock,
      fetch,
    })
    expect((await world.send(CALL, body())).status).toBe(403)
  })
  it.each([
    '',
    'null',
    '[]',
    '{"call":{}}',
    '{"call":{"call_id":"../x","to":"+12125550100"}}',
    '{"call":{"call_id":"c","to":"us"}}',
    '{"call":{"call_id":"c","to":{"a":1},"from":[]}}',
    `{"call":${'['.repeat(5000)}`,
    '\u0000\u0001',
  ])('refuse a signed body that says nothing: %.40j', async (text) => {
    expect((await world.send(CALL, text)).status).toBe(422)
    expect((await world.send(TEXT, text)).status).toBe(422)
  })
  it('refuse a body that is far too long', async () => {
    expect((await world.send(TEXT, 'x'.repeat(100_000))).status).toBe(413)
  })
  it('say nothing of a number that is not ours, and keep nothing', async () => {
    const document = await world.call(CALLER, { to: '+19995550000' })
    expect(document.sections.main.map((step: Json) => Object.keys(step)[0])).toEqual(['answer', 'play', 'hangup'])
    expect(await world.text('hello', CALLER, { to: '+19995550000' })).toBeNull()
    expect(await world.conversations()).toEqual([])
  })
})

describe('somebody who calls', () => {
  it('is talked to by the agent, who says it is an artificial voice, and is kept with their lead', async () => {
    const lead = await known([CALLER], { name: 'Ann' })
    const document = await world.call()
    const ai = aiOf(document)
    expect(ai.params.direction).toBe('inbound')
    expect(ai.params.static_greeting).toMatch(/artificial voice.*How can I help you/)
    expect(ai.prompt.text).toContain('The person has called us')
    expect(ai.prompt.text).toContain('Standing instructions')
    expect(ai.SWAIG.functions.map((it: Json) => it.function)).toEqual([
      'opt_out',
      'schedule_callback',
      'wrong_number',
      'end_call',
    ])
    expect(await one()).toMatchObject({
      direction: 'inbound',
      channel: 'call',
      from: CALLER,
      to: world.number,
      lead_id: lead.id,
      contact_name: 'Ann',
      campaign_id: world.campaign.id,
      state: 'answered',
      matched: 'lead',
      reason: '',
    })
    expect((await world.get(`/leads/${lead.id}`)).inbound).toHaveLength(1)
  })

  it('is kept once when the carrier asks twice, and answered the same', async () => {
    await known()
    const first = await world.call(CALLER, { id: 'c-1' })
    const second = await world.call(CALLER, { id: 'c-1' })
    expect(second.sections.main.find((step: Json) => step.ai).ai.post_prompt_url).toBe(
      first.sections.main.find((step: Json) => step.ai).ai.post_prompt_url,
    )
    await one()
  })

  it('is matched to the lead that was called last, of several', async () => {
    const lead = await known()
    const other = await world.post('/campaigns', { name: 'Other', agent_id: world.campaign.agent_id })
    const [newer] = (await world.post(`/campaigns/${other.id}/leads`, { leads: [{ name: 'x', phones: [CALLER] }] }))
      .results
    const ids = { campaign_id: world.campaign.id, contact_id: lead.contact_id, lead_id: lead.id, phone: CALLER }
    await addAttempt({
      id: world.deps.ids.next('att'),
      ...ids,
      permitted_at: MONDAY_TEN - 2 * MINUTE,
      state: 'settled',
    })
    await world.call()
    expect(await one()).toMatchObject({ lead_id: lead.id })
    const later = { ...ids, campaign_id: other.id, lead_id: newer.lead_id, permitted_at: MONDAY_TEN - MINUTE }
    await addAttempt({ id: world.deps.ids.next('att'), ...later, state: 'settled' })
    await world.call()
    expect((await world.conversations())[0]).toMatchObject({ lead_id: newer.lead_id, campaign_id: other.id })
  })

  it.each(['anonymous', '', 'sip:anonymous@anonymous.invalid', '+266696687'])(
    'with the number %j is answered, kept and matched to nobody',
    async (from) => {
      expect(aiOf(await world.call(from))).toBeDefined()
      expect(await one()).toMatchObject({ from: null, matched: 'none', reason: 'caller_unknown', lead_id: null })
    },
  )

  it('and is unknown is answered, but becomes no lead unless the campaign takes people in', async () => {
    expect(aiOf(await world.call())).toBeDefined()
    expect(await one()).toMatchObject({ matched: 'none', reason: 'not_taken_in', lead_id: null, contact_id: null })
  })

  it.each([
    [
      'organization',
      () => bindings.DB.prepare(`UPDATE organizations SET stopped_at = 1 WHERE id = ?`).bind(LOCAL.orgId).run(),
      'organization_stopped',
    ],
    [
      'agent',
      () => bindings.DB.prepare(`UPDATE agents SET stopped_at = 1 WHERE id = ?`).bind(world.campaign.agent_id).run(),
      'agent_stopped',
    ],
    [
      'want of an agent',
      () => bindings.DB.prepare(`UPDATE campaigns SET agent_id = NULL WHERE id = ?`).bind(world.campaign.id).run(),
      'no_agent',
    ],
  ] as const)(
    'is told courteously that nobody can talk when that is stopped by the %s',
    async (_title, stop, reason) => {
      const lead = await known()
      await stop()
      const document = await world.call()
      expect(aiOf(document)).toBeUndefined()
      expect(document.sections.main[1].play.url).toMatch(/^say:Thank you for calling/)
      expect(await one()).toMatchObject({ state: 'ended', reason, lead_id: lead.id })
    },
  )
})

describe('unknown people', () => {
  beforeEach(async () => {
    world = await createInboundWorld({
      settings: {
        inbound_contacts: { channels: ['call'] },
        eligibility: { match: 'all', conditions: [{ field: 'phone_country', op: 'is', value: 'US' }] },
      },
    })
  })

  it('become leads by calling, once', async () => {
    await world.call()
    const conversation = await one()
    expect(conversation).toMatchObject({ matched: 'added', reason: '', campaign_id: world.campaign.id })
    const lead = await world.get(`/leads/${conversation.lead_id}`)
    expect(lead).toMatchObject({ status: 'pending', name: '', phones: [{ e164: CALLER }] })
    await world.call()
    expect((await world.conversations()).map((it) => it.matched)).toEqual(['lead', 'added'])
    const { data } = await world.get(`/campaigns/${world.campaign.id}/arrivals`)
    expect(data).toMatchObject([{ source: 'inbound', created: 1, requests: 1 }])
  })

  it('who do not meet the criteria are disqualified with the reasons, and talked to all the same', async () => {
    expect(aiOf(await world.call('+442079460958'))).toBeDefined()
    const conversation = await one()
    expect(conversation).toMatchObject({ matched: 'added', reason: 'disqualified' })
    expect(await world.get(`/leads/${conversation.lead_id}`)).toMatchObject({
      status: 'disqualified',
      unmet: [{ field: 'phone_country', found: 'GB' }],
    })
  })

  it('become no leads on a channel the campaign is not set to, or while it is paused', async () => {
    await world.text('Hello')
    await setStatus(world.campaign.id, 'paused')
    await world.call()
    expect((await world.conversations()).map((it) => [it.matched, it.lead_id])).toEqual([
      ['none', null],
      ['none', null],
    ])
  })

  it('become no leads of two campaigns: the inbound one on this number takes them', async () => {
    const inbound = await world.post('/campaigns', {
      name: 'Reception',
      direction: 'inbound',
      agent_id: world.campaign.agent_id,
      number_ids: world.campaign.number_ids,
      settings: { inbound_contacts: { channels: ['call', 'text'] } },
    })
    await setStatus(inbound.id, 'active')
    await world.call()
    expect(await one()).toMatchObject({ matched: 'added', campaign_id: inbound.id })
    expect((await world.get(`/campaigns/${world.campaign.id}/leads`)).data).toEqual([])
  })

  it('who are in the address book become leads as who they are', async () => {
    const contact = await world.post('/contacts', { name: 'Bea', phones: [CALLER] })
    await world.call()
    const conversation = await one()
    expect(conversation).toMatchObject({ matched: 'added', contact_id: contact.id, contact_name: 'Bea' })
  })
})

describe('a call that is over', () => {
  it('has outcome, words and recording, and tells the lead', async () => {
    const lead = await known()
    await world.call()
    const conversation = await one()
    expect((await world.tell('report', conversation, reportBody('interested'))).status).toBe(204)
    expect(world.dialers.calls.filter(([verb]) => verb === 'calledBack')).toEqual([
      [
        'calledBack',
        world.campaign.id,
        lead.id,
        expect.objectContaining({ conversationId: conversation.id, disposition: 'INTERESTED', phone: CALLER }),
      ],
    ])
    const read = await world.get(`/conversations/${conversation.id}`)
    expect(read).toMatchObject({
      state: 'ended',
      disposition: 'INTERESTED',
      summary: 'said interested',
      has_recording: true,
      has_transcript: true,
    })
    expect(read.transcript).toHaveLength(6)
    expect(read.transcript[0]).toMatchObject({ role: 'agent', text: 'Question 0' })
    // The report comes again: nothing changes and nobody is told again.
    await world.tell('report', conversation, reportBody('not_interested'))
    expect(await world.get(`/conversations/${conversation.id}`)).toMatchObject({ disposition: 'INTERESTED' })
    expect(world.dialers.calls.filter(([verb]) => verb === 'calledBack')).toHaveLength(1)
  })

  it('keeps the time they asked to be called at', async () => {
    await known()
    await world.call()
    const conversation = await one()
    const asked = { function: 'schedule_callback', argument: { parsed: [{ callback_at: '2026-11-24T18:00:00Z' }] } }
    const { status, text } = await world.tell('function', conversation, asked)
    expect([status, JSON.parse(text).response]).toEqual([200, expect.stringContaining('Recorded')])
    await world.tell('report', conversation, reportBody('completed'))
    expect(await one()).toMatchObject({ disposition: 'CALLBACK', callback_at: '2026-11-24T18:00:00.000Z' })
    const [verb, , , told] = world.dialers.calls.at(-1)!
    expect([verb, told]).toMatchObject([
      'calledBack',
      { disposition: 'CALLBACK', callbackAt: Date.parse('2026-11-24T18:00:00Z') },
    ])
  })

  it('whose lead is in a call of ours stays open until that is settled', async () => {
    await known()
    await world.call()
    const conversation = await one()
    world.dialers.onCalledBack = { done: false, counted: false }
    await world.tell('report', conversation, reportBody('interested'))
    expect(await one()).toMatchObject({ state: 'answered', disposition: 'INTERESTED' })
    world.dialers.onCalledBack = { done: true, counted: true }
    world.setTime(MONDAY_TEN + 10 * MINUTE)
    expect(await closeOverdueInbound(world.deps)).toEqual({ count: 1 })
    expect(await one()).toMatchObject({ state: 'ended', disposition: 'INTERESTED' })
  })

  it('whose campaign does not answer is told by the cron', async () => {
    await known()
    await world.call()
    world.dialers.broken.add('calledBack')
    expect((await world.tell('report', await one(), reportBody('interested'))).status).toBe(204)
    expect(await one()).toMatchObject({ state: 'answered' })
    world.dialers.broken.clear()
    world.setTime(MONDAY_TEN + 10 * MINUTE)
    await closeOverdueInbound(world.deps)
    expect(await one()).toMatchObject({ state: 'ended' })
  })

  it('and never reports is closed after the longest call, without an outcome', async () => {
    await known()
    await world.call()
    world.setTime(MONDAY_TEN + 9 * MINUTE)
    expect(await closeOverdueInbound(world.deps)).toEqual({ count: 0 })
    expect(await one()).toMatchObject({ state: 'answered' })
    world.setTime(MONDAY_TEN + 30 * MINUTE)
    expect(await closeOverdueInbound(world.deps)).toEqual({ count: 1 })
    expect(await one()).toMatchObject({ state: 'ended', disposition: null, reason: 'no_report', talk_seconds: 0 })
    expect(world.dialers.calls.filter(([verb]) => verb === 'calledBack')).toEqual([])
    // Its report comes after all: what was said is kept.
    await world.tell('report', await one(), reportBody('interested'))
    expect(await one()).toMatchObject({ state: 'ended', summary: 'said interested', has_recording: true })
  })

  it('is nobody else’s to tell about', async () => {
    await known()
    await world.call()
    const conversation = await one()
    expect((await world.tell('report', { ...conversation, org_id: OTHER.orgId }, reportBody('opt_out'))).status).toBe(
      204,
    )
    expect(await one()).toMatchObject({ state: 'answered' })
    expect(await suppressed(CALLER)).toBeNull()
    const forged = `/hooks/signalwire/report/org_local/${conversation.id}?t=${'A'.repeat(43)}`
    expect((await world.send(forged, '{}', {})).status).toBe(403)
  })
})

describe('who asks on a call not to be called', () => {
  it('is off every list before the agent has its answer', async () => {
    const SECOND_PHONE = '+13125550177'
    const consent = { type: 'express', wording: 'yes', source: 'form', at: '2026-11-01T00:00:00Z' }
    const lead = await known([CALLER, SECOND_PHONE], { consent })
    const other = await world.post('/campaigns', { name: 'Other' })
    const [elsewhere] = (await world.post(`/campaigns/${other.id}/leads`, { leads: [{ name: 'x', phones: [CALLER] }] }))
      .results
    await world.call()
    const conversation = await one()
    const asked = { function: 'opt_out', argument: { parsed: [{ reason: 'stop calling me' }] } }
    const { status, text } = await world.tell('function', conversation, asked)
    expect(status).toBe(200)
    expect(JSON.parse(text).action).toEqual([{ hangup: true }])
    for (const phone of [CALLER, SECOND_PHONE])
      expect(await suppressed(phone)).toMatchObject({ channel: 'all', source: 'call', reason: 'stop calling me' })
    expect((await world.get(`/leads/${lead.id}`)).consent).toMatchObject({ revoked_reason: 'stop calling me' })
    expect(world.dialers.calls).toContainEqual(['leadChanged', other.id, elsewhere.lead_id, 'do_not_call'])
    expect(world.dialers.calls.filter(([verb]) => verb === 'calledBack')).toMatchObject([
      ['calledBack', world.campaign.id, lead.id, { disposition: 'OPT_OUT' }],
    ])
    // The report says it again: nobody has to ask twice, and it is not written down as if they had.
    await world.tell('report', conversation, reportBody('opt_out'))
    const { results } = await bindings.DB.prepare(
      `SELECT action FROM audit_log WHERE action LIKE 'suppression.%'`,
    ).all()
    expect(results).toEqual([{ action: 'suppression.added' }])
    expect(await one()).toMatchObject({ state: 'ended', disposition: 'OPT_OUT' })
  })

  it('is heard although the words of the call cannot be stored, which are stored when the carrier tries again', async () => {
    await known()
    await world.call()
    const { put } = world.deps.files
    world.deps.files.put = async () => {
      throw new Error('R2 is away')
    }
    expect((await world.tell('report', await one(), reportBody('opt_out'))).status).toBe(500)
    expect(await suppressed(CALLER)).not.toBeNull()
    expect(await one()).toMatchObject({ state: 'ended', disposition: 'OPT_OUT', has_transcript: false })
    world.deps.files.put = put
    expect((await world.tell('report', await one(), reportBody('opt_out'))).status).toBe(204)
    expect(await one()).toMatchObject({ has_transcript: true })
  })

  it('is suppressed by the phone they called from when nobody knows them', async () => {
    await world.call()
    await world.tell('report', await one(), reportBody('opt_out'))
    expect(await suppressed(CALLER)).toMatchObject({ channel: 'all', source: 'call' })
  })
})

describe('a text', () => {
  it('is kept with its words and changes nothing about the lead', async () => {
    const lead = await known()
    expect(await world.text('Yes, ten o’clock is\u0000 fine <script>')).toBeNull()
    expect(await one()).toMatchObject({
      channel: 'text',
      state: 'ended',
      matched: 'lead',
      lead_id: lead.id,
      body: 'Yes, ten o’clock is  fine <script>',
    })
    expect((await world.get(`/leads/${lead.id}`)).status).toBe('pending')
    expect(world.dialers.calls.filter(([verb]) => verb === 'leadChanged' || verb === 'calledBack')).toEqual([])
  })

  it.each(['STOP', 'Please stop calling me'])('%j opts out, and is confirmed once', async (words) => {
    const lead = await known([CALLER, '+13125550177'])
    expect(await world.text(words, CALLER, { id: 't-1' })).toContain('will not be called or texted again')
    for (const phone of [CALLER, '+13125550177'])
      expect(await suppressed(phone)).toMatchObject({ channel: 'all', source: 'text', reason: words })
    expect(world.dialers.calls).toContainEqual(['leadChanged', world.campaign.id, lead.id, 'do_not_call'])
    expect(await world.text(words, CALLER, { id: 't-1' })).toBeNull()
    expect(await world.text('STOP')).toBeNull()
    expect(await world.conversations()).toHaveLength(2)
  })

  it('that opts out makes nobody a lead, and suppresses whoever wrote it', async () => {
    world = await createInboundWorld({ settings: { inbound_contacts: { channels: ['text'] } } })
    await world.text('HELP', '+13125550107')
    await world.text('UNSUBSCRIBE')
    expect((await world.conversations()).map((it) => it.matched)).toEqual(['none', 'none'])
    expect((await world.conversations())[0]).toMatchObject({ matched: 'none', lead_id: null })
    expect(await suppressed(CALLER)).toMatchObject({ channel: 'all', source: 'text' })
    await world.text('Hello', '+13125550106')
    expect((await world.conversations())[0]).toMatchObject({ matched: 'added' })
  })

  it('brings nobody back from the list, and says so', async () => {
    await known()
    expect(await world.text('START')).toBeNull()
    await world.text('STOP')
    expect(await world.text('START')).toContain('cannot take that back')
    expect(await suppressed(CALLER)).not.toBeNull()
  })

  it('that asks for help is told who we are and how to stop it', async () => {
    expect(await world.text('HELP')).toMatch(/^org_local: .*Reply STOP/)
  })

  it('in the fields of a form is answered in XML', async () => {
    const fields = {
      AccountSid: 'p',
      MessageSid: 'm-1',
      From: CALLER,
      To: world.number,
      Body: 'STOP & <go>',
      NumMedia: '0',
    }
    const { body, headers } = await formText({ ...fields, Body: 'STOP' })
    const answer = await world.send(TEXT, body, headers)
    expect(answer.status).toBe(200)
    expect(answer.text).toMatch(/^<\?xml .*<Response><Message>org_local: You will not be called/)
    expect(await suppressed(CALLER)).not.toBeNull()
    const forged = await formText(fields)
    expect((await world.send(TEXT, `${forged.body}x`, forged.headers)).status).toBe(403)
  })

  it('whose opt-out could not be written is worked off by the cron', async () => {
    await known()
    const { add } = world.deps.suppressions
    world.deps.suppressions.add = async () => {
      throw new Error('D1 is away')
    }
    await expect(world.text('STOP', CALLER, { id: 't-1' })).rejects.toThrow('500')
    expect(await one()).toMatchObject({ state: 'received', body: 'STOP' })
    world.deps.suppressions.add = add
    world.setTime(MONDAY_TEN + 5 * MINUTE)
    expect(await closeOverdueInbound(world.deps)).toEqual({ count: 1 })
    expect(await suppressed(CALLER)).not.toBeNull()
    expect(await one()).toMatchObject({ state: 'ended' })
  })
})

describe('the history', () => {
  it('is filtered and paged, and of one organization alone', async () => {
    const lead = await known()
    await world.call()
    await world.text('one')
    await world.text('two', '+13125550188')
    const ids = async (query: string) => (await world.conversations(query)).map((it) => it.body || it.channel)
    expect(await ids('')).toEqual(['two', 'one', 'call'])
    expect(await ids('&channel=text')).toEqual(['two', 'one'])
    expect(await ids(`&lead_id=${lead.id}`)).toEqual(['one', 'call'])
    expect(await ids(`&contact_id=${lead.contact_id}&channel=call`)).toEqual(['call'])
    expect(await ids(`&campaign_id=${world.campaign.id}`)).toEqual(['two', 'one', 'call'])
    expect(await ids('&to=2026-11-23T14:00:00Z')).toEqual([])
    const page = await world.get('/conversations?direction=inbound&limit=2')
    expect(page.data).toHaveLength(2)
    const rest = await world.get(`/conversations?direction=inbound&limit=2&cursor=${page.next_cursor}`)
    expect([rest.data.length, rest.next_cursor]).toEqual([1, null])
    expect((await world.get('/conversations')).data).toEqual([])
    await bindings.DB.prepare(`UPDATE inbound_conversations SET org_id = ?`).bind(OTHER.orgId).run()
    expect(await world.conversations()).toEqual([])
    const foreign = await world.request('GET', `/conversations/${page.data[0].id}`)
    expect(foreign.status).toBe(404)
  })

  it('is told to customers when it begins and when it ends', async () => {
    await world.post('/webhook-endpoints', {
      url: 'https://hooks.example.com/x',
      events: ['inbound.received', 'inbound.ended'],
    })
    await known()
    await world.call()
    await world.tell('report', await one(), reportBody('interested'))
    const { results } = await bindings.DB.prepare('SELECT type, data FROM webhook_events').all<{
      type: string
      data: string
    }>()
    expect(results.map((it) => it.type).sort()).toEqual(['inbound.ended', 'inbound.received'])
    const ended = JSON.parse(results.find((it) => it.type === 'inbound.ended')!.data)
    expect(ended).toMatchObject({ channel: 'call', from: CALLER, disposition: 'INTERESTED', matched: 'lead' })
    expect(world.delivering.length).toBeGreaterThanOrEqual(2)
  })
})

describe('one number', () => {
  it('that two organizations have is answered by the one that had it first', async () => {
    await world.call()
    const { e164 } = await world.get(`/numbers/${world.campaign.number_ids[0]}`)
    await bindings.DB.prepare(
      `INSERT INTO numbers (id, org_id, e164, created_at, updated_at) VALUES ('num_zzz', ?, ?, 1, 1)`,
    )
      .bind(OTHER.orgId, e164)
      .run()
    await world.call()
    expect(await world.conversations()).toHaveLength(2)
    await bindings.DB.prepare(`UPDATE numbers SET id = 'num_000' WHERE id = 'num_zzz'`).run()
    const { status, body } = await world.request('POST', `/numbers/${world.campaign.number_ids[0]}/bind-inbound`)
    expect([status, body.detail]).toEqual([409, expect.stringContaining('another organization')])
  })

  it('is bound to us at the carrier', async () => {
    const number = await addNumber(world)
    const asked: [method: string | undefined, url: string, body: Json][] = []
    const { createInboundCarrier } = await import('../../src/adapters/signalwire/inbound.ts')
    world.deps.inboundCarrier = createInboundCarrier({
      baseUrl: 'https://carrier.test',
      projectId: 'p',
      apiToken: 't',
      publicUrl: 'https://sundial.test',
      callbackKey: 'a-callback-key-of-the-test',
      signingKey: 'PSK',
      timeoutMs: 1_000,
      clock: world.deps.clock,
      fetch: async (url, init) => {
        asked.push([init.method, url, init.body ? JSON.parse(init.body as string) : null])
        return Response.json({
          data: [
            { id: 'num-1', number: number.e164 },
            { id: 'num-2', number: `${number.e164}9` },
          ],
        })
      },
    })
    expect(await world.post(`/numbers/${number.id}/bind-inbound`)).toEqual({
      e164: number.e164,
      call_url: `https://sundial.test${CALL}`,
      text_url: `https://sundial.test${TEXT}`,
    })
    expect(asked.at(-1)).toMatchObject([
      'PUT',
      'https://carrier.test/api/relay/rest/phone_numbers/num-1',
      { call_handler: 'relay_script' },
    ])
    await addAgent(world)
    const unknown = await addNumber(world)
    expect((await world.request('POST', `/numbers/${unknown.id}/bind-inbound`)).status).toBe(409)
  })
})
