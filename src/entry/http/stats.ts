import { createRoute, z } from '@hono/zod-openapi'
import { getStats, type Stats } from '../../app/stats/get.ts'
import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { ByStatus } from './campaign-json.ts'
import { createRouter } from './router.ts'
import { Id, Instant, json, problems, toIso } from './shapes.ts'

const ByDisposition = z.object(
  Object.fromEntries(DISPOSITIONS.map((it) => [it, z.int()])) as Record<(typeof DISPOSITIONS)[number], z.ZodInt>,
)
const ByAnswerStatus = z.object(
  Object.fromEntries(ANSWER_STATUSES.map((it) => [it, z.int()])) as Record<(typeof ANSWER_STATUSES)[number], z.ZodInt>,
)

const StatsJson = z
  .object({
    leads: z.object({
      total: z.int(),
      by_status: ByStatus.openapi({ description: 'A lead in a call counts as `dialing`, and only there.' }),
      by_disposition: ByDisposition.openapi({ description: 'Leads by the disposition they stand at now.' }),
    }),
    attempts: z.int().openapi({ description: 'Settled, since the last restart.' }),
    conversations: z.int(),
    talk_seconds: z.int(),
    average_talk_seconds: z.int().openapi({ description: 'Over conversations.' }),
    by_disposition: ByDisposition.openapi({ description: 'Attempts by what came of them.' }),
    by_answer_status: ByAnswerStatus.openapi({ description: 'Attempts by who or what answered.' }),
    reached: z.int().openapi({ description: 'Leads that had a conversation.' }),
    goals_achieved: z.int().openapi({ description: 'Leads whose primary goal was achieved.' }),
    answer_rate: z.number().openapi({ description: 'Attempts answered by a person, of all settled: 0–1.' }),
    success_rate: z.number().openapi({ description: 'Leads that are INTERESTED, of all reached: 0–1.' }),
    cost: z
      .object({ currency: z.literal('USD'), total: z.number(), per_minute: z.number() })
      .openapi({ description: 'An estimate by talk time; the carrier’s invoice is the truth.' }),
    in_flight: z.int().openapi({ description: 'Calls in progress now.' }),
    because: z.string().nullable().openapi({ description: 'Why nothing is dialed right now, or what is.' }),
    next_at: Instant.nullable(),
  })
  .openapi('Stats')

export function statsRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/campaigns/{id}/stats',
      tags: ['Campaigns'],
      summary: 'The numbers of a campaign',
      request: { params: Id },
      responses: { 200: json(StatsJson, 'All keys are there, zeros included'), ...problems('not_found') },
    }),
    async (c) => c.json(toJson(await getStats(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
  )
}

function toJson(stats: Stats): z.infer<typeof StatsJson> {
  return {
    leads: { total: stats.total, by_status: stats.byStatus, by_disposition: stats.leadsByDisposition },
    attempts: stats.attempts,
    conversations: stats.conversations,
    talk_seconds: stats.talkSeconds,
    average_talk_seconds: stats.averageTalkSeconds,
    by_disposition: stats.byDisposition,
    by_answer_status: stats.byAnswerStatus,
    reached: stats.reached,
    goals_achieved: stats.goalsAchieved,
    answer_rate: stats.answerRate,
    success_rate: stats.successRate,
    cost: { currency: stats.cost.currency, total: stats.cost.total, per_minute: stats.cost.perMinute },
    in_flight: stats.live?.inFlight.length ?? 0,
    because: stats.live?.because ?? null,
    next_at: toIso(stats.live?.nextAt ?? null),
  }
}
