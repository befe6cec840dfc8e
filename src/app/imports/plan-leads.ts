import { consentHolds, consentSpan, isSameConsent, takesPlaceOf } from '../../domain/consent.ts'
import { MAX_PHONES } from '../../domain/lead-file/mapping.ts'
import type { LeadRow, RowPhone } from '../../domain/lead-file/rows.ts'
import { firstStep, type PhoneProgress } from '../../domain/lead-progress.ts'
import type { Deps } from '../deps.ts'
import type { KnownContact, LeadPlan, PhoneState, RowResult } from './plan.ts'

export type PlanDeps = Pick<Deps, 'imports' | 'ids' | 'clock'>

export interface PlanInput {
  orgId: string
  campaignId: string
  importId: string | null
  /** For the audit log. */
  actor: string
  /** The campaign calls only people whose consent is on file. */
  requireConsent: boolean
  /** In the order in which they are to be dialed. */
  rows: LeadRow[]
}

/** A person some row names: known already, or to be created. */
interface Person {
  contactId: string
  known: KnownContact | null
  phones: RowPhone[]
  firstRow: number | null
}

/**
 * Decides for each row whether it is a new lead, somebody already there, or the same person once more (1-product §3: by any phone
 * first, then by email; the first row wins), and what has to be written. Reads, writes nothing.
 */
export async function planLeads(deps: PlanDeps, input: PlanInput): Promise<LeadPlan> {
  const { orgId, campaignId, importId, actor, requireConsent, rows } = input
  const book = await readBook(deps, input)
  const plan: LeadPlan = {
    orgId,
    campaignId,
    importId,
    actor,
    at: deps.clock.now(),
    newContacts: [],
    changedContacts: [],
    consentChanges: [],
    newPhones: [],
    newLeads: [],
    revivedLeads: [],
    changedLeads: [],
    results: [],
  }
  let place = 0

  const add = (row: LeadRow, index: number): RowResult => {
    const person = book.find(row)
    if (person && (person.firstRow !== null || (importId !== null && person.known?.lastImportId === importId)))
      return {
        outcome: 'duplicate',
        contactId: person.contactId,
        leadId: person.known?.lead?.id ?? null,
        status: null,
        reason: null,
        duplicateOf: person.firstRow,
        taken: [],
        revocationStands: false,
      }
    const known = person?.known ?? null
    const contactId = known?.id ?? deps.ids.next('con')
    const { phones, fresh, taken } = joinPhones(
      known?.phones ?? [],
      row.phones,
      (e164) => book.ownerOf(e164),
      contactId,
    )
    for (const e164 of fresh) plan.newPhones.push({ e164, contactId })
    book.add({ contactId, known, phones, firstRow: index }, row.email)
    const tags = [...new Set([...(known?.tags ?? []), ...row.tags])]
    const had = known?.consent ?? null
    const revocationStands = row.consent !== null && !takesPlaceOf(row.consent, had)
    const consent = row.consent === null || revocationStands ? had : row.consent
    const details = {
      id: contactId,
      name: row.name || (known?.name ?? ''),
      email: row.email ?? known?.email ?? null,
      phones,
      zone: row.zone ?? known?.zone ?? null,
      // As a whole: the parts of two addresses together would be a third.
      address: row.address ?? known?.address ?? null,
      consent,
      tags,
    }
    if (known)
      plan.changedContacts.push({ ...details, readAt: known.updatedAt, emailChanged: details.email !== known.email })
    else plan.newContacts.push(details)
    if (known && !isSameConsent(consent, had))
      plan.consentChanges.push({ auditId: deps.ids.next('aud'), contactId, from: had, to: consent })

    const step = firstStep(phones.map((phone) => book.progressOf(phone)))
    const lacksConsent = requireConsent && step.kind === 'dial' && !consentHolds(consentSpan(consent), plan.at)
    const status = lacksConsent ? 'skipped' : step.status
    const reason = lacksConsent ? 'no_consent' : step.kind === 'final' ? step.reason : null
    const phonePosition = step.kind === 'dial' ? step.position : 1
    if (known?.lead) {
      const { id } = known.lead
      plan.changedLeads.push({ id, variables: row.variables })
      const revived = known.lead.status === 'skipped' && step.kind === 'dial' && !lacksConsent
      if (revived) plan.revivedLeads.push({ id, place: place++, phonePosition })
      return {
        outcome: 'updated',
        contactId,
        leadId: id,
        status: revived ? status : null,
        reason: null,
        duplicateOf: null,
        taken,
        revocationStands,
      }
    }
    const id = deps.ids.next('led')
    const { priority, variables } = row
    plan.newLeads.push({ id, place: place++, contactId, priority, status, reason, phonePosition, variables })
    return { outcome: 'created', contactId, leadId: id, status, reason, duplicateOf: null, taken, revocationStands }
  }

  plan.results = rows.map(add)
  return plan
}

