import { createMiddleware } from 'hono/factory'
import type { Actor } from '../../app/deps.ts'
import { LOCAL_KEY, LOCAL_ORG_ID } from '../../env.ts'
import { problem } from './problem.ts'
import type { HttpEnv } from './router.ts'

/** Readable by everybody; all else under the API needs a key, also what does not exist. */
const OPEN_PATHS = ['/openapi.json', '/docs']
const LIVE_PATH = /\/campaigns\/[^/]+\/live$/

export const authenticate = createMiddleware<HttpEnv>(async (c, next) => {
  if (OPEN_PATHS.some((path) => c.req.path.endsWith(`/api/v1${path}`) || c.req.path === path)) return await next()
  const actor = findActor(readKey(c.req.raw), c.get('deps').sandbox)
  if (!actor)
    return problem(c, 'unauthorized', 'Send an API key: "Authorization: Bearer <key>" or "X-API-Key: <key>".', {
      headers: { 'WWW-Authenticate': 'Bearer realm="sundial"' },
    })
  c.set('actor', actor)
  await next()
})

/** For now there is one key, and only while the sandbox is on. */
function findActor(key: string | null, sandbox: boolean): Actor | null {
  return sandbox && key === LOCAL_KEY ? { orgId: LOCAL_ORG_ID, role: 'owner', name: 'key:local' } : null
}

function readKey(request: Request): string | null {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  return bearer ?? request.headers.get('X-API-Key') ?? readSocketKey(request)
}

/** Browsers cannot set headers on a WebSocket: there, and only there, the key may be in the address or beside the subprotocol. */
function readSocketKey(request: Request): string | null {
  const url = new URL(request.url)
  if (!LIVE_PATH.test(url.pathname) || request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') return null
  const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((part) => part.trim())
  return url.searchParams.get('key') ?? (offered[0] === 'sundial' ? (offered[1] ?? null) : null)
}
