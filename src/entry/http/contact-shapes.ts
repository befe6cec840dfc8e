import { z } from '@hono/zod-openapi'
import type { PhoneView } from '../../app/leads/store.ts'
import { ADDRESS_LENGTHS, type Address, knownAddress } from '../../domain/address.ts'
import { CONSENT_LENGTHS, CONSENT_TYPES, type Consent, consentHolds, consentSpan } from '../../domain/consent.ts'
import { countryOf } from '../../domain/phone.ts'
import { isKnownZone } from '../../domain/regions/zone-offset.ts'
import { Instant, InstantInput, toIso } from './shapes.ts'

/** What a contact carries, also as a lead: their phones, where they are, and what they agreed to. */

export const ZoneBody = z
  .string()
  .max(60)
  .refine(isKnownZone, { error: 'must be an IANA time zone such as America/New_York' })
  .nullable()
  .openapi({
    description: 'IANA zone, when it is known; it counts before address and phone. null: unknown.',
    example: 'America/Denver',
  })

const part = (length: number) =>
  z
    .string()
    .trim()
    .max(length)
    .nullable()
    .default(null)
    .transform((text) => text || null)

export const AddressBody = z
  .strictObject({
    street: part(ADDRESS_LENGTHS.street),
    city: part(ADDRESS_LENGTHS.city),
    state: part(ADDRESS_LENGTHS.state).openapi({ description: 'Or province: PA, Pennsylvania.' }),
    postal_code: part(ADDRESS_LENGTHS.postalCode),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, { error: 'must be two letters (ISO 3166-1), such as US' })
      .transform((code) => code.toUpperCase())
      .nullable()
      .default(null),
  })
  .transform(({ postal_code, ...rest }): Address | null => knownAddress({ ...rest, postalCode: postal_code }))
  .nullable()
  .openapi('AddressInput', {
    description:
      'Takes the place of the whole address; null clears it. State, postal code and country say which time zones and rules apply, when the person’s own zone is not known.',
  })

export const ConsentBody = z
  .strictObject({
    type: z.enum(CONSENT_TYPES).openapi({ description: 'none: they were asked and gave none.' }),
    wording: z
      .string()
      .trim()
      .max(CONSENT_LENGTHS.wording)
      .default('')
      .openapi({ description: 'What they agreed to, word for word.' }),
    source: z
      .string()
      .trim()
      .max(CONSENT_LENGTHS.source)
      .default('')
      .openapi({ description: 'Where it was given: a form, a call, a contract.' }),
    at: InstantInput.nullable().default(null).openapi({ description: 'When it was given; null: unknown.' }),
    expires_at: InstantInput.nullable().default(null).openapi({ description: 'From then on it holds no more.' }),
  })
  .refine(({ at, expires_at }) => at === null || expires_at === null || at < expires_at, {
    path: ['expires_at'],
    error: 'must be later than `at`',
  })
  .transform(
    ({ expires_at, ...rest }): Consent => ({ ...rest, expiresAt: expires_at, revokedAt: null, revokedReason: null }),
  )
  .nullable()
  .openapi('ConsentInput', {
    description:
      'Takes the place of what is on file; null clears it. Consent never lifts a suppression: whoever asked not to be called is not called, whatever they agreed to since, until the suppression is removed. A consent that was revoked is only replaced by one whose `at` is later than the revocation.',
  })

export const PhoneJson = z.object({
  position: z.int(),
  e164: z.string().nullable().openapi({ description: 'null when it cannot be used; `problem` says why.' }),
  raw: z.string().openapi({ description: 'As it was given.' }),
  country: z.string().nullable(),
  state: z.enum(['live', 'dead', 'suppressed']),
  problem: z.string().nullable().openapi({ description: 'Why it is dead.' }),
})

export const AddressJson = z
  .object({
    street: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    postal_code: z.string().nullable(),
    country: z.string().nullable(),
  })
  .openapi('Address')

export const ConsentJson = z
  .object({
    type: z.enum(CONSENT_TYPES),
    wording: z.string(),
    source: z.string(),
    at: Instant.nullable(),
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    revoked_reason: z.string().nullable(),
    holds: z.boolean().openapi({ description: 'It is given, and neither expired nor revoked, right now.' }),
  })
  .openapi('Consent', { description: 'A suppression stands above it: see `phones[].state`.' })

export function phoneJson(phone: PhoneView): z.infer<typeof PhoneJson> {
  const { position, e164, raw } = phone
  const dead = e164 === null || phone.dead !== null
  return {
    position,
    e164,
    raw,
    country: e164 === null ? null : countryOf(e164),
    state: dead ? 'dead' : phone.suppressed ? 'suppressed' : 'live',
    problem: phone.problem ?? phone.dead,
  }
}

export function addressJson(address: Address | null): z.infer<typeof AddressJson> | null {
  if (address === null) return null
  const { postalCode, street, city, state, country } = address
  return { street, city, state, postal_code: postalCode, country }
}

/** @param now epoch ms */
export function consentJson(consent: Consent | null, now: number): z.infer<typeof ConsentJson> | null {
  if (consent === null) return null
  const { type, wording, source, at, expiresAt, revokedAt, revokedReason } = consent
  return {
    type,
    wording,
    source,
    at: toIso(at),
    expires_at: toIso(expiresAt),
    revoked_at: toIso(revokedAt),
    revoked_reason: revokedReason,
    holds: consentHolds(consentSpan(consent), now),
  }
}