/** The contact's phones with those of the row behind them: numbers of others stay with them, unusable ones only make a new contact's list. */
function joinPhones(
  had: readonly RowPhone[],
  given: readonly RowPhone[],
  ownerOf: (e164: string) => string | null,
  contactId: string,
): { phones: RowPhone[]; fresh: string[]; taken: string[] } {
  const phones = had.map((phone) => ({ ...phone }))
  const fresh: string[] = []
  const taken: string[] = []
  for (const phone of given) {
    const { e164 } = phone
    const owner = e164 === null ? null : ownerOf(e164)
    if (owner !== null && owner !== contactId) {
      taken.push(e164!)
      continue
    }
    const isThere = e164 === null ? had.length > 0 : phones.some((it) => it.e164 === e164)
    if (e164 !== null && owner === null) {
      if (!isThere && phones.length >= MAX_PHONES) continue
      fresh.push(e164)
    }
    if (!isThere && phones.length < MAX_PHONES) phones.push({ ...phone, position: phones.length + 1 })
  }
  return { phones, fresh, taken }
}

/** What the address book holds of the people the rows name; grows as rows are decided. */
class Book {
  private readonly states: Map<string, PhoneState>
  private readonly people: Map<string, Person>
  private readonly byEmail: Map<string, Person>
  private readonly added = new Map<string, string>()

  constructor(states: PhoneState[], contacts: KnownContact[], byEmail: KnownContact[]) {
    this.states = new Map(states.map((state) => [state.e164, state]))
    this.people = new Map()
    this.byEmail = new Map()
    for (const known of [...contacts, ...byEmail])
      if (!this.people.has(known.id))
        this.people.set(known.id, { contactId: known.id, known, phones: known.phones, firstRow: null })
    for (const known of byEmail)
      if (!this.byEmail.has(known.email!)) this.byEmail.set(known.email!, this.people.get(known.id)!)
  }

  find(row: LeadRow): Person | null {
    for (const { e164 } of row.phones) {
      const owner = e164 === null ? null : this.ownerOf(e164)
      const person = owner === null ? undefined : this.people.get(owner)
      if (person) return person
    }
    return (row.email !== null && this.byEmail.get(row.email)) || null
  }

  ownerOf(e164: string): string | null {
    return this.added.get(e164) ?? this.states.get(e164)?.contactId ?? null
  }

  add(person: Person, email: string | null): void {
    this.people.set(person.contactId, person)
    for (const { e164 } of person.phones)
      if (e164 !== null && this.ownerOf(e164) === null) this.added.set(e164, person.contactId)
    if (email !== null && (!this.byEmail.has(email) || this.byEmail.get(email)!.contactId === person.contactId))
      this.byEmail.set(email, person)
    const old = person.known?.email
    if (old && this.byEmail.get(old)?.contactId === person.contactId) this.byEmail.set(old, person)
  }

  progressOf(phone: RowPhone): PhoneProgress {
    if (phone.e164 === null) return { e164: '', attempts: 0, dead: 'invalid' }
    const state = this.states.get(phone.e164)
    return { e164: phone.e164, attempts: 0, dead: state?.dead ?? (state?.suppressed ? 'suppressed' : null) }
  }
}

/** At most three round trips, one when nobody is known yet. */
async function readBook(deps: PlanDeps, { orgId, campaignId, rows }: PlanInput): Promise<Book> {
  const phones = unique(rows.flatMap((row) => row.phones.map((phone) => phone.e164)))
  const emails = unique(rows.map((row) => row.email))
  const [states, byEmail] = await Promise.all([
    phones.length > 0 ? deps.imports.phoneStates(orgId, phones) : ([] as PhoneState[]),
    emails.length > 0 ? deps.imports.contactsByEmails(orgId, campaignId, emails) : [],
  ])
  const owners = unique(states.map((state) => state.contactId))
  const contacts = owners.length > 0 ? await deps.imports.contactsByIds(orgId, campaignId, owners) : []
  const asked = new Set(phones)
  const more = unique([...contacts, ...byEmail].flatMap((contact) => contact.phones.map((phone) => phone.e164)))
  const others = more.filter((e164) => !asked.has(e164))
  if (others.length > 0) states.push(...(await deps.imports.phoneStates(orgId, others)))
  return new Book(states, contacts, byEmail)
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
