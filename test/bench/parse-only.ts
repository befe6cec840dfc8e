import type { Deps } from '../../src/app/deps.ts'
import { openList } from '../../src/app/imports/open-list.ts'
import { readChunk } from '../../src/app/imports/read-chunk.ts'
import type { Import } from '../../src/app/imports/store.ts'
import type { Files } from '../../src/ports.ts'

/** Reads a list as the import does, chunk by chunk, with the same verdict on every row, and throws it away. */
export async function parseOnly(list: Uint8Array): Promise<number> {
  const files = inMemory(list)
  const entry = { fileKey: 'list', cursor: FRESH(list.length) } as Import
  const opened = await openList(files, entry, 'US')
  if (!opened.ok) throw new Error(opened.failure)
  let { cursor } = opened
  let rows = 0
  for (;;) {
    const read = await readChunk({ files, contacts: NOBODY }, entry, cursor, { defaultRegion: 'US', callsOnly: true })
    rows += read.rows.length
    if (read.done) return rows
    cursor = { ...read.cursor, format: cursor.format, mapping: cursor.mapping }
  }
}

const FRESH = (bytes: number): Import['cursor'] => ({
  pieces: [bytes],
  request: null,
  format: null,
  mapping: null,
  offset: 0,
  line: 1,
  insideLine: false,
  windows1252Line: null,
  walk: null,
  errorKeys: [],
  movedAt: 0,
})

/** The list is no walk over the address book. */
const NOBODY = {} as Deps['contacts']

function inMemory(list: Uint8Array): Files {
  return {
    read: async (_key: string, range?: { offset: number; length: number }) => {
      const { offset, length } = range ?? { offset: 0, length: list.length }
      return { body: new Blob([list.slice(offset, offset + length)]).stream() } as Awaited<ReturnType<Files['read']>>
    },
  } as Files
}
