import { describe, expect, it } from 'vitest'
import type { Call } from '../../src/sandbox/call.ts'
import { isFlat, stateBody, swmlCall, verbBody } from '../../src/sandbox/callbacks.ts'
import { temperOf } from '../../src/sandbox/dialogues.ts'
import { uuidOf } from '../../src/sandbox/hash.ts'
import { advance } from '../../src/sandbox/machine.ts'
import { messageCallbacks, messageReply, readMessage } from '../../src/sandbox/messages.ts'
import { DEFAULT_NUMBERS, numbersReply } from '../../src/sandbox/numbers.ts'
import { functionBody, reportText } from '../../src/sandbox/post-prompt.ts'
import { newRun, type Outgoing, type Run } from '../../src/sandbox/run.ts'
import { sectionFrame } from '../../src/sandbox/script.ts'
import { finish, hearAnswer, leave } from '../../src/sandbox/talks.ts'
import { callLeg, voiceLog, voiceLogEvents } from '../../src/sandbox/voice-logs.ts'
import { DEFAULT_PROJECT_ID, iso, type JsonObject, STATUS_EVENTS } from '../../src/sandbox/wire.ts'
import { describeWithReference, readReference, referenceValidator } from '../support/reference.ts'
import { campaignDocument } from '../support/sandbox-documents.ts'

const START = Date.parse('2026-11-23T15:00:00Z')

function callOf(change: Partial<Call> = {}): Call {
  return {
    seq: 1,
    id: uuidOf('payload-call'),
    from: '+12125550100',
    to: '+12025550140',
    behaviour: 'opt_out',
    placedAt: START,
    ringingAt: START + 1000,
    answerAt: START + 9000,
    endAt: null,
    endReason: null,
    attemptId: 'att_1',
    detection: null,
    outcome: null,
    epoch: 0,
    cutAt: 0,
    statusUrl: 'https://a.test/status',
    statusEvents: [...STATUS_EVENTS],
    customVariables: {},
    url: null,
    urlMethod: 'POST',
    fallbackUrl: null,
    recordingsUrl: 'https://carrier.test/recordings',
    ledgerSeq: 1,
    reversed: false,
    held: [],
    callbacks: [],
    ...change,
  }
}

/** A whole opt-out, answered by the function with a hang-up. */
function wholeCall(): { call: Call; run: Run; outgoing: Outgoing[] } {
  const call = callOf()
  const who = {
    callId: call.id,
    temper: temperOf(call.behaviour),
    from: call.from,
    to: call.to,
    recordingsUrl: call.recordingsUrl,
    envs: {},
    call: swmlCall(call, 'answered', DEFAULT_PROJECT_ID),
  }
  const document = campaignDocument('https://a.test', { request: false })
  const run = newRun([document], [sectionFrame(0, 'main')], call.answerAt ?? 0)
  const first = advance(run, who)
  hearAnswer(run, { response: 'Recorded.', action: [{ hangup: true }] })
  const outgoing = [...first.outgoing]
  leave(run, outgoing)
  const { pause } = advance(run, who)
  call.endAt = pause.at
  call.endReason = 'hangup'
  outgoing.push(...finish(run, pause.at))
  return { call, run, outgoing }
}

const openapi = (pointer: string) => referenceValidator('signalwire-openapi.json', pointer)
const component = (name: string) => openapi(`/components/schemas/${name}`)
const webhook = (name: string) => openapi(`/webhooks/${name}/post/requestBody/content/application~1json/schema`)

function check(validate: ReturnType<typeof component>, body: unknown): void {
  expect(validate(body) ? [] : validate.errors, JSON.stringify(body)).toEqual([])
}

function reportOf(malformed = 0): { text: string; body: JsonObject } {
  const { call, run } = wholeCall()
  const session = run.sessions[0]
  if (!session) throw new Error('no talk took place')
  const text = reportText(call, run, session, DEFAULT_PROJECT_ID, session.reportAt ?? 0, malformed)
  return { text, body: malformed > 0 ? {} : JSON.parse(text) }
}

