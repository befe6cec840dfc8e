import { type PhoneSearch, phoneSearch } from '../../domain/phone-prefixes.ts'
import { ID_SLACK_MS } from '../attempts/id-slack.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'

export const CONTACT_HAS = ['phone', 'email', 'consent'] as const
export type ContactHas = (typeof CONTACT_HAS)[number]

/** Which people of the address book; all that is given has to fit. Those that were merged away or erased never do. */
export interface ContactFilter {
  /** Part of the name, the email or a phone; or what the team's CRM calls the person. */
  q?: string | undefined
  tag?: string | undefined
  /** Leads of this campaign. */
  campaignId?: string | undefined
  /** Not leads of this one. */
  notInCampaignId?: string | undefined
  /** Created or last updated by this import. */
  importId?: string | undefined
  /** Of the address, as it is written there; letters of either case. */
  state?: string | undefined
  country?: string | undefined
  /** phone: one that can be read as a number. consent: one that holds now. */
  has?: ContactHas[] | undefined
  /** Whether a suppression stops calls, texts or mails to one of the phones, the email, or the person. */
  suppressed?: boolean | undefined
  /** Epoch ms, inclusive. */
  createdFrom?: number | undefined
  /** Epoch ms, exclusive. */
  createdTo?: number | undefined
}

/** A filter together with what has to be known to read it: made by `resolveFilter`, and the only one a store takes. */
export interface ResolvedFilter extends ContactFilter {
  /** What `q` means as a phone; null: it is none. */
  phones: PhoneSearch | null
  /** Epoch ms: when a consent has to hold. */
  at: number
  /** An id may be older than its contact by so many ms of product time. */
  slackMs: number
}

export async function resolveFilter(deps: Deps, actor: Actor, filter: ContactFilter): Promise<ResolvedFilter> {
  const isPhone = /\d{3}/.test((filter.q ?? '').replaceAll(/\D/g, ''))
  const phones = isPhone ? phoneSearch(filter.q ?? '', (await getOrganization(deps, actor)).defaultRegion) : null
  return { ...filter, phones, at: deps.clock.now(), slackMs: deps.clock.stretch(ID_SLACK_MS) }
}
