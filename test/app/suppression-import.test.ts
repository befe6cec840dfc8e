import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { bindings, type Json, OTHER } from '../support/api-world.ts'
import { createSuppressionWorld, type SuppressionWorld } from '../support/suppression-world.ts'

let world: SuppressionWorld

beforeEach(async () => {
  world = await createSuppressionWorld()
})

const entries = async (query = ''): Promise<Json[]> => (await world.get(`/suppressions?limit=200${query}`)).data
const values = async (): Promise<string[]> => (await entries()).map((it) => it.value).sort()
const NEW_YORK = '+12125550100'
const CHICAGO = '+13125550101'

describe('reads every spelling of the same list alike', () => {
  const utf16 = (text: string, big: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * (text.length + 1))
    const view = new DataView(bytes.buffer)
    view.setUint16(0, 0xfeff, !big)
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), !big)
    return bytes
  }
  test.each<[string, string | Uint8Array]>([
    ['a column with a heading', 'Phone\n2125550100\n3125550101\n'],
    ['a bare column', '2125550100\n3125550101'],
    ['a bare row', '2125550100,3125550101\n'],
    ['the registry', '212,5550100\r\n312,5550101\r\n'],
    ['the registry with headings', 'Area Code,Phone Number\r\n212,5550100\r\n312,5550101\r\n'],
    ['semicolons', 'name;number\nAnn;212-555-0100\nBob;(312) 555-0101\n'],
    ['tabs', 'number\tname\n212-555-0100\tAnn\n(312) 555-0101\tBob\n'],
    ['bars', 'number|name\n212-555-0100|Ann\n(312) 555-0101|Bob\n'],
    ['quotes', '"Telephone"\r\n"2125550100"\r\n"3125550101"\r\n'],
    ['a mark', '\ufeffphone\r\n2125550100\r\n3125550101\r\n'],
    ['a mark and no heading', '\ufeff2125550100\r\n3125550101\r\n'],
    ['UTF-16', utf16('phone\r\n2125550100\r\n3125550101\r\n', false)],
    ['UTF-16 the other way round, bare', utf16('2125550100\r\n3125550101\r\n', true)],
    ['blank lines', '\n\nphone\n\n2125550100\n\n\n3125550101\n\n'],
    ['two phones in a row', 'phone1,phone2\n2125550100,3125550101\n'],
    ['more on a later line than on the first', '2125550100\n2125550100,3125550101\n'],
  ])('%s', async (_name, text) => {
    expect(await world.import(text)).toMatchObject({
      status: 'completed',
      created: 2,
      rejected: 0,
      progress: 1,
      failure: null,
    })
    expect(await values()).toEqual([NEW_YORK, CHICAGO])
  })

  test('emails and phones, each with channel, reason and evidence of its own', async () => {
    const list = `E-Mail,PHONE,Reason,Channel,Evidence
A@Example.com,,wrote to us,,letter 7
,2125550100,,texts,
,3125550101,asked,,"tape, minute 3"
`
    const done = await world.import(list, '?channel=phone&reason=from+the+old+system&note=Old+system&filename=old.csv')
    expect(done).toMatchObject({ created: 3, duplicate: 0, rejected: 0, rows: 3, processed: 3, channel: 'phone' })
    const found = await entries(`&import_id=${done.id}`)
    expect(found.map((it) => [it.kind, it.value, it.channel, it.reason, it.source, it.evidence])).toEqual([
      ['phone', CHICAGO, 'phone', 'asked', 'import', 'Old system: old.csv, line 4: tape, minute 3'],
      ['phone', NEW_YORK, 'text', 'from the old system', 'import', 'Old system: old.csv, line 3'],
      ['email', 'a@example.com', 'email', 'wrote to us', 'import', 'Old system: old.csv, line 2: letter 7'],
    ])
  })

  test('whatever the size of the chunks', async () => {
    const list = ['phone', ...Array.from({ length: 25 }, (_, i) => `21255501${String(i).padStart(2, '0')}`), 'x'].join(
      '\n',
    )
    const whole = await world.import(list)
    const picture = await world.picture()
    for (const chunkRows of [1, 7, 26]) {
      world = await createSuppressionWorld()
      const parts = await world.import(list, '', chunkRows)
      expect(await world.picture()).toEqual(picture)
      const { created, duplicate, rejected, rows, errors, status } = whole
      expect(parts).toMatchObject({ created, duplicate, rejected, rows, errors, status })
    }
  })
})

