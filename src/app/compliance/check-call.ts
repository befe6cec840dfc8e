import { type CheckAnswer, checkCall } from '../../domain/compliance-check.ts'
import {
  type CheckFacts,
  type PersonFacts,
  rulesOfCampaign,
  rulesWithoutCampaign,
} from '../../domain/compliance-facts.ts'
import { AppError, type FieldError } from '../../domain/errors.ts'
import { numbersNow } from '../../domain/numbers-free.ts'
import { normalisePhone } from '../../domain/phone.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import type { ComplianceFacts } from './facts-store.ts'

/** One question: may this phone be called then? */
export interface CallQuestion {
  /** As people write it. */
  phone: string
  /** Epoch ms; null: now. */
  at: number | null
  /** A contact of the organization, facts about somebody, or null: whoever has this phone. */
  contact: { id: string } | { facts: PersonFacts } | null
  campaignId: string | null
}

/**
 * Judges calls that are to be made, or were. Two round trips, however many questions.
 * @param pointer where a question stands in the request, for refusals: '' or '/checks/3'
 * @throws AppError `unprocessable`, naming every question that cannot be understood
 */
export async function checkCalls(
  deps: Deps,
  actor: Actor,
  questions: CallQuestion[],
  pointer: (index: number) => string = () => '',
): Promise<CheckAnswer[]> {
  const { defaultRegion } = await getOrganization(deps, actor)
  const now = deps.clock.now()
  const errors: FieldError[] = []
  const phones = questions.map(({ phone }, index) => {
    const read = normalisePhone(phone, defaultRegion)
    if (!read.ok) errors.push({ pointer: `${pointer(index)}/phone`, message: read.message })
    return read.ok ? read.e164 : ''
  })
  refuseIf(errors)
  const facts = await deps.complianceFacts.gather(actor.orgId, {
    phones,
    contactIds: questions.flatMap(({ contact }) => (contact !== null && 'id' in contact ? contact.id : [])),
    campaignIds: questions.flatMap(({ campaignId }) => campaignId ?? []),
    now,
  })
  questions.forEach(({ contact, campaignId }, index) => {
    if (campaignId !== null && !facts.campaigns.has(campaignId))
      errors.push({ pointer: `${pointer(index)}/campaign_id`, message: 'there is no such campaign' })
    if (contact !== null && 'id' in contact && !facts.people.has(contact.id))
      errors.push({ pointer: `${pointer(index)}/contact/id`, message: 'there is no such contact' })
  })
  refuseIf(errors)
  return questions.map((question, index) => {
    const at = question.at ?? now
    return checkCall(factsFor(facts, question, phones[index] ?? '', now), at)
  })
}

function refuseIf(errors: FieldError[]): void {
  if (errors.length > 0) throw new AppError('unprocessable', `${errors[0]?.pointer}: ${errors[0]?.message}`, { errors })
}

/** What of the gathered facts concerns this one call. */
export function factsFor(
  all: ComplianceFacts,
  { contact, campaignId }: Pick<CallQuestion, 'contact' | 'campaignId'>,
  phone: string,
  now: number,
): CheckFacts {
  const known = all.phones.get(phone)
  const contactId = contact !== null && 'id' in contact ? contact.id : (known?.contactId ?? null)
  const person = contactId === null ? undefined : all.people.get(contactId)
  const campaign = campaignId === null ? undefined : all.campaigns.get(campaignId)
  const phones = new Set([phone, ...(person?.phones ?? [])])
  const attempts = [...phones].flatMap((it) => all.attempts.get(it) ?? [])
  const { zone, address, consent } = contact !== null && 'facts' in contact ? contact.facts : (person ?? NOBODY)
  return {
    now,
    phone,
    person: { zone, address, consent },
    fallbackZones: all.organization.fallbackZones,
    rules: campaign ? rulesOfCampaign(campaign.settings, campaign.schedule) : rulesWithoutCampaign(),
    organizationStop: all.organization.stop,
    agentStop: campaign?.agentStop ?? null,
    regionStops: all.regionStops,
    suppressions: all.suppressions
      .filter((it) => it.phone === phone || (contactId !== null && it.contactId === contactId))
      .map(({ at, source, reason, attemptId, phone: of }) => ({
        at,
        source,
        reason,
        attemptId,
        ofPhone: of === phone,
      })),
    dead: known?.dead ?? null,
    attempts: phones.size === 1 ? attempts : attempts.sort((a, b) => a.permittedAt - b.permittedAt),
    campaign: campaign
      ? { status: campaign.status, numbers: numbersNow(campaign.numbers, campaign.settings.rotation, now) }
      : null,
  }
}

const NOBODY: PersonFacts = { zone: null, address: null, consent: null }
