import { createRoute, z } from '@hono/zod-openapi'
import { getOperations, type Operations } from '../../app/operations/get.ts'
import { CAMPAIGN_STATUSES } from '../../domain/campaign-lifecycle.ts'
import { STUCK_KINDS } from '../../domain/stuck-item.ts'
import { createRouter } from './router.ts'
import { Instant, json, problems, toIso } from './shapes.ts'
import { StuckItemJson, stuckItemJson } from './stuck-items.ts'

const Counts = z.record(z.string(), z.int()).openapi({
  description: 'How often what happened; the names are explained in docs/operations.md.',
  example: { dials: 1200, 'refused:phone_capped': 14 },
})

const OperationsJson = z
  .object({
    at: Instant,
    campaigns: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          status: z.enum(CAMPAIGN_STATUSES),
          status_reason: z.string().nullable(),
          because: z.string().nullable().openapi({ description: 'What the campaign says it is waiting for.' }),
          next_at: Instant.nullable().openapi({ description: 'When it goes on by itself.' }),
          in_flight: z.int(),
          overdue_since: Instant.nullable().openapi({ description: 'It should have woken then and has not.' }),
          silent: z.boolean().openapi({ description: 'It was asked and did not answer.' }),
          job: z.string().nullable().openapi({ description: 'A restart, cancel or retry that is under way.' }),
        }),
      )
      .openapi({ description: 'Those that are active, paused or scheduled, newest first; at most 100.' }),
    reconciling: z
      .array(z.object({ attempt_id: z.string(), campaign_id: z.string(), lead_id: z.string(), permitted_at: Instant }))
      .openapi({
        description: 'Attempts that are open for longer than a call can last: the carrier is asked what came of them.',
      }),
    breakers: z.array(
      z.object({
        id: z.string(),
        campaign_id: z.string(),
        campaign_name: z.string().nullable(),
        kind: z.string(),
        tripped_at: Instant,
      }),
    ),
    stuck: z.object({
      by_kind: z.partialRecord(z.enum(STUCK_KINDS), z.int()),
      items: z.array(StuckItemJson).openapi({ description: 'The newest 50; all of them: `GET /stuck-items`.' }),
    }),
    imports: z
      .array(
        z.object({
          id: z.string(),
          kind: z.enum(['leads', 'suppressions']),
          campaign_id: z.string().nullable(),
          filename: z.string(),
          failure: z.string().nullable(),
          finished_at: Instant.nullable(),
        }),
      )
      .openapi({ description: 'Lists that failed in the last 7 days.' }),
    webhooks: z.array(
      z.object({
        id: z.string(),
        url: z.string(),
        failing_since: Instant.nullable(),
        disabled_reason: z.string().nullable(),
      }),
    ),
    counters: z.object({
      today: Counts,
      days: z
        .array(z.object({ day: z.iso.date(), counts: Counts }))
        .openapi({ description: 'The last 7 days (UTC), oldest first; a day without a count is left out.' }),
    }),
    jobs: z
      .array(
        z.object({
          name: z.string(),
          last_run_at: Instant,
          failed: z.boolean(),
        }),
      )
      .openapi({ description: 'What the cron trigger does every minute.' }),
    cron_late: z.boolean(),
  })
  .openapi('Operations')

export function operationsRoutes() {
  return createRouter().openapi(
    createRoute({
      method: 'get',
      path: '/operations',
      tags: ['Operations'],
      summary: 'What stands still, what is stuck, what failed',
      responses: { 200: json(OperationsJson, 'The overview of this organization'), ...problems() },
    }),
    async (c) => c.json(toJson(await getOperations(c.get('deps'), c.get('actor'))), 200),
  )
}

function toJson(it: Operations): z.infer<typeof OperationsJson> {
  return {
    at: toIso(it.now),
    campaigns: it.campaigns.map((campaign) => ({
      id: campaign.id,
      name: campaign.name,
      status: campaign.status,
      status_reason: campaign.statusReason,
      because: campaign.because,
      next_at: toIso(campaign.nextAt),
      in_flight: campaign.inFlight,
      overdue_since: toIso(campaign.overdueSince),
      silent: campaign.silent,
      job: campaign.job,
    })),
    reconciling: it.lateAttempts.map((attempt) => ({
      attempt_id: attempt.id,
      campaign_id: attempt.campaignId,
      lead_id: attempt.leadId,
      permitted_at: toIso(attempt.permittedAt),
    })),
    breakers: it.breakers.map((trip) => ({
      id: trip.id,
      campaign_id: trip.campaignId,
      campaign_name: trip.campaignName,
      kind: trip.kind,
      tripped_at: toIso(trip.trippedAt),
    })),
    stuck: {
      by_kind: Object.fromEntries(it.stuck.map(({ kind, count }) => [kind, count])),
      items: it.items.map(stuckItemJson),
    },
    imports: it.imports.map((entry) => ({
      id: entry.id,
      kind: entry.kind,
      campaign_id: entry.campaignId,
      filename: entry.filename,
      failure: entry.failure,
      finished_at: toIso(entry.finishedAt),
    })),
    webhooks: it.endpoints.map((endpoint) => ({
      id: endpoint.id,
      url: endpoint.url,
      failing_since: toIso(endpoint.failingSince),
      disabled_reason: endpoint.disabledReason,
    })),
    counters: { today: it.counters.find(({ day }) => day === it.today)?.counts ?? {}, days: it.counters },
    jobs: it.jobs.map((run) => ({ name: run.name, last_run_at: toIso(run.startedAt), failed: run.error !== null })),
    cron_late: it.cronLate,
  }
}
