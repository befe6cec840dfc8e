import { createRoute, z } from '@hono/zod-openapi'
import { explainCampaignOf } from '../../app/campaigns/explain.ts'
import { type ExplainedLead, explainLeadOf } from '../../app/leads/explain.ts'
import { CAMPAIGN_STATUSES } from '../../domain/campaign-lifecycle.ts'
import type { LeadCheck, PhoneExplanation } from '../../domain/explain-lead.ts'
import { LEAD_STATUSES } from '../../domain/lead.ts'
import { createRouter } from './router.ts'
import { Id, Instant, json, problems, toIso } from './shapes.ts'

const WouldChange = z.array(z.string()).openapi({ description: 'What would change it, as sentences.' })

const CheckJson = z.object({
  code: z.string().openapi({ example: 'window' }),
  verdict: z.enum(['pass', 'hold', 'never']).openapi({ description: 'hold: for now. never: not by itself.' }),
  message: z.string(),
  until: Instant.nullable(),
  rule_id: z.string().nullable().openapi({ example: 'US-PA.hours' }),
  citation: z.string().nullable(),
})

const PhoneJson = z.object({
  position: z.int(),
  e164: z.string().nullable(),
  state: z.enum(['live', 'dead', 'suppressed']),
  zones: z.array(z.string()),
  regions: z.array(z.string()),
  evidence: z.enum(['contact_zone', 'address', 'phone_prefix', 'fallback']).nullable(),
  local_times: z.record(z.string(), z.string()),
  allowed: z.boolean(),
  because: z.string(),
  until: Instant.nullable(),
  attempts_24h: z.int(),
  cap: z.int().nullable().openapi({ description: 'Attempts it may have in 24 hours, over all campaigns.' }),
})

export const LeadExplanationJson = z
  .object({
    lead_id: z.string(),
    status: z.enum(LEAD_STATUSES),
    callable: z.boolean().openapi({ description: 'Nothing forbids it now; it may have to wait for its turn.' }),
    because: CheckJson,
    earliest_at: Instant.nullable().openapi({
      description:
        'The first instant at which nothing foreseeable holds it back; null: something has to be changed first.',
    }),
    would_change: WouldChange,
    checks: z.array(CheckJson).openapi({ description: 'Everything that was looked at, the weightiest first.' }),
    phones: z.array(PhoneJson),
    position: z
      .object({ ahead: z.int().openapi({ description: 'Leads before it in the dialing order, open or not.' }) })
      .nullable()
      .openapi({ description: 'null when it is not in the order, or too many wait to be counted.' }),
    dialer: z.object({ because: z.string(), next_at: Instant.nullable() }).nullable(),
  })
  .openapi('LeadExplanation')

export const CampaignExplanationJson = z
  .object({
    campaign_id: z.string(),
    status: z.enum(CAMPAIGN_STATUSES),
    dialing: z.boolean(),
    because: z.object({ code: z.string().openapi({ example: 'outside_window' }), message: z.string() }),
    next_at: Instant.nullable().openapi({ description: 'When it looks again by itself.' }),
    in_flight: z.int(),
    waiting: z.int(),
    lanes: z.array(
      z.object({
        zones: z.array(z.string()),
        regions: z.array(z.string()),
        waiting: z.int(),
        open: z.boolean(),
        until: Instant.nullable(),
        because: z.string(),
      }),
    ),
    blocked: z
      .array(z.object({ code: z.string(), message: z.string(), until: Instant.nullable() }))
      .openapi({ description: 'Everything that stands in its way, also where it is not what decides.' }),
    would_change: WouldChange,
  })
  .openapi('CampaignExplanation')

export function explainRoutes() {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/leads/{id}/explain',
        tags: ['Leads'],
        summary: 'Why was this lead not called yet, and when will it be?',
        request: { params: Id },
        responses: { 200: json(LeadExplanationJson, 'The rule that holds it back'), ...problems('not_found') },
      }),
      async (c) => {
        const explained = await explainLeadOf(c.get('deps'), c.get('actor'), c.req.valid('param').id)
        return c.json(leadJson(explained), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/campaigns/{id}/explain',
        tags: ['Campaigns'],
        summary: 'Why is this campaign not dialing, and when will it?',
        description: 'Of a draft: what is missing to start it.',
        request: { params: Id },
        responses: { 200: json(CampaignExplanationJson, 'What it waits for'), ...problems('not_found') },
      }),
      async (c) => {
        const { id } = c.req.valid('param')
        const { view, live, explanation } = await explainCampaignOf(c.get('deps'), c.get('actor'), id)
        const { byStatus } = view.counters
        return c.json(
          {
            campaign_id: id,
            status: view.campaign.status,
            dialing: explanation.dialing,
            because: explanation.because,
            next_at: toIso(explanation.nextAt),
            in_flight: live?.inFlight.length ?? 0,
            waiting: byStatus.pending + byStatus.retry + byStatus.rescheduled,
            lanes: (live?.lanes ?? []).map((lane) => ({ ...laneJson(lane), until: toIso(lane.until) })),
            blocked: explanation.blocked.map((it) => ({ ...it, until: toIso(it.until) })),
            would_change: explanation.wouldChange,
          },
          200,
        )
      },
    )
}

function laneJson(lane: { zones: string[]; regions: string[]; waiting: number; open: boolean; because: string }) {
  const { zones, regions, waiting, open, because } = lane
  return { zones, regions, waiting, open, because }
}

function leadJson(explained: ExplainedLead): z.infer<typeof LeadExplanationJson> {
  const { lead, ahead, dialer } = explained
  return {
    lead_id: lead.id,
    status: lead.status,
    callable: explained.callable,
    because: checkJson(explained.because),
    earliest_at: toIso(explained.earliestAt),
    would_change: explained.wouldChange,
    checks: explained.checks.map(checkJson),
    phones: explained.phones.map(phoneJson),
    position: ahead === null ? null : { ahead },
    dialer: dialer && { because: dialer.because, next_at: toIso(dialer.nextAt) },
  }
}

function checkJson({ code, verdict, message, until, ruleId, citation }: LeadCheck): z.infer<typeof CheckJson> {
  return { code, verdict, message, until: toIso(until), rule_id: ruleId, citation }
}

function phoneJson({ position, e164, answer }: PhoneExplanation): z.infer<typeof PhoneJson> {
  const forbidden = new Set(answer?.rules.flatMap((rule) => (rule.verdict === 'forbidden' ? rule.kind : [])))
  const isDead = answer === null || forbidden.has('phone_dead')
  return {
    position,
    e164,
    state: isDead ? 'dead' : forbidden.has('suppression') ? 'suppressed' : 'live',
    zones: answer?.zones ?? [],
    regions: answer?.regions ?? [],
    evidence: answer?.evidence ?? null,
    local_times: answer?.localTimes ?? {},
    allowed: answer?.allowed ?? false,
    because: answer?.because ?? 'It is no phone number that can be dialed.',
    until: toIso(answer?.until ?? null),
    attempts_24h: answer?.attempts24h ?? 0,
    cap: answer?.cap ?? null,
  }
}
