import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { describe, expect, test } from 'vitest'
import { countryOf, normalisePhone, type PhoneProblem, splitPhones } from '../../src/domain/phone.ts'

describe('reads numbers as people write them', () => {
  const table: [raw: string, region: string, e164: string, country: string | null][] = [
    ['(415) 555-0120', 'US', '+14155550120', 'US'],
    ['415.555.0120', 'US', '+14155550120', 'US'],
    ['415/555-0120', 'US', '+14155550120', 'US'],
    ['1-738-555-0197', 'US', '+17385550197', 'US'],
    ['+1 440.555.0197', 'GB', '+14405550197', 'US'],
    ['001 415 555 0120', 'US', '+14155550120', 'US'],
    ['00 1 415 555 0120', 'GB', '+14155550120', 'US'],
    ['011 44 20 7946 0958', 'US', '+442079460958', 'GB'],
    ['0044 (0)20 7946 0958', 'GB', '+442079460958', 'GB'],
    ['+44 (0)20 7946 0958', 'US', '+442079460958', 'GB'],
    ['020 7946 0958', 'GB', '+442079460958', 'GB'],
    ['0151 12345678', 'DE', '+4915112345678', 'DE'],
    ['tel:+1-415-555-0120', 'US', '+14155550120', 'US'],
    ["'+14155550120", 'US', '+14155550120', 'US'],
    ['="+14155550120"', 'US', '+14155550120', 'US'],
    ['14155550120.0', 'US', '+14155550120', 'US'],
    ['（４１５）５５５－０１２０', 'US', '+14155550120', 'US'],
    ['٤١٥٥٥٥٠١٢٠', 'US', '+14155550120', 'US'],
    ['४१५५५५०१२०', 'US', '+14155550120', 'US'],
    ['\u202a+1\u00a0415\u00a0555\u00a00120\u202c', 'US', '+14155550120', 'US'],
    ['4.155550120E+09', 'US', '+14155550120', 'US'],
    ['+52 1 55 1234 5678', 'US', '+525512345678', 'MX'],
    ['416 555 0100', 'US', '+14165550100', 'CA'],
    ['242 555 0100', 'US', '+12425550100', 'BS'],
    ['8005550100', 'US', '+18005550100', null],
    ['+1 415 555 0120', 'XX', '+14155550120', 'US'],
  ]
  test.each(table)('%s in %s is %s', (raw, region, e164, country) => {
    expect(normalisePhone(raw, region)).toMatchObject({ ok: true, e164, country })
  })

  test.each([
    '415-555-0120 x12',
    '415-555-0120 ext. 12',
    '+1 415 555 0120 extension 12',
    'tel:+14155550120;ext=12',
    '4155550120#12',
  ])('keeps the extension of %s apart', (raw) =>
    expect(normalisePhone(raw, 'US')).toMatchObject({ ok: true, e164: '+14155550120', extension: '12' }),
  )

  test.each(['357', '436', '457', '621', '624', '679', '729', '837', '861', '924', '471', '483', '465', '565', '761'])(
    'takes area code %s, which libphonenumber calls invalid',
    (code) => {
      expect(normalisePhone(`${code}-555-0100`, 'US')).toMatchObject({ ok: true, e164: `+1${code}5550100` })
    },
  )
})

describe('says what is wrong with a number', () => {
  const table: [raw: string, region: string, problem: PhoneProblem][] = [
    ['', 'US', 'empty'],
    ['  \u200b ', 'US', 'empty'],
    ['N/A', 'US', 'empty'],
    ['--', 'US', 'empty'],
    ['not a phone', 'US', 'not_a_number'],
    ['call me at 415-555-0120', 'US', 'not_a_number'],
    ['ann@example.com', 'US', 'not_a_number'],
    ['+', 'US', 'not_a_number'],
    ['=cmd|/c calc', 'US', 'not_a_number'],
    ['12345', 'US', 'too_short'],
    ['555-0120', 'US', 'too_short'],
    ['+1415555', 'US', 'too_short'],
    ['112', 'GB', 'too_short'],
    ['4155550120123', 'US', 'too_long'],
    ['+1 415 555 0120 99', 'GB', 'too_long'],
    ['9'.repeat(40), 'DE', 'too_long'],
    ['0000000000', 'US', 'impossible'],
    ['911-555-0100', 'US', 'impossible'],
    ['415-911-0100', 'US', 'impossible'],
    ['115-555-0100', 'US', 'impossible'],
    ['+999123', 'US', 'impossible'],
    ['4155550120', 'XX', 'impossible'],
    ['4.155551E+09', 'US', 'digits_lost'],
    ['4,15555E+09', 'DE', 'digits_lost'],
  ]
  test.each(table)('%s in %s: %s', (raw, region, problem) => {
    const result = normalisePhone(raw, region)
    expect(result).toMatchObject({ ok: false, problem })
    expect(!result.ok && result.message).toMatch(/\w.*\.$/)
  })
})

test('never guesses a missing country code, however well the digits would fit another country', () => {
  expect(normalisePhone('447700900123', 'US').ok).toBe(false)
  expect(normalisePhone('41555501201', 'US').ok).toBe(false)
})

test('agrees with libphonenumber on every North American number it can read', () => {
  const nxx = fc.tuple(
    fc.integer({ min: 200, max: 999 }),
    fc.integer({ min: 200, max: 999 }),
    fc.integer({ min: 0, max: 9999 }),
  )
  const spelling = fc.constantFrom('A-B-C', '(A) B-C', '1ABC', '+1 A.B.C', 'A B C', '1 (A) B C')
  fc.assert(
    fc.property(nxx, spelling, ([a, b, c], form) => {
      fc.pre(a % 100 !== 11 && b % 100 !== 11)
      const raw = form.replace('A', String(a)).replace('B', String(b)).replace('C', String(c).padStart(4, '0'))
      const theirs = parsePhoneNumberFromString(raw, { defaultCountry: 'US', extract: false })
      const ours = normalisePhone(raw, 'US')
      expect(ours.ok && ours.e164).toBe(theirs?.number)
    }),
    { numRuns: 2000 },
  )
})

test('never throws, gives only E.164, and reads its own output as the same number', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'0123456789+-() .xE/;=#\'"') }),
  )
  fc.assert(
    fc.property(text, fc.constantFrom('US', 'GB', 'DE', 'JP', 'XX', ''), (raw, region) => {
      const result = normalisePhone(raw, region)
      if (!result.ok) return
      expect(result.e164).toMatch(/^\+[1-9]\d{4,14}$/)
      expect(normalisePhone(result.e164, 'US')).toMatchObject({ ok: true, e164: result.e164, country: result.country })
      expect(countryOf(result.e164)).toBe(result.country)
    }),
    { numRuns: 5000 },
  )
})

test.each([
  ['415-555-0120 / 415-555-0121', 2],
  ['415-555-0120; 415-555-0121', 2],
  ['415-555-0120\n415-555-0121\r\n415-555-0122', 3],
  ['415-555-0120 or 415-555-0121', 2],
  ['415/555-0120', 1],
  ['415-555-0120, ext 4', 1],
  ['+49 30/1234567', 1],
  ['', 1],
])('finds the numbers of the cell %j', (cell, count) => {
  expect(splitPhones(cell)).toHaveLength(count)
})
