import { lockedFields } from '../../domain/campaign-lifecycle.ts'
import { type CampaignSettingsPatch, mergeSettings } from '../../domain/campaign-settings.ts'
import { AppError, type FieldError } from '../../domain/errors.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { checkCampaignFields } from './check-fields.ts'
import { getCampaignRow, getCampaignView } from './find.ts'
import type { Campaign, CampaignFields } from './store.ts'
import { tellDialer } from './tell-dialer.ts'
import type { CampaignView } from './view.ts'

export type CampaignPatch = Partial<Omit<CampaignFields, 'settings'>> & { settings?: CampaignSettingsPatch }

/** Name, notes and description always; everything else only while nothing is being dialed (draft, paused). */
export async function updateCampaign(
  deps: Deps,
  actor: Actor,
  id: string,
  patch: CampaignPatch,
): Promise<CampaignView> {
  // A few times at most: the dialer may have moved the campaign (completed it) between our read and our write.
  for (let round = 0; round < 3; round++) {
    const campaign = await getCampaignRow(deps, actor, id)
    const changes = await readChanges(deps, campaign, patch)
    const fields = Object.keys(changes)
    if (fields.length === 0) return await getCampaignView(deps, actor, id)
    const audit = auditEntry(deps, actor, 'campaign.updated', id, { fields, settings: patch.settings })
    if (!(await deps.campaigns.update(campaign, changes, deps.clock.now(), audit))) continue
    if (campaign.status !== 'draft') await tellDialer(deps, id)
    return await getCampaignView(deps, actor, id)
  }
  throw new AppError('conflict', 'The campaign was changed by somebody else at the same time; look at it again.')
}

async function readChanges(deps: Deps, campaign: Campaign, patch: CampaignPatch): Promise<Partial<CampaignFields>> {
  const { settings, ...rest } = patch
  const locked = lockedFields(campaign.status, Object.keys(patch))
  if (locked.length > 0) throw lockedError(campaign, locked)
  const changes: Partial<CampaignFields> = {
    ...rest,
    ...(rest.numberIds && { numberIds: [...new Set(rest.numberIds)] }),
    ...(settings && { settings: mergeUnderSettings(campaign, settings) }),
  }
  const dates =
    'startAt' in rest || 'endAt' in rest ? { startAt: campaign.startAt, endAt: campaign.endAt, ...changes } : changes
  await checkCampaignFields(deps, campaign.orgId, dates)
  return changes
}

/** Pointers of the settings start at the settings; those of the request at its body. */
function mergeUnderSettings(campaign: Campaign, patch: CampaignSettingsPatch) {
  try {
    return mergeSettings(campaign.settings, patch)
  } catch (error) {
    if (!(error instanceof AppError) || !Array.isArray(error.details.errors)) throw error
    const errors = (error.details.errors as FieldError[]).map((it) => ({ ...it, pointer: `/settings${it.pointer}` }))
    throw new AppError(error.code, error.message, { ...error.details, errors })
  }
}

function lockedError(campaign: Campaign, fields: string[]): AppError {
  const names = fields.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  const running = campaign.status === 'active' || campaign.status === 'scheduled'
  const advice = running ? 'pause first' : 'duplicate it to run it with other settings'
  return new AppError('locked', `A campaign that is ${campaign.status} cannot change ${names.join(', ')}: ${advice}.`, {
    fields: names,
    status: campaign.status,
  })
}
