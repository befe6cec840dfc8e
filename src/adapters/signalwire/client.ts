import type { Carrier, CarrierCall, CarrierError, Clock, DialRequest } from '../../ports.ts'
import { callbackUrls } from './callback-url.ts'
import { CALL_GONE_CODES, carrierErrorOf, localCarrierError } from './errors.ts'
import { field, idOf, jsonOf } from './lenient.ts'
import { buildSwml } from './swml.ts'
import { carrierCallOf } from './voice-log.ts'
import type { DialCommand, EndCommand } from './wire.ts'

export interface SignalWireOptions {
  /** `https://{space}.signalwire.com`, or the sandbox with its path. */
  baseUrl: string
  projectId: string
  apiToken: string
  /** Where the carrier reaches our callbacks. */
  publicUrl: string
  /** Secret of the callback tokens. */
  callbackKey: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** For a whole request, its body included. */
  timeoutMs: number
  /** Product time; when given, the AI is told what time it is for the person. */
  clock?: Pick<Clock, 'now'>
}

type Answer = { ok: true; body: unknown } | { ok: false; status: number | null; error: CarrierError }

const PAGE_SIZE = 1_000
/** Twenty thousand calls; a longer list means the period was chosen wrongly, and half a list must not pass for a whole one. */
const MAX_PAGES = 20

/** SignalWire's calling API as the product's carrier. Throws a TypeError at once when an address or credential is unusable. */
export function createSignalWireCarrier(options: SignalWireOptions): Carrier {
  const { baseUrl, projectId, apiToken, publicUrl, callbackKey, fetch, timeoutMs, clock } = options
  const base = baseUrl.replace(/\/+$/, '')
  const origin = new URL(base).origin
  if (!projectId || !apiToken || !callbackKey)
    throw new TypeError('SignalWire needs a project id, a token and a callback key')
  new URL(publicUrl)
  const authorization = `Basic ${btoa(`${projectId}:${apiToken}`)}`

  /** One request, never repeated: a repeated dial may ring twice. */
  async function send(method: 'GET' | 'POST', path: string, command?: DialCommand | EndCommand): Promise<Answer> {
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        // A redirect is followed by nobody: it would carry the credentials away (SignalWire itself never redirects).
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          Authorization: authorization,
          Accept: 'application/json',
          ...(command === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(command === undefined ? {} : { body: JSON.stringify(command) }),
      })
      const body = jsonOf(await response.text(), Number.POSITIVE_INFINITY)
      if (response.ok) return { ok: true, body }
      const error = carrierErrorOf(
        response.status,
        body,
        response.headers.get('retry-after'),
        clock?.now() ?? Date.now(),
      )
      return { ok: false, status: response.status, error }
    } catch (thrown) {
      return { ok: false, status: null, error: thrownError(thrown) }
    }
  }

  return {
    async dial(request) {
      let command: DialCommand
      try {
        command = await dialCommand(request, publicUrl, callbackKey, clock?.now() ?? null)
      } catch (thrown) {
        return { ok: false, error: localCarrierError('rejected', 'invalid_request', String(thrown)) }
      }
      const answer = await send('POST', '/api/calling/calls', command)
      if (!answer.ok) return { ok: false, error: answer.error }
      const carrierCallId = idOf(field(answer.body, 'id'))
      if (carrierCallId !== null) return { ok: true, carrierCallId }
      return { ok: false, error: localCarrierError('unknown', 'no_call_id', 'The carrier accepted but named no call') }
    },

    async end(carrierCallId) {
      const command: EndCommand = { command: 'calling.end', id: carrierCallId, params: { reason: 'hangup' } }
      const answer = await send('POST', '/api/calling/calls', command)
      if (answer.ok || answer.status === 404 || answer.status === 410 || CALL_GONE_CODES.has(answer.error.code)) {
        return { ok: true }
      }
      return { ok: false, error: answer.error }
    },

    async listCalls(createdFrom, createdTo) {
      const calls = new Map<string, CarrierCall>()
      // The log counts in whole seconds and does not say whether its bounds are included: ask for more, keep what was meant.
      const first = new URLSearchParams({
        created_after: new Date(createdFrom - 2_000).toISOString(),
        created_before: new Date(createdTo + 2_000).toISOString(),
        page_size: String(PAGE_SIZE),
      })
      let query: string | null = `?${first}`
      for (let page = 0; query !== null; page += 1) {
        if (page === MAX_PAGES) return incomplete('too_many_pages', 'The call log has more pages than expected')
        const answer = await send('GET', `/api/voice/logs${query}`)
        if (!answer.ok) return { ok: false, error: answer.error }
        const data = field(answer.body, 'data')
        if (!Array.isArray(data)) return incomplete('unreadable_log', 'The call log has no data')
        for (const call of data.map(carrierCallOf)) {
          if (call !== null && call.createdAt >= wholeSecond(createdFrom) && call.createdAt <= createdTo) {
            calls.set(call.carrierCallId, call)
          }
        }
        const next = nextQuery(field(field(answer.body, 'links'), 'next'), `${base}/api/voice/logs${query}`, origin)
        if (next === 'foreign') return incomplete('foreign_next_link', 'The call log continues on another host')
        if (next === query) return incomplete('repeated_page', 'The call log points to the same page again')
        query = next
      }
      return { ok: true, calls: [...calls.values()] }
    },

    async findCall(carrierCallId) {
      const answer = await send('GET', `/api/voice/logs/${encodeURIComponent(carrierCallId)}`)
      if (answer.ok) {
        const call = carrierCallOf(answer.body)
        if (call !== null) return { ok: true, call }
        return incomplete('unreadable_log', 'The call log entry is not an outbound call')
      }
      return answer.status === 404 ? { ok: true, call: null } : { ok: false, error: answer.error }
    },
  }
}

