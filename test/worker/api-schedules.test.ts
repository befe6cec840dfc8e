import { beforeEach, describe, expect, it } from 'vitest'
import { createSchedule } from '../../src/app/schedules/create.ts'
import { SCHEDULE_FIELDS, ScheduleDays } from '../../src/domain/schedule.ts'
import { addCampaign, setStatus } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, OTHER } from '../support/api-world.ts'

/** The clock of these tests stands at Monday 10:00 in New York, 09:00 in Chicago. */

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
})

const slot = (start: string, end: string) => ({ start, end })
const office = {
  name: 'Office hours',
  zone: 'America/New_York',
  days: { mon: [slot('13:00', '17:00'), slot('09:00', '12:00')], tue: [slot('09:00', '17:00')] },
}
const add = (fields: object = {}): Promise<Json> => world.post('/schedules', { ...office, ...fields })
const patch = (id: string, body: unknown) => world.request('PATCH', `/schedules/${id}`, body)
const row = async (column: string): Promise<unknown> =>
  await bindings.DB.prepare(`SELECT ${column} FROM organizations WHERE id = 'org_local'`).first(column)

describe('schedules', () => {
  it('are created, changed, listed and deleted', async () => {
    const schedule = await add()
    expect(schedule).toMatchObject({
      id: expect.stringMatching(/^sch_/),
      name: 'Office hours',
      zone: 'America/New_York',
      days: { mon: [slot('09:00', '12:00'), slot('13:00', '17:00')], tue: [slot('09:00', '17:00')], wed: [], sun: [] },
      exceptions: [],
      is_default: false,
      open: { open: true, until: '2026-11-23T17:00:00.000Z', because: 'Inside the hours of the week.' },
      used_by: [],
    })
    const exceptions = [{ from: '2026-11-23', hours: [], name: 'Inventory', yearly: false }]
    const { body } = await patch(schedule.id, { days: { tue: [], sat: [slot('10:00', '12:00')] }, exceptions })
    expect(body).toMatchObject({ exceptions, open: { open: false, until: '2026-11-28T15:00:00.000Z' } })
    expect(body.open.because).toContain('Inventory')
    expect(body.days).toEqual({ ...schedule.days, tue: [], sat: [slot('10:00', '12:00')] })
    expect((await world.get('/schedules')).data).toEqual([body])
    expect(await world.get(`/schedules/${schedule.id}`)).toEqual(body)
    expect((await world.request('DELETE', `/schedules/${schedule.id}`)).status).toBe(204)
    expect((await world.request('GET', `/schedules/${schedule.id}`)).status).toBe(404)
    const actions = (await world.get(`/audit-log?subject=${schedule.id}`)).data.map((it: Json) => it.action)
    expect(actions).toEqual(['schedule.deleted', 'schedule.updated', 'schedule.created'])
  })

  it.each<[string, object, string]>([
    ['an end before the start', { days: { fri: [slot('17:00', '09:00')] } }, '#/days/fri/0/end'],
    ['overlapping slots', { days: { fri: [slot('09:00', '12:00'), slot('11:00', '13:00')] } }, '#/days/fri/1'],
    ['an unknown zone', { zone: 'Mars/Olympus' }, '#/zone'],
    ['a date that does not exist', { exceptions: [{ from: '2026-02-30' }] }, '#/exceptions/0/from'],
    ['no open hour', { days: { mon: [], tue: [] } }, '#/days'],
    ['a day that is none', { days: { someday: [] } }, '#/days/someday'],
    ['a name of blanks', { name: '  ' }, '#/name'],
  ])('are refused with %s, when created and when changed', async (_, wrong, pointer) => {
    const { id } = await add()
    const created = await world.request('POST', '/schedules', { ...office, ...wrong })
    const changed = await patch(id, wrong)
    for (const answer of [created, changed]) {
      expect(answer.status, JSON.stringify(answer.body)).toBe(422)
      expect(answer.body.errors.map((it: Json) => it.pointer)).toEqual([pointer])
    }
    expect((await world.get(`/schedules/${id}`)).days.mon).toHaveLength(2)
  })

  it('may have every time zone that the API lists', async () => {
    const { data } = await world.get('/time-zones')
    expect(data).toEqual(expect.arrayContaining(['America/New_York', 'Asia/Kolkata', 'UTC']))
    expect((await add({ zone: data.at(-1) })).zone).toBe(data.at(-1))
  })

  it('of the recipient say that it depends', async () => {
    expect((await add({ zone: 'recipient' })).open).toMatchObject({ open: null, until: null })
  })

  it('of another organization do not exist', async () => {
    const fields = { name: 'Theirs', zone: 'recipient', exceptions: SCHEDULE_FIELDS.exceptions.parse([]) }
    const days = ScheduleDays.parse(office.days)
    const { schedule } = await createSchedule(world.deps, OTHER, { ...fields, days }, true)
    expect((await world.get('/schedules')).data).toEqual([])
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(
        (await world.request(method, `/schedules/${schedule.id}`, method === 'PATCH' ? {} : undefined)).status,
      ).toBe(404)
    const campaign = await world.request('POST', '/campaigns', { name: 'C', schedule_id: schedule.id })
    expect(campaign.body.errors[0].pointer).toBe('#/schedule_id')
    expect((await world.deps.schedules.find('org_other', schedule.id))?.name).toBe('Theirs')
  })

  it('keep both of two changes at once', async () => {
    const { id } = await add()
    const answers = await Promise.all([
      patch(id, { days: { wed: [slot('09:00', '10:00')] } }),
      patch(id, { days: { thu: [slot('09:00', '10:00')] } }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200])
    const { days } = await world.get(`/schedules/${id}`)
    expect([days.wed, days.thu]).toEqual([[slot('09:00', '10:00')], [slot('09:00', '10:00')]])
  })
})

describe('the default schedule', () => {
  it('is one, given and taken away', async () => {
    const first = await add({ is_default: true })
    const second = await add()
    const defaults = async () => (await world.get('/schedules')).data.map((it: Json) => it.is_default)
    expect(await defaults()).toEqual([true, false])
    await patch(second.id, { is_default: true })
    expect(await defaults()).toEqual([false, true])
    await patch(first.id, { is_default: false })
    expect(await defaults()).toEqual([false, true])
    await patch(second.id, { is_default: false })
    expect(await defaults()).toEqual([false, false])
  })

  it('is what a new campaign begins with, unless it says otherwise', async () => {
    const fallback = await add({ is_default: true })
    const other = await add()
    const scheduleOf = async (fields: object) =>
      (await world.post('/campaigns', { name: 'C', ...fields })).schedule_id as string | null
    expect(await scheduleOf({})).toBe(fallback.id)
    expect(await scheduleOf({ schedule_id: null })).toBe(null)
    expect(await scheduleOf({ schedule_id: other.id })).toBe(other.id)
  })

  it('is none once it is deleted', async () => {
    const { id } = await add({ is_default: true })
    await world.request('DELETE', `/schedules/${id}`)
    expect(await row('default_schedule_id')).toBe(null)
    expect((await world.post('/campaigns', { name: 'C' })).schedule_id).toBe(null)
  })
})

describe('a schedule in use', () => {
  it('cannot be deleted until its campaigns are finished, and names them', async () => {
    const { id } = await add({ is_default: true })
    const campaign = await addCampaign(world)
    const used = { id: campaign.id, name: campaign.name }
    expect((await world.get(`/schedules/${id}`)).used_by).toEqual([{ ...used, status: 'draft' }])
    const refused = await world.request('DELETE', `/schedules/${id}`)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'in_use', details: { campaigns: [used] } })
    expect(await row('default_schedule_id')).toBe(id)
    await setStatus(campaign.id, 'completed')
    expect((await world.get(`/schedules/${id}`)).used_by).toEqual([])
    expect((await world.request('DELETE', `/schedules/${id}`)).status).toBe(204)
  })

  it('that changes its hours makes permits of before worthless and tells its campaigns', async () => {
    const { id } = await add()
    const running = await addCampaign(world, { leads: 1, fields: { schedule_id: id } })
    await addCampaign(world, { leads: 1 })
    await world.post(`/campaigns/${running.id}/start`)
    world.dialers.calls.length = 0
    const before = Number(await row('compliance_version'))
    await patch(id, { name: 'Renamed', is_default: true })
    expect(await row('compliance_version')).toBe(before)
    expect(world.dialers.calls).toEqual([])
    const hours = [
      { zone: 'America/Chicago' },
      { days: { wed: [slot('09:00', '10:00')] } },
      { exceptions: [{ from: '2027-01-01' }] },
    ]
    for (const [index, change] of hours.entries()) {
      await patch(id, change)
      expect(await row('compliance_version')).toBe(before + index + 1)
    }
    expect(world.dialers.calls).toEqual(Array.from({ length: 3 }, () => ['refresh', running.id]))
    await patch(id, hours.at(-1))
    expect(await row('compliance_version')).toBe(before + 3)
  })

  it('is shown with its campaigns, open or closed', async () => {
    const { id } = await add()
    const campaign = await addCampaign(world, { fields: { schedule_id: id } })
    const schedule = { id, name: 'Office hours', open: true, until: '2026-11-23T17:00:00.000Z' }
    expect(campaign).toMatchObject({ schedule_id: id, schedule })
    world.setTime(Date.parse('2026-11-23T17:30:00Z'))
    expect((await world.get('/campaigns')).data[0].schedule).toEqual({
      ...schedule,
      open: false,
      until: '2026-11-23T18:00:00.000Z',
    })
    const copy = await world.post(`/campaigns/${campaign.id}/duplicate`)
    expect(copy.schedule_id).toBe(id)
  })
})

