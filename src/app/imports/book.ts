import type { RowPhone } from '../../domain/lead-file/rows.ts'
import type { PhoneProgress } from '../../domain/lead-progress.ts'
import type { Deps } from '../deps.ts'
import type { KnownContact, PhoneState } from './plan.ts'
import type { IntakeRow } from './plan-leads.ts'

/** A person some row names: known already, or to be created. */
export interface Person {
  contactId: string
  known: KnownContact | null
  phones: RowPhone[]
  firstRow: number | null
}

/** What the address book holds of the people the rows name; grows as rows are decided. */
export class Book {
  private readonly states: Map<string, PhoneState>
  private readonly people = new Map<string, Person>()
  private readonly byEmail = new Map<string, Person>()
  private readonly byExternalId = new Map<string, Person>()
  private readonly added = new Map<string, string>()

  constructor(found: {
    states: PhoneState[]
    contacts: KnownContact[]
    byEmail: KnownContact[]
    byExternalId: KnownContact[]
  }) {
    this.states = new Map(found.states.map((state) => [state.e164, state]))
    for (const known of [...found.contacts, ...found.byEmail, ...found.byExternalId])
      if (!this.people.has(known.id))
        this.people.set(known.id, { contactId: known.id, known, phones: known.phones, firstRow: null })
    for (const known of found.byEmail)
      if (!this.byEmail.has(known.email!)) this.byEmail.set(known.email!, this.people.get(known.id)!)
    for (const known of found.byExternalId) this.byExternalId.set(known.externalId!, this.people.get(known.id)!)
  }

  /** By the id of the contact, and then by nothing else; or by what the team's CRM calls them, then by any phone, then by email. */
  find(row: IntakeRow): Person | null {
    if (row.contactId !== undefined) return this.people.get(row.contactId) ?? null
    const named = row.externalId === null ? undefined : this.byExternalId.get(row.externalId)
    if (named) return named
    for (const { e164 } of row.phones) {
      const owner = e164 === null ? null : this.ownerOf(e164)
      const person = owner === null ? undefined : this.people.get(owner)
      if (person) return person
    }
    return (row.email !== null && this.byEmail.get(row.email)) || null
  }

  known(): KnownContact[] {
    return [...this.people.values()].flatMap((person) => person.known ?? [])
  }

  ownerOf(e164: string): string | null {
    return this.added.get(e164) ?? this.states.get(e164)?.contactId ?? null
  }

  ownerOfExternalId(externalId: string): string | null {
    return this.byExternalId.get(externalId)?.contactId ?? null
  }

  add(person: Person, email: string | null, externalId: string | null): void {
    this.people.set(person.contactId, person)
    for (const { e164 } of person.phones)
      if (e164 !== null && this.ownerOf(e164) === null) this.added.set(e164, person.contactId)
    this.name(this.byEmail, email, person)
    this.name(this.byExternalId, externalId, person)
    const old = person.known?.email
    if (old && this.byEmail.get(old)?.contactId === person.contactId) this.byEmail.set(old, person)
    const oldId = person.known?.externalId
    if (oldId) this.byExternalId.set(oldId, person)
  }

  private name(names: Map<string, Person>, name: string | null, person: Person): void {
    if (name !== null && (!names.has(name) || names.get(name)!.contactId === person.contactId)) names.set(name, person)
  }

  progressOf(phone: RowPhone): PhoneProgress {
    if (phone.e164 === null) return { e164: '', attempts: 0, dead: 'invalid' }
    const state = this.states.get(phone.e164)
    return { e164: phone.e164, attempts: 0, dead: state?.dead ?? (state?.suppressed ? 'suppressed' : null) }
  }
}

/** Times the numbers are looked up again because whoever had one was gone a moment later. */
const MAX_LOOKS = 3

/** At most three round trips, one when nobody is known yet; more only while people are removed or merged at the same moment. */
export async function readBook(
  deps: Pick<Deps, 'imports'>,
  { orgId, campaignId, rows }: { orgId: string; campaignId: string | null; rows: IntakeRow[] },
): Promise<Book> {
  const { imports } = deps
  const phones = unique(rows.flatMap((row) => row.phones.map((phone) => phone.e164)))
  const emails = unique(rows.map((row) => row.email))
  const externalIds = unique(rows.map((row) => row.externalId))
  let [states, byEmail, byExternalId] = await Promise.all([
    phones.length > 0 ? imports.phoneStates(orgId, phones) : [],
    emails.length > 0 ? imports.contactsByEmails(orgId, campaignId, emails) : [],
    externalIds.length > 0 ? imports.contactsByExternalIds(orgId, campaignId, externalIds) : [],
  ])
  let contacts: KnownContact[] = []
  for (let looks = 1; ; looks++) {
    const owners = unique(states.map((state) => state.contactId))
    const wanted = unique([...owners, ...rows.map((row) => row.contactId ?? null)])
    contacts = wanted.length > 0 ? await imports.contactsByIds(orgId, campaignId, wanted) : []
    const found = new Set(contacts.map((contact) => contact.id))
    if (looks === MAX_LOOKS || owners.every((id) => found.has(id))) break
    // Their numbers are free by now, or another's.
    states = await imports.phoneStates(orgId, phones)
  }
  const asked = new Set(phones)
  const people = [...contacts, ...byEmail, ...byExternalId]
  const others = unique(people.flatMap((contact) => contact.phones.map((phone) => phone.e164))).filter(
    (e164) => !asked.has(e164),
  )
  const more = others.length > 0 ? await imports.phoneStates(orgId, others) : []
  return new Book({ states: [...states, ...more], contacts, byEmail, byExternalId })
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))]
}
