import { createRoute, z } from '@hono/zod-openapi'
import { CONTACT_HAS } from '../../app/contacts/filter.ts'
import { addFromContacts, type ContactChoice } from '../../app/leads/add-from-contacts.ts'
import { ImportShape, importShape } from './import-shapes.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, InstantInput, json, jsonBody, problems } from './shapes.ts'

const MAX_IDS = 10_000

const ContactFilterBody = z
  .strictObject({
    q: z
      .string()
      .max(200)
      .optional()
      .openapi({ description: 'Part of the name, the email or a phone, or the external id.' }),
    tag: z.string().max(50).optional(),
    campaign_id: z.string().max(64).optional().openapi({ description: 'Leads of this campaign.' }),
    not_in_campaign_id: z.string().max(64).optional(),
    import_id: z.string().max(64).optional().openapi({ description: 'Created or last updated by this import.' }),
    state: z.string().max(60).optional(),
    country: z.string().max(2).optional(),
    has: z.array(z.enum(CONTACT_HAS)).max(CONTACT_HAS.length).optional(),
    suppressed: z.boolean().optional(),
    created_from: InstantInput.optional(),
    created_to: InstantInput.optional(),
  })
  .transform(
    ({ campaign_id, not_in_campaign_id, import_id, created_from, created_to, ...rest }): ContactChoice => ({
      filter: {
        ...rest,
        campaignId: campaign_id,
        notInCampaignId: not_in_campaign_id,
        importId: import_id,
        createdFrom: created_from,
        createdTo: created_to,
      },
    }),
  )
  .openapi('ContactFilter', { description: 'As in `GET /contacts`; `{}` is everybody.' })

const contactIds = z.array(z.string().min(1).max(64)).min(1).max(MAX_IDS)
const BY_FILTER = z.strictObject({ filter: ContactFilterBody }).openapi('LeadsByFilter')
const BY_IDS = z.strictObject({ contact_ids: contactIds }).openapi('LeadsByIds')

const Choice = z
  .strictObject({ contact_ids: contactIds.optional(), filter: ContactFilterBody.optional() })
  .refine((it) => (it.contact_ids === undefined) !== (it.filter === undefined), {
    error: 'must have either contact_ids or filter',
  })
  .openapi('LeadsFromContacts', {
    oneOf: [{ $ref: '#/components/schemas/LeadsByFilter' }, { $ref: '#/components/schemas/LeadsByIds' }],
    example: { filter: { tag: 'vip', has: ['phone'] } },
  })

/** People of the address book who become leads. */
export function fromContactsRoutes() {
  const router = createRouter()
  router.openAPIRegistry.register('LeadsByFilter', BY_FILTER)
  router.openAPIRegistry.register('LeadsByIds', BY_IDS)
  return router.openapi(
    createRoute({
      method: 'post',
      path: '/campaigns/{id}/leads/from-contacts',
      tags: ['Leads'],
      summary: 'Add people from the address book',
      description: `The contacts named (up to ${MAX_IDS.toLocaleString('en')}), or all who fit a filter when their turn comes. Done in the background: poll the import. The properties of a contact become variables of the lead. Whoever is a lead of the campaign already is \`updated\` and never opened again; whoever cannot be called is \`skipped\`.`,
      request: { params: Id, headers: IdempotencyKey, body: jsonBody(Choice) },
      responses: { 202: json(ImportShape, 'Queued'), ...problems('not_found', 'not_allowed', 'unprocessable') },
    }),
    async (c) => {
      const { contact_ids, filter } = c.req.valid('json')
      const choice: ContactChoice = filter ?? { contactIds: contact_ids ?? [] }
      const entry = await addFromContacts(c.get('deps'), c.get('actor'), c.req.valid('param').id, choice)
      c.header('Location', `/api/v1/imports/${entry.id}`)
      return c.json(importShape(entry), 202)
    },
  )
}
