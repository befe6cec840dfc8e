import { describe, expect, it } from 'vitest'
import { phoneSearch } from '../../src/domain/phone-prefixes.ts'

describe('a phone typed into a search', () => {
  it.each([
    ['(312) 555-0102', 'US', { whole: '+13125550102', prefixes: ['+13125550102', '+3125550102'] }],
    ['312 555', 'US', { whole: null, prefixes: ['+1312555', '+312555'] }],
    ['1312', 'US', { whole: null, prefixes: ['+11312', '+1312'] }],
    ['+44 20 79', 'US', { whole: null, prefixes: ['+442079'] }],
    ['020 79', 'GB', { whole: null, prefixes: ['+442079', '+02079'] }],
  ])('%s of somebody in %s begins as it would be dialed', (text, region, expected) => {
    expect(phoneSearch(text, region)).toEqual(expected)
  })

  it.each(['31', 'Ann', 'ann312@example.com', 'Suite 3125', '1234567890123456'])('%s is none', (text) => {
    expect(phoneSearch(text, 'US')).toBeNull()
  })
})
