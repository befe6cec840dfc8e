import { HOURS_NEVER_MEET } from '../../domain/campaign-lifecycle.ts'
import { checkHours, type HoursCheck } from '../../domain/hours-check.ts'
import { findRegion } from '../../domain/regions/region-rules.ts'
import type { Schedule } from '../schedules/store.ts'
import type { Campaign } from './store.ts'

/** What a campaign should be looked at for, although it may be saved (and mostly started) like this. */
export interface CampaignWarning {
  code: 'schedule_deleted' | 'hours_never_meet' | 'zones_never_called' | 'regions_never_called'
  message: string
}

export type CheckCampaignHours = (campaign: Campaign, schedule: Schedule | null) => HoursCheck

/** Checks for one list of campaigns: those with the same hours share the work. */
export function sharedHoursChecks(now: number): CheckCampaignHours {
  const checks = new Map<string, HoursCheck>()
  return ({ settings, startAt, endAt }, schedule) => {
    const { calling_hours, regional_rules, ai_voice_rules } = settings
    const from = Math.max(now, startAt ?? now)
    // An end that has passed is said of its own.
    const until = endAt !== null && endAt > from ? endAt : null
    const key = JSON.stringify([calling_hours, regional_rules, ai_voice_rules, schedule?.id, from, until])
    const check = checks.get(key) ?? checkHours({ settings, schedule, from, until })
    checks.set(key, check)
    return check
  }
}

/** None for a campaign that is over. */
export function hoursWarnings(campaign: Campaign, schedule: Schedule | null, check: HoursCheck): CampaignWarning[] {
  if (campaign.status === 'completed' || campaign.status === 'cancelled') return []
  if (campaign.scheduleId !== null && schedule === null) {
    return [{ code: 'schedule_deleted', message: 'Its schedule was deleted: choose another, or none.' }]
  }
  if (!check.meet) {
    return [{ code: 'hours_never_meet', message: `Nobody can ever be called: ${HOURS_NEVER_MEET}.` }]
  }
  const { start, end } = campaign.settings.calling_hours
  const hours = `its calling hours ${start}–${end}${schedule ? `, the schedule "${schedule.name}"` : ''} and the hours the law allows`
  const warnings: CampaignWarning[] = []
  if (check.closedZones.length > 0) {
    const zones = check.closedZones.join(', ')
    const message = `Nobody in ${zones} can ever be called: ${hours} never meet there.`
    warnings.push({ code: 'zones_never_called', message })
  }
  if (check.closedRegions.length > 0) {
    const regions = check.closedRegions.map((region) => findRegion(region)?.name ?? region).join(', ')
    const message = `Nobody in ${regions} can ever be called: ${hours} never meet there.`
    warnings.push({ code: 'regions_never_called', message })
  }
  return warnings
}
