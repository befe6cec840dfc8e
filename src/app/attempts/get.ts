import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { ChainPlace } from '../proof/store.ts'
import type { Conversation } from './store.ts'
import { readTranscript, type TranscriptTurn } from './transcript.ts'

export async function getConversation(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ conversation: Conversation; transcript: TranscriptTurn[]; sealed: ChainPlace | null }> {
  const conversation = await deps.attempts.find(actor.orgId, id)
  if (!conversation) throw new AppError('not_found', 'There is no such conversation.')
  const [transcript, places] = await Promise.all([
    readTranscript(deps.files, conversation),
    deps.proofs.findPlaces(actor.orgId, [id]),
  ])
  return { conversation, transcript, sealed: places.get(id) ?? null }
}
