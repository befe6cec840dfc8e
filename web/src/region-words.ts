import type { AttemptCap, Confidence, JudgedRule, RegionHours, RegionRules } from './api/compliance.ts'
import { cityOf, formatDateTime, formatWeekdayTime, toMs } from './format.ts'
import { humanize, type Word } from './words.ts'

/** The calling rules of a region in words for people. Pure: values in, text out. */

export const CONFIDENCE: Record<Confidence, Word> = {
  high: { label: 'High', color: 'green', meaning: 'The law was quoted or official, and the sources agree' },
  medium: { label: 'Medium', color: 'yellow', meaning: 'Secondary sources, or details they do not agree on' },
  low: { label: 'Low', color: 'orange', meaning: 'Few or old sources: have counsel look before you call there' },
}

export const VERDICT: Record<JudgedRule['verdict'], Word> = {
  allowed: { label: 'Allows it', color: 'green' },
  forbidden: { label: 'Forbids it', color: 'red' },
  not_applicable: { label: 'Does not apply', color: 'gray' },
}

const RULE_KIND: Record<string, string> = {
  kill_switch: 'Emergency stop',
  suppression: 'Do-not-call list',
  phone_dead: 'Phone in service',
  region_stop: 'Stop of a region',
  hours: 'Hours',
  attempts: 'Number of attempts',
  phone_busy: 'Phone is free',
}

export const ruleKind = (kind: string): string => RULE_KIND[kind] ?? humanize(kind)

/** What told where somebody is. */
export const EVIDENCE = {
  contact_zone: 'their own time zone',
  address: 'their address',
  phone_prefix: 'the prefix of the phone',
  fallback: 'nothing but the fallback of the organization',
} as const

export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const hoursInForce = (versions: RegionHours[]): RegionHours | undefined =>
  versions.find((version) => version.current)

/** Hours that are known already and not in force yet. */
export function hoursToCome(versions: RegionHours[]): RegionHours | undefined {
  const current = versions.findIndex((version) => version.current)
  return versions[current + 1]
}

/** "since 2026-10-18", "until 2026-10-17". */
export function spanText({ from, until, current }: RegionHours): string {
  if (from === null && until === null) return 'with no end known'
  return [from && `${current ? 'since' : 'from'} ${from}`, until && `until ${until}`].filter(Boolean).join(' ')
}

/** Of some versions, oldest first, the one at `index`: in force, before that or after it. */
export function versionWord(versions: RegionHours[], index: number): Word {
  if (versions[index]?.current) return { label: 'In force', color: 'green' }
  const isOver = versions.slice(index).some((version) => version.current)
  return isOver ? { label: 'Over', color: 'gray' } : { label: 'To come', color: 'indigo' }
}

const bindsMore = (hours: RegionHours | undefined): boolean => hours !== undefined && hours.days !== 'federal'

/** Whether it asks more than federal law: hours, holidays or a limit on attempts. */
export function isStricter({ hours, ai_voice, attempts }: RegionRules): boolean {
  return bindsMore(hoursInForce(hours)) || bindsMore(hoursInForce(ai_voice)) || attempts.length > 0
}

export function hasVoiceRules({ ai_voice, attempts }: RegionRules): boolean {
  return ai_voice.length > 0 || attempts.some((cap) => cap.applies_to === 'ai_voice')
}

/** Whether `q` is part of its name, its code or one of its citations. */
export function isFound({ region, name, hours, ai_voice, attempts }: RegionRules, q: string): boolean {
  const texts = [region, name, ...[...hours, ...ai_voice, ...attempts].map(({ citation }) => citation)]
  return texts.join('\n').toLowerCase().includes(q.trim().toLowerCase())
}

const COUNTED = {
  attempts: (max: number) => (max === 1 ? 'attempt' : 'attempts'),
  refusals: (max: number) => (max === 1 ? 'refusal' : 'refusals'),
  hang_ups: (max: number) => (max === 1 ? 'hang-up' : 'hang-ups'),
}

/** "3 attempts in 24 h", "1 refusal in 60 d". */
export function capText({ counts, max, window_hours }: AttemptCap): string {
  const counted = `${max} ${COUNTED[counts](max)}`
  if (window_hours === null) return `${counted}, ever`
  return `${counted} in ${window_hours > 48 && window_hours % 24 === 0 ? `${window_hours / 24} d` : `${window_hours} h`}`
}

/** "Mon 10:42 in Denver", "Mon 07:42 in Los Angeles and 3 other clocks". */
export function clockText({ local_times }: RegionRules, now: number): string {
  const [first, ...others] = local_times
  if (!first) return 'No clock known'
  const time = `${formatWeekdayTime(now, first.zone)} in ${cityOf(first.zone)}`
  if (others.length === 0) return time
  return `${time} and ${others.length} other ${others.length === 1 ? 'clock' : 'clocks'}`
}

/** Open or closed for calls with an artificial voice, and until when. */
export function openWord({ open_now, local_times, stop }: RegionRules): Word {
  const zone = local_times[0]?.zone
  if (stop) return { label: 'Stopped', color: 'red', meaning: `${stop.name}: ${stop.reason}` }
  if (open_now.open === null)
    return { label: 'Depends', color: 'gray', meaning: 'Open in one part of it and not in another' }
  const until = open_now.until && zone ? `Until ${placedTime(open_now.until, zone)}. ` : ''
  return open_now.open
    ? { label: 'Open', color: 'green', meaning: `${until}Every rule allows a call with an artificial voice.` }
    : { label: 'Closed', color: 'gray', meaning: `${until}${capitalized(readable(open_now.because, zone))}.` }
}

/** "Mon Nov 23, 10:42 in Denver". */
export function placedTime(at: string | number, zone: string): string {
  return `${formatWeekdayTime(at, zone).slice(0, 4)}${formatDateTime(at, zone)} in ${cityOf(zone)}`
}

/** Instants and zones in a sentence of the API, as people read them. */
export function readable(sentence: string, zone: string | undefined): string {
  return sentence
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (iso) => (zone ? placedTime(toMs(iso), zone) : iso))
    .replace(/\.$/, '')
}
