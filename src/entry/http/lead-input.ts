import { z } from '@hono/zod-openapi'
import type { NewPerson } from '../../app/leads/person.ts'
import type { LeadPatch } from '../../app/leads/update.ts'
import { PRIORITIES } from '../../domain/lead.ts'
import { MAX_EXTERNAL_ID_LENGTH, MAX_VARIABLES_LENGTH } from '../../domain/lead-file/row-fields.ts'
import { AddressBody, ConsentBody, ZoneBody } from './contact-shapes.ts'

/** People as they come in: leads of a campaign, and contacts of the address book. */

const tags = z.array(z.string().trim().min(1).max(50)).max(20)
const texts = (what: string) =>
  z
    .record(
      z.string().max(100),
      z
        .union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
        .transform((it) => (it === null ? '' : String(it))),
    )
    .refine((it) => Object.keys(it).length <= 100, { error: `must not have more than 100 ${what}` })
    .refine((it) => lengthOf(it) <= MAX_VARIABLES_LENGTH, {
      error: `must not have more than ${MAX_VARIABLES_LENGTH} characters together`,
    })
    .openapi({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'For templates: `case number` is {{CASE_NUMBER}}.',
      example: { 'case number': 'A-1001' },
    })
const variables = texts('variables')
const phones = z
  .array(z.string().max(100))
  .max(10)
  .openapi({ description: 'As people write them, in the order to try.', example: ['(212) 555-0100'] })
/** CRMs number their people, or name them. */
const externalId = z
  .union([z.string(), z.int()])
  .transform((id) => String(id).trim() || null)
  .refine((id) => id === null || id.length <= MAX_EXTERNAL_ID_LENGTH, {
    error: `must have at most ${MAX_EXTERNAL_ID_LENGTH} characters`,
  })
  .nullable()
  .openapi({
    type: ['string', 'integer', 'null'],
    description: 'What your CRM calls this person; it finds them before phone and email do.',
    example: 'crm-4711',
  })

const person = {
  external_id: externalId.default(null),
  name: z.string().max(200).default(''),
  phones: phones.default(() => []),
  email: z.string().max(254).nullable().default(null),
  time_zone: ZoneBody.default(null),
  address: AddressBody.default(null),
  consent: ConsentBody.default(null),
  tags: tags.default(() => []),
}

export const leadFields = {
  ...person,
  priority: z.enum(PRIORITIES).default('normal'),
  variables: variables.default(() => ({})),
}
export const NewLeadBody = z
  .strictObject(leadFields)
  .transform(
    ({ time_zone, external_id, ...rest }): NewPerson => ({ ...rest, zone: time_zone, externalId: external_id }),
  )
  .openapi('NewLead')

export const contactFields = { ...person, properties: texts('properties').default(() => ({})) }
export const ContactItemBody = z
  .strictObject(contactFields)
  .transform(
    ({ time_zone, external_id, properties, ...rest }): NewPerson => ({
      ...rest,
      zone: time_zone,
      externalId: external_id,
      priority: 'normal',
      variables: properties,
    }),
  )
  .openapi('ContactItem')

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

function lengthOf(given: Record<string, string>): number {
  return Object.entries(given).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}
