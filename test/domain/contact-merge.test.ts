import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Consent } from '../../src/domain/consent.ts'
import { consentHolds, consentSpan } from '../../src/domain/consent.ts'
import {
  keptLead,
  MAX_PHONES,
  type MergeLead,
  type MergeSide,
  mergeConsents,
  mergedProgress,
  mergePeople,
} from '../../src/domain/contact-merge.ts'
import { isFinal, LEAD_STATUSES } from '../../src/domain/lead.ts'

const phone = (e164: string | null, position: number) => ({ position, e164, raw: e164 ?? 'n/a', problem: null })
const side = (fields: Partial<MergeSide> & { numbers?: (string | null)[] }): MergeSide => ({
  name: '',
  email: null,
  phones: (fields.numbers ?? []).map((e164, index) => phone(e164, index + 1)),
  tags: [],
  properties: {},
  zone: null,
  address: null,
  consent: null,
  externalId: null,
  ...fields,
})
const lead = (fields: Partial<MergeLead>): MergeLead => ({
  id: 'led_1',
  status: 'pending',
  attempts: 0,
  phoneAttempts: [],
  phonePosition: 1,
  everAnswered: false,
  lastCalledAt: null,
  ...fields,
})
const consent = (fields: Partial<Consent>): Consent => ({
  type: 'express',
  wording: 'yes',
  source: 'form',
  at: 100,
  expiresAt: null,
  revokedAt: null,
  revokedReason: null,
  ...fields,
})

describe('two contacts that are one person', () => {
  it('keep what the one that stays has, and take what it lacks from the other', () => {
    const mine = side({ name: 'Ann', tags: ['a', 'b'], properties: { CASE: '1' }, numbers: ['+1'] })
    const other = side({
      name: 'Anna',
      email: 'ann@example.com',
      tags: ['b', 'c'],
      properties: { CASE: '2', TEAM: 'x' },
      zone: 'America/Denver',
      externalId: 'crm-2',
      numbers: ['+1', '+2'],
    })
    const merged = mergePeople(mine, other)
    expect(merged).toMatchObject({
      ok: true,
      person: {
        name: 'Ann',
        email: 'ann@example.com',
        tags: ['a', 'b', 'c'],
        properties: { CASE: '1', TEAM: 'x' },
        zone: 'America/Denver',
        externalId: 'crm-2',
        sources: [
          { mine: 0, others: 0 },
          { mine: null, others: 1 },
        ],
      },
    })
    expect(merged.ok && merged.person.phones.map((it) => [it.position, it.e164])).toEqual([
      [1, '+1'],
      [2, '+2'],
    ])
  })

  it('have at most ten phones: more is refused, and what cannot be used is left out first', () => {
    const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => `+1${from + i}`)
    const refused = mergePeople(side({ numbers: numbers(0, 8) }), side({ numbers: numbers(100, 3) }))
    expect(refused).toEqual({ ok: false, tooMany: 1, phones: ['+1100', '+1101', '+1102'] })
    const full = mergePeople(side({ numbers: numbers(0, 8) }), side({ numbers: [null, ...numbers(100, 2)] }))
    expect(full.ok && full.person.phones.map((it) => it.e164)).toEqual([...numbers(0, 8), '+1100', '+1101'])
  })

  it.each([
    ['nothing on file', null, null, null],
    ['only the other has one', null, consent({}), consent({})],
    ['both have one', consent({ wording: 'mine' }), consent({ wording: 'other' }), consent({ wording: 'mine' })],
    ['the other revoked theirs', consent({}), consent({ revokedAt: 200 }), consent({ revokedAt: 200 })],
    ['this one revoked', consent({ revokedAt: 50 }), consent({ at: 400 }), consent({ revokedAt: 50 })],
    [
      'given again after the other’s revocation',
      consent({ at: 300 }),
      consent({ revokedAt: 200 }),
      consent({ at: 300 }),
    ],
    [
      'of unknown age against a revocation',
      consent({ at: null }),
      consent({ revokedAt: 200 }),
      consent({ revokedAt: 200 }),
    ],
  ])('have the consent that stands: %s', (_name, mine, other, expected) => {
    expect(mergeConsents(mine, other)).toEqual(expected)
  })

  it('never have consent after a revocation that neither of them lifted', () => {
    const one = fc.option(
      fc.record({
        at: fc.option(fc.integer({ min: 0, max: 10 })),
        revokedAt: fc.option(fc.integer({ min: 0, max: 10 })),
        type: fc.constantFrom('express' as const, 'written' as const, 'none' as const),
      }),
    )
    fc.assert(
      fc.property(one, one, (a, b) => {
        const [mine, other] = [a && consent(a), b && consent(b)]
        const merged = mergeConsents(mine, other)
        if (!consentHolds(consentSpan(merged), 20)) return
        for (const it of [mine, other])
          if (it?.revokedAt != null) expect((merged?.at ?? -1) > it.revokedAt, JSON.stringify([a, b])).toBe(true)
      }),
    )
  })
})

