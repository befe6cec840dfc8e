import { z } from '@hono/zod-openapi'
import type { PersonPatch } from '../../app/contacts/edit.ts'
import { CONTACT_HAS, type ContactFilter } from '../../app/contacts/filter.ts'
import type { MergeReport } from '../../app/contacts/merge.ts'
import type { ContactDetail, ContactView } from '../../app/contacts/store.ts'
import { LEAD_STATUSES } from '../../domain/lead.ts'
import { variableName } from '../../domain/template.ts'
import {
  AddressBody,
  AddressJson,
  addressJson,
  ConsentBody,
  ConsentJson,
  consentJson,
  PhoneJson,
  phoneJson,
  ZoneBody,
} from './contact-shapes.ts'
import { Flag, Instant, InstantInput, manyOf, toIso } from './shapes.ts'
import { SuppressionJson, suppressionJson } from './suppressions.ts'

/** A contact as it goes in and out. */

export const ContactJson = z
  .object({
    id: z.string().openapi({ example: 'con_01kb…' }),
    name: z.string(),
    email: z.string().nullable(),
    phones: z.array(PhoneJson),
    tags: z.array(z.string()),
    properties: z
      .record(z.string(), z.string())
      .openapi({ description: 'What is known of the person in every campaign.' }),
    time_zone: z
      .string()
      .nullable()
      .openapi({ description: 'IANA; null when only address and phone say where they are.' }),
    address: AddressJson.nullable(),
    consent: ConsentJson.nullable(),
    external_id: z.string().nullable().openapi({ description: 'What your CRM calls this person.' }),
    suppressed: z.boolean().openapi({
      description: 'A suppression holds for one of the phones, the email, or the person. The detail lists them.',
    }),
    merged_into: z
      .string()
      .nullable()
      .openapi({ description: 'This is the same person as that contact, which holds everything.' }),
    erased_at: Instant.nullable().openapi({ description: 'The person asked to be forgotten; nothing is left.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Contact')

export const ContactDetailJson = ContactJson.extend({
  leads: z.array(
    z.object({
      lead_id: z.string(),
      campaign_id: z.string(),
      campaign_name: z.string(),
      status: z.enum(LEAD_STATUSES),
    }),
  ),
  suppressions: z
    .array(SuppressionJson)
    .openapi({ description: 'What holds for the phones, the email and the person.' }),
}).openapi('ContactDetail')

/** @param now epoch ms, for what holds now */
export function contactJson(contact: ContactView, now: number): z.infer<typeof ContactJson> {
  const { id, name, email, tags, properties, suppressed } = contact
  return {
    id,
    name,
    email,
    phones: contact.phones.map(phoneJson),
    tags,
    properties,
    time_zone: contact.zone,
    address: addressJson(contact.address),
    consent: consentJson(contact.consent, now),
    external_id: contact.externalId,
    suppressed,
    merged_into: contact.mergedInto,
    erased_at: toIso(contact.erasedAt),
    created_at: toIso(contact.createdAt),
    updated_at: toIso(contact.updatedAt),
  }
}

export function contactDetailJson(contact: ContactDetail, now: number): z.infer<typeof ContactDetailJson> {
  return {
    ...contactJson(contact, now),
    leads: contact.leads.map((lead) => ({
      lead_id: lead.id,
      campaign_id: lead.campaignId,
      campaign_name: lead.campaignName,
      status: lead.status,
    })),
    suppressions: contact.suppressions.map(suppressionJson),
  }
}

const fields = {
  name: z.string().max(200),
  email: z.email().max(254).nullable(),
  phones: z
    .array(z.string().min(1).max(100))
    .max(10)
    .openapi({ description: 'As people write them, in the order to try.', example: ['(212) 555-0100'] }),
  tags: z.array(z.string().trim().min(1).max(50)).max(20),
  properties: z
    .record(
      z.string().max(100),
      z
        .union([z.string().max(2_000), z.number(), z.boolean(), z.null()])
        .transform((it) => (it === null ? '' : String(it))),
    )
    .refine((it) => Object.keys(it).length <= 100, { error: 'must not have more than 100 properties' })
    .openapi({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'For templates, as variables are: `case number` is {{CASE_NUMBER}}. Empty ones are left out.',
      example: { 'case number': 'A-1001' },
    }),
  time_zone: ZoneBody,
  address: AddressBody,
  consent: ConsentBody,
  external_id: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .nullable()
    .openapi({ description: 'What your CRM calls this person; one contact each.' }),
}

export const NewContactBody = z.strictObject(fields).partial().openapi('NewContact')
export const ContactPatchBody = z.strictObject(fields).partial().openapi('ContactPatch')

/** Properties have the names templates know them by. */
export function toPersonPatch(body: z.output<typeof ContactPatchBody>): PersonPatch {
  const { properties, time_zone, external_id, tags, ...plain } = body
  const named = Object.entries(properties ?? {}).map(([name, value]) => [variableName(name), value.trim()] as const)
  return {
    ...plain,
    ...(tags && { tags: [...new Set(tags)] }),
    ...(time_zone !== undefined && { zone: time_zone }),
    ...(external_id !== undefined && { externalId: external_id }),
    ...(properties && {
      properties: Object.fromEntries(named.filter(([name, value]) => name !== '' && value !== '')),
    }),
  }
}

/** The filters of the address book, as a query has them. */
export const contactFilter = {
  q: z.string().max(200).optional().openapi({
    description:
      'Part of the name, the email or a phone, or the external id. Those that begin so are shown at once, and the rest as the pages go through a long address book; a whole phone is looked up.',
  }),
  tag: z.string().max(50).optional(),
  campaign_id: z.string().max(64).optional().openapi({ description: 'Leads of this campaign.' }),
  not_in_campaign_id: z.string().max(64).optional().openapi({ description: 'Not leads of this one.' }),
  import_id: z.string().max(64).optional().openapi({ description: 'Created or last updated by this import.' }),
  state: z.string().max(60).optional().openapi({ description: 'Of the address, as it is written there.' }),
  country: z.string().max(2).optional().openapi({ description: 'Of the address: two letters.' }),
  has: manyOf(CONTACT_HAS).openapi({ description: 'consent: one that holds now.' }),
  suppressed: Flag.optional(),
  created_from: InstantInput.optional(),
  created_to: InstantInput.optional().openapi({ description: 'Exclusive.' }),
}

const Filter = z.object(contactFilter)

export function toContactFilter(query: z.output<typeof Filter>): ContactFilter {
  const { q, tag, campaign_id, not_in_campaign_id, import_id, state, country, has, suppressed } = query
  return {
    q,
    tag,
    campaignId: campaign_id,
    notInCampaignId: not_in_campaign_id,
    importId: import_id,
    state,
    country,
    has,
    suppressed,
    createdFrom: query.created_from,
    createdTo: query.created_to,
  }
}

export const MergeBody = z
  .strictObject({
    other_id: z.string().min(1).max(64).openapi({ description: 'The contact that goes into this one.' }),
    preview: z.boolean().default(false).openapi({ description: 'Only say what would come of it.' }),
  })
  .openapi('Merge')

export const MergedContactJson = ContactDetailJson.extend({
  merge: z.object({
    phones_added: z.array(z.string()),
    leads_moved: z
      .array(z.object({ campaign_id: z.string(), lead_id: z.string() }))
      .openapi({ description: 'Of campaigns that only the other one was in.' }),
    leads_joined: z
      .array(z.object({ campaign_id: z.string(), kept_lead_id: z.string(), skipped_lead_id: z.string() }))
      .openapi({ description: 'Of campaigns both were in.' }),
  }),
}).openapi('MergedContact')

export function mergeJson(report: MergeReport): z.infer<typeof MergedContactJson>['merge'] {
  return {
    phones_added: report.phonesAdded,
    leads_moved: report.leadsMoved.map((it) => ({ campaign_id: it.campaignId, lead_id: it.leadId })),
    leads_joined: report.leadsJoined.map((it) => ({
      campaign_id: it.campaignId,
      kept_lead_id: it.keptLeadId,
      skipped_lead_id: it.skippedLeadId,
    })),
  }
}
