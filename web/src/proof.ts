import type { Proof } from './api/leads.ts'
import { formatDateTime } from './format.ts'
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

export interface ProofRow {
  name: string
  value: string
}

const LABELS: Record<string, string> = {
  position: 'Phone',
  zones: 'Time zones they may be in',
  evidence: 'Zones known from',
  local_times: 'Their time',
  calling_hours: 'Calling hours',
  rules: 'Rules that allowed it',
  attempts_24h: 'Attempts in the last 24 hours',
  attempts_cap_24h: 'Attempts allowed in 24 hours',
  suppression_checked_at: 'Do-not-call list checked (UTC)',
  regions: 'States or countries they may be in',
  open_until: 'Window open until (UTC)',
  schedule_id: 'Schedule',
  rules_version: 'Version of the rules',
  regional_rules: 'Rules of states and countries applied',
  ai_voice_rules: 'Rules for artificial voices applied',
  consent: 'Consent on file',
  contact_version: 'Version of the contact',
  settings_version: 'Version of the settings',
  compliance_version: 'Version of schedules and stops',
}

/** Facts in the order they were recorded, names and values for people. */
export function proofRows(proof: Proof | null): ProofRow[] {
  if (!proof) return []
  return Object.entries(proof).map(([key, value]) => ({
    name: LABELS[key] ?? humanize(key),
    value: key === 'rules' ? rulesText(value) : isInstant(key) ? instantText(value) : asText(value),
  }))
}

/** Each rule with what it is founded on. */
function rulesText(value: unknown): string {
  if (!Array.isArray(value)) return asText(value)
  return value
    .map((rule) => (isRecord(rule) ? [rule.id, rule.citation].filter(Boolean).join(': ') : asText(rule)))
    .join('; ')
}

const isInstant = (key: string): boolean => key.endsWith('_at') || key === 'open_until'

function instantText(value: unknown): string {
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
  if (typeof value === 'string') return stringText(value)
  return String(value)
}

/** Local times without zone and codes are stored for machines. */
function stringText(value: string): string {
  const local = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?$/.exec(value)
  if (local) return `${local[1]} ${local[2]}`
  return /^[a-z]+(_[a-z]+)+$/.test(value) ? humanize(value).toLowerCase() : value
}
