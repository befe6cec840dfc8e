import type { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { Bindings } from '../../env.ts'
import { agentRoutes } from './agents.ts'
import { authenticate } from './authenticate.ts'
import { campaignActionRoutes } from './campaign-actions.ts'
import { campaignRoutes } from './campaigns.ts'
import { complianceCheckRoutes } from './compliance-check.ts'
import { complianceRuleRoutes } from './compliance-rules.ts'
import { conversationRoutes } from './conversations.ts'
import { explainRoutes } from './explain.ts'
import { idempotency } from './idempotency.ts'
import { killSwitchRoutes } from './kill-switches.ts'
import { leadDetailRoutes } from './lead.ts'
import { leadRoutes } from './leads.ts'
import { liveRoutes } from './live.ts'
import { numberRoutes } from './numbers.ts'
import { describeApi } from './openapi.ts'
import { organizationRoutes } from './organization.ts'
import { answerError, problem } from './problem.ts'
import { proofRoutes } from './proof.ts'
import { regionStopRoutes } from './region-stops.ts'
import { type ApiDeps, createRouter, type HttpEnv } from './router.ts'
import { scheduleRoutes } from './schedules.ts'
import { statsRoutes } from './stats.ts'
import { suppressionImportRoutes } from './suppression-imports.ts'
import { suppressionRoutes } from './suppressions.ts'
import { timeZoneRoutes } from './time-zones.ts'

const MAX_JSON_BYTES = 1024 * 1024
/** Uploads have a limit of their own, in imports.ts. */
const UPLOAD_PATH = /\/(?:campaigns\/[^/]+\/imports|suppressions\/import)$/

/**
 * Everything behind `/api/v1`. In this order: a request id, the size of the body, who is asking (nobody: 401, whatever the path), the
 * idempotency key, the resource. `more` are routers of other files that belong behind the same middleware.
 */
export function createApi(
  buildDeps: (env: Bindings) => ApiDeps,
  more: OpenAPIHono<HttpEnv>[] = [],
): OpenAPIHono<HttpEnv> {
  const api = createRouter()
  api.onError((error, c) => answerError(c, error, c.get('deps')?.log ?? console))
  api.use(async (c, next) => {
    const given = c.req.header('X-Request-Id')
    const requestId = given && /^[\w.:-]{1,64}$/.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    c.set('deps', buildDeps(c.env))
    await next()
    // A switched protocol has headers that cannot be changed.
    if (c.res.status !== 101) c.header('X-Request-Id', requestId)
  })
  const limit = bodyLimit({
    maxSize: MAX_JSON_BYTES,
    onError: (c) => problem(c, 'too_large', 'A JSON body may have 1 MB. Send a long list as a file: POST …/imports.'),
  })
  api.use(async (c, next) => (UPLOAD_PATH.test(c.req.path) ? await next() : await limit(c, next)))
  api.use(authenticate)
  api.use(async (c, next) => {
    if (!UPLOAD_PATH.test(c.req.path) && hasBody(c.req.raw) && !/\bjson\b/i.test(c.req.header('Content-Type') ?? ''))
      return problem(c, 'unsupported_media_type', 'Send JSON with "Content-Type: application/json".')
    await next()
  })
  api.use(idempotency)

  const routers = [
    campaignRoutes(),
    campaignActionRoutes(),
    statsRoutes(),
    leadRoutes(),
    leadDetailRoutes(),
    conversationRoutes(),
    agentRoutes(),
    numberRoutes(),
    scheduleRoutes(),
    timeZoneRoutes(),
    killSwitchRoutes(),
    suppressionRoutes(),
    suppressionImportRoutes(),
    proofRoutes(),
    organizationRoutes(),
    complianceCheckRoutes(),
    explainRoutes(),
    complianceRuleRoutes(),
    regionStopRoutes(),
    ...more,
    liveRoutes(),
  ]
  for (const router of routers) api.route('/', router)
  describeApi(api)
  api.all('*', (c) => problem(c, 'not_found', `There is nothing at ${c.req.method} ${c.req.path}.`))
  return api
}

function hasBody(request: Request): boolean {
  return request.body !== null && request.headers.get('Content-Length') !== '0'
}
