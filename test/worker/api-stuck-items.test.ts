import { beforeEach, describe, expect, it } from 'vitest'
import type { NewStuckItem } from '../../src/app/stuck-items/store.ts'
import { addAttempt, addCampaign, addLeads, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json, LOCAL, MONDAY_TEN, OTHER } from '../support/api-world.ts'

/** What always failed, as people see it and what they can do about it. */

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

async function put(change: Partial<NewStuckItem> = {}): Promise<string> {
  const id = world.deps.ids.next('stk')
  await world.deps.stuckItems.put({
    id,
    orgId: LOCAL.orgId,
    kind: 'message',
    subject: `events/${id}`,
    campaignId: null,
    error: 'malformed JSON',
    payload: { queue: 'events', body: { kind: 'wake', campaignIds: ['cmp_1'] } },
    tries: 5,
    at: MONDAY_TEN,
    ...change,
  })
  return id
}

const audited = async (id: string): Promise<Json[]> => (await world.get(`/audit-log?subject=${id}`)).data

describe('stuck items', () => {
  it('are listed newest first, by kind, campaign and state, page by page', async () => {
    const ids = [await put(), await put({ kind: 'lead', subject: 'led_1', campaignId: 'cmp_1' }), await put()]
    await put({ orgId: OTHER.orgId })
    await put({ orgId: '' })
    const idsOf = async (query = '') => (await world.get(`/stuck-items${query}`)).data.map((it: Json) => it.id)
    expect(await idsOf()).toEqual([...ids].reverse())
    expect(await idsOf('?kind=lead')).toEqual([ids[1]])
    expect(await idsOf('?campaign_id=cmp_1')).toEqual([ids[1]])
    const first = await world.get('/stuck-items?limit=2')
    expect((await world.get(`/stuck-items?limit=2&cursor=${first.next_cursor}`)).data).toMatchObject([{ id: ids[0] }])
    await world.post(`/stuck-items/${ids[0]}/discard`, { reason: 'x' })
    expect(await idsOf('?resolved=false')).toEqual([ids[2], ids[1]])
    expect(await idsOf('?resolved=true')).toEqual([ids[0]])
  })

  it('say what, why and how often, and never what they carry', async () => {
    const id = await put({ payload: { rawBody: 'a secret transcript' } })
    expect(await world.get(`/stuck-items/${id}`)).toEqual({
      id,
      kind: 'message',
      subject: `events/${id}`,
      campaign_id: null,
      error: 'malformed JSON',
      tries: 5,
      first_at: '2026-11-23T15:00:00.000Z',
      last_at: '2026-11-23T15:00:00.000Z',
      resolved_at: null,
      resolution: null,
    })
  })

  it('are one while the same thing is stuck, and another once it gets stuck again', async () => {
    const id = await put({ subject: 'same' })
    await put({ subject: 'same', at: MONDAY_TEN + 60_000, error: 'worse' })
    expect((await world.get('/stuck-items')).data).toMatchObject([{ id, tries: 6, error: 'worse' }])
    await world.post(`/stuck-items/${id}/retry`)
    await put({ subject: 'same' })
    expect((await world.get('/stuck-items')).data).toHaveLength(2)
  })

  it('are discarded with a reason that is kept, once', async () => {
    const id = await put()
    expect((await world.request('POST', `/stuck-items/${id}/discard`, { reason: ' ' })).status).toBe(422)
    expect(await world.post(`/stuck-items/${id}/discard`, { reason: 'Not needed' })).toMatchObject({
      resolution: 'discarded',
    })
    const again = await world.request('POST', `/stuck-items/${id}/discard`, { reason: 'Again' })
    expect(again).toMatchObject({ status: 409, body: { code: 'not_allowed' } })
    expect((await world.request('POST', `/stuck-items/${id}/retry`)).status).toBe(409)
    expect(await audited(id)).toMatchObject([
      { action: 'stuck_item.discarded', details: { kind: 'message', reason: 'Not needed' } },
    ])
  })

  it('of another organization, and of nobody, cannot be seen or touched', async () => {
    for (const orgId of [OTHER.orgId, '']) {
      const id = await put({ orgId })
      for (const [method, path, body] of [
        ['GET', `/stuck-items/${id}`, undefined],
        ['POST', `/stuck-items/${id}/retry`, undefined],
        ['POST', `/stuck-items/${id}/discard`, { reason: 'x' }],
      ] as const)
        expect((await world.request(method, path, body)).status, path).toBe(404)
      expect(await world.deps.stuckItems.find(orgId, id)).toMatchObject({ resolvedAt: null })
    }
  })
})

