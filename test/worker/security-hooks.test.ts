import { runInDurableObject } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { CALLBACK_KINDS, type CallbackKind, callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { transcriptKey } from '../../src/app/calls/take-callback.ts'
import type { Json } from '../support/api-world.ts'
import { bindings, execute, type MadeCampaign, makeCampaign, migrate, rows } from '../support/factory.ts'

beforeAll(migrate)

/** The door for the carrier's callbacks, which has no other lock than the token in its addresses. */
const ORIGIN = 'http://localhost:8787'
const CALLBACK_KEY = 'sandbox-callback-key-of-no-secrecy'

function post(url: string, body: unknown): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  return (exports as unknown as { default: Fetcher }).default.fetch(url, { method: 'POST', headers, body: text })
}
const urlsOf = (campaignId: string, attemptId: string) => callbackUrls(ORIGIN, CALLBACK_KEY, campaignId, attemptId)

/** A campaign with one call that was permitted and of which nothing is known yet. */
async function called(): Promise<{ campaign: MadeCampaign; attempt: string; urls: Record<CallbackKind, string> }> {
  const campaign = await makeCampaign({ leads: 1, status: 'paused' })
  const lead = campaign.leads[0]!
  const attempt = `att_${campaign.id}`
  await execute(
    `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, '+16465550100', ?7, 1, 1, '2026-11-23', ?8)`,
    campaign.orgId,
    attempt,
    campaign.id,
    lead.id,
    lead.contactId,
    campaign.numberIds[0],
    lead.phones[0],
    Date.parse('2026-11-23T15:00:00Z'),
  )
  return { campaign, attempt, urls: await urlsOf(campaign.id, attempt) }
}

/** The object has done what the callbacks made it do. */
async function settled(campaign: MadeCampaign): Promise<void> {
  const stub = bindings.CAMPAIGN.get(bindings.CAMPAIGN.idFromName(campaign.id))
  await runInDurableObject(stub, (object) => (object as unknown as { working: Promise<void> | null }).working)
}

/** Everything an attacker could want to change. */
async function everything(orgId: string): Promise<Json> {
  const of = (table: string) => rows(`SELECT * FROM ${table} WHERE org_id = ?1`, orgId)
  const [attempts, leads, contacts, suppressions] = await Promise.all(
    ['attempts', 'leads', 'contacts', 'suppressions'].map(of),
  )
  return { attempts, leads, contacts, suppressions }
}

const over = { event_type: 'calling.call.state', params: { call_id: 'c1', call_state: 'ended', end_reason: 'hangup' } }
const report = (outcome: string, said: string, more: object = {}) => ({
  action: 'post_conversation',
  call_id: 'c1',
  call_log: [{ role: 'user', content: said }],
  post_prompt_data: { parsed: [{ outcome, summary: said }] },
  ...more,
})
const optOut = { function: 'opt_out', argument: { parsed: [{ reason: 'stop' }] } }
const bodies: Record<CallbackKind, unknown> = {
  status: over,
  detect: { detect_result: 'machine' },
  record: { params: { state: 'finished', url: 'https://files.swire.io/a.mp3' } },
  function: optOut,
  report: report('opt_out', 'stop'),
}

describe('a forged callback', () => {
  it('changes nothing: no token opens another kind, call, campaign or organization', async () => {
    const victim = await called()
    const attacker = await called()
    const before = await everything(victim.campaign.orgId)
    const tokens = Object.values(attacker.urls).map((url) => new URL(url).search)
    const opened: string[] = []
    for (const kind of CALLBACK_KINDS) {
      const addresses = [
        `/hooks/signalwire/${kind}/${victim.campaign.id}/${victim.attempt}`,
        `/hooks/signalwire/${kind}/${attacker.campaign.id}/${victim.attempt}`,
        `/hooks/signalwire/${kind}/${victim.campaign.id}/${attacker.attempt}`,
        `/hooks/signalwire/${kind}/${attacker.campaign.id}/${attacker.attempt}/../../${victim.campaign.id}/${victim.attempt}`,
        `/hooks/signalwire/${kind}/${attacker.campaign.id}/${attacker.attempt}/hooks/signalwire/${kind}/${victim.campaign.id}/${victim.attempt}`,
      ]
      const others = CALLBACK_KINDS.filter((it) => it !== kind).map((it) => new URL(victim.urls[it]).search)
      for (const address of addresses)
        for (const query of [
          '',
          '?t=',
          '?t=x',
          `?t=${'A'.repeat(43)}`,
          ...tokens,
          ...(address === addresses[0] ? others : []),
        ]) {
          const { status } = await post(ORIGIN + address + query, bodies[kind])
          if (status !== 403 && status !== 404) opened.push(`${address}${query}: ${status}`)
        }
    }
    expect(opened).toEqual([])
    expect(await everything(victim.campaign.orgId)).toEqual(before)
  })

  it('is not helped by a second token, another spelling of the right one, or a token of the right bytes cut short', async () => {
    const { urls, campaign } = await called()
    const before = await everything(campaign.orgId)
    const [address, token] = urls.status.split('?t=') as [string, string]
    const wrong = [
      `?t=x&t=${token}`,
      `?T=${token}`,
      `?t=${token}=`,
      `?t=${token.slice(0, -1)}`,
      `?t[]=${token}`,
      `?t=%20${token}`,
    ]
    for (const query of wrong) expect((await post(address + query, over)).status, query).toBe(403)
    expect(await everything(campaign.orgId)).toEqual(before)
  })
})

