import { AppError } from '../../domain/errors.ts'
import { readTranscript, type TranscriptTurn } from '../attempts/transcript.ts'
import type { Actor, Deps } from '../deps.ts'
import type { NamedInbound } from './store.ts'

/** Whether an id is one of a call or text to us. */
export const isInboundId = (id: string): boolean => id.startsWith('cnv_')

/** @throws AppError `not_found` */
export async function getInbound(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ conversation: NamedInbound; transcript: TranscriptTurn[] }> {
  const conversation = await deps.inbound.find(actor.orgId, id)
  if (!conversation) throw new AppError('not_found', 'There is no such conversation.')
  const { orgId, transcriptKey } = conversation
  return { conversation, transcript: await readTranscript(deps.files, { id, campaignId: orgId, transcriptKey }) }
}
