import { z } from '@hono/zod-openapi'
import { APP_ERROR_CODES } from '../../domain/errors.ts'
import { kindOf, type ProblemCode } from './problem.ts'

/** What all resources have in common: instants, pages, problems, parameters. */

/** Epoch ms inside, ISO 8601 UTC outside. */
export function toIso(at: number): string
export function toIso(at: number | null): string | null
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

export const Instant = z.iso.datetime().openapi({ example: '2026-11-23T15:00:00.000Z' })

/** An instant as people send it, with any offset, as epoch ms. */
export const InstantInput = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset or Z' })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-23T15:00:00Z' })

export const Id = z.object({ id: z.string().min(1).max(64) })

const Cursor = z.string().max(500).optional().openapi({ description: 'What `next_cursor` of the page before said.' })

/** `limit` and `cursor`, to be spread into a query schema. */
export function pageParams(maxLimit = 200) {
  return {
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(maxLimit)
      .default(50)
      .openapi({ type: 'integer', minimum: 1, maximum: maxLimit, default: 50 }),
    cursor: Cursor,
  }
}

export function toPage(query: { limit: number; cursor?: string | undefined }): {
  limit: number
  cursor: string | null
} {
  return { limit: query.limit, cursor: query.cursor ?? null }
}

/** A filter that takes several values, repeated (`status=a&status=b`) or separated by commas. */
export function manyOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .preprocess(
      (value) => (value === undefined ? undefined : [value].flat().flatMap((part) => String(part).split(','))),
      z.array(z.enum(values)).min(1).max(50).optional(),
    )
    .openapi({ type: 'array', items: { type: 'string', enum: [...values] }, param: { style: 'form', explode: true } })
}

export const Flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .openapi({ type: 'boolean' })

export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    data: z.array(item),
    next_cursor: z.string().nullable().openapi({
      description:
        'null on the last page. A request looks at a part of a long list only: with filters that few fit, a page may hold fewer than `limit`, or none, and still have a next one.',
    }),
  })
}

export const Problem = z
  .object({
    type: z.string().openapi({ example: '/api/docs#problem-not_found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum([...APP_ERROR_CODES, 'internal']),
    request_id: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().openapi({ example: '#/settings/retry/mode' }),
          parameter: z.string().optional().openapi({ example: 'limit' }),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .openapi('Problem', { description: 'RFC 9457. Rely on `code` (and `type`); the texts are for people.' })

/** A JSON answer. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

export function jsonBody<S extends z.ZodType>(schema: S, required = true) {
  return { required, content: { 'application/json': { schema } } }
}

/** The problems a route may answer, beside those every route may: 400, 401, 500. */
export function problems(...codes: ProblemCode[]): Record<string, { description: string }> {
  const answers: Record<string, { description: string; content: object }> = {}
  for (const code of ['bad_request', 'unauthorized', ...codes] as const) {
    const { status, title } = kindOf(code)
    const before = answers[status]
    answers[status] = {
      description: before ? `${before.description} · ${title} (\`${code}\`)` : `${title} (\`${code}\`)`,
      content: { 'application/problem+json': { schema: Problem } },
    }
  }
  return answers
}

/** Documented on every POST; what it does is in idempotency.ts. */
export const IdempotencyKey = z.object({
  'idempotency-key': z.string().min(1).max(255).optional().openapi({
    description: 'Makes the POST repeatable: the same key and body answer what the first one did, for 24 hours.',
  }),
})
