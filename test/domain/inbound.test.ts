import { describe, expect, it } from 'vitest'
import type { CallEvent, ConversationReport } from '../../src/domain/call.ts'
import type { Disposition } from '../../src/domain/disposition.ts'
import {
  afterCallBack,
  type CallerLead,
  cleanBody,
  heardAtFirst,
  hearMore,
  inboundOutcome,
  mayBeDecided,
  pickLead,
  readCaller,
  sortCampaigns,
  takesIn,
} from '../../src/domain/inbound.ts'
import { closedMessage, inboundGreeting } from '../../src/domain/inbound-words.ts'
import { LEAD_STATUSES } from '../../src/domain/lead.ts'
import type { LeadProgress } from '../../src/domain/lead-progress.ts'

const NOW = Date.parse('2026-11-23T15:00:00Z')
const MINUTE = 60_000

describe('who calls', () => {
  it.each([
    ['+13125550101', '+13125550101'],
    ['13125550101', '+13125550101'],
    [' +44 ', null],
    ['+442079460958', '+442079460958'],
    ['sip:+13125550101@carrier.example;user=phone', '+13125550101'],
    ['anonymous', null],
    ['Restricted', null],
    ['sip:anonymous@anonymous.invalid', null],
    ['+266696687', null],
    ['266696687', null],
    ['+7378742833', null],
    ['', null],
    ['0000000000', null],
    ['72345', null],
    ['3125550101', null],
    ['+1', null],
    [`+1${'3'.repeat(300)}`, null],
    ['<script>', null],
  ])('%j is %j', (raw, phone) => {
    expect(readCaller(raw)).toBe(phone)
  })
})

describe('the words of a text', () => {
  it('are kept without what could do harm, and of bounded length', () => {
    expect(cleanBody('  a\u0000b\r\nc\u202ed\u2028e ')).toBe('a b\nc d\ne')
    expect(cleanBody('\ud800x')).toBe('x')
    expect(cleanBody('y'.repeat(100_000))).toHaveLength(5_000)
    expect(cleanBody('Ünï 👍')).toBe('Ünï 👍')
  })
})

describe('the lead somebody calls about', () => {
  const lead = (leadId: string, more: Partial<CallerLead> = {}): CallerLead => ({
    leadId,
    campaignId: `cmp_${leadId}`,
    createdAt: 0,
    lastAttemptAt: null,
    lastFromNumberAt: null,
    isCalledFromHere: false,
    ...more,
  })
  it.each<[string, CallerLead[], string | null]>([
    ['nobody', [], null],
    [
      'called last',
      [lead('a', { lastAttemptAt: 5 }), lead('b', { lastAttemptAt: 9 }), lead('c', { createdAt: 99 })],
      'b',
    ],
    [
      'called at the same instant, once from this number',
      [lead('b', { lastAttemptAt: 9 }), lead('a', { lastAttemptAt: 9, lastFromNumberAt: 9 })],
      'a',
    ],
    [
      'added last to an active campaign on this number',
      [
        lead('a', { createdAt: 3, isCalledFromHere: true }),
        lead('b', { createdAt: 7 }),
        lead('c', { createdAt: 5, isCalledFromHere: true }),
      ],
      'c',
    ],
    ['neither called nor in such a campaign', [lead('a'), lead('b')], null],
  ])('is, of leads %s', (_title, leads, chosen) => {
    expect(pickLead(leads)?.leadId ?? null).toBe(chosen)
    expect(pickLead([...leads].reverse())?.leadId ?? null).toBe(chosen)
  })
})

describe('campaigns on a number', () => {
  const campaign = (id: string, direction: string, status = 'active') => ({ id, direction, status, channels: null })
  it('answer inbound ones first, then the newest, and active ones before paused ones', () => {
    const all = [
      campaign('cmp_1', 'outbound'),
      campaign('cmp_2', 'outbound'),
      campaign('cmp_3', 'inbound', 'paused'),
      campaign('cmp_0', 'inbound'),
    ]
    expect(sortCampaigns(all).map((it) => it.id)).toEqual(['cmp_0', 'cmp_2', 'cmp_1', 'cmp_3'])
  })
  it('take people in on the channels they are set to, while they are active', () => {
    const open = { ...campaign('cmp_1', 'outbound'), channels: ['call'] as const }
    expect(takesIn(open, 'call')).toBe(true)
    expect(takesIn(open, 'text')).toBe(false)
    expect(takesIn({ ...open, status: 'paused' }, 'call')).toBe(false)
    expect(takesIn(campaign('cmp_1', 'inbound'), 'call')).toBe(false)
  })
})

const report = (disposition: Disposition | null, more: Partial<ConversationReport> = {}): CallEvent => ({
  type: 'reported',
  at: NOW + MINUTE,
  report: {
    disposition,
    summary: 'said so',
    callbackAt: null,
    primaryGoal: 'unknown',
    goalScore: null,
    userTurns: 3,
    optOutEmail: false,
    detection: null,
    recordingUrl: null,
    transcriptKey: null,
    ...more,
  },
})

