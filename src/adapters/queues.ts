import type { Queues } from '../ports.ts'

/** A queue message holds 128 KB; this many ids stay far below. */
const IDS_PER_MESSAGE = 100

/**
 * A message to deliver waits this long (real seconds), and whoever asks while it waits is served by it: each run also sees to what is due
 * later. Kept by organization, in this isolate, for a little less than the wait.
 */
const DELIVER_AFTER_SECONDS = 1
const SERVED_MS = 900
const servedUntil = new Map<string, number>()

/** Cloudflare Queues. Consumers: entry/queue.ts. */
export function cloudflareQueues(imports: Queue, events: Queue): Queues {
  return {
    async importChunk(message, delaySeconds) {
      await imports.send(message, delaySeconds ? { delaySeconds } : undefined)
    },
    async undoImport(importId, orgId) {
      await imports.send({ kind: 'undo', importId, orgId })
    },
    async wake(campaignIds) {
      for (let i = 0; i < campaignIds.length; i += IDS_PER_MESSAGE) {
        await events.send({ kind: 'wake', campaignIds: campaignIds.slice(i, i + IDS_PER_MESSAGE) })
      }
    },
    async mail({ step, ...mail }, delaySeconds) {
      // Taking a mail apart is work like reading a list; an answer is a request like others.
      const queue = step === 'process' ? imports : events
      await queue.send({ kind: 'mail', step, ...mail }, delaySeconds ? { delaySeconds } : undefined)
    },
    async seal(delaySeconds) {
      await events.send({ kind: 'seal' }, { delaySeconds })
    },
    async deliver(orgId, delaySeconds = DELIVER_AFTER_SECONDS) {
      const now = Date.now()
      if ((servedUntil.get(orgId) ?? 0) > now) return
      if (servedUntil.size > 1000) servedUntil.clear()
      if (delaySeconds === DELIVER_AFTER_SECONDS) servedUntil.set(orgId, now + SERVED_MS)
      try {
        await events.send({ kind: 'deliver', orgId }, { delaySeconds })
      } catch {
        servedUntil.delete(orgId)
      }
    },
    async erase(orgId, erasureId, delaySeconds) {
      await events.send({ kind: 'erase', orgId, erasureId }, delaySeconds ? { delaySeconds } : undefined)
    },
    async resend(queue, body) {
      await (queue === 'imports' ? imports : events).send(body)
    },
  }
}
