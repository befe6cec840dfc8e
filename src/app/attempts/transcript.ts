import { z } from 'zod'
import type { Files } from '../../ports.ts'
import { transcriptKey } from '../calls/take-callback.ts'
import type { Conversation } from './store.ts'

/** What was said, as the callbacks stored it: a list of turns, or an object that has one. */
const Turn = z.object({
  role: z.string(),
  text: z.string(),
  /** Epoch ms; null when the carrier did not say. */
  at: z.number().nullish().default(null),
})
const Stored = z.union([z.array(Turn), z.object({ turns: z.array(Turn) }).transform((it) => it.turns)])

export type TranscriptTurn = z.output<typeof Turn>

/** Empty when there is none. A file that cannot be read as a transcript is no reason to hide the conversation. */
export async function readTranscript(
  files: Files,
  conversation: Pick<Conversation, 'id' | 'campaignId' | 'transcriptKey'>,
): Promise<TranscriptTurn[]> {
  // Only its own file, whatever the row says: a broken row never shows another tenant's words.
  const key = transcriptKey(conversation.campaignId, conversation.id)
  if (conversation.transcriptKey !== key) return []
  const file = await files.read(key)
  if (!file) return []
  try {
    const parsed = Stored.safeParse(await new Response(file.body).json())
    return parsed.success ? parsed.data : []
  } catch {
    return []
  }
}