/** The body of the dial request. Throws a RangeError for an id that does not fit into a callback URL. */
export async function dialCommand(
  request: DialRequest,
  publicUrl: string,
  callbackKey: string,
  placedAt: number | null,
): Promise<DialCommand> {
  const urls = await callbackUrls(publicUrl, callbackKey, request.campaignId, request.attemptId)
  return {
    command: 'dial',
    params: {
      from: request.from,
      to: request.to,
      swml: buildSwml(request, urls, placedAt),
      status_url: urls.status,
      // `created` and `ringing` change nothing for us and would double the callbacks.
      status_events: ['answered', 'ended'],
      timeout: Math.min(600, Math.max(1, Math.round(request.ringTimeoutSeconds))),
      custom_variables: { attempt_id: request.attemptId, campaign_id: request.campaignId },
    },
  }
}

function incomplete(code: string, message: string): { ok: false; error: CarrierError } {
  return { ok: false, error: localCarrierError('unknown', code, message) }
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1_000) * 1_000
}

/** The query of the next page. Only the query is taken over, so that the request cannot be led to another host or path. */
function nextQuery(next: unknown, current: string, origin: string): string | null | 'foreign' {
  if (typeof next !== 'string' || next === '') return null
  try {
    const url = new URL(next, current)
    return url.origin === origin ? url.search : 'foreign'
  } catch {
    return 'foreign'
  }
}

/** Node's codes for a connection that was never made. In workerd a refused connection cannot be told from a lost one. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND'])

function thrownError(thrown: unknown): CarrierError {
  const name = thrown instanceof Error ? thrown.name : ''
  if (name === 'TimeoutError' || name === 'AbortError') {
    return localCarrierError('unknown', 'timeout', 'The carrier did not answer in time')
  }
  const code = field((thrown as { cause?: unknown } | null)?.cause, 'code')
  if (typeof code === 'string' && NEVER_CONNECTED.has(code)) {
    return localCarrierError('unreachable', code.toLowerCase(), 'The carrier could not be reached')
  }
  return localCarrierError('unknown', 'network_error', thrown instanceof Error ? thrown.message : 'The request failed')
}
