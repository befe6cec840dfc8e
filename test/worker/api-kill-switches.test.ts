import { beforeEach, describe, expect, it } from 'vitest'
import { getOrganization } from '../../src/app/organizations/get.ts'
import { resumeOrganization } from '../../src/app/organizations/resume.ts'
import { stopOrganization } from '../../src/app/organizations/stop.ts'
import { addAgent, addCampaign, addNumber, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json, MONDAY_TEN, OTHER } from '../support/api-world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const NOW = new Date(MONDAY_TEN).toISOString()
const logged = async (subject: string, verbs: RegExp): Promise<Json[]> =>
  (await world.get(`/audit-log?subject=${subject}`)).data.filter((entry: Json) => verbs.test(entry.action)).reverse()
const refreshed = () => world.dialers.calls.filter(([verb]) => verb === 'refresh').map(([, id]) => id)

async function activeCampaign(fields: object = {}): Promise<Json> {
  const campaign = await addCampaign(world, { leads: 1, fields })
  await world.post(`/campaigns/${campaign.id}/start`)
  world.dialers.calls.length = 0
  return campaign
}

describe.each([
  ['an agent', 'agent', () => addAgent(world)],
  ['a number', 'number', () => addNumber(world)],
  ['the organization', 'organization', async () => ({ id: 'org_local' })],
] as [string, string, () => Promise<Json>][])('stopping %s', (_what, noun, make) => {
  const pathOf = (id: string) => (noun === 'organization' ? '/organization' : `/${noun}s/${id}`)

  it('says since when and why, and resuming forgets it; both are in the audit log with their reasons', async () => {
    const { id } = await make()
    const path = pathOf(id)
    expect(await world.get(path)).toMatchObject({ stopped_at: null, stop_reason: null })
    world.setTime(MONDAY_TEN)
    const stopped = await world.request('POST', `${path}/stop`, { reason: ' Complaints about the script ' })
    expect(stopped.status).toBe(200)
    expect(stopped.body).toMatchObject({ stop_reason: 'Complaints about the script' })
    expect(Date.parse(stopped.body.stopped_at) - MONDAY_TEN).toBeLessThan(1_000)
    expect(await world.get(path)).toEqual(stopped.body)
    const resumed = await world.request('POST', `${path}/resume`, { reason: 'Script mended' })
    expect(resumed.body).toMatchObject({ stopped_at: null, stop_reason: null })
    expect(await logged(id, /\.(stopped|resumed)$/)).toMatchObject([
      { action: `${noun}.stopped`, actor: 'key:local', details: { reason: 'Complaints about the script' } },
      {
        action: `${noun}.resumed`,
        details: { reason: 'Script mended', stopped_because: 'Complaints about the script' },
      },
    ])
  })

  it('may be repeated: the first reason stands, and nothing is logged twice', async () => {
    const { id } = await make()
    const path = pathOf(id)
    const first = await world.post(`${path}/stop`, { reason: 'First' })
    world.setTime(MONDAY_TEN + 60_000)
    expect(await world.post(`${path}/stop`, { reason: 'Second' })).toMatchObject({
      stopped_at: first.stopped_at,
      stop_reason: 'First',
    })
    await world.post(`${path}/resume`, { reason: 'Over' })
    expect(await world.post(`${path}/resume`, { reason: 'Over again' })).toMatchObject({ stopped_at: null })
    expect((await logged(id, /\.(stopped|resumed)$/)).map((entry) => entry.details.reason)).toEqual(['First', 'Over'])
  })

  it('needs a reason, both ways', async () => {
    const { id } = await make()
    for (const verb of ['stop', 'resume'])
      for (const body of [{}, { reason: '  ' }, { reason: 'x'.repeat(501) }, { reason: 'x', force: true }])
        expect((await world.request('POST', `${pathOf(id)}/${verb}`, body)).status, JSON.stringify(body)).toBe(422)
    expect(await world.get(pathOf(id))).toMatchObject({ stopped_at: null })
  })
})

