import { consentHolds, consentSpan, isSameConsent } from '../../domain/consent.ts'
import { type Eligibility, unmetConditions } from '../../domain/eligibility.ts'
import { AppError } from '../../domain/errors.ts'
import { isFinal, type LeadStatus } from '../../domain/lead.ts'
import type { LeadRow } from '../../domain/lead-file/rows.ts'
import { firstStep } from '../../domain/lead-progress.ts'
import type { Deps } from '../deps.ts'
import { type Book, readBook } from './book.ts'
import { type JoinedPerson, joinPerson, saysNothing } from './join-person.ts'
import type { KnownContact, KnownLead, LeadPlan, RowResult } from './plan.ts'
import { FINISHED, REMOVED, result, whyLeft } from './row-result.ts'

export type PlanDeps = Pick<Deps, 'imports' | 'ids' | 'clock'>

export interface IntakeRow extends LeadRow {
  /** Somebody of the address book: matched by this and by nothing else. */
  contactId?: string
}

/**
 * upsert: whoever is new is added, whoever is there takes over what the row says. update_only: nobody is added. remove: the lead goes, or
 * is switched off when it was attempted before.
 */
export const INTAKE_ACTIONS = ['upsert', 'update_only', 'remove'] as const
export type IntakeAction = (typeof INTAKE_ACTIONS)[number]

/** The campaign as far as deciding about its leads needs it. */
export interface IntakeTarget {
  campaignId: string
  /** It calls only people whose consent is on file. */
  requireConsent: boolean
  eligibility: Eligibility | null
}

export interface PlanInput {
  orgId: string
  /** null: the address book; there are no leads, and the rows' variables become properties of the contacts. */
  target: IntakeTarget | null
  importId: string | null
  /** For the audit log. */
  actor: string
  action: IntakeAction
  /** In the order in which they are to be dialed. */
  rows: IntakeRow[]
}

/**
 * Decides for each row whether it is a new lead, somebody already there, or the same person once more (1-product §3: by the CRM's id, by
 * any phone, then by email; the first row wins), and what has to be written. Reads, writes nothing. Finished, disqualified and opted-out
 * people are never opened again.
 * @throws AppError `not_allowed` for removal from the address book
 */
export async function planLeads(deps: PlanDeps, input: PlanInput): Promise<LeadPlan> {
  const { orgId, target, importId, actor, action } = input
  if (target === null && action === 'remove')
    throw new AppError('not_allowed', 'Lists take nobody out of the address book; erase the person there instead.')
  const campaignId = target?.campaignId ?? null
  const book = await readBook(deps, { orgId, campaignId, rows: input.rows })
  const plan: LeadPlan = {
    orgId,
    campaignId,
    importId,
    actor,
    at: deps.clock.now(),
    newContacts: [],
    changedContacts: [],
    asTheyAre: [],
    consentChanges: [],
    newPhones: [],
    newLeads: [],
    revivedLeads: [],
    changedLeads: [],
    deletedLeads: [],
    disabledLeads: [],
    results: [],
  }
  const planner = new Planner(deps, input, plan, book)
  await planner.readLedger()
  plan.results = input.rows.map((row, index) => planner.decide(row, index))
  return plan
}

class Planner {
  private readonly deps: PlanDeps
  private readonly input: PlanInput
  private readonly plan: LeadPlan
  private readonly book: Book
  private place = 0
  /** Leads that were attempted, whatever their rows tell. */
  private attempted = new Set<string>()

  constructor(deps: PlanDeps, input: PlanInput, plan: LeadPlan, book: Book) {
    this.deps = deps
    this.input = input
    this.plan = plan
    this.book = book
  }

  async readLedger(): Promise<void> {
    const isRemoval = this.input.action === 'remove'
    const ids = this.book
      .known()
      .flatMap(({ lead }) => (lead && lead.attempts === 0 && (isRemoval || lead.isGoing) ? lead.id : []))
    if (ids.length > 0) this.attempted = await this.deps.imports.attemptedLeads(ids)
  }

  decide(row: IntakeRow, index: number): RowResult {
    const { importId, action, target } = this.input
    const person = this.book.find(row)
    const known = person?.known ?? null
    const lead = known ? this.leadOf(known) : null
    if (person && (person.firstRow !== null || (importId !== null && known?.lastImportId === importId)))
      return { ...result('duplicate', person.contactId), leadId: lead?.id ?? null, duplicateOf: person.firstRow }
    const isThere = target === null ? known !== null : lead !== null
    if ((action !== 'upsert' && !isThere) || (row.contactId !== undefined && !known))
      return result('not_found', person?.contactId ?? null)
    if (action === 'remove') {
      this.book.add({ contactId: known!.id, known, phones: known!.phones, firstRow: index }, null, null)
      return this.remove(known!.id, lead!)
    }
    return this.take(row, index, known)
  }

  private isFresh({ id, attempts }: KnownLead): boolean {
    return attempts === 0 && !this.attempted.has(id)
  }

  /** The person's lead; none where it goes with an import that is being taken back. A removal need not wait for that. */
  private leadOf({ lead }: KnownContact): KnownLead | null {
    return lead?.isGoing && this.input.action !== 'remove' && this.isFresh(lead) ? null : lead
  }

