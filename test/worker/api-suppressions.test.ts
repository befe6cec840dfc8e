import { beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import { takeCallback } from '../../src/app/calls/take-callback.ts'
import type { CallEvent } from '../../src/domain/call.ts'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const PHONE = '+13125550101'
const check = async (phone: string): Promise<Json> =>
  await world.get(`/suppressions/check?phone=${encodeURIComponent(phone)}`)
const add = (body: object) => world.request('POST', '/suppressions', { reason: 'asked', ...body })

describe('a channel', () => {
  it('is all for a phone unless said, and email for an email', async () => {
    expect((await add({ phone: PHONE })).body).toMatchObject({ channel: 'all', evidence: '', import_id: null })
    expect((await add({ email: 'a@example.com' })).body.channel).toBe('email')
    expect((await add({ email: 'b@example.com', channel: 'email' })).body.channel).toBe('email')
    for (const body of [
      { phone: PHONE, channel: 'email' },
      { email: 'c@example.com', channel: 'phone' },
    ]) {
      const refused = await add(body)
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '#/channel'])
    }
    expect((await add({ phone: PHONE, evidence: 'x'.repeat(2001) })).status).toBe(422)
  })

  it('is answered for one by one', async () => {
    await add({ phone: PHONE, channel: 'text' })
    await add({ phone: '+13125550102', channel: 'phone' })
    await add({ phone: '+13125550103' })
    const none = { phone: false, text: false, email: false }
    expect((await check(PHONE)).channels).toEqual({ ...none, text: true })
    expect((await check('+13125550102')).channels).toEqual({ ...none, phone: true })
    expect((await check('+13125550103')).channels).toEqual({ ...none, phone: true, text: true })
    expect(await check('+13125550104')).toMatchObject({ suppressed: false, channels: none })
    await add({ email: 'a@example.com' })
    expect((await world.get('/suppressions/check?email=A@example.com')).channels).toEqual({ ...none, email: true })
  })

  it('widens an entry, which keeps its reason, and every time it was asked for is in the audit log', async () => {
    const first = (await add({ phone: PHONE, channel: 'text', reason: 'STOP', evidence: 'text of May 2' })).body
    world.setTime(MONDAY_TEN + 1000)
    const second = await add({ phone: PHONE, channel: 'phone', reason: 'no calls', evidence: 'letter' })
    expect(second.status).toBe(200)
    expect(second.body).toEqual({ ...first, channel: 'all', evidence: 'text of May 2\nletter' })
    const third = await add({ phone: PHONE, channel: 'text', reason: 'again', evidence: 'fax' })
    expect(third.body).toEqual(second.body)
    const { data } = await world.get(`/audit-log?subject=${first.id}`)
    expect(data.map((it: Json) => [it.action, it.details.reason, it.details.evidence])).toEqual([
      ['suppression.repeated', 'again', 'fax'],
      ['suppression.widened', 'no calls', 'letter'],
      ['suppression.added', 'STOP', 'text of May 2'],
    ])
  })

  it('for texts alone keeps nobody from being called', async () => {
    await add({ phone: PHONE, channel: 'text' })
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1, { phones: [PHONE] })
    expect(lead.status).toBe('pending')
    expect((await world.get(`/leads/${lead.id}`)).phones[0].state).toBe('live')
    await add({ phone: PHONE, channel: 'phone' })
    expect((await world.get(`/leads/${lead.id}`)).phones[0].state).toBe('suppressed')
  })
})

it('heard on a call widens an entry that is there, which learns whose it is and what was said', async () => {
  const entry = (await add({ phone: PHONE, channel: 'text', reason: 'STOP', evidence: 'text of May 2' })).body
  const campaign = await addCampaign(world)
  const [lead] = await addLeads(world, campaign.id, 1, { phones: [PHONE, '+13125550102'] })
  const of = { campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id }
  await addAttempt({ id: 'att_1', ...of, phone: PHONE })
  const store = createDialingStore(bindings.DB)
  const optOut = { phones: true, email: true, reason: 'take me off' }
  for (let i = 0; i < 2; i++) await store.suppressOptOut('org_local', 'att_1', optOut, MONDAY_TEN)
  expect((await check(PHONE)).entry).toEqual({
    ...entry,
    channel: 'all',
    evidence: 'text of May 2\nHeard on call att_1: take me off',
    contact_id: lead.contact_id,
    attempt_id: 'att_1',
  })
  expect((await check('+13125550102')).entry).toMatchObject({
    channel: 'all',
    source: 'call',
    reason: 'take me off',
    evidence: 'Heard on call att_1: take me off',
  })
  const { data } = await world.get('/suppressions?kind=email')
  expect(data).toMatchObject([{ channel: 'email', value: lead.email }])
})