describe('the campaigns concerned', () => {
  it('hear of a stopped agent or number at once, and no others', async () => {
    const campaign = await activeCampaign()
    await activeCampaign()
    for (const verb of ['stop', 'resume'])
      for (const path of [`/agents/${campaign.agent_id}`, `/numbers/${campaign.number_ids[0]}`]) {
        world.dialers.calls.length = 0
        await world.post(`${path}/${verb}`, { reason: 'Checking' })
        expect(refreshed(), `${path}/${verb}`).toEqual([campaign.id])
      }
  })

  it('are all that are at work when the organization stops, and not those of another', async () => {
    const active = await activeCampaign()
    const paused = await activeCampaign()
    await world.post(`/campaigns/${paused.id}/pause`)
    const scheduled = await addCampaign(world)
    await setStatus(scheduled.id, 'scheduled')
    await addCampaign(world)
    const over = await addCampaign(world)
    await setStatus(over.id, 'completed')
    for (const verb of ['stop', 'resume']) {
      world.dialers.calls.length = 0
      await world.post(`/organization/${verb}`, { reason: 'Checking' })
      expect(refreshed().sort(), verb).toEqual([active.id, paused.id, scheduled.id].sort())
    }
  })

  it('that cannot be reached do not undo the stop, and hear of it through the queue', async () => {
    const { id } = await activeCampaign()
    world.dialers.broken.add('refresh')
    expect(await world.post('/organization/stop', { reason: 'Fire' })).toMatchObject({ stop_reason: 'Fire' })
    expect(world.woken).toEqual([id])
  })

  it('cannot be started, resumed or restarted while the agent or the organization is stopped, and say what to do', async () => {
    const draft = await addCampaign(world, { leads: 1 })
    const paused = await activeCampaign({ agent_id: draft.agent_id })
    await world.post(`/campaigns/${paused.id}/pause`)
    const refusal = async (id: string, action: string) => {
      const { status, body } = await world.request('POST', `/campaigns/${id}/${action}`, {})
      return { status, code: body.code, missing: body.details?.missing, detail: body.detail }
    }
    await world.post(`/agents/${draft.agent_id}/stop`, { reason: 'Wrong voice' })
    for (const [id, action] of [
      [draft.id, 'start'],
      [paused.id, 'resume'],
      [paused.id, 'restart'],
    ] as const)
      expect(await refusal(id, action), action).toMatchObject({
        status: 409,
        code: 'missing_requirements',
        missing: ['agent_stopped'],
        detail: expect.stringContaining('resume the agent or choose another one first'),
      })
    await world.post('/organization/stop', { reason: 'Fire' })
    expect((await refusal(draft.id, 'start')).missing).toEqual(['agent_stopped', 'organization_stopped'])
    expect((await world.get(`/campaigns/${draft.id}`)).allowed_actions).not.toContain('start')
    await world.post(`/agents/${draft.agent_id}/resume`, { reason: 'Right voice' })
    expect((await refusal(draft.id, 'start')).detail).toContain(
      'all calls of the organization are stopped, resume them first',
    )
    await world.post('/organization/resume', { reason: 'Put out' })
    expect((await world.request('POST', `/campaigns/${draft.id}/start`)).body.status).toBe('active')
    expect((await world.request('POST', `/campaigns/${paused.id}/resume`)).body.status).toBe('active')
  })
})

describe('the organization', () => {
  it('says who stopped it, also after it was stopped, resumed and stopped again', async () => {
    expect(await world.get('/organization')).toMatchObject({ stopped_by: null })
    expect(await world.post('/organization/stop', { reason: 'One' })).toMatchObject({ stopped_by: 'key:local' })
    expect(await world.post('/organization/resume', { reason: 'Two' })).toMatchObject({ stopped_by: null })
    await world.post('/organization/stop', { reason: 'Three' })
    expect(await world.get('/organization')).toMatchObject({ stopped_by: 'key:local', stop_reason: 'Three' })
  })
})

describe('a number', () => {
  it('that is switched off by PATCH is stopped without a reason; switched on, it forgets the reason', async () => {
    const { id } = await addNumber(world)
    await world.request('PATCH', `/numbers/${id}`, { enabled: false })
    const off = await world.get(`/numbers/${id}`)
    expect(off).toMatchObject({ enabled: false, stop_reason: null, stopped_at: expect.any(String) })
    await world.post(`/numbers/${id}/resume`, { reason: 'On again' })
    expect(await world.get(`/numbers/${id}`)).toMatchObject({ enabled: true, stopped_at: null })
    const stopped = await world.post(`/numbers/${id}/stop`, { reason: 'Marked as spam' })
    expect(stopped).toMatchObject({ enabled: false, stop_reason: 'Marked as spam' })
    const again = await world.request('PATCH', `/numbers/${id}`, { enabled: false, name: 'Old line' })
    expect(again.body).toMatchObject({ stop_reason: 'Marked as spam', stopped_at: stopped.stopped_at })
    const on = await world.request('PATCH', `/numbers/${id}`, { enabled: true })
    expect(on.body).toMatchObject({ enabled: true, stop_reason: null, stopped_at: null })
  })

  it('that is added switched off is stopped from the start', async () => {
    world.setTime(MONDAY_TEN)
    const number = await world.post('/numbers', { e164: '+12125559999', enabled: false })
    expect(number.stopped_at.slice(0, 19)).toBe(NOW.slice(0, 19))
  })
})

describe('another organization', () => {
  it('goes on while ours is stopped, and stops without ours', async () => {
    const campaign = await activeCampaign()
    await stopOrganization(world.deps, OTHER, 'Theirs')
    expect(refreshed()).toEqual([])
    expect(await world.get('/organization')).toMatchObject({ stopped_at: null, stopped_by: null })
    await world.post('/organization/stop', { reason: 'Ours' })
    await resumeOrganization(world.deps, OTHER, 'Theirs again')
    expect(refreshed()).toEqual([campaign.id])
    expect(await world.get('/organization')).toMatchObject({ stop_reason: 'Ours' })
    expect(await getOrganization(world.deps, OTHER)).toMatchObject({ stoppedAt: null })
  })
})
