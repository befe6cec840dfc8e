import type { Proof } from './api/leads.ts'
import { cityOf, formatDateTime, formatWeekdayTime } from './format.ts'
import { EVIDENCE } from './region-words.ts'
import { humanize } from './words.ts'

/** Reads what was stored with an attempt about why it was allowed; tolerant, because old attempts keep their old shape. */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The zone the called person is in, or the first of those they may be in. */
export function zoneOf(proof: Proof | null): string | null {
  const first = proof?.zones?.[0]
  return typeof first === 'string' && first.includes('/') ? first : null
}

export interface ProofRule {
  id: string
  /** null: founded on no law, but on what the campaign was set to. */
  citation: string | null
}

/** The rules that allowed it, the law first. */
export function proofRules(proof: Proof | null): ProofRule[] {
  const rules = Array.isArray(proof?.rules) ? proof.rules : []
  const read = rules.flatMap((rule): ProofRule[] => {
    if (typeof rule === 'string') return [{ id: rule, citation: null }]
    if (!isRecord(rule) || typeof rule.id !== 'string') return []
    return [{ id: rule.id, citation: typeof rule.citation === 'string' && rule.citation ? rule.citation : null }]
  })
  return [...read.filter((rule) => rule.citation), ...read.filter((rule) => !rule.citation)]
}

export interface ProofRow {
  name: string
  value: string
}

type Words = (value: unknown, proof: Proof, regionName: (region: string) => string) => string

/** Facts in the order people ask for them; what is not named here comes after. */
const FACTS: Record<string, [name: string, words?: Words]> = {
  local_times: ['Their time', localTimes],
  regions: ['States or countries they may be in', regionsText],
  zones: ['Time zones they may be in'],
  evidence: ['Known from', (value) => EVIDENCE[value as keyof typeof EVIDENCE] ?? asText(value)],
  open_until: ['Calls allowed until', (value, proof) => inZones(value, proof)],
  consent: ['Consent', consentText],
  suppression_checked_at: ['Do-not-call list checked (UTC)', utcText],
  attempts_24h: ['Attempts in the last 24 hours'],
  attempts_cap_24h: ['Attempts allowed in 24 hours'],
  calling_hours: ['Calling hours of the campaign', hoursText],
  schedule_id: ['Schedule'],
  regional_rules: ['Rules of states and countries applied'],
  ai_voice_rules: ['Rules for artificial voices applied'],
  pass: ['Pass'],
  position: ['Phone'],
  rules_version: ['Rules as reviewed on'],
  contact_version: ['Version of the contact'],
  settings_version: ['Version of the settings'],
  compliance_version: ['Version of schedules and stops'],
}

export function proofRows(proof: Proof | null, regionName: (region: string) => string): ProofRow[] {
  if (!proof) return []
  const others = Object.keys(proof).filter((key) => key !== 'rules' && !(key in FACTS))
  const keys = [...Object.keys(FACTS).filter((key) => key in proof), ...others]
  return keys.map((key) => {
    const [name, words] = FACTS[key] ?? [humanize(key)]
    const value = proof[key]
    if (words) return { name, value: words(value, proof, regionName) }
    return { name, value: key.endsWith('_at') ? utcText(value) : asText(value) }
  })
}

/** "Alabama (US-AL)". */
function regionsText(value: unknown, _proof: Proof, regionName: (region: string) => string): string {
  if (!Array.isArray(value) || value.length === 0) return asText(value)
  return value
    .map((region) => {
      const name = regionName(String(region))
      return name === region ? name : `${name} (${region})`
    })
    .join('; ')
}

/** "Mon 2026-11-23 10:42 in Denver (America/Denver)". */
function localTimes(value: unknown): string {
  if (!isRecord(value)) return asText(value)
  const times = Object.entries(value).map(([zone, time]) => {
    const text = String(time)
    const instant = Date.parse(`${text}Z`)
    const day = Number.isFinite(instant) ? `${formatWeekdayTime(instant, 'UTC').slice(0, 4)}` : ''
    return `${day}${text.slice(0, 16).replace('T', ' ')} in ${cityOf(zone)} (${zone})`
  })
  return times.join('; ') || 'not known'
}

/** An instant as the clock says it where they are. */
function inZones(value: unknown, { zones = [] }: Proof): string {
  const [zone] = zones
  if (typeof value !== 'string' && typeof value !== 'number') return asText(value)
  return zone ? `${formatWeekdayTime(value, zone)} in ${cityOf(zone)}` : `${formatDateTime(value, 'UTC')} UTC`
}

/** "Written, given Nov 1, 10:00 UTC, holds; the campaign requires it". */
function consentText(value: unknown): string {
  if (!isRecord(value)) return value === null ? 'none on file' : asText(value)
  const { type, at, until, holds, required } = value
  const facts = [
    asText(type),
    at && `given ${utcText(at)} UTC`,
    until && `until ${utcText(until)} UTC`,
    holds === true ? 'holds' : 'does not hold',
  ]
  const need = required === true ? 'the campaign requires it' : 'the campaign does not require it'
  return `${facts.filter(Boolean).join(', ')}; ${need}`
}

function hoursText(value: unknown): string {
  return isRecord(value) && 'start' in value ? `${asText(value.start)}–${asText(value.end)} there` : asText(value)
}

function utcText(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? formatDateTime(value, 'UTC') : asText(value)
}

function asText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(asText).join('; ')
  if (isRecord(value))
    return Object.entries(value)
      .map(([key, part]) => `${key.includes('/') ? key : humanize(key).toLowerCase()} ${asText(part)}`)
      .join(', ')
  // Codes are stored for machines.
  if (typeof value === 'string') return /^[a-z]+(_[a-z]+)+$/.test(value) ? humanize(value).toLowerCase() : value
  return String(value)
}
