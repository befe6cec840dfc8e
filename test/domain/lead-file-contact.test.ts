import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCountry } from '../../src/domain/address.ts'
import { consentSpan } from '../../src/domain/consent.ts'
import { guessHeader } from '../../src/domain/lead-file/headers.ts'
import { MappingRequest, mapColumns } from '../../src/domain/lead-file/mapping.ts'
import { readDate } from '../../src/domain/lead-file/read-date.ts'
import { readRow } from '../../src/domain/lead-file/rows.ts'

/** What a list says of where people live and what they agreed to. */

function read(row: Record<string, string>, request: Record<string, string> | null = null) {
  const mapped = mapColumns(['phone', ...Object.keys(row)], request, 'US')
  if (!mapped.ok) throw new Error(mapped.message)
  const cells = ['+14155550120', ...Object.values(row)]
  const verdict = readRow(cells, mapped.mapping, { defaultRegion: 'US', callsOnly: true })
  if (verdict.verdict !== 'lead') throw new Error(JSON.stringify(verdict))
  return { ...verdict.lead, notes: verdict.notes.map((it) => [it.column, it.code]) }
}

const utc = (text: string): number => Date.parse(text)

test.each([
  ['address', 'street'],
  ['Street Address', 'street'],
  ['City', 'city'],
  ['State/Province', 'state'],
  ['Region', 'state'],
  ['ZIP', 'postal_code'],
  ['Zip Code', 'postal_code'],
  ['Postcode', 'postal_code'],
  ['Country', 'country'],
  ['Consent', 'consent'],
  ['Consent Type', 'consent'],
  ['consent_text', 'consent_wording'],
  ['Consent source', 'consent_source'],
  ['Date of consent', 'consent_date'],
  ['consent at', 'consent_date'],
  ['Consent expiry', 'consent_expires'],
  ['tz', 'zone'],
  // Whether these are about calls, nobody knows: they need a mapping.
  ['opt in', 'variable'],
  ['subscribed', 'variable'],
])('a column %j is %s', (header, role) => expect(guessHeader(header).role).toBe(role))

describe('an address', () => {
  test('is put together from its columns, which stay variables', () => {
    const person = read({ address: ' 9  Elm Ave', City: 'Erie', STATE: 'PA', zip: '16501', country: 'USA' })
    expect(person.address).toEqual({
      street: '9 Elm Ave',
      city: 'Erie',
      state: 'PA',
      postalCode: '16501',
      country: 'US',
    })
    expect(person.variables).toEqual({ ADDRESS: '9  Elm Ave', CITY: 'Erie', STATE: 'PA', ZIP: '16501', COUNTRY: 'USA' })
    expect(person.notes).toEqual([])
  })
  test('of which nothing is said is none', () => {
    expect(read({ city: '', state: ' ' }).address).toBeNull()
    expect(read({ amount: '7' }).address).toBeNull()
  })
  test('without a country that can be understood has none, and says so', () => {
    const person = read({ state: 'PA', country: 'Freedonia' })
    expect(person.address).toMatchObject({ state: 'PA', country: null })
    expect(person.notes).toEqual([['country', 'bad_country']])
  })
  test.each([
    ['US', 'US'],
    ['us', 'US'],
    ['U.S.A.', 'US'],
    ['United States', 'US'],
    ['UK', 'GB'],
    ['Puerto Rico', 'PR'],
    ['México', 'MX'],
    ['CÔTE D’IVOIRE', 'CI'],
    ['ZZ', null],
    ['EU', null],
    ['', null],
    ['1', null],
  ])('the country %j is %s', (text, code) => expect(readCountry(text)).toBe(code))
})

