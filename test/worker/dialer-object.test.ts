import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { createDialers } from '../../src/dialer/client.ts'
import { bindings, execute, type MadeCampaign, makeCampaign, migrate, row, rows } from '../support/factory.ts'

beforeAll(migrate)

/** Through the real object: itty's commands, its alarm, its storage; the carrier is the sandbox inside the Worker. */
const dialers = createDialers(bindings.CAMPAIGN)
const stubOf = (campaign: MadeCampaign) => bindings.CAMPAIGN.get(bindings.CAMPAIGN.idFromName(campaign.id))
/** Shut at ten in the morning, and open later that day. */
const EVENING = { calling_hours: { start: '19:00', end: '20:00' } } as const
const alarmOf = (campaign: MadeCampaign) =>
  runInDurableObject(stubOf(campaign), (_o, state) => state.storage.getAlarm())
const settled = async (campaign: MadeCampaign): Promise<void> => {
  await runInDurableObject(
    stubOf(campaign),
    (object) => (object as unknown as { working: Promise<void> | null }).working,
  )
}

/** A permit as it stands in the ledger, of a campaign whose object has never been asked for anything. */
async function openAttempt(campaign: MadeCampaign): Promise<string> {
  const lead = campaign.leads[0]!
  const id = `att_${campaign.id}`
  await execute(
    `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, '+16465550100', ?7, 1, 1, '2026-11-23', ?8)`,
    campaign.orgId,
    id,
    campaign.id,
    lead.id,
    lead.contactId,
    campaign.numberIds[0],
    lead.phones[0],
    Date.parse('2026-11-23T15:00:00Z'),
  )
  return id
}

describe('the object', () => {
  it('reads its list in and arms its alarm for the opening of the first window', async () => {
    const campaign = await makeCampaign({ leads: 3, settings: EVENING })
    await dialers.refresh(campaign.id)
    await settled(campaign)
    const live = await dialers.live(campaign.id)
    expect(live).toMatchObject({ waiting: 3, because: 'outside_window', open: false, busy: false })
    expect(await alarmOf(campaign)).toBeGreaterThan(Date.now())
  })

  it('places a call with the carrier through the placing entrypoint and the line', async () => {
    const campaign = await makeCampaign({ leads: [{ phones: ['+12125550153'] }] })
    await dialers.refresh(campaign.id)
    const placed = async () => expect((await dialers.live(campaign.id)).inFlight).toMatchObject([{ state: 'placed' }])
    await vi.waitFor(placed, { timeout: 5000 })
    await dialers.destroy(campaign.id)
    expect(await rows('SELECT state FROM attempts WHERE campaign_id = ?1', campaign.id)).toEqual([{ state: 'settled' }])
  })

  it('goes on after an eviction: by a command, and by its alarm alone', async () => {
    const campaign = await makeCampaign({ leads: 2, settings: EVENING })
    await dialers.refresh(campaign.id)
    await settled(campaign)
    const alarm = await alarmOf(campaign)
    await evictDurableObject(stubOf(campaign))
    expect(await dialers.live(campaign.id)).toMatchObject({ waiting: 2, nextAt: expect.any(Number) })
    await evictDurableObject(stubOf(campaign))
    expect(await runDurableObjectAlarm(stubOf(campaign))).toBe(true)
    await settled(campaign)
    expect(await alarmOf(campaign)).toBeGreaterThanOrEqual(alarm! - 1000)
  })

  it('takes a job from the row on a refresh and clears it when done', async () => {
    const campaign = await makeCampaign({ leads: 3, settings: EVENING })
    await dialers.refresh(campaign.id)
    await execute(`UPDATE campaigns SET status = 'cancelled', job = 'cancel' WHERE id = ?1`, campaign.id)
    await dialers.refresh(campaign.id)
    await settled(campaign)
    expect(await row('SELECT status, job FROM campaigns WHERE id = ?1', campaign.id)).toEqual({
      status: 'cancelled',
      job: null,
    })
    expect(await rows('SELECT DISTINCT status FROM leads WHERE campaign_id = ?1', campaign.id)).toEqual([
      { status: 'canceled' },
    ])
  })

  it('switches a lead off by command and says why it cannot', async () => {
    const campaign = await makeCampaign({ leads: 2, settings: EVENING })
    await dialers.refresh(campaign.id)
    const { id } = campaign.leads[0]!
    expect(await dialers.leadChanged(campaign.id, id, 'disable')).toEqual({ ok: true, message: '' })
    expect(await dialers.leadChanged(campaign.id, id, 'disable')).toMatchObject({ ok: false })
    expect(await dialers.live(campaign.id)).toMatchObject({ waiting: 1 })
  })

  it('of a deleted campaign leaves no permit open and nothing in its storage', async () => {
    const campaign = await makeCampaign({ leads: 1, status: 'paused' })
    const attempt = await openAttempt(campaign)
    await dialers.refresh(campaign.id)
    await execute('DELETE FROM campaigns WHERE id = ?1', campaign.id)
    await dialers.destroy(campaign.id)
    expect(await row('SELECT state, end_reason FROM attempts WHERE id = ?1', attempt)).toEqual({
      state: 'settled',
      end_reason: 'campaign_deleted',
    })
    expect(await alarmOf(campaign)).toBeNull()
    // A wish heard on its last call counts all the same.
    const event = { type: 'opted_out', at: 1, email: false, reason: 'ŝtop ✋' } as const
    expect(await dialers.event(campaign.id, attempt, null, [event])).toEqual({ known: false })
    expect(await rows('SELECT value, reason FROM suppressions WHERE org_id = ?1', campaign.orgId)).toEqual([
      { value: campaign.leads[0]!.phones[0], reason: 'ŝtop ✋' },
    ])
  })
})

