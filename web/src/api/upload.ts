import { ApiError, type Query, withQuery } from './client.ts'
import { apiKey, refuseApiKey } from './key.ts'
import { noteReachable } from './reachable.ts'

interface SendOptions {
  query?: Query
  /** 0 to 1 of the file, as it leaves. */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** Posts a file and tells how far it is, which `fetch` cannot. @throws ApiError; DOMException `AbortError` when it was called off */
export function sendFile<T>(path: string, file: Blob, { query, onProgress, signal }: SendOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(calledOff())
    const request = new XMLHttpRequest()
    request.open('POST', withQuery(`/api/v1${path}`, query))
    request.setRequestHeader('authorization', `Bearer ${apiKey()}`)
    // What it is, the API tells by its first bytes: browsers guess by the name.
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'text'
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0)
    request.onabort = () => reject(calledOff())
    request.onerror = () => {
      noteReachable(false)
      reject(new ApiError(0, { detail: 'Check your connection; the file did not arrive.' }))
    }
    request.onload = () => {
      noteReachable(request.status < 502)
      const answer = read(request.responseText)
      if (request.status >= 200 && request.status < 300) return resolve(answer as T)
      if (request.status === 401) refuseApiKey()
      reject(new ApiError(request.status, answer))
    }
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

const calledOff = () => new DOMException('Called off', 'AbortError')

function read(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? { ...answer } : {}
  } catch {
    return {}
  }
}
