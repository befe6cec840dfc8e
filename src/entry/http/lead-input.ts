import { z } from '@hono/zod-openapi'
import { type AddedLead, countResults, type NewLead } from '../../app/leads/add.ts'
import type { LeadPatch } from '../../app/leads/update.ts'
import { PRIORITIES } from '../../domain/lead.ts'
import { AddressBody, ConsentBody, ZoneBody } from './contact-shapes.ts'

/** Leads as they come in. */

const MAX_LEADS = 1_000

const tags = z.array(z.string().trim().min(1).max(50)).max(20)
const variables = z
  .record(
    z.string().max(100),
    z
      .union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
      .transform((it) => (it === null ? '' : String(it))),
  )
  .refine((it) => Object.keys(it).length <= 100, { error: 'must not have more than 100 variables' })
  .openapi({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'For templates: `case number` is {{CASE_NUMBER}}.',
    example: { 'case number': 'A-1001' },
  })
const phones = z
  .array(z.string().max(100))
  .max(10)
  .openapi({ description: 'As people write them, in the order to try.', example: ['(212) 555-0100'] })

const NewLeadBody = z
  .strictObject({
    name: z.string().max(200).default(''),
    phones: phones.default(() => []),
    email: z.string().max(254).nullable().default(null),
    time_zone: ZoneBody.default(null),
    address: AddressBody.default(null),
    consent: ConsentBody.default(null),
    tags: tags.default(() => []),
    priority: z.enum(PRIORITIES).default('normal'),
    variables: variables.default(() => ({})),
  })
  .transform(({ time_zone, ...rest }): NewLead => ({ ...rest, zone: time_zone }))
  .openapi('NewLead')

const LeadList = z.strictObject({ leads: z.array(NewLeadBody).min(1).max(MAX_LEADS) }).openapi('NewLeads')

/**
 * One lead, or a list of up to a thousand. Which of the two is decided by the key `leads`, so that the errors are those of the shape that
 * was meant.
 */
export const LeadsBody = z
  .record(z.string(), z.unknown())
  .transform((body, context): NewLead[] => {
    const parsed = 'leads' in body ? LeadList.safeParse(body) : LeadList.shape.leads.element.safeParse(body)
    if (parsed.success) return 'leads' in parsed.data ? parsed.data.leads : [parsed.data]
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: body } as z.core.$ZodRawIssue)
    return z.NEVER
  })
  .openapi('LeadsToAdd', {
    type: undefined,
    additionalProperties: undefined,
    oneOf: [{ $ref: '#/components/schemas/NewLeads' }, { $ref: '#/components/schemas/NewLead' }],
  })

/** For the document: schemas that are only named by reference. */
export const LEAD_INPUT_SCHEMAS = { NewLead: NewLeadBody, NewLeads: LeadList }

export const LeadPatchBody = z
  .strictObject({
    name: z.string().max(200),
    email: z.email().max(254).nullable(),
    priority: z.enum(PRIORITIES),
    phones: phones.min(1),
    variables,
    tags,
    time_zone: ZoneBody,
    address: AddressBody,
    consent: ConsentBody,
  })
  .partial()
  .openapi('LeadPatch')

/** Variables have the names templates know them by. */
export function toLeadPatch(
  { variables: given, time_zone, ...plain }: z.output<typeof LeadPatchBody>,
  nameOf: (text: string) => string,
): LeadPatch {
  const rest: LeadPatch = { ...plain, ...(time_zone !== undefined && { zone: time_zone }) }
  if (!given) return rest
  const named = Object.entries(given).map(([name, value]) => [nameOf(name), value] as const)
  return { ...rest, variables: Object.fromEntries(named.filter(([name]) => name !== '')) }
}

const count = z.int()
export const AddedLeads = z
  .object({
    counts: z.object({ created: count, updated: count, duplicate: count, skipped: count, rejected: count }),
    results: z.array(
      z.object({
        index: z.int(),
        result: z.enum(['created', 'updated', 'duplicate', 'skipped', 'rejected']),
        lead_id: z.string().nullable(),
        contact_id: z.string().nullable(),
        reasons: z.array(z.string()).openapi({
          description:
            'Codes: no_phone, no_phone_or_email, phone_not_usable, bad_email, numbers_invalid, suppressed, no_consent, consent_revoked, …',
        }),
        duplicate_of: z.int().nullable().openapi({ description: 'The index of the item that came first.' }),
      }),
    ),
  })
  .openapi('AddedLeads')

export function addedJson(added: AddedLead[]): z.infer<typeof AddedLeads> {
  return {
    counts: countResults(added),
    results: added.map(({ result, leadId, contactId, reasons, duplicateOf }, index) => {
      return { index, result, lead_id: leadId, contact_id: contactId, reasons, duplicate_of: duplicateOf }
    }),
  }
}
