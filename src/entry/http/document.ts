import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from './router.ts'

const DESCRIPTION = `Outbound campaigns with AI voice agents.

**Key.** \`Authorization: Bearer <key>\` or \`X-API-Key: <key>\` on every request but this document.
**Lists** are \`{ "data": […], "next_cursor": null }\`; ask for the next page with \`cursor\`, for its size with \`limit\`.
**Repeatable POSTs.** Send an \`Idempotency-Key\`: the same key and body answer what the first request answered, for 24 hours, with \`Idempotency-Replayed: true\`. Another body with that key is refused (422 \`idempotency_mismatch\`), and one while the first is under way (409 \`conflict\`: try again).
**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`type\` and \`code\`; errors of fields carry JSON pointers.
**Values.** Times are ISO 8601 in UTC, phones E.164, durations whole seconds; ids have a prefix and sort by time.`

const TAGS = [
  { name: 'Campaigns', description: 'What to achieve with a list of people: agent, numbers, hours, retries.' },
  { name: 'Leads', description: 'One person in one campaign.' },
  { name: 'Contacts', description: 'The address book: everybody the organization knows.' },
  { name: 'Imports', description: 'Lists as files.' },
  { name: 'Mailboxes', description: "A campaign's own address, to which lists are mailed." },
  { name: 'Conversations', description: 'The call history: what reached, or tried to reach, somebody.' },
  { name: 'Agents', description: 'Who calls: greeting, prompt, voice.' },
  { name: 'Numbers', description: 'The phone numbers to call from.' },
  { name: 'Schedules', description: 'Business hours with exceptions that campaigns go by.' },
  { name: 'Suppressions', description: 'Opt-outs and do-not-call entries: nobody on this list is called.' },
  { name: 'Compliance', description: 'When calls are allowed and why, and the proof of those that were made.' },
  { name: 'Operations', description: 'What stands still, what is stuck, and how to get it going again.' },
  { name: 'Webhooks', description: 'Where to be told what happens, and what became of it.' },
  { name: 'Organization', description: 'The tenant everything belongs to, and its audit log.' },
]

export type ApiDocument = ReturnType<OpenAPIHono<HttpEnv>['getOpenAPI31Document']>

/** The OpenAPI 3.1 document, from the schemas that validate the requests. */
export function createDocument(api: OpenAPIHono<HttpEnv>): ApiDocument {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Sundial API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/api/v1' }],
    tags: TAGS,
    security: [{ bearer: [] }, { apiKey: [] }],
  })
  // One spelling of a tag, whatever the file of the resource says.
  for (const item of Object.values(document.paths ?? {}))
    for (const operation of Object.values(item as Record<string, { tags?: string[] }>))
      operation.tags = operation.tags?.map((tag) => TAGS.find((it) => it.name.toLowerCase() === tag)?.name ?? tag)
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'While the sandbox is on: `sundial_local_key`.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  }
}
