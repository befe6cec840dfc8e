import { describe, expect, it } from 'vitest'
import type { Behaviour } from '../../src/sandbox/behaviour.ts'
import { temperOf } from '../../src/sandbox/dialogues.ts'
import { advance } from '../../src/sandbox/machine.ts'
import { newRun, type Outgoing, type Party, type Pause, type Run } from '../../src/sandbox/run.ts'
import { sectionFrame } from '../../src/sandbox/script.ts'
import { finish, hearAnswer, leave } from '../../src/sandbox/talks.ts'
import type { Json, JsonObject } from '../../src/sandbox/wire.ts'

const START = Date.parse('2026-11-23T15:00:00Z')

function party(behaviour: Behaviour = 'interested', callId = 'call-1'): Party {
  return {
    callId,
    temper: temperOf(behaviour),
    from: '+12125550100',
    to: '+12025550100',
    recordingsUrl: 'https://carrier.test/recordings',
    envs: { attempt_id: 'att_1' },
    call: { to: '+12025550100' },
  }
}

function started(main: Json[], sections: JsonObject = {}): Run {
  return newRun([{ version: '1.0.0', sections: { main, ...sections } }], [sectionFrame(0, 'main')], START)
}

function play(main: Json[], sections?: JsonObject, who = party()): { run: Run; pause: Pause; outgoing: Outgoing[] } {
  const run = started(main, sections)
  return { run, ...advance(run, who) }
}

/** Sets `at` to where the script went, so that a test can see the way taken. */
const mark = (value: Json): Json => ({ set: { mark: value } })

describe('a script', () => {
  it('that is over hangs up', () => {
    expect(play([{ answer: {} }]).pause).toEqual({ kind: 'end', at: START, reason: 'hangup' })
  })

  it('takes as long to say something as 150 words a minute', () => {
    const { pause } = play([{ play: { url: 'say:one two three four five six seven eight nine ten' } }, { hangup: {} }])
    expect(pause.at - START).toBe(4000)
  })

  it('waits for silence, sleep and rings', () => {
    const { pause } = play([
      { play: { urls: ['silence:2', 'ring:3:us'] } },
      { sleep: 500 },
      { sleep: { duration: 250 } },
    ])
    expect(pause.at - START).toBe(5750)
  })

  it.each([
    ['case', 'human', 'talk'],
    ['default', 'fax', 'other'],
  ])('takes the %s of a switch', (_name, value, expected) => {
    const { run } = play([
      { set: { result: value } },
      { switch: { variable: 'result', case: { human: [mark('talk')] }, default: [mark('other')] } },
    ])
    expect(run.vars.mark).toBe(expected)
  })

  it('ends in error when a switch has nowhere to go', () => {
    const { run, pause } = play([{ switch: { variable: 'nothing', case: { a: [] } } }])
    expect(pause).toMatchObject({ kind: 'end', reason: 'error' })
    expect(run.vars.script_error).toContain('no_matching_condition')
  })

  it.each([
    ["vars.n == '3'", 'yes'],
    ['n > 2 && n < 4', 'yes'],
    ["n !== 3 || envs.attempt_id == 'att_1'", 'yes'],
    ['!n', 'no'],
    ["call.to == '+10000000000'", 'no'],
    ['fetch("https://evil.test").then(x => x)', 'no'],
  ])('decides %s: %s', (when, expected) => {
    // biome-ignore lint/suspicious/noThenProperty: SWML's own name
    const { run } = play([{ set: { n: 3 } }, { cond: [{ when, then: [mark('yes')] }, { else: [mark('no')] }] }])
    expect(run.vars.mark).toBe(expected)
  })

  it('executes a section and comes back, and transfers for good', () => {
    const back = play([{ execute: { dest: 'other' } }, mark('after')], { other: [{ return: 7 }, mark('never')] })
    expect(back.run.vars).toMatchObject({ mark: 'after', return_value: 7 })
    expect(play([{ transfer: { dest: 'other' } }, mark('after')], { other: [mark('there')] }).run.vars.mark).toBe(
      'there',
    )
  })

  it('jumps to a label as often as allowed', () => {
    const { pause } = play([{ label: 'again' }, { sleep: 1000 }, { goto: { label: 'again', max: 4 } }])
    expect(pause.at - START).toBe(5000)
  })

  it('never runs for ever', () => {
    expect(play([{ label: 'a' }, { execute: { dest: 'main' } }]).pause).toMatchObject({ reason: 'error' })
  })

  it('ends when the longest allowed duration is over', () => {
    const { pause } = play([{ answer: { max_duration: 60 } }, { sleep: 90_000 }])
    expect(pause).toEqual({ kind: 'end', at: START + 60_000, reason: 'max_duration' })
  })

  it('knows a machine after three seconds, and its beep only when asked to wait', () => {
    const machine = party('machine')
    const quick = play([{ detect_machine: {} }], {}, machine)
    expect(quick.run.vars).toMatchObject({ detect_result: 'machine', detect_machine_beep: 'false' })
    expect(quick.pause.at - START).toBeLessThanOrEqual(3500)
    const patient = play([{ detect_machine: { detect_message_end: true } }], {}, machine)
    expect(patient.run.vars.detect_machine_beep).toBe('true')
    expect(patient.pause.at - START).toBeGreaterThan(8000)
  })

  it('fills variables into a request and waits for its answer', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: SWML's own substitution
    const body = { who: '${call.to}', attempt: '%{envs.attempt_id}', gone: '${nothing}' }
    const { pause } = play([{ request: { url: 'https://a.test', method: 'POST', body } }])
    expect(pause.kind === 'request' && JSON.parse(pause.request.body ?? '')).toEqual({
      who: '+12025550100',
      attempt: 'att_1',
      gone: '',
    })
  })
})

