import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import type { Conversation } from './store.ts'
import { readTranscript, type TranscriptTurn } from './transcript.ts'

export async function getConversation(
  deps: Deps,
  actor: Actor,
  id: string,
): Promise<{ conversation: Conversation; transcript: TranscriptTurn[] }> {
  const conversation = await deps.attempts.find(actor.orgId, id)
  if (!conversation) throw new AppError('not_found', 'There is no such conversation.')
  return { conversation, transcript: await readTranscript(deps.files, conversation) }
}
