import { createMiddleware } from 'hono/factory'
import type { Claim } from '../../app/idempotency/store.ts'
import { problem } from './problem.ts'
import type { HttpEnv } from './router.ts'

const KEEP_MS = 24 * 60 * 60 * 1000
/** A request that has not answered for so long has died with its Worker. */
const DEAD_MS = 10 * 60 * 1000
/** Answers beyond this are not stored; the list of a thousand leads is about 200 kB. */
const MAX_STORED = 900_000

/**
 * `Idempotency-Key` on POST. What the first request answered is answered again. A refusal changed nothing and is not kept, so that the
 * same key works once the reason is gone; a failure of ours is kept, because nobody knows how far it got.
 */
export const idempotency = createMiddleware<HttpEnv>(async (c, next) => {
  const key = c.req.header('Idempotency-Key')
  if (c.req.method !== 'POST' || key === undefined) return await next()
  if (key.length < 1 || key.length > 255)
    return problem(c, 'bad_request', 'An Idempotency-Key has 1 to 255 characters.', {
      errors: [{ parameter: 'Idempotency-Key', message: 'must have 1 to 255 characters' }],
    })
  const { idempotency: store, clock } = c.get('deps')
  const { orgId } = c.get('actor')
  const hash = await hashOf(c.req.raw, () => c.req.arrayBuffer())
  const now = clock.now()
  const claim = await store.claim(orgId, key, hash, now, { expiredBefore: now - KEEP_MS, deadBefore: now - DEAD_MS })
  if (claim.state !== 'claimed') return repeat(c, claim, hash)

  await next()
  const { status } = c.res
  const mayKeep = (status >= 200 && status < 300) || status === 500
  const body = mayKeep ? await c.res.clone().text() : ''
  if (mayKeep && body.length <= MAX_STORED) await store.complete(orgId, key, status, body)
  else await store.release(orgId, key)
})

function repeat(c: Parameters<typeof problem>[0], claim: Exclude<Claim, { state: 'claimed' }>, hash: string): Response {
  if (claim.requestHash !== hash)
    return problem(c, 'idempotency_mismatch', 'This Idempotency-Key was used for a different request; use a new one.')
  if (claim.state === 'under_way')
    return problem(c, 'conflict', 'The first request with this Idempotency-Key is still under way.', {
      headers: { 'Retry-After': '1' },
    })
  return new Response(claim.body === '' ? null : claim.body, {
    status: claim.status,
    headers: {
      'Content-Type': claim.status >= 400 ? 'application/problem+json' : 'application/json',
      'Idempotency-Replayed': 'true',
    },
  })
}

/** A JSON body counts byte by byte. An uploaded file is not held in memory for this: its type, length and address stand for it. */
async function hashOf(request: Request, readBody: () => Promise<ArrayBuffer>): Promise<string> {
  const url = new URL(request.url)
  // Without its parameters: a form sent again has another boundary.
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]
  const length = request.headers.get('Content-Length') ?? ''
  const head = new TextEncoder().encode(`${request.method} ${url.pathname}${url.search} ${type} ${length}\n`)
  const isJson = /\bjson\b/i.test(type ?? '')
  const body = isJson ? new Uint8Array(await readBody()) : new Uint8Array()
  const bytes = new Uint8Array(head.length + body.length)
  bytes.set(head)
  bytes.set(body, head.length)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