describe('a talk', () => {
  const functions = [
    { function: 'opt_out', parameters: { type: 'object', properties: { reason: { type: 'string' } } } },
  ]
  const ai: JsonObject = {
    prompt: { text: 'Be kind.' },
    post_prompt: { text: 'Report.' },
    post_prompt_url: 'https://a.test/report',
    params: { static_greeting: 'Hello from Example Company.' },
    SWAIG: { defaults: { web_hook_url: 'https://a.test/function' }, functions },
  }

  it('lasts between 25 and 90 seconds, whoever it is with', () => {
    for (const behaviour of ['interested', 'not_interested', 'callback', 'wrong_number'] as const)
      for (let n = 0; n < 50; n++) {
        const { run } = play([{ ai: { ...ai, SWAIG: {} } }], {}, party(behaviour, `call-${n}`))
        const seconds = ((run.sessions[0]?.talk.endAt ?? 0) - START) / 1000
        expect(seconds).toBeGreaterThanOrEqual(25)
        expect(seconds).toBeLessThanOrEqual(91)
      }
  })

  it('is reported before the end when the agent hangs up, and after it when the person does', () => {
    const orders = new Set<string>()
    for (let n = 0; n < 20; n++) {
      const { run, pause, outgoing } = play([{ ai }, { hangup: {} }], {}, party('interested', `call-${n}`))
      const all = [...outgoing, ...finish(run, pause.at)]
      const report = all.find((out) => out.kind === 'post_prompt')
      orders.add(report && report.at <= pause.at ? 'before' : 'after')
      expect(all.filter((out) => out.kind === 'post_prompt')).toHaveLength(1)
    }
    expect([...orders].sort()).toEqual(['after', 'before'])
  })

  it('waits for a function, and ends when its answer says so', () => {
    const { run, pause } = play([{ ai }, mark('after')], {}, party('opt_out'))
    expect(pause).toMatchObject({ kind: 'function', session: 0 })
    expect(run.sessions[0]?.talk.call).toMatchObject({ name: 'opt_out', url: 'https://a.test/function' })
    hearAnswer(run, { response: 'Noted.', action: [{ hangup: true }] })
    expect(leave(run, [])).toBeNull()
    expect(advance(run, party('opt_out')).pause).toMatchObject({ kind: 'end', reason: 'hangup' })
    expect(run.vars.mark).toBeUndefined()
  })

  it('without a matching function goes on without one', () => {
    const { run, pause } = play([{ ai: { ...ai, SWAIG: { functions: [] } } }], {}, party('opt_out'))
    expect(pause.kind).toBe('end')
    expect(run.sessions[0]?.talk.result.outcome).toBe('opt_out')
  })

  it('that is cut off keeps only what had been said', () => {
    const { run } = play([{ record_call: { status_url: 'https://a.test/record' } }, { ai }], {}, party('interested'))
    const whole = run.sessions[0]?.talk.turns.length ?? 0
    const last = finish(run, START + 8000)
    const talk = run.sessions[0]?.talk
    expect(talk?.endAt).toBe(START + 8000)
    expect(talk?.turns.length).toBeLessThan(whole)
    expect(talk?.result).toMatchObject({ outcome: 'completed' })
    expect(last.map((out) => out.kind).sort()).toEqual(['post_prompt', 'record'])
  })

  it('cannot be longer than a hard stop', () => {
    const short = { ...ai, params: { ...(ai.params as JsonObject), hard_stop_time: '15s' } }
    const { run } = play([{ ai: short }], {}, party('interested'))
    expect((run.sessions[0]?.talk.endAt ?? 0) - START).toBeLessThanOrEqual(15_000)
  })
})
