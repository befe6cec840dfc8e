import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { type CheckFacts, rulesOfCampaign } from '../../src/domain/compliance-facts.ts'
import { type CampaignToExplain, explainCampaign } from '../../src/domain/explain-campaign.ts'
import { explainLead, type LeadFacts } from '../../src/domain/explain-lead.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
/** A Monday, 12:00 in New York. */
const NOON = at('2026-11-23T17:00:00Z')
const HOUR = 3_600_000
const NEW_YORK = '+12125550100'
const PHILADELPHIA = '+12155550100'
const NUMBERS = { usable: 2, none: null, freeAt: null } as const

const call = (phone: string, over: Partial<CheckFacts> = {}): CheckFacts => ({
  now: NOON,
  phone,
  person: { zone: null, address: null, consent: null },
  fallbackZones: ['America/New_York'],
  rules: rulesOfCampaign(defaultSettings(), null),
  organizationStop: null,
  agentStop: null,
  regionStops: [],
  suppressions: [],
  dead: null,
  attempts: [],
  campaign: { status: 'active', numbers: NUMBERS },
  ...over,
})

type Change = {
  now?: number
  lead?: Partial<LeadFacts['lead']>
  campaign?: Partial<LeadFacts['campaign']>
  phones?: CheckFacts[]
  dialer?: LeadFacts['dialer']
}
const facts = ({ now = NOON, lead, campaign, phones = [call(NEW_YORK)], dialer }: Change = {}): LeadFacts => ({
  now,
  lead: { status: 'pending', statusReason: null, pass: 1, position: 1, nextDueAt: null, ...lead },
  campaign: {
    status: 'active',
    startAt: null,
    endAt: null,
    hasAgent: true,
    job: null,
    numbers: NUMBERS,
    retryMode: 'breadth_first',
    ...campaign,
  },
  phones: phones.map((it, index) => ({ position: index + 1, e164: it.phone, facts: { ...it, now } })),
  dialer: dialer === undefined ? { because: 'dialing', nextAt: null, pass: 1, busy: false } : dialer,
})

const entry = { at: NOON - HOUR, source: 'call', reason: 'stop it', ofPhone: true, attemptId: null }
const tries = [1, 2, 3].map((hours) => ({
  id: `att_${hours}`,
  phone: NEW_YORK,
  permittedAt: NOON - (4 - hours) * HOUR,
  settledAt: NOON - (4 - hours) * HOUR + 60_000,
  disposition: 'NO_ANSWER' as const,
  answerStatus: 'no_answer' as const,
}))
const PENNSYLVANIA_EVENING = at('2026-11-24T00:30:00Z')

