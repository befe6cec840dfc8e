import { describe, expect, it } from 'vitest'
import { explainWhereabouts } from '../../src/domain/regions/whereabouts-reasons.ts'
import { type PersonAddress, resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'

const FALLBACK = ['America/New_York', 'Pacific/Honolulu']
const TOLL_FREE = '+18005550123'

const of = (address: Partial<PersonAddress>, phone = TOLL_FREE) =>
  resolveWhereabouts({
    address: { state: null, postalCode: null, country: null, ...address },
    phone,
    fallbackZones: FALLBACK,
  })

describe('what cannot be read of an address', () => {
  it.each([
    ['an unknown state', { state: 'Narnia' }],
    ['a state of one letter', { state: 'P' }],
    ['a state without end', { state: 'Pennsylvania'.repeat(10_000) }],
    ['a state of spaces', { state: '   ' }],
    ['a state named like something every object has', { state: 'constructor' }],
    ['a ZIP code of four digits', { postalCode: '2139' }],
    ['a ZIP code nobody has', { postalCode: '00000' }],
    ['a postal code of letters no code begins with', { postalCode: 'D1A 1A1' }],
    ['a ZIP code of words', { postalCode: 'fifteen' }],
    ['a postal code without end', { postalCode: ' '.repeat(100_000) }],
    ['an unknown country', { country: 'XX' }],
    ['a country named like something every object has', { country: '__proto__' }],
    ['a country of words', { country: 'somewhere' }],
    ['nothing at all', {}],
  ] satisfies [string, Partial<PersonAddress>][])('counts as not written: %s', (_what, address) => {
    const phone = '+12705550123'
    const without = resolveWhereabouts({ phone, fallbackZones: FALLBACK })
    expect(of(address, phone)).toEqual(without)
    expect(of(address)).toEqual({ zones: [...FALLBACK], regions: ['CA', 'US'], evidence: 'fallback' })
    expect(() =>
      explainWhereabouts({
        address: { state: null, postalCode: null, country: null, ...address },
        phone,
        fallbackZones: [],
      }),
    ).not.toThrow()
  })

  it('leaves what can be read', () => {
    expect(of({ state: 'Narnia', postalCode: '15213' }).regions).toEqual(['US-PA'])
    expect(of({ state: 'PA', postalCode: 'x' }).regions).toEqual(['US-PA'])
    expect(of({ state: 'Narnia', country: 'US' }, '+14125550123').regions).toEqual(['US-PA'])
  })
})

describe('explainWhereabouts', () => {
  const explain = (address: Partial<PersonAddress> | null, phone: string, contactZone?: string) =>
    explainWhereabouts({
      address: address && { state: null, postalCode: null, country: null, ...address },
      phone,
      contactZone,
      fallbackZones: FALLBACK,
    })

  it('names everything that says where somebody is', () => {
    expect(explain({ state: 'CA', postalCode: '15213' }, '+14125550123')).toEqual([
      'the state of the address is California',
      'postal code 15213 is in Pennsylvania',
      'area code 412 is in Pennsylvania',
      'time zones of the address: America/Los_Angeles, America/New_York',
    ])
    expect(explain({ country: 'DE' }, '+4930123456', 'Europe/Berlin')).toEqual([
      'the country of the address is DE',
      'calling code +49 is of DE',
      'the contact has a time zone of its own: Europe/Berlin',
    ])
  })

  it('says so when something cannot be read, or nothing is known', () => {
    expect(explain({ state: 'Narnia', postalCode: '1' }, '+18005550123')).toEqual([
      'the state of the address, Narnia, is not one we know',
      'postal code 1 is not one we know',
      'area code 800 is not assigned to a place',
      'nothing says where they are, so the organization’s fallback time zones count: America/New_York, Pacific/Honolulu',
    ])
    expect(explain(null, '')).toContain('the phone says nothing of a place')
    expect(explain({ state: 'AE' }, '+12125550123')[0]).toContain('military post office')
  })
})
