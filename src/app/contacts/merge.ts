import { isSameConsent } from '../../domain/consent.ts'
import { keptLead, type MergedPerson, mergedProgress, mergePeople } from '../../domain/contact-merge.ts'
import { AppError } from '../../domain/errors.ts'
import { isFinal } from '../../domain/lead.ts'
import { auditEntry } from '../audit/entry.ts'
import type { Actor, Deps } from '../deps.ts'
import { tellLeads } from '../leads/tell-campaigns.ts'
import { consentAudit } from './edit.ts'
import { getSomebody, toPerson } from './find.ts'
import { getContact } from './get.ts'
import type { MergePlan, MergingLead } from './merge-store.ts'
import type { ContactDetail, ContactView } from './store.ts'

/** Tries against people who edit, or lists that are read, at the same moment. */
const TRIES = 5

export interface MergeReport {
  phonesAdded: string[]
  /** Leads of campaigns that only the other one was in. */
  leadsMoved: { campaignId: string; leadId: string }[]
  /** Of campaigns both were in: one goes on, the other one is skipped as `merged`. */
  leadsJoined: { campaignId: string; keptLeadId: string; skippedLeadId: string }[]
}

/**
 * Two contacts are one person: the other one goes into this one, whose details win. Suppressions and dead phones of both hold for it, a
 * revocation of either stands, nobody who was finished is opened again, and every phone keeps the attempts made to it. The other one stays
 * as a tombstone with its name, so that history and proofs still lead somewhere. All of it in one transaction.
 * @throws AppError `conflict` while either is in a call, when they have too many phones together, and when one is no contact any more
 */
export async function mergeContacts(
  deps: Deps,
  actor: Actor,
  id: string,
  input: { otherId: string; preview: boolean },
): Promise<{ contact: ContactDetail; report: MergeReport }> {
  if (input.otherId === id)
    throw new AppError('unprocessable', 'A contact cannot be merged with itself.', {
      errors: [{ pointer: '/other_id', message: 'must be another contact' }],
    })
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [mine, other] = [await getSomebody(deps, actor, id), await getOther(deps, actor, input.otherId)]
    const leads = await deps.contacts.listMerging(actor.orgId, [id, other.id])
    const { plan, report } = planMerge(deps, actor, mine, other, leads)
    await assertNotInCall(deps, actor, [id, other.id])
    if (input.preview) return { contact: await previewOf(deps, actor, mine, other, plan), report }
    if (await deps.contacts.merge(plan)) {
      const told = [...plan.kept.filter((lead) => !isFinal(lead.status)), ...plan.skipped]
      await tellLeads(deps, told)
      await deps.queues.deliver(actor.orgId)
      return { contact: await getContact(deps, actor, id), report }
    }
  }
  throw new AppError('conflict', 'The contacts are being changed right now; try again in a moment.')
}

async function getOther(deps: Deps, actor: Actor, id: string): Promise<ContactView> {
  try {
    return await getSomebody(deps, actor, id)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    throw new AppError('unprocessable', 'There is no such contact to merge.', {
      errors: [{ pointer: '/other_id', message: 'there is no such contact' }],
    })
  }
}

async function assertNotInCall(deps: Deps, actor: Actor, contactIds: string[]): Promise<void> {
  const calls = await deps.attempts.listOpenCalls(actor.orgId, { phones: [], contactIds })
  if (calls.length > 0)
    throw new AppError('conflict', 'One of them is in a call; merge them when it has ended.', { status: 'dialing' })
}

function planMerge(
  deps: Deps,
  actor: Actor,
  mine: ContactView,
  other: ContactView,
  leads: MergingLead[],
): { plan: MergePlan; report: MergeReport } {
  const merged = mergePeople(mine, other)
  if (!merged.ok)
    throw new AppError(
      'conflict',
      `Together they have ${merged.tooMany} more than the 10 phones a contact may have; take some off first.`,
      { too_many: merged.tooMany, phones_of_other: merged.phones },
    )
  const { person } = merged
  const plan: MergePlan = { mine, other, person, leads, kept: [], skipped: [], audit: [], at: deps.clock.now() }
  const had = new Set(mine.phones.map((phone) => phone.e164))
  const report: MergeReport = {
    phonesAdded: person.phones.flatMap(({ e164 }) => (e164 === null || had.has(e164) ? [] : e164)),
    leadsMoved: [],
    leadsJoined: [],
  }
  for (const lead of leads.filter((it) => it.contactId === other.id)) joinLead(plan, report, lead)
  const details = {
    phones_added: report.phonesAdded.length,
    leads_moved: report.leadsMoved.map((it) => it.leadId),
    leads_skipped: report.leadsJoined.map((it) => it.skippedLeadId),
  }
  plan.audit.push(
    auditEntry(deps, actor, 'contact.merged', mine.id, { other_id: other.id, ...details }),
    auditEntry(deps, actor, 'contact.merged_away', other.id, { merged_into: mine.id }),
  )
  if (!isSameConsent(person.consent, mine.consent))
    plan.audit.push(...consentAudit(deps, actor, toPerson(mine), person.consent))
  return { plan, report }
}

/** A lead of the one that goes: moved, or weighed against the lead of the one that stays. */
function joinLead(plan: MergePlan, report: MergeReport, lead: MergingLead): void {
  const { campaignId } = lead
  const { sources } = plan.person
  const mine = plan.leads.find((it) => it.contactId === plan.mine.id && it.campaignId === campaignId)
  if (!mine) {
    plan.kept.push({ ...lead, ...mergedProgress(lead, 'others', null, sources) })
    report.leadsMoved.push({ campaignId, leadId: lead.id })
    return
  }
  const kept = keptLead(mine, lead)
  const given = kept === mine ? lead : mine
  plan.kept.push({ ...kept, ...mergedProgress(kept, kept === mine ? 'mine' : 'others', given, sources) })
  plan.skipped.push(given)
  report.leadsJoined.push({ campaignId, keptLeadId: kept.id, skippedLeadId: given.id })
}

/** The contact as it would be. */
async function previewOf(
  deps: Deps,
  actor: Actor,
  mine: ContactView,
  other: ContactView,
  { person, skipped }: MergePlan,
): Promise<ContactDetail> {
  const [a, b] = await Promise.all([getContact(deps, actor, mine.id), getContact(deps, actor, other.id)])
  const { sources: _, ...fields } = person
  const gone = new Set(skipped.map((lead) => lead.id))
  const suppressions = [...a.suppressions, ...b.suppressions]
  return {
    ...a,
    ...fields,
    phones: statesOf(person, [...mine.phones, ...other.phones]),
    suppressed: a.suppressed || b.suppressed,
    leads: [...a.leads, ...b.leads].filter((lead) => !gone.has(lead.id)),
    suppressions: suppressions.filter((it, at) => suppressions.findIndex(({ id }) => id === it.id) === at),
  }
}

function statesOf({ phones }: MergedPerson, known: ContactView['phones']): ContactView['phones'] {
  return phones.map((phone) => {
    const { dead, suppressed } = known.find((it) => it.e164 === phone.e164) ?? { dead: null, suppressed: false }
    return { ...phone, dead, suppressed }
  })
}
