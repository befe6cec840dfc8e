import { z } from 'zod'
import type { Deps } from '../app/deps.ts'
import { failDeadImport } from '../app/imports/fail-dead-import.ts'
import { processImportChunk } from '../app/imports/process-chunk.ts'
import { sealDueProofs } from '../app/proof/seal-due.ts'
import { failDeadSuppressionImport } from '../app/suppression-imports/fail-dead.ts'
import { processSuppressionChunk } from '../app/suppression-imports/process-chunk.ts'

/** What travels through the queues. Written only by us, yet parsed: a deploy may meet messages of the version before. */
export const ImportMessage = z.object({
  importId: z.string().min(1),
  orgId: z.string().min(1),
  chunk: z.int().nonnegative(),
  kind: z.enum(['leads', 'suppressions']).default('leads'),
})
export const EventMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wake'), campaignIds: z.array(z.string().min(1)) }),
  z.object({ kind: z.literal('seal') }),
])

const QUEUES = ['sundial-imports', 'sundial-events', 'sundial-imports-dead', 'sundial-events-dead'] as const
const LONGEST_DELAY_SECONDS = 300

/** Every message is acknowledged or sent back by itself: one bad message never repeats the good ones beside it. */
export async function handleQueue(batch: MessageBatch, deps: Deps): Promise<void> {
  const queue = QUEUES.find((name) => name === batch.queue)
  for (const message of batch.messages) {
    try {
      if (!queue) throw new Error(`no handler for queue ${batch.queue}`)
      await handle(queue, message, deps)
      message.ack()
    } catch (error) {
      deps.log.error('queue message failed', {
        queue: batch.queue,
        messageId: message.id,
        attempts: message.attempts,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
      message.retry({ delaySeconds: Math.min(2 ** message.attempts, LONGEST_DELAY_SECONDS) })
    }
  }
}

async function handle(queue: (typeof QUEUES)[number], message: Message, deps: Deps): Promise<void> {
  switch (queue) {
    case 'sundial-imports': {
      const chunk = ImportMessage.parse(message.body)
      return chunk.kind === 'leads' ? processImportChunk(deps, chunk) : processSuppressionChunk(deps, chunk)
    }
    case 'sundial-events': {
      const event = EventMessage.parse(message.body)
      if (event.kind === 'seal') {
        await sealDueProofs(deps)
        return
      }
      // One that cannot be woken must not keep the others asleep; the message comes again, and waking twice is harmless.
      const results = await Promise.allSettled(event.campaignIds.map((id) => deps.dialers.refresh(id)))
      const failed = results.find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
      return
    }
    case 'sundial-imports-dead':
    case 'sundial-events-dead': {
      const known = ImportMessage.safeParse(message.body)
      await deps.imports.saveDeadLetter({
        // The queue's own id, so that a second delivery of the letter is the same letter.
        id: `dlq_${message.id}`,
        orgId: known.success ? known.data.orgId : null,
        queue,
        body: JSON.stringify(message.body) ?? 'null',
        at: deps.clock.now(),
      })
      if (!known.success) return
      if (known.data.kind === 'leads') await failDeadImport(deps, known.data)
      else await failDeadSuppressionImport(deps, known.data)
    }
  }
}