describe('their leads of one campaign', () => {
  it('are weighed: what is over stays over, a person’s decision stands, and who can be called goes before who cannot', () => {
    const order = [
      'do_not_call',
      'completed',
      'called',
      'disqualified',
      'canceled',
      'disabled',
      'dialing',
      'rescheduled',
      'no_conversation',
      'failed',
      'retry',
      'awaiting_approval',
      'planning',
      'pending',
      'skipped',
    ] as const
    expect([...order].sort()).toEqual([...LEAD_STATUSES].sort())
    for (const [index, first] of order.entries())
      for (const second of order.slice(index + 1)) {
        expect(keptLead(lead({ status: first }), lead({ id: 'b', status: second })).status).toBe(first)
        expect(keptLead(lead({ status: second }), lead({ id: 'b', status: first })).status).toBe(first)
      }
    expect(keptLead(lead({ id: 'a', attempts: 1 }), lead({ id: 'b', attempts: 2 })).id).toBe('b')
    expect(keptLead(lead({ id: 'a' }), lead({ id: 'b' })).id).toBe('a')
  })

  it('leave nobody with more calls to come than one of the two had, phone by phone', () => {
    const MOST = 3
    const statuses = fc.constantFrom(...LEAD_STATUSES)
    const numbers = fc.uniqueArray(fc.constantFrom<string>('+1', '+2', '+3', '+4', '+5'), {
      minLength: 1,
      maxLength: 4,
    })
    const one = fc.record({
      numbers,
      status: statuses,
      made: fc.array(fc.integer({ min: 0, max: MOST }), { minLength: 4, maxLength: 4 }),
    })
    const leadOf = (id: string, it: { numbers: string[]; status: MergeLead['status']; made: number[] }) => {
      const phoneAttempts = it.numbers.map((_, index) => it.made[index]!)
      return lead({ id, status: it.status, phoneAttempts, attempts: phoneAttempts.reduce((a, b) => a + b, 0) })
    }
    fc.assert(
      fc.property(one, one, (a, b) => {
        const merged = mergePeople(side({ numbers: a.numbers }), side({ numbers: b.numbers }))
        if (!merged.ok) throw new Error('nine phones fit')
        const { phones, sources } = merged.person
        const [mine, other] = [leadOf('a', a), leadOf('b', b)]
        const kept = keptLead(mine, other)
        const progress = mergedProgress(kept, kept === mine ? 'mine' : 'others', kept === mine ? other : mine, sources)
        const left = (it: MergeLead, made: readonly number[], index: number) =>
          isFinal(it.status) ? 0 : Math.max(0, MOST - (made[index] ?? 0))
        phones.forEach(({ e164 }, index) => {
          const before = [[mine, a.numbers.indexOf(e164!)] as const, [other, b.numbers.indexOf(e164!)] as const].map(
            ([it, at]) => (at < 0 ? MOST : left(it, it.phoneAttempts, at)),
          )
          expect(left(kept, progress.phoneAttempts, index)).toBeLessThanOrEqual(Math.max(...before))
        })
        if (isFinal(mine.status) && isFinal(other.status)) expect(isFinal(kept.status)).toBe(true)
        expect(progress.attempts).toBe(mine.attempts + other.attempts)
        expect(progress.phoneAttempts.length).toBeLessThanOrEqual(MAX_PHONES)
      }),
    )
  })
})
