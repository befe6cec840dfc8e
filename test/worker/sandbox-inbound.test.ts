import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../src/sandbox/wire.ts'
import { execute, type MadeCampaign, makeCampaign, migrate, type Row, row, rows } from '../support/factory.ts'
import { SandboxHarness } from '../support/sandbox-world.ts'

/** The sandbox calls and writes our numbers, and this Worker answers: the whole way, with the campaign's own object. */

let sandbox: SandboxHarness
let campaign: MadeCampaign
let number: string
const phone = (xx: string): string => `+13125550${`1${xx}`}`

beforeEach(async () => {
  await migrate()
  sandbox = new SandboxHarness({ SANDBOX: 'on' })
  await sandbox.freeze()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await reset()
})

async function withLead(caller: string): Promise<void> {
  campaign = await makeCampaign({ leads: [{ phones: [caller], name: 'Ann' }], status: 'active' })
  const made = await row('SELECT e164 FROM numbers WHERE id = ?1', campaign.numberIds[0]!)
  number = String(made.e164)
}

async function inbound(body: object): Promise<{ status: number; body: JsonObject }> {
  const answer = await sandbox.request('POST', '/inbound', body)
  return { status: answer.status, body: (await answer.json()) as JsonObject }
}

const conversation = (): Promise<Row> => row('SELECT * FROM inbound_conversations WHERE org_id = ?1', campaign.orgId)

describe('a call of the sandbox to us', () => {
  it.each([
    ['05', 'INTERESTED', 'completed'],
    ['25', 'NOT_INTERESTED', 'completed'],
    ['37', 'CALLBACK', 'rescheduled'],
    ['41', 'OPT_OUT', 'do_not_call'],
    ['50', 'NO_ANSWER', 'pending'],
    ['75', 'NO_ANSWER', 'pending'],
  ])('from a phone ending in %s comes to %s, and the lead is %s', async (xx, disposition, status) => {
    await withLead(phone(xx))
    expect((await inbound({ kind: 'call', from: phone(xx), to: number })).status).toBe(201)
    await sandbox.play()
    const call = await sandbox.call()
    expect(call).toMatchObject({ direction: 'inbound', state: 'ended', from: phone(xx), to: number })
    expect(await conversation()).toMatchObject({ channel: 'call', state: 'ended', disposition, matched: 'lead' })
    expect(await conversation()).toMatchObject({
      transcript_key: expect.stringContaining('cnv_'),
      recording_url: expect.stringContaining('sandbox.internal/sandbox/recordings/'),
    })
    expect(await row('SELECT * FROM leads WHERE id = ?1', campaign.leads[0]!.id)).toMatchObject({
      status,
      disposition: status === 'pending' ? null : disposition,
    })
    const listed = await rows('SELECT value, source FROM suppressions WHERE org_id = ?1', campaign.orgId)
    expect(listed).toEqual(status === 'do_not_call' ? [{ value: phone(xx), source: 'call' }] : [])
  })

  it('that never reports leaves the conversation open, for the watchdog', async () => {
    await withLead(phone('99'))
    await inbound({ kind: 'call', from: phone('99'), to: number })
    await sandbox.play()
    expect(await sandbox.call()).toMatchObject({ state: 'ended' })
    expect(await conversation()).toMatchObject({ state: 'answered', disposition: null })
  })

  it('with the number withheld is answered', async () => {
    await withLead(phone('05'))
    await inbound({ kind: 'call', from: 'anonymous', to: number })
    await sandbox.play()
    expect(await conversation()).toMatchObject({
      phone: '',
      matched: 'none',
      state: 'ended',
      talk_seconds: expect.any(Number),
    })
  })

  it('is in the ledger, and in the log of calls as one to us', async () => {
    await withLead(phone('05'))
    await inbound({ kind: 'call', from: phone('05'), to: number })
    const { data } = await sandbox.get<{ data: JsonObject[] }>('/ledger')
    expect(data.at(-1)).toMatchObject({ method: 'POST', path: '/inbound', status: 201 })
    const logs = await sandbox.get<{ data: JsonObject[] }>('/api/voice/logs')
    expect(logs.data[0]).toMatchObject({ direction: 'inbound' })
  })
})

describe('a text of the sandbox to us', () => {
  it('shows what is written back', async () => {
    await withLead(phone('05'))
    const sent = await inbound({ kind: 'text', from: phone('05'), to: number, says: 'STOP' })
    expect(sent).toMatchObject({ status: 201, body: { status: 200, reply: expect.stringContaining('last message') } })
    expect(await conversation()).toMatchObject({ channel: 'text', body: 'STOP', state: 'ended' })
    const { texts } = await sandbox.get<{ texts: JsonObject[] }>('/state')
    expect(new Set(texts.map((it) => it.body))).toEqual(new Set(['STOP', sent.body.reply]))
    expect((await inbound({ kind: 'text', from: phone('05'), to: number, says: 'ok' })).body.reply).toBeNull()
  })

  it('comes as a form, signed as one, once the number is bound', async () => {
    await withLead(phone('05'))
    await execute('UPDATE numbers SET e164 = ?2 WHERE id = ?1', campaign.numberIds[0]!, '+12125550100')
    const { data } = await sandbox.get<{ data: JsonObject[] }>('/api/relay/rest/phone_numbers?filter_number=2125550100')
    const bound = await sandbox.request('PUT', `/api/relay/rest/phone_numbers/${String(data[0]!.id)}`, {
      call_handler: 'relay_script',
      call_relay_script_url: 'http://localhost:8787/hooks/signalwire/inbound/call',
      message_handler: 'laml_webhooks',
      message_request_url: 'http://localhost:8787/hooks/signalwire/inbound/text',
    })
    expect(bound.status).toBe(200)
    const sent = await inbound({ kind: 'text', from: phone('05'), to: '+12125550100', says: 'HELP & <more>' })
    expect(sent.body).toMatchObject({ status: 200, reply: null })
    expect(await conversation()).toMatchObject({ body: 'HELP & <more>' })
    expect((await inbound({ kind: 'text', from: phone('05'), to: '+12125550100', says: 'HELP' })).body.reply).toContain(
      'STOP',
    )
    expect((await sandbox.request('PUT', '/api/relay/rest/phone_numbers/nobody', {})).status).toBe(404)
  })

  it.each([{}, { kind: 'fax', from: phone('01'), to: phone('02') }, { kind: 'text', from: 'x', to: 'y' }])(
    'is refused when it is none: %j',
    async (body) => {
      expect((await inbound(body)).status).toBe(422)
    },
  )
})
