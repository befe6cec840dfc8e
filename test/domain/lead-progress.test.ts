import { describe, expect, it } from 'vitest'
import { CampaignSettings } from '../../src/domain/campaign-settings.ts'
import type { Disposition } from '../../src/domain/disposition.ts'
import {
  afterAttempt,
  afterRefusal,
  type DialStep,
  firstStep,
  initialProgress,
  type LeadProgress,
  MAX_EXTRA_CALLBACKS,
  type NextStep,
  type PhoneProgress,
  REFUSALS,
  resetForRestart,
  resetForRetry,
  stepFrom,
  withDead,
} from '../../src/domain/lead-progress.ts'
import type { AttemptOutcome } from '../../src/domain/outcome.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const settings = CampaignSettings.parse({ retry: { max_attempts_per_phone: 2, interval_minutes: 60 } })
const perContact = CampaignSettings.parse({ retry: { ...settings.retry, mode: 'per_contact' } })

const phone = (attempts = 0, dead: PhoneProgress['dead'] = null): PhoneProgress => ({
  e164: '+12125550100',
  attempts,
  dead,
})
const lead = (phones: PhoneProgress[], at: Partial<LeadProgress> = {}): LeadProgress => ({
  pass: 1,
  position: 1,
  phones,
  everAnswered: false,
  ...at,
})
const came = (disposition: Disposition, more: Partial<AttemptOutcome> = {}): AttemptOutcome => ({
  disposition,
  answerStatus: 'no_answer',
  invalidNumber: false,
  callbackAt: null,
  optOutEmail: false,
  talkSeconds: 0,
  answered: false,
  endReason: 'no_answer',
  ...more,
})
const dial = (pass: number, position: number, more: Partial<DialStep> = {}): DialStep => ({
  kind: 'dial',
  pass,
  position,
  dueAt: null,
  notBefore: null,
  callback: false,
  status: 'retry',
  ...more,
})
const final = (status: string, reason: string | null): object => ({ kind: 'final', status, reason, calledUntil: null })
const next = (progress: LeadProgress, outcome: AttemptOutcome, given = settings): NextStep =>
  afterAttempt(progress, outcome, given, NOW).next

describe('the first step of a lead', () => {
  it('is its first live phone', () => {
    expect(firstStep([phone(0, 'invalid'), phone()])).toEqual(dial(1, 2, { status: 'pending' }))
    expect(initialProgress([phone(0, 'invalid'), phone()])).toMatchObject({ pass: 1, position: 2, everAnswered: false })
  })

  it('is the end when there is no phone to dial', () => {
    expect(firstStep([])).toEqual(final('skipped', 'no_phone'))
    expect(firstStep([phone(0, 'invalid')])).toEqual(final('skipped', 'numbers_invalid'))
    expect(firstStep([phone(0, 'invalid'), phone(0, 'wrong_number')])).toEqual(final('skipped', 'no_live_phone'))
    expect(firstStep([phone(0, 'invalid'), phone(0, 'suppressed')])).toEqual(final('do_not_call', 'suppressed'))
  })
})

describe('after an attempt that reached nobody', () => {
  it.each(['NO_ANSWER', 'VOICEMAIL', 'FAILED'] as const)(
    '%s goes on to the next live phone in the same pass',
    (disposition) => {
      const progress = lead([phone(), phone(0, 'invalid'), phone()])
      const after = afterAttempt(progress, came(disposition), settings, NOW)
      expect(after.next).toEqual(dial(1, 3))
      expect(after.progress).toMatchObject({ position: 3, phones: [{ attempts: 1 }, { attempts: 0 }, { attempts: 0 }] })
      expect(after.disposition).toBe(disposition)
      expect(progress.phones[0]!.attempts).toBe(0)
    },
  )

  it('waits for the next pass past the last phone, and never less than the interval', () => {
    expect(next(lead([phone(1), phone()], { position: 2 }), came('NO_ANSWER'))).toEqual(
      dial(2, 1, { notBefore: NOW + HOUR }),
    )
  })

  it('waits the interval for itself alone when retried per contact', () => {
    const progress = lead([phone(1), phone()], { position: 2 })
    expect(next(progress, came('NO_ANSWER'), perContact)).toEqual(dial(2, 1, { dueAt: NOW + HOUR }))
    expect(next(lead([phone(), phone()]), came('NO_ANSWER'), perContact)).toEqual(dial(1, 2))
  })

  it('passes over a phone whose attempts are used up', () => {
    expect(next(lead([phone(2), phone(0)], { position: 2 }), came('NO_ANSWER'))).toMatchObject({ pass: 2, position: 2 })
  })

  it.each([
    [false, false, 'failed'],
    [false, true, 'no_conversation'],
    [true, false, 'no_conversation'],
  ])('ends when attempts are used up (answered before %s, now %s): %s', (before, now, status) => {
    const progress = lead([phone(1)], { pass: 2, everAnswered: before })
    expect(next(progress, came('NO_ANSWER', { answered: now }))).toEqual(final(status, 'attempts_used_up'))
  })
})

