import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { z } from 'zod'
import { AppError, type AppErrorCode, type FieldError, jsonPointer } from '../../domain/errors.ts'
import type { Log } from '../../ports.ts'

/** What can go wrong, as clients see it: the domain's codes and those that only a door can cause. */
export type ProblemCode = AppErrorCode | 'internal'

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503

export interface ProblemKind {
  status: ProblemStatus
  title: string
}

/** One place where a code becomes an HTTP status; a new code does not compile until it has one. */
export function kindOf(code: ProblemCode): ProblemKind {
  switch (code) {
    case 'bad_request':
      return { status: 400, title: 'The request cannot be read' }
    case 'unauthorized':
      return { status: 401, title: 'No valid API key' }
    case 'forbidden':
      return { status: 403, title: 'Not allowed for this key' }
    case 'not_found':
      return { status: 404, title: 'Not found' }
    case 'conflict':
      return { status: 409, title: 'In conflict with something else' }
    case 'not_allowed':
      return { status: 409, title: 'Not possible in this state' }
    case 'missing_requirements':
      return { status: 409, title: 'Something is missing first' }
    case 'locked':
      return { status: 409, title: 'Locked while the campaign runs' }
    case 'in_use':
      return { status: 409, title: 'Still in use' }
    case 'too_large':
      return { status: 413, title: 'Too large' }
    case 'unsupported_media_type':
      return { status: 415, title: 'Unsupported media type' }
    case 'unprocessable':
      return { status: 422, title: 'A field breaks a rule' }
    case 'idempotency_mismatch':
      return { status: 422, title: 'Idempotency key used for another request' }
    case 'rate_limited':
      return { status: 429, title: 'Too many requests' }
    case 'internal':
      return { status: 500, title: 'Something went wrong on our side' }
    case 'unavailable':
      return { status: 503, title: 'A part is away for the moment' }
  }
}

/** Where a problem type is explained: its place in the API reference. */
export function typeOf(code: ProblemCode): string {
  return `/api/docs#problem-${code}`
}

/** A field of the body by JSON pointer (`#/settings/retry/mode`), or a parameter by name. */
export type ProblemField = { pointer: string; message: string } | { parameter: string; message: string }

// The context's environment differs between the API and the hooks; only the request id, which may be missing, is read.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyContext = Context<any>

/** Answers with `application/problem+json` (RFC 9457). */
export function problem(
  c: AnyContext,
  code: ProblemCode,
  detail: string,
  more: { details?: Record<string, unknown>; errors?: ProblemField[]; headers?: Record<string, string> } = {},
): Response {
  const { status, title } = kindOf(code)
  const { headers, ...members } = more
  const requestId: string = c.get('requestId') ?? ''
  const body = { type: typeOf(code), title, status, detail, code, request_id: requestId, ...members }
  return c.body(JSON.stringify(body), status, { ...headers, 'Content-Type': 'application/problem+json' })
}

/** The answer to a request that does not match its schema: 422 for the body, 400 for everything round it. */
export function validationProblem(c: AnyContext, error: z.core.$ZodError, target: string): Response {
  const fields = error.issues.flatMap((issue) => {
    const inside = issue.code === 'unrecognized_keys' ? issue.keys : [null]
    return inside.map((key) => {
      const path = key === null ? issue.path : [...issue.path, key]
      const message = key === null ? issue.message : 'is not known here'
      return isBody(target) ? { pointer: `#${jsonPointer(path)}`, message } : { parameter: path.join('.'), message }
    })
  })
  const first = fields[0]
  const where = first === undefined ? '' : 'pointer' in first ? first.pointer : first.parameter
  const detail = `${where || 'The request'}: ${first?.message ?? 'is not valid'}`
  return problem(c, isBody(target) ? 'unprocessable' : 'bad_request', detail, { errors: fields })
}

function isBody(target: string): boolean {
  return target === 'json' || target === 'form'
}

/** The one place where what was thrown becomes an answer. What nobody foresaw is logged with the request id and told to nobody. */
export function answerError(c: AnyContext, error: unknown, log: Log): Response {
  if (error instanceof AppError) {
    const { errors, ...details } = error.details
    const seconds = details.retry_after_seconds
    const fields = Array.isArray(errors) ? errors.map(toField) : null
    return problem(c, error.code, detailOf(error.message, fields?.[0]), {
      ...(fields && { errors: fields }),
      ...(Object.keys(details).length > 0 && { details }),
      ...(typeof seconds === 'number' && { headers: { 'Retry-After': String(Math.ceil(seconds)) } }),
    })
  }
  // Thrown by hono: a body that is not JSON, a body over the limit.
  if (error instanceof HTTPException && error.status < 500) {
    return error.status === 413
      ? problem(c, 'too_large', 'The body is too large.')
      : problem(c, 'bad_request', 'The body is not valid JSON.')
  }
  log.error('request.failed', {
    request_id: c.get('requestId'),
    org_id: c.get('actor')?.orgId,
    method: c.req.method,
    route: routePath(c),
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return problem(c, 'internal', 'The request failed for a reason of ours. Tell us the request id if it happens again.')
}

/** A detail that names its field does so as the errors do. */
function detailOf(message: string, first: ProblemField | undefined): string {
  const names = first !== undefined && 'pointer' in first && message.startsWith(`${first.pointer.slice(1)}: `)
  return names ? `#${message}` : message
}

/** Field errors of the domain start at the body. */
function toField(error: FieldError | ProblemField): ProblemField {
  if ('parameter' in error) return error
  return { ...error, pointer: error.pointer.startsWith('#') ? error.pointer : `#${error.pointer}` }
}
