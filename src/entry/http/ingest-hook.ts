import { type Context, Hono } from 'hono'
import { openIngestKey } from '../../app/ingest/open-key.ts'
import { takeIngested } from '../../app/ingest/take.ts'
import { AppError } from '../../domain/errors.ts'
import { formRecord } from '../../domain/lead-file/json-fields.ts'
import type { Bindings } from '../../env.ts'
import { readBearer } from './bearer.ts'
import { boundaryOf, chunksOf, readParts, readText } from './multipart.ts'
import { MAX_PEOPLE_BYTES } from './people-body.ts'
import { addedPeopleJson } from './people-json.ts'
import { answerError } from './problem.ts'
import { readBody } from './read-body.ts'
import type { ApiDeps } from './router.ts'

const MAX_FORM_FIELDS = 500
const MAX_FIELD_BYTES = 64 * 1024
/** In place of the address in every line of the log: the address holds the key. */
const ROUTE = '/hooks/ingest/:key'

interface IngestEnv {
  Bindings: Bindings
  Variables: { deps: ApiDeps; requestId: string }
}

/**
 * `/hooks/ingest`: people from CRMs and form tools, which can be told an address and little else. The key stands in the address, or beside it
 * as `Authorization: Bearer`. One that opens nothing gets the same 404 as an address that does not exist, before anything else is read.
 */
export function createIngestHook(buildDeps: (env: Bindings) => ApiDeps): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>()
  app.onError((error, c) => answerError(c, error, c.get('deps')?.log ?? console))
  app.use(async (c, next) => {
    c.set('requestId', crypto.randomUUID())
    c.set('deps', buildDeps(c.env))
    await next()
  })
  app.post('/', (c) => receive(c, readBearer(c.req.raw)))
  app.post('/:key', (c) => receive(c, c.req.param('key')))
  return app
}

async function receive(c: Context<IngestEnv>, given: string | null): Promise<Response> {
  const deps = c.get('deps')
  const startedAt = Date.now()
  const key = await openIngestKey(deps, given)
  if (!key) {
    deps.log.warn('ingest.rejected', { request_id: c.get('requestId'), route: ROUTE, status: 404 })
    return c.body(null, 404)
  }
  const taken = await takeIngested(deps, key, await readSent(c.req.raw))
  // Somebody alone who cannot be taken is an error that their sender should see.
  const status = taken.length === 1 && taken[0]!.result === 'rejected' ? 422 : 200
  deps.log.info('request.served', {
    request_id: c.get('requestId'),
    org_id: key.orgId,
    campaign_id: key.campaignId,
    method: 'POST',
    route: ROUTE,
    status,
    ms: Date.now() - startedAt,
  })
  return c.json(addedPeopleJson(taken), status)
}

/** JSON, or the fields of a form as JSON would have them; many tools do not say which of the two they send. */
async function readSent(request: Request): Promise<unknown> {
  const contentType = request.headers.get('Content-Type') ?? ''
  const boundary = /^multipart\/form-data/i.test(contentType) ? boundaryOf(contentType) : null
  if (boundary !== null) return formRecord(await readMultipart(request, boundary))
  const text = await readBody(request, MAX_PEOPLE_BYTES)
  if (text === null) throw tooLarge()
  if (/^application\/x-www-form-urlencoded/i.test(contentType) && !/^\s*[{[]/.test(text)) return readForm(text)
  try {
    return JSON.parse(text)
  } catch {
    const isForm = !/json/i.test(contentType) && /^[^={[\s]{1,200}=/.test(text)
    if (isForm) return readForm(text)
    throw new AppError('bad_request', 'The body is neither JSON nor a form.')
  }
}

function readForm(text: string): Record<string, unknown> {
  return formRecord([...new URLSearchParams(text)].slice(0, MAX_FORM_FIELDS))
}

/** Fields only; a file is passed over. */
async function readMultipart(request: Request, boundary: string): Promise<[string, string][]> {
  const fields: [string, string][] = []
  for await (const part of readParts(limited(request), boundary)) {
    if (part.filename !== null || fields.length === MAX_FORM_FIELDS) continue
    fields.push([part.name, await readText(part.body, MAX_FIELD_BYTES)])
  }
  return fields
}

async function* limited(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return
  let length = 0
  for await (const chunk of chunksOf(request.body)) {
    length += chunk.length
    if (length > MAX_PEOPLE_BYTES) throw tooLarge()
    yield chunk
  }
}

function tooLarge(): AppError {
  return new AppError('too_large', `The body may have ${MAX_PEOPLE_BYTES / 1024 / 1024} MB.`)
}
