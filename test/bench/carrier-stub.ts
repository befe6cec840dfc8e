import { WorkerEntrypoint } from 'cloudflare:workers'
import type { BenchBindings } from './bindings.ts'

/** Out of ten calls of the usual mix six are answered by nobody, two by machines, one is busy and one is answered by a person. */
const USUAL = [...Array<Answer>(6).fill('nobody'), 'machine', 'machine', 'busy', 'person'] as const
type Answer = 'nobody' | 'busy' | 'machine' | 'person'
let calls = 0

/**
 * A carrier that takes no time: every dial is accepted at once, and its callbacks (of a person: answered, detected, report, ended) follow
 * one after the other, straight away or spread over BENCH_CALL_MS. It is where every outgoing request of the bench lands.
 */
export class CarrierStub extends WorkerEntrypoint<BenchBindings> {
  override async fetch(request: Request): Promise<Response> {
    if (request.method !== 'POST') return Response.json({ data: [], links: {} })
    const text = await request.text()
    const callId = crypto.randomUUID()
    this.ctx.waitUntil(this.call(callId, text))
    return Response.json({ id: callId, status: 'queued' })
  }

  private async call(callId: string, dial: string): Promise<void> {
    const status = urlOf('status', dial)
    // Calls of one length would come in waves.
    const ms = Number(this.env.BENCH_CALL_MS ?? 0) * (0.5 + Math.random())
    const last = (share: number) => (ms > 0 ? scheduler.wait(ms * share) : undefined)
    const answer = this.env.BENCH_MIX === 'usual' ? USUAL[calls++ % USUAL.length]! : 'person'
    if (answer === 'nobody' || answer === 'busy') {
      await last(1)
      await this.send(status, stateBody(callId, 'ended', answer === 'busy' ? 'busy' : 'no_answer'))
      return
    }
    const detected = {
      event_type: 'calling.call.detect',
      params: {
        call_id: callId,
        detect: { type: 'machine', params: { event: answer === 'machine' ? 'MACHINE' : 'HUMAN' } },
      },
    }
    await last(0.2)
    await this.send(status, stateBody(callId, 'answered'))
    await last(0.1)
    await this.send(urlOf('detect', dial), detected)
    await last(0.6)
    if (answer === 'person') await this.send(urlOf('report', dial), report(callId))
    await last(0.1)
    await this.send(status, stateBody(callId, 'ended'))
  }

  private async send(url: string, body: unknown): Promise<void> {
    const door = (this.ctx as unknown as { exports: { default: Fetcher } }).exports.default
    const response = await door.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) console.error(`bench: a callback was refused: ${response.status}`)
    await response.body?.cancel()
  }
}

/** The addresses of the callbacks are in the dial request and, inside it, in its SWML. */
function urlOf(kind: string, dial: string): string {
  const url = new RegExp(`https?://[^"\\s\\\\]*/hooks/signalwire/${kind}/[^"\\s\\\\]+`).exec(dial)?.[0]
  if (!url) throw new Error(`bench: the dial names no ${kind} callback`)
  return url
}

function stateBody(callId: string, state: 'answered' | 'ended', reason = 'hangup'): unknown {
  return {
    event_type: 'calling.call.state',
    params: { call_id: callId, call_state: state, ...(state === 'ended' ? { end_reason: reason } : {}) },
  }
}

const TURNS = Array.from({ length: 12 }, (_, i) => ({
  role: i % 2 === 0 ? 'assistant' : 'user',
  content: 'Yes, I would like somebody to come and look at the roof, Tuesday at three is fine for me, thank you.',
  confidence: 0.97,
  latency: 672,
  utterance_latency: 971,
  audio_latency: 1472,
  lang: 'en-US',
}))
const RESULT = {
  outcome: 'interested',
  summary: 'Wants a visit on Tuesday at three.',
  primary_goal: 'achieved',
  goal_score: 90,
}

/** About 5 kB; captured ones have 8 to 140 kB, nearly all of it the system prompt repeated. */
function report(callId: string): unknown {
  return {
    action: 'post_conversation',
    call_id: callId,
    content_type: 'text/json',
    conversation_type: 'voice',
    post_prompt_data: { parsed: [RESULT], raw: JSON.stringify(RESULT) },
    call_log: [{ role: 'system', content: 'You call people who asked for a solar quote. '.repeat(20) }, ...TURNS],
    swaig_log: [],
    SWMLVars: { detect_result: 'human' },
  }
}
