import type { Files } from '../../ports.ts'

/** The file store with a sheet of paper on top: what is written stays in memory and is gone with it. For a look at a list. */
export function overlayFiles(files: Pick<Files, 'read'>): Pick<Files, 'read' | 'put' | 'delete'> {
  const written = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    async put(key, body) {
      const bytes = new Uint8Array(await new Response(body).arrayBuffer())
      written.set(key, bytes)
      return { bytes: bytes.length }
    },
    async read(key, range) {
      const bytes = written.get(key)
      if (!bytes) return files.read(key, range)
      const part = range ? bytes.subarray(range.offset, range.offset + range.length) : bytes
      return { body: new Response(part).body!, bytes: bytes.length, contentType: null }
    },
    async delete(keys) {
      for (const key of keys) written.delete(key)
    },
  }
}
