import { AppError } from '../../domain/errors.ts'
import type { Actor, Deps } from '../deps.ts'
import { isInboundId } from '../inbound/get.ts'
import type { Recording, Recordings } from './recordings.ts'

export async function openRecording(
  deps: Deps & { recordings: Recordings },
  actor: Actor,
  input: { id: string; range: string | null },
): Promise<Recording> {
  const store = isInboundId(input.id) ? deps.inbound : deps.attempts
  const attempt = await store.find(actor.orgId, input.id)
  if (!attempt) throw new AppError('not_found', 'There is no such conversation.')
  const recording = attempt.recordingUrl === null ? null : await deps.recordings.open(attempt.recordingUrl, input.range)
  if (!recording) throw new AppError('not_found', 'There is no recording of this conversation.')
  return recording
}
