import type { Queues } from '../ports.ts'

/** A queue message holds 128 KB; this many ids stay far below. */
const IDS_PER_MESSAGE = 100

/** Cloudflare Queues. Consumers: entry/queue.ts. */
export function cloudflareQueues(imports: Queue, events: Queue): Queues {
  return {
    async importChunk(message, delaySeconds) {
      await imports.send(message, delaySeconds ? { delaySeconds } : undefined)
    },
    async wake(campaignIds) {
      for (let i = 0; i < campaignIds.length; i += IDS_PER_MESSAGE) {
        await events.send({ kind: 'wake', campaignIds: campaignIds.slice(i, i + IDS_PER_MESSAGE) })
      }
    },
    async seal(delaySeconds) {
      await events.send({ kind: 'seal' }, { delaySeconds })
    },
  }
}
