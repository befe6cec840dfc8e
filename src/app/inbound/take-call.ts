import { heardAtFirst } from '../../domain/inbound.ts'
import { closedMessage } from '../../domain/inbound-words.ts'
import type { Deps } from '../deps.ts'
import type { IncomingCall } from './carrier.ts'
import { type MatchDeps, matchCaller, matchNobody } from './match.ts'
import { newConversation } from './new-conversation.ts'
import { type ScriptDeps, scriptOf } from './script.ts'
import type { InboundConversation } from './store.ts'

export type CallDeps = MatchDeps & ScriptDeps & Pick<Deps, 'inboundCarrier'>

/** Beyond the longest the call may last, for the report to come (product ms). */
const REPORT_MARGIN_MS = 5 * 60_000

/**
 * Somebody calls one of our numbers: it is kept, matched, and answered with the document by which the carrier lets the agent talk. Told
 * twice, it is kept once and answered the same. Where nobody may talk, a courteous sentence is said, and the call is kept all the same.
 */
export async function takeCall(deps: CallDeps, call: IncomingCall): Promise<Record<string, unknown>> {
  const number = await deps.inbound.findNumber(call.to)
  if (!number) {
    deps.log.warn('inbound.number_not_ours', { because: 'number' })
    return deps.inboundCarrier.sayAndHangUp(closedMessage('en'), 'en-US')
  }
  const { conversation: received } = await deps.inbound.receive(newConversation(deps, number, 'call', call))
  const conversation = await identified(deps, received)
  const answer = await scriptOf(deps, conversation)
  if (!answer.ok || conversation.state === 'ended') {
    const { language } = answer.ok ? answer.script : answer
    await close(deps, conversation, answer.ok ? 'over' : answer.because)
    return deps.inboundCarrier.sayAndHangUp(closedMessage(language), language)
  }
  const { orgId, id, phone, to } = conversation
  await open(deps, conversation, answer.script.maxDurationSeconds)
  return await deps.inboundCarrier.talk({ orgId, conversationId: id, from: phone, to, script: answer.script })
}

/** Finds out who it is, unless that is known. */
async function identified(deps: CallDeps, received: InboundConversation): Promise<InboundConversation> {
  if (isIdentified(received)) return received
  const { orgId, id, numberId, phone } = received
  const match =
    phone === ''
      ? await matchNobody(deps, { orgId, numberId })
      : await matchCaller(deps, { orgId, conversationId: id, numberId, channel: 'call', phone, mayJoin: true })
  return { ...received, ...match }
}

const isIdentified = ({ state, matched, reason }: InboundConversation): boolean =>
  state !== 'received' || matched !== 'none' || reason !== ''

/** From now on they are talking to us; they are not dialed meanwhile. */
async function open(deps: CallDeps, conversation: InboundConversation, maxSeconds: number): Promise<void> {
  const now = deps.clock.now()
  const endsBy = now + maxSeconds * 1000 + deps.clock.stretch(REPORT_MARGIN_MS)
  await deps.inbound.match(conversation, { answeredAt: now, endsBy, heard: JSON.stringify(heardAtFirst(now)) }, now)
}

async function close(deps: CallDeps, conversation: InboundConversation, because: string): Promise<void> {
  const now = deps.clock.now()
  await deps.inbound.match({ ...conversation, reason: conversation.reason || because }, null, now)
  await deps.inbound.finish(conversation.orgId, conversation.id, now)
}
