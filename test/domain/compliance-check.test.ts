import { describe, expect, it } from 'vitest'
import { nextOpening, type WindowRules, windowAt } from '../../src/domain/calling-window.ts'
import { defaultSettings } from '../../src/domain/campaign-settings.ts'
import { checkCall } from '../../src/domain/compliance-check.ts'
import {
  type CheckFacts,
  type PastAttempt,
  rulesOfCampaign,
  rulesWithoutCampaign,
} from '../../src/domain/compliance-facts.ts'
import type { Consent } from '../../src/domain/consent.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (iso: string): number => Date.parse(iso)
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const PHILADELPHIA = '+12155550100'
const SEATTLE = '+12065550100'
const SALT_LAKE = '+18015550100'
const MIAMI = '+13055550100'
const NEW_YORK = '+12125550100'

const facts = (phone: string, over: Partial<CheckFacts> = {}): CheckFacts => ({
  now: at('2026-12-31T12:00:00Z'),
  phone,
  person: { zone: null, address: null, consent: null },
  fallbackZones: ['America/New_York', 'Pacific/Honolulu'],
  rules: rulesWithoutCampaign(),
  organizationStop: null,
  agentStop: null,
  regionStops: [],
  suppressions: [],
  dead: null,
  attempts: [],
  campaign: null,
  ...over,
})
const consent = (over: Partial<Consent> = {}): Consent => ({
  type: 'express',
  wording: 'yes',
  source: 'form',
  at: null,
  expiresAt: null,
  revokedAt: null,
  revokedReason: null,
  ...over,
})
const attempt = (id: string, permittedAt: number, over: Partial<PastAttempt> = {}): PastAttempt => ({
  id,
  phone: NEW_YORK,
  permittedAt,
  settledAt: permittedAt + 60_000,
  disposition: 'NO_ANSWER',
  answerStatus: 'no_answer',
  ...over,
})
const verdicts = (answer: ReturnType<typeof checkCall>): Record<string, string> =>
  Object.fromEntries(answer.rules.map((rule) => [rule.id, rule.verdict]))

