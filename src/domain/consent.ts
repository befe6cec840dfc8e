/**
 * Consent to be called, as it stands on a contact. Calls with an artificial voice need prior express consent, those that sell need it in
 * writing (47 USC 227(b); 47 CFR 64.1200(a)(1)-(3); FCC 24-17), and it may be revoked in any reasonable way (64.1200(a)(10)).
 */
export const CONSENT_TYPES = ['express', 'written', 'none'] as const
export type ConsentType = (typeof CONSENT_TYPES)[number]

/** Instants are epoch ms. */
export interface Consent {
  /** none: they were asked and gave none, or it is known that there is none. */
  type: ConsentType
  /** What they agreed to, word for word. */
  wording: string
  /** Where it was given: a form, a call, a contract. */
  source: string
  /** When it was given; null: unknown. */
  at: number | null
  /** The first instant at which it holds no more. */
  expiresAt: number | null
  revokedAt: number | null
  revokedReason: string | null
}

/** The span in which a consent holds: all the dialer needs of it. */
export interface ConsentSpan {
  type: 'express' | 'written'
  /** Epoch ms, inclusive; null: since ever. */
  from: number | null
  /** Exclusive; null: until it is revoked. */
  until: number | null
}

/** When a consent holds; null when it never does: none given, or revoked before it began. */
export function consentSpan(consent: Consent | null): ConsentSpan | null {
  if (consent === null || (consent.type !== 'express' && consent.type !== 'written')) return null
  const ends = [consent.expiresAt, consent.revokedAt].filter((at): at is number => at !== null)
  const until = ends.length === 0 ? null : Math.min(...ends)
  if (until !== null && consent.at !== null && until <= consent.at) return null
  return { type: consent.type, from: consent.at, until }
}

/** Whether consent is given at an instant (epoch ms). */
export function consentHolds(span: ConsentSpan | null, atMs: number): boolean {
  return span !== null && (span.from === null || span.from <= atMs) && (span.until === null || atMs < span.until)
}

/** The most characters of a consent's texts. */
export const CONSENT_LENGTHS = { wording: 2_000, source: 500, revokedReason: 500 } as const

export type ConsentState = 'holds' | 'not_given' | 'not_yet' | 'expired' | 'revoked'

/** How a consent stands at an instant (epoch ms), for people to read. */
export function consentState(consent: Consent | null, atMs: number): ConsentState {
  if (consent === null || consent.type === 'none') return 'not_given'
  if (consent.revokedAt !== null && consent.revokedAt <= atMs) return 'revoked'
  if (consent.expiresAt !== null && consent.expiresAt <= atMs) return 'expired'
  return consentHolds(consentSpan(consent), atMs) ? 'holds' : 'not_yet'
}

/**
 * Whether a newly told consent takes the place of what is on file. A revocation stands until somebody consents after it: lists are often
 * older than it, and one that does not say when the consent was given proves nothing against it.
 */
export function takesPlaceOf(told: Consent, onFile: Consent | null): boolean {
  if (onFile === null || onFile.revokedAt === null) return true
  return told.type !== 'none' && told.at !== null && told.at > onFile.revokedAt
}

export function isSameConsent(a: Consent | null, b: Consent | null): boolean {
  if (a === null || b === null) return a === b
  return (Object.keys(a) as (keyof Consent)[]).every((key) => a[key] === b[key])
}

/** A consent as it is kept and as the audit log shows it: always the same keys in the same order. Instants are epoch ms. */
export interface ConsentRecord {
  type: ConsentType
  wording: string
  source: string
  at: number | null
  expires_at: number | null
  revoked_at: number | null
  revoked_reason: string | null
}

export function consentRecord(consent: Consent | null): ConsentRecord | null {
  if (consent === null) return null
  const { type, wording, source, at, expiresAt, revokedAt, revokedReason } = consent
  return { type, wording, source, at, expires_at: expiresAt, revoked_at: revokedAt, revoked_reason: revokedReason }
}