  private remove(contactId: string, lead: KnownLead): RowResult {
    const { id, seq, status } = lead
    // Who is out for a reason stays on record: removed and given again, they would be somebody new.
    const isOut = status === 'called' || (isFinal(status) && status !== 'skipped')
    const isFresh = this.isFresh(lead)
    if (isOut || (status === 'skipped' && !isFresh))
      return { ...result('updated', contactId), leadId: id, reason: FINISHED }
    if (status !== 'disabled') {
      const removed = { id, seq, from: status }
      if (isFresh) this.plan.deletedLeads.push(removed)
      else this.plan.disabledLeads.push(removed)
    }
    return { ...result('removed', contactId), leadId: id, reason: REMOVED }
  }

  private take(row: IntakeRow, index: number, known: KnownContact | null): RowResult {
    const { target } = this.input
    const contactId = known?.id ?? this.deps.ids.next('con')
    const joined = joinPerson(known, row, contactId, this.book, target === null)
    this.book.add(
      { contactId, known, phones: joined.details.phones, firstRow: index },
      row.email,
      joined.details.externalId,
    )
    this.write(row, known, joined)
    const { taken, revocationStands, externalIdTaken, propertiesCut } = joined
    const notes = { taken, revocationStands, externalIdTaken, propertiesCut }
    if (target === null) return { ...result(known ? 'updated' : 'created', contactId), ...notes }
    const lead = known ? this.leadOf(known) : null
    if (known?.lead && !lead)
      this.plan.deletedLeads.push({ id: known.lead.id, seq: known.lead.seq, from: known.lead.status })
    const given = lead ? this.update(row, lead, joined) : this.create(row, joined, target)
    return { ...result(lead ? 'updated' : 'created', contactId), ...notes, ...given }
  }

  /** What becomes of the contact itself. */
  private write(row: IntakeRow, known: KnownContact | null, joined: JoinedPerson): void {
    const { plan } = this
    const { details, fresh } = joined
    for (const e164 of fresh) plan.newPhones.push({ e164, contactId: details.id })
    if (!known) {
      plan.newContacts.push(details)
      return
    }
    if (saysNothing(row, known, joined)) {
      plan.asTheyAre.push({ id: known.id, readAt: known.updatedAt })
      return
    }
    plan.changedContacts.push({
      ...details,
      readAt: known.updatedAt,
      emailChanged: details.email !== known.email,
      externalIdChanged: details.externalId !== known.externalId,
    })
    if (!isSameConsent(details.consent, known.consent))
      plan.consentChanges.push({
        auditId: this.deps.ids.next('aud'),
        contactId: known.id,
        from: known.consent,
        to: details.consent,
      })
  }

  /** Where the person would begin, as far as phones and consent allow. */
  private begin({ details }: JoinedPerson): { status: LeadStatus; reason: string | null; phonePosition: number } {
    const step = firstStep(details.phones.map((phone) => this.book.progressOf(phone)))
    if (step.kind === 'final') return { status: step.status, reason: step.reason, phonePosition: 1 }
    const isAllowed =
      this.input.target?.requireConsent !== true || consentHolds(consentSpan(details.consent), this.plan.at)
    return isAllowed
      ? { status: step.status, reason: null, phonePosition: step.position }
      : { status: 'skipped', reason: 'no_consent', phonePosition: step.position }
  }

  private create(row: IntakeRow, joined: JoinedPerson, target: IntakeTarget): Partial<RowResult> {
    const { details } = joined
    const { priority } = row
    // Whoever comes out of the address book brings along what is known of them.
    const variables = row.contactId === undefined ? row.variables : { ...details.properties, ...row.variables }
    const begin = this.begin(joined)
    const unmet = unmetConditions(target.eligibility, { ...details, priority, variables }, this.plan.at)
    // That somebody asked not to be called is said before all else.
    const isOut = unmet.length > 0 && begin.status !== 'do_not_call'
    const lead = {
      id: this.deps.ids.next('led'),
      place: this.place++,
      contactId: details.id,
      priority,
      variables,
      unmet,
      ...begin,
      ...(isOut && { status: 'disqualified' as const, reason: 'ineligible' }),
    }
    this.plan.newLeads.push(lead)
    return { leadId: lead.id, status: lead.status, reason: lead.reason, unmet }
  }

  private update(row: IntakeRow, lead: KnownLead, joined: JoinedPerson): Partial<RowResult> {
    const { id } = lead
    this.plan.changedLeads.push({ id, variables: row.variables })
    const { status, reason, phonePosition } = this.begin(joined)
    const from = lead.status
    const isRemoved = from === 'disabled' && lead.statusReason === REMOVED && this.input.action === 'upsert'
    if (status !== 'pending' || (from !== 'skipped' && !isRemoved))
      return { leadId: id, reason: from === 'skipped' ? reason : whyLeft(from) }
    // A lead that was removed goes on where its attempts had left it.
    const again = from === 'skipped' ? 'pending' : 'retry'
    this.plan.revivedLeads.push({ id, place: this.place++, from, status: again, phonePosition })
    return { leadId: id, status: again }
  }
}