describe('a callback', () => {
  it('speaks of the call in its address, whatever else its body names', async () => {
    const mine = await called()
    const other = await called()
    const before = await everything(other.campaign.orgId)
    const names = {
      call_id: other.attempt,
      attempt_id: other.attempt,
      campaign_id: other.campaign.id,
      global_data: { attempt_id: other.attempt },
      custom_variables: { attempt_id: other.attempt, campaign_id: other.campaign.id },
    }
    for (const kind of CALLBACK_KINDS) {
      const body = bodies[kind] as { params?: object }
      const full = { ...body, ...names, ...(body.params && { params: { ...body.params, ...names } }) }
      expect((await post(mine.urls[kind], full)).status, kind).toBeLessThan(300)
    }
    await settled(mine.campaign)
    expect(await everything(other.campaign.orgId)).toEqual(before)
    const { attempts, suppressions } = await everything(mine.campaign.orgId)
    expect(attempts).toMatchObject([{ id: mine.attempt, state: 'settled' }])
    expect(suppressions).toMatchObject([{ value: mine.campaign.leads[0]!.phones[0], attempt_id: mine.attempt }])
  })

  it('that is replayed after the call is settled rewrites neither its result nor what was said', async () => {
    const { campaign, attempt, urls } = await called()
    const recorded = { SWMLVars: { record_call_url: 'https://files.swire.io/first.mp3' } }
    await post(urls.report, report('interested', 'yes please', recorded))
    await post(urls.status, { ...over, params: { ...over.params, answer_time: '2026-11-23T15:00:05Z' } })
    await settled(campaign)
    const before = await everything(campaign.orgId)
    expect(before.attempts[0]).toMatchObject({ state: 'settled', disposition: 'INTERESTED' })
    const forged = { SWMLVars: { record_call_url: 'https://files.swire.io/forged.mp3' } }
    for (const again of [report('interested', 'yes please', recorded), report('not_interested', 'no, never', forged)])
      expect((await post(urls.report, again)).status).toBeLessThan(300)
    expect((await post(urls.record, bodies.record)).status).toBeLessThan(300)
    await settled(campaign)
    expect(await everything(campaign.orgId)).toEqual(before)
    const file = await bindings.FILES.get(transcriptKey(campaign.id, attempt))
    expect(await file?.text()).toContain('yes please')
  })

  it('with an opt-out takes effect once, however often it comes', async () => {
    const { campaign, urls } = await called()
    for (let i = 0; i < 3; i++) expect((await post(urls.function, optOut)).status).toBe(200)
    expect((await everything(campaign.orgId)).suppressions).toHaveLength(1)
  })

  it('with a thousand opt-outs in its log is taken in, and not left to be sent again for ever', async () => {
    const { campaign, urls } = await called()
    const entry = { command_name: 'opt_out', command_arg: JSON.stringify({ reason: '✋'.repeat(300) }) }
    const body = report('interested', 'x', { swaig_log: Array.from({ length: 1_000 }, () => entry) })
    expect((await post(urls.report, body)).status).toBeLessThan(300)
    expect((await everything(campaign.orgId)).suppressions).toHaveLength(1)
  })

  it('of odd content is neither taken for something nor an error', async () => {
    const { campaign, urls } = await called()
    const before = await everything(campaign.orgId)
    const ODD = [
      '',
      'null',
      '[]',
      '"x"',
      '{',
      '0',
      '{"__proto__":{"call_state":"ended","polluted":1},"params":{"__proto__":{"call_state":"ended"}}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"params":"{\\"__proto__\\":{\\"call_state\\":\\"ended\\"}}"}',
      '__proto__=1&constructor=2',
      `{"params":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      `{"params":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      `{"call_state":${JSON.stringify('x'.repeat(1_500_000))}}`,
      '\u0000\ufffd\u202e',
    ]
    for (const kind of CALLBACK_KINDS.filter((it) => it !== 'report'))
      for (const body of ODD) {
        const { status } = await post(urls[kind], body)
        expect(status, `${kind} ${body.slice(0, 60)}`).toBeLessThan(300)
      }
    for (const body of ODD) expect((await post(urls.report, body)).status, body.slice(0, 60)).toBeLessThan(300)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    await settled(campaign)
    const { attempts, suppressions } = await everything(campaign.orgId)
    expect(suppressions).toEqual([])
    expect(attempts[0].state).toBe(before.attempts[0].state)
  })
})