describe('a phone that is dead', () => {
  it('after WRONG_NUMBER is never dialed again, and the next is dialed at once', () => {
    const after = afterAttempt(lead([phone(), phone()]), came('WRONG_NUMBER', { answered: true }), settings, NOW)
    expect(after.next).toEqual(dial(1, 2))
    expect(after.progress.phones[0]).toMatchObject({ attempts: 1, dead: 'wrong_number' })
    expect(next({ ...after.progress }, came('NO_ANSWER'))).toMatchObject({ pass: 2, position: 2 })
  })

  it('after an invalid number likewise; another failure keeps it', () => {
    const invalid = afterAttempt(lead([phone(), phone()]), came('FAILED', { invalidNumber: true }), settings, NOW)
    expect(invalid.progress.phones[0]!.dead).toBe('invalid')
    expect(afterAttempt(lead([phone()]), came('FAILED'), settings, NOW).progress.phones[0]!.dead).toBeNull()
  })

  it('ends the lead when it was the last, saying which', () => {
    expect(next(lead([phone()]), came('WRONG_NUMBER', { answered: true }))).toEqual(
      final('no_conversation', 'wrong_numbers'),
    )
    expect(next(lead([phone()]), came('FAILED', { invalidNumber: true }))).toEqual(final('failed', 'numbers_invalid'))
    const mixed = lead([phone(1, 'wrong_number'), phone()], { position: 2, everAnswered: true })
    expect(next(mixed, came('FAILED', { invalidNumber: true }))).toEqual(final('no_conversation', 'no_live_phone'))
  })

  it('found so by another lead moves this one on, and its waiting time still holds', () => {
    const waits = dial(2, 1, { dueAt: NOW + HOUR })
    const progress = withDead(lead([phone(1), phone(1)], { pass: 2 }), 1, 'wrong_number')
    expect(stepFrom(progress, perContact, NOW, waits).next).toEqual(dial(2, 2, { dueAt: NOW + HOUR }))
    expect(stepFrom(progress, perContact, NOW).next).toEqual(dial(2, 2))
    const other = withDead(lead([phone(1), phone(1)], { pass: 2 }), 2, 'wrong_number')
    expect(stepFrom(other, perContact, NOW, waits).next).toBe(waits)
  })

  it('found so before the first call leaves the lead skipped', () => {
    expect(stepFrom(withDead(lead([phone()]), 1, 'wrong_number'), settings, NOW).next).toEqual(
      final('skipped', 'wrong_numbers'),
    )
  })
})

describe('a callback', () => {
  const asked = (callbackAt: number | null, progress = lead([phone(), phone()])): NextStep =>
    next(progress, came('CALLBACK', { callbackAt, answered: true }))

  it('is dialed on the same phone when they said', () => {
    const due = dial(1, 1, { callback: true, status: 'rescheduled', dueAt: NOW + 2 * HOUR })
    expect(asked(NOW + 2 * HOUR)).toEqual(due)
  })

  it.each([
    ['without a time after the interval', null, NOW + HOUR],
    ['with a time in the past at once', NOW - HOUR, NOW],
    ['with a time beyond a year after the interval', NOW + 400 * 24 * HOUR, NOW + HOUR],
  ])('%s', (_, callbackAt, dueAt) => {
    expect(asked(callbackAt)).toMatchObject({ dueAt, callback: true })
  })

  it('is granted when attempts are used up, but not for ever', () => {
    expect(asked(NOW, lead([phone(1)]))).toMatchObject({ kind: 'dial', callback: true })
    expect(asked(NOW, lead([phone(1 + MAX_EXTRA_CALLBACKS)]))).toEqual(final('completed', 'callback_limit') as NextStep)
  })

  it('that nobody answers follows the ordinary order', () => {
    const called = lead([phone(1), phone()], { everAnswered: true })
    expect(next(called, came('NO_ANSWER'))).toEqual(dial(1, 2))
    expect(next(lead([phone(2)], { everAnswered: true }), came('NO_ANSWER'))).toEqual(
      final('no_conversation', 'attempts_used_up'),
    )
  })
})

