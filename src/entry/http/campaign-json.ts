import { z } from '@hono/zod-openapi'
import type { CampaignView } from '../../app/campaigns/view.ts'
import { CAMPAIGN_ACTIONS, CAMPAIGN_STATUSES } from '../../domain/campaign-lifecycle.ts'
import { CAMPAIGN_TYPES, CampaignSettings, CampaignSettingsPatch, DIRECTIONS } from '../../domain/campaign-settings.ts'
import { LEAD_STATUSES } from '../../domain/lead.ts'
import type { LiveCampaign } from '../../ports.ts'
import { OpenBreakerJson, openBreakerJson } from './breaker-json.ts'
import { Instant, InstantInput, toIso } from './shapes.ts'

/** A campaign as it goes in and out (2-architecture §6). */

const plain = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2_000),
  notes: z.string().max(10_000),
  type: z.enum(CAMPAIGN_TYPES),
  direction: z.enum(DIRECTIONS),
  agent_id: z.string().max(64).nullable(),
  number_ids: z.array(z.string().max(64)).max(200),
  schedule_id: z.string().max(64).nullable(),
}

export const NewCampaign = z
  .strictObject({
    name: plain.name,
    description: plain.description.default(''),
    notes: plain.notes.default(''),
    type: plain.type.default('one_time'),
    direction: plain.direction.default('outbound'),
    agent_id: plain.agent_id.default(null),
    number_ids: plain.number_ids.default(() => []),
    schedule_id: plain.schedule_id
      .optional()
      .openapi({ description: "Business hours. Absent: the organization's default schedule; null: none." }),
    start_at: InstantInput.nullable().default(null),
    end_at: InstantInput.nullable().default(null),
    settings: CampaignSettings.prefault({}),
  })
  .openapi('NewCampaign', {
    example: { name: 'Renewals, November', settings: { max_concurrent_calls: 20 } },
  })

export const CampaignPatchBody = z
  .strictObject({
    ...plain,
    start_at: InstantInput.nullable(),
    end_at: InstantInput.nullable(),
    settings: CampaignSettingsPatch,
  })
  .partial()
  .openapi('CampaignPatch')

export const Counts = z.record(z.string(), z.int())

/** All fifteen, zeros included. */
export const ByStatus = z.object(
  Object.fromEntries(LEAD_STATUSES.map((status) => [status, z.int()])) as Record<
    (typeof LEAD_STATUSES)[number],
    z.ZodInt
  >,
)

export const CampaignJson = z
  .object({
    id: z.string().openapi({ example: 'cmp_01kb…' }),
    ...plain,
    start_at: Instant.nullable(),
    end_at: Instant.nullable(),
    settings: CampaignSettings,
    settings_version: z.int(),
    status: z.enum(CAMPAIGN_STATUSES),
    status_reason: z.string().nullable(),
    breaker: OpenBreakerJson.nullable().openapi({
      description: 'What paused it by itself; `GET /campaigns/{id}/breakers` has the evidence.',
    }),
    archived: z.boolean(),
    created_at: Instant,
    updated_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    agent: z.object({ id: z.string(), name: z.string() }).nullable(),
    numbers: z.array(z.object({ id: z.string(), e164: z.string() })),
    schedule: z
      .object({
        id: z.string(),
        name: z.string(),
        open: z.boolean().nullable().openapi({ description: 'Now; null when it depends on where the person is.' }),
        until: Instant.nullable(),
      })
      .nullable()
      .openapi({ description: 'null: none, or the one `schedule_id` names was deleted.' }),
    warnings: z
      .array(z.object({ code: z.string().openapi({ example: 'zones_never_called' }), message: z.string() }))
      .openapi({ description: 'What to look at before people are called.' }),
    counts: z.object({
      by_status: ByStatus,
      total: z.int(),
      reached: z.int().openapi({ description: 'Leads that had a conversation.' }),
    }),
    allowed_actions: z.array(z.enum(CAMPAIGN_ACTIONS)).openapi({ description: 'What would not be refused right now.' }),
    open: z
      .object({
        open: z.boolean(),
        until: Instant.nullable(),
        because: z.string(),
        next_at: Instant.nullable(),
      })
      .nullable()
      .openapi({
        description:
          'Whether anybody may be called right now. Only for one campaign that is scheduled, active or paused.',
      }),
  })
  .openapi('Campaign')

export function campaignJson(view: CampaignView, live: LiveCampaign | null = null): z.infer<typeof CampaignJson> {
  const { campaign, counters, agent, numbers, schedule, actions, facts } = view
  const { id, name, description, notes, type, direction, status, settings } = campaign
  return {
    id,
    name,
    description,
    notes,
    type,
    direction,
    agent_id: campaign.agentId,
    number_ids: campaign.numberIds,
    schedule_id: campaign.scheduleId,
    start_at: toIso(campaign.startAt),
    end_at: toIso(campaign.endAt),
    settings,
    settings_version: campaign.settingsVersion,
    status,
    status_reason: campaign.statusReason,
    breaker: view.breaker && openBreakerJson(view.breaker),
    archived: campaign.archivedAt !== null,
    created_at: toIso(campaign.createdAt),
    updated_at: toIso(campaign.updatedAt),
    started_at: toIso(campaign.startedAt),
    finished_at: toIso(campaign.finishedAt),
    agent: agent && { id: agent.id, name: agent.name },
    numbers: numbers.map((number) => ({ id: number.id, e164: number.e164 })),
    schedule: schedule && {
      id: schedule.id,
      name: schedule.name,
      open: schedule.state.open,
      until: toIso(schedule.state.until),
    },
    warnings: view.warnings,
    counts: { by_status: counters.byStatus, total: facts.leads, reached: counters.reached },
    allowed_actions: actions,
    open: live && status !== 'completed' && status !== 'cancelled' ? openJson(live) : null,
  }
}

/** Open until the last of the lanes that are open closes. */
function openJson(live: LiveCampaign) {
  const untils = live.lanes.filter((lane) => lane.open).map((lane) => lane.until)
  const known = untils.filter((until) => until !== null)
  const until = untils.length > 0 && known.length === untils.length ? Math.max(...known) : null
  return { open: live.open, until: toIso(until), because: live.because, next_at: toIso(live.nextAt) }
}
