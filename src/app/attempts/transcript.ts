import { z } from 'zod'
import type { Files } from '../../ports.ts'

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
export async function readTranscript(files: Files, orgId: string, key: string | null): Promise<TranscriptTurn[]> {
  // Keys start with the organization's id: a broken row never shows another tenant's words.
  if (key === null || !key.startsWith(`${orgId}/`)) return []
  const file = await files.read(key)
  if (!file) return []
  try {
    const parsed = Stored.safeParse(await new Response(file.body).json())
    return parsed.success ? parsed.data : []
  } catch {
    return []
  }
}
