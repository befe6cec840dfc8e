import { describe, expect, it } from 'vitest'
import { ANSWER_STATUSES, CONSEQUENCES, DISPOSITIONS } from '../../src/domain/disposition.ts'
import { type AttemptFacts, type AttemptOutcome, outcomeOf } from '../../src/domain/outcome.ts'
import { reportOf } from '../support/call-scenarios.ts'

const NOTHING: AttemptFacts = {
  answeredAt: null,
  endedAt: 60_000,
  endReason: null,
  detection: null,
  optedOut: null,
  callbackAsked: null,
  wrongNumber: false,
  report: null,
  dialError: null,
}
const TALKED: AttemptFacts = { ...NOTHING, answeredAt: 10_000, endReason: 'hangup', detection: 'human' }
const said = (disposition: Parameters<typeof reportOf>[0]['disposition'], userTurns = 4): AttemptFacts => ({
  ...TALKED,
  report: reportOf({ disposition, userTurns }),
})
const optedOut = { email: false, reason: 'stop' }
const AT = 1_800_000_000_000

type Expected = Partial<AttemptOutcome>
const CASES: [string, AttemptFacts, Expected][] = [
  [
    'interest',
    said('INTERESTED'),
    { disposition: 'INTERESTED', answerStatus: 'human', answered: true, talkSeconds: 50 },
  ],
  ['a refusal in one turn', said('NOT_INTERESTED', 1), { disposition: 'NOT_INTERESTED' }],
  ['a good end in two turns', said('COMPLETED', 2), { disposition: 'COMPLETED' }],
  ['a good end in one turn', said('COMPLETED', 1), { disposition: 'NO_ANSWER', answerStatus: 'human', answered: true }],
  ['a good end without a turn', said('COMPLETED', 0), { disposition: 'NO_ANSWER', answered: true }],
  [
    'a good end with a machine, one turn',
    { ...said('COMPLETED', 1), detection: 'machine' },
    { disposition: 'VOICEMAIL', answerStatus: 'machine' },
  ],
  [
    'a reported voicemail',
    { ...said('VOICEMAIL'), detection: null },
    { disposition: 'VOICEMAIL', answerStatus: 'machine' },
  ],
  ['a reported silence', said('NO_ANSWER'), { disposition: 'NO_ANSWER', answered: true }],
  ['a reported failure', said('FAILED'), { disposition: 'FAILED', answered: true, invalidNumber: false }],
  ['a reported opt-out', said('OPT_OUT'), { disposition: 'OPT_OUT', optOutEmail: false }],
  ['a reported wrong number', said('WRONG_NUMBER'), { disposition: 'WRONG_NUMBER', answerStatus: 'human' }],
  [
    'a reported callback with its time',
    { ...TALKED, report: reportOf({ disposition: 'CALLBACK', callbackAt: AT }) },
    { disposition: 'CALLBACK', callbackAt: AT },
  ],
  [
    'an opt-out over everything else',
    { ...said('INTERESTED'), optedOut, wrongNumber: true, callbackAsked: { callbackAt: AT } },
    { disposition: 'OPT_OUT', answerStatus: 'human' },
  ],
  [
    'an opt-out of mail as well',
    { ...TALKED, optedOut: { email: true, reason: '' } },
    { disposition: 'OPT_OUT', optOutEmail: true },
  ],
  [
    'no more mail, and interested',
    { ...TALKED, report: reportOf({ disposition: 'INTERESTED', optOutEmail: true }) },
    { disposition: 'INTERESTED', optOutEmail: true },
  ],
  [
    'a wrong number over a callback',
    { ...said('INTERESTED'), wrongNumber: true, callbackAsked: { callbackAt: AT } },
    { disposition: 'WRONG_NUMBER' },
  ],
  [
    'a callback over the report',
    { ...said('COMPLETED'), callbackAsked: { callbackAt: AT } },
    { disposition: 'CALLBACK', callbackAt: AT },
  ],
  [
    'a callback whose time only the report has',
    { ...TALKED, callbackAsked: { callbackAt: null }, report: reportOf({ disposition: 'CALLBACK', callbackAt: AT }) },
    { disposition: 'CALLBACK', callbackAt: AT },
  ],
  [
    'a function called though the answer was never reported',
    { ...NOTHING, optedOut },
    { answered: true, answerStatus: 'human' },
  ],
  ['a report without outcome, a conversation', said(null, 2), { disposition: 'COMPLETED' }],
  ['a report without outcome, one turn', said(null, 1), { disposition: 'NO_ANSWER', answered: true }],
  [
    'a machine',
    { ...TALKED, detection: 'machine' },
    { disposition: 'VOICEMAIL', answerStatus: 'machine', answered: true },
  ],
  ['a fax', { ...TALKED, detection: 'fax' }, { disposition: 'VOICEMAIL', answerStatus: 'machine' }],
  [
    'a machine only the report knew of',
    { ...TALKED, detection: 'unknown', report: reportOf({ detection: 'machine', userTurns: 0 }) },
    { disposition: 'VOICEMAIL', answerStatus: 'machine' },
  ],
  [
    'a short call without a report',
    { ...TALKED, endedAt: 15_000 },
    { disposition: 'NO_ANSWER', answered: true, talkSeconds: 5 },
  ],
  [
    'a minute with a person and no report',
    { ...TALKED, endedAt: 70_000 },
    { disposition: 'COMPLETED', talkSeconds: 60 },
  ],
  [
    'a minute with nobody knows whom and no report',
    { ...TALKED, detection: null, amdOff: true, endedAt: 90_000 },
    { disposition: 'NO_ANSWER', answered: true },
  ],
  ['an answered call that broke', { ...TALKED, endReason: 'error' }, { disposition: 'FAILED', answered: true }],
  [
    'no answer',
    { ...NOTHING, endReason: 'no_answer' },
    { disposition: 'NO_ANSWER', answerStatus: 'no_answer', answered: false },
  ],
  [
    'a ring time that ran out',
    { ...NOTHING, endReason: 'canceled' },
    { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  ],
  ['busy', { ...NOTHING, endReason: 'busy' }, { disposition: 'NO_ANSWER', answerStatus: 'busy', endReason: 'busy' }],
  ['declined', { ...NOTHING, endReason: 'declined' }, { disposition: 'NO_ANSWER', answerStatus: 'rejected' }],
  [
    'hung up before an answer',
    { ...NOTHING, endReason: 'hangup' },
    { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  ],
  [
    'an end we do not know',
    { ...NOTHING, endReason: 'other' },
    { disposition: 'NO_ANSWER', answerStatus: 'no_answer' },
  ],
  [
    'a network error',
    { ...NOTHING, endReason: 'error' },
    { disposition: 'FAILED', answerStatus: 'failed', invalidNumber: false },
  ],
  [
    'a call the carrier does not know',
    { ...NOTHING, endReason: 'not_found' },
    { disposition: 'FAILED', answerStatus: 'failed' },
  ],
  [
    'an invalid number',
    { ...NOTHING, dialError: { invalidNumber: true, code: 'not_e164' } },
    { disposition: 'FAILED', answerStatus: 'failed', invalidNumber: true, endReason: 'not_e164', answered: false },
  ],
  [
    'a dial refused for another reason',
    { ...NOTHING, dialError: { invalidNumber: false, code: 'not_routable' } },
    { disposition: 'FAILED', invalidNumber: false },
  ],
  [
    'silence for ever',
    { ...NOTHING, silent: true },
    { disposition: 'FAILED', answerStatus: 'failed', endReason: 'lost' },
  ],
  [
    'silence, and busy in the log',
    { ...NOTHING, silent: true, endReason: 'busy' },
    { disposition: 'NO_ANSWER', answerStatus: 'busy' },
  ],
  [
    'silence, and answered in the log',
    { ...NOTHING, silent: true, answeredAt: 1_000, endReason: 'hangup' },
    { disposition: 'FAILED', answered: true },
  ],
  ['a length counted by the carrier, against instants of arrival', { ...TALKED, talkSeconds: 4.9 }, { talkSeconds: 5 }],
  ['an end before the answer', { ...TALKED, answeredAt: 90_000 }, { talkSeconds: 0 }],
]

describe('the outcome of an attempt', () => {
  it.each(CASES)('is decided for %s', (_, facts, expected) => {
    expect(outcomeOf(facts)).toMatchObject(expected)
  })

  it('reaches every disposition and every answer status in this table', () => {
    const outcomes = CASES.map(([, facts]) => outcomeOf(facts))
    expect(new Set(outcomes.map((it) => it.disposition))).toEqual(new Set(DISPOSITIONS))
    expect(new Set(outcomes.map((it) => it.answerStatus))).toEqual(new Set(ANSWER_STATUSES))
  })

  it('has a consequence for every disposition, and only an opt-out suppresses', () => {
    expect(Object.keys(CONSEQUENCES)).toEqual([...DISPOSITIONS])
    expect(DISPOSITIONS.filter((it) => CONSEQUENCES[it].suppresses)).toEqual(['OPT_OUT'])
  })
})
