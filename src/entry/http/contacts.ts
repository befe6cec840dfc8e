import { createRoute, z } from '@hono/zod-openapi'
import { createContact } from '../../app/contacts/create.ts'
import { getContact } from '../../app/contacts/get.ts'
import { listContacts } from '../../app/contacts/list.ts'
import { mergeContacts } from '../../app/contacts/merge.ts'
import { updateContact } from '../../app/contacts/update.ts'
import {
  ContactDetailJson,
  ContactJson,
  ContactPatchBody,
  contactDetailJson,
  contactFilter,
  contactJson,
  MergeBody,
  MergedContactJson,
  mergeJson,
  NewContactBody,
  toContactFilter,
  toPersonPatch,
} from './contact-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, pageOf, pageParams, problems, toPage } from './shapes.ts'

const tags = ['Contacts']

/** The address book. History and export are in contact-history.ts, erasing in erasures.ts. */
export function contactRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/contacts',
        tags,
        summary: 'List and search the address book',
        description: 'Those that were merged into another contact or erased are not in it; their ids still answer.',
        request: {
          query: z.strictObject({
            ...contactFilter,
            phone: z.string().min(1).max(40).optional().openapi({ description: 'The contact that has it.' }),
            email: z.string().max(254).optional(),
            external_id: z.string().max(200).optional(),
            ...pageParams(500),
          }),
        },
        responses: { 200: json(pageOf(ContactJson), 'Newest first'), ...problems('unprocessable') },
      }),
      async (c) => {
        const { phone, email, external_id, limit, cursor, ...filter } = c.req.valid('query')
        const search = { filter: toContactFilter(filter), phone, email, externalId: external_id }
        const page = await listContacts(c.get('deps'), c.get('actor'), { ...search, ...toPage({ limit, cursor }) })
        const now = c.get('deps').clock.now()
        return c.json({ data: page.items.map((it) => contactJson(it, now)), next_cursor: page.nextCursor }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/contacts',
        tags,
        summary: 'Add somebody by hand',
        description:
          'A phone or an email is needed. A phone and an external id belong to one contact: 409 names the one that has it. An email may be shared.',
        request: { headers: IdempotencyKey, body: jsonBody(NewContactBody) },
        responses: { 201: json(ContactDetailJson, 'The contact'), ...problems('conflict', 'unprocessable') },
      }),
      async (c) => {
        const { deps, actor } = { deps: c.get('deps'), actor: c.get('actor') }
        const contact = await createContact(deps, actor, toPersonPatch(c.req.valid('json')))
        return c.json(contactDetailJson(contact, deps.clock.now()), 201)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/contacts/{id}',
        tags,
        summary: 'Read a contact with its leads and suppressions',
        request: { params: Id },
        responses: { 200: json(ContactDetailJson, 'The contact'), ...problems('not_found') },
      }),
      async (c) => {
        const contact = await getContact(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(contactDetailJson(contact, c.get('deps').clock.now()), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/contacts/{id}',
        tags,
        summary: 'Correct a contact, for every campaign it is in',
        description:
          'Lists, `properties`, `address` and `consent` replace what was there; a number that stays keeps its attempts, one that is taken off is forgotten with what was found out about it. A skipped lead that can be called now becomes pending.',
        request: { params: Id, body: jsonBody(ContactPatchBody) },
        responses: {
          200: json(ContactDetailJson, 'The contact'),
          ...problems('not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const patch = toPersonPatch(c.req.valid('json'))
        const contact = await updateContact(c.get('deps'), c.get('actor'), c.req.valid('param').id, patch)
        return c.json(contactDetailJson(contact, c.get('deps').clock.now()), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/contacts/{id}/merge',
        tags,
        summary: 'Merge another contact into this one',
        description:
          'They are the same person. What is known of this one wins, what it lacks comes from the other. Suppressions and dead phones of both hold, a revoked consent of either stands, and nobody who was finished is opened again. In a campaign both are in, the lead that is further along goes on and the other one is skipped as `merged`. The other contact stays as a tombstone that names this one. With `preview` nothing is changed: the contact is answered as it would be.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(MergeBody) },
        responses: {
          200: json(MergedContactJson, 'The contact'),
          ...problems('not_found', 'conflict', 'unprocessable'),
        },
      }),
      async (c) => {
        const { other_id, preview } = c.req.valid('json')
        const input = { otherId: other_id, preview }
        const { contact, report } = await mergeContacts(c.get('deps'), c.get('actor'), c.req.valid('param').id, input)
        return c.json({ ...contactDetailJson(contact, c.get('deps').clock.now()), merge: mergeJson(report) }, 200)
      },
    )
}
