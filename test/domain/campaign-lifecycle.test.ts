import { describe, expect, it } from 'vitest'
import {
  allowedActions,
  CAMPAIGN_ACTIONS,
  CAMPAIGN_STATUSES,
  type CampaignAction,
  type CampaignFacts,
  type CampaignStatus,
  calendarStatus,
  canEditSettings,
  judgeAction,
  lockedFields,
  resumeStatus,
} from '../../src/domain/campaign-lifecycle.ts'

const NOW = 1_800_000_000_000
const LATER = NOW + 86_400_000

const READY: CampaignFacts = {
  status: 'draft',
  archived: false,
  type: 'one_time',
  startAt: null,
  endAt: null,
  hasAgent: true,
  usableNumbers: 1,
  leads: 10,
  failedLeads: 2,
  execution: 'manual',
  now: NOW,
}

/** 1-product §2, read off again by hand: what each action makes of each status; absent is refused. */
const TABLE: Record<CampaignAction, Partial<Record<CampaignStatus, CampaignStatus>>> = {
  start: { draft: 'active' },
  pause: { scheduled: 'paused', active: 'paused' },
  resume: { paused: 'active' },
  cancel: { scheduled: 'cancelled', active: 'cancelled', paused: 'cancelled' },
  restart: { paused: 'active', completed: 'active' },
  retry_failed: { active: 'active', paused: 'paused', completed: 'active' },
  archive: { draft: 'draft', completed: 'completed', cancelled: 'cancelled' },
  unarchive: { draft: 'draft', completed: 'completed', cancelled: 'cancelled' },
  delete: { draft: 'draft', paused: 'paused', completed: 'completed', cancelled: 'cancelled' },
  duplicate: {
    draft: 'draft',
    scheduled: 'scheduled',
    active: 'active',
    paused: 'paused',
    completed: 'completed',
    cancelled: 'cancelled',
  },
  run: { active: 'active' },
  approve_all: { scheduled: 'scheduled', active: 'active', paused: 'paused' },
}
const WHILE_ARCHIVED: ReadonlySet<CampaignAction> = new Set(['unarchive', 'delete', 'duplicate'])

const CASES = CAMPAIGN_ACTIONS.flatMap((action) =>
  CAMPAIGN_STATUSES.flatMap((status) => [false, true].map((archived) => ({ action, status, archived }))),
)

describe('every action in every status', () => {
  it.each(CASES)('$action while $status, archived $archived', ({ action, status, archived }) => {
    const verdict = judgeAction(action, { ...READY, status, archived })
    const fits = archived ? WHILE_ARCHIVED.has(action) : action !== 'unarchive'
    const becomes = fits ? TABLE[action][status] : undefined
    if (becomes !== undefined) {
      expect(verdict).toEqual({ ok: true, status: becomes })
      return
    }
    expect(verdict).toMatchObject({ ok: false, code: 'not_allowed', missing: [] })
    if (verdict.ok) return
    expect([...verdict.allowedFrom].sort()).toEqual(Object.keys(TABLE[action]).sort())
    expect(verdict.message).toMatch(/\.$/)
  })

  it('offers exactly what it would allow', () => {
    expect(allowedActions({ ...READY, status: 'active' })).toEqual([
      'pause',
      'cancel',
      'retry_failed',
      'duplicate',
      'run',
      'approve_all',
    ])
  })
})