describe('hours of the law', () => {
  // 2026-11-23 is a Monday, 26 November Thanksgiving; New York is at UTC-5.
  it.each([
    ['Pennsylvania in the evening', PHILADELPHIA, '2026-11-24T00:30:00Z', false, '2026-11-24T14:00:00Z'],
    ['Pennsylvania in the afternoon', PHILADELPHIA, '2026-11-23T20:00:00Z', true, '2026-11-24T00:00:00Z'],
    ['Pennsylvania on a Sunday', PHILADELPHIA, '2026-11-22T17:00:00Z', false, '2026-11-23T14:00:00Z'],
    ['Pennsylvania on Thanksgiving', PHILADELPHIA, '2026-11-26T17:00:00Z', false, '2026-11-27T14:00:00Z'],
    ['Pennsylvania in the evening before its law changed', PHILADELPHIA, '2026-10-16T23:30:00Z', true, null],
    ['New York in the evening', NEW_YORK, '2026-11-24T00:30:00Z', true, '2026-11-24T02:00:00Z'],
    ['New York at night', NEW_YORK, '2026-11-24T02:00:00Z', false, '2026-11-24T13:00:00Z'],
    ['Washington, where artificial voices may not call', SEATTLE, '2026-11-23T20:00:00Z', false, null],
  ])('%s', (_what, phone, instant, allowed, until) => {
    const answer = checkCall(facts(phone), at(instant))
    expect(answer.allowed, JSON.stringify(answer.rules, null, 1)).toBe(allowed)
    if (until !== null || !allowed) expect(answer.until).toBe(until === null ? null : at(until))
  })

  it('answers with where the person may be, the clock there and the rule that decides', () => {
    const answer = checkCall(facts(PHILADELPHIA), at('2026-11-24T00:30:00Z'))
    expect(answer).toMatchObject({
      zones: ['America/New_York'],
      regions: ['US-PA'],
      evidence: 'phone_prefix',
      localTimes: { 'America/New_York': '2026-11-23T19:30:00' },
      decidedBy: { id: 'US-PA.hours', verdict: 'forbidden' },
    })
    expect(answer.decidedBy?.citation).toBeTruthy()
    expect(answer.because).toContain(answer.decidedBy?.citation)
    expect(answer.because).toContain('2026-11-24T14:00:00.000Z')
    expect(verdicts(answer)).toMatchObject({
      federal: 'allowed',
      'US-PA.hours': 'forbidden',
      calling: 'not_applicable',
      schedule: 'not_applicable',
      suppression: 'allowed',
      consent: 'not_applicable',
      attempts_24h: 'allowed',
    })
  })

  it('lists the rules a campaign has switched off as not applicable', () => {
    const settings = { ...defaultSettings(), regional_rules: false }
    const campaign = { status: 'active', numbers: { usable: 1, none: null, freeAt: null } } as const
    const answer = checkCall(
      facts(PHILADELPHIA, { rules: rulesOfCampaign(settings, null), campaign }),
      at('2026-11-24T00:30:00Z'),
    )
    expect(answer.allowed).toBe(true)
    expect(verdicts(answer)).toMatchObject({ 'US-PA.hours': 'not_applicable', calling: 'allowed' })
    const spoken = { ...defaultSettings(), ai_voice_rules: false }
    const seattle = checkCall(
      facts(SEATTLE, { rules: rulesOfCampaign(spoken, null), campaign }),
      at('2026-11-23T20:00:00Z'),
    )
    expect(seattle.allowed).toBe(true)
    expect(
      seattle.rules
        .filter((rule) => rule.verdict === 'not_applicable')
        .map((rule) => rule.detail)
        .join(),
    ).toMatch(/artificial voices off/)
  })

  it('agrees with the calling window over weeks of half hours, and so does every rule alone', () => {
    const settings = { ...defaultSettings(), ai_voice_rules: false }
    for (const [phone, regions, zones] of [
      [PHILADELPHIA, ['US-PA'], ['America/New_York']],
      [SALT_LAKE, ['US-UT'], ['America/Denver']],
    ] as const) {
      const rules: WindowRules = {
        zones: [...zones],
        regions: [...regions],
        callingHours: settings.calling_hours,
        schedule: null,
        regionalRules: true,
        aiVoiceRules: false,
        consented: false,
        stops: [],
      }
      const campaign = { status: 'active', numbers: { usable: 1, none: null, freeAt: null } } as const
      const given = facts(phone, { rules: rulesOfCampaign(settings, null), campaign })
      for (let instant = at('2026-10-10T00:00:00Z'); instant < at('2026-12-01T00:00:00Z'); instant += HOUR / 2) {
        const [answer, window] = [checkCall(given, instant), windowAt(rules, instant)]
        const hours = answer.rules.filter(
          (it) => it.id === 'federal' || it.id === 'calling' || it.id.endsWith('.hours'),
        )
        expect([iso(instant), answer.allowed, iso(answer.until)]).toEqual([
          iso(instant),
          window.open,
          iso(window.until),
        ])
        expect(hours.every((it) => it.verdict === 'allowed')).toBe(window.open)
        for (const rule of hours) expect(rule.until, `${rule.id} ${iso(instant)}`).toBeGreaterThan(instant)
      }
    }
  })

  it('says for a time beyond the table which years it knows, and for a person who may be anywhere what would help', () => {
    for (const instant of ['1999-06-01T00:00:00Z', '2031-01-01T00:00:00Z'])
      expect(checkCall(facts(NEW_YORK), at(instant)).because).toContain('2025 to 2030')
    const address = { state: 'AE', postalCode: '09012', country: 'US' }
    const soldier = facts(NEW_YORK, { person: { zone: null, address, consent: null } })
    expect(checkCall(soldier, at('2026-11-23T17:00:00Z')).because).toContain('give them a time zone of their own')
  })

  it('has no answer but no for a zone or a time nobody knows', () => {
    const nowhere = checkCall(
      facts(NEW_YORK, { person: { zone: 'Mars/Base', address: null, consent: null } }),
      at('2026-11-23T17:00:00Z'),
    )
    expect(nowhere).toMatchObject({ allowed: false, until: null, decidedBy: { id: 'time_zone' }, localTimes: {} })
    expect(checkCall(facts(NEW_YORK), at('9000-01-01T00:00:00Z'))).toMatchObject({ allowed: false, localTimes: {} })
  })
})