describe('a campaign whose windows', () => {
  const codes = (campaign: Json) => campaign.warnings.map((it: Json) => it.code)
  const sundays = { zone: 'recipient', days: { sun: [slot('09:00', '17:00')] } }

  it('never meet says so before start and is not started', async () => {
    const { id: scheduleId } = await add({ zone: 'recipient', days: { mon: [slot('06:00', '08:30')] } })
    const { id } = await addCampaign(world, { leads: 1, fields: { schedule_id: scheduleId } })
    const campaign = await world.get(`/campaigns/${id}`)
    expect(codes(campaign)).toEqual(['hours_never_meet'])
    expect(campaign.allowed_actions).not.toContain('start')
    const refused = await world.request('POST', `/campaigns/${id}/start`)
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'missing_requirements', details: { missing: ['calling_hours'] } })
    await patch(scheduleId, { days: { mon: [slot('09:00', '17:00')] } })
    expect(codes(await world.get(`/campaigns/${id}`))).toEqual([])
    expect((await world.request('POST', `/campaigns/${id}/start`)).status).toBe(200)
  })

  it('never meet in some zones names them, and may start', async () => {
    const days = { mon: [slot('09:00', '12:00')] }
    const { id: scheduleId } = await add({ days })
    const { id } = await addCampaign(world, { leads: 1, fields: { schedule_id: scheduleId } })
    const campaign = await world.get(`/campaigns/${id}`)
    expect(codes(campaign)).toEqual(['zones_never_called'])
    expect(campaign.warnings[0].message).toContain('America/Los_Angeles, America/Anchorage, Pacific/Honolulu')
    expect(campaign.warnings[0].message).not.toContain('America/New_York')
    expect((await world.request('POST', `/campaigns/${id}/start`)).status).toBe(200)
  })

  it('never meet the law of some states names them, while that law is kept', async () => {
    const { id: scheduleId } = await add(sundays)
    const { id } = await addCampaign(world, { fields: { schedule_id: scheduleId } })
    const campaign = await world.get(`/campaigns/${id}`)
    expect(codes(campaign)).toEqual(['regions_never_called'])
    expect(campaign.warnings[0].message).toContain('Alabama')
    await world.request('PATCH', `/campaigns/${id}`, { settings: { regional_rules: false } })
    expect(codes(await world.get(`/campaigns/${id}`))).toEqual([])
  })

  it('begin only after its end date has none', async () => {
    const { id: scheduleId } = await add(sundays)
    const { id } = await addCampaign(world, {
      leads: 1,
      fields: { schedule_id: scheduleId, end_at: '2026-11-28T00:00:00Z' },
    })
    expect((await world.request('POST', `/campaigns/${id}/start`)).body.details.missing).toEqual(['calling_hours'])
  })

  it('were of a schedule that is gone does not dial without it', async () => {
    const { id: scheduleId } = await add()
    const { id } = await addCampaign(world, { leads: 1, fields: { schedule_id: scheduleId } })
    await setStatus(id, 'completed')
    await world.request('DELETE', `/schedules/${scheduleId}`)
    const refused = await world.request('POST', `/campaigns/${id}/restart`, { confirm: true })
    expect(refused.body.details.missing).toEqual(['schedule'])
    const copy = await world.post(`/campaigns/${id}/duplicate`)
    expect(copy).toMatchObject({ schedule_id: scheduleId, schedule: null })
    expect(codes(copy)).toEqual(['schedule_deleted'])
    const { body } = await world.request('PATCH', `/campaigns/${copy.id}`, { schedule_id: null })
    expect(codes(body)).toEqual([])
  })
})