describe('what came of a call to us', () => {
  it('is what was reported, in any order and any number of times', () => {
    const asked: CallEvent = { type: 'callback_asked', at: NOW + 1000, callbackAt: NOW + 90 * MINUTE, reason: 'later' }
    const events = [asked, report('COMPLETED'), asked, report('COMPLETED')]
    for (const order of [events, [...events].reverse()]) {
      const heard = order.reduce((all, event) => hearMore(all, [event]), heardAtFirst(NOW))
      expect(inboundOutcome(heard)).toMatchObject({
        disposition: 'CALLBACK',
        callbackAt: NOW + 90 * MINUTE,
        talkSeconds: 60,
        isConversation: true,
      })
    }
  })
  it.each<[CallEvent[], Disposition | null, boolean]>([
    [[report('INTERESTED')], 'INTERESTED', true],
    [[report('COMPLETED', { userTurns: 1 })], 'NO_ANSWER', false],
    [[report(null)], 'COMPLETED', true],
    [[{ type: 'opted_out', at: NOW, email: false, reason: 'no' }, report('INTERESTED')], 'OPT_OUT', true],
    [[], null, false],
    [[{ type: 'opted_out', at: NOW, email: false, reason: 'no' }], 'OPT_OUT', true],
    [[{ type: 'wrong_number', at: NOW, reason: 'no' }], 'WRONG_NUMBER', false],
  ])('%#', (events, disposition, isConversation) => {
    expect(inboundOutcome(hearMore(heardAtFirst(NOW), events))).toMatchObject({ disposition, isConversation })
  })
})

describe('a call back', () => {
  const progress: LeadProgress = {
    pass: 1,
    position: 1,
    phones: [
      { e164: '+13125550101', attempts: 1, dead: null },
      { e164: '+13125550102', attempts: 0, dead: null },
      { e164: '+13125550103', attempts: 0, dead: 'wrong_number' },
    ],
    everAnswered: false,
  }
  const settings = {
    retry: { mode: 'pass' as const, max_attempts_per_phone: 2, interval_minutes: 60 },
    completion_timeout_minutes: 30,
  } as unknown as Parameters<typeof afterCallBack>[2]
  const made = (disposition: Disposition, callbackAt: number | null = null, phone = '+13125550102') =>
    afterCallBack(progress, { disposition, callbackAt, phone }, settings, NOW)

  it.each<[Disposition, string | null]>([
    ['INTERESTED', 'completed'],
    ['NOT_INTERESTED', 'completed'],
    ['COMPLETED', 'completed'],
    ['CALLBACK', 'rescheduled'],
    ['OPT_OUT', 'do_not_call'],
    ['NO_ANSWER', null],
    ['VOICEMAIL', null],
    ['WRONG_NUMBER', null],
    ['FAILED', null],
  ])('that came to %s makes the lead %s', (disposition, status) => {
    expect(made(disposition)?.next.status ?? null).toBe(status)
  })
  it('completes at once, without the time in which people call back, and counts no attempt', () => {
    const done = made('INTERESTED')!
    expect(done.next).toMatchObject({ kind: 'final', calledUntil: null })
    expect(done.progress.phones.map((it) => it.attempts)).toEqual([1, 0, 0])
    expect(done.progress.everAnswered).toBe(true)
  })
  it.each([
    ['the phone they called from', '+13125550102', 2],
    ['where the lead stands, when that is none of theirs', '+19995550000', 1],
    ['where the lead stands, when that is dead', '+13125550103', 1],
  ])('that asks for a call is called at %s', (_title, phone, position) => {
    const later = made('CALLBACK', NOW + 5 * MINUTE, phone)!
    expect(later.next).toMatchObject({ kind: 'dial', callback: true, position, dueAt: NOW + 5 * MINUTE })
  })
  it('that asks for a call nobody can make changes nothing', () => {
    const dead = { ...progress, phones: progress.phones.map((it) => ({ ...it, dead: 'invalid' as const })) }
    expect(afterCallBack(dead, { disposition: 'CALLBACK', callbackAt: null, phone: '' }, settings, NOW)).toBeNull()
  })
  it('decides about leads that wait or stand in their completion timeout, and about no others', () => {
    expect(LEAD_STATUSES.filter(mayBeDecided).sort()).toEqual(['called', 'pending', 'rescheduled', 'retry'])
  })
})

describe('what is said to somebody who calls', () => {
  const agent = { disclosure: true, disclosureText: null, language: 'en-US' }
  it('says at once that the voice is artificial, whatever the language', () => {
    expect(inboundGreeting(agent)).toMatch(/artificial voice.*do not call me.*How can I help you\?$/)
    for (const [language, words] of [
      ['es-MX', 'voz artificial'],
      ['de-DE', 'künstlicher Stimme'],
      ['xx', 'artificial voice'],
    ] as const)
      expect(inboundGreeting({ ...agent, language })).toContain(words)
  })
  it("says the team's own wording in its place, and nothing of it when it is switched off", () => {
    const own = { ...agent, disclosureText: 'You reached {{COMPANY}}, an AI answers' }
    expect(inboundGreeting(own)).toBe('You reached {{COMPANY}}, an AI answers. How can I help you?')
    expect(inboundGreeting({ ...agent, disclosure: false })).toBe(
      'Thank you for calling {{COMPANY}}. How can I help you?',
    )
  })
  it('is courteous when nobody can talk', () => {
    expect(closedMessage('fr-CA')).toContain('Merci')
    expect(closedMessage('__proto__')).toContain('Thank you')
  })
})
