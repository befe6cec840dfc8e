import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CampaignSettings } from '../../src/domain/campaign-settings.ts'
import type { Consent } from '../../src/domain/consent.ts'
import { CONDITION_FIELDS, CONDITION_OPS, Eligibility, unmetConditions } from '../../src/domain/eligibility.ts'
import type { EligibilityFacts } from '../../src/domain/eligibility-facts.ts'
import { sayCondition } from '../../src/domain/eligibility-words.ts'

const NOW = Date.parse('2026-11-23T15:00:00Z')
const CONSENT: Consent = {
  type: 'express',
  wording: '',
  source: '',
  at: NOW - 1000,
  expiresAt: NOW + 1000,
  revokedAt: null,
  revokedReason: null,
}
const ANN: EligibilityFacts = {
  name: 'Ann Lee',
  email: 'ann@example.com',
  phones: [{ e164: '+14125550101' }, { e164: null }, { e164: '+442079460000' }],
  address: { street: null, city: 'Pittsburgh', state: 'Pennsylvania', postalCode: '15213', country: 'US' },
  zone: 'America/New_York',
  tags: ['VIP', 'gold'],
  consent: CONSENT,
  priority: 'high',
  variables: { AGE: '42', BALANCE: '$1,250.50', DUE: '2026-12-01', BLANK: ' ', CITY_CODE: '007' },
  properties: { AGE: '17', PLAN: 'Gold', BLANK: 'there' },
}
const NOBODY: EligibilityFacts = {
  name: '',
  email: null,
  phones: [],
  address: null,
  zone: null,
  tags: [],
  consent: null,
  priority: 'normal',
  variables: {},
  properties: {},
}

const read = (condition: unknown) => Eligibility.parse({ conditions: [condition] })
const meets = (field: string, op: string, value: unknown = null, facts = ANN) =>
  unmetConditions(read({ field, op, value }), facts, NOW).length === 0

