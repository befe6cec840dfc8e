import { beforeEach, describe, expect, it } from 'vitest'
import { addAgent, addCampaign, addLeads, addNumber, moveLead, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, QUIET } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const act = (id: string, action: string, body?: unknown) => world.request('POST', `/campaigns/${id}/${action}`, body)
const actionsLogged = async (id: string): Promise<string[]> =>
  (await world.get(`/audit-log?subject=${id}`)).data.map((entry: Json) => entry.action)
const dialerCalls = (verb: string) => world.dialers.calls.filter(([it]) => it === verb)
const storedJob = (id: string) =>
  bindings.DB.prepare('SELECT job FROM campaigns WHERE id = ?1').bind(id).first<string>('job')

describe('creating', () => {
  it('fills in every default and counts nobody', async () => {
    const { status, body } = await world.request('POST', '/campaigns', { name: 'Renewals' })
    expect(status).toBe(201)
    expect(body.id).toMatch(/^cmp_/)
    expect(body).toMatchObject({
      status: 'draft',
      archived: false,
      type: 'one_time',
      direction: 'outbound',
      agent: null,
      numbers: [],
      open: null,
      started_at: null,
      counts: { total: 0, reached: 0 },
      settings: { execution: 'scheduled', max_concurrent_calls: 10, retry: { max_attempts_per_phone: 3 } },
    })
    expect(Object.keys(body.counts.by_status)).toHaveLength(15)
    expect(body.allowed_actions).toEqual(['archive', 'delete', 'duplicate'])
    expect(await actionsLogged(body.id)).toEqual(['campaign.created'])
  })

  it('names agents and numbers that are not there, and dates that do not fit', async () => {
    const { status, body } = await world.request('POST', '/campaigns', {
      name: 'A',
      agent_id: 'agt_nobody',
      number_ids: ['num_none'],
      start_at: '2026-12-02T10:00:00+01:00',
      end_at: '2026-12-01T10:00:00Z',
    })
    expect(status).toBe(422)
    expect(body.errors.map((it: Json) => it.pointer)).toEqual(['#/agent_id', '#/number_ids/0', '#/end_at'])
  })
})

