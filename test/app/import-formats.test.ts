import { beforeEach, describe, expect, test } from 'vitest'
import { ImportWorld, phone } from '../support/import-world.ts'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

const utf8 = (text: string) => new TextEncoder().encode(text)

function utf16(text: string, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), !bigEndian)
  return bytes
}

/** Only characters below U+0100, one byte each. */
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))

const LIST = `name,phone1,case number\nZoë 山田 😀,${phone(1)},C-1\n"O'Neil, ""Bo""",${phone(2)},"two\nlines"\n`
const PEOPLE = [
  ['Zoë 山田 😀', phone(1), 'C-1'],
  [`O'Neil, "Bo"`, phone(2), 'two\nlines'],
]
const people = async () => (await world.leads()).map((it) => [it.name, it.phones[0]!.e164, it.variables.CASE_NUMBER])

describe('reads every spelling of the same list alike', () => {
  const spellings: [string, Uint8Array][] = [
    ['UTF-8', utf8(LIST)],
    ['UTF-8 with a mark', utf8(`\ufeff${LIST}`)],
    ['UTF-16LE with a mark', utf16(`\ufeff${LIST}`)],
    ['UTF-16BE with a mark', utf16(`\ufeff${LIST}`, true)],
    ['UTF-16LE without', utf16(LIST)],
    ['UTF-16BE without', utf16(LIST, true)],
    ['UTF-16 with half a character at the end', new Uint8Array([...utf16(`\ufeff${LIST}`), 0x41])],
    ['semicolons', utf8(LIST.replace('O\'Neil, ""', 'O\'Neil# ""').replaceAll(',', ';').replace('#', ','))],
    ['tabs', utf8(LIST.replace('O\'Neil, ""', 'O\'Neil# ""').replaceAll(',', '\t').replace('#', ','))],
    ['Excel’s hint', utf8(`sep=,\r\n${LIST}`)],
    ['no break at the end', utf8(LIST.trimEnd())],
    ['blank lines, blank rows, spaces', utf8(`\n\n${LIST.replace('C-1\n', 'C-1\n\n  \n,,\n')}\n\n`)],
    ['mixed line ends', utf8(LIST.replace('number\n', 'number\r\n'))],
    ['empty columns at the end', utf8(LIST.replace('number', 'number,,').replace('C-1', 'C-1,,'))],
  ]
  test.each(spellings)('%s', async (_, bytes) => {
    const done = await world.import(bytes as BodyInit)
    expect(done).toMatchObject({ status: 'completed', rows: 2, created: 2, rejected: 0 })
    expect(done.errors).toEqual([])
    expect(await people()).toEqual(PEOPLE)
  })

  test('each in chunks of one row', async () => {
    for (const [i, [, bytes]] of spellings.entries()) {
      await world.addCampaign(`cmp_${i}`)
      const done = await world.import(bytes as BodyInit, { campaign: `cmp_${i}`, chunkRows: 1 })
      expect(done).toMatchObject({ status: 'completed', processed: 2 })
    }
    expect(await world.leads('cmp_5')).toHaveLength(2)
  })

  test('Windows-1252, whole or one row of a UTF-8 file, and says where', async () => {
    const done = await world.import(
      new Uint8Array([
        ...utf8(`name,phone\nZoë,${phone(1)}\n`),
        ...latin1(`Ren\xe9e \x93x\x94,${phone(2)}\n`),
        ...utf8(`Zoë,${phone(3)}\n`),
      ]),
    )
    expect((await world.leads()).map((it) => it.name)).toEqual(['Zoë', 'Renée “x”', 'Zoë'])
    expect(done.cursor.windows1252Line).toBe(3)
  })
})

