import { beforeEach, describe, expect, it } from 'vitest'
import { createAgent } from '../../src/app/agents/create.ts'
import { createCampaign } from '../../src/app/campaigns/create.ts'
import { addLeads } from '../../src/app/leads/add.ts'
import { createNumber } from '../../src/app/numbers/create.ts'
import { addSuppression } from '../../src/app/suppressions/add.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { addAttempt } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json, OTHER } from '../support/api-world.ts'

/** Everything here belongs to another organization than the key that asks. */

let world: ApiWorld
let theirs: { agent: string; number: string; campaign: string; lead: string; attempt: string; suppression: string }
beforeEach(async () => {
  world = await createApiWorld()
  const { deps } = world
  const agent = await createAgent(deps, OTHER, {
    name: 'Theirs',
    company: '',
    greeting: 'Hi.',
    prompt: 'x',
    voice: 'a.b',
    language: 'en-US',
    maxCallSeconds: 60,
    avatar: null,
    disclosure: true,
    disclosureText: null,
  })
  const number = await createNumber(deps, OTHER, {
    e164: '+12125550100',
    name: '',
    zone: 'America/New_York',
    enabled: true,
    spamScore: 0,
    weight: 1,
  })
  const { campaign } = await createCampaign(deps, OTHER, {
    name: 'Theirs',
    description: '',
    notes: '',
    type: 'one_time',
    direction: 'outbound',
    agentId: agent.id,
    numberIds: [number.id],
    scheduleId: null,
    startAt: null,
    endAt: null,
    settings: defaultSettings(),
  })
  const [lead] = await addLeads(deps, OTHER, campaign.id, [
    {
      name: 'Their person',
      phones: ['+13125550101'],
      email: null,
      zone: null,
      address: null,
      consent: null,
      tags: [],
      priority: 'normal',
      variables: {},
    },
  ])
  const { suppression } = await addSuppression(deps, OTHER, { phone: '+13125550101', reason: 'theirs' })
  await addAttempt({
    id: 'att_theirs',
    org_id: OTHER.orgId,
    campaign_id: campaign.id,
    lead_id: lead?.leadId ?? '',
    contact_id: lead?.contactId ?? '',
    recording_url: 'https://files.swire.io/a.wav',
  })
  theirs = {
    agent: agent.id,
    number: number.id,
    campaign: campaign.id,
    lead: lead?.leadId ?? '',
    attempt: 'att_theirs',
    suppression: suppression.id,
  }
})

describe('another organization', () => {
  it('does not exist on any route that names a thing by its id', async () => {
    const person = { name: 'A', phones: ['+13125550109'] }
    const requests: [method: string, path: string, body?: unknown][] = [
      ['GET', `/agents/${theirs.agent}`],
      ['PATCH', `/agents/${theirs.agent}`, { name: 'Mine' }],
      ['DELETE', `/agents/${theirs.agent}`],
      ['GET', `/numbers/${theirs.number}`],
      ['PATCH', `/numbers/${theirs.number}`, { enabled: false }],
      ['DELETE', `/numbers/${theirs.number}`],
      ...['stop', 'resume'].flatMap((verb): [string, string, object][] => [
        ['POST', `/agents/${theirs.agent}/${verb}`, { reason: 'x' }],
        ['POST', `/numbers/${theirs.number}/${verb}`, { reason: 'x' }],
      ]),
      ['GET', `/campaigns/${theirs.campaign}`],
      ['PATCH', `/campaigns/${theirs.campaign}`, { name: 'Mine' }],
      ['DELETE', `/campaigns/${theirs.campaign}`],
      ...'start pause resume cancel restart retry-failed archive unarchive duplicate'
        .split(' ')
        .map((action): [string, string] => ['POST', `/campaigns/${theirs.campaign}/${action}`]),
      ['GET', `/campaigns/${theirs.campaign}/stats`],
      ['GET', `/campaigns/${theirs.campaign}/live`],
      ['GET', `/campaigns/${theirs.campaign}/leads`],
      ['POST', `/campaigns/${theirs.campaign}/leads`, person],
      ['GET', `/leads/${theirs.lead}`],
      ['PATCH', `/leads/${theirs.lead}`, { name: 'Mine' }],
      ...'retry disable enable do-not-call'
        .split(' ')
        .map((it): [string, string] => ['POST', `/leads/${theirs.lead}/${it}`]),
      ['GET', `/conversations/${theirs.attempt}`],
      ['GET', `/conversations/${theirs.attempt}/recording`],
      ['DELETE', `/suppressions/${theirs.suppression}`, { reason: 'x' }],
    ]
    for (const [method, path, body] of requests) {
      const answer = await world.request(method, path, body)
      expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBe(404)
      expect(answer.body.code).toBe('not_found')
    }
    expect(world.dialers.calls.filter(([verb]) => verb !== 'more')).toEqual([])
    expect((await world.deps.campaigns.find(OTHER.orgId, theirs.campaign))?.name).toBe('Theirs')
    expect((await world.deps.leads.find(OTHER.orgId, theirs.lead))?.name).toBe('Their person')
  })

  it('is in no list, search or check', async () => {
    const lists = [
      '/agents',
      '/numbers',
      '/campaigns',
      '/campaigns?q=Theirs',
      '/conversations',
      '/suppressions',
      '/audit-log',
    ]
    for (const path of [
      ...lists,
      `/conversations?campaign_id=${theirs.campaign}`,
      `/conversations?lead_id=${theirs.lead}`,
    ])
      expect((await world.get(path)).data, path).toEqual([])
    expect((await world.get('/suppressions/check?phone=%2B13125550101')).suppressed).toBe(false)
    expect((await world.get('/organization')).id).toBe('org_local')
  })

  it('lends nothing: its agent and number cannot be used in a campaign of ours', async () => {
    const { status, body } = await world.request('POST', '/campaigns', {
      name: 'A',
      agent_id: theirs.agent,
      number_ids: [theirs.number],
    })
    expect(status).toBe(422)
    expect(body.errors.map((it: Json) => it.pointer)).toEqual(['#/agent_id', '#/number_ids/0'])
  })

  it('may have the same number and the same people', async () => {
    const number = await world.post('/numbers', { e164: '+12125550100' })
    const campaign = await world.post('/campaigns', { name: 'Ours', number_ids: [number.id] })
    const { results } = await world.post(`/campaigns/${campaign.id}/leads`, { name: 'Ours', phones: ['+13125550101'] })
    expect(results[0].result).toBe('created')
    const lead = await world.get(`/leads/${results[0].lead_id}`)
    expect(lead.phones[0].state).toBe('live')
  })
})