describe('the door for the carrier’s callbacks', () => {
  const KEY = 'sandbox-callback-key-of-no-secrecy'
  const post = (url: string, body: unknown): Promise<Response> => {
    const worker = (exports as unknown as { default: Fetcher }).default
    return worker.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
  const urlsOf = (campaign: MadeCampaign, attempt: string) =>
    callbackUrls('http://localhost:8787', KEY, campaign.id, attempt)
  const answered = { event_type: 'calling.call.state', params: { call_id: 'c1', call_state: 'answered' } }
  const over = { event_type: 'calling.call.state', params: { call_id: 'c1', call_state: 'ended', end_reason: 'busy' } }

  it('refuses a wrong token, a missing one, and one of another attempt', async () => {
    const campaign = await makeCampaign({ leads: 1, status: 'paused' })
    const attempt = await openAttempt(campaign)
    const { status } = await urlsOf(campaign, attempt)
    const other = await urlsOf(campaign, 'att_other')
    expect((await post(`${status}x`, over)).status).toBe(403)
    expect((await post(status.split('?')[0]!, over)).status).toBe(403)
    expect((await post(status.split('?')[0]! + new URL(other.status).search, over)).status).toBe(403)
    expect((await post('http://localhost:8787/hooks/signalwire/nothing', over)).status).toBe(404)
    expect(await row('SELECT state FROM attempts WHERE id = ?1', attempt)).toEqual({ state: 'permitted' })
  })

  it('takes a callback once: repeated and stale ones change nothing more', async () => {
    const campaign = await makeCampaign({ leads: 1, status: 'paused' })
    const attempt = await openAttempt(campaign)
    const { status } = await urlsOf(campaign, attempt)
    expect((await post(status, over)).status).toBeLessThan(300)
    await settled(campaign)
    const after = await row('SELECT * FROM campaign_stats WHERE campaign_id = ?1', campaign.id)
    expect(after).toMatchObject({ attempts: 1, a_busy: 1, s_retry: 1 })
    for (const again of [over, answered, over]) expect((await post(status, again)).status).toBeLessThan(300)
    await settled(campaign)
    expect(await row('SELECT * FROM campaign_stats WHERE campaign_id = ?1', campaign.id)).toEqual(after)
  })

  it('ignores an attempt nobody knows, of a campaign nobody knows', async () => {
    const campaign = await makeCampaign({ leads: 1, status: 'paused' })
    for (const [id, attempt] of [
      [campaign.id, 'att_nobody'],
      ['cmp_nobody', 'att_nobody'],
    ] as const) {
      const { status } = await callbackUrls('http://localhost:8787', KEY, id, attempt)
      expect((await post(status, over)).status).toBeLessThan(300)
    }
    expect(await row('SELECT attempts FROM campaign_stats WHERE campaign_id = ?1', campaign.id)).toEqual({
      attempts: 0,
    })
  })
})