describe('junk', () => {
  const LIST = 'Nummer,phone\nA,2125550100\nB,abc\nC,123\nD,+999 1234567\nE,"broken\nF,3125550101\n,\nG,\n'

  test('costs its line and nothing else, with line, column and reason', async () => {
    const done = await world.import(LIST)
    expect(done).toMatchObject({ status: 'completed', created: 2, processed: 7, rejected: 5, rows: 7 })
    expect(done.errors.map((it: Json) => [it.line, it.column, it.code])).toEqual([
      [3, 'phone', 'phone_not_usable'],
      [4, 'phone', 'phone_not_usable'],
      [5, 'phone', 'phone_not_usable'],
      [6, '', 'unclosed_quote'],
      [9, '', 'no_phone_or_email'],
    ])
    const { body } = await world.request('GET', `/suppressions/imports/${done.id}/errors.csv`)
    const rows = parse(body, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows.map((it) => [it.Nummer, it.error_line])).toEqual([
      ['B', '3'],
      ['C', '4'],
      ['D', '5'],
      ['E,"broken', '6'],
      ['G', '9'],
    ])
  })

  test('can be mended in the list of errors and sent again', async () => {
    const done = await world.import('2125550100\n312555010l\n')
    expect(done).toMatchObject({ created: 1, rejected: 1 })
    const { body } = await world.request('GET', `/suppressions/imports/${done.id}/errors.csv`)
    expect(await world.import(body.replace('312555010l', '3125550101'))).toMatchObject({ created: 1, rejected: 0 })
    expect(await values()).toEqual([NEW_YORK, CHICAGO])
  })

  test.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /empty/],
    ['blank lines', '\n\n \n', /no text|No column/],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]), /Excel/],
    ['no column to use', 'name,city\nAnn,Rome\n', /No column with phones or emails was found/],
    ['headings alone', 'phone,email\n', /no rows/],
    ['nothing that can be read', 'phone\nabc\ndef\n', /None of the 2 rows/],
  ])('in the whole file fails it: %s', async (_name, text, why) => {
    const done = await world.import(text)
    expect(done).toMatchObject({ status: 'failed', created: 0, failure: expect.stringMatching(why) })
    expect(done.finished_at).not.toBeNull()
    expect(await values()).toEqual([])
  })

  test('a list longer than allowed is taken as far as it goes, and says so', async () => {
    world.deps.limits.suppressionImportMaxRows = 2
    const fits = await world.import('2125550100\n3125550101\n\n', '', 1)
    expect(fits).toMatchObject({ status: 'completed', created: 2 })
    // A bare list's first line is taken for headings when the lines are counted.
    const long = await world.import('4155550100\n4155550101\n4155550102\n')
    expect(long).toMatchObject({ status: 'failed', processed: 2, failure: expect.stringContaining('more than 2 rows') })
    const answer = await world.request('POST', '/suppressions/import', 'phone\n1\n2\n3\n', {
      'Content-Type': 'text/csv',
    })
    expect(answer.status).toBe(413)
    expect(
      (await bindings.FILES.list()).objects.filter((it) => !it.key.includes(fits.id) && !it.key.includes(long.id)),
    ).toEqual([])
  })
})

describe('an entry that is on the list', () => {
  test('keeps its reason, and another channel widens it', async () => {
    await world.post('/suppressions', { phone: NEW_YORK, reason: 'texted STOP', channel: 'text', evidence: 'STOP' })
    await world.post('/suppressions', { phone: CHICAGO, reason: 'wrote', evidence: 'letter' })
    const done = await world.import('phone\n2125550100\n3125550101\n', '?channel=phone&filename=dnc.csv')
    expect(done).toMatchObject({ created: 0, duplicate: 2 })
    expect(await world.get(`/suppressions/check?phone=${encodeURIComponent(NEW_YORK)}`)).toMatchObject({
      channels: { phone: true, text: true, email: false },
      entry: { channel: 'all', reason: 'texted STOP', source: 'api', evidence: 'STOP\ndnc.csv, line 2' },
    })
    expect(await world.get(`/suppressions/check?phone=${encodeURIComponent(CHICAGO)}`)).toMatchObject({
      entry: { channel: 'all', reason: 'wrote', evidence: 'letter' },
    })
  })

  test('is never narrowed, also by the same file', async () => {
    const list = 'phone,channel\n2125550100,phone\n2125550100,text\n2125550100,phone\n3125550101,all\n3125550101,text\n'
    expect(await world.import(list, '', 2)).toMatchObject({ created: 2, duplicate: 3 })
    expect((await entries()).map((it) => it.channel)).toEqual(['all', 'all'])
  })

  test('by another organization is its own', async () => {
    const { deps } = world
    await world.import('2125550100\n')
    expect(await deps.suppressions.findByValue(OTHER.orgId, 'phone', NEW_YORK)).toBeNull()
    const [mine] = (await world.get('/suppressions/imports')).data
    expect(await deps.suppressionImports.find(OTHER.orgId, mine.id)).toBeNull()
    expect((await deps.suppressionImports.list(OTHER.orgId, { limit: 10, cursor: null })).items).toEqual([])
  })
})

test('what was uploaded, by whom and with which result is in the audit log', async () => {
  const done = await world.import('phone\n2125550100\nx\n2125550100\n', '?filename=a.csv&note=registry')
  const { data } = await world.get(`/audit-log?subject=${done.id}`)
  expect(data.map((it: Json) => [it.action, it.actor])).toEqual([
    ['suppression_import.completed', `import:${done.id}`],
    ['suppression_import.started', 'key:local'],
  ])
  expect(data[0].details).toMatchObject({ rows: 3, created: 1, duplicate: 1, rejected: 1 })
  expect(data[1].details).toMatchObject({ filename: 'a.csv', note: 'registry', channel: 'all' })
})