describe('broken rows cost themselves and nothing else', () => {
  test('a quotation mark that is never closed', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `P${i},${phone(100 + i)}`)
    rows[10] = `"P10,${phone(110)}`
    const done = await world.import(`name,phone\n${rows.join('\n')}\n`)
    expect(done).toMatchObject({ status: 'completed', processed: 50, created: 49, rejected: 1 })
    expect(done.errors).toMatchObject([{ line: 12, code: 'unclosed_quote' }])
  })

  test('a quotation mark that another one closes many rows later', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `P${i},${phone(100 + i)}`)
    rows[10] = `"P10,${phone(110)}`
    rows[30] = `P 30",${phone(130)}`
    const done = await world.import(`name,phone\n${rows.join('\n')}\n`)
    expect(done).toMatchObject({ status: 'completed', processed: 50, created: 49, rejected: 1 })
    expect(done.errors).toMatchObject([{ line: 12, code: 'unclosed_quote' }])
  })

  test('quotation marks inside a cell', async () => {
    await world.import(`name,phone,size\n5" Bob,${phone(1)},"9 "Old" Rd"\n`)
    expect(await world.leads()).toMatchObject([{ name: '5" Bob', variables: { SIZE: '"9 "Old" Rd"' } }])
  })

  test('forty cells under ten headings, and two under ten', async () => {
    const headings = `name,phone,${Array.from({ length: 8 }, (_, i) => `c${i}`).join(',')}`
    const wide = `Ann,${phone(1)},${Array.from({ length: 38 }, (_, i) => `v${i}`).join(',')}`
    const done = await world.import(`${headings}\n${wide}\nBob,${phone(2)}\n`)
    expect(done).toMatchObject({ created: 2, rejected: 0 })
    expect(done.errors).toMatchObject([{ line: 2, code: 'too_many_cells' }])
    expect((await world.leads())[0]!.variables).toMatchObject({ C0: 'v0', C7: 'v7' })
  })

  test('a line of three megabytes', async () => {
    const done = await world.import(`name,phone\nAnn,${phone(1)}\n${'x'.repeat(3_000_000)}\nBob,${phone(2)}\n`)
    expect(done).toMatchObject({ status: 'completed', created: 2, rejected: 1 })
    expect(done.errors).toMatchObject([{ line: 3, code: 'row_too_long' }])
  })

  test('a cell of five megabytes with line breaks in it', async () => {
    const cell = `"${'y'.repeat(999)}${`${'z'.repeat(9_999)}\n`.repeat(500)}"`
    const done = await world.import(`name,phone\nAnn,${phone(1)}\n${cell},x\nBob,${phone(2)}\n`)
    expect((await world.leads()).map((it) => it.name)).toEqual(['Ann', 'Bob'])
    expect(done).toMatchObject({ status: 'completed', created: 2 })
    expect(done.errors[0]).toMatchObject({ line: 3, code: 'unclosed_quote' })
  })

  test('NULs and other control characters in cells are taken out', async () => {
    await world.import(`name,phone\nAn\0n\u0007,${phone(1)}\n`)
    expect(await world.leads()).toMatchObject([{ name: 'Ann' }])
  })
})

describe('a file that is no list fails, and says what to do', () => {
  test.each([
    ['an empty file', '', /The file is empty/],
    ['only a mark', '\ufeff', /The file is empty/],
    ['only blank lines', '\n\r\n\n', /no text in it/],
    ['headings alone', 'name,phone\n', /headings but no rows/],
    ['no column for phones or emails', 'Who,When\nAnn,now\n', /The columns are: "Who", "When"/],
    ['no headings', `Ann,${phone(1)}\nBob,${phone(2)}\n`, /looks like a person, not like headings/],
    ['blank headings', ',,\nAnn,x,y\n', /first row is empty/],
    ['headings with an open quotation mark', '"name,phone\nAnn,1\n', /row of headings cannot be read/],
  ])('%s', async (_, text, failure) => {
    const done = await world.import(text)
    expect(done.status).toBe('failed')
    expect(done.failure).toMatch(failure)
    expect(done.finishedAt).not.toBeNull()
    expect(world.messages).toEqual([])
  })

  test.each([
    ['the beginning of an Excel workbook', [0x50, 0x4b, 3, 4, 20, 0, 6, 0], /damaged.*Save it again/],
    ['noise', Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i) % 256), /not a text file/],
  ])('%s', async (_, bytes, failure) => {
    expect(await world.import(new Uint8Array(bytes))).toMatchObject({
      status: 'failed',
      failure: expect.stringMatching(failure),
    })
  })

  test('more rows than allowed: those up to the limit stay', async () => {
    // UTF-16 is not counted at the upload.
    const rows = Array.from({ length: 7 }, (_, i) => phone(i)).join('\n')
    world.deps.limits.importMaxRows = 5
    const done = await world.import(utf16(`\ufeffphone\n${rows}\n`) as BodyInit, { chunkRows: 2 })
    expect(done).toMatchObject({ status: 'failed', processed: 5, created: 5, rows: 5 })
    expect(done.failure).toMatch(/more than 5 rows. The first 5 were imported/)
    expect(await world.leads()).toHaveLength(5)
  })

  test('exactly as many rows as allowed', async () => {
    world.deps.limits.importMaxRows = 5
    const rows = Array.from({ length: 5 }, (_, i) => phone(i)).join('\n')
    expect(await world.import(`phone\n${rows}\n`, { chunkRows: 2 })).toMatchObject({ status: 'completed', created: 5 })
  })
})

test('an explicit mapping is followed', async () => {
  const mapping = encodeURIComponent(JSON.stringify({ Nummer: 'phone1', Wer: 'name', x: 'ignore' }))
  await world.import(`Wer,Nummer,x,y\nAnn,${phone(1)},1,2\n`, { query: `?mapping=${mapping}` })
  expect(await world.leads()).toMatchObject([{ name: 'Ann', variables: { Y: '2' } }])
})
