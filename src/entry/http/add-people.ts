import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { NewLeadBody } from './lead-input.ts'
import {
  ContactsToAdd,
  LeadsToAdd,
  LeadToAdd,
  MAX_PEOPLE,
  NDJSON,
  PEOPLE,
  type PeopleKind,
  receivePeople,
} from './people-body.ts'
import { AddedPeople, StreamedLine } from './people-json.ts'
import { createRouter, type HttpEnv } from './router.ts'
import { Id, IdempotencyKey, problems } from './shapes.ts'

const RESULTS =
  'Every one has a result of their own: somebody who cannot be read is `rejected` with the fields that are wrong, and refuses nobody else. `updated`: there already. `duplicate`: the same person twice in this request. `skipped`: a lead, but none of its phones can be called, or the campaign requires consent and none holds. `disqualified`: a lead that does not meet the campaign’s criteria. Whoever is finished, disqualified or opted out is never opened again.'
const LINES = `With \`Content-Type: ${NDJSON}\` each line is one person, as many as there are, and each line of the answer is one result, in the same order, as they are committed, in batches of up to 1,000: read while you send. The last line is \`{"summary": …}\`; when the stream broke it says so, and from which line to go on. To send lines again is harmless, so that an Idempotency-Key is not needed and not looked at. A line may have 256 kB.`

/** People who come in by JSON or as lines. To be mounted under /api/v1. */
export function addPeopleRoutes(): OpenAPIHono<HttpEnv> {
  const router = createRouter()
  const registry = router.openAPIRegistry
  // Named, for they are what the list of leads is made of, beside one alone.
  registry.register('NewLead', NewLeadBody)
  registry.register('NewLeads', LeadsToAdd)
  registry.register('LeadToAdd', LeadToAdd)
  const oneOrMany = z.looseObject({}).openapi('LeadsToAdd', {
    oneOf: [{ $ref: '#/components/schemas/NewLeads' }, { $ref: '#/components/schemas/LeadToAdd' }],
    example: {
      action: 'upsert',
      leads: [
        {
          external_id: 'crm-4711',
          name: 'Ann Lee',
          phones: ['(212) 555-0100'],
          variables: { 'case number': 'A-1001' },
        },
      ],
    },
  })
  describe(router, 'leads', {
    path: '/campaigns/{id}/leads',
    tags: ['Leads'],
    summary: `Add, update or remove leads: one, up to ${MAX_PEOPLE.toLocaleString('en')}, or a stream of them`,
    description: `${RESULTS}\n\nOne person alone whose fields are wrong is refused with 422, as is a list that is none.\n\n${LINES}`,
    schema: oneOrMany,
    refusals: ['not_found', 'not_allowed', 'too_large', 'unsupported_media_type', 'unprocessable', 'unavailable'],
  })
  describe(router, 'contacts', {
    path: '/contacts/bulk',
    tags: ['Contacts'],
    summary: `Add or update contacts: up to ${MAX_PEOPLE.toLocaleString('en')}, or a stream of them`,
    description: `Into the address book; nobody becomes a lead. ${RESULTS}\n\n${LINES}`,
    schema: ContactsToAdd,
    refusals: ['too_large', 'unsupported_media_type', 'unprocessable', 'unavailable'],
  })
  // Not through the validator of `openapi()`: it reads a body whole, and refuses it for one person.
  router.post('/campaigns/:id/leads', async (c) => await receivePeople(c, 'leads', c.req.param('id')))
  router.post('/contacts/bulk', async (c) => await receivePeople(c, 'contacts', null))
  return router
}

interface Description {
  path: string
  tags: string[]
  summary: string
  description: string
  schema: z.ZodType
  refusals: Parameters<typeof problems>
}

function describe(router: OpenAPIHono<HttpEnv>, kind: PeopleKind, it: Description): void {
  const { path, tags, summary, description, schema, refusals } = it
  const lines = z.string().openapi({
    example: `${JSON.stringify({ external_id: 'crm-4711', name: 'Ann Lee', phones: ['(212) 555-0100'] })}\n`,
  })
  router.openAPIRegistry.registerPath({
    method: 'post',
    path,
    tags,
    summary,
    description,
    request: {
      ...(kind === 'leads' && { params: Id }),
      query: z.object({
        action: PEOPLE[kind].action.openapi({ description: 'For lines; of JSON it stands in the body.' }),
      }),
      headers: IdempotencyKey,
      body: { required: true, content: { 'application/json': { schema }, [NDJSON]: { schema: lines } } },
    },
    responses: {
      200: {
        description: 'One result for each person, in the same order',
        content: { 'application/json': { schema: AddedPeople }, [NDJSON]: { schema: StreamedLine } },
      },
      ...problems(...refusals),
    },
  })
}
