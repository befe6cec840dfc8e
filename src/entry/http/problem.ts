import type { Context } from 'hono'
import type { z } from 'zod'

/** Where the meaning of each problem type is explained: a fragment of the API reference, relative to the API's own origin. */
const TYPE_BASE = '/api/docs#problem-'

export interface FieldError {
  /** JSON pointer into the body as a URI fragment (`#/settings/retry/mode`), or `?name` for a query parameter. */
  pointer: string
  message: string
}

export interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  code: string
  request_id: string
  details?: Record<string, unknown>
  errors?: FieldError[]
}

type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503

/** Answers with `application/problem+json` (RFC 9457). */
export function problem(
  // biome-ignore lint/suspicious/noExplicitAny: any environment will do; only the response and the request id are used
  c: Context<any>,
  status: ProblemStatus,
  code: string,
  detail: string,
  more: { details?: Record<string, unknown>; errors?: FieldError[] } = {},
): Response {
  const body: ProblemBody = {
    type: `${TYPE_BASE}${code}`,
    title: TITLES[code] ?? code,
    status,
    detail,
    code,
    request_id: c.get('requestId') ?? '',
    ...more,
  }
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' })
}

const TITLES: Record<string, string> = {}

/** The answer to a request that does not match its schema. */
export function validationProblem(
  // biome-ignore lint/suspicious/noExplicitAny: as above
  c: Context<any>,
  error: z.core.$ZodError,
  target: string,
): Response {
  const errors = error.issues.map((issue) => ({ pointer: pointerOf(target, issue.path), message: issue.message }))
  return problem(c, 422, 'invalid_request', `The request is not valid: ${errors[0]?.message ?? 'see errors'}`, {
    errors,
  })
}

/** `#/settings/retry/mode` for a body; `?limit` for a query parameter; `/{id}` for a path parameter; `name:` for a header. */
function pointerOf(target: string, path: PropertyKey[]): string {
  if (target === 'query') return `?${path.map(String).join('.')}`
  if (target === 'param') return `{${path.map(String).join('.')}}`
  if (target === 'header') return `${path.map(String).join('.')}:`
  return `#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}
