import { processSuppressionChunk } from '../../src/app/suppression-imports/process-chunk.ts'
import type { ApiDeps } from '../../src/entry/http/router.ts'
import { type ApiWorld, bindings, createApiWorld, type Json } from './api-world.ts'

export type ListMessage = Parameters<ApiDeps['queues']['importChunk']>[0]

/** The API with a queue that is worked off by hand. */
export interface SuppressionWorld extends ApiWorld {
  messages: ListMessage[]
  upload(body: string | Uint8Array, query?: string, type?: string): Promise<string>
  /** Works the queue off, in order. */
  drain(chunkRows?: number): Promise<void>
  import(body: string | Uint8Array, query?: string, chunkRows?: number): Promise<Json>
  /** Everything an import may change, without ids and times. */
  picture(): Promise<unknown[]>
}

export async function createSuppressionWorld(): Promise<SuppressionWorld> {
  const messages: ListMessage[] = []
  const queues = {
    importChunk: async (message: ListMessage) => void messages.push(message),
    wake: async () => {},
    seal: async () => {},
    deliver: async () => {},
  } as unknown as ApiDeps['queues']
  const api = await createApiWorld({ queues })
  const world: SuppressionWorld = {
    ...api,
    messages,
    async upload(body, query = '', type = 'text/csv') {
      const answer = await api.request('POST', `/suppressions/import${query}`, body, { 'Content-Type': type })
      if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body.id
    },
    async drain(chunkRows) {
      for (let message = messages.shift(); message; message = messages.shift())
        await processSuppressionChunk(api.deps, message, chunkRows ? { chunkRows } : {})
    },
    async import(body, query, chunkRows) {
      const id = await world.upload(body, query)
      await world.drain(chunkRows)
      return await api.get(`/suppressions/imports/${id}`)
    },
    async picture() {
      const { results } = await bindings.DB.prepare(
        `SELECT org_id, kind, value, channel, reason, evidence, source, created_at > 0 AS dated,
           substr(id, -11) AS place FROM suppressions ORDER BY org_id, value`,
      ).all()
      return results
    },
  }
  return world
}
