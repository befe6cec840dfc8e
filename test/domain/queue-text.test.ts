import { describe, expect, it } from 'vitest'
import type { Flight } from '../../src/dialer/flight.ts'
import { NumberDays } from '../../src/dialer/number-days.ts'
import type { QueuedLead } from '../../src/dialer/queue.ts'
import { flightText, leadText, readFlight, readLead } from '../../src/dialer/queue-text.ts'
import { applyEvent, markSettled, newAttempt } from '../../src/domain/attempt.ts'
import { queuedLead } from '../support/queued-lead.ts'

const AT = Date.UTC(2026, 10, 23, 15)

const fresh = queuedLead(1)

const seasoned: QueuedLead = {
  ...fresh,
  priority: 'high',
  pass: 3,
  position: 2,
  attempts: 5,
  everAnswered: true,
  phones: [
    { e164: '+12125550001', attempts: 3, dead: 'wrong_number' },
    { e164: '', attempts: 0, dead: 'invalid' },
    { e164: '+12125550002', attempts: 2, dead: null },
  ],
  zone: 'America/New_York',
  address: { state: 'NY', postalCode: '10001', country: 'US' },
  consent: { type: 'written', from: AT, until: null },
  contactVersion: 7,
  callback: true,
  final: { status: 'completed', reason: null },
}

const asked: Flight = {
  attemptId: 'att_1',
  numberId: 'num_1',
  from: '+12125550100',
  phone: '+12125550001',
  stage: 'asked',
  carrierCallId: null,
  attempt: newAttempt(AT, { amdOff: true }),
  fromRank: 10,
  fromDueAt: 0,
  fromPlace: 1,
  lookups: 0,
  result: null,
}

function reported(): Flight {
  const report = {
    disposition: 'INTERESTED' as const,
    summary: 'Wants to be visited on Tuesday.',
    callbackAt: null,
    primaryGoal: 'achieved' as const,
    goalScore: 90,
    userTurns: 4,
    optOutEmail: false,
    detection: 'human' as const,
    recordingUrl: null,
    transcriptKey: 'transcripts/att_1.json',
  }
  const attempt = [
    { type: 'answered' as const, at: AT },
    { type: 'reported' as const, at: AT + 1, report },
    { type: 'ended' as const, at: AT + 2, answeredAt: AT, reason: 'hangup' as const, rawReason: 'x', talkSeconds: 60 },
  ].reduce(applyEvent, newAttempt(AT))
  return { ...asked, stage: 'placed', carrierCallId: 'call_1', attempt, maxSeconds: 600 }
}

describe('a lead as the queue stores it', () => {
  it.each([
    ['never dialed', fresh],
    ['with a history', seasoned],
  ])('is read as it was written: %s', (_name, lead) => {
    expect(readLead(leadText(lead))).toEqual(lead)
  })

  it('that was never dialed is little more than its ids and phones', () => {
    expect(leadText(fresh)).toBe('{"id":"led_1","contactId":"con_1","contactVersion":1,"phones":["+12125550001"]}')
  })

  it('is read from a row of an earlier version, which spelled everything out', () => {
    expect(readLead(JSON.stringify(seasoned))).toEqual(seasoned)
  })

  it('from before contacts had versions is known as such', () => {
    const { address: _a, consent: _c, contactVersion: _v, ...old } = fresh
    expect(readLead(JSON.stringify(old))).toEqual({ ...fresh, contactVersion: 0 })
  })
})

describe('a flight as the queue stores it', () => {
  it.each([
    ['asked for', asked],
    ['reported', reported()],
    ['settled', { ...reported(), stage: 'settled' as const, attempt: markSettled(reported().attempt) }],
  ])('is read as it was written: %s', (_name, flight) => {
    expect(readFlight(flightText(flight))).toEqual(flight)
  })

  it('has its report once', () => {
    expect(flightText(reported()).split('visited on Tuesday')).toHaveLength(2)
  })

  it('is read from a row of an earlier version, which spelled everything out', () => {
    expect(readFlight(JSON.stringify(reported()))).toEqual(reported())
  })
})

describe('the calls of a number on its day', () => {
  it('are forgotten with the day, and not counted back by an answer that comes late', () => {
    const days = new NumberDays()
    days.set('num_1|2026-11-23', 40)
    days.set('num_2|2026-11-23', 7)
    days.set('num_1|2026-11-24', 1)
    days.set('num_1|2026-11-23', 41)
    expect(days.get('num_1|2026-11-24')).toBe(1)
    expect(days.get('num_1|2026-11-23')).toBeUndefined()
    expect(days.get('num_2|2026-11-23')).toBe(7)
  })
})
