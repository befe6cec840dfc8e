import { createMiddleware } from 'hono/factory'
import { problem } from './problem.ts'
import type { HttpEnv } from './router.ts'

/** They answer a question and change nothing; it is too long for an address. */
const READING = /^(?:\/api\/v1)?\/compliance\/checks?$/

/**
 * Viewers read. Asked here once, so that no route is forgotten, and before the body is read or an Idempotency-Key kept.
 * Whoever is let in without a key (the API's own document) is nobody and changes nothing.
 */
export const authorise = createMiddleware<HttpEnv>(async (c, next) => {
  const { method, path } = c.req
  const reads = method === 'GET' || method === 'HEAD' || (method === 'POST' && READING.test(path))
  if (!reads && c.get('actor')?.role === 'viewer')
    return problem(c, 'forbidden', 'You may look at everything and change nothing: your role is viewer.')
  await next()
})