describe('consent', () => {
  const sunday = at('2026-11-22T20:00:00Z')

  it('lifts the Sunday of Utah while it holds', () => {
    const given = { zone: null, address: null, consent: consent() }
    expect(checkCall(facts(SALT_LAKE), sunday).allowed).toBe(false)
    const answer = checkCall(facts(SALT_LAKE, { person: given }), sunday)
    expect(answer.allowed, answer.because).toBe(true)
    expect(answer.rules.find((rule) => rule.id === 'US-UT.hours')).toMatchObject({
      verdict: 'not_applicable',
      detail: expect.stringContaining('lifted by consent'),
    })
  })

  it('that ends on the way closes the window there, and one that begins opens it', () => {
    const ends = { zone: null, address: null, consent: consent({ expiresAt: sunday + HOUR }) }
    expect(iso(checkCall(facts(SALT_LAKE, { person: ends }), sunday).until)).toBe(iso(sunday + HOUR))
    const begins = { zone: null, address: null, consent: consent({ at: sunday + HOUR }) }
    const answer = checkCall(facts(SALT_LAKE, { person: begins }), sunday)
    expect([answer.allowed, iso(answer.until)]).toEqual([false, iso(sunday + HOUR)])
  })

  it.each([
    ['given', consent(), true, null],
    ['not asked', null, false, null],
    ['refused', consent({ type: 'none' }), false, null],
    ['revoked', consent({ revokedAt: at('2026-11-01T00:00:00Z') }), false, null],
    ['revoked later', consent({ revokedAt: at('2026-11-23T17:30:00Z') }), true, '2026-11-23T17:30:00.000Z'],
    ['expired', consent({ expiresAt: at('2026-11-23T17:00:00Z') }), false, null],
    ['given later', consent({ at: at('2026-11-23T18:00:00Z') }), false, '2026-11-23T18:00:00.000Z'],
  ])('is required: %s', (_what, on, allowed, until) => {
    const answer = checkCall(
      facts(NEW_YORK, {
        rules: { ...rulesWithoutCampaign(), requireConsent: true },
        person: { zone: null, address: null, consent: on },
      }),
      at('2026-11-23T17:00:00Z'),
    )
    expect(answer.allowed).toBe(allowed)
    if (until !== null) expect(answer.until).toBe(at(until))
    else if (!allowed) expect(answer.until).toBeNull()
    expect(verdicts(answer).consent).toBe(allowed ? 'allowed' : 'forbidden')
  })
})

describe('what was in force then', () => {
  const noon = at('2026-11-23T17:00:00Z')
  const entry = { at: noon, source: 'api', reason: 'asked', ofPhone: true, attemptId: null }

  it('counts an opt-out from its instant on, and says before when it came', () => {
    const given = facts(NEW_YORK, { suppressions: [entry] })
    const before = checkCall(given, noon - 1)
    expect([before.allowed, before.until]).toEqual([true, noon])
    const after = checkCall(given, noon)
    expect(after).toMatchObject({ allowed: false, until: null, decidedBy: { id: 'suppression' } })
    expect(after.because).toContain('source: api')
  })

  it.each([
    ['the kill switch of the organization', { organizationStop: { since: noon, reason: 'fire' } }, 'organization_stop'],
    ['the kill switch of the agent', { agentStop: { since: noon, reason: null } }, 'agent_stop'],
    ['a phone found dead', { dead: { why: 'wrong_number' as const, at: noon } }, 'phone_dead'],
    [
      'an emergency stop',
      { regionStops: [{ region: 'US-NY', reason: 'storm', since: noon, until: null }] },
      'US-NY.stop',
    ],
  ])('%s', (_what, over, id) => {
    const before = checkCall(facts(NEW_YORK, over), noon - 1)
    expect([before.allowed, before.until]).toEqual([true, noon])
    expect(checkCall(facts(NEW_YORK, over), noon)).toMatchObject({ allowed: false, until: null, decidedBy: { id } })
  })

  it('an emergency stop that ends in the night lets calls through in the morning, and one elsewhere does not matter', () => {
    const stop = { region: 'US-NY', reason: 'storm', since: noon, until: at('2026-11-24T06:00:00Z') }
    expect(iso(checkCall(facts(NEW_YORK, { regionStops: [stop] }), noon).until)).toBe('2026-11-24T13:00:00.000Z')
    expect(checkCall(facts(MIAMI, { regionStops: [stop] }), noon).allowed).toBe(true)
  })
})