describe('the list', () => {
  it('is filtered by kind, channel, source and words', async () => {
    await add({ phone: PHONE, channel: 'text', evidence: 'Ticket 4711' })
    await add({ phone: '+13125550102' })
    await add({ email: 'a@example.com' })
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1, { phones: ['+13125550103'] })
    await world.post(`/leads/${lead.id}/do-not-call`, { reason: 'at the desk' })
    const values = async (query: string) => (await world.get(`/suppressions?${query}`)).data.map((it: Json) => it.value)
    expect(await values('channel=text')).toEqual([PHONE])
    expect(await values('channel=email')).toEqual(['a@example.com'])
    expect(await values('source=person')).toEqual(['+13125550103'])
    expect(await values('source=api&kind=phone')).toEqual(['+13125550102', PHONE])
    expect(await values('q=ticket+4711')).toEqual([PHONE])
    expect((await world.request('GET', '/suppressions?channel=fax')).status).toBe(400)
  })

  it('lets somebody go without a body on DELETE too, and the audit log keeps the whole entry', async () => {
    const entry = (await add({ phone: PHONE, channel: 'phone', evidence: 'letter' })).body
    expect((await world.request('POST', `/suppressions/${entry.id}/remove`, {})).status).toBe(422)
    expect((await world.request('POST', `/suppressions/${entry.id}/remove`, { reason: 'wrote again' })).status).toBe(
      204,
    )
    expect((await world.request('POST', `/suppressions/${entry.id}/remove`, { reason: 'x' })).status).toBe(404)
    const { data } = await world.get(`/audit-log?subject=${entry.id}&action=suppression.removed`)
    expect(data[0].details).toMatchObject({
      reason: 'wrote again',
      entry: { value: PHONE, channel: 'phone', evidence: 'letter', reason: 'asked', source: 'api' },
    })
  })
})

describe('a do-not-call list', () => {
  it('comes as a form too, with what is said of it', async () => {
    const form = new FormData()
    form.append('channel', 'phone')
    form.append('note', 'Registry of Texas')
    form.append('file', new Blob(['2125550100\n']), 'tx.csv')
    const request = new Response(form)
    const answer = await world.request('POST', '/suppressions/import', new Uint8Array(await request.arrayBuffer()), {
      'Content-Type': request.headers.get('Content-Type')!,
    })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('Location')).toBe(`/api/v1/suppressions/imports/${answer.body.id}`)
    expect(await world.get(`/suppressions/imports/${answer.body.id}`)).toMatchObject({
      status: 'queued',
      filename: 'tx.csv',
      channel: 'phone',
      note: 'Registry of Texas',
      progress: 0,
    })
    expect((await world.get('/suppressions/imports')).data).toHaveLength(1)
  })

  it('is refused when what is said of it is wrong, and nothing stays stored', async () => {
    const csv = { 'Content-Type': 'text/csv' }
    const refused = await world.request('POST', '/suppressions/import?channel=email', '2125550100\n', csv)
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '#/channel'])
    expect((await world.request('POST', '/suppressions/import', '{}')).status).toBe(415)
    expect((await world.request('GET', '/suppressions/imports/dnc_none')).status).toBe(404)
    expect((await world.request('GET', '/suppressions/imports/dnc_none/errors.csv')).status).toBe(404)
    expect((await world.get('/suppressions/imports')).data).toEqual([])
  })
})

describe('calls that are under way when somebody opts out', () => {
  let of: { campaign_id: string; lead_id: string; contact_id: string }
  const withdrawn = () => world.dialers.calls.filter(([verb]) => verb === 'withdraw').map(([, ...args]) => args)
  const settled = { state: 'settled', settled_at: MONDAY_TEN }

  beforeEach(async () => {
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1, { phones: [PHONE, '+13125550102'] })
    of = { campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id }
    await addAttempt({ id: 'att_1', ...of, phone: PHONE, state: 'ringing' })
    await addAttempt({ id: 'att_2', ...of, phone: '+13125550102', campaign_id: 'cmp_two', state: 'placed' })
    await addAttempt({ id: 'att_3', ...of, phone: PHONE, campaign_id: 'cmp_two', state: 'permitted' })
    await addAttempt({ id: 'att_4', ...of, ...settled, phone: PHONE })
    await addAttempt({ id: 'att_5', ...of, org_id: 'org_other', phone: PHONE, state: 'ringing' })
    await addAttempt({ id: 'att_6', ...of, phone: '+13125550199', contact_id: 'con_else', state: 'ringing' })
  })

  it('are withdrawn by the phone, in every campaign of the organization', async () => {
    await add({ phone: PHONE, channel: 'text' })
    expect(withdrawn()).toEqual([])
    await add({ phone: PHONE, channel: 'phone' })
    expect(withdrawn().sort()).toEqual(
      [
        [of.campaign_id, ['att_1']],
        ['cmp_two', ['att_3']],
      ].sort(),
    )
  })

  it('are withdrawn for every phone of the person', async () => {
    await world.post(`/leads/${of.lead_id}/do-not-call`, { reason: 'told us' })
    expect(new Map(withdrawn().map(([id, ids]) => [id, (ids as string[]).sort()]))).toEqual(
      new Map([
        [of.campaign_id, ['att_1']],
        ['cmp_two', ['att_2', 'att_3']],
      ]),
    )
  })

  const hear = (event: CallEvent) =>
    takeCallback(world.deps, {
      kind: 'function',
      campaignId: of.campaign_id,
      attemptId: 'att_1',
      carrierCallId: 'call',
      events: [event],
      transcript: [],
      reply: null,
    })

  it('are withdrawn when it was said on another call, which itself goes on', async () => {
    await hear({ type: 'answered', at: MONDAY_TEN })
    expect(withdrawn()).toEqual([])
    await hear({ type: 'opted_out', at: MONDAY_TEN, email: false, reason: 'stop' })
    expect(withdrawn().map(([id, ids]) => [id, (ids as string[]).sort()])).toEqual([['cmp_two', ['att_2', 'att_3']]])
  })

  it('that cannot be withdrawn are logged, and the opt-out counts all the same', async () => {
    world.dialers.broken.add('withdraw')
    expect((await add({ phone: PHONE })).status).toBe(201)
    await hear({ type: 'opted_out', at: MONDAY_TEN, email: false, reason: 'stop' })
    expect(world.logged.filter((it) => it.message === 'call.not_withdrawn')).toHaveLength(3)
    expect((await check(PHONE)).suppressed).toBe(true)
  })
})
