import type { Address } from '../../domain/address.ts'
import type { Consent } from '../../domain/consent.ts'
import { AppError } from '../../domain/errors.ts'
import { isFinal, type Priority } from '../../domain/lead.ts'
import { type LeadRow, type RowPhone, readEmailAddress } from '../../domain/lead-file/rows.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { variableName } from '../../domain/template.ts'
import { auditEntry } from '../audit/entry.ts'
import { getCampaignRow } from '../campaigns/find.ts'
import type { Actor, Deps } from '../deps.ts'
import { insertLeads } from '../imports/insert-leads.ts'
import type { RowResult } from '../imports/plan.ts'
import { getOrganization } from '../organizations/get.ts'

/** A person as a CRM sends it. */
export interface NewLead {
  name: string
  /** As people write them, in the order in which they are to be tried. */
  phones: string[]
  email: string | null
  /** IANA. */
  zone: string | null
  address: Address | null
  consent: Consent | null
  tags: string[]
  priority: Priority
  variables: Record<string, string>
}

export type AddedResult = 'created' | 'updated' | 'duplicate' | 'skipped' | 'rejected'

export interface AddedLead {
  result: AddedResult
  leadId: string | null
  contactId: string | null
  /** Stable codes: why it was skipped or rejected, or what was left out of it. */
  reasons: string[]
  /** The item that came first. */
  duplicateOf: number | null
}

type Read = { row: LeadRow; notes: string[] } | { rejected: string }

/** The row rules of 1-product §3 for people who come one by one or in a list of JSON: one result an item, in the same order. */
export async function addLeads(deps: Deps, actor: Actor, campaignId: string, items: NewLead[]): Promise<AddedLead[]> {
  const campaign = await getCampaignRow(deps, actor, campaignId)
  if (campaign.status === 'cancelled')
    throw new AppError('not_allowed', 'A cancelled campaign takes no more leads; duplicate it.', {
      status: 'cancelled',
    })
  const { defaultRegion } = await getOrganization(deps, actor)
  const callsOnly = campaign.settings.channels.every((channel) => channel === 'phone')
  const read = items.map((item) => readLead(item, defaultRegion, callsOnly))
  const places = read.flatMap((it, index) => ('row' in it ? index : []))
  const rows = read.flatMap((it) => ('row' in it ? it.row : []))
  const inserted = await insertLeads(deps, {
    orgId: actor.orgId,
    campaignId,
    importId: null,
    actor: actor.name,
    requireConsent: campaign.settings.require_consent,
    rows,
  })

  const results: AddedLead[] = read.map((it) => ({
    result: 'rejected',
    leadId: null,
    contactId: null,
    reasons: 'rejected' in it ? [it.rejected] : it.notes,
    duplicateOf: null,
  }))
  inserted.forEach((row, k) => {
    const index = places[k] ?? 0
    const before = results[index]
    if (before)
      results[index] = {
        ...toAdded(row, before.reasons),
        duplicateOf: row.duplicateOf === null ? null : (places[row.duplicateOf] ?? null),
      }
  })
  await deps.audit.append([auditEntry(deps, actor, 'campaign.leads_added', campaignId, { ...countResults(results) })])
  return results
}

export function countResults(results: AddedLead[]): Record<AddedResult, number> {
  const counts = { created: 0, updated: 0, duplicate: 0, skipped: 0, rejected: 0 }
  for (const { result } of results) counts[result] += 1
  return counts
}

function toAdded(row: RowResult, notes: string[]): Omit<AddedLead, 'duplicateOf'> {
  // Created, but nobody can be called: unusable phones, or all of them suppressed or known as dead.
  const undialable = row.outcome === 'created' && row.status !== null && isFinal(row.status)
  return {
    result: undialable ? 'skipped' : row.outcome,
    leadId: row.leadId,
    contactId: row.contactId,
    reasons: [
      ...(row.reason ? [row.reason] : []),
      ...notes,
      ...row.taken.map(() => 'phone_of_another_contact'),
      ...(row.revocationStands ? ['consent_revoked'] : []),
    ],
  }
}

function readLead(item: NewLead, region: string, callsOnly: boolean): Read {
  const phones: RowPhone[] = []
  const notes = new Set<string>()
  for (const raw of item.phones) {
    const phone = normalisePhone(raw, region)
    if (!phone.ok && phone.problem === 'empty') continue
    if (phone.ok && phones.some((it) => it.e164 === phone.e164)) continue
    if (!phone.ok) notes.add('phone_not_usable')
    const position = phones.length + 1
    phones.push({ position, e164: phone.ok ? phone.e164 : null, raw, problem: phone.ok ? null : phone.problem })
  }
  const email = item.email === null ? null : readEmailAddress(item.email)
  if (item.email !== null && email === null) notes.add('bad_email')
  if (phones.length === 0 && (callsOnly || email === null))
    return { rejected: callsOnly ? 'no_phone' : 'no_phone_or_email' }
  const variables = Object.entries(item.variables).map(([name, value]) => [variableName(name), value.trim()] as const)
  return {
    row: {
      name: item.name.replace(/\s+/g, ' ').trim(),
      email,
      phones,
      zone: item.zone,
      address: item.address,
      consent: item.consent,
      tags: [...new Set(item.tags)],
      priority: item.priority,
      // fromEntries defines and does not assign: a variable may be called __PROTO__.
      variables: Object.fromEntries(variables.filter(([name, value]) => name !== '' && value !== '')),
    },
    notes: [...notes],
  }
}