describe('a lead', () => {
  it('that nothing holds back is next in line, and could be called now', () => {
    const answer = explainLead(facts())
    expect(answer).toMatchObject({
      callable: true,
      because: { code: 'next_in_line' },
      earliestAt: NOON,
      wouldChange: [],
    })
    expect(answer.checks.every((check) => check.verdict === 'pass')).toBe(true)
  })

  const rows: [what: string, change: Change, code: string, verdict: string, earliest: string | null][] = [
    ['completed', { lead: { status: 'completed' } }, 'lead_status', 'never', null],
    ['skipped', { lead: { status: 'skipped', statusReason: 'no_phone' } }, 'lead_status', 'never', null],
    ['disabled', { lead: { status: 'disabled' } }, 'lead_status', 'hold', null],
    ['in a call', { lead: { status: 'dialing' } }, 'in_call', 'hold', iso(NOON)],
    ['of a draft', { campaign: { status: 'draft' } }, 'campaign_status', 'hold', null],
    ['of a paused campaign', { campaign: { status: 'paused' } }, 'campaign_status', 'hold', null],
    [
      'of a campaign that begins in the night',
      { campaign: { status: 'scheduled', startAt: at('2026-11-24T05:00:00Z') } },
      'campaign_status',
      'hold',
      '2026-11-24T14:00:00.000Z',
    ],
    ['of a cancelled campaign', { campaign: { status: 'cancelled' } }, 'campaign_status', 'never', null],
    [
      'of a stopped organization',
      { phones: [call(NEW_YORK, { organizationStop: { since: NOON - 1, reason: 'fire' } })] },
      'organization_stop',
      'hold',
      null,
    ],
    [
      'of a stopped agent',
      { phones: [call(NEW_YORK, { agentStop: { since: NOON - 1, reason: null } })] },
      'agent_stop',
      'hold',
      null,
    ],
    ['without an agent', { campaign: { hasAgent: false } }, 'agent', 'hold', null],
    [
      'of a campaign whose numbers are off',
      { campaign: { numbers: { usable: 0, none: 'all_disabled', freeAt: null } } },
      'numbers',
      'hold',
      null,
    ],
    [
      'of a campaign whose numbers made their calls',
      { campaign: { numbers: { usable: 0, none: 'all_over_cap', freeAt: at('2026-11-24T05:00:00Z') } } },
      'numbers',
      'hold',
      '2026-11-24T14:00:00.000Z',
    ],
    ['of a campaign that is being restarted', { campaign: { job: 'restart' } }, 'job', 'hold', iso(NOON)],
    ['that opted out', { phones: [call(NEW_YORK, { suppressions: [entry] })] }, 'suppression', 'never', null],
    [
      'whose phone is dead',
      { phones: [call(NEW_YORK, { dead: { why: 'invalid', at: null } })] },
      'phone_dead',
      'never',
      null,
    ],
    [
      'without the consent that is required',
      { phones: [call(NEW_YORK, { rules: { ...call(NEW_YORK).rules, requireConsent: true } })] },
      'consent',
      'hold',
      null,
    ],
    [
      'in the evening of Pennsylvania',
      { now: PENNSYLVANIA_EVENING, phones: [call(PHILADELPHIA)] },
      'window',
      'hold',
      '2026-11-24T14:00:00.000Z',
    ],
    [
      'of a state that is stopped',
      { phones: [call(NEW_YORK, { regionStops: [{ region: 'US-NY', reason: 'storm', since: 0, until: null }] })] },
      'window',
      'hold',
      null,
    ],
    ['where artificial voices may not call', { phones: [call('+12065550100')] }, 'window', 'never', null],
    [
      'tried three times today',
      { phones: [call(NEW_YORK, { attempts: tries })] },
      'attempts',
      'hold',
      '2026-11-24T14:00:00.000Z',
    ],
    [
      'who asked for another time',
      { lead: { status: 'rescheduled', nextDueAt: NOON + 2 * HOUR } },
      'due',
      'hold',
      iso(NOON + 2 * HOUR),
    ],
    [
      'that is to be tried again at night',
      { lead: { status: 'retry', nextDueAt: NOON + 10 * HOUR } },
      'due',
      'hold',
      '2026-11-24T14:00:00.000Z',
    ],
    [
      'whose pass is not open',
      {
        lead: { status: 'retry', pass: 2 },
        dialer: { because: 'retry_interval', nextAt: NOON + HOUR, pass: 1, busy: false },
      },
      'pass',
      'hold',
      iso(NOON + HOUR),
    ],
    [
      'whose phone is in a call of another campaign',
      { phones: [call(NEW_YORK, { attempts: [{ ...tries[2]!, settledAt: null }] })] },
      'phone_busy',
      'hold',
      iso(NOON),
    ],
  ]
  it.each(rows)('%s', (_what, change, code, verdict, earliest) => {
    const answer = explainLead(facts(change))
    expect(answer.because, JSON.stringify(answer.checks, null, 1)).toMatchObject({ code, verdict })
    expect(iso(answer.earliestAt)).toBe(earliest)
    expect(answer.callable).toBe(false)
    expect(answer.because.message).toMatch(/^[A-Z].*\.$/)
  })

  it('that only waits for a free line could be called now', () => {
    const dialer = { because: 'concurrency', nextAt: null, pass: 1, busy: false }
    const answer = explainLead(facts({ dialer }))
    expect(answer).toMatchObject({ callable: true, because: { code: 'pacing', verdict: 'hold' }, earliestAt: NOON })
    expect(answer.wouldChange).not.toEqual([])
  })

  it('says who entered the opt-out and when, and what the law is', () => {
    const change = { lead: { status: 'do_not_call', statusReason: 'opted_out' } as const }
    const answer = explainLead(facts({ ...change, phones: [call(NEW_YORK, { suppressions: [entry] })] }))
    expect(answer.because.message).toContain('source: call')
    expect(answer.because.message).toContain(iso(entry.at))
    expect(answer.because).toMatchObject({ ruleId: 'suppression', citation: expect.stringContaining('64.1200') })
  })

  it('repeats what the person said without a second full stop', () => {
    const said = { ...entry, reason: 'Please stop calling me.' }
    const change = { lead: { status: 'do_not_call', statusReason: 'opted_out' } as const }
    const answer = explainLead(facts({ ...change, phones: [call(NEW_YORK, { suppressions: [said] })] }))
    expect(answer.because.message).toMatch(/: Please stop calling me\.$/)
  })

  it('names the rule of the state, its citation and the end of it', () => {
    const answer = explainLead(facts({ now: PENNSYLVANIA_EVENING, phones: [call(PHILADELPHIA)] }))
    expect(answer.because).toMatchObject({ ruleId: 'US-PA.hours', citation: expect.any(String) })
    expect(iso(answer.because.until)).toBe('2026-11-24T14:00:00.000Z')
    expect(answer.phones[0]?.answer?.localTimes).toEqual({ 'America/New_York': '2026-11-23T19:30:00' })
  })

  it('is judged by the phone that is next, not by one that is dead', () => {
    const dead = call(NEW_YORK, { dead: { why: 'wrong_number', at: 0 } })
    const answer = explainLead(facts({ phones: [dead, call('+12125550111')] }))
    expect(answer.because.code).toBe('next_in_line')
    expect(answer.phones.map((phone) => phone.answer?.allowed)).toEqual([false, true])
  })

  it('takes the latest of several holds and moves it into the hours', () => {
    const answer = explainLead(
      facts({
        lead: { status: 'retry', nextDueAt: NOON + 2 * HOUR },
        phones: [call(NEW_YORK, { attempts: tries })],
      }),
    )
    expect(answer.because.code).toBe('attempts')
    expect(answer.checks.filter((check) => check.verdict === 'hold').map((check) => check.code)).toEqual([
      'attempts',
      'due',
    ])
    // The first of three attempts is a day old at 09:00, when the hours begin.
    expect(iso(answer.earliestAt)).toBe('2026-11-24T14:00:00.000Z')
  })

  it('that could only be called after the end of its campaign never will be', () => {
    const answer = explainLead(
      facts({ campaign: { endAt: NOON + HOUR }, lead: { status: 'retry', nextDueAt: NOON + 2 * HOUR } }),
    )
    expect(answer.earliestAt).toBeNull()
    expect(answer.checks.at(-1)).toMatchObject({ code: 'campaign_end', verdict: 'never' })
    expect(answer.wouldChange).toContain('Move the end date of the campaign.')
  })

  it('in a place whose law forbids the call is told that no hour helps', () => {
    const { wouldChange } = explainLead(facts({ phones: [call('+12065550100')] }))
    expect(wouldChange.join()).toContain('the law where the person is forbids these calls')
    expect(wouldChange.join()).not.toContain('Only time')
  })

  it('that is over is not told of what passes by itself', () => {
    const lead = { status: 'completed' } as const
    const { wouldChange } = explainLead(facts({ now: PENNSYLVANIA_EVENING, phones: [call(PHILADELPHIA)], lead }))
    expect(wouldChange).toEqual(['Retry the lead to have it called again.'])
  })

  it('that reached a limit of its state for ever says so in words', () => {
    const lead = { status: 'failed', statusReason: 'US-NV.ai_voice.hang_ups' } as const
    const { because } = explainLead(facts({ lead }))
    expect(because.message).toBe('It is failed: the law where the person is allows no more calls to them.')
  })

  it('offers consent where the law is lifted by it', () => {
    const sunday = at('2026-11-22T20:00:00Z')
    const answer = explainLead(facts({ now: sunday, phones: [call('+18015550100')] }))
    expect(answer.because.ruleId).toBe('US-UT.hours')
    expect(answer.wouldChange.join()).toContain('consent')
  })
})

