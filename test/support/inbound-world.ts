import { Hono } from 'hono'
import { createCallbackReader } from '../../src/adapters/signalwire/callback-reader.ts'
import { callbackUrls } from '../../src/adapters/signalwire/callback-url.ts'
import { createHooks } from '../../src/entry/http/hooks.ts'
import { createInboundHooks } from '../../src/entry/http/inbound-hooks.ts'
import { messageBody } from '../../src/sandbox/inbound.ts'
import { formSignature, signatureHeaders } from '../../src/sandbox/sign.ts'
import { addCampaign, setStatus } from './api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, SIGNING_KEY } from './api-world.ts'

/** The doors for calls and texts over a real database, with a carrier that signs. */

export const PUBLIC_URL = 'https://sundial.test'
const KEY = 'a-callback-key-of-the-test'
export const CALLER = '+13125550105'

export interface InboundWorld extends ApiWorld {
  campaign: Json
  /** The number of the campaign, E.164. */
  number: string
  /** What the carrier sends, signed unless `headers` say otherwise; answers as text. */
  send(path: string, body: string, headers?: Record<string, string>): Promise<{ status: number; text: string }>
  /** Somebody calls; the document they are answered with. */
  call(from?: string, more?: { id?: string; to?: string }): Promise<Json>
  /** Somebody writes; what is written back, or null. */
  text(says: string, from?: string, more?: { id?: string; to?: string }): Promise<string | null>
  /** A keyed callback about a conversation. */
  tell(
    kind: 'report' | 'function' | 'status',
    conversation: Json,
    body: object,
  ): Promise<{ status: number; text: string }>
  conversations(query?: string): Promise<Json[]>
}

let serial = 0

export async function createInboundWorld(
  options: { settings?: object; fields?: object; status?: string } = {},
): Promise<InboundWorld> {
  const world = await createApiWorld({
    callbacks: createCallbackReader({
      callbackKey: KEY,
      signingKey: null,
      publicUrl: PUBLIC_URL,
      carrierBaseUrl: 'https://carrier.test',
    }),
  })
  const { settings, fields } = options
  const campaign = await addCampaign(world, { ...(settings && { settings }), ...(fields && { fields }) })
  await setStatus(campaign.id, options.status ?? 'active')
  const { e164: number } = await world.get(`/numbers/${campaign.number_ids[0]}`)
  const app = new Hono()
    .route(
      '/hooks',
      createInboundHooks(() => world.deps),
    )
    .route(
      '/hooks',
      createHooks(() => world.deps),
    )

  async function send(path: string, body: string, headers?: Record<string, string>) {
    const signed = headers ?? (await signatureHeaders(SIGNING_KEY, `${PUBLIC_URL}${path}`, body))
    const answer = await app.request(path, { method: 'POST', body, headers: signed }, bindings)
    return { status: answer.status, text: await answer.text() }
  }

  async function answered(path: string, body: object): Promise<Json> {
    const { status, text } = await send(path, JSON.stringify(body))
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(world.logged)}`)
    return JSON.parse(text)
  }

  return {
    ...world,
    campaign,
    number,
    send,
    call: (from = CALLER, { id = `call-${++serial}`, to = number } = {}) =>
      answered('/hooks/signalwire/inbound/call', { call: callBody(from, to, id), vars: {}, envs: {}, params: {} }),
    async text(says, from = CALLER, { id = `text-${++serial}`, to = number } = {}) {
      const body = messageBody({ from, to, says }, { messageId: id, projectId: 'p' }, 1_795_446_000_000)
      const { sections } = await answered('/hooks/signalwire/inbound/text', body)
      return sections.main[0].reply?.body ?? null
    },
    async tell(kind, conversation, body) {
      const urls = await callbackUrls('', KEY, conversation.org_id ?? 'org_local', conversation.id)
      return await send(urls[kind], JSON.stringify(body), {})
    },
    conversations: async (query = '') => (await world.get(`/conversations?direction=inbound${query}`)).data,
  }
}

export function callBody(from: string, to: string, id: string): Json {
  return {
    call_id: id,
    node_id: 'node',
    segment_id: id,
    call_state: 'created',
    direction: 'inbound',
    type: 'phone',
    from,
    to,
    from_number: from,
    to_number: to,
    headers: [],
    project_id: 'p',
    space_id: 's',
  }
}

/** A text as the fields of a form, signed as those are. */
export async function formText(
  fields: Record<string, string>,
): Promise<{ body: string; headers: Record<string, string> }> {
  const url = `${PUBLIC_URL}/hooks/signalwire/inbound/text`
  return {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-SignalWire-Signature': await formSignature(SIGNING_KEY, url, fields),
    },
  }
}

/** What the carrier reports when the agent's part of a call is over. */
export function reportBody(outcome: string, more: object = {}, turns = 3): object {
  const at = 1_795_446_000_000
  return {
    action: 'post_conversation',
    call_id: 'call',
    ai_end_date: (at + 60_000) * 1000,
    call_log: Array.from({ length: turns }, (_, n) => [
      { role: 'assistant', content: `Question ${n}`, timestamp: (at + n) * 1000 },
      { role: 'user', content: `Answer ${n}`, timestamp: (at + n) * 1000 },
    ]).flat(),
    post_prompt_data: { parsed: [{ outcome, summary: `said ${outcome}`, callback_at: null, ...more }] },
    SWMLVars: { record_call_url: 'https://carrier.test/recordings/1.mp3' },
  }
}