describe('a conversation', () => {
  it.each(['INTERESTED', 'NOT_INTERESTED', 'COMPLETED'] as const)('%s completes the lead', (disposition) => {
    expect(next(lead([phone(), phone()]), came(disposition, { answered: true }))).toEqual(final('completed', null))
  })

  it('is held as called for the completion timeout', () => {
    const slow = CampaignSettings.parse({ completion_timeout_minutes: 30 })
    expect(next(lead([phone()]), came('INTERESTED'), slow)).toMatchObject({
      status: 'completed',
      calledUntil: NOW + 30 * MINUTE,
    })
  })

  it('OPT_OUT ends in do_not_call', () => {
    expect(next(lead([phone(), phone()]), came('OPT_OUT', { answered: true }))).toEqual(
      final('do_not_call', 'opted_out'),
    )
  })
})

describe('a refused permit', () => {
  const pending = { callback: false, status: 'pending' } as const
  const progress = lead([phone(), phone()])

  it.each(REFUSALS)('for %s spends no attempt', (refusal) => {
    const after = afterRefusal(progress, refusal, pending, settings, NOW, NOW + HOUR)
    expect(after.progress.phones.map((it) => it.attempts)).toEqual([0, 0])
  })

  it('for a suppressed phone moves on, and ends in do_not_call with the last', () => {
    const after = afterRefusal(progress, 'suppressed', pending, settings, NOW)
    expect(after.next).toEqual(dial(1, 2, { status: 'pending' }))
    expect(afterRefusal(after.progress, 'suppressed', pending, settings, NOW).next).toEqual(
      final('do_not_call', 'suppressed'),
    )
  })

  it('for a suppressed phone gives up as usual when the others are used up', () => {
    const tried = lead([phone(2), phone(1)], { position: 2, pass: 2, everAnswered: true })
    const after = afterRefusal(tried, 'suppressed', pending, settings, NOW)
    expect(after.next).toEqual(final('no_conversation', 'attempts_used_up'))
  })

  it('keeps its place and waits for the cap, the other call, or another number', () => {
    const callback = { callback: true, status: 'rescheduled' } as const
    const step = (...args: Parameters<typeof afterRefusal>): NextStep => afterRefusal(...args).next
    expect(step(progress, 'phone_capped', pending, settings, NOW, NOW + 5)).toEqual(
      dial(1, 1, { dueAt: NOW + 5, status: 'pending' }),
    )
    expect(step(progress, 'phone_capped', pending, settings, NOW, NOW - 5)).toMatchObject({ dueAt: NOW + 1 })
    expect(step(progress, 'phone_busy', pending, settings, NOW)).toMatchObject({ dueAt: NOW + MINUTE })
    expect(step(progress, 'number_capped', pending, settings, NOW)).toMatchObject({ dueAt: null })
    expect(step(progress, 'number_capped', callback, settings, NOW)).toMatchObject({ dueAt: NOW, ...callback })
    expect(step(progress, 'no_consent', pending, settings, NOW)).toEqual(final('skipped', 'no_consent'))
  })
})

describe('starting over', () => {
  const used = lead([phone(2, 'wrong_number'), phone(2)], { pass: 3, position: 2, everAnswered: true })

  it('zeroes the counters and keeps dead phones dead', () => {
    expect(resetForRestart(used)).toEqual(lead([phone(0, 'wrong_number'), phone(0)], { position: 2 }))
  })

  it('remembers on a retry that somebody answered', () => {
    expect(resetForRetry(used).everAnswered).toBe(true)
  })
})
