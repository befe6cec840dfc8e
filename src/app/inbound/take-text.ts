import { callerName } from '../../domain/disclosure.ts'
import { TEXT_REPLIES } from '../../domain/inbound-words.ts'
import { readIntent, type TextIntent } from '../../domain/opt-out-words.ts'
import { fillTemplate } from '../../domain/template.ts'
import type { Deps } from '../deps.ts'
import type { IncomingText, TextAnswer } from './carrier.ts'
import { type MatchDeps, matchCaller, matchNobody } from './match.ts'
import { newConversation } from './new-conversation.ts'
import { type OptOutDeps, optOutCaller } from './opt-out.ts'
import type { InboundConversation } from './store.ts'

export type TextDeps = MatchDeps & OptOutDeps & Pick<Deps, 'inboundCarrier' | 'organizations' | 'campaigns' | 'agents'>

/**
 * Somebody writes one of our numbers: it is kept, matched, and an opt-out is honoured before it is answered. Only a word that asks for an
 * answer gets one; a text that is no keyword changes nothing about a lead. Told twice, it is kept and answered once.
 */
export async function takeText(deps: TextDeps, text: IncomingText): Promise<TextAnswer> {
  const silent = deps.inboundCarrier.answerText(text.form, null)
  const number = await deps.inbound.findNumber(text.to)
  if (!number) {
    deps.log.warn('inbound.number_not_ours', { because: 'number' })
    return silent
  }
  const { conversation } = await deps.inbound.receive(newConversation(deps, number, 'text', text))
  if (conversation.state === 'ended') return silent
  return deps.inboundCarrier.answerText(text.form, await workOffText(deps, conversation))
}

/** Everything a text asks for, from what is kept of it. Returns what is to be written back, or null. */
export async function workOffText(deps: TextDeps, received: InboundConversation): Promise<string | null> {
  const { orgId, id, body } = received
  const intent = readIntent(body)
  const conversation = await matched(deps, received, intent)
  const { phone } = conversation
  const before = phone !== '' && (await deps.inbound.isSuppressed(orgId, phone, 'text'))
  if (intent === 'opt_out' && phone !== '') await optOutCaller(deps, conversation, { words: body, email: false })
  const reply = await replyTo(deps, conversation, intent, before)
  await deps.inbound.finish(orgId, id, deps.clock.now())
  return reply
}

async function matched(
  deps: TextDeps,
  received: InboundConversation,
  intent: TextIntent,
): Promise<InboundConversation> {
  if (received.matched !== 'none' || received.reason !== '') return received
  const { orgId, id, numberId, phone } = received
  const match =
    phone === ''
      ? await matchNobody(deps, { orgId, numberId })
      : // Nobody becomes somebody to be called for asking to be left alone, or who we are.
        await matchCaller(deps, {
          orgId,
          conversationId: id,
          numberId,
          channel: 'text',
          phone,
          mayJoin: intent !== 'opt_out' && intent !== 'help',
        })
  const conversation = { ...received, ...match }
  await deps.inbound.match(conversation, null, deps.clock.now())
  return conversation
}

/**
 * One confirmation of an opt-out and no more (47 CFR 64.1200(a)(12)): who is on the list already hears nothing, which also ends a
 * conversation of two machines. Neither does a text bring anybody back from the list.
 */
async function replyTo(
  deps: TextDeps,
  conversation: InboundConversation,
  intent: TextIntent,
  wasSuppressed: boolean,
): Promise<string | null> {
  if (intent === null || conversation.phone === '') return null
  if (intent === 'opt_out' ? wasSuppressed : intent === 'opt_in' && !wasSuppressed) return null
  const { orgId, campaignId, to } = conversation
  const [organization, campaign] = await Promise.all([
    deps.organizations.find(orgId),
    campaignId === null ? null : deps.campaigns.find(orgId, campaignId),
  ])
  const agent = campaign?.agentId ? await deps.agents.find(orgId, campaign.agentId) : null
  const company = callerName(agent?.company ?? '', organization?.name ?? '')
  return fillTemplate(TEXT_REPLIES[intent], { COMPANY: company, CALLBACK_NUMBER: to })
}
