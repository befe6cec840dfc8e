import type { Attempt } from '../../domain/attempt.ts'
import { decides, inboundOutcome } from '../../domain/inbound.ts'
import { describeError } from '../../domain/stuck-item.ts'
import type { Deps } from '../deps.ts'
import type { InboundConversation } from './store.ts'

export type SettleDeps = Pick<Deps, 'inbound' | 'dialers' | 'clock' | 'log'>

/**
 * A call to us is over, or was not heard of again: its facts are written, its lead is told what came of it, and then nothing is left to be
 * done. Whatever cannot be done now is done by the cron; until then the person is not dialed.
 */
export async function settleCall(
  deps: SettleDeps,
  conversation: InboundConversation,
  heard: Attempt,
  transcriptKey: string | null,
  reason = '',
): Promise<void> {
  const { orgId, id } = conversation
  const outcome = inboundOutcome(heard)
  const endedAt = heard.endedAt ?? deps.clock.now()
  const { report, recording } = heard
  await deps.inbound.settle(orgId, id, {
    endedAt,
    talkSeconds: outcome.talkSeconds,
    disposition: outcome.disposition,
    summary: report?.summary ?? null,
    recordingUrl: recording?.url ?? report?.recordingUrl ?? null,
    transcriptKey: report?.transcriptKey ?? transcriptKey,
    callbackAt: outcome.callbackAt,
    reason,
  })
  if (heard.wrongNumber || outcome.disposition === 'WRONG_NUMBER') {
    if (conversation.phone !== '') await deps.inbound.markWrongNumber(orgId, conversation.phone, deps.clock.now())
  }
  const { disposition, callbackAt } = outcome
  await tellLead(deps, { ...conversation, disposition, callbackAt, endedAt, heard: JSON.stringify(heard) })
}

/** The last step. Never throws: what is not done is left open and done again. */
export async function tellLead(deps: SettleDeps, conversation: InboundConversation): Promise<void> {
  const { orgId, id, leadId, campaignId, disposition, callbackAt, phone } = conversation
  try {
    if (leadId !== null && campaignId !== null && decides(disposition) && !conversation.counted) {
      const report = readHeard(conversation.heard)?.report
      const { done } = await deps.dialers.calledBack(campaignId, leadId, {
        conversationId: id,
        disposition,
        at: conversation.endedAt ?? deps.clock.now(),
        callbackAt,
        phone,
        primaryGoal: report?.primaryGoal ?? 'unknown',
        goalScore: report?.goalScore ?? null,
      })
      // A call of ours to them is still to be settled: its result comes first.
      if (!done) return
    }
    await deps.inbound.finish(orgId, id, deps.clock.now())
  } catch (error) {
    deps.log.error('inbound.lead_not_told', { org_id: orgId, lead_id: leadId, error: describeError(error) })
  }
}

/** What is kept of the call so far; null when that cannot be read. */
export function readHeard(text: string): Attempt | null {
  if (text === '') return null
  try {
    return JSON.parse(text) as Attempt
  } catch {
    return null
  }
}
