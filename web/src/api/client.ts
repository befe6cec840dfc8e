import { apiKey, refuseApiKey } from './key.ts'
import { noteReachable } from './reachable.ts'

/** One wrong field, as the API names it: a JSON pointer such as `/settings/retry/interval_minutes`. */
export interface FieldError {
  pointer: string
  message: string
}

/** An RFC 9457 answer, or a failure to get any answer (status 0). */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly fields: FieldError[]
  readonly details: Record<string, unknown>

  constructor(status: number, problem: Record<string, unknown>) {
    const title = text(problem.title) || (status === 0 ? 'Sundial cannot be reached' : `Error ${status}`)
    const detail = text(problem.detail)
    super(detail || title)
    this.status = status
    this.type = text(problem.type)
    this.title = title
    this.detail = detail
    this.fields = Array.isArray(problem.errors) ? problem.errors.map(toFieldError) : []
    this.details = isRecord(problem.details) ? problem.details : problem
  }

  /** Message for the field at this pointer, if it is among the wrong ones. */
  at(pointer: string): string | undefined {
    return this.fields.find((field) => field.pointer === pointer)?.message
  }
}

function toFieldError(value: unknown): FieldError {
  const error = isRecord(value) ? value : {}
  const pointer = text(error.pointer).replace(/^#/, '') || text(error.parameter)
  return { pointer, message: text(error.detail) || text(error.message) || 'Not valid' }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type Query = Record<string, string | number | boolean | null | undefined>

export interface RequestOptions {
  query?: Query
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, with `contentType`. */
  raw?: { content: Blob | string; contentType: string }
  /** Besides those every request has. */
  headers?: Record<string, string>
  signal?: AbortSignal
}

export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  const search = params.toString()
  return search ? `${path}?${search}` : path
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers, authorization: `Bearer ${apiKey()}` }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.raw) headers['content-type'] = options.raw.contentType
  let response: Response
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body: options.raw ? options.raw.content : options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    noteReachable(false)
    throw new ApiError(0, { detail: 'Check your connection; nothing was changed as far as this page knows.' })
  }
  noteReachable(response.status < 502)
  if (response.ok) return response
  if (response.status === 401) refuseApiKey()
  const problem: unknown = await response.json().catch(() => ({}))
  throw new ApiError(response.status, isRecord(problem) ? problem : {})
}

async function json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, `/api/v1${path}`, options)
  const content = await response.text()
  return (content ? JSON.parse(content) : undefined) as T
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    json<T>('POST', path, { body, headers }),
  put: <T>(path: string, body: unknown) => json<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => json<T>('PATCH', path, { body }),
  delete: <T>(path: string, options: RequestOptions = {}) => json<T>('DELETE', path, options),
  upload: <T>(path: string, content: Blob, contentType: string, query?: Query) =>
    json<T>('POST', path, { raw: { content, contentType }, query }),
  /** A file that needs the key, such as a recording: links and `<audio>` cannot send it. */
  file: async (path: string, signal?: AbortSignal) => (await send('GET', `/api/v1${path}`, { signal })).blob(),
  /** Outside `/api/v1`; only the sandbox has such paths. */
  outside: async <T>(path: string, signal?: AbortSignal) => (await (await send('GET', path, { signal })).json()) as T,
}

export interface Page<T> {
  data: T[]
  next_cursor: string | null
}

/** Saves a file from the API to the person's disk. */
export async function downloadFile(path: string, filename: string): Promise<void> {
  saveFile(await api.file(path), filename)
}

export function saveFile(file: Blob, filename: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = filename
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
