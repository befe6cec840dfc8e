import type { Recordings } from '../../app/attempts/recordings.ts'
import { recordingUrlOf, takesCredentials } from './recording-url.ts'

/** A recording that does not begin to arrive within this time (real ms) is treated as gone. */
const TIMEOUT_MS = 15_000

/** `binary/octet-stream` is what object stores say of files they know nothing of. */
const SOUND = /^(?:audio|video)\/|^(?:application|binary)\/octet-stream\b/i

/**
 * Recordings at SignalWire. Addresses came in from outside once, so the host is checked again before anything is fetched; credentials
 * go only to the file store and our own space (protected media want the same Basic auth as the API). Under them the space's API answers
 * too, so what is not sound is passed on to nobody.
 */
export function createRecordings(options: {
  carrierBaseUrl: string
  projectId: string
  apiToken: string
  fetch: (url: string, init: RequestInit) => Promise<Response>
}): Recordings {
  const authorization = `Basic ${btoa(`${options.projectId}:${options.apiToken}`)}`
  const recordings: Recordings = {
    async open(url, range) {
      const known = recordingUrlOf(url, options.carrierBaseUrl)
      if (!known) return null
      const response = await options.fetch(known, {
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...(takesCredentials(known, options.carrierBaseUrl) ? { Authorization: authorization } : {}),
          ...(range ? { Range: range } : {}),
        },
      })
      const contentType = response.headers.get('content-type') ?? ''
      if ((response.status !== 200 && response.status !== 206) || !response.body || !SOUND.test(contentType)) {
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
        contentType,
        headers,
      }
    },
    /** `DELETE /api/relay/rest/recordings/{id}` (recordings of the Relay REST API); the file's name is the recording's id. */
    async remove(url) {
      const known = recordingUrlOf(url, options.carrierBaseUrl)
      const id = known && /\/recordings\/([0-9a-f-]{36})\.\w+$/i.exec(new URL(known).pathname)?.[1]
      if (!id) return false
      const response = await options.fetch(`${options.carrierBaseUrl}/api/relay/rest/recordings/${id}`, {
        method: 'DELETE',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { Authorization: authorization },
      })
      await response.body?.cancel()
      if (response.status >= 500 || response.status === 429)
        throw new Error(`the carrier answered ${response.status} when a recording was to be deleted`)
      if (response.status !== 404) return response.ok
      // Deleted before, or known by another id than its file's name: then the file is still there.
      const file = await recordings.open(known, 'bytes=0-0')
      await file?.body.cancel()
      return file === null
    },
  }
  return recordings
}
