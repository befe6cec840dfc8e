import type { FieldError } from '../../domain/errors.ts'
import { MAX_PHONES } from '../../domain/lead-file/mapping.ts'
import { readEmailAddress, withoutControls } from '../../domain/lead-file/row-fields.ts'
import type { LeadRow, RowContext, RowPhone } from '../../domain/lead-file/rows.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { variableName } from '../../domain/template.ts'
import type { IntakeAction, IntakeRow } from '../imports/plan-leads.ts'

/** A person as a CRM sends it: a row that was not read yet. */
export interface NewPerson extends Omit<LeadRow, 'phones' | 'email'> {
  /** As people write them, in the order in which they are to be tried. */
  phones: string[]
  /** As it was given. */
  email: string | null
  /** The campaign's variables; in the address book the contact's properties. */
  variables: Record<string, string>
}

/** Somebody who came in by JSON or a form: a row for the plan, or why there is none. */
export type GivenPerson =
  /** `unless`: the code to be rejected with, unless the address book knows the external id: the row alone names no way to reach them. */
  | { row: IntakeRow; notes: string[]; unless?: string | null }
  | { row: null; rejected: string[]; errors: FieldError[]; externalId: string | null }

/**
 * The row rules of 1-product §3 for a person in JSON. Whoever is there already need not be sent with a phone: what the CRM calls them is
 * enough.
 */
export function readPerson(person: NewPerson, rules: RowContext, action: IntakeAction): GivenPerson {
  const phones: RowPhone[] = []
  const notes = new Set<string>()
  for (const raw of person.phones) {
    const phone = normalisePhone(raw, rules.defaultRegion)
    if (!phone.ok && phone.problem === 'empty') continue
    if (phone.ok && phones.some((it) => it.e164 === phone.e164)) continue
    if (phones.length === MAX_PHONES) break
    if (!phone.ok) notes.add('phone_not_usable')
    const position = phones.length + 1
    phones.push({ position, e164: phone.ok ? phone.e164 : null, raw, problem: phone.ok ? null : phone.problem })
  }
  const email = person.email === null ? null : readEmailAddress(person.email)
  if (person.email !== null && email === null) notes.add('bad_email')
  const externalId = withoutControls(person.externalId ?? '') || null
  const isReachable = phones.length > 0 || (email !== null && !rules.callsOnly)
  const isNamed = externalId !== null || (action !== 'upsert' && email !== null)
  const code = rules.callsOnly ? 'no_phone' : 'no_phone_or_email'
  if (!isReachable && !isNamed) return { row: null, rejected: [code, ...notes], errors: [], externalId }
  const variables = Object.entries(person.variables).map(
    ([name, value]) => [variableName(name), withoutControls(value)] as const,
  )
  return {
    row: {
      name: withoutControls(person.name.replace(/\s+/g, ' ')),
      email,
      phones,
      zone: person.zone,
      address: person.address,
      consent: person.consent,
      tags: [...new Set(person.tags.map(withoutControls).filter((tag) => tag !== ''))],
      priority: person.priority,
      // fromEntries defines and does not assign: a variable may be called __PROTO__.
      variables: Object.fromEntries(variables.filter(([name, value]) => name !== '' && value !== '')),
      externalId,
    },
    notes: [...notes],
    unless: !isReachable && action === 'upsert' ? code : null,
  }
}
