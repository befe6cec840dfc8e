import { heardAtFirst } from '../../domain/inbound.ts'
import { describeError } from '../../domain/stuck-item.ts'
import { readHeard, settleCall, tellLead } from './settle.ts'
import type { InboundConversation } from './store.ts'
import { type TextDeps, workOffText } from './take-text.ts'

/** At once; the next run takes the others. */
const CLOSED_AT_ONCE = 200
/** What is being worked on by a request is left to it (real ms). */
const IN_WORK_MS = 60_000

/**
 * For the cron: calls to us that never reported are closed when the longest call would be over, leads that could not be told what came of one
 * are told, and texts whose working off failed are worked off, opt-outs first of all. Returns how many were looked at and done.
 */
export async function closeOverdueInbound(deps: TextDeps): Promise<{ count: number }> {
  const now = deps.clock.now()
  let count = 0
  const before = now - deps.clock.stretch(IN_WORK_MS)
  for (const conversation of await deps.inbound.listDue(now, before, CLOSED_AT_ONCE)) {
    try {
      await workOff(deps, conversation)
      count += 1
    } catch (error) {
      deps.log.error('inbound.not_closed', { org_id: conversation.orgId, error: describeError(error) })
    }
  }
  return { count }
}

async function workOff(deps: TextDeps, conversation: InboundConversation): Promise<void> {
  if (conversation.channel === 'text') await workOffText(deps, conversation)
  else if (conversation.endedAt !== null) await tellLead(deps, conversation)
  else {
    const { answeredAt, receivedAt } = conversation
    const heard = readHeard(conversation.heard) ?? heardAtFirst(answeredAt ?? receivedAt)
    await settleCall(deps, conversation, heard, null, 'no_report')
  }
}
