import type { UnmetCondition } from '../../domain/eligibility.ts'
import { AppError, type FieldError } from '../../domain/errors.ts'
import type { RowContext } from '../../domain/lead-file/rows.ts'
import { countArrival, kindOf } from '../arrivals/count.ts'
import { ARRIVAL_RESULTS, type ArrivalSource } from '../arrivals/store.ts'
import { auditEntry } from '../audit/entry.ts'
import { getCampaignRow } from '../campaigns/find.ts'
import type { Actor, Deps } from '../deps.ts'
import { insertLeads } from '../imports/insert-leads.ts'
import type { RowResult } from '../imports/plan.ts'
import type { IntakeAction, IntakeTarget } from '../imports/plan-leads.ts'
import { getOrganization } from '../organizations/get.ts'
import type { GivenPerson } from './person.ts'

export const TAKEN_RESULTS = [...ARRIVAL_RESULTS, 'not_found'] as const
export type TakenResult = (typeof TAKEN_RESULTS)[number]

/** What became of one person. */
export interface TakenPerson {
  result: TakenResult
  leadId: string | null
  contactId: string | null
  externalId: string | null
  /** Stable codes: why it came to this, or what was left out. */
  reasons: string[]
  /** What is wrong with fields of somebody who was rejected for them. */
  errors: FieldError[]
  /** The campaign's criteria that speak against somebody who was disqualified. */
  unmet: UnmetCondition[]
  /** Index of the one that came first. */
  duplicateOf: number | null
}

/** Where people go, and by which rules. */
export interface Intake {
  actor: Actor
  /** null: the address book. */
  target: IntakeTarget | null
  rules: RowContext
}

/** @throws AppError `not_found`, and `not_allowed` for a campaign that is over for good */
export async function openIntake(deps: Deps, actor: Actor, campaignId: string | null): Promise<Intake> {
  const { defaultRegion } = await getOrganization(deps, actor)
  if (campaignId === null) return { actor, target: null, rules: { defaultRegion, callsOnly: false } }
  const { status, settings } = await getCampaignRow(deps, actor, campaignId)
  if (status === 'cancelled')
    throw new AppError('not_allowed', 'A cancelled campaign takes no more leads; duplicate it.', { status })
  const { require_consent: requireConsent, eligibility } = settings
  const callsOnly = settings.channels.every((channel) => channel === 'phone')
  return { actor, target: { campaignId, requireConsent, eligibility }, rules: { defaultRegion, callsOnly } }
}

/**
 * People who come one by one, or up to a few thousand at once: one result each, in the same order. They, the count of the day and the
 * record of who brought them are one transaction.
 */
export async function takePeople(
  deps: Deps,
  intake: Intake,
  input: { people: GivenPerson[]; action: IntakeAction; source: ArrivalSource; requests: number },
): Promise<TakenPerson[]> {
  const { action, source, requests } = input
  const { actor, target } = intake
  const people = await withKnown(deps, intake, input.people)
  const rows = people.flatMap((it) => it.row ?? [])
  const arrival = { source, requests, rejected: people.length - rows.length }
  const campaignId = target?.campaignId ?? null
  if (rows.length === 0) {
    await deps.arrivals.add(countArrival({ orgId: actor.orgId, campaignId, at: deps.clock.now() }, arrival, []))
    return people.map((it) => withResult(it, null))
  }
  const plan = { orgId: actor.orgId, target, importId: null, actor: actor.name, action, rows }
  const inserted = await insertLeads(deps, plan, {
    arrival,
    audit: (counted) => {
      const { orgId: _, campaignId: __, at: ___, ...details } = counted
      return auditEntry(deps, actor, ACTIONS[action][target ? 0 : 1], campaignId ?? actor.orgId, details)
    },
  })
  const places = people.flatMap((it, index) => (it.row ? index : []))
  let next = 0
  return people.map((it) => {
    const result = it.row ? inserted[next++]! : null
    const first = result?.duplicateOf ?? null
    return { ...withResult(it, result), duplicateOf: first === null ? null : (places[first] ?? null) }
  })
}

/** Those who are named by an external id alone are taken when somebody has it. */
async function withKnown(deps: Deps, { actor, target }: Intake, people: GivenPerson[]): Promise<GivenPerson[]> {
  const asked = people.flatMap((it) => (it.row && it.unless ? (it.row.externalId ?? []) : []))
  if (asked.length === 0) return people
  const found = await deps.imports.contactsByExternalIds(actor.orgId, target?.campaignId ?? null, asked)
  const known = new Set(found.map((contact) => contact.externalId))
  return people.map((it) => {
    if (!it.row || !it.unless || known.has(it.row.externalId)) return it
    return { row: null, rejected: [it.unless, ...it.notes], errors: [], externalId: it.row.externalId }
  })
}

/** For the audit log: into a campaign, into the address book. */
const ACTIONS: Readonly<Record<IntakeAction, readonly [string, string]>> = {
  upsert: ['campaign.leads_added', 'organization.contacts_added'],
  update_only: ['campaign.leads_updated', 'organization.contacts_updated'],
  remove: ['campaign.leads_removed', 'organization.contacts_removed'],
}

export function countTaken(people: readonly Pick<TakenPerson, 'result'>[]): Record<TakenResult, number> {
  const counts = Object.fromEntries(TAKEN_RESULTS.map((result) => [result, 0])) as Record<TakenResult, number>
  for (const { result } of people) counts[result] += 1
  return counts
}

function withResult(given: GivenPerson, result: RowResult | null): TakenPerson {
  const externalId = given.row ? given.row.externalId : given.externalId
  const nothing = { leadId: null, contactId: null, externalId, unmet: [], duplicateOf: null }
  if (given.row === null) return { ...nothing, result: 'rejected', reasons: given.rejected, errors: given.errors }
  if (result === null) throw new Error('a row without a result')
  const { leadId, contactId, unmet } = result
  const reasons = [
    ...(result.reason ? [result.reason] : []),
    ...given.notes,
    ...result.taken.map(() => 'phone_of_another_contact'),
    ...(result.revocationStands ? ['consent_revoked'] : []),
    ...(result.externalIdTaken ? ['external_id_of_another'] : []),
    ...(result.propertiesCut ? ['row_too_large'] : []),
  ]
  return { ...nothing, result: kindOf(result), leadId, contactId, reasons: [...new Set(reasons)], errors: [], unmet }
}