describe('a campaign', () => {
  const lane = {
    zones: ['America/New_York'],
    regions: ['US-NY'],
    waiting: 5,
    open: false,
    until: NOON + HOUR,
    because: 'campaign calling hours 09:00–20:00 in America/New_York',
  }
  const campaign = (over: Partial<CampaignToExplain> = {}, change: Partial<CampaignToExplain['facts']> = {}) =>
    explainCampaign({
      facts: {
        status: 'active',
        archived: false,
        type: 'one_time',
        startAt: null,
        endAt: null,
        hasAgent: true,
        usableNumbers: 2,
        leads: 5,
        failedLeads: 0,
        execution: 'scheduled',
        now: NOON,
        ...change,
      },
      statusReason: null,
      breaker: null,
      organizationStop: null,
      agentStop: null,
      numbers: NUMBERS,
      job: null,
      regionStops: [],
      warnings: [],
      live: { because: 'outside_window', nextAt: NOON + HOUR, inFlight: 0, lanes: [lane], busy: false },
      ...over,
    })

  it('says what it waits for and when it looks again', () => {
    expect(campaign()).toMatchObject({
      dialing: false,
      because: { code: 'outside_window', message: 'Nobody it could call is inside their calling hours.' },
      nextAt: NOON + HOUR,
      blocked: [],
    })
  })

  it('that is a draft says what is missing, each once', () => {
    const answer = campaign(
      { live: null, numbers: { usable: 0, none: 'none', freeAt: null } },
      {
        status: 'draft',
        hasAgent: false,
        usableNumbers: 0,
        leads: 0,
      },
    )
    expect(answer.because.code).toBe('draft')
    expect(answer.blocked.map((it) => it.code)).toEqual(['agent', 'numbers', 'leads'])
    expect(answer.wouldChange).toHaveLength(3)
    expect(campaign({ live: null }, { status: 'draft' }).wouldChange).toEqual(['Start the campaign.'])
  })

  it('that is stopped whole says so before anything else', () => {
    const answer = campaign({ organizationStop: { since: NOON, reason: 'fire' }, job: 'restart' })
    expect(answer.because).toMatchObject({ code: 'organization_stop', message: expect.stringContaining('fire') })
    expect(campaign({ job: 'restart' }).because.code).toBe('job')
  })

  it('names the stops of regions its leads are in, and windows that never open, with how many wait', () => {
    const never = { ...lane, regions: ['US-WA'], until: null, waiting: 1 }
    const stop = { region: 'US-NY', reason: 'storm', since: NOON - 1, until: NOON + HOUR }
    const elsewhere = { ...stop, region: 'US-LA' }
    const live = { because: 'held', nextAt: null, inFlight: 0, lanes: [lane, never], busy: false }
    const answer = campaign({ live, regionStops: [stop, elsewhere] })
    expect(answer.blocked.map((it) => [it.code, it.until])).toEqual([
      ['region_stop', NOON + HOUR],
      ['never_opens', null],
    ])
    expect(answer.blocked[0]?.message).toContain('5 leads wait')
    expect(answer.blocked[1]?.message).toContain('1 lead waits')
  })
})
