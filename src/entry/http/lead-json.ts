import { z } from '@hono/zod-openapi'
import type { LeadView } from '../../app/leads/store.ts'
import { GOAL_RESULTS } from '../../domain/call.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { CONDITION_OPS } from '../../domain/eligibility.ts'
import { LEAD_STATUSES, PRIORITIES } from '../../domain/lead.ts'
import { AddressJson, addressJson, ConsentJson, consentJson, PhoneJson, phoneJson } from './contact-shapes.ts'
import { Instant, toIso } from './shapes.ts'

const UnmetJson = z.object({
  field: z.string(),
  op: z.enum(CONDITION_OPS),
  value: z.union([z.string(), z.number(), z.array(z.string()), z.null()]),
  found: z.string().nullable().openapi({ description: 'What is known instead; null: nothing.' }),
})

/** A lead as it goes out (2-architecture §6). */
export const LeadJson = z
  .object({
    id: z.string().openapi({ example: 'led_01kb…' }),
    campaign_id: z.string(),
    contact_id: z.string(),
    seq: z.int().openapi({ description: 'Its place in the list.' }),
    name: z.string(),
    email: z.string().nullable(),
    tags: z.array(z.string()),
    variables: z.record(z.string(), z.string()),
    phones: z.array(PhoneJson.extend({ attempts: z.int() })),
    time_zone: z
      .string()
      .nullable()
      .openapi({ description: 'IANA; null when only address and phone say where they are.' }),
    address: AddressJson.nullable(),
    consent: ConsentJson.nullable(),
    priority: z.enum(PRIORITIES),
    status: z.enum(LEAD_STATUSES),
    status_reason: z.string().nullable(),
    disposition: z.enum(DISPOSITIONS).nullable(),
    answer_status: z.enum(ANSWER_STATUSES).nullable(),
    pass: z.int(),
    phone_position: z.int(),
    attempts: z.int(),
    attempt_count: z
      .int()
      .openapi({ description: 'The same as `attempts`, which in `GET /leads/{id}` is the list of them.' }),
    next_due_at: Instant.nullable(),
    last_called_at: Instant.nullable(),
    primary_goal: z.enum(GOAL_RESULTS),
    goal_score: z.int().nullable(),
    conversations: z.int(),
    talk_seconds: z.int(),
    unmet: z.array(UnmetJson).openapi({
      description: 'The campaign’s criteria that speak against this person: why they are disqualified.',
    }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Lead')

/** @param now epoch ms, for what holds now */
export function leadJson(lead: LeadView, now: number): z.infer<typeof LeadJson> {
  const { id, seq, name, email, tags, variables, priority, status, disposition, pass, attempts, conversations } = lead
  return {
    id,
    campaign_id: lead.campaignId,
    contact_id: lead.contactId,
    seq,
    name,
    email,
    tags,
    variables,
    phones: lead.phones.map((phone, index) => ({ ...phoneJson(phone), attempts: lead.phoneAttempts[index] ?? 0 })),
    time_zone: lead.zone,
    address: addressJson(lead.address),
    consent: consentJson(lead.consent, now),
    priority,
    status,
    status_reason: lead.statusReason,
    disposition,
    answer_status: lead.answerStatus,
    pass,
    phone_position: lead.phonePosition,
    attempts,
    attempt_count: attempts,
    next_due_at: toIso(lead.nextDueAt),
    last_called_at: toIso(lead.lastCalledAt),
    primary_goal: lead.primaryGoal,
    goal_score: lead.goalScore,
    conversations,
    talk_seconds: lead.talkSeconds,
    unmet: lead.unmet,
    created_at: toIso(lead.createdAt),
    updated_at: toIso(lead.updatedAt),
  }
}
