import { createRoute, z } from '@hono/zod-openapi'
import { type ContactExport, type Exported, exportContact } from '../../app/contacts/export.ts'
import { HISTORY_KINDS, type HistoryEvent, listHistory } from '../../app/contacts/history.ts'
import { attemptJson } from './attempt-json.ts'
import { contactDetailJson } from './contact-json.ts'
import { leadJson } from './lead-json.ts'
import { createRouter } from './router.ts'
import { Id, Instant, json, pageOf, pageParams, problems, toIso, toPage } from './shapes.ts'
import { suppressionJson } from './suppressions.ts'

const HistoryJson = z
  .object({
    kind: z.enum(HISTORY_KINDS).openapi({
      description:
        'lead: became a lead. call: an attempt. inbound: called or texted us. import: a list that brought or updated them. change: an entry of the audit log.',
    }),
    id: z.string().openapi({ description: 'Of the lead, attempt, conversation, import or entry.' }),
    at: Instant,
    what: z.string().openapi({
      description:
        'In a word: a lead’s status, a call’s disposition (or state), `call` or `text` of what came in, `created` or `updated`, an action such as `contact.updated`.',
      example: 'NO_ANSWER',
    }),
    contact_id: z.string().nullable(),
    lead_id: z.string().nullable(),
    campaign_id: z.string().nullable(),
    campaign_name: z.string().nullable(),
    actor: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('ContactHistory')

const tags = ['Contacts']

export function contactHistoryRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/contacts/{id}/history',
        tags,
        summary: 'Everything that happened with a person',
        description: 'Also with those who were merged into them.',
        request: { params: Id, query: z.strictObject(pageParams()) },
        responses: { 200: json(pageOf(HistoryJson), 'Newest first'), ...problems('not_found') },
      }),
      async (c) => {
        const page = toPage(c.req.valid('query'))
        const found = await listHistory(c.get('deps'), c.get('actor'), c.req.valid('param').id, page)
        return c.json({ data: found.items.map(historyJson), next_cursor: found.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/contacts/{id}/export',
        tags,
        summary: 'Download everything held on a person',
        description:
          'One JSON object: the contact, those merged into it, leads with their variables, attempts with proof and transcript, inbound conversations, lists they came in by, suppressions and the audit log.',
        request: { params: Id },
        responses: { 200: json(z.record(z.string(), z.unknown()), 'The file'), ...problems('not_found') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const found = await exportContact(c.get('deps'), c.get('actor'), id)
        const headers = {
          'Content-Type': 'application/json',
          'Content-Disposition': `attachment; filename="${id.replaceAll(/\W/g, '')}.json"`,
          'Cache-Control': 'private, no-store',
        }
        return new Response(streamOf(textOf(found)), { headers }) as never
      },
    )
}

function historyJson(event: HistoryEvent): z.infer<typeof HistoryJson> {
  const { kind, id, what, actor, details } = event
  return {
    kind,
    id,
    at: toIso(event.at),
    what,
    contact_id: event.contactId,
    lead_id: event.leadId,
    campaign_id: event.campaignId,
    campaign_name: event.campaignName,
    actor,
    details,
  }
}

const SECTIONS = [
  'merged_contacts',
  'leads',
  'attempts',
  'inbound',
  'imports',
  'suppressions',
  'audit_log',
] as const satisfies readonly Exported['section'][]

/** The sections come in this order; those that nothing is in are there too. */
async function* textOf(found: ContactExport): AsyncGenerator<string> {
  const { exportedAt, contact } = found
  yield `{"exported_at":${JSON.stringify(toIso(exportedAt))},"contact":${JSON.stringify(contactDetailJson(contact, exportedAt))}`
  let at = -1
  let isFirst = true
  for await (const it of found.items()) {
    for (; SECTIONS[at] !== it.section; at += 1) {
      yield `${at < 0 ? '' : ']'},"${SECTIONS[at + 1]}":[`
      isFirst = true
    }
    yield (isFirst ? '' : ',') + JSON.stringify(itemJson(it, exportedAt))
    isFirst = false
  }
  for (; at < SECTIONS.length - 1; at += 1) yield `${at < 0 ? '' : ']'},"${SECTIONS[at + 1]}":[`
  yield ']}'
}

function itemJson(it: Exported, now: number): unknown {
  switch (it.section) {
    case 'merged_contacts':
      return { id: it.item.id, name: it.item.name, merged_into: it.item.mergedInto }
    case 'leads':
      return leadJson(it.item, now)
    case 'attempts':
      return { ...attemptJson(it.item), transcript: it.transcript }
    case 'inbound':
    case 'imports':
      return historyJson(it.item)
    case 'suppressions':
      return suppressionJson(it.item)
    case 'audit_log': {
      const { id, actor, action, subject, details, at } = it.item
      return { id, actor, action, subject, details, at: toIso(at) }
    }
  }
}

/** As fast as it is read: nothing is fetched for a client that went away. */
function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await texts.return(undefined)
    },
  })
}
