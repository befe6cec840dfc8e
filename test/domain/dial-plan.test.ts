import { describe, expect, it } from 'vitest'
import { CampaignSettings } from '../../src/domain/campaign-settings.ts'
import { type Candidate, dialingRank, firstRankOfPass, type PlanSnapshot, plan } from '../../src/domain/dial-plan.ts'
import { PRIORITIES } from '../../src/domain/lead.ts'
import type { NumberState } from '../../src/domain/rotation.ts'

const NOW = 1_800_000_000_000
const SECOND = 1_000
const HOUR = 3_600_000

const candidate = (id: number, phone = `+1212555${id}`): Candidate => ({
  leadId: `led_${id}`,
  phone,
  pass: 1,
  position: 1,
  callback: false,
})
const number = (id: string, more: Partial<NumberState> = {}): NumberState => ({
  id,
  e164: `+1646555${id}`,
  enabled: true,
  excluded: false,
  spamScore: 0,
  weight: 1,
  callsToday: 0,
  lastUsedAt: null,
  ...more,
})
const snapshot = (more: Partial<PlanSnapshot> = {}): PlanSnapshot => ({
  status: 'active',
  settings: CampaignSettings.parse({}),
  inFlight: 0,
  lastDialAt: null,
  slots: 100,
  candidates: [candidate(1), candidate(2), candidate(3)],
  busyPhones: new Set(),
  numbers: [number('a'), number('b')],
  rotationCursor: 0,
  nextDueAt: null,
  nextLaneOpensAt: null,
  passOpensAt: null,
  leadsWaiting: 3,
  endAt: null,
  ...more,
})
const idle: Partial<PlanSnapshot> = { candidates: [] }
const paced = CampaignSettings.parse({ call_interval_seconds: 30 })

describe('a plan', () => {
  it('starts no more calls than the budget has room for, and then waits for one to end', () => {
    expect(plan(snapshot({ budgetSlots: 2 }), NOW)).toMatchObject({ dial: [{}, {}], because: 'dialing', wakeAt: null })
    expect(plan(snapshot({ budgetSlots: 0, inFlight: 4 }), NOW)).toMatchObject({
      dial: [],
      because: 'budget',
      wakeAt: null,
    })
    const ending = snapshot({ budgetSlots: 0, inFlight: 4, endAt: NOW + HOUR })
    expect(plan(ending, NOW)).toMatchObject({ because: 'budget', wakeAt: NOW + HOUR })
  })

  it('is not held up by a budget without room when nobody is due', () => {
    expect(plan(snapshot({ ...idle, budgetSlots: 0, nextDueAt: NOW + HOUR }), NOW)).toMatchObject({
      because: 'next_due',
      wakeAt: NOW + HOUR,
    })
  })

  it('dials in order, from the numbers in turn', () => {
    const made = plan(snapshot(), NOW)
    expect(made.dial.map((it) => [it.leadId, it.numberId])).toEqual([
      ['led_1', 'a'],
      ['led_2', 'b'],
      ['led_3', 'a'],
    ])
    expect(made.dial[0]).toMatchObject({ phone: '+12125551', from: '+1646555a' })
    expect(made).toMatchObject({ rotationCursor: 3, because: 'dialing', complete: false, wakeAt: null })
  })

  it('leaves its snapshot alone', () => {
    const given = snapshot()
    plan(given, NOW)
    expect(given).toEqual(snapshot())
  })

  it('never has one phone in two calls', () => {
    const shared = [candidate(1, '+1'), candidate(2, '+1'), candidate(3, '+2')]
    const made = plan(snapshot({ candidates: shared, busyPhones: new Set(['+2']), inFlight: 1 }), NOW)
    expect(made.dial.map((it) => it.leadId)).toEqual(['led_1'])
    expect(
      plan(snapshot({ candidates: shared.slice(2), busyPhones: new Set(['+2']), inFlight: 1 }), NOW),
    ).toMatchObject({
      dial: [],
      because: 'phones_busy',
      wakeAt: null,
    })
  })

  it('counts its own calls against the daily cap of a number', () => {
    const settings = CampaignSettings.parse({ rotation: { max_calls_per_number_per_day: 2 } })
    const made = plan(snapshot({ settings, numbers: [number('a', { callsToday: 1 })], numbersFreeAt: NOW + HOUR }), NOW)
    expect(made.dial).toHaveLength(1)
    expect(made.wakeAt).toBe(NOW + HOUR)
  })
})

