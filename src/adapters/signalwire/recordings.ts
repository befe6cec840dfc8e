import type { Recordings } from '../../app/attempts/recordings.ts'
import { recordingUrlOf } from './recording-url.ts'

/** A recording that does not begin to arrive within this time (real ms) is treated as gone. */
const TIMEOUT_MS = 15_000

/**
 * Recordings at SignalWire. Addresses came in from outside once, so the host is checked again before anything is fetched; credentials
 * go only to SignalWire itself (signalwire.md §10: protected media want the same Basic auth).
 */
export function createRecordings(options: {
  carrierBaseUrl: string
  projectId: string
  apiToken: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
}): Recordings {
  const authorization = `Basic ${btoa(`${options.projectId}:${options.apiToken}`)}`
  return {
    async open(url, range) {
      const known = recordingUrlOf(url, options.carrierBaseUrl)
      if (!known) return null
      const response = await options.fetch(known, {
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { Authorization: authorization, ...(range ? { Range: range } : {}) },
      })
      if ((response.status !== 200 && response.status !== 206) || !response.body) {
        await response.body?.cancel()
        return null
      }
      const headers: Record<string, string> = {}
      for (const name of ['content-length', 'content-range', 'accept-ranges']) {
        const value = response.headers.get(name)
        if (value) headers[name] = value
      }
      return {
        status: response.status,
        body: response.body,
        contentType: response.headers.get('content-type') ?? 'audio/mpeg',
        headers,
      }
    },
  }
}
