import { AppError } from '../../domain/errors.ts'
import { templateVariables } from '../../domain/template.ts'
import type { Actor, Deps } from '../deps.ts'
import { csvLine, UTF8_MARK } from './csv-text.ts'

const PHONES = ['phone1', 'phone2', 'phone3']

/** An empty list with the columns of the address book; what else stands in a list is kept as the person's own. */
export function contactTemplateCsv(): string {
  const address = ['street', 'city', 'state', 'postal_code', 'country']
  const consent = ['consent', 'consent_date', 'consent_source', 'consent_wording', 'consent_expires']
  return UTF8_MARK + csvLine(['name', ...PHONES, 'email', 'external_id', 'tags', 'timezone', ...address, ...consent])
}

/** An empty list with the columns this campaign can use: the person's, and every variable its agent speaks of. @throws AppError `not_found` */
export async function templateCsv(
  deps: Pick<Deps, 'campaigns' | 'agents'>,
  actor: Actor,
  campaignId: string,
): Promise<string> {
  const campaign = await deps.campaigns.find(actor.orgId, campaignId)
  if (!campaign) throw new AppError('not_found', 'There is no such campaign.')
  const agent = campaign.agentId === null ? null : await deps.agents.find(actor.orgId, campaign.agentId)
  const texts = [agent?.greeting, agent?.prompt, campaign.settings.voicemail.message]
  const used = texts.flatMap((text) => templateVariables(text ?? ''))
  const own = new Set([
    'NAME',
    'EMAIL',
    'AGENT',
    'AGENT_NAME',
    'COMPANY',
    'CALLBACK_NUMBER',
    ...PHONES.map((it) => it.toUpperCase()),
  ])
  const variables = [...new Set(used)].filter((name) => !own.has(name)).map((name) => name.toLowerCase())
  return UTF8_MARK + csvLine(['name', ...PHONES, 'email', ...variables])
}
