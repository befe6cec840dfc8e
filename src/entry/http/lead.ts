import { createRoute, z } from '@hono/zod-openapi'
import type { Attempt } from '../../app/attempts/store.ts'
import type { Actor, Deps } from '../../app/deps.ts'
import type { NamedInbound } from '../../app/inbound/store.ts'
import { disableLead } from '../../app/leads/disable.ts'
import { enableLead } from '../../app/leads/enable.ts'
import { getLead } from '../../app/leads/get.ts'
import { markDoNotCall } from '../../app/leads/mark-do-not-call.ts'
import { retryLead } from '../../app/leads/retry.ts'
import { revokeConsent } from '../../app/leads/revoke-consent.ts'
import type { LeadView } from '../../app/leads/store.ts'
import { updateLead } from '../../app/leads/update.ts'
import { CONSENT_LENGTHS } from '../../domain/consent.ts'
import { variableName } from '../../domain/template.ts'
import { AttemptJson, attemptJson } from './attempt-json.ts'
import { InboundJson, inboundJson } from './inbound-json.ts'
import { LeadPatchBody, toLeadPatch } from './lead-input.ts'
import { LeadJson, leadJson } from './lead-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, problems } from './shapes.ts'

/** One lead with its history: here `attempts` is the list, and `attempt_count` what the table calls `attempts`. */
const LeadDetail = LeadJson.omit({ attempts: true })
  .extend({
    attempts: z.array(AttemptJson).openapi({ description: 'Oldest first, each with its proof.' }),
    inbound: z.array(InboundJson).openapi({ description: 'Their calls and texts to us, oldest first.' }),
  })
  .openapi('LeadDetail')

const DoNotCall = z
  .strictObject({
    reason: z.string().trim().min(1).max(500).default('asked not to be called'),
    email: z.boolean().default(false).openapi({ description: 'They also asked not to be mailed.' }),
  })
  .openapi('DoNotCall')

const RevokeConsent = z
  .strictObject({
    reason: z.string().trim().min(1).max(CONSENT_LENGTHS.revokedReason).default('revoked by the person'),
  })
  .openapi('RevokeConsent')

type Found = { lead: LeadView; attempts: Attempt[]; inbound: NamedInbound[] }

/** Actions without a body. */
const ACTIONS: {
  path: string
  summary: string
  description: string
  act: (deps: Deps, actor: Actor, id: string) => Promise<Found>
}[] = [
  {
    path: 'retry',
    summary: 'Give a lead another round',
    description: 'From completed, no_conversation, failed and skipped; attempts count from zero on every live phone.',
    act: retryLead,
  },
  {
    path: 'disable',
    summary: 'Switch a lead off',
    description: 'Until it is switched on again. Not while it is in a call.',
    act: disableLead,
  },
  { path: 'enable', summary: 'Switch a lead on again', description: 'Back where it was.', act: enableLead },
]

const tags = ['Leads']

export function leadDetailRoutes() {
  const router = createRouter()
  for (const { path, summary, description, act } of ACTIONS) {
    router.openapi(
      createRoute({
        method: 'post',
        path: `/leads/{id}/${path}`,
        tags,
        summary,
        description,
        request: { params: Id, headers: IdempotencyKey },
        responses: {
          200: json(LeadDetail, 'The lead'),
          ...problems('not_found', 'not_allowed', 'missing_requirements', 'unavailable'),
        },
      }),
      async (c) =>
        c.json(toJson(c.get('deps'), await act(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
  }
  return router
    .openapi(
      createRoute({
        method: 'get',
        path: '/leads/{id}',
        tags,
        summary: 'Read a lead with all its attempts',
        request: { params: Id },
        responses: { 200: json(LeadDetail, 'The lead'), ...problems('not_found') },
      }),
      async (c) =>
        c.json(toJson(c.get('deps'), await getLead(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/leads/{id}',
        tags,
        summary: 'Correct a lead',
        description:
          'Priority and variables are the lead’s; all else is the contact’s and changes everywhere. `phones`, `tags`, `variables`, `address` and `consent` replace what was there; a number that stays keeps its attempts. A skipped lead that can be called now becomes pending.',
        request: { params: Id, body: jsonBody(LeadPatchBody) },
        responses: { 200: json(LeadDetail, 'The lead'), ...problems('not_found', 'conflict', 'unprocessable') },
      }),
      async (c) => {
        const patch = toLeadPatch(c.req.valid('json'), variableName)
        return c.json(
          toJson(c.get('deps'), await updateLead(c.get('deps'), c.get('actor'), c.req.valid('param').id, patch)),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/leads/{id}/do-not-call',
        tags,
        summary: 'A person asked not to be called',
        description:
          'Every phone of the contact is suppressed for the organization at once, and consent on file is revoked. Saying it twice is no error.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(DoNotCall, false) },
        responses: { 200: json(LeadDetail, 'The lead'), ...problems('not_found', 'unprocessable', 'unavailable') },
      }),
      async (c) => {
        const input = DoNotCall.parse(c.req.valid('json') ?? {})
        return c.json(
          toJson(c.get('deps'), await markDoNotCall(c.get('deps'), c.get('actor'), c.req.valid('param').id, input)),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/leads/{id}/revoke-consent',
        tags,
        summary: 'A person took back their consent',
        description:
          'It stays on file as revoked; only one given later takes its place. This is no opt-out: use do-not-call when they asked not to be called. Saying it twice is no error.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(RevokeConsent, false) },
        responses: { 200: json(LeadDetail, 'The lead'), ...problems('not_found', 'not_allowed', 'unprocessable') },
      }),
      async (c) => {
        const input = RevokeConsent.parse(c.req.valid('json') ?? {})
        const found = await revokeConsent(c.get('deps'), c.get('actor'), c.req.valid('param').id, input)
        return c.json(toJson(c.get('deps'), found), 200)
      },
    )
}

function toJson({ clock }: Deps, { lead, attempts, inbound }: Found): z.infer<typeof LeadDetail> {
  return { ...leadJson(lead, clock.now()), attempts: attempts.map(attemptJson), inbound: inbound.map(inboundJson) }
}
