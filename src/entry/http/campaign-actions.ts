import { createRoute, z } from '@hono/zod-openapi'
import { archiveCampaign } from '../../app/campaigns/archive.ts'
import { cancelCampaign } from '../../app/campaigns/cancel.ts'
import { duplicateCampaign } from '../../app/campaigns/duplicate.ts'
import { pauseCampaign } from '../../app/campaigns/pause.ts'
import { restartCampaign } from '../../app/campaigns/restart.ts'
import { resumeCampaign } from '../../app/campaigns/resume.ts'
import { retryFailedLeads } from '../../app/campaigns/retry-failed.ts'
import { startCampaign } from '../../app/campaigns/start.ts'
import { unarchiveCampaign } from '../../app/campaigns/unarchive.ts'
import type { CampaignView } from '../../app/campaigns/view.ts'
import type { Actor, Deps } from '../../app/deps.ts'
import { CampaignJson, campaignJson } from './campaign-json.ts'
import { createRouter } from './router.ts'
import { Id, IdempotencyKey, json, jsonBody, problems } from './shapes.ts'

const tags = ['Campaigns']

/** Actions without a body: what is done, and what it says of itself. */
const ACTIONS: {
  path: string
  summary: string
  description: string
  act: (deps: Deps, actor: Actor, id: string) => Promise<CampaignView>
}[] = [
  {
    path: 'start',
    summary: 'Start a campaign',
    description:
      'From draft. Needs an agent, a usable number and a lead; `details.missing` names what is not there. With a start date to come it is scheduled.',
    act: startCampaign,
  },
  {
    path: 'pause',
    summary: 'Pause a campaign',
    description: 'Calls in progress finish; no new call starts.',
    act: pauseCampaign,
  },
  { path: 'resume', summary: 'Resume a campaign', description: 'Picks up where it left off.', act: resumeCampaign },
  {
    path: 'cancel',
    summary: 'Cancel a campaign',
    description: 'For good. Leads never attempted become `canceled`.',
    act: cancelCampaign,
  },
  {
    path: 'retry-failed',
    summary: 'Retry the failed leads',
    description: 'Leads with status `failed` get another round; a completed campaign becomes active.',
    act: retryFailedLeads,
  },
  { path: 'archive', summary: 'Archive a campaign', description: 'Out of the main list.', act: archiveCampaign },
  { path: 'unarchive', summary: 'Unarchive a campaign', description: 'Back in the main list.', act: unarchiveCampaign },
]

const Restart = z
  .strictObject({
    unreached_only: z.boolean().default(false),
    confirm: z.boolean().default(false).openapi({ description: 'Call people again who were reached already.' }),
  })
  .openapi('Restart')

export function campaignActionRoutes() {
  const router = createRouter()
  for (const { path, summary, description, act } of ACTIONS) {
    router.openapi(
      createRoute({
        method: 'post',
        path: `/campaigns/{id}/${path}`,
        tags,
        summary,
        description,
        request: { params: Id, headers: IdempotencyKey },
        responses: {
          200: json(CampaignJson, 'The campaign'),
          ...problems('not_found', 'not_allowed', 'missing_requirements', 'conflict', 'unavailable'),
        },
      }),
      async (c) => c.json(campaignJson(await act(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 200),
    )
  }
  return router
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns/{id}/restart',
        tags,
        summary: 'Restart a campaign',
        description:
          'From paused and completed: every lead pending again, passes from 1, the history kept. Without `confirm` or `unreached_only` it is refused while people were reached already; `details.reached` says how many. Never touches do_not_call, disqualified, skipped and dead phones.',
        request: { params: Id, headers: IdempotencyKey, body: jsonBody(Restart, false) },
        responses: {
          200: json(CampaignJson, 'The campaign'),
          ...problems('not_found', 'not_allowed', 'missing_requirements', 'conflict', 'unprocessable', 'unavailable'),
        },
      }),
      async (c) => {
        const { unreached_only, confirm } = Restart.parse(c.req.valid('json') ?? {})
        const view = await restartCampaign(c.get('deps'), c.get('actor'), c.req.valid('param').id, {
          unreachedOnly: unreached_only,
          confirm,
        })
        return c.json(campaignJson(view), 200)
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/campaigns/{id}/duplicate',
        tags,
        summary: 'Duplicate a campaign',
        description: 'A new draft with the same settings, without leads.',
        request: { params: Id, headers: IdempotencyKey },
        responses: { 201: json(CampaignJson, 'The new draft'), ...problems('not_found') },
      }),
      async (c) =>
        c.json(campaignJson(await duplicateCampaign(c.get('deps'), c.get('actor'), c.req.valid('param').id)), 201),
    )
}
