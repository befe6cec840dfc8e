import type { Address } from './address.ts'
import { type Consent, takesPlaceOf } from './consent.ts'
import type { LeadStatus } from './lead.ts'

/** Two contacts that turn out to be one person: what is kept of both, and which of their leads goes on. */

export const MAX_PHONES = 10

export interface MergePhone {
  position: number
  e164: string | null
  raw: string
  problem: string | null
}

export interface MergeSide {
  name: string
  email: string | null
  phones: readonly MergePhone[]
  tags: readonly string[]
  properties: Readonly<Record<string, string>>
  zone: string | null
  address: Address | null
  consent: Consent | null
  externalId: string | null
}

export interface MergedPerson {
  name: string
  email: string | null
  phones: MergePhone[]
  tags: string[]
  properties: Record<string, string>
  zone: string | null
  address: Address | null
  consent: Consent | null
  externalId: string | null
  /** For each phone its place − 1 in the list of the one that stays, and of the one that goes; null: not in it. */
  sources: { mine: number | null; others: number | null }[]
}

/**
 * One person of two. What is known of the one that stays wins; what it lacks comes from the other one. Phones stand in the same order as
 * before, the other's behind. A number that cannot be used comes along only where there is room.
 */
export function mergePeople(
  mine: MergeSide,
  other: MergeSide,
): { ok: true; person: MergedPerson } | { ok: false; tooMany: number; phones: string[] } {
  const have = new Set(mine.phones.flatMap((phone) => phone.e164 ?? []))
  const added = other.phones.flatMap((phone, index) => (phone.e164 !== null && !have.has(phone.e164) ? index : []))
  const count = mine.phones.length + added.length
  if (count > MAX_PHONES)
    return { ok: false, tooMany: count - MAX_PHONES, phones: added.map((index) => other.phones[index]!.e164!) }
  const unusable = other.phones.flatMap((phone, index) => (phone.e164 === null ? index : []))
  const come = [...added, ...unusable].slice(0, MAX_PHONES - mine.phones.length).sort((a, b) => a - b)
  const phones = [...mine.phones, ...come.map((index) => other.phones[index]!)]
  const placeOf = (e164: string | null) => {
    const index = e164 === null ? -1 : other.phones.findIndex((phone) => phone.e164 === e164)
    return index < 0 ? null : index
  }
  return {
    ok: true,
    person: {
      name: mine.name || other.name,
      email: mine.email ?? other.email,
      phones: phones.map((phone, index) => ({ ...phone, position: index + 1 })),
      tags: [...new Set([...mine.tags, ...other.tags])],
      properties: { ...other.properties, ...mine.properties },
      zone: mine.zone ?? other.zone,
      address: mine.address ?? other.address,
      consent: mergeConsents(mine.consent, other.consent),
      externalId: mine.externalId ?? other.externalId,
      sources: [
        ...mine.phones.map((phone, index) => ({ mine: index, others: placeOf(phone.e164) })),
        ...come.map((index) => ({ mine: null, others: index })),
      ],
    },
  }
}

/** The one on file, else the other's. A revocation of either stands, unless the consent that stays was given after it. */
export function mergeConsents(mine: Consent | null, other: Consent | null): Consent | null {
  if (mine === null || other === null) return mine ?? other
  return takesPlaceOf(mine, other) ? mine : other
}

/** A lead as far as it has to be known which of two goes on. */
export interface MergeLead {
  id: string
  status: LeadStatus
  attempts: number
  /** By position − 1. */
  phoneAttempts: readonly number[]
  phonePosition: number
  everAnswered: boolean
  lastCalledAt: number | null
}

/**
 * How far along a lead is. What is over stays over, whoever else waits; what a person decided stands above what the dialer would do; and
 * a lead that could never be dialed gives way to one that can.
 */
const RANKS: Readonly<Record<LeadStatus, number>> = {
  do_not_call: 14,
  completed: 13,
  called: 12,
  disqualified: 11,
  canceled: 10,
  disabled: 9,
  dialing: 8,
  rescheduled: 7,
  no_conversation: 6,
  failed: 5,
  retry: 4,
  awaiting_approval: 3,
  planning: 2,
  pending: 1,
  skipped: 0,
}

/** Which of two leads of one campaign goes on. The first when they are equally far. */
export function keptLead<L extends MergeLead>(mine: L, other: L): L {
  const ahead = RANKS[other.status] - RANKS[mine.status] || other.attempts - mine.attempts
  return ahead > 0 ? other : mine
}

/** What the lead that goes on has to say from now on, by the phones of the merged person: attempts stay with the phone they were made to. */
export function mergedProgress(
  kept: MergeLead,
  keptIs: 'mine' | 'others',
  given: MergeLead | null,
  sources: MergedPerson['sources'],
): Pick<MergeLead, 'attempts' | 'phonePosition' | 'everAnswered' | 'lastCalledAt'> & { phoneAttempts: number[] } {
  const givenIs = keptIs === 'mine' ? 'others' : 'mine'
  const made = (lead: MergeLead | null, index: number | null) =>
    lead === null || index === null ? 0 : (lead.phoneAttempts[index] ?? 0)
  const position = sources.findIndex((source) => source[keptIs] === kept.phonePosition - 1)
  const calledAt = Math.max(kept.lastCalledAt ?? 0, given?.lastCalledAt ?? 0)
  return {
    phoneAttempts: sources.map((source) => made(kept, source[keptIs]) + made(given, source[givenIs])),
    phonePosition: position < 0 ? 1 : position + 1,
    attempts: kept.attempts + (given?.attempts ?? 0),
    everAnswered: kept.everAnswered || (given?.everAnswered ?? false),
    lastCalledAt: calledAt === 0 ? null : calledAt,
  }
}
