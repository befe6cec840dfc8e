import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalisePhone, plainNanpPhone } from '../../src/domain/phone.ts'

const REGIONS = ['US', 'CA', 'JM', 'GB', 'DE', 'MX', 'XX']
const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
const separator = fc.constantFrom('', '-', '.', ' ', '/', '–', ') ')
/** Numbers of North America and their like, with every kind of mark between the groups. */
const written = fc
  .tuple(
    fc.constantFrom('', '1', '+1', '+', '01', '001', '+44'),
    separator,
    digits(3),
    separator,
    digits(3),
    separator,
    digits(4),
    fc.constantFrom('', ' ', '0', '.0', 'x1', '#2'),
  )
  .map((parts) => parts.join(''))
const anything = fc.stringMatching(/^[0-9+().\-/ x#eE]{0,16}$/)

describe('the short way to read a number', () => {
  test('gives what the long way gives, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(written, anything), fc.constantFrom(...REGIONS), (raw, region) => {
        const quick = plainNanpPhone(raw, region)
        if (quick !== null)
          expect(normalisePhone(raw, region)).toMatchObject({ ok: true, e164: quick, extension: null })
      }),
      { numRuns: 20_000 },
    )
  })

  test('is taken by every number of North America that is written plainly', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9][0-9]{9}$/), fc.constantFrom('', '-', '.', ' '), (ten, mark) => {
        const local = [ten.slice(0, 3), ten.slice(3, 6), ten.slice(6)].join(mark)
        for (const [raw, region] of [
          [local, 'US'],
          [`1${mark}${local}`, 'CA'],
          [`+1${mark}${local}`, 'GB'],
        ] as const) {
          const long = normalisePhone(raw, region)
          expect(plainNanpPhone(raw, region), raw).toBe(long.ok ? long.e164 : null)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('leaves numbers without a country code to the region', () => {
    expect(plainNanpPhone('2125550100', 'GB')).toBeNull()
    expect(plainNanpPhone('12125550100', 'GB')).toBeNull()
    expect(plainNanpPhone('+12125550100', 'GB')).toBe('+12125550100')
  })
})
