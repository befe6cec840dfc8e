import { reset } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../src/sandbox/wire.ts'
import { campaignDocument } from '../support/sandbox-documents.ts'
import { RECEIVER, type Received, SandboxHarness } from '../support/sandbox-world.ts'

let sandbox: SandboxHarness
const swml = campaignDocument(RECEIVER)
const phone = (xx: string): string => `+1202555${`01${xx}`}`

beforeEach(async () => {
  sandbox = new SandboxHarness()
  await sandbox.freeze()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await reset()
})

async function callOnce(to: string): Promise<JsonObject> {
  const response = await sandbox.dial(to, { swml })
  expect(response.status, await response.clone().text()).toBe(200)
  await sandbox.play()
  const { id } = (await response.json()) as { id: string }
  return sandbox.call(id)
}

/** What the AI reported; parsed and raw say the same. */
function result(report: Received | undefined): JsonObject {
  const data = report?.body.post_prompt_data as { parsed: JsonObject[]; raw: string } | undefined
  expect(JSON.parse(data?.raw ?? 'null')).toEqual(data?.parsed[0])
  return data?.parsed[0] ?? {}
}

describe('a called phone', () => {
  it.each([
    ['00', 'interested', 'achieved'],
    ['19', 'interested', 'achieved'],
    ['20', 'not_interested', 'not_achieved'],
    ['35', 'callback', 'partially_achieved'],
    ['40', 'opt_out', 'not_achieved'],
    ['47', 'wrong_number', 'unknown'],
    ['48', 'completed', 'unknown'],
  ])('ending in %s talks and the report says %s', async (xx, outcome, goal) => {
    const call = await callOnce(phone(xx))
    expect(call).toMatchObject({ state: 'ended', outcome, detection: 'human', attempt_id: 'att_test01' })
    const reports = sandbox.at('report')
    expect(reports).toHaveLength(1)
    expect(result(reports[0])).toMatchObject({ outcome, primary_goal: goal })
    expect([...sandbox.states()].sort()).toEqual(['answered', 'created', 'ended', 'ringing'])
  })

  it.each([
    ['53', 'no_answer'],
    ['69', 'no_answer'],
    ['85', 'busy'],
    ['93', 'declined'],
  ])('ending in %s is never answered: %s, and no report', async (xx, reason) => {
    const call = await callOnce(phone(xx))
    expect(call).toMatchObject({
      state: 'ended',
      end_reason: reason,
      answered_at: null,
      outcome: null,
      detection: null,
    })
    expect(sandbox.at('report')).toEqual([])
    expect(sandbox.states().at(-1)).toBe('ended')
  })

  it('rings as long as the timeout says before nobody has answered', async () => {
    const call = await callOnce(phone('60'))
    expect(Date.parse(String(call.ended_at)) - Date.parse(String(call.ringing_at))).toBe(30_000)
  })

  it('that is a machine takes the branch for machines', async () => {
    const call = await callOnce(phone('70'))
    expect(call).toMatchObject({ detection: 'machine', end_reason: 'hangup', outcome: null })
    expect(sandbox.at('amd-result')[0]?.body).toEqual({
      detect_result: 'machine',
      to: phone('70'),
      attempt: 'att_test01',
    })
    expect(sandbox.at('report')).toEqual([])
    const events = sandbox.at('detect').map(({ text }) => /"event":"(\w+)"/.exec(text)?.[1])
    expect(events).toEqual(['MACHINE', 'READY', 'finished'])
  })

  it('that is a machine hears the AI out in silence when nobody looks for machines', async () => {
    await sandbox.dial(phone('70'), { swml: campaignDocument(RECEIVER, { amd: false }) })
    await sandbox.play()
    const [report] = sandbox.at('report')
    const log = report?.body.call_log as JsonObject[]
    expect(log.filter((entry) => entry.role === 'user')).toEqual([])
    expect(log.filter((entry) => entry.role === 'assistant')).toHaveLength(1)
  })

  it('that hangs up after one turn has spoken once', async () => {
    await callOnce(phone('50'))
    const log = sandbox.at('report')[0]?.body.call_log as JsonObject[]
    expect(log.filter((entry) => entry.role === 'user')).toHaveLength(1)
  })

  it('that asks for a callback gets one in two hours and is interested then', async () => {
    await callOnce(phone('36'))
    const { callback_at: callbackAt } = result(sandbox.at('report')[0])
    const asked = sandbox.at('function')[0]?.body.argument as { parsed: JsonObject[] } | undefined
    const call = await sandbox.call()
    const waits = Date.parse(String(callbackAt)) - Date.parse(String(call.answered_at))
    expect(waits).toBeGreaterThan(2 * 3_600_000 - 1)
    expect(waits).toBeLessThan(2 * 3_600_000 + 120_000)
    expect(sandbox.at('function')[0]?.body).toMatchObject({ function: 'schedule_callback' })
    expect(asked?.parsed[0]?.callback_at).toBe(callbackAt)
    expect(await callOnce(phone('36'))).toMatchObject({ outcome: 'interested' })
  })

  it('that opts out uses the function, and an answer that says so ends the call', async () => {
    sandbox.answers.function = () => Response.json({ response: 'Recorded.', action: [{ hangup: true }] })
    const call = await callOnce(phone('41'))
    expect(sandbox.at('function')[0]?.body).toMatchObject({ function: 'opt_out', content_type: 'text/swaig' })
    const [report] = sandbox.at('report')
    expect(report?.body.swaig_log).toMatchObject([
      { command_name: 'opt_out', post_response: { response: 'Recorded.' } },
    ])
    expect(call).toMatchObject({ end_reason: 'hangup', outcome: 'opt_out' })
  })

  it('that is not a number is refused with the carrier’s code', async () => {
    const response = await sandbox.dial(phone('94'), { swml })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ errors: [{ code: 'invalid_pstn_destination', attribute: 'to' }] })
    expect((await sandbox.get<{ data: unknown[] }>('/calls')).data).toEqual([])
  })

  it('ending in 96 is answered 500, then 429, and then is interested', async () => {
    expect((await sandbox.dial(phone('96'), { swml })).status).toBe(500)
    const second = await sandbox.dial(phone('96'), { swml })
    expect(second.status).toBe(429)
    expect(await second.json()).toMatchObject({ errors: [{ code: 'rate_limit_exceeded' }] })
    expect((await sandbox.get<{ data: unknown[] }>('/calls')).data).toEqual([])
    expect(await callOnce(phone('96'))).toMatchObject({ outcome: 'interested' })
  })

  it('ending in 98 sends every callback twice and last to first', async () => {
    await callOnce(phone('98'))
    const states = sandbox.states()
    expect(states).toEqual([...states].sort((a, b) => order.indexOf(b) - order.indexOf(a)))
    expect(states).toEqual(['ended', 'ended', 'answered', 'answered', 'ringing', 'ringing', 'created', 'created'])
    expect(sandbox.at('report')).toHaveLength(2)
    expect(sandbox.at('amd-result')).toHaveLength(2)
  })

  it('ending in 99 never sends anything, but is in the log', async () => {
    const call = await callOnce(phone('99'))
    expect(sandbox.received).toEqual([])
    expect(await sandbox.get(`/api/voice/logs/${call.id}`)).toMatchObject({ status: 'no-answer', duration: 0 })
  })
})

const order = ['created', 'ringing', 'answered', 'ended']
