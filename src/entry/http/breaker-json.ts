import { z } from '@hono/zod-openapi'
import type { CampaignBreakers, RateNow } from '../../app/breakers/get.ts'
import type { BreakerTrip, TrippingCall } from '../../app/breakers/store.ts'
import { BREAKER_KINDS, type BreakerKind, tripSentence } from '../../domain/breaker.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { Instant, toIso } from './shapes.ts'

const Cents = z.int().openapi({ description: 'US cents.' })

/** What a campaign shows of the breaker that stopped it. */
export const OpenBreakerJson = z
  .object({
    id: z.string().openapi({ example: 'brk_01kb…' }),
    kind: z.enum(BREAKER_KINDS),
    message: z.string().openapi({ example: '6 of the last 20 calls failed for technical reasons; the limit is 30 %.' }),
    tripped_at: Instant,
  })
  .openapi('OpenBreaker')

const RateEvidenceJson = z.object({
  limit_percent: z.number(),
  measured_percent: z.number(),
  hits: z.int().openapi({ description: 'Calls that failed, or people who opted out.' }),
  calls: z.int().openapi({ description: 'Of so many.' }),
  window: z.int(),
  attempt_ids: z.array(z.string()),
})

const BudgetEvidenceJson = z.object({
  limit_cents: Cents,
  spent_cents: Cents,
  worst_case_cents: Cents,
  day: z.string().nullable().openapi({ description: 'null for the budget in all.', example: '2026-11-23' }),
  zone: z.string(),
  attempt_ids: z.array(z.string()),
})

const CallJson = z.object({
  attempt_id: z.string(),
  lead_id: z.string(),
  contact_name: z.string(),
  to: z.string(),
  permitted_at: Instant,
  disposition: z.enum(DISPOSITIONS).nullable(),
  answer_status: z.enum(ANSWER_STATUSES).nullable(),
  end_reason: z.string().nullable(),
  talk_seconds: z.int(),
})

const TripJson = OpenBreakerJson.extend({
  resumed_at: Instant.nullable(),
  resumed_by: z.string().nullable(),
  evidence: z.union([RateEvidenceJson, BudgetEvidenceJson]),
  calls: z
    .array(CallJson)
    .openapi({ description: 'The latest of the calls in the evidence: what failed, who opted out, what cost.' }),
}).openapi('BreakerTrip')

const RateJson = z.object({
  limit_percent: z.int().nullable().openapi({ description: 'null: this breaker is off.' }),
  measured_percent: z.number().nullable().openapi({ description: 'null before the first call.' }),
  hits: z.int(),
  calls: z.int().openapi({
    description: 'Since a person last let the campaign go on; with those in progress that began between them.',
  }),
  window: z.int().openapi({ description: 'The latest so many calls that are over count.' }),
  at_least_calls: z.int().openapi({ description: 'Trips over no fewer.' }),
  at_least_hits: z.int(),
  tripped: z.boolean(),
})

const LimitJson = { limit_cents: Cents.nullable(), spent_cents: Cents, tripped: z.boolean() }

export const BreakersJson = z
  .object({
    technical_failures: RateJson.openapi({
      description:
        'Calls that failed because of the carrier, the network or us; not busy, unanswered or invalid numbers.',
    }),
    opt_outs: RateJson.openapi({ description: 'Of the people who answered, those who asked not to be called.' }),
    budget: z
      .object({
        day: z.object({
          ...LimitJson,
          date: z.string().openapi({ example: '2026-11-23' }),
          zone: z.string().openapi({ description: "The organization's first fallback zone: its days are meant." }),
          resets_at: Instant,
        }),
        total: z.object(LimitJson),
        reserved_cents: Cents.nullable().openapi({
          description: 'Set aside for calls in progress, each at its longest; null when the dialer does not answer.',
        }),
        worst_case_cents: Cents.nullable().openapi({
          description: 'What one call may cost: nobody is called while less is left.',
        }),
      })
      .openapi({ description: 'By the estimated price of talk. A restart does not give back what was spent.' }),
    open: OpenBreakerJson.nullable().openapi({ description: 'What the campaign is paused for now.' }),
    trips: z.array(TripJson).openapi({ description: 'The latest twenty, newest first.' }),
  })
  .openapi('Breakers')

export function openBreakerJson(trip: BreakerTrip): z.infer<typeof OpenBreakerJson> {
  const { id, kind, evidence, trippedAt } = trip
  return { id, kind, message: tripSentence(kind, evidence), tripped_at: toIso(trippedAt) }
}

export function breakersJson({ rates, budget, open, trips }: CampaignBreakers): z.infer<typeof BreakersJson> {
  const tripped = (kind: BreakerKind): boolean => open?.kind === kind
  const { perDayCents, totalCents, day, zone } = budget
  return {
    technical_failures: rateJson(rates.technical_failures, tripped('technical_failures')),
    opt_outs: rateJson(rates.opt_outs, tripped('opt_outs')),
    budget: {
      day: {
        limit_cents: perDayCents,
        spent_cents: budget.spentTodayCents,
        tripped: tripped('budget_day'),
        date: day,
        zone,
        resets_at: toIso(budget.resetsAt),
      },
      total: { limit_cents: totalCents, spent_cents: budget.spentTotalCents, tripped: tripped('budget_total') },
      reserved_cents: budget.reservedCents,
      worst_case_cents: budget.worstCaseCents,
    },
    open: open && openBreakerJson(open),
    trips: trips.map((trip) => ({
      ...openBreakerJson(trip),
      resumed_at: toIso(trip.resumedAt),
      resumed_by: trip.resumedBy,
      evidence: trip.evidence,
      calls: trip.calls.map(callJson),
    })),
  }
}

function rateJson(rate: RateNow, tripped: boolean): z.infer<typeof RateJson> {
  return {
    limit_percent: rate.limitPercent,
    measured_percent: rate.percent,
    hits: rate.hits,
    calls: rate.calls,
    window: rate.window,
    at_least_calls: rate.atLeastCalls,
    at_least_hits: rate.atLeastHits,
    tripped,
  }
}

function callJson(call: TrippingCall): z.infer<typeof CallJson> {
  return {
    attempt_id: call.attemptId,
    lead_id: call.leadId,
    contact_name: call.contactName,
    to: call.to,
    permitted_at: toIso(call.permittedAt),
    disposition: call.disposition,
    answer_status: call.answerStatus,
    end_reason: call.endReason,
    talk_seconds: call.talkSeconds,
  }
}
