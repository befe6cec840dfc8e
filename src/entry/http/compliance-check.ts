import { createRoute, z } from '@hono/zod-openapi'
import { type CallQuestion, checkCalls } from '../../app/compliance/check-call.ts'
import { readCountry } from '../../domain/address.ts'
import type { CheckAnswer } from '../../domain/compliance-check.ts'
import { RULE_KINDS } from '../../domain/compliance-facts.ts'
import { CONSENT_TYPES } from '../../domain/consent.ts'
import { isKnownZone } from '../../domain/regions/zone-offset.ts'
import { createRouter } from './router.ts'
import { IdempotencyKey, Instant, InstantInput, json, jsonBody, problems, toIso } from './shapes.ts'

/** Questions in one request. */
const MOST_CHECKS = 100

const Part = z.string().trim().max(60).nullable().default(null)

const AddressInput = z.strictObject({
  state: Part.openapi({ description: 'Or province or territory, by code or name.' }),
  postal_code: Part,
  country: Part.transform((text) => (text === null ? null : (readCountry(text) ?? text))).refine(
    (text) => text === null || /^[A-Z]{2}$/.test(text),
    { error: 'is not a country we know' },
  ),
})

const ConsentInput = z.strictObject({
  type: z.enum(CONSENT_TYPES),
  wording: z.string().max(5_000).default(''),
  source: z.string().max(500).default(''),
  at: InstantInput.nullable().default(null),
  expires_at: InstantInput.nullable().default(null),
  revoked_at: InstantInput.nullable().default(null),
  revoked_reason: z.string().max(500).nullable().default(null),
})

const ContactInput = z
  .strictObject({
    id: z.string().min(1).max(64).optional(),
    time_zone: z
      .string()
      .max(60)
      .refine(isKnownZone, { error: 'is not a known time zone' })
      .nullable()
      .optional()
      .openapi({ description: 'IANA.', example: 'America/New_York' }),
    address: AddressInput.nullable().optional(),
    consent: ConsentInput.nullable().optional(),
  })
  .refine(({ id, ...facts }) => id === undefined || Object.keys(facts).length === 0, {
    path: ['id'],
    error: 'send either the id of a contact or facts about somebody',
  })

export const ComplianceQuestion = z
  .strictObject({
    phone: z.string().min(1).max(40).openapi({ description: 'As people write it.', example: '+12155550100' }),
    at: InstantInput.optional().openapi({ description: 'Past or future; now when it is left out.' }),
    contact: ContactInput.optional().openapi({
      description:
        'A contact by id, or facts about somebody. Left out: the contact of the organization that has this phone.',
    }),
    campaign_id: z.string().min(1).max(64).optional().openapi({
      description: 'With its settings, schedule, agent and numbers. Left out: only the law and the organization.',
    }),
  })
  .openapi('ComplianceQuestion')

const RuleJson = z.object({
  kind: z.enum(RULE_KINDS),
  id: z.string().openapi({ example: 'US-PA.hours' }),
  citation: z.string().nullable(),
  verdict: z.enum(['allowed', 'forbidden', 'not_applicable']),
  detail: z.string(),
  until: Instant.nullable().openapi({ description: 'When this verdict changes, as far as can be foreseen.' }),
})

export const ComplianceAnswer = z
  .object({
    allowed: z.boolean(),
    phone: z.string(),
    at: Instant,
    zones: z.array(z.string()).openapi({ description: 'IANA zones the person may be in; all of them must be open.' }),
    regions: z.array(z.string()).openapi({ example: ['US-PA'] }),
    evidence: z.enum(['contact_zone', 'address', 'phone_prefix', 'fallback']),
    local_times: z.record(z.string(), z.string()).openapi({ example: { 'America/New_York': '2026-11-23T20:30:00' } }),
    rules: z.array(RuleJson).openapi({ description: 'Every rule that was looked at.' }),
    until: Instant.nullable().openapi({ description: 'When the answer changes, as far as can be foreseen.' }),
    because: z.string().openapi({ description: 'One sentence with the rule that decides.' }),
    attempt_id: z.string().nullable().openapi({
      description:
        'The call that was being made at this instant: it is what was judged, and does not count against itself.',
    }),
  })
  .openapi('ComplianceAnswer')

const tags = ['Compliance']

export function complianceCheckRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/compliance/check',
        tags,
        summary: 'May this phone be called at this instant?',
        description:
          'Judged anew with what is known today: opt-outs, dead phones, consent and stops count from when they came into force. Changes nothing.',
        request: { headers: IdempotencyKey, body: jsonBody(ComplianceQuestion) },
        responses: { 200: json(ComplianceAnswer, 'The answer, rule by rule'), ...problems('unprocessable') },
      }),
      async (c) => {
        const [answer] = await checkCalls(c.get('deps'), c.get('actor'), [toQuestion(c.req.valid('json'))])
        if (!answer) throw new Error('A question was left without an answer')
        return c.json(toJson(answer), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/compliance/checks',
        tags,
        summary: 'The same for up to 100 calls at once',
        request: {
          headers: IdempotencyKey,
          body: jsonBody(z.strictObject({ checks: z.array(ComplianceQuestion).min(1).max(MOST_CHECKS) })),
        },
        responses: {
          200: json(z.object({ data: z.array(ComplianceAnswer) }), 'The answers, in the order of the questions'),
          ...problems('unprocessable'),
        },
      }),
      async (c) => {
        const questions = c.req.valid('json').checks.map(toQuestion)
        const pointer = (index: number) => `/checks/${index}`
        const answers = await checkCalls(c.get('deps'), c.get('actor'), questions, pointer)
        return c.json({ data: answers.map(toJson) }, 200)
      },
    )
}

function toQuestion({ phone, at, contact, campaign_id }: z.infer<typeof ComplianceQuestion>): CallQuestion {
  return { phone, at: at ?? null, contact: contact ? toContact(contact) : null, campaignId: campaign_id ?? null }
}

function toContact({ id, time_zone, address, consent }: z.infer<typeof ContactInput>): CallQuestion['contact'] {
  if (id !== undefined) return { id }
  return {
    facts: {
      zone: time_zone ?? null,
      address: address ? { state: address.state, postalCode: address.postal_code, country: address.country } : null,
      consent: consent
        ? {
            type: consent.type,
            wording: consent.wording,
            source: consent.source,
            at: consent.at,
            expiresAt: consent.expires_at,
            revokedAt: consent.revoked_at,
            revokedReason: consent.revoked_reason,
          }
        : null,
    },
  }
}

function toJson(answer: CheckAnswer): z.infer<typeof ComplianceAnswer> {
  const { allowed, phone, zones, regions, evidence, because } = answer
  return {
    allowed,
    phone,
    at: toIso(answer.at),
    zones,
    regions,
    evidence,
    local_times: answer.localTimes,
    rules: answer.rules.map(({ kind, id, citation, verdict, detail, until }) => {
      return { kind, id, citation, verdict, detail, until: toIso(until) }
    }),
    until: toIso(answer.until),
    because,
    attempt_id: answer.callId,
  }
}
