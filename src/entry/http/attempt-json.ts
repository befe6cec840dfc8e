import { z } from '@hono/zod-openapi'
import type { Attempt } from '../../app/attempts/store.ts'
import { ATTEMPT_STATES, GOAL_RESULTS } from '../../domain/call.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { Instant, toIso } from './shapes.ts'

export const AttemptJson = z
  .object({
    id: z.string().openapi({ example: 'att_01kb…' }),
    campaign_id: z.string(),
    lead_id: z.string(),
    contact_id: z.string(),
    number_id: z.string(),
    from: z.string(),
    to: z.string(),
    pass: z.int(),
    position: z.int(),
    state: z.enum(ATTEMPT_STATES),
    reconciling: z.boolean().openapi({
      description:
        'Nobody has told us what became of the call; the log of the carrier is asked. Known only in the detail of a lead.',
    }),
    permitted_at: Instant,
    placed_at: Instant.nullable(),
    answered_at: Instant.nullable(),
    ended_at: Instant.nullable(),
    talk_seconds: z.int(),
    answer_status: z.enum(ANSWER_STATUSES).nullable(),
    disposition: z.enum(DISPOSITIONS).nullable(),
    end_reason: z.string().nullable(),
    carrier_call_id: z.string().nullable(),
    summary: z.string().nullable(),
    primary_goal: z.enum(GOAL_RESULTS),
    goal_score: z.int().nullable(),
    has_recording: z.boolean(),
    has_transcript: z.boolean(),
    proof: z.record(z.string(), z.unknown()).openapi({ description: 'Why the call was allowed.' }),
  })
  .openapi('Attempt')

export function attemptJson(attempt: Attempt): z.infer<typeof AttemptJson> {
  const { id, from, to, pass, position, state, disposition, summary, proof } = attempt
  return {
    id,
    campaign_id: attempt.campaignId,
    lead_id: attempt.leadId,
    contact_id: attempt.contactId,
    number_id: attempt.numberId,
    from,
    to,
    pass,
    position,
    state,
    reconciling: attempt.reconciling ?? false,
    permitted_at: toIso(attempt.permittedAt),
    placed_at: toIso(attempt.placedAt),
    answered_at: toIso(attempt.answeredAt),
    ended_at: toIso(attempt.endedAt),
    talk_seconds: attempt.talkSeconds,
    answer_status: attempt.answerStatus,
    disposition,
    end_reason: attempt.endReason,
    carrier_call_id: attempt.carrierCallId,
    summary,
    primary_goal: attempt.primaryGoal,
    goal_score: attempt.goalScore,
    has_recording: attempt.recordingUrl !== null,
    has_transcript: attempt.transcriptKey !== null,
    proof,
  }
}
