import { hoursRules } from '../domain/calling-window.ts'
import { consentHolds } from '../domain/consent.ts'
import { localAt } from '../domain/local-time.ts'
import type { AttemptCap } from '../domain/regions/region-rule.ts'
import { RULES_VERSION } from '../domain/regions/region-rules.ts'
import type { Whereabouts } from '../domain/regions/zone-resolver.ts'
import type { Lane } from './lanes.ts'
import type { Row } from './queue.ts'
import type { DialingCampaign } from './store.ts'

/**
 * Why this call is allowed, as the object knows it (1-product §8). The permit adds what only the database knows: attempts of the last
 * 24 hours and that the suppression list was asked. Never edited, and sealed into the proof chain.
 */
export function proofOf(
  campaign: DialingCampaign,
  row: Row,
  lane: Lane,
  where: Whereabouts,
  caps: readonly AttemptCap[],
  now: number,
): Record<string, unknown> {
  const { settings } = campaign
  const { consent } = row.lead
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    pass: row.lead.pass,
    position: row.lead.position,
    zones: where.zones,
    regions: where.regions,
    evidence: where.evidence,
    local_times: Object.fromEntries(where.zones.map((zone) => [zone, localAt(zone, now).iso])),
    open_until: iso(lane.window.until),
    calling_hours: settings.calling_hours,
    schedule_id: campaign.scheduleId,
    rules: [
      ...hoursRules(lane.rules).map(({ id, citation }) => ({ id, citation })),
      ...caps.map(({ id, citation }) => ({ id, citation })),
    ],
    rules_version: RULES_VERSION,
    regional_rules: lane.rules.regionalRules,
    ai_voice_rules: lane.rules.aiVoiceRules,
    consent: consent && {
      type: consent.type,
      at: iso(consent.from),
      until: iso(consent.until),
      holds: consentHolds(consent, now),
      required: settings.require_consent,
    },
    contact_version: row.lead.contactVersion,
    settings_version: campaign.settingsVersion,
    compliance_version: campaign.complianceVersion,
    attempts_cap_24h: settings.max_attempts_per_phone_per_day,
  }
}