describeWithReference('what the sandbox sends agrees with the carrier’s schemas:', () => {
  it('the report of a talk, which has every field of the sample', () => {
    const { body } = reportOf()
    check(component('Webhooks.AI.AiPostPromptCallbackPayload'), body)
    const sample = readReference('post-prompt-sample.json') as JsonObject
    expect(Object.keys(body).sort()).toEqual(Object.keys(sample).sort())
    expect(Object.keys(body.SWMLCall as JsonObject).sort()).toEqual(Object.keys(sample.SWMLCall as JsonObject).sort())
    expect(body.SWMLVars).toMatchObject({
      detect_result: 'human',
      record_call_url: expect.stringMatching(/^https:.*mp3$/),
    })
    const roles = (log: unknown) => [...new Set((log as JsonObject[]).map((entry) => String(entry.role)))].sort()
    expect(roles(body.call_log)).toEqual(roles(sample.call_log))
  })

  it('the use of a function', () => {
    const { call, run } = wholeCall()
    const session = run.sessions[0]
    const used = session?.talk.call
    if (!session || !used) throw new Error('no function was used')
    const body = functionBody(call, run, session, used, DEFAULT_PROJECT_ID)
    check(webhook('aiSwaigToolWebhook'), JSON.parse(JSON.stringify(body)))
  })

  it('state, recording and detection callbacks', () => {
    const { call, outgoing } = wholeCall()
    const state = component('Derived.CallStateCallbackPayload')
    for (let n = 0; n < 20; n++) {
      const other = { ...call, id: uuidOf(`state-${n}`) }
      for (const event of STATUS_EVENTS)
        if (!isFlat(other.id)) check(state, stateBody(other, event, START, DEFAULT_PROJECT_ID))
      for (const out of outgoing) {
        if (out.kind === 'record')
          check(webhook('derivedRecordCallStatusCallback'), verbBody(other, out, DEFAULT_PROJECT_ID))
        if (out.kind === 'detect')
          check(webhook('derivedDetectStatusCallback'), verbBody(other, out, DEFAULT_PROJECT_ID))
      }
    }
    expect(outgoing.map((out) => out.kind)).toEqual(expect.arrayContaining(['record', 'detect', 'post_prompt']))
  })

  it('a document fetch', () => {
    const call = swmlCall(callOf(), 'answered', DEFAULT_PROJECT_ID)
    check(webhook('inboundCallWebhook'), { call, vars: {}, envs: {}, params: {} })
  })

  it('the answer to a dial, logs and their events at every stage', () => {
    const { call } = wholeCall()
    const end = (call.endAt ?? 0) + 1
    for (const at of [START, START + 2000, START + 10_000, end]) {
      check(component('Calling.CallLeg'), callLeg(call, at))
      check(component('Voice.LogListResponse'), { links: { self: 'a', first: 'b' }, data: [voiceLog(call, at)] })
      const events = voiceLogEvents(call, at, DEFAULT_PROJECT_ID)
      check(component('Voice.LogEventsListResponse'), events)
    }
    for (const endReason of ['no_answer', 'busy', 'declined', 'cancel', 'error'] as const)
      check(component('Voice.LogListResponse'), {
        links: { self: 'a', first: 'b' },
        data: [voiceLog(callOf({ answerAt: null, endAt: START + 5000, endReason }), end)],
      })
  })

  it('numbers and texts', () => {
    const numbers = numbersReply(DEFAULT_NUMBERS, 'https://carrier.test/x', '', START)
    const schema = '/paths/~1api~1relay~1rest~1phone_numbers/get/responses/200/content/application~1json/schema'
    check(openapi(schema), numbers.body)
    const read = readMessage({ from: '+12125550100', to: '+12025550100', body: 'Hi' }, uuidOf('text'))
    if (!read.ok) throw new Error('the text was refused')
    const accepted = '/paths/~1api~1messaging~1messages/post/responses/201/content/application~1json/schema'
    check(openapi(accepted), messageReply(read.message, DEFAULT_PROJECT_ID, START).body)
    for (const { body } of messageCallbacks(read.message, DEFAULT_PROJECT_ID, START))
      check(webhook('messageStatusCallback'), body)
  })
})

describe('a call', () => {
  it('reports in the flat shape one time in five', () => {
    const flat = Array.from({ length: 1000 }, (_, n) => uuidOf(`flat-${n}`)).filter(isFlat)
    expect(flat.length).toBeGreaterThan(150)
    expect(flat.length).toBeLessThan(250)
    const body = stateBody(callOf({ id: flat[0] ?? '' }), 'answered', START, DEFAULT_PROJECT_ID)
    expect(body).toMatchObject({ status: 'answered', direction: 'outbound-api', created_at: iso(START) })
    expect(body.params).toBeUndefined()
  })

  it('spells its end both ways the documentation has', () => {
    const spellings = new Set<string>()
    for (let n = 0; n < 100; n++)
      for (const endReason of ['no_answer', 'declined'] as const) {
        const call = callOf({ id: uuidOf(`spelling-${n}`), answerAt: null, endAt: START, endReason })
        const body = stateBody(call, 'ended', START, DEFAULT_PROJECT_ID)
        spellings.add(String((body.params as JsonObject | undefined)?.end_reason ?? body.end_reason))
      }
    expect([...spellings].sort()).toEqual(['decline', 'declined', 'noAnswer', 'no_answer'])
  })

  it('can have a report that is of no use', () => {
    const sound = JSON.stringify((reportOf().body.post_prompt_data as JsonObject).parsed)
    const { text } = reportOf(1)
    expect(text.includes(`"parsed":${sound}`) && text.endsWith('}')).toBe(false)
  })
})
