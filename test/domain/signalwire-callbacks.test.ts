/** Longer than usual: one table per callback kind, and the hostile-body properties that cover all of them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALLBACK_KINDS } from '../../src/adapters/signalwire/callback-url.ts'
import { parseCallback, readCallbackBody } from '../../src/adapters/signalwire/callbacks.ts'
import { functionReply } from '../../src/adapters/signalwire/functions.ts'
import { extractTranscript } from '../../src/adapters/signalwire/transcript.ts'

const NOW = Date.UTC(2026, 2, 2, 18)
const only = (kind: (typeof CALLBACK_KINDS)[number], body: unknown, options = {}) =>
  parseCallback(kind, body, NOW, options).events[0]

describe('status callbacks', () => {
  const ended = {
    type: 'ended',
    at: NOW - 1_000,
    answeredAt: NOW - 26_000,
    reason: 'hangup',
    rawReason: 'hangup',
  }
  const params = {
    call_id: 'c-1',
    call_state: 'ended',
    answer_time: NOW - 26_000,
    end_time: NOW - 1_000,
    end_reason: 'hangup',
  }

  it.each([
    ['in the documented envelope', { event_type: 'calling.call.state', timestamp: NOW / 1_000, params }],
    ['with params as a string', { event_type: 'calling.call.state', params: JSON.stringify(params) }],
    ['flat', params],
    ['flat, with microseconds', { ...params, answer_time: (NOW - 26_000) * 1_000, end_time: (NOW - 1_000) * 1_000 }],
    [
      'flat, with seconds as strings',
      { ...params, answer_time: `${NOW / 1_000 - 26}`, end_time: `${NOW / 1_000 - 1}` },
    ],
    [
      'with other key names',
      { id: 'c-1', state: 'ENDED', answered_at: NOW - 26_000, ended_at: NOW - 1_000, end_reason: 'hangup' },
    ],
  ])('are read %s', (_, body) => {
    expect(parseCallback('status', body, NOW)).toEqual({ carrierCallId: 'c-1', events: [ended] })
  })

  it('are read from a form, whole or with the params in one field', () => {
    const whole = readCallbackBody(
      `CallSid=c-1&CallStatus=no-answer&Timestamp=${encodeURIComponent(new Date(NOW).toUTCString())}`,
    )
    expect(parseCallback('status', whole, NOW)).toEqual({
      carrierCallId: 'c-1',
      events: [{ type: 'ended', at: NOW, answeredAt: null, reason: 'no_answer', rawReason: 'no-answer' }],
    })
    const oneField = readCallbackBody(
      `event_type=calling.call.state&params=${encodeURIComponent(JSON.stringify(params))}`,
    )
    expect(parseCallback('status', oneField, NOW).events).toEqual([ended])
  })

  it.each([
    ['noAnswer', 'no_answer'],
    ['no_answer', 'no_answer'],
    ['BUSY', 'busy'],
    ['decline', 'declined'],
    ['declined', 'declined'],
    ['cancel', 'canceled'],
    ['cancelled', 'canceled'],
    ['max_duration', 'max_duration'],
    ['not_found', 'not_found'],
    ['error', 'error'],
    ['solar_flare', 'other'],
  ])('know the end reason %s', (end_reason, reason) => {
    expect(only('status', { call_id: 'c', call_state: 'ended', end_reason })).toMatchObject({
      reason,
      rawReason: end_reason,
    })
  })

  it.each([
    ['duration_ms', { duration: 5, duration_ms: 4_900 }, 4.9],
    ['seconds', { duration: '25' }, 25],
  ])('take the length of a call from its %s when they give no instants', (_, length, talkSeconds) => {
    const flat = { call_id: 'c', status: 'ended', created_at: new Date(NOW - 90_000).toISOString(), ...length }
    expect(only('status', flat)).toMatchObject({ type: 'ended', at: NOW, talkSeconds })
    expect(only('status', { ...params, ...length })).toEqual(ended)
    expect(only('status', { ...flat, duration: 0, duration_ms: 0 })).not.toHaveProperty('talkSeconds')
  })

  it('do not make up a reason: an end without one is a hang-up only if somebody had answered', () => {
    expect(only('status', { call_state: 'ended' })).toMatchObject({
      reason: 'other',
      rawReason: null,
      answeredAt: null,
    })
    expect(only('status', { call_state: 'ended', answer_time: NOW - 5 })).toMatchObject({ reason: 'hangup' })
  })

  it('tell answered and ringing, and nothing before or between', () => {
    expect(only('status', { call_state: 'answered', answer_time: NOW - 9 })).toEqual({ type: 'answered', at: NOW - 9 })
    expect(only('status', { call_state: 'ringing' })).toEqual({ type: 'ringing', at: NOW })
    for (const call_state of ['created', 'queued', 'ending', 'dancing'])
      expect(only('status', { call_state })).toBeUndefined()
  })

  it('do not let a wrong clock move an event far away', () => {
    for (const answer_time of [NOW + 86_400_000, NOW - 30 * 86_400_000, 5, -1, 1e300]) {
      expect(only('status', { call_state: 'answered', answer_time })).toEqual({ type: 'answered', at: NOW })
    }
  })
})

describe('detection callbacks', () => {
  it.each([
    [{ params: { detect: { type: 'machine', params: { event: 'HUMAN' } } } }, 'human'],
    [{ params: { detect: { type: 'machine', params: { event: 'MACHINE', beep: true } } } }, 'machine'],
    [{ params: { detect: { type: 'fax', params: { event: 'CED' } } } }, 'fax'],
    [{ detect_result: 'machine' }, 'machine'],
    [{ detect_result: 'unknown' }, 'unknown'],
  ])('say what answered: %j', (body, detection) => {
    expect(only('detect', body)).toEqual({ type: 'detected', at: NOW, detection })
  })

  it.each(['READY', 'NOT_READY', 'finished', 'detecting', 'error', ''])(
    'take the marker %j for no detection',
    (event) => {
      expect(only('detect', { params: { detect: { type: 'machine', params: { event } } } })).toBeUndefined()
    },
  )
})

describe('recording callbacks', () => {
  const url = 'https://files.swire.io/s/p/recordings/a.mp3'

  it('are read with the file nested or at the top', () => {
    const event = { type: 'recorded', at: NOW, url, durationSeconds: 25 }
    expect(only('record', { params: { call_id: 'c', state: 'finished', record: { url, duration: 25.2 } } })).toEqual(
      event,
    )
    expect(only('record', { params: { call_id: 'c', state: 'finished', url, duration: '25' } })).toEqual(event)
  })

  it('count only when finished', () => {
    for (const state of ['recording', 'paused', 'no_input', 'error']) {
      expect(only('record', { params: { state, url } })).toBeUndefined()
    }
  })

  it.each([
    ['https://example.signalwire.com/r/a.mp3', true],
    ['http://files.swire.io/a.mp3', false],
    ['https://files.swire.io.evil.com/a.mp3', false],
    ['https://evilswire.io/a.mp3', false],
    ['https://user:pass@files.swire.io/a.mp3', false],
    ['https://files.swire.io:8443/a.mp3', false],
    ['https://evil.example.com/?files.swire.io', false],
    ['javascript:alert(1)', false],
    ['http://localhost:8788/sandbox/recordings/a.mp3', true],
    ['http://localhost:8789/a.mp3', false],
  ])("are trusted on the carrier's own hosts only: %s", (each, trusted) => {
    const event = only(
      'record',
      { params: { state: 'finished', url: each } },
      { carrierBaseUrl: 'http://localhost:8788/sandbox' },
    )
    expect(event !== undefined).toBe(trusted)
  })
})

describe('hostile bodies', () => {
  it('are read by their own properties only', () => {
    const inherited = Object.create({ call_state: 'ended', detect_result: 'machine', function: 'opt_out' })
    for (const kind of ['status', 'detect', 'function'] as const) expect(only(kind, inherited)).toBeUndefined()
  })

  /** Objects that use the names we look for, with anything as their values. */
  const names = fc.constantFrom(
    ...[
      'params',
      'call_id',
      'call_state',
      'status',
      'timestamp',
      'answer_time',
      'end_time',
      'end_reason',
      'detect',
      'record',
    ],
    ...[
      'event',
      'url',
      'state',
      'duration',
      'function',
      'argument',
      'parsed',
      'raw',
      'reason',
      'callback_at',
      'action',
      '__proto__',
    ],
    ...[
      'post_prompt_data',
      'outcome',
      'summary',
      'goal_score',
      'call_log',
      'role',
      'content',
      'swaig_log',
      'SWMLVars',
      'command_arg',
    ],
  )
  const words = fc.constantFrom(
    'ended',
    'answered',
    'opt_out',
    'schedule_callback',
    'user',
    'finished',
    'post_conversation',
    '{"params":1}',
  )
  const { anything } = fc.letrec((tie) => ({
    anything: fc.oneof(
      { maxDepth: 5 },
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
      words,
      fc.jsonValue(),
      fc.dictionary(names, tie('anything'), { maxKeys: 6 }),
      fc.array(tie('anything'), { maxLength: 3 }),
    ),
  }))

  it('never throw, and give only bounded events', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALLBACK_KINDS), anything, (kind, body) => {
        const { carrierCallId, events } = parseCallback(kind, body, NOW, {
          carrierBaseUrl: 'http://localhost:8788/sandbox',
        })
        expect(carrierCallId === null || /^[\w-]{1,64}$/.test(carrierCallId)).toBe(true)
        for (const event of events) {
          expect(Math.abs(event.at - NOW)).toBeLessThanOrEqual(7 * 86_400_000)
          if ('reason' in event) expect(event.reason.length).toBeLessThanOrEqual(300)
          if (event.type === 'reported') expect(event.report.summary.length).toBeLessThanOrEqual(1_000)
          expect(() => JSON.stringify(event)).not.toThrow()
        }
        if (kind === 'function') expect(functionReply(body, events).response).not.toBe('')
        extractTranscript(body)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never throw as raw text either', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.webQueryParameters()), (text) => {
        for (const kind of CALLBACK_KINDS) parseCallback(kind, readCallbackBody(text), NOW)
      }),
    )
  })
})
