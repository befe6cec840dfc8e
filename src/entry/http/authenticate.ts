import { createMiddleware } from 'hono/factory'
import type { Actor } from '../../app/deps.ts'
import { LOCAL_KEY, LOCAL_ORG_ID } from '../../env.ts'
import { isSameKey, readBearer } from './bearer.ts'
import { problem } from './problem.ts'
import type { HttpEnv } from './router.ts'

/** Readable by everybody, as the API is mounted and as it is by itself; all else needs a key, also what does not exist. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/api/v1/openapi.json', '/openapi.json'])
const LIVE_PATH = /\/campaigns\/[^/]+\/live$/

export const authenticate = createMiddleware<HttpEnv>(async (c, next) => {
  if (OPEN_PATHS.has(c.req.path)) return await next()
  const actor = await findActor(readKey(c.req.raw), c.get('deps').sandbox)
  if (!actor)
    return problem(c, 'unauthorized', 'Send an API key: "Authorization: Bearer <key>" or "X-API-Key: <key>".', {
      headers: { 'WWW-Authenticate': 'Bearer realm="sundial"' },
    })
  c.set('actor', actor)
  await next()
})

/** For now there is one key, and only while the sandbox is on. */
async function findActor(key: string | null, sandbox: boolean): Promise<Actor | null> {
  if (!sandbox || key === null || !(await isSameKey(key, LOCAL_KEY))) return null
  return { orgId: LOCAL_ORG_ID, role: 'owner', name: 'key:local' }
}

function readKey(request: Request): string | null {
  return readBearer(request) ?? request.headers.get('X-API-Key') ?? readSocketKey(request)
}

/**
 * Browsers cannot set headers on a WebSocket: there, and only there, the key may stand beside the subprotocol. Never in the address, which
 * logs, proxies and histories keep.
 */
function readSocketKey(request: Request): string | null {
  const url = new URL(request.url)
  if (!LIVE_PATH.test(url.pathname) || request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') return null
  const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((part) => part.trim())
  return offered[0] === 'sundial' ? (offered[1] ?? null) : null
}
