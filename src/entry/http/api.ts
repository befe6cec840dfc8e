import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { routePath } from 'hono/route'
import type { Bindings } from '../../env.ts'
import { addPeopleRoutes } from './add-people.ts'
import { agentRoutes } from './agents.ts'
import { arrivalRoutes } from './arrivals.ts'
import { authenticate } from './authenticate.ts'
import { authorise } from './authorise.ts'
import { breakerRoutes } from './breakers.ts'
import { campaignActionRoutes } from './campaign-actions.ts'
import { campaignRoutes } from './campaigns.ts'
import { complianceCheckRoutes } from './compliance-check.ts'
import { complianceRuleRoutes } from './compliance-rules.ts'
import { contactHistoryRoutes } from './contact-history.ts'
import { contactRoutes } from './contacts.ts'
import { conversationRoutes } from './conversations.ts'
import { erasureRoutes } from './erasures.ts'
import { explainRoutes } from './explain.ts'
import { fromContactsRoutes } from './from-contacts.ts'
import { idempotency } from './idempotency.ts'
import { importHistoryRoutes } from './import-history.ts'
import { importMappingRoutes } from './import-mappings.ts'
import { importPreviewRoutes } from './import-previews.ts'
import { ingestKeyRoutes } from './ingest-keys.ts'
import { killSwitchRoutes } from './kill-switches.ts'
import { leadDetailRoutes } from './lead.ts'
import { leadRoutes } from './leads.ts'
import { liveRoutes } from './live.ts'
import { mailboxRoutes } from './mailboxes.ts'
import { numberRoutes } from './numbers.ts'
import { describeApi } from './openapi.ts'
import { operationsRoutes } from './operations.ts'
import { organizationRoutes } from './organization.ts'
import { isNdjson, MAX_PEOPLE_BYTES } from './people-body.ts'
import { answerError, problem } from './problem.ts'
import { proofRoutes } from './proof.ts'
import { regionStopRoutes } from './region-stops.ts'
import { type ApiDeps, createRouter, type HttpEnv } from './router.ts'
import { scheduleRoutes } from './schedules.ts'
import { statsRoutes } from './stats.ts'
import { stuckItemRoutes } from './stuck-items.ts'
import { suppressionImportRoutes } from './suppression-imports.ts'
import { suppressionRoutes } from './suppressions.ts'
import { timeZoneRoutes } from './time-zones.ts'
import { webhookRoutes } from './webhooks.ts'

const MAX_JSON_BYTES = 1024 * 1024
/** Uploads have a limit of their own, in imports.ts. */
const UPLOAD_PATH = /\/(?:(?:campaigns\/[^/]+|contacts)\/(?:imports|import-preview)|suppressions\/import)$/

/** Many people at once, as JSON or as lines without end. */
const PEOPLE_PATH = /\/(?:campaigns\/[^/]+\/leads|contacts\/bulk)$/

/**
 * Everything behind `/api/v1`. In this order: a request id, the size of the body, who is asking (nobody: 401, whatever the path) and
 * whether they may (viewers: 403), the idempotency key, the resource. `more` are routers of other files that belong behind the same
 * middleware. @param identify finds out who is asking
 */
export function createApi(
  buildDeps: (env: Bindings) => ApiDeps,
  more: OpenAPIHono<HttpEnv>[] = [],
  identify: MiddlewareHandler<HttpEnv> = authenticate,
): OpenAPIHono<HttpEnv> {
  const api = createRouter()
  api.onError((error, c) => answerError(c, error, c.get('deps')?.log ?? console))
  api.use(async (c, next) => {
    const given = c.req.header('X-Request-Id')
    const requestId = given && /^[\w.:-]{1,64}$/.test(given) ? given : crypto.randomUUID()
    c.set('requestId', requestId)
    const deps = buildDeps(c.env)
    c.set('deps', deps)
    const startedAt = Date.now()
    await next()
    deps.log.info('request.served', {
      request_id: requestId,
      org_id: c.get('actor')?.orgId,
      method: c.req.method,
      // Its pattern: an address names people (`?phone=`) and things.
      route: routePath(c),
      status: c.res.status,
      ms: Date.now() - startedAt,
    })
    // A switched protocol has headers that cannot be changed.
    if (c.res.status !== 101) c.header('X-Request-Id', requestId)
  })
  const limit = bodyLimit({
    maxSize: MAX_JSON_BYTES,
    onError: (c) => problem(c, 'too_large', 'A JSON body may have 1 MB. Send a long list as a file: POST …/imports.'),
  })
  const peopleLimit = bodyLimit({
    maxSize: MAX_PEOPLE_BYTES,
    onError: (c) =>
      problem(c, 'too_large', 'A JSON body of people may have 4 MB. Send more as lines: application/x-ndjson.'),
  })
  // A file is read piece by piece, as lines are; JSON is read whole for its Idempotency-Key, also where a file was expected.
  api.use(async (c, next) => {
    if (isStreamed(c.req)) return await next()
    return await (PEOPLE_PATH.test(c.req.path) ? peopleLimit : limit)(c, next)
  })
  api.use(identify)
  api.use(authorise)
  api.use(async (c, next) => {
    if (!isStreamed(c.req) && hasBody(c.req.raw) && !isJson(c.req.raw))
      return problem(c, 'unsupported_media_type', 'Send JSON with "Content-Type: application/json".')
    await next()
  })
  // The answer to lines cannot be kept, and need not be: to send them again changes nothing.
  api.use(async (c, next) => (isLines(c.req) ? await next() : await idempotency(c, next)))

  const routers = [
    campaignRoutes(),
    campaignActionRoutes(),
    statsRoutes(),
    breakerRoutes(),
    leadRoutes(),
    addPeopleRoutes(),
    fromContactsRoutes(),
    ingestKeyRoutes(),
    arrivalRoutes(),
    leadDetailRoutes(),
    importMappingRoutes(),
    contactRoutes(),
    contactHistoryRoutes(),
    erasureRoutes(),
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
    webhookRoutes(),
    mailboxRoutes(),
    operationsRoutes(),
    stuckItemRoutes(),
    importHistoryRoutes(),
    importPreviewRoutes(),
    ...more,
    liveRoutes(),
  ]
  for (const router of routers) api.route('/', router)
  describeApi(api)
  api.all('*', (c) => problem(c, 'not_found', `There is nothing at ${c.req.method} ${c.req.path}.`))
  return api
}

/** The body is not read into memory by anybody. */
function isStreamed(req: { path: string; raw: Request }): boolean {
  return isLines(req) || (UPLOAD_PATH.test(req.path) && !isJson(req.raw))
}

function isLines({ path, raw }: { path: string; raw: Request }): boolean {
  return PEOPLE_PATH.test(path) && isNdjson(raw)
}

function isJson(request: Request): boolean {
  return /\bjson\b/i.test(request.headers.get('Content-Type') ?? '')
}

function hasBody(request: Request): boolean {
  return request.body !== null && request.headers.get('Content-Length') !== '0'
}