describe('attempts', () => {
  const noon = at('2026-11-23T17:00:00Z')
  const three = [attempt('a', noon - 20 * HOUR), attempt('b', noon - 10 * HOUR), attempt('c', noon - 2 * HOUR)]

  it('may be three in 24 hours, and the fourth waits for the first to be a day old', () => {
    const full = checkCall(facts(NEW_YORK, { attempts: three }), noon)
    expect(full).toMatchObject({ allowed: false, decidedBy: { id: 'attempts_24h' }, attempts24h: 3, cap: 3 })
    expect(full.until).toBe(noon + 4 * HOUR)
    expect(checkCall(facts(NEW_YORK, { attempts: three }), noon + 4 * HOUR - 1).allowed).toBe(false)
    expect(checkCall(facts(NEW_YORK, { attempts: three }), noon + 4 * HOUR).allowed).toBe(true)
  })

  it('that free in the night wait for the window', () => {
    const late = three.map((it) => ({ ...it, permittedAt: it.permittedAt + 12 * HOUR }))
    const rules = { zones: ['America/New_York'], regions: ['US-NY'], callingHours: { start: '00:00', end: '24:00' } }
    const window = { ...rules, schedule: null, regionalRules: true, aiVoiceRules: true, consented: false, stops: [] }
    const answer = checkCall(facts(NEW_YORK, { attempts: late }), noon + 12 * HOUR)
    expect(answer.until).toBe(nextOpening(window, late[0]!.permittedAt + DAY))
  })

  it('later than the instant do not count, nor those of other phones, but for a state that counts the person', () => {
    const later = three.map((it) => ({ ...it, permittedAt: it.permittedAt + DAY }))
    expect(checkCall(facts(NEW_YORK, { attempts: later }), noon).allowed).toBe(true)
    const elsewhere = three.map((it) => ({ ...it, phone: '+12125550111' }))
    expect(checkCall(facts(NEW_YORK, { attempts: elsewhere }), noon).allowed).toBe(true)
    const florida = checkCall(facts(MIAMI, { attempts: elsewhere }), noon)
    expect(florida.decidedBy).toMatchObject({ id: 'US-FL.attempts', until: noon + 4 * HOUR })
  })

  it('the call that is asked about does not stand in its own way', () => {
    const call = attempt('call', noon - 1_000, {
      settledAt: noon + HOUR,
      disposition: 'OPT_OUT',
      answerStatus: 'human',
    })
    const given = facts(NEW_YORK, {
      attempts: [three[1]!, three[2]!, call],
      suppressions: [{ at: noon, source: 'call', reason: '', ofPhone: true, attemptId: 'call' }],
      dead: { why: 'wrong_number', at: noon },
    })
    expect(checkCall(given, noon)).toMatchObject({ allowed: true, callId: 'call', attempts24h: 2 })
    expect(checkCall({ ...given, dead: null }, noon + HOUR + 1)).toMatchObject({
      allowed: false,
      callId: null,
      decidedBy: { id: 'suppression' },
    })
  })

  it('a call to come finds the phone busy, and so does the second of two at once', () => {
    const open = attempt('open', noon - 60_000, { settledAt: null, disposition: null, answerStatus: null })
    const next = checkCall(facts(NEW_YORK, { now: noon, attempts: [open] }), noon)
    expect(next).toMatchObject({ allowed: false, callId: null, decidedBy: { id: 'phone_busy' } })
    expect(checkCall(facts(NEW_YORK, { attempts: [open] }), noon)).toMatchObject({ allowed: true, callId: 'open' })
    const second = { ...open, id: 'second', permittedAt: noon - 1 }
    expect(checkCall(facts(NEW_YORK, { attempts: [open, second] }), noon)).toMatchObject({
      allowed: false,
      callId: 'second',
      decidedBy: { id: 'phone_busy' },
    })
  })
})

describe('a campaign', () => {
  const noon = at('2026-11-23T17:00:00Z')
  const rules = rulesOfCampaign(defaultSettings(), {
    zone: 'America/Los_Angeles',
    days: { mon: [{ start: '10:00', end: '12:00' }], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  })

  it('brings its hours, its schedule, and its numbers where it is about now', () => {
    const numbers = { usable: 0, none: 'all_over_cap', freeAt: at('2026-11-24T05:00:00Z') } as const
    const given = facts(NEW_YORK, { now: noon, rules, campaign: { status: 'paused', numbers } })
    const answer = checkCall(given, noon)
    expect(verdicts(answer)).toMatchObject({
      calling: 'allowed',
      schedule: 'forbidden',
      numbers: 'forbidden',
      campaign_status: 'not_applicable',
    })
    expect(iso(answer.until)).toBe('2026-11-30T18:00:00.000Z')
    expect(verdicts(checkCall({ ...given, now: noon + DAY }, noon + 2 * HOUR))).toMatchObject({
      schedule: 'allowed',
      numbers: 'not_applicable',
    })
  })
})
