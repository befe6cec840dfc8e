import type { Files } from '../../src/ports.ts'

/** A file store in memory, for readers that need no platform. */
export function memoryFiles(): Pick<Files, 'read' | 'put' | 'delete'> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    async put(key, body) {
      const bytes = new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
      files.set(key, bytes)
      return { bytes: bytes.length }
    },
    async read(key, range) {
      const bytes = files.get(key)
      if (!bytes) return null
      const part = range ? bytes.subarray(range.offset, range.offset + range.length) : bytes
      return { body: new Response(part).body!, bytes: bytes.length, contentType: null } as never
    },
    async delete(keys) {
      for (const key of keys) files.delete(key)
    },
  }
}
