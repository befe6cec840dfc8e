import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Line, splitLines } from '../../src/app/leads/split-lines.ts'

async function read(chunks: Uint8Array[], maxBytes = 1_000): Promise<Line[]> {
  async function* body() {
    // One buffer for all of them, as a stream may have.
    const buffer = new Uint8Array(Math.max(1, ...chunks.map((chunk) => chunk.length)))
    for (const chunk of chunks) {
      buffer.set(chunk)
      yield buffer.subarray(0, chunk.length)
    }
  }
  const lines: Line[] = []
  for await (const line of splitLines(body(), maxBytes)) lines.push(line)
  return lines
}
const bytes = (text: string) => new TextEncoder().encode(text)
const plain = (line: number, text: string): Line => ({ line, text, problem: null })

describe('the lines of a body', () => {
  it('are told apart by line feeds, without blank ones, a BOM and carriage returns', async () => {
    expect(await read([bytes('\ufeffa\r\n\n  \n b \nc')])).toEqual([plain(1, 'a'), plain(4, 'b'), plain(5, 'c')])
    expect(await read([bytes('')])).toEqual([])
    expect(await read([])).toEqual([])
    expect(await read([bytes('a\n')])).toEqual([plain(1, 'a')])
  })

  it('are kept no longer than they may be', async () => {
    expect(
      await read([bytes(`${'x'.repeat(11)}\n${'y'.repeat(10)}\n`), bytes('z'.repeat(50)), bytes('\nend')], 10),
    ).toEqual([
      { line: 1, text: null, problem: 'line_too_long' },
      plain(2, 'y'.repeat(10)),
      { line: 3, text: null, problem: 'line_too_long' },
      plain(4, 'end'),
    ])
  })

  it('are UTF-8, or said not to be, each for itself', async () => {
    const latin1 = Uint8Array.of(0x61, 0xe9, 0x0a, 0x62)
    expect(await read([latin1])).toEqual([{ line: 1, text: null, problem: 'not_utf8' }, plain(2, 'b')])
  })

  it('are the same however the body is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\n', '\r\n', ' ', '"'), maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 10 }), async (whole, cuts) => {
        const all = bytes(whole)
        const at = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
        const chunks = at.slice(1).map((end, i) => all.slice(at[i], end))
        expect(await read(chunks)).toEqual(await read([all]))
      }),
    )
  })
})