describe('a plan says what it waits for, and until when', () => {
  it.each<
    [string, Partial<PlanSnapshot>, { because: string; wakeAt: number | null; dials?: number; complete?: boolean }]
  >([
    ['paused', { status: 'paused' }, { because: 'not_active', wakeAt: null }],
    ['its end, with calls in flight', { endAt: NOW, inFlight: 1 }, { because: 'ended', wakeAt: null }],
    ['its end', { endAt: NOW }, { because: 'ended', wakeAt: null, complete: true }],
    ['concurrency', { inFlight: 10 }, { because: 'concurrency', wakeAt: null }],
    ['concurrency, or its end', { inFlight: 10, endAt: NOW + 5 }, { because: 'concurrency', wakeAt: NOW + 5 }],
    [
      'concurrency, whoever becomes due',
      { inFlight: 10, nextDueAt: NOW + 1 },
      { because: 'concurrency', wakeAt: null },
    ],
    [
      'the call interval',
      { settings: paced, lastDialAt: NOW - 10 * SECOND },
      { because: 'call_interval', wakeAt: NOW + 20 * SECOND },
    ],
    [
      'the call interval after a call',
      { settings: paced },
      { because: 'dialing', wakeAt: NOW + 30 * SECOND, dials: 1 },
    ],
    ['the line', { slots: 0 }, { because: 'line', wakeAt: NOW + SECOND }],
    ['the line, which said when', { slots: 1, slotsAt: NOW + 7 }, { because: 'dialing', wakeAt: NOW + 7, dials: 1 }],
    ['a number', { numbers: [] }, { because: 'no_number', wakeAt: NOW + HOUR / 4 }],
    [
      'a number that is on',
      { numbers: [number('a', { enabled: false })] },
      { because: 'numbers_disabled', wakeAt: NOW + HOUR / 4 },
    ],
    [
      'a clean number',
      { numbers: [number('a', { spamScore: 9 })] },
      { because: 'numbers_spam', wakeAt: NOW + HOUR / 4 },
    ],
    [
      'tomorrow',
      { numbers: [number('a', { callsToday: 100 })], numbersFreeAt: NOW + HOUR },
      { because: 'numbers_over_cap', wakeAt: NOW + HOUR },
    ],
    [
      'the next lead',
      { ...idle, nextDueAt: NOW + 9, nextLaneOpensAt: NOW + 10 },
      { because: 'next_due', wakeAt: NOW + 9 },
    ],
    [
      'the next window',
      { ...idle, nextDueAt: NOW + 9, nextLaneOpensAt: NOW + 8 },
      { because: 'outside_window', wakeAt: NOW + 8 },
    ],
    ['the next pass', { ...idle, passOpensAt: NOW + 5 }, { because: 'retry_interval', wakeAt: NOW + 5 }],
    ['calls in progress', { ...idle, inFlight: 2 }, { because: 'calls_in_progress', wakeAt: null }],
    ['somebody to approve', idle, { because: 'held', wakeAt: null }],
    ['nothing: complete', { ...idle, leadsWaiting: 0 }, { because: 'complete', wakeAt: null, complete: true }],
    [
      'the last calls before it is complete',
      { ...idle, leadsWaiting: 0, inFlight: 1 },
      { because: 'calls_in_progress', wakeAt: null },
    ],
    [
      'follow-ups to come',
      { ...idle, leadsWaiting: 0, type: 'follow_up', endAt: NOW + 5 },
      { because: 'idle', wakeAt: NOW + 5 },
    ],
    [
      'leads to come',
      { ...idle, leadsWaiting: 0, settings: CampaignSettings.parse({ execution: 'on_add' }) },
      { because: 'idle', wakeAt: null },
    ],
    [
      'the next run',
      { ...idle, leadsWaiting: 0, settings: CampaignSettings.parse({ execution: 'manual' }) },
      { because: 'idle', wakeAt: null },
    ],
    ['an instant that has passed', { ...idle, nextDueAt: NOW - 5 }, { because: 'next_due', wakeAt: NOW + 1 }],
  ])('%s', (_, given, { because, wakeAt, dials = 0, complete = false }) => {
    const made = plan(snapshot(given), NOW)
    expect({ because: made.because, wakeAt: made.wakeAt, dials: made.dial.length, complete: made.complete }).toEqual({
      because,
      wakeAt,
      dials,
      complete,
    })
  })

  it('is woken when a short window opens, although a call interval is set', () => {
    const opens = NOW + 5 * SECOND
    expect(plan(snapshot({ ...idle, settings: paced, nextLaneOpensAt: opens }), NOW).wakeAt).toBe(opens)
    const dialed = snapshot({ candidates: [candidate(1)], settings: paced, nextLaneOpensAt: opens })
    expect(plan(dialed, NOW).wakeAt).toBe(NOW + 30 * SECOND)
  })
})

describe('the dialing rank', () => {
  it('puts callbacks first, then pass, then phone, then priority', () => {
    const order: number[] = PRIORITIES.map((priority) => dialingRank(5, 9, priority, true))
    for (const pass of [1, 2, 11]) {
      for (let position = 1; position <= 10; position++) {
        order.push(...PRIORITIES.map((priority) => dialingRank(pass, position, priority, false)))
      }
    }
    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b))
  })

  it('has a bound for everything before a pass', () => {
    expect(dialingRank(1, 10, 'low', false)).toBeLessThan(firstRankOfPass(2))
    expect(dialingRank(2, 1, 'high', false)).toBe(firstRankOfPass(2))
    expect(dialingRank(9, 1, 'low', true)).toBeLessThan(firstRankOfPass(1))
  })
})
