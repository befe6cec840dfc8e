import { z } from 'zod'
import { Eligibility } from './eligibility.ts'
import { AppError, type FieldError, jsonPointer } from './errors.ts'

/**
 * A campaign's settings: bounds and defaults of 1-product §2, in the JSON shape of 2-architecture §6. The same schema validates
 * requests, describes them in OpenAPI and parses what is stored. Unknown keys are refused, so a misspelt setting is an
 * error and not silently the default.
 */
export const CALL_INTERVALS_SECONDS = [0, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800] as const
export const RING_TIMEOUTS_SECONDS = [10, 15, 20, 25, 30, 45, 60] as const
export const AMD_MODES = ['off', 'text', 'ml'] as const
export const RETRY_MODES = ['breadth_first', 'per_contact'] as const
export const ROTATION_STRATEGIES = ['round_robin', 'lowest_spam', 'least_used_today', 'weighted'] as const
export const EXECUTIONS = ['scheduled', 'manual', 'on_add'] as const
export const CHANNELS = ['phone', 'text', 'email'] as const
export const CAMPAIGN_TYPES = ['one_time', 'follow_up'] as const
export const DIRECTIONS = ['outbound', 'inbound'] as const

export type AmdMode = (typeof AMD_MODES)[number]
export type RetryMode = (typeof RETRY_MODES)[number]
export type RotationStrategy = (typeof ROTATION_STRATEGIES)[number]
export type Execution = (typeof EXECUTIONS)[number]
export type Channel = (typeof CHANNELS)[number]
export type CampaignType = (typeof CAMPAIGN_TYPES)[number]
export type Direction = (typeof DIRECTIONS)[number]

export const LONGEST_MINUTES = 30 * 24 * 60

/** A union and not `z.literal([…])`: the OpenAPI generator keeps only the first value of a literal. */
const oneOf = <T extends readonly number[]>(values: T) =>
  z.union(
    values.map((value: T[number]) => z.literal(value)),
    { error: `must be one of ${values.join(', ')}` },
  )

const whole = (min: number, max: number) => z.int().min(min).max(max)

/** 24-hour wall-clock time. Hours are compared as text, which works because both digits are always there. */
const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time between 00:00 and 23:59' })
const LocalEndTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'must be a time up to 24:00' })

/** Every field without its default, once; the settings and the patch are both made of these. */
const VOICEMAIL = {
  action: z.enum(['hang_up', 'play_message']),
  /** A template. */
  message: z.string().max(2_000),
}
const RETRY = {
  mode: z.enum(RETRY_MODES),
  max_attempts_per_phone: whole(1, 11),
  interval_minutes: whole(1, LONGEST_MINUTES),
}
const ROTATION = {
  strategy: z.enum(ROTATION_STRATEGIES),
  /** A number whose spam score is at or over this is not called from. */
  spam_threshold: whole(1, 9),
  max_calls_per_number_per_day: whole(1, 1_000),
}
const CALLING_HOURS = {
  /** In the recipient's time zone. The first minute calls may start. */
  start: LocalTime,
  /** The first minute they may not. */
  end: LocalEndTime,
}
/** In US cents; null is no limit. */
const Budget = z.strictObject({
  per_day_cents: whole(1, 100_000_000).nullable().default(null),
  total_cents: whole(1, 1_000_000_000).nullable().default(null),
})
/** Percent at which the campaign pauses itself (breaker.ts says over which calls); null is never. */
const BREAKERS = {
  technical_failure_percent: whole(1, 100).nullable(),
  opt_out_percent: whole(1, 100).nullable(),
}
export const INBOUND_CHANNELS = ['call', 'text'] as const
export type InboundChannel = (typeof INBOUND_CHANNELS)[number]

/** Unknown people who call or write one of the campaign's numbers join it; who does not meet the criteria becomes `disqualified`. */
const InboundContacts = z.strictObject({
  channels: z
    .array(z.enum(INBOUND_CHANNELS))
    .min(1)
    .refine((channels) => new Set(channels).size === channels.length, { error: 'must not name a channel twice' })
    .default((): InboundChannel[] => ['call', 'text']),
})

const PLAIN = {
  execution: z.enum(EXECUTIONS),
  manual_review: z.boolean(),
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .refine((channels) => new Set(channels).size === channels.length, { error: 'must not name a channel twice' }),
  call_interval_seconds: oneOf(CALL_INTERVALS_SECONDS),
  max_concurrent_calls: whole(1, 500),
  ring_timeout_seconds: oneOf(RING_TIMEOUTS_SECONDS),
  amd_mode: z.enum(AMD_MODES),
  completion_timeout_minutes: whole(0, LONGEST_MINUTES),
  regional_rules: z.boolean(),
  /** With the regional rules: those for automated devices and artificial voices too. */
  ai_voice_rules: z.boolean(),
  /** Over all campaigns of the organization, in any 24 hours. */
  max_attempts_per_phone_per_day: whole(1, 11),
  require_consent: z.boolean(),
  budget: Budget.nullable(),
  inbound_contacts: InboundContacts.nullable(),
  /** Who may become a lead, whichever way they come in; null: everybody. */
  eligibility: Eligibility.nullable(),
}

