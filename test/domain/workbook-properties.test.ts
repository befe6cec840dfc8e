import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvLine } from '../../src/app/imports/csv-text.ts'
import { openList } from '../../src/app/imports/open-list.ts'
import { readEntries } from '../../src/app/imports/read-entries.ts'
import type { ImportCursor } from '../../src/app/imports/store.ts'
import { book } from '../corpus/lists/workbooks.ts'
import { memoryFiles } from '../support/memory-files.ts'

const HEADINGS = ['phone', 'b', 'c']
// XML has no control characters, reads CR as LF, and workbooks escape what looks like an escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const unwritable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]|_x[0-9a-f]{4}_/i
/** What a CSV file for people gets an apostrophe for, which the import takes off again. */
const escaped = /^\s*[=+\-@＝＋－＠\t\r]/
const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((it) => !unwritable.test(it) && !escaped.test(it))
const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 })

/** The cells of a file below its headings; rows and ends of rows in which there is nothing are none. */
async function cellsOf(bytes: Uint8Array): Promise<string[][]> {
  const files = memoryFiles()
  await files.put('list.0', bytes.slice().buffer)
  const start: ImportCursor = {
    ...{ pieces: [bytes.length], request: null, format: null, mapping: null, offset: 0, line: 1 },
    ...{ insideLine: false, windows1252Line: null, walk: null, errorKeys: [], movedAt: 0 },
  }
  const opened = await openList(files, { fileKey: 'list', cursor: start }, 'US')
  if (!opened.ok) throw new Error(opened.failure)
  const file = { fileKey: 'list', pieces: [bytes.length] }
  const { entries, done } = await readEntries(files, file, opened.cursor, 1000, () => false)
  expect(done).toBe(true)
  return entries
    .map((it) => (it.kind === 'record' ? it.cells.slice(0, it.cells.findLastIndex((text) => text !== '') + 1) : []))
    .filter((cells) => cells.some((text) => text.trim() !== ''))
}

it('reads any table of texts as the same cells, from a workbook and from a CSV', async () => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const csv = new TextEncoder().encode([HEADINGS, ...rows].map(csvLine).join(''))
      expect(await cellsOf(await book([HEADINGS, ...rows]))).toEqual(await cellsOf(csv))
    }),
    { numRuns: 150 },
  )
}, 60_000)
