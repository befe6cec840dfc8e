import { describe, expect, it } from 'vitest'
import type { CALLBACK_KINDS } from '../../src/adapters/signalwire/callback-url.ts'
import { parseCallback } from '../../src/adapters/signalwire/callbacks.ts'
import { functionReply } from '../../src/adapters/signalwire/functions.ts'
import { extractTranscript } from '../../src/adapters/signalwire/transcript.ts'
import type { ConversationReport } from '../../src/domain/call.ts'

const NOW = Date.UTC(2026, 2, 2, 18)
const only = (kind: (typeof CALLBACK_KINDS)[number], body: unknown, options = {}) =>
  parseCallback(kind, body, NOW, options).events[0]

function report(data: unknown, more: object = {}, options = {}): ConversationReport {
  const body = { action: 'post_conversation', call_id: 'c-1', post_prompt_data: data, ...more }
  const event = parseCallback('report', body, NOW, options).events.at(-1)
  if (event?.type !== 'reported') throw new Error(`No report in ${JSON.stringify(event)}`)
  return event.report
}

describe('function calls', () => {
  const call = (name: string, args: object) => ({
    function: name,
    call_id: 'c-1',
    argument: { parsed: [args], raw: JSON.stringify(args) },
  })

  it('become an opt-out, with email only when that was said', () => {
    expect(only('function', call('opt_out', { reason: 'Stop it.\n' }))).toEqual({
      type: 'opted_out',
      at: NOW,
      email: false,
      reason: 'Stop it.',
    })
    expect(only('function', call('opt_out', { reason: '', also_email: 'true' }))).toMatchObject({ email: true })
    expect(only('function', { function: 'opt_out' })).toMatchObject({ type: 'opted_out', reason: '' })
  })

  it('are read from the raw argument when nothing was parsed', () => {
    const body = { function: 'wrong_number', argument: { parsed: [], raw: '{"reason":"not me"}' } }
    expect(only('function', body)).toEqual({ type: 'wrong_number', at: NOW, reason: 'not me' })
    expect(only('function', { function: 'wrong_number', argument: { raw: 'not JSON' } })).toMatchObject({ reason: '' })
  })

  it.each([
    ['2026-03-03T10:00:00-08:00', Date.UTC(2026, 2, 3, 18)],
    ['2026-03-03T18:00Z', Date.UTC(2026, 2, 3, 18)],
    ['2026-03-03T10:00:00', Date.UTC(2026, 2, 3, 18)],
    ['2026-03-02T17:59:59Z', null],
    ['2026-05-02T00:00:00Z', null],
    ['2026-02-30T10:00:00Z', null],
    ['2026-03-03T25:00:00Z', null],
    ['2026-03-03', null],
    ['tomorrow at nine', null],
    [1_772_560_800, null],
  ])('ask for a callback at %s', (callback_at, expected) => {
    const localToInstant = (local: string) => Date.parse(`${local}Z`) + 8 * 3_600_000
    const body = call('schedule_callback', { callback_at, reason: 'busy' })
    expect(only('function', body, { localToInstant })).toEqual({
      type: 'callback_asked',
      at: NOW,
      callbackAt: expected,
      reason: 'busy',
    })
  })

  it('do not guess the zone of a local time', () => {
    const body = call('schedule_callback', { callback_at: '2026-03-03T10:00:00' })
    expect(only('function', body)).toMatchObject({ callbackAt: null })
    const failing = () => {
      throw new RangeError('no such zone')
    }
    expect(only('function', body, { localToInstant: failing })).toMatchObject({ callbackAt: null })
  })

  it('are answered so that the AI says goodbye and the line is closed afterwards', () => {
    for (const body of [call('opt_out', {}), call('wrong_number', {}), call('end_call', {})]) {
      const reply = functionReply(body, parseCallback('function', body, NOW).events)
      expect(reply).toMatchObject({ action: [{ hangup: true }], post_process: true })
    }
  })

  it('are answered with a question when the time was not understood, and with a refusal when unknown', () => {
    const unclear = call('schedule_callback', { callback_at: 'soon' })
    const reply = functionReply(unclear, parseCallback('function', unclear, NOW).events)
    expect(reply.response).toContain('call schedule_callback again')
    expect(reply.action).toBeUndefined()
    expect(functionReply(call('launch_rocket', {}), [])).toEqual({
      response: expect.stringContaining('no such function'),
    })
  })
})

