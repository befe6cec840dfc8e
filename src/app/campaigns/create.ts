import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkCampaignFields } from './check-fields.ts'
import { getCampaignView } from './find.ts'
import type { Campaign, CampaignFields } from './store.ts'
import type { CampaignView } from './view.ts'

/** Without `scheduleId`: the organization's default schedule; null: none. */
export type NewCampaignFields = Omit<CampaignFields, 'scheduleId'> & { scheduleId?: string | null }

export async function createCampaign(deps: Deps, actor: Actor, fields: NewCampaignFields): Promise<CampaignView> {
  await checkCampaignFields(deps, actor.orgId, fields)
  const scheduleId = fields.scheduleId === undefined ? await deps.schedules.findDefault(actor.orgId) : fields.scheduleId
  return await insertDraft(deps, actor, { ...fields, scheduleId }, {})
}

/** A new draft. `details` go to the audit log. */
export async function insertDraft(
  deps: Deps,
  actor: Actor,
  fields: CampaignFields,
  details: Record<string, unknown>,
): Promise<CampaignView> {
  const now = deps.clock.now()
  const campaign: Campaign = {
    ...fields,
    numberIds: [...new Set(fields.numberIds)],
    id: deps.ids.next('cmp'),
    orgId: actor.orgId,
    status: 'draft',
    archivedAt: null,
    settingsVersion: 1,
    leadSeq: 0,
    nextWakeAt: null,
    statusReason: null,
    startedAt: null,
    finishedAt: null,
    createdAt: now,
    updatedAt: now,
    breakersFrom: 0,
  }
  const audit = auditEntry(deps, actor, 'campaign.created', campaign.id, { name: campaign.name, ...details })
  await deps.campaigns.create(campaign, audit)
  return await getCampaignView(deps, actor, campaign.id)
}
