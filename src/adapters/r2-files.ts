import type { Files } from '../ports.ts'

/** Files in an R2 bucket. */
export function r2Files(bucket: R2Bucket): Files {
  return {
    async put(key, body, options) {
      const object: R2Object | null = await bucket.put(key, body, {
        httpMetadata: options?.contentType ? { contentType: options.contentType } : undefined,
        ...(options?.ifAbsent && { onlyIf: new Headers({ 'If-None-Match': '*' }) }),
      })
      return { bytes: object?.size ?? 0 }
    },
    async read(key, range) {
      const object = await bucket.get(key, range ? { range } : undefined)
      if (!object) return null
      return { body: object.body, bytes: object.size, contentType: object.httpMetadata?.contentType ?? null }
    },
    async list(prefix) {
      const keys: string[] = []
      let cursor: string | undefined
      do {
        const page = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) })
        keys.push(...page.objects.map((object) => object.key))
        cursor = page.truncated ? page.cursor : undefined
      } while (cursor !== undefined)
      return keys
    },
    async delete(keys) {
      for (let i = 0; i < keys.length; i += 1000) await bucket.delete(keys.slice(i, i + 1000))
    },
  }
}