describe('the list', () => {
  it('pages from the newest, without gap or repeat', async () => {
    const made: string[] = []
    for (let i = 0; i < 5; i++) made.unshift((await world.post('/campaigns', { name: `C${i}` })).id)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Json = await world.get(`/campaigns?limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.data.map((it: Json) => it.id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(made)
  })

  it('filters by status, type, text and the archive', async () => {
    const draft = await world.post('/campaigns', { name: 'Élan spring' })
    const follow = await world.post('/campaigns', { name: 'Care', type: 'follow_up' })
    const active = await world.post('/campaigns', { name: '100% off_peak' })
    await setStatus(active.id, 'active')
    const gone = await world.post('/campaigns', { name: 'Old' })
    await world.post(`/campaigns/${gone.id}/archive`)
    const ids = async (query: string) => (await world.get(`/campaigns?${query}`)).data.map((it: Json) => it.id)
    expect(await ids('status=active,paused')).toEqual([active.id])
    expect(await ids('status=draft&status=active')).toEqual([active.id, follow.id, draft.id])
    expect(await ids('type=follow_up')).toEqual([follow.id])
    expect(await ids(`q=${encodeURIComponent('Élan')}`)).toEqual([draft.id])
    expect(await ids(`q=${encodeURIComponent('% OFF_')}`)).toEqual([active.id])
    expect(await ids(`q=${'x'.repeat(150)}`)).toEqual([])
    expect(await ids('archived=true')).toEqual([gone.id])
    expect((await world.request('GET', '/campaigns?status=running')).status).toBe(400)
  })
})

describe('changing', () => {
  it('changes only what is sent, and makes a new settings version for what a call depends on', async () => {
    const campaign = await addCampaign(world)
    const patch = { notes: 'ask Ann', settings: { retry: { interval_minutes: 5 } } }
    const { body } = await world.request('PATCH', `/campaigns/${campaign.id}`, patch)
    expect(body.settings.retry).toEqual({ mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 5 })
    expect(body).toMatchObject({ notes: 'ask Ann', name: campaign.name, settings_version: 2 })
    const named = await world.request('PATCH', `/campaigns/${campaign.id}`, { name: 'New' })
    expect(named.body.settings_version).toBe(2)
  })

  it('checks the settings together with those stored', async () => {
    const { id } = await world.post('/campaigns', { name: 'A' })
    const patch = { settings: { calling_hours: { start: '21:00' } } }
    const { status, body } = await world.request('PATCH', `/campaigns/${id}`, patch)
    expect(status).toBe(422)
    expect(body.errors[0].pointer).toBe('#/settings/calling_hours/end')
  })

  it('is locked while it runs, except for name, notes and description', async () => {
    const campaign = await addCampaign(world, { leads: 1 })
    await world.post(`/campaigns/${campaign.id}/start`)
    const locked = await world.request('PATCH', `/campaigns/${campaign.id}`, {
      name: 'X',
      agent_id: null,
      settings: { max_concurrent_calls: 5 },
    })
    expect(locked.status).toBe(409)
    expect(locked.body.code).toBe('locked')
    expect(locked.body.detail).toContain('pause first')
    expect(locked.body.details.fields.sort()).toEqual(['agent_id', 'settings'])
    expect((await world.request('PATCH', `/campaigns/${campaign.id}`, { name: 'X', notes: 'Y' })).status).toBe(200)
    await world.post(`/campaigns/${campaign.id}/pause`)
    world.dialers.calls.length = 0
    const after = await world.request('PATCH', `/campaigns/${campaign.id}`, { settings: { max_concurrent_calls: 5 } })
    expect(after.body.settings.max_concurrent_calls).toBe(5)
    expect(dialerCalls('refresh')).toEqual([['refresh', campaign.id]])
  })
})

describe('starting', () => {
  it('names exactly what is missing', async () => {
    const { id } = await world.post('/campaigns', { name: 'A' })
    const missing = async () => (await act(id, 'start')).body.details.missing
    const refused = await act(id, 'start')
    expect(refused.status).toBe(409)
    expect(refused.body.code).toBe('missing_requirements')
    expect(refused.body.details.missing).toEqual(['agent', 'numbers', 'leads'])
    const agent = await addAgent(world)
    const off = await addNumber(world, { enabled: false })
    const spam = await addNumber(world, { spam_score: 9 })
    await world.request('PATCH', `/campaigns/${id}`, { agent_id: agent.id, number_ids: [off.id, spam.id] })
    expect(await missing()).toEqual(['numbers', 'leads'])
    await world.request('PATCH', `/numbers/${off.id}`, { enabled: true })
    expect(await missing()).toEqual(['leads'])
    await addLeads(world, id, 1)
    // At night nobody may be called anywhere: such a campaign would wait for ever.
    await world.request('PATCH', `/campaigns/${id}`, { settings: { calling_hours: { start: '22:00', end: '23:00' } } })
    expect(await missing()).toEqual(['calling_hours'])
    await world.request('PATCH', `/campaigns/${id}`, { settings: { calling_hours: { start: '09:00', end: '20:00' } } })
    expect((await act(id, 'start')).status).toBe(200)
  })

  it('makes it active, tells its object and logs it; a second start is refused', async () => {
    const campaign = await addCampaign(world, { leads: 2 })
    const { body } = await act(campaign.id, 'start')
    expect(body).toMatchObject({ status: 'active', counts: { total: 2 } })
    expect(body.started_at).not.toBeNull()
    expect(dialerCalls('refresh')).toEqual([['refresh', campaign.id]])
    expect((await actionsLogged(campaign.id))[0]).toBe('campaign.started')
    const again = await act(campaign.id, 'start')
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'not_allowed', details: { status: 'active', allowed_from: ['draft'] } })
    expect((await actionsLogged(campaign.id)).filter((it) => it === 'campaign.started')).toHaveLength(1)
  })

  it('with a start date to come only schedules it, and wakes it then', async () => {
    const campaign = await addCampaign(world, { leads: 1, fields: { start_at: '2026-12-01T15:00:00Z' } })
    const { body } = await act(campaign.id, 'start')
    expect(body).toMatchObject({ status: 'scheduled', started_at: null })
    const stored = await world.deps.campaigns.find('org_local', campaign.id)
    expect(stored?.nextWakeAt).toBe(Date.parse('2026-12-01T15:00:00Z'))
  })

  it('starts once when two people press the button', async () => {
    const campaign = await addCampaign(world, { leads: 1 })
    const answers = await Promise.all([act(campaign.id, 'start'), act(campaign.id, 'start')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await actionsLogged(campaign.id)).filter((it) => it === 'campaign.started')).toHaveLength(1)
  })

  it('stands when the object cannot be told: it is due for the sweep', async () => {
    const campaign = await addCampaign(world, { leads: 1 })
    world.dialers.broken.add('refresh')
    expect((await act(campaign.id, 'start')).status).toBe(200)
    const stored = await world.deps.campaigns.find('org_local', campaign.id)
    expect(stored?.nextWakeAt).toBeLessThanOrEqual(world.deps.clock.now())
    expect(world.logged.map((it) => it.message)).toContain('campaign.not_refreshed')
  })
})

describe('moving on', () => {
  it('pauses, resumes and cancels for good', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    await act(id, 'start')
    expect((await act(id, 'pause')).body.status).toBe('paused')
    expect((await act(id, 'resume')).body.status).toBe('active')
    const cancelled = await act(id, 'cancel')
    expect(cancelled.body).toMatchObject({ status: 'cancelled', allowed_actions: ['archive', 'delete', 'duplicate'] })
    expect(cancelled.body.finished_at).not.toBeNull()
    expect(await storedJob(id)).toBe('cancel')
    for (const action of ['start', 'pause', 'resume', 'restart', 'retry-failed', 'cancel'])
      expect((await act(id, action)).status, action).toBe(409)
  })

  it('leaves the work on the leads in the row, so that an object that cannot be reached does it later', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    await act(id, 'start')
    world.dialers.broken.add('refresh')
    expect((await act(id, 'cancel')).status).toBe(200)
    expect(await storedJob(id)).toBe('cancel')
  })

  it('asks before it rings people again who were reached', async () => {
    const { id } = await addCampaign(world)
    const [first, second] = await addLeads(world, id, 3)
    await setStatus(id, 'completed', { finished_at: MONDAY_TEN })
    await moveLead(first, 'completed', { conversations: 1, disposition: 'INTERESTED' })
    await moveLead(second, 'completed', { conversations: 1, disposition: 'NOT_INTERESTED' })
    const refused = await act(id, 'restart')
    expect(refused.status).toBe(409)
    expect(refused.body.details).toEqual({ missing: ['confirm'], reached: 2 })
    expect((await world.get(`/campaigns/${id}`)).status).toBe('completed')
    const { body } = await act(id, 'restart', { unreached_only: true })
    expect(body).toMatchObject({ status: 'active', finished_at: null })
    expect(await storedJob(id)).toBe('restart_unreached')
    await act(id, 'pause')
    await act(id, 'restart', { confirm: true })
    expect(await storedJob(id)).toBe('restart')
  })

  it('retries the failed, if there are any', async () => {
    const { id } = await addCampaign(world)
    const [lead] = await addLeads(world, id, 1)
    await setStatus(id, 'completed', { finished_at: MONDAY_TEN })
    expect((await act(id, 'retry-failed')).body.details.missing).toEqual(['failed_leads'])
    await moveLead(lead, 'failed')
    expect((await act(id, 'retry-failed')).body.status).toBe('active')
    expect(await storedJob(id)).toBe('retry_failed')
  })

  it('archives what is finished or not begun, and refuses to start from the archive', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    expect((await act(id, 'archive')).body).toMatchObject({ archived: true, status: 'draft' })
    expect((await act(id, 'start')).body.code).toBe('not_allowed')
    expect((await act(id, 'unarchive')).body.archived).toBe(false)
    expect((await act(id, 'unarchive')).status).toBe(409)
  })

  it('duplicates the settings without the people, and without what is gone', async () => {
    const campaign = await addCampaign(world, {
      leads: 2,
      settings: { max_concurrent_calls: 7 },
      fields: { start_at: '2020-01-01T00:00:00Z', end_at: '2027-01-01T00:00:00Z' },
    })
    await setStatus(campaign.id, 'completed')
    await world.request('DELETE', `/agents/${campaign.agent_id}`)
    const { status, body } = await act(campaign.id, 'duplicate')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: `${campaign.name} (copy)`,
      status: 'draft',
      agent_id: null,
      number_ids: campaign.number_ids,
      start_at: null,
      end_at: '2027-01-01T00:00:00.000Z',
      settings: { max_concurrent_calls: 7 },
      counts: { total: 0 },
    })
  })
})

describe('deleting', () => {
  it('removes the campaign, its leads and its object, and keeps nothing of it but the history', async () => {
    const { id } = await addCampaign(world, { leads: 3 })
    expect((await world.request('DELETE', `/campaigns/${id}`)).status).toBe(204)
    expect((await world.request('GET', `/campaigns/${id}`)).status).toBe(404)
    const left = await bindings.DB.prepare(
      'SELECT (SELECT count(*) FROM leads WHERE campaign_id = ?1) AS leads, (SELECT count(*) FROM campaign_stats WHERE campaign_id = ?1) AS stats',
    )
      .bind(id)
      .first()
    expect(left).toEqual({ leads: 0, stats: 0 })
    expect(dialerCalls('destroy')).toEqual([['destroy', id]])
    expect((await actionsLogged(id))[0]).toBe('campaign.deleted')
    expect((await world.request('DELETE', `/campaigns/${id}`)).status).toBe(404)
  })

  it('is refused while it runs', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    await act(id, 'start')
    expect((await world.request('DELETE', `/campaigns/${id}`)).body.code).toBe('not_allowed')
  })

  it.each(['leads', 'object'])('is taken up again where it stopped (at its %s)', async (where) => {
    const { id } = await addCampaign(world, { leads: 3 })
    const { deleteOrphans } = world.deps.leads
    if (where === 'object') world.dialers.broken.add('destroy')
    else
      world.deps.leads.deleteOrphans = async () => {
        throw new Error('out of time')
      }
    expect((await world.request('DELETE', `/campaigns/${id}`)).status).toBe(500)
    world.dialers.broken.clear()
    world.deps.leads.deleteOrphans = deleteOrphans
    expect((await world.request('DELETE', `/campaigns/${id}`)).status).toBe(204)
    expect(dialerCalls('destroy')).toEqual([
      ['destroy', id],
      ['destroy', id],
    ])
    expect((await world.request('DELETE', `/campaigns/${id}`)).status).toBe(404)
  })

  it('of an agent or a number names the campaigns that need it, until they are finished', async () => {
    const campaign = await addCampaign(world, { leads: 1 })
    for (const path of [`/agents/${campaign.agent_id}`, `/numbers/${campaign.number_ids[0]}`]) {
      const refused = await world.request('DELETE', path)
      expect(refused.status, path).toBe(409)
      expect(refused.body).toMatchObject({
        code: 'in_use',
        details: { campaigns: [{ id: campaign.id, name: campaign.name }] },
      })
      expect((await world.request('GET', path)).status).toBe(200)
    }
    await setStatus(campaign.id, 'completed')
    for (const path of [`/agents/${campaign.agent_id}`, `/numbers/${campaign.number_ids[0]}`])
      expect((await world.request('DELETE', path)).status, path).toBe(204)
  })
})

describe('what it is doing', () => {
  it('is told for one campaign that runs, and only there', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    await act(id, 'start')
    const until = Date.parse('2026-11-24T01:00:00Z')
    const lane = { zones: ['America/Chicago'], regions: ['US-IL'], waiting: 1, because: 'calling hours' }
    world.dialers.state = { ...QUIET, because: 'pacing', lanes: [{ ...lane, open: true, until }] }
    const { open } = await world.get(`/campaigns/${id}`)
    expect(open).toEqual({ open: true, until: '2026-11-24T01:00:00.000Z', because: 'pacing', next_at: null })
    expect((await world.get('/campaigns')).data[0].open).toBeNull()
  })

  it('is left out when the object does not answer', async () => {
    const { id } = await addCampaign(world, { leads: 1 })
    await act(id, 'start')
    world.dialers.broken.add('live')
    const answer = await world.request('GET', `/campaigns/${id}`)
    expect(answer.status).toBe(200)
    expect(answer.body.open).toBeNull()
  })
})

describe('statistics', () => {
  it('have every key, and sums that agree while a lead is in a call', async () => {
    const { id } = await addCampaign(world)
    const [a, b] = await addLeads(world, id, 3)
    await act(id, 'start')
    await moveLead(b, 'completed', { conversations: 1, disposition: 'INTERESTED' })
    await bindings.DB.prepare(
      `UPDATE campaign_stats SET attempts = 4, conversations = 1, talk_seconds = 90, a_human = 1, a_no_answer = 3, d_interested = 1,
       d_no_answer = 3, l_interested = 1, goals_achieved = 1 WHERE campaign_id = ?`,
    )
      .bind(id)
      .run()
    const call = {
      leadId: a.id,
      attemptId: 'att_1',
      phone: '+1',
      from: '+1',
      state: 'ringing',
      since: 0,
      reconciling: false,
      pass: 1,
      position: 1,
    }
    world.dialers.state = { ...QUIET, inFlight: [call], because: 'dialing', nextAt: MONDAY_TEN }
    const stats = await world.get(`/campaigns/${id}/stats`)
    expect(stats.leads.by_status).toMatchObject({ pending: 1, dialing: 1, completed: 1 })
    expect(Object.keys(stats.leads.by_status)).toHaveLength(15)
    expect(Object.keys(stats.by_disposition)).toHaveLength(9)
    expect(Object.keys(stats.by_answer_status)).toHaveLength(6)
    const sum = Object.values<number>(stats.leads.by_status).reduce((x, y) => x + y, 0)
    expect(sum).toBe(stats.leads.total)
    expect(stats).toMatchObject({
      leads: { total: 3, by_disposition: { INTERESTED: 1, NO_ANSWER: 0 } },
      attempts: 4,
      reached: 1,
      goals_achieved: 1,
      answer_rate: 0.25,
      success_rate: 1,
      average_talk_seconds: 90,
      in_flight: 1,
      because: 'dialing',
      next_at: '2026-11-23T15:00:00.000Z',
      cost: { currency: 'USD', total: 0.26, per_minute: 0.17 },
    })
    const { counts } = await world.get(`/campaigns/${id}`)
    expect(counts.by_status).toEqual(stats.leads.by_status)
  })
})
