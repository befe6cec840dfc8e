import { describe, expect, test } from 'vitest'
import {
  type Consent,
  consentHolds,
  consentSpan,
  consentState,
  isSameConsent,
  takesPlaceOf,
} from '../../src/domain/consent.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-23T15:00:00Z')

function consent(changes: Partial<Consent> = {}): Consent {
  const base = { wording: '', source: '', at: null, expiresAt: null, revokedAt: null, revokedReason: null }
  return { type: 'express', ...base, ...changes }
}

describe('when consent holds', () => {
  test.each([
    ['nothing on file', null, 'not_given'],
    ['none given', consent({ type: 'none' }), 'not_given'],
    ['given at an unknown time', consent(), 'holds'],
    ['given in writing', consent({ type: 'written', at: NOW - DAY }), 'holds'],
    ['from its first instant', consent({ at: NOW }), 'holds'],
    ['not before it', consent({ at: NOW + 1 }), 'not_yet'],
    ['until the instant before its end', consent({ expiresAt: NOW + 1 }), 'holds'],
    ['not at its end', consent({ expiresAt: NOW }), 'expired'],
    ['not once it is revoked', consent({ revokedAt: NOW }), 'revoked'],
    ['until it is revoked', consent({ revokedAt: NOW + 1 }), 'holds'],
    ['revoked says more than expired', consent({ revokedAt: NOW - 1, expiresAt: NOW - 2 }), 'revoked'],
  ] as const)('%s', (_, given, state) => {
    expect(consentState(given, NOW)).toBe(state)
    expect(consentHolds(consentSpan(given), NOW)).toBe(state === 'holds')
  })

  test('never, when it ends before it begins', () => {
    expect(consentSpan(consent({ at: NOW, expiresAt: NOW }))).toBeNull()
    expect(consentSpan(consent({ at: NOW, revokedAt: NOW - DAY }))).toBeNull()
  })

  test('the sooner of end and revocation counts', () => {
    expect(consentSpan(consent({ expiresAt: NOW + DAY, revokedAt: NOW }))).toMatchObject({ until: NOW })
    expect(consentSpan(consent({ expiresAt: NOW, revokedAt: NOW + DAY }))).toMatchObject({ until: NOW })
  })
})

describe('a revocation stands until consent is given after it', () => {
  const revoked = consent({ at: NOW - 9 * DAY, revokedAt: NOW, revokedReason: 'told us' })
  test.each([
    ['given later', consent({ at: NOW + 1 }), true],
    ['given at the same instant', consent({ at: NOW }), false],
    ['the one that was revoked, from an old list', consent({ at: NOW - 9 * DAY }), false],
    ['of an unknown date', consent(), false],
    ['none, later', consent({ type: 'none', at: NOW + 1 }), false],
  ] as const)('%s', (_, told, takes) => expect(takesPlaceOf(told, revoked)).toBe(takes))

  test('any takes the place of one that was not revoked', () => {
    expect(takesPlaceOf(consent(), null)).toBe(true)
    expect(takesPlaceOf(consent({ type: 'none' }), consent({ at: NOW }))).toBe(true)
  })
})

test('two consents are the same when they say the same', () => {
  expect(isSameConsent(consent(), consent())).toBe(true)
  expect(isSameConsent(null, null)).toBe(true)
  expect(isSameConsent(consent(), null)).toBe(false)
  expect(isSameConsent(consent(), consent({ source: 'a form' }))).toBe(false)
})
