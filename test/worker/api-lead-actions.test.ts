import { beforeEach, describe, expect, it } from 'vitest'
import { createDialers } from '../../src/dialer/client.ts'
import { addCampaign, addLeads, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from '../support/api-world.ts'

/** The door and the campaign's own object together: what a person does to a lead ends up in the row, the counters and the log. */

let world: ApiWorld
let campaignId: string
beforeEach(async () => {
  world = await createApiWorld({ dialers: createDialers(bindings.CAMPAIGN) })
  campaignId = (await addCampaign(world)).id
})

const counts = async (): Promise<Record<string, number>> => {
  const { by_status } = (await world.get(`/campaigns/${campaignId}/stats`)).leads
  return Object.fromEntries(Object.entries<number>(by_status).filter(([, count]) => count > 0))
}

describe('a lead of a campaign with its real object', () => {
  it('is switched off and on again', async () => {
    const [lead] = await addLeads(world, campaignId, 2)
    expect((await world.post(`/leads/${lead.id}/disable`)).status).toBe('disabled')
    expect(await counts()).toEqual({ pending: 1, disabled: 1 })
    expect((await world.post(`/leads/${lead.id}/enable`)).status).toBe('pending')
    expect(await counts()).toEqual({ pending: 2 })
  })

  it('that was skipped becomes pending when its phone is corrected', async () => {
    const { results } = await world.post(`/campaigns/${campaignId}/leads`, { name: 'A', phones: ['12'] })
    expect(results[0].result).toBe('skipped')
    const answer = await world.request('PATCH', `/leads/${results[0].lead_id}`, { phones: ['+13125550101'] })
    expect(answer.body.status, JSON.stringify([answer.body, world.logged])).toBe('pending')
    expect(await counts()).toEqual({ pending: 1 })
  })

  it('that asked not to be called is do_not_call, and stays it', async () => {
    const [lead] = await addLeads(world, campaignId, 1)
    const { status, phones } = await world.post(`/leads/${lead.id}/do-not-call`)
    expect([status, phones[0].state]).toEqual(['do_not_call', 'suppressed'])
    expect(await counts()).toEqual({ do_not_call: 1 })
    expect((await world.request('POST', `/leads/${lead.id}/retry`)).status).toBe(409)
    await setStatus(campaignId, 'cancelled')
    expect((await world.request('DELETE', `/campaigns/${campaignId}`)).status).toBe(204)
  })

  it('is found with the same numbers in the table, the counts and the campaign', async () => {
    const leads = await addLeads(world, campaignId, 5)
    await world.post(`/leads/${leads[0].id}/disable`)
    const { data } = await world.get(`/campaigns/${campaignId}/leads?status=pending`)
    const campaign: Json = await world.get(`/campaigns/${campaignId}`)
    expect(data).toHaveLength(4)
    expect(campaign.counts.by_status).toMatchObject({ pending: 4, disabled: 1 })
  })
})
