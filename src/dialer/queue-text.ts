import { type Attempt, newAttempt } from '../domain/attempt.ts'
import type { Flight } from './flight.ts'
import type { QueuedLead } from './queue.ts'

/**
 * Leads and flights as the queue stores them: JSON without what is as usual, which of a lead that was never dialed leaves little but its
 * ids and phones. Rows of earlier versions, which spelled everything out, are read alike.
 */

type Usual = Omit<QueuedLead, 'id' | 'contactId' | 'phones'>

/** What a stored lead need not say. A row from before contacts had versions has none; the ledger refuses its permit, and the person is read again. */
const USUAL: Usual = {
  priority: 'normal',
  pass: 1,
  position: 1,
  attempts: 0,
  everAnswered: false,
  zone: null,
  address: null,
  consent: null,
  contactVersion: 0,
  callback: false,
  final: null,
}
const USUAL_KEYS = Object.keys(USUAL) as (keyof Usual)[]

/** A phone that was never dialed and is live is its number alone. */
type StoredPhone = QueuedLead['phones'][number] | string
type StoredLead = Partial<Usual> & { id: string; contactId: string; phones?: StoredPhone[] }

export function leadText({ id, contactId, phones, ...rest }: QueuedLead): string {
  const stored: Record<string, unknown> = { id, contactId }
  for (const key of USUAL_KEYS) if (rest[key] !== USUAL[key]) stored[key] = rest[key]
  stored.phones = phones.map((phone) => (phone.attempts === 0 && phone.dead === null ? phone.e164 : phone))
  return JSON.stringify(stored)
}

export function readLead(text: string): QueuedLead {
  const stored = JSON.parse(text) as StoredLead
  return {
    id: stored.id,
    contactId: stored.contactId,
    priority: stored.priority ?? USUAL.priority,
    pass: stored.pass ?? USUAL.pass,
    position: stored.position ?? USUAL.position,
    attempts: stored.attempts ?? USUAL.attempts,
    everAnswered: stored.everAnswered ?? USUAL.everAnswered,
    phones: (stored.phones ?? []).map((phone) =>
      typeof phone === 'string' ? { e164: phone, attempts: 0, dead: null } : phone,
    ),
    zone: stored.zone ?? null,
    address: stored.address ?? null,
    consent: stored.consent ?? null,
    contactVersion: stored.contactVersion ?? USUAL.contactVersion,
    callback: stored.callback ?? USUAL.callback,
    final: stored.final ?? null,
  }
}

export function flightText(flight: Flight): string {
  return JSON.stringify({ ...flight, attempt: factsOf(flight.attempt) })
}

export function readFlight(text: string): Flight {
  const stored = JSON.parse(text) as Omit<Flight, 'attempt'> & { attempt: Partial<Attempt> & { permittedAt: number } }
  const { attempt } = stored
  const report = attempt.report ?? attempt.reported?.report ?? null
  return { ...stored, attempt: { ...newAttempt(attempt.permittedAt), ...attempt, report } }
}

/** What is known of it. A report stands in its event too, and can be long. */
function factsOf(attempt: Attempt): Partial<Attempt> {
  const facts: Record<string, unknown> = {}
  for (const key in attempt) {
    const value = attempt[key as keyof Attempt]
    if (value !== null && value !== false && !(key === 'report' && attempt.reported?.report === value))
      facts[key] = value
  }
  return facts
}