export const CampaignSettings = z.strictObject({
  execution: PLAIN.execution.default('scheduled'),
  manual_review: PLAIN.manual_review.default(false),
  channels: PLAIN.channels.default((): Channel[] => ['phone']),
  call_interval_seconds: PLAIN.call_interval_seconds.default(0),
  max_concurrent_calls: PLAIN.max_concurrent_calls.default(10),
  ring_timeout_seconds: PLAIN.ring_timeout_seconds.default(30),
  amd_mode: PLAIN.amd_mode.default('ml'),
  voicemail: z
    .strictObject({ action: VOICEMAIL.action.default('hang_up'), message: VOICEMAIL.message.default('') })
    .refine((it) => it.action === 'hang_up' || it.message.trim() !== '', {
      path: ['message'],
      error: 'must not be empty when it is to be played',
    })
    .prefault({}),
  completion_timeout_minutes: PLAIN.completion_timeout_minutes.default(0),
  retry: z
    .strictObject({
      mode: RETRY.mode.default('breadth_first'),
      max_attempts_per_phone: RETRY.max_attempts_per_phone.default(3),
      interval_minutes: RETRY.interval_minutes.default(60),
    })
    .prefault({}),
  rotation: z
    .strictObject({
      strategy: ROTATION.strategy.default('round_robin'),
      spam_threshold: ROTATION.spam_threshold.default(7),
      max_calls_per_number_per_day: ROTATION.max_calls_per_number_per_day.default(100),
    })
    .prefault({}),
  calling_hours: z
    .strictObject({ start: CALLING_HOURS.start.default('09:00'), end: CALLING_HOURS.end.default('20:00') })
    .refine((hours) => hours.start < hours.end, { path: ['end'], error: 'must be later than the start' })
    .prefault({}),
  regional_rules: PLAIN.regional_rules.default(true),
  ai_voice_rules: PLAIN.ai_voice_rules.default(true),
  max_attempts_per_phone_per_day: PLAIN.max_attempts_per_phone_per_day.default(3),
  require_consent: PLAIN.require_consent.default(false),
  budget: PLAIN.budget.default(null),
  breakers: z
    .strictObject({
      technical_failure_percent: BREAKERS.technical_failure_percent.default(30),
      opt_out_percent: BREAKERS.opt_out_percent.default(25),
    })
    .prefault({}),
  inbound_contacts: PLAIN.inbound_contacts.default(null),
  eligibility: PLAIN.eligibility.default(null),
})
export type CampaignSettings = z.output<typeof CampaignSettings>

/** What PATCH may send: any part of it. Of an object with parts only those that are given change; lists, `budget`, `inbound_contacts` and `eligibility` are replaced whole. */
export const CampaignSettingsPatch = z
  .strictObject({
    ...PLAIN,
    voicemail: z.strictObject(VOICEMAIL).partial(),
    retry: z.strictObject(RETRY).partial(),
    rotation: z.strictObject(ROTATION).partial(),
    calling_hours: z.strictObject(CALLING_HOURS).partial(),
    breakers: z.strictObject(BREAKERS).partial(),
  })
  .partial()
export type CampaignSettingsPatch = z.output<typeof CampaignSettingsPatch>

/** The settings of a campaign nobody has configured. A new object each time. */
export function defaultSettings(): CampaignSettings {
  return CampaignSettings.parse({})
}

/**
 * The settings after a patch, validated as a whole: a start of 10:00 may be fine alone and wrong with the stored end.
 * Pointers start at the settings, e.g. `/calling_hours/end`.
 * @throws AppError `unprocessable` with `errors: FieldError[]`
 */
export function mergeSettings(current: CampaignSettings, patch: CampaignSettingsPatch): CampaignSettings {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const merged = CampaignSettings.safeParse({
    ...current,
    ...given,
    voicemail: mergeParts(current.voicemail, patch.voicemail),
    retry: mergeParts(current.retry, patch.retry),
    rotation: mergeParts(current.rotation, patch.rotation),
    calling_hours: mergeParts(current.calling_hours, patch.calling_hours),
    breakers: mergeParts(current.breakers, patch.breakers),
  })
  if (merged.success) return merged.data
  const errors: FieldError[] = merged.error.issues.map((it) => ({ pointer: jsonPointer(it.path), message: it.message }))
  throw new AppError('unprocessable', 'The settings do not fit together.', { errors })
}

function mergeParts<T extends object>(current: T, patch: Partial<T> | undefined): T {
  const given = Object.entries(patch ?? {}).filter(([, value]) => value !== undefined)
  return { ...current, ...Object.fromEntries(given) }
}