describe('consent', () => {
  test.each([
    ['yes', 'express'],
    ['TRUE', 'express'],
    ['Opted-in', 'express'],
    ['opt in', 'express'],
    ['Prior express consent', 'express'],
    ['Written', 'written'],
    ['prior express written consent', 'written'],
    ['signed', 'written'],
    ['No', 'none'],
    ['false', 'none'],
    ['none', 'none'],
    ['Opted out', 'none'],
    ['revoked', 'none'],
  ])('%j is %s', (text, type) => {
    const { consent, notes } = read({ consent: text })
    expect(consent).toEqual({
      type,
      wording: '',
      source: '',
      at: null,
      expiresAt: null,
      revokedAt: null,
      revokedReason: null,
    })
    expect(notes).toEqual([])
  })

  test('comes with its words, source and dates', () => {
    const { consent, variables } = read({
      Consent: 'written',
      'consent text': 'You may call me.',
      'consent source': 'web form 7',
      'consent date': '2026-03-01',
      'consent expires': '2027-03-01T12:00:00-05:00',
    })
    expect(consent).toMatchObject({
      type: 'written',
      wording: 'You may call me.',
      source: 'web form 7',
      at: utc('2026-03-01'),
      expiresAt: utc('2027-03-01T17:00:00Z'),
    })
    expect(variables).toMatchObject({ CONSENT: 'written', CONSENT_SOURCE: 'web form 7' })
  })

  test('that cannot be read is none, and the person stays', () => {
    const { consent, notes } = read({ consent: 'maybe later', 'consent source': 'call' })
    expect(consent).toMatchObject({ type: 'none', source: 'call' })
    expect(notes).toEqual([['consent', 'consent_unreadable']])
  })

  test.each(['', 'n/a', '-'])('of which the cell says %j is not touched', (cell) => {
    expect(read({ consent: cell })).toMatchObject({ consent: null, notes: [] })
  })

  test('told of without saying whether it was given is reported and not taken for one', () => {
    expect(read({ 'consent date': '2026-03-01' })).toMatchObject({
      consent: null,
      notes: [['consent date', 'consent_unreadable']],
    })
  })

  test('with a date that may be two days has an unknown date', () => {
    expect(read({ consent: 'yes', 'consent date': '03/04/2026' })).toMatchObject({
      consent: { type: 'express', at: null },
      notes: [['consent date', 'bad_consent_date']],
    })
  })

  test('with an end that may be two days ends on the sooner', () => {
    expect(read({ consent: 'yes', 'consent expires': '03/04/2027' })).toMatchObject({
      consent: { type: 'express', expiresAt: utc('2027-03-04') },
      notes: [['consent expires', 'bad_consent_date']],
    })
  })

  test('with an end that cannot be read counts as none', () => {
    expect(read({ consent: 'yes', 'consent expires': 'next year' })).toMatchObject({
      consent: { type: 'none' },
      notes: [['consent expires', 'consent_unreadable']],
    })
    expect(read({ consent: 'yes', 'consent expires': 'never' })).toMatchObject({
      consent: { type: 'express', expiresAt: null },
      notes: [],
    })
  })

  test('that ends before it begins never holds, and says so', () => {
    const { consent, notes } = read({ consent: 'yes', 'consent date': '2026-05-01', 'consent expires': '2026-04-01' })
    expect(consentSpan(consent)).toBeNull()
    expect(notes).toEqual([['consent expires', 'bad_consent_date']])
  })

  test('is found under any heading by a mapping', () => {
    const { consent, address } = read({ 'opt in': 'yes', Where: 'PA' }, { 'opt in': 'consent', where: 'state' })
    expect({ consent, address }).toMatchObject({ consent: { type: 'express' }, address: { state: 'PA' } })
  })

  test.each(['ja', 'perhaps', 'yes but no', 'yes?no', 'stop', '2', 'consent', 'not yes', '是', '__proto__'])(
    'is not read into %j',
    (text) => expect(read({ consent: text }).consent).toMatchObject({ type: 'none' }),
  )
})

test.each([
  'street',
  'city',
  'state',
  'postal_code',
  'country',
  'consent',
  'consent_wording',
  'consent_source',
  'consent_date',
  'consent_expires',
])('a mapping may name %s', (target) => {
  expect(MappingRequest.safeParse({ x: target }).success).toBe(true)
  expect(MappingRequest.safeParse({ x: `${target}x` }).success).toBe(false)
})

describe('dates', () => {
  test.each([
    ['2026-11-23', '2026-11-23T00:00:00Z'],
    ['2026/1/5', '2026-01-05T00:00:00Z'],
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'],
    ['2026-11-23T10:00:00.123-05:00', '2026-11-23T15:00:00Z'],
    ['2026-11-23 10:00', '2026-11-23T10:00:00Z'],
    ['11/23/2026', '2026-11-23T00:00:00Z'],
    ['23/11/2026', '2026-11-23T00:00:00Z'],
    ['23.11.2026', '2026-11-23T00:00:00Z'],
    ['5-5-2026', '2026-05-05T00:00:00Z'],
    ['11/23/2026 2:05 PM', '2026-11-23T14:05:00Z'],
    ['11/23/2026 12:05 am', '2026-11-23T00:05:00Z'],
    ['Nov 23, 2026', '2026-11-23T00:00:00Z'],
    ['November 3rd 2026', '2026-11-03T00:00:00Z'],
    ['3 Sept 2026', '2026-09-03T00:00:00Z'],
    ['03-May-2026', '2026-05-03T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s', (text, iso) => expect(readDate(text)).toEqual({ kind: 'at', at: utc(iso) }))

  test('that may be two days', () => {
    expect(readDate('03/04/2026')).toEqual({ kind: 'ambiguous', earlier: utc('2026-03-04'), later: utc('2026-04-03') })
    expect(readDate('3.4.2026').kind).toBe('ambiguous')
  })

  test.each([
    '',
    'soon',
    '1/5/26',
    '46000',
    '2026-13-01',
    '2026-02-29',
    '2026-02-30',
    '31/31/2026',
    '2026-11-23T25:00',
    '11/23/2026 13:00 pm',
    'Foo 3, 2026',
    '0000-01-01',
  ])('%j is none', (text) => expect(readDate(text).kind).toBe('unreadable'))

  test('every day is read the same in every way of writing it', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
        const at = Date.UTC(y, m - 1, d)
        expect(readDate(date.toISOString().slice(0, 10))).toEqual({ kind: 'at', at })
        expect(readDate(`${d} ${date.toLocaleString('en', { month: 'long', timeZone: 'UTC' })} ${y}`)).toEqual({
          kind: 'at',
          at,
        })
        for (const written of [readDate(`${m}/${d}/${y}`), readDate(`${d}.${m}.${y}`)])
          if (written.kind === 'ambiguous') expect([written.earlier, written.later]).toContain(at)
          else expect(written).toEqual({ kind: 'at', at })
      }),
    )
  })
})
