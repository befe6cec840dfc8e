import type { BulkLead } from '../../dialer/store.ts'
import { type Consent, type ConsentSpan, consentSpan } from '../../domain/consent.ts'
import type { PersonAddress } from '../../domain/regions/zone-resolver.ts'
import { suppressedForCalls } from './suppressed-sql.ts'

// Phones in position order with what is known against each; an unusable one keeps its place as dead, so positions never shift.
export const LEAD_COLUMNS = `
  l.id, l.contact_id, l.seq, l.priority, l.status, l.pass, l.phone_position, l.phone_attempts, l.attempts, l.ever_answered,
  l.next_due_at, l.disposition, c.zone, c.address, c.consent, c.version,
  c.merged_into IS NOT NULL OR c.erased_at IS NOT NULL AS gone,
  (SELECT json_group_array(json_array(
      coalesce(p.value->>'e164', ''),
      CASE WHEN p.value->>'e164' IS NULL THEN 'invalid'
           WHEN cp.dead IS NOT NULL THEN cp.dead
           WHEN ${suppressedForCalls('l.org_id', `p.value->>'e164'`, 'l.contact_id')} THEN 'suppressed' END) ORDER BY p.key)
    FROM json_each(c.phones) p
    LEFT JOIN contact_phones cp ON cp.org_id = l.org_id AND cp.e164 = p.value->>'e164') AS phones`

export interface LeadRow {
  id: string
  contact_id: string
  seq: number
  priority: string
  status: string
  pass: number
  phone_position: number
  phone_attempts: string
  attempts: number
  ever_answered: number
  next_due_at: number | null
  disposition: string | null
  zone: string | null
  address: string | null
  consent: string | null
  version: number
  gone: number
  phones: string
}

export function toLead(row: LeadRow): BulkLead {
  const attempts = JSON.parse(row.phone_attempts) as number[]
  const phones = JSON.parse(row.phones) as [string, BulkLead['phones'][number]['dead']][]
  return {
    id: row.id,
    contactId: row.contact_id,
    seq: row.seq,
    priority: row.priority as BulkLead['priority'],
    status: row.status as BulkLead['status'],
    pass: row.pass,
    phonePosition: row.phone_position,
    attempts: row.attempts,
    everAnswered: row.ever_answered === 1,
    nextDueAt: row.next_due_at,
    disposition: row.disposition as BulkLead['disposition'],
    zone: row.zone,
    address: readAddress(row.address),
    consent: readConsentSpan(row.consent),
    contactVersion: row.version,
    isGone: row.gone === 1,
    phones: phones.map(([e164, dead], i) => ({ e164, attempts: attempts[i] ?? 0, dead })),
  }
}

/** As much of the address as says where they are. */
export function readAddress(text: string | null): PersonAddress | null {
  if (text === null) return null
  const { state, postal_code, country } = JSON.parse(text) as Record<string, string | null | undefined>
  if (!state && !postal_code && !country) return null
  return { state: state ?? null, postalCode: postal_code ?? null, country: country ?? null }
}

/** When the consent on file holds; null when it never does. */
export function readConsentSpan(text: string | null): ConsentSpan | null {
  if (text === null) return null
  const stored = JSON.parse(text) as Record<string, unknown>
  return consentSpan({
    type: stored.type as Consent['type'],
    wording: '',
    source: '',
    at: (stored.at ?? null) as number | null,
    expiresAt: (stored.expires_at ?? null) as number | null,
    revokedAt: (stored.revoked_at ?? null) as number | null,
    revokedReason: null,
  })
}