describe('reports', () => {
  const answers = {
    outcome: 'interested',
    summary: 'Wants a visit.',
    callback_at: null,
    primary_goal: 'achieved',
    goal_score: 90,
    opt_out_email: false,
  }

  it.each([
    ['a parsed entry', { parsed: [{}, answers], raw: 'x' }],
    ['a parsed object', { parsed: answers }],
    ['flat keys', { ...answers, raw: 'x', parsed: [] }],
    ['raw JSON', { parsed: [], raw: JSON.stringify(answers) }],
    ['raw JSON in a fence', { parsed: [], raw: `\`\`\`json\n${JSON.stringify(answers)}\n\`\`\`` }],
  ])('take the answers from %s', (_, data) => {
    expect(report(data)).toMatchObject({
      disposition: 'INTERESTED',
      summary: 'Wants a visit.',
      primaryGoal: 'achieved',
      goalScore: 90,
      callbackAt: null,
      optOutEmail: false,
    })
  })

  it.each([
    ['wrong_person', 'WRONG_NUMBER'],
    ['Do Not Call', 'OPT_OUT'],
    ['callback_requested', 'CALLBACK'],
    ['Not-Interested', 'NOT_INTERESTED'],
    ['VOICEMAIL', 'VOICEMAIL'],
    ['completed', 'COMPLETED'],
    ['delighted', null],
    ['__proto__', null],
    ['constructor', null],
    [7, null],
  ])('know the outcome %j', (outcome, disposition) => {
    expect(report({ parsed: [{ ...answers, outcome }] }).disposition).toBe(disposition)
  })

  it('invent nothing where the AI said nothing or nonsense', () => {
    const nothing = {
      disposition: null,
      summary: '',
      callbackAt: null,
      primaryGoal: 'unknown',
      goalScore: null,
      userTurns: 0,
      optOutEmail: false,
      detection: null,
      recordingUrl: null,
      transcriptKey: null,
    }
    expect(report(undefined)).toEqual(nothing)
    expect(
      report({ parsed: [{ outcome: null, goal_score: 101, primary_goal: 'perhaps', callback_at: 'later' }] }),
    ).toEqual(nothing)
    expect(report({ parsed: [{ goal_score: -1, summary: ['x'] }] })).toEqual(nothing)
    expect(report({ parsed: [], raw: 'They were nice.' })).toEqual({ ...nothing, summary: 'They were nice.' })
  })

  it('ignore prototype keys, even as own ones', () => {
    const body = JSON.parse('{"parsed":[{"__proto__":{"outcome":"opt_out"},"constructor":1}]}')
    expect(report(body).disposition).toBeNull()
  })

  it('are cut to size', () => {
    expect(report({ parsed: [{ summary: '🌞'.repeat(5_000) }] }).summary.length).toBeLessThanOrEqual(1_000)
    const reason = 'x'.repeat(5_000)
    expect(only('function', { function: 'opt_out', argument: { parsed: [{ reason }] } })).toMatchObject({
      reason: 'x'.repeat(300),
    })
  })

  it('repeat every opt-out of the function log, in case its own callback was lost', () => {
    const swaig_log = [
      { command_name: 'check_time', command_arg: '{}', epoch_time: 1, native: true },
      { command_name: 'opt_out', command_arg: '{"reason":"stop","also_email":true}', epoch_time: NOW / 1_000 - 60 },
    ]
    const { events } = parseCallback('report', { action: 'post_conversation', swaig_log }, NOW)
    expect(events[0]).toEqual({ type: 'opted_out', at: NOW - 60_000, email: true, reason: 'stop' })
    expect(events.map((event) => event.type)).toEqual(['opted_out', 'reported'])
  })

  it('are not confused with a request for a stored conversation', () => {
    expect(parseCallback('report', { action: 'fetch_conversation', call_id: 'c-1' }, NOW)).toEqual({
      carrierCallId: 'c-1',
      events: [],
    })
  })
})

describe('the transcript', () => {
  const log = [
    { role: 'system', content: 'secret' },
    { role: 'assistant', content: ' Hello. ', timestamp: NOW * 1_000 },
    { role: 'user', content: 'Yes?', start_timestamp: (NOW + 1_000) * 1_000 },
    { role: 'user', content: '  ' },
    { role: 'assistant', content: 'calling', tool_calls: [{}] },
    { role: 'assistant-thinking', content: 'hm' },
    { role: 'user', content: ['no'] },
    null,
  ]
  const turns = [
    { role: 'agent', text: 'Hello.', at: NOW },
    { role: 'person', text: 'Yes?', at: NOW + 1_000 },
  ]

  it('is what the two said, and nothing else of the log', () => {
    expect(extractTranscript({ call_log: log })).toEqual({ turns })
    expect(report({}, { call_log: log }).userTurns).toBe(1)
  })

  it('comes from the raw log when the consolidated one is missing', () => {
    expect(extractTranscript({ call_log: [], raw_call_log: log })).toEqual({ turns })
  })
})