describe('what an action needs', () => {
  it('names everything that is missing to start', () => {
    const verdict = judgeAction('start', { ...READY, hasAgent: false, usableNumbers: 0, leads: 0, endAt: NOW })
    expect(verdict).toMatchObject({ ok: false, code: 'missing', missing: ['agent', 'numbers', 'leads', 'end_at'] })
    if (!verdict.ok) expect(verdict.message).toContain('it has no agent, it has no usable number, it has no leads')
  })

  it('starts without leads when they arrive later', () => {
    expect(judgeAction('start', { ...READY, leads: 0 }).ok).toBe(false)
    expect(judgeAction('start', { ...READY, leads: 0, execution: 'on_add' })).toEqual({ ok: true, status: 'active' })
    expect(judgeAction('start', { ...READY, leads: 0, direction: 'inbound' })).toEqual({ ok: true, status: 'active' })
  })

  it('waits for a start date in the future, also when it was paused meanwhile', () => {
    expect(judgeAction('start', { ...READY, startAt: LATER })).toEqual({ ok: true, status: 'scheduled' })
    expect(judgeAction('resume', { ...READY, status: 'paused', startAt: LATER })).toEqual({
      ok: true,
      status: 'scheduled',
    })
    expect(resumeStatus({ startAt: NOW, now: NOW })).toBe('active')
  })

  it('refuses an end before the start', () => {
    expect(judgeAction('start', { ...READY, startAt: LATER, endAt: LATER })).toMatchObject({ missing: ['end_at'] })
  })

  it('does not wake a completed campaign whose end date has passed', () => {
    const ended = { ...READY, status: 'completed', endAt: NOW } as const
    expect(judgeAction('restart', ended)).toMatchObject({ code: 'missing', missing: ['end_at'] })
    expect(judgeAction('retry_failed', ended)).toMatchObject({ code: 'missing', missing: ['end_at'] })
    expect(judgeAction('retry_failed', { ...ended, status: 'paused' })).toEqual({ ok: true, status: 'paused' })
  })

  it('starts and resumes only by hours at which somebody may be called', () => {
    const night = { ...READY, hoursMeet: false }
    expect(judgeAction('start', night)).toMatchObject({ code: 'missing', missing: ['calling_hours'] })
    expect(judgeAction('resume', { ...night, status: 'paused' })).toMatchObject({ missing: ['calling_hours'] })
  })

  it.each([
    ['agentStopped', 'agent_stopped'],
    ['organizationStopped', 'organization_stopped'],
  ] as const)('begins nothing while a kill switch is thrown (%s), and ends what it likes', (fact, missing) => {
    const stopped = { ...READY, [fact]: true }
    const at = (action: CampaignAction, status: CampaignStatus) => judgeAction(action, { ...stopped, status })
    for (const [action, status] of [
      ['start', 'draft'],
      ['resume', 'paused'],
      ['restart', 'completed'],
      ['retry_failed', 'completed'],
      ['run', 'active'],
    ] as const)
      expect(at(action, status), action).toMatchObject({ code: 'missing', missing: [missing] })
    for (const [action, status] of [
      ['pause', 'active'],
      ['cancel', 'active'],
      ['retry_failed', 'paused'],
    ] as const)
      expect(at(action, status).ok, action).toBe(true)
  })

  it('has nothing to retry when nobody failed', () => {
    const verdict = judgeAction('retry_failed', { ...READY, status: 'completed', failedLeads: 0 })
    expect(verdict).toMatchObject({ code: 'missing', missing: ['failed_leads'] })
  })

  it('runs by hand only what is run by hand', () => {
    const verdict = judgeAction('run', { ...READY, status: 'active', execution: 'scheduled' })
    expect(verdict).toMatchObject({ ok: false, code: 'not_allowed' })
  })
})

describe('the calendar', () => {
  it.each([
    ['scheduled', LATER, null, null],
    ['scheduled', NOW, null, 'active'],
    ['scheduled', NOW, NOW, 'completed'],
    ['active', null, LATER, null],
    ['active', null, NOW, 'completed'],
    ['paused', null, NOW, 'completed'],
    ['draft', NOW, NOW, null],
    ['completed', null, NOW, null],
    ['cancelled', null, NOW, null],
  ] as const)('makes of %s with start %s and end %s: %s', (status, startAt, endAt, becomes) => {
    expect(calendarStatus({ status, startAt, endAt, now: NOW })).toBe(becomes)
  })
})

describe('settings', () => {
  it('are open in draft and paused only', () => {
    expect(CAMPAIGN_STATUSES.filter(canEditSettings)).toEqual(['draft', 'paused'])
    expect(lockedFields('active', ['name', 'settings', 'notes', 'agent_id'])).toEqual(['settings', 'agent_id'])
    expect(lockedFields('paused', ['name', 'settings'])).toEqual([])
  })
})
