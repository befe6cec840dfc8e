import type { Address } from '../../domain/address.ts'
import { type Consent, consentRecord, isSameConsent, takesPlaceOf } from '../../domain/consent.ts'
import { AppError, type FieldError } from '../../domain/errors.ts'
import { withoutControls } from '../../domain/lead-file/row-fields.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { auditEntry } from '../audit/entry.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ContactPhone } from '../leads/store.ts'
import { getOrganization } from '../organizations/get.ts'
import type { ContactChanges, ContactUpdate, KnownPerson } from './store.ts'

/** The rules for changing a person, whether at their contact or at one of their leads. */

export interface PersonPatch {
  name?: string
  email?: string | null
  /** As people write them; the position is the place in the list. */
  phones?: string[]
  tags?: string[]
  properties?: Record<string, string>
  externalId?: string | null
  /** IANA; null: not known. */
  zone?: string | null
  address?: Address | null
  consent?: Consent | null
}

/** What says whether, where and when the person may be called: it concerns every campaign the contact is in. */
const EVERYWHERE = ['phones', 'zone', 'address', 'consent'] as const

export function concernsCampaigns(patch: PersonPatch): boolean {
  return EVERYWHERE.some((field) => patch[field] !== undefined)
}

/**
 * What a patch comes to. A number taken off is forgotten with what was found out about it; one that stays keeps its attempts, and stays
 * dead if it is.
 * @throws AppError `unprocessable` for phones that are none and a consent that does not lift a revocation
 */
export async function readChanges(
  deps: Deps,
  actor: Actor,
  person: KnownPerson,
  patch: PersonPatch,
): Promise<ContactChanges> {
  const { phones, email, externalId, ...plain } = patch
  if (patch.consent) assertTakesPlace(patch.consent, person.consent)
  return {
    ...plain,
    ...(email !== undefined && { email: email?.toLowerCase() ?? null }),
    ...(externalId !== undefined && { externalId: withoutControls(externalId ?? '') || null }),
    ...(phones && (await readPhones(deps, actor, person, phones))),
  }
}

async function readPhones(deps: Deps, actor: Actor, person: KnownPerson, raw: string[]): Promise<ContactChanges> {
  const { defaultRegion } = await getOrganization(deps, actor)
  const errors: FieldError[] = []
  const phones: ContactPhone[] = raw.map((text, index) => {
    const result = normalisePhone(text, defaultRegion)
    if (!result.ok) errors.push({ pointer: `/phones/${index}`, message: result.message })
    return { position: index + 1, e164: result.ok ? result.e164 : null, raw: text, problem: null }
  })
  phones.forEach((phone, index) => {
    if (phone.e164 !== null && phones.findIndex((it) => it.e164 === phone.e164) < index)
      errors.push({ pointer: `/phones/${index}`, message: 'is there twice' })
  })
  if (errors.length > 0) throw new AppError('unprocessable', 'A phone cannot be used.', { errors })
  const before = person.phones.map((phone) => phone.e164)
  const phoneSources = phones.map((phone) => (before.includes(phone.e164) ? before.indexOf(phone.e164) : null))
  return { phones, phoneSources }
}

function assertTakesPlace(consent: Consent, onFile: Consent | null): void {
  if (takesPlaceOf(consent, onFile)) return
  const revokedAt = new Date(onFile?.revokedAt ?? 0).toISOString()
  const message = `must be later than ${revokedAt}, when the consent was revoked; a revocation stands until consent is given after it`
  throw new AppError('unprocessable', 'The consent on file was revoked.', {
    errors: [{ pointer: '/consent/at', message }],
  })
}

/** A consent of its own in the log, with what it was: the contact's, whatever lead it was told at. */
export function consentAudit(
  deps: Deps,
  actor: Actor,
  person: KnownPerson,
  to: Consent | null | undefined,
  leadId?: string,
): AuditEntry[] {
  if (to === undefined || isSameConsent(to, person.consent)) return []
  const action = to === null ? 'consent.cleared' : 'consent.recorded'
  return [
    auditEntry(deps, actor, action, person.contactId, {
      ...(leadId !== undefined && { lead_id: leadId }),
      from: consentRecord(person.consent),
      to: consentRecord(to),
    }),
  ]
}

/** @throws AppError `conflict` when somebody else has it, or came first */
export function assertWritten(result: ContactUpdate): void {
  if (result.ok) return
  switch (result.why) {
    case 'missing':
      throw new AppError('not_found', 'There is no such contact.')
    case 'changed':
      throw new AppError('conflict', 'The contact was changed meanwhile; read it again before changing its consent.')
    case 'over':
      throw overError(result.mergedInto)
    case 'in_call':
      throw new AppError('conflict', 'The contact is in a call; change its phones when it has ended.', {
        status: 'dialing',
      })
    case 'taken':
      throw new AppError('conflict', `${result.phone} belongs to another contact.`, {
        phone: result.phone,
        contact_id: result.contactId,
      })
    case 'external_id_taken':
      throw new AppError('conflict', 'Another contact has this external id.', { contact_id: result.contactId })
  }
}

export function overError(mergedInto: string | null): AppError {
  return mergedInto === null
    ? new AppError('conflict', 'The contact was erased: the person asked to be forgotten.')
    : new AppError('conflict', 'The contact was merged into another one; change that one.', { merged_into: mergedInto })
}