describe('a condition', () => {
  test.each([
    ['name', 'is', 'ann lee', true],
    ['name', 'is', 'Ann', false],
    ['name', 'contains', 'LEE', true],
    ['name', 'starts_with', 'ann', true],
    ['name', 'starts_with', 'lee', false],
    ['name', 'not_contains', 'bo', true],
    ['email', 'contains', '@example.', true],
    ['email', 'in', ['bo@example.com', 'ANN@example.com'], true],
    ['email', 'not_in', ['bo@example.com'], true],
    ['phone', 'starts_with', '+1412', true],
    ['phone', 'is', '+44 20 7946 0000', true],
    ['phone', 'not_contains', '0101', false],
    ['phone', 'starts_with', '412', false],
    ['phone_country', 'is', 'GB', true],
    ['phone_country', 'is_not', 'US', false],
    ['phone_country', 'in', ['Germany', 'United States'], true],
    ['country', 'is', 'United States', true],
    ['country', 'not_in', ['CA', 'MX'], true],
    ['state', 'is', 'PA', true],
    ['state', 'in', ['NJ', 'pennsylvania'], true],
    ['state', 'is_not', 'US-PA', false],
    ['postal_code', 'starts_with', '152', true],
    ['time_zone', 'is', 'America/New_York', true],
    ['time_zone', 'starts_with', 'america/', true],
    ['tag', 'is', 'vip', true],
    ['tag', 'is_not', 'vip', false],
    ['tag', 'not_in', ['silver', 'bronze'], true],
    ['consent', 'is', 'express', true],
    ['consent', 'in', ['written', 'none'], false],
    ['priority', 'is', 'high', true],
    ['variable:AGE', 'gte', 18, true],
    ['variable:age', 'lt', 42, false],
    ['variable:AGE', 'is', 42, true],
    ['variable:AGE', 'gt', '41.9', true],
    ['variable:BALANCE', 'lte', 1250.5, true],
    ['variable:BALANCE', 'gt', 1250.5, false],
    ['variable:DUE', 'lte', '2026-12-01', true],
    ['variable:DUE', 'lt', '2026-12-01', false],
    ['variable:DUE', 'gt', '2026-11-30', true],
    ['variable:DUE', 'gt', 5, false],
    ['variable:AGE', 'lt', '2026-11-30', false],
    ['variable:PLAN', 'is', 'gold', true],
    ['variable:PLAN', 'gt', 1, false],
    ['variable:BLANK', 'is', 'there', true],
    ['variable:CITY_CODE', 'is', '7', false],
    ['variable:CITY_CODE', 'is', 7, true],
    ['variable:plan name', 'not_exists', null, true],
    ['variable:PLAN', 'exists', null, true],
  ] as const)('%s %s %j: %s', (field, op, value, isMet) => {
    expect(meets(field, op, value)).toBe(isMet)
  })

  test.each([...CONDITION_FIELDS, 'variable:AGE'])(
    'on a %s nobody knows is met only when it denies something',
    (field) => {
      if (field === 'priority') return
      const value =
        { country: 'US', phone_country: 'US', time_zone: 'UTC', consent: 'none', phone: '1' }[field as 'phone'] ?? 'x'
      const met = (op: string, given: unknown) => meets(field, op, given, NOBODY)
      expect([met('is', value), met('in', [value]), met('exists', null)]).toEqual([false, false, false])
      expect([met('is_not', value), met('not_in', [value]), met('not_exists', null)]).toEqual([true, true, true])
    },
  )

  test('sees a consent that is over, or was never one, as none', () => {
    const late = { ...ANN, consent: { ...CONSENT, expiresAt: NOW } }
    expect(meets('consent', 'is', 'none', late)).toBe(true)
    expect(meets('consent', 'is', 'express', late)).toBe(false)
    expect(meets('consent', 'exists', null, late)).toBe(true)
    expect(meets('consent', 'not_exists', null, NOBODY)).toBe(true)
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'on a variable called %s finds nothing',
    (name) => {
      expect(meets(`variable:${name}`, 'not_exists')).toBe(true)
      const own = {
        ...NOBODY,
        variables: Object.fromEntries([
          ['PROTO', 'x'],
          ['CONSTRUCTOR', 'x'],
          ['TOSTRING', 'x'],
        ]),
      }
      expect(meets(`variable:${name}`, 'exists', null, own)).toBe(name !== 'hasOwnProperty')
    },
  )
})

describe('conditions together', () => {
  const eligibility = (match: 'all' | 'any') =>
    Eligibility.parse({
      match,
      conditions: [
        { field: 'tag', op: 'is', value: 'vip' },
        { field: 'state', op: 'is', value: 'NJ' },
        { field: 'variable:SCORE', op: 'gt', value: 5 },
      ],
    })

  test('all: those that are not met are kept with what was found', () => {
    expect(unmetConditions(eligibility('all'), ANN, NOW)).toEqual([
      { field: 'state', op: 'is', value: 'NJ', found: 'Pennsylvania' },
      { field: 'variable:SCORE', op: 'gt', value: 5, found: null },
    ])
  })

  test('any: one is enough, and without it all speak against somebody', () => {
    expect(unmetConditions(eligibility('any'), ANN, NOW)).toEqual([])
    expect(unmetConditions(eligibility('any'), NOBODY, NOW)).toHaveLength(3)
  })

  test('none at all: everybody', () => expect(unmetConditions(null, NOBODY, NOW)).toEqual([]))

  test('what was found is cut, never inside a character', () => {
    const long = { ...ANN, tags: ['x'.repeat(198), '😀'] }
    const [unmet] = unmetConditions(read({ field: 'tag', op: 'is', value: 'vip' }), long, NOW)
    expect(unmet!.found!.length).toBeLessThanOrEqual(200)
    expect(() => encodeURIComponent(unmet!.found!)).not.toThrow()
  })
})

describe('a condition that says nothing is refused with what to change', () => {
  test.each([
    [{ field: 'age', op: 'is', value: 'x' }, 'field', /must be name, email/],
    [{ field: 'variable:', op: 'is', value: 'x' }, 'field', /variable:NAME/],
    [{ field: 'variable:!!', op: 'is', value: 'x' }, 'field', /variable:NAME/],
    [{ field: 'name', op: 'equals', value: 'x' }, 'op', /./],
    [{ field: 'name', op: 'is', value: '  ' }, 'value', /must not be empty/],
    [{ field: 'name', op: 'is' }, 'value', /must not be empty/],
    [{ field: 'name', op: 'in', value: 'x' }, 'value', /must be a list/],
    [{ field: 'name', op: 'in', value: [] }, 'value', /must not be empty/],
    [{ field: 'name', op: 'is', value: ['x'] }, 'value', /must be a text/],
    [{ field: 'name', op: 'exists', value: 'x' }, 'value', /must be left out/],
    [{ field: 'name', op: 'gt', value: 5 }, 'op', /only variables hold/],
    [{ field: 'variable:AGE', op: 'gt', value: 'old' }, 'value', /must be a number, or a date/],
    [{ field: 'variable:DUE', op: 'gt', value: '12/1/2026' }, 'value', /must be a number, or a date/],
    [{ field: 'country', op: 'is', value: 'Atlantis' }, 'value', /must be a country.*"Atlantis"/],
    [{ field: 'country', op: 'contains', value: 'U' }, 'op', /does not go with country/],
    [{ field: 'time_zone', op: 'is', value: 'Eastern' }, 'value', /must be a time zone/],
    [{ field: 'consent', op: 'is', value: 'yes' }, 'value', /must be express, written, none/],
    [{ field: 'priority', op: 'in', value: ['high', 'urgent'] }, 'value', /"urgent"/],
    [{ field: 'phone', op: 'is', value: 'home' }, 'value', /must be a phone/],
    [{ field: 'name', op: 'is', value: 'x', extra: 1 }, undefined, /extra/],
  ])('%j', (condition, at, message) => {
    const result = Eligibility.safeParse({ conditions: [condition] })
    expect(result.success).toBe(false)
    const issue = result.error!.issues[0]!
    expect(issue.path[2]).toBe(at)
    expect(issue.message).toMatch(message)
  })

  test('of none, and of too many', () => {
    const one = { field: 'name', op: 'exists' }
    expect(Eligibility.safeParse({ conditions: [] }).success).toBe(false)
    expect(Eligibility.safeParse({ conditions: Array(20).fill(one) }).success).toBe(true)
    expect(Eligibility.safeParse({ conditions: Array(21).fill(one) }).success).toBe(false)
  })

  test('of more text than can be kept with each of a long list of people', () => {
    const zips = Array.from({ length: 100 }, (_, i) => String(10_000 + i))
    const given = (value: string[], count: number) =>
      Eligibility.safeParse({
        conditions: Array.from({ length: count }, () => ({ field: 'postal_code', op: 'in', value })),
      })
    expect(given(zips, 10).success).toBe(true)
    expect(given(zips, 11).error?.issues).toMatchObject([
      { path: ['conditions'], message: expect.stringContaining('5000') },
    ])
  })

  test('a name that grows with its capitals can still be read again', () => {
    const once = read({ field: `variable:${'ß'.repeat(100)}`, op: 'exists' })
    expect(Eligibility.parse(once)).toEqual(once)
  })

  test('and is part of the settings, with variables named as lists name them', () => {
    const conditions = [{ field: 'variable:Case number', op: 'exists' }]
    expect(CampaignSettings.parse({ eligibility: { conditions } }).eligibility).toEqual({
      match: 'all',
      conditions: [{ field: 'variable:CASE_NUMBER', op: 'exists', value: null }],
    })
    expect(CampaignSettings.safeParse({ eligibility: { conditions: [{ field: 'x', op: 'exists' }] } }).success).toBe(
      false,
    )
  })
})

describe('whatever is given', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('US', 'PA', '5', '2026-11-23', 'vip', 'America/New_York'),
  )
  const condition = fc.record({
    field: fc.oneof(
      fc.constantFrom(...CONDITION_FIELDS),
      text.map((name) => `variable:${name}`),
      text,
    ),
    op: fc.constantFrom(...CONDITION_OPS),
    value: fc.oneof(
      text,
      fc.double({ noNaN: true }).map((it) => it + 0),
      fc.array(text, { maxLength: 3 }),
      fc.constant(null),
    ),
  })
  const facts: fc.Arbitrary<EligibilityFacts> = fc.record({
    name: text,
    email: fc.option(text),
    phones: fc.array(fc.record({ e164: fc.option(text) }), { maxLength: 3 }),
    address: fc.option(
      fc.record({
        street: fc.option(text),
        city: fc.option(text),
        state: fc.option(text),
        postalCode: fc.option(text),
        country: fc.option(text),
      }),
    ),
    zone: fc.option(text),
    tags: fc.array(text, { maxLength: 3 }),
    consent: fc.option(fc.constant(CONSENT)),
    priority: fc.constantFrom('high', 'normal', 'low'),
    variables: fc.dictionary(text, text),
    properties: fc.dictionary(text, text),
  })
  const OPPOSITES = { is: 'is_not', contains: 'not_contains', in: 'not_in', exists: 'not_exists' } as const

  test('the schema takes it or says why, and what it takes can be evaluated, said and stored', () => {
    fc.assert(
      fc.property(condition, facts, (given, person) => {
        const result = Eligibility.safeParse({ conditions: [given] })
        if (!result.success) return result.error.issues.every((issue) => issue.message !== '')
        const unmet = unmetConditions(result.data, person, NOW)
        expect(Eligibility.parse(JSON.parse(JSON.stringify(result.data)))).toEqual(result.data)
        expect(JSON.parse(JSON.stringify(unmet))).toEqual(unmet)
        expect(sayCondition(result.data.conditions[0]!)).not.toBe('')
        return unmet.length <= 1
      }),
      { numRuns: 2_000 },
    )
  })

  test('a condition and its opposite are never both met, nor both not', () => {
    fc.assert(
      fc.property(condition, facts, fc.constantFrom('is', 'contains', 'in', 'exists'), (given, person, op) => {
        const [yes, no] = [op, OPPOSITES[op as 'is']].map((it) =>
          Eligibility.safeParse({ conditions: [{ ...given, op: it }] }),
        )
        expect(yes!.success).toBe(no!.success)
        if (!yes!.success) return
        const counts = [yes, no].map((it) => unmetConditions(it!.data!, person, NOW).length)
        expect(counts[0]! + counts[1]!).toBe(1)
      }),
      { numRuns: 2_000 },
    )
  })
})
