import type { CampaignStatus } from './campaign-lifecycle.ts'
import { type CampaignSettings, defaultSettings } from './campaign-settings.ts'
import type { Consent } from './consent.ts'
import type { AnswerStatus, Disposition } from './disposition.ts'
import type { PersonAddress } from './regions/zone-resolver.ts'
import type { NoNumber } from './rotation.ts'
import type { DayHours, WeeklySchedule } from './weekly-schedule.ts'

/** All that is known of one call that might be made, or was: what `compliance-check.ts` judges. Instants are epoch ms. */
export interface CheckFacts {
  /** Judged with what is known now; what lies before it is about a call that was made, the rest about one to come. */
  now: number
  /** E.164. */
  phone: string
  person: PersonFacts
  fallbackZones: string[]
  rules: CallRules
  organizationStop: Stop | null
  /** Of the campaign's agent. */
  agentStop: Stop | null
  regionStops: readonly StandingStop[]
  suppressions: readonly SuppressionFact[]
  dead: { why: 'invalid' | 'wrong_number'; at: number | null } | null
  /** On any phone of the person, this one included, oldest first; those given back are not among them. */
  attempts: readonly PastAttempt[]
  /** null: no campaign was named. */
  campaign: CampaignState | null
}

export interface PersonFacts {
  /** IANA; the person's own. */
  zone: string | null
  address: PersonAddress | null
  consent: Consent | null
}

/** What a campaign adds to the law. */
export interface CallRules {
  callingHours: DayHours
  schedule: WeeklySchedule | null
  regionalRules: boolean
  aiVoiceRules: boolean
  requireConsent: boolean
  maxAttemptsPerPhonePerDay: number
}

export interface Stop {
  since: number
  reason: string | null
}

export interface StandingStop {
  region: string
  reason: string
  since: number
  /** null: until it is lifted. */
  until: number | null
}

export interface SuppressionFact {
  at: number
  source: string
  reason: string
  /** By its phone; else by a person who opted out with another one. */
  ofPhone: boolean
  /** The call in which it was said. */
  attemptId: string | null
}

export interface PastAttempt {
  id: string
  phone: string
  permittedAt: number
  /** null: not over yet. */
  settledAt: number | null
  disposition: Disposition | null
  answerStatus: AnswerStatus | null
}

export interface CampaignState {
  status: CampaignStatus
  /** How many of its numbers can be called from now, and what keeps the others from it when there is none. */
  numbers: { usable: number; none: NoNumber | null; freeAt: number | null }
}

/** The law and the organization alone: every regional rule, no hours of a campaign, the standard limit on attempts. */
export function rulesWithoutCampaign(): CallRules {
  const { max_attempts_per_phone_per_day } = defaultSettings()
  return {
    callingHours: { start: '00:00', end: '24:00' },
    schedule: null,
    regionalRules: true,
    aiVoiceRules: true,
    requireConsent: false,
    maxAttemptsPerPhonePerDay: max_attempts_per_phone_per_day,
  }
}

/** What a campaign's settings say of a single call. */
export function rulesOfCampaign(settings: CampaignSettings, schedule: WeeklySchedule | null): CallRules {
  return {
    callingHours: settings.calling_hours,
    schedule,
    regionalRules: settings.regional_rules,
    // Settings stored before there was such a one obey it.
    aiVoiceRules: settings.ai_voice_rules !== false,
    requireConsent: settings.require_consent,
    maxAttemptsPerPhonePerDay: settings.max_attempts_per_phone_per_day,
  }
}

export type Verdict = 'allowed' | 'forbidden' | 'not_applicable'

/** What a rule is about. */
export const RULE_KINDS = [
  'kill_switch',
  'suppression',
  'phone_dead',
  'consent',
  'region_stop',
  'hours',
  'attempts',
  'phone_busy',
  'campaign',
] as const
export type RuleKind = (typeof RULE_KINDS)[number]

/** What one rule says of one call. */
export interface JudgedRule {
  kind: RuleKind
  /** Stable: 'federal', 'US-PA.hours', 'suppression', … */
  id: string
  citation: string | null
  verdict: Verdict
  detail: string
  /** When this verdict changes, as far as can be foreseen. */
  until: number | null
}

/** A rule of some kind, to be given its verdict: `judged(rule, 'forbidden', 'because …', until)`. */
export interface RuleName {
  kind: RuleKind
  id: string
  citation: string | null
}

export function judged(rule: RuleName, verdict: Verdict, detail: string, until: number | null = null): JudgedRule {
  const { kind, id, citation } = rule
  return { kind, id, citation, verdict, detail, until }
}

/** Of two rules that forbid, the one that does so for longer; the first when they tie. For `reduce`. */
export function longer(first: JudgedRule | null, rule: JudgedRule): JudgedRule {
  if (first === null) return rule
  if (first.until === null) return first
  return rule.until === null || rule.until > first.until ? rule : first
}