describe('trying again', () => {
  it('puts a message back on its queue as it was', async () => {
    const id = await put()
    expect(await world.post(`/stuck-items/${id}/retry`)).toMatchObject({ resolution: 'retried' })
    expect(world.resent).toEqual([{ queue: 'events', body: { kind: 'wake', campaignIds: ['cmp_1'] } }])
    expect(await audited(id)).toMatchObject([{ action: 'stuck_item.retried' }])
  })

  it('refuses a message whose queue nobody knows', async () => {
    const id = await put({ payload: { body: 'dead letter of long ago' } })
    const { status, body } = await world.request('POST', `/stuck-items/${id}/retry`)
    expect({ status, detail: body.detail }).toEqual({ status: 409, detail: expect.stringMatching(/discard/) })
    expect(await world.get(`/stuck-items/${id}`)).toMatchObject({ resolved_at: null, tries: 5 })
  })

  it('hands a lead to its campaign, unless that is over', async () => {
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1)
    await setStatus(campaign.id, 'active')
    const stuck = { kind: 'lead', subject: lead.id, campaignId: campaign.id, payload: { seq: 1 } } as const
    const id = await put(stuck)
    await world.post(`/stuck-items/${id}/retry`)
    expect(world.dialers.calls).toContainEqual(['tryAgain', campaign.id, 'lead', lead.id])
    await setStatus(campaign.id, 'completed')
    const again = await put(stuck)
    const { status, body } = await world.request('POST', `/stuck-items/${again}/retry`)
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'not_allowed' })
    expect(body.detail).toMatch(/Retry failed/)
  })

  it('that fails again counts, and the item stays stuck with the new error', async () => {
    const campaign = await addCampaign(world)
    await setStatus(campaign.id, 'active')
    world.dialers.broken.add('tryAgain')
    const id = await put({ kind: 'lead', subject: 'led_1', campaignId: campaign.id })
    const { status, body } = await world.request('POST', `/stuck-items/${id}/retry`)
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 409,
      code: 'conflict',
      detail: 'It failed again: the object is away',
    })
    expect(await world.get(`/stuck-items/${id}`)).toMatchObject({
      tries: 6,
      error: 'the object is away',
      resolved_at: null,
    })
    expect(await audited(id)).toEqual([])
  })

  it('fills in what was said on a call whose facts are stored', async () => {
    const campaign = await addCampaign(world)
    const [lead] = await addLeads(world, campaign.id, 1)
    const attemptId = await addCall(campaign.id, lead.id)
    world.dialers.found = false
    const payload = { summary: 'She asked for a quote.', recordingUrl: null, transcriptKey: null }
    const id = await put({ kind: 'result', subject: attemptId, campaignId: campaign.id, payload })
    await world.post(`/stuck-items/${id}/retry`)
    expect((await world.get(`/conversations/${attemptId}`)).summary).toBe('She asked for a quote.')
  })
})

async function addCall(campaignId: string, leadId: string): Promise<string> {
  const id = world.deps.ids.next('att')
  const { contact_id: contactId } = await world.get(`/leads/${leadId}`)
  await addAttempt({ id, org_id: LOCAL.orgId, campaign_id: campaignId, lead_id: leadId, contact_id: contactId })
  return id
}
