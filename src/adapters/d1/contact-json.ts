import type { Address } from '../../domain/address.ts'
import { type Consent, type ConsentRecord, consentRecord } from '../../domain/consent.ts'
import { readJson } from './json-column.ts'

/**
 * Address and consent as the contact's row keeps them. Always the same keys in the same order: whether something changed is told by
 * comparing the texts.
 */

interface AddressRow {
  street: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  country: string | null
}

export function addressRow(address: Address | null): AddressRow | null {
  if (address === null) return null
  const { street, city, state, postalCode, country } = address
  return { street, city, state, postal_code: postalCode, country }
}

export function addressText(address: Address | null): string | null {
  return address === null ? null : JSON.stringify(addressRow(address))
}

export function consentText(consent: Consent | null): string | null {
  return consent === null ? null : JSON.stringify(consentRecord(consent))
}

export function readAddress(text: string | null): Address | null {
  if (text === null) return null
  const { street, city, state, postal_code, country } = readJson<AddressRow>(text)
  return { street, city, state, postalCode: postal_code, country }
}

export function readConsent(text: string | null): Consent | null {
  if (text === null) return null
  const { type, wording, source, at, expires_at, revoked_at, revoked_reason } = readJson<ConsentRecord>(text)
  return { type, wording, source, at, expiresAt: expires_at, revokedAt: revoked_at, revokedReason: revoked_reason }
}
