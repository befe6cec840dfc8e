import { z } from 'zod'
import type { Deps } from '../app/deps.ts'
import { runErasure } from '../app/erasures/run.ts'
import { processImportChunk } from '../app/imports/process-chunk.ts'
import { processUndo } from '../app/imports/process-undo.ts'
import { answerMail } from '../app/mails/answer.ts'
import { failDeadMail } from '../app/mails/fail-dead.ts'
import { processMail } from '../app/mails/process.ts'
import { sealDueProofs } from '../app/proof/seal-due.ts'
import { keepDeadChunk, keepDeadMessage, keepDeadWake } from '../app/stuck-items/keep-dead.ts'
import { processSuppressionChunk } from '../app/suppression-imports/process-chunk.ts'
import { deliverWebhooks } from '../app/webhooks/deliver.ts'
import { describeError } from '../domain/stuck-item.ts'

/** What travels through the queues. Written only by us, yet parsed: a deploy may meet messages of the version before. */
export const ImportMessage = z.object({
  importId: z.string().min(1),
  orgId: z.string().min(1),
  chunk: z.int().nonnegative(),
  kind: z.enum(['leads', 'suppressions']).default('leads'),
})
const Undo = z.object({ kind: z.literal('undo'), importId: z.string().min(1), orgId: z.string().min(1) })
const Mail = z.object({
  kind: z.literal('mail'),
  step: z.enum(['process', 'answer']),
  orgId: z.string().min(1),
  campaignId: z.string().min(1),
  mailId: z.string().min(1),
})
const Wake = z.object({ kind: z.literal('wake'), campaignIds: z.array(z.string().min(1)) })
const Deliver = z.object({ kind: z.literal('deliver'), orgId: z.string().min(1) })
const Erase = z.object({ kind: z.literal('erase'), orgId: z.string().min(1), erasureId: z.string().min(1) })
export const EventMessage = z.discriminatedUnion('kind', [
  Wake,
  z.object({ kind: z.literal('seal') }),
  Deliver,
  Mail,
  Erase,
])

const QUEUES = ['sundial-imports', 'sundial-events', 'sundial-imports-dead', 'sundial-events-dead'] as const
const LONGEST_DELAY_SECONDS = 300

/** Every message is acknowledged or sent back by itself: one bad message never repeats the good ones beside it. */
export async function handleQueue(batch: MessageBatch, deps: Deps): Promise<void> {
  const queue = QUEUES.find((name) => name === batch.queue)
  for (const message of batch.messages.toSorted(slowLast)) {
    try {
      if (!queue) throw new Error(`no handler for queue ${batch.queue}`)
      await handle(queue, message, deps)
      message.ack()
    } catch (error) {
      deps.log.error('message.failed', {
        queue: batch.queue,
        message_id: message.id,
        tries: message.attempts,
        error: describeError(error),
      })
      message.retry({ delaySeconds: Math.min(2 ** message.attempts, LONGEST_DELAY_SECONDS) })
    }
  }
}

/** Customers' endpoints may take their time: nobody waits behind them. */
function slowLast(a: Message, b: Message): number {
  return Number(Deliver.safeParse(a.body).success) - Number(Deliver.safeParse(b.body).success)
}

async function handle(queue: (typeof QUEUES)[number], message: Message, deps: Deps): Promise<void> {
  switch (queue) {
    case 'sundial-imports': {
      const undo = Undo.safeParse(message.body)
      if (undo.success) return processUndo(deps, undo.data)
      const mail = Mail.safeParse(message.body)
      if (mail.success) return handleMail(deps, mail.data)
      const chunk = ImportMessage.parse(message.body)
      return chunk.kind === 'leads' ? processImportChunk(deps, chunk) : processSuppressionChunk(deps, chunk)
    }
    case 'sundial-events': {
      const event = EventMessage.parse(message.body)
      if (event.kind === 'seal') {
        await sealDueProofs(deps)
        return
      }
      if (event.kind === 'deliver') return deliverWebhooks(deps, event.orgId)
      if (event.kind === 'erase') return runErasure(deps, event.orgId, event.erasureId)
      if (event.kind === 'mail') return handleMail(deps, event)
      // One that cannot be woken must not keep the others asleep; the message comes again, and waking twice is harmless.
      const results = await Promise.allSettled(event.campaignIds.map((id) => deps.dialers.refresh(id)))
      const failed = results.find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
      return
    }
    case 'sundial-imports-dead': {
      const mail = Mail.safeParse(message.body)
      if (mail.success) return failDeadMail(deps, { ...mail.data, id: mail.data.mailId })
      const chunk = ImportMessage.safeParse(message.body)
      if (chunk.success) return keepDeadChunk(deps, chunk.data)
      const orgId = Undo.safeParse(message.body).data?.orgId
      return keepDeadMessage(deps, { queue: 'imports', id: message.id, body: message.body, orgId })
    }
    case 'sundial-events-dead': {
      const wake = Wake.safeParse(message.body)
      if (wake.success) return keepDeadWake(deps, wake.data.campaignIds)
      // What it would have sent waits in the database and is found by the cron.
      if (Deliver.safeParse(message.body).success || Mail.safeParse(message.body).success) return
      return keepDeadMessage(deps, { queue: 'events', id: message.id, body: message.body })
    }
  }
}

async function handleMail(deps: Deps, { step, mailId, ...of }: z.infer<typeof Mail>): Promise<void> {
  const key = { ...of, id: mailId }
  await (step === 'process' ? processMail(deps, key) : answerMail(deps, key))
}
