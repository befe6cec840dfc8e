import type { Proof } from './api/leads.ts'
import { humanize } from './words.ts'

/** Reads what was stored with an attempt about why it was allowed; tolerant, because old attempts keep their old shape. */

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The zone the called person is in, or the first of those they may be in. */
export function zoneOf(proof: Proof | null): string | null {
  if (!proof) return null
  for (const value of [proof.zones, proof.zone, isRecord(proof.window) ? proof.window.zones : null]) {
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof first === 'string' && first.includes('/')) return first
    if (isRecord(first) && typeof first.zone === 'string') return first.zone
  }
  return null
}

export interface ProofRow {
  name: string
  value: string
}

function asText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(asText).join('; ')
  if (isRecord(value))
    return Object.entries(value)
      .map(([key, part]) => `${humanize(key).toLowerCase()}: ${asText(part)}`)
      .join(', ')
  return String(value)
}

/** `{ window: { open: true } }` → "Window: open", "yes": one level of names, the rest in words. */
export function proofRows(proof: Proof | null): ProofRow[] {
  if (!proof) return []
  return Object.entries(proof).flatMap(([key, value]) =>
    isRecord(value)
      ? Object.entries(value).map(([inner, part]) => ({
          name: `${label(key)}: ${inner.includes('/') ? inner : label(inner).toLowerCase()}`,
          value: asText(part),
        }))
      : [{ name: label(key), value: asText(value) }],
  )
}

/** The API's JSON is snake_case, but stored proofs may be as the domain writes them. */
function label(key: string): string {
  // Zones and citations are names already.
  if (key.includes('/')) return key
  return humanize(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
}
