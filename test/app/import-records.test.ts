import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Entry, type ReadOptions, readRecords } from '../../src/app/imports/read-records.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const ALL: ReadOptions = { delimiter: ',', line: 1, atEnd: true, maxEntries: 1_000_000 }

const shown = (entries: Entry[]) => entries.map((it) => [it.line, it.kind === 'record' ? it.cells : it.code])
const read = (text: string, options: Partial<ReadOptions> = {}) => readRecords(bytes(text), { ...ALL, ...options })

test.each<[string, unknown[]]>([
  [
    'a,b\n1,2\n\n\n3,4',
    [
      [1, ['a', 'b']],
      [2, ['1', '2']],
      [5, ['3', '4']],
    ],
  ],
  [
    'a,"x\r\ny"\r\n3,4\r\n',
    [
      [1, ['a', 'x\r\ny']],
      [3, ['3', '4']],
    ],
  ],
  [
    'a\r1\r\r2',
    [
      [1, ['a']],
      [2, ['1']],
      [4, ['2']],
    ],
  ],
  [
    '"a\n1\n2\n',
    [
      [1, 'unclosed_quote'],
      [2, ['1']],
      [3, ['2']],
    ],
  ],
  [
    'a,"b\n1,"2"\n',
    [
      [1, 'unclosed_quote'],
      [2, ['1', '2']],
    ],
  ],
  [
    '5" x,y\n1,2',
    [
      [1, ['5" x', 'y']],
      [2, ['1', '2']],
    ],
  ],
  ['\n \n', [[2, [' ']]]],
  ['', []],
])('reads %j', (text, expected) => expect(shown(read(text).entries)).toEqual(expected))

describe('stops where the next window can go on', () => {
  test.each([
    ['1,2\n3,4', 4, 2],
    ['1,2\n3,"4\n', 4, 2],
    ['1,2\n3,4\n', 8, 3],
    ['1,2\r\n3,4\r', 5, 2],
    ['1,2\n\r', 4, 2],
  ])('%j: after %i bytes, at line %i', (text, consumed, line) => {
    expect(read(text, { atEnd: false })).toMatchObject({ consumed, line, insideLine: false })
  })
  test('in a line without end', () => {
    const long = read('x'.repeat(2_000_000), { atEnd: false })
    expect(long).toMatchObject({ consumed: 2_000_000, line: 1, insideLine: true, entries: [{ code: 'row_too_long' }] })
    expect(read('xx\na', { insideLine: true })).toMatchObject({
      consumed: 4,
      line: 2,
      entries: [{ line: 2, cells: ['a'] }],
    })
    expect(read('xx', { insideLine: true, atEnd: false })).toMatchObject({ consumed: 2, line: 1, insideLine: true })
  })
})

/** Reads in windows and chunks of any size, as the import does; what is too small for a record grows. */
function readInParts(data: Uint8Array, window: number, maxEntries: number): Entry[] {
  const entries: Entry[] = []
  let offset = 0
  let line = 1
  for (let size = window; offset < data.length; ) {
    const part = data.subarray(offset, offset + size)
    const atEnd = offset + size >= data.length
    const result = readRecords(part, { ...ALL, line, atEnd, maxEntries })
    entries.push(...result.entries)
    offset += result.consumed
    line = result.line
    size = result.consumed === 0 ? size * 2 : window
    if (atEnd && result.consumed === 0) break
  }
  return entries
}

test('gives the same records and lines, in whatever parts a file is read', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'a', '1', 'é', '山', '"', 'x"y', '"q"', '"a,b"', '"l\nm"', '"l\r\nm"', '"d""q"', '"""', ' '),
    fc.string({ maxLength: 3 }),
  )
  const row = fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(','))
  const file = fc
    .array(fc.tuple(row, fc.constantFrom('\n', '\r\n', '\n', '\n\n')), { maxLength: 12 })
    .map((rows) => bytes(rows.map((it) => it.join('')).join('')))
  fc.assert(
    fc.property(file, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4 }), (data, window, maxEntries) => {
      const whole = readRecords(data, ALL)
      expect(readInParts(data, data.length + 1, maxEntries)).toEqual(whole.entries)
      const hasStray = whole.entries.some((it) => it.kind === 'broken')
      if (!hasStray) expect(readInParts(data, window, maxEntries)).toEqual(whole.entries)
      const lines = whole.entries.map((it) => it.line)
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b))
    }),
    { numRuns: 3000 },
  )
})

test('loses no well-formed row to broken ones', () => {
  const broken = fc.constantFrom('"open', 'a,"b', 'x,"y" z,"w', '"1" 2" 3')
  fc.assert(
    fc.property(fc.array(fc.option(broken)), (marks) => {
      const rows = marks.map((mark, i) => mark ?? `ok${i},"q ""${i}"" q"`)
      const { entries } = read(`${rows.join('\n')}\n`)
      expect(entries.map((it) => it.line)).toEqual(rows.map((_, i) => i + 1))
      marks.forEach((mark, i) => {
        if (mark === null) expect(entries[i]).toMatchObject({ kind: 'record', cells: [`ok${i}`, `q "${i}" q`] })
      })
    }),
    { numRuns: 1000 },
  )
})
