import type { Address } from '../../domain/address.ts'
import { type Consent, consentRecord, isSameConsent, takesPlaceOf } from '../../domain/consent.ts'
import { AppError, type FieldError } from '../../domain/errors.ts'
import type { Priority } from '../../domain/lead.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { auditEntry } from '../audit/entry.ts'
import type { AuditEntry } from '../audit/store.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import { getLeadRow } from './find.ts'
import { getLead } from './get.ts'
import type { ContactPhone, LeadChanges, LeadView } from './store.ts'
import { tellCampaigns } from './tell-campaigns.ts'

export interface LeadPatch {
  name?: string
  email?: string | null
  priority?: Priority
  /** As people write them; the position is the place in the list. */
  phones?: string[]
  variables?: Record<string, string>
  tags?: string[]
  /** IANA; null: not known. */
  zone?: string | null
  address?: Address | null
  consent?: Consent | null
}

/** What says whether, where and when the person may be called: it concerns every campaign the contact is in. */
const EVERYWHERE = ['phones', 'zone', 'address', 'consent'] as const

/**
 * A person corrects a lead. Priority and variables are the lead's; all else is the contact's and changes everywhere. A number taken off is forgotten with
 * what was found out about it; one that stays keeps its attempts, and stays dead if it is. The campaign's object, told of it, makes a
 * skipped lead that has become dialable pending.
 */
export async function updateLead(deps: Deps, actor: Actor, id: string, patch: LeadPatch): ReturnType<typeof getLead> {
  const lead = await getLeadRow(deps, actor, id)
  const fields = Object.keys(patch)
  if (fields.length === 0) return await getLead(deps, actor, id)
  const { phones, email, ...plain } = patch
  // The call's result is written by the place of the phone it rang; that place must not move meanwhile.
  if (phones && (await getLead(deps, actor, id)).lead.status === 'dialing')
    throw new AppError('conflict', 'The lead is in a call; change its phones when it has ended.', { status: 'dialing' })
  const changes: LeadChanges = {
    ...plain,
    ...(email !== undefined && { email: email?.toLowerCase() ?? null }),
    ...(phones && (await readPhones(deps, actor, lead, phones))),
  }
  if (patch.consent) assertTakesPlace(patch.consent, lead.consent)
  const audit = auditEntry(deps, actor, 'lead.updated', id, { fields })
  const more = consentAudit(deps, actor, lead, patch.consent)
  const result = await deps.leads.update(lead, changes, deps.clock.now(), [audit, ...more])
  if (!result.ok && result.why === 'changed')
    throw new AppError('conflict', 'The contact was changed meanwhile; read it again before changing its consent.')
  if (!result.ok && result.why === 'taken')
    throw new AppError('conflict', `${result.phone} belongs to another contact.`, {
      phone: result.phone,
      contact_id: result.contactId,
    })
  if (result.ok)
    await tellCampaigns(
      deps,
      actor,
      lead,
      EVERYWHERE.some((field) => patch[field] !== undefined),
    )
  return await getLead(deps, actor, id)
}

async function readPhones(deps: Deps, actor: Actor, lead: LeadView, raw: string[]): Promise<LeadChanges> {
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
  const before = lead.phones.map((phone) => phone.e164)
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
function consentAudit(deps: Deps, actor: Actor, lead: LeadView, to: Consent | null | undefined): AuditEntry[] {
  if (to === undefined || isSameConsent(to, lead.consent)) return []
  const action = to === null ? 'consent.cleared' : 'consent.recorded'
  return [
    auditEntry(deps, actor, action, lead.contactId, {
      lead_id: lead.id,
      from: consentRecord(lead.consent),
      to: consentRecord(to),
    }),
  ]
}
