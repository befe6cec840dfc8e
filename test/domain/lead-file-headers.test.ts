import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessHeader, variableNames } from '../../src/domain/lead-file/headers.ts'
import { MappingRequest, mapColumns } from '../../src/domain/lead-file/mapping.ts'

/** `role` of each column, phones with their place, variables with their name. */
function roles(headers: string[], request: Record<string, string> | null = null): string[] | string {
  const result = mapColumns(headers, request, 'US')
  if (!result.ok) return result.code
  return result.mapping.map((it) => {
    const place = it.position === null ? '' : String(it.position)
    return it.variable === null ? `${it.role}${place}` : `${it.role}:${it.variable}`
  })
}

describe('recognises columns by their headings', () => {
  test.each([
    ['name', 'name'],
    ['Full Name', 'name'],
    ['\ufeffNAME', 'name'],
    ['First_Name', 'first_name'],
    ['Surname', 'last_name'],
    ['Prénom', 'first_name'],
    ['E-Mail', 'email'],
    [' email address ', 'email'],
    ['Time Zone', 'zone'],
    ['Tags', 'tags'],
    ['External ID', 'external_id'],
    ['CRM record id', 'external_id'],
    ['Record Id', 'external_id'],
    ['customer id', 'variable'],
    ['id', 'variable'],
    ['phone', 'phone'],
    ['Phone Number', 'phone'],
    ['Mobile', 'phone'],
    ['Tel.', 'phone'],
    ['Cell Phone', 'phone'],
    ['Téléphone', 'phone'],
    ['amount', 'variable'],
    ['phone type', 'variable'],
    ['phone11', 'variable'],
    ['name of pet', 'variable'],
    ['', 'variable'],
  ])('%j is %s', (header, role) => expect(guessHeader(header).role).toBe(role))

  test.each([
    ['phone1', 1],
    ['Phone 2', 2],
    ['PHONE_10', 10],
    ['Telephone 3', 3],
    ['Phone Number 4', 4],
    ['Phone 5 number', 5],
    ['phone', null],
  ])('%s is number %s', (header, n) => expect(guessHeader(header)).toEqual({ role: 'phone', phoneNumber: n }))
})

test('the example lists are understood', () => {
  const first = (file: string) => readFileSync(`test/support/${file}`, 'utf8').split('\n')[0]!.split(',')
  const person = ['name', 'phone1', 'phone2']
  const rest = ['variable:AMOUNT', 'street:ADDRESS', 'variable:CASE_NUMBER']
  expect(roles(first('leads-example.csv'))).toEqual([...person, 'email', ...rest])
  expect(roles(first('leads-5000.csv'))).toEqual([...person, 'phone3', 'email', ...rest, 'variable:TAX_ID'])
})

describe('gives each column its place', () => {
  test('phones without a number fill the free places in order', () => {
    expect(roles(['mobile', 'phone2', 'tel', 'phone1'])).toEqual(['phone3', 'phone2', 'phone4', 'phone1'])
  })
  test('the eleventh phone, the second name and doubled headings become variables of their own', () => {
    const phones = Array.from({ length: 11 }, () => 'phone')
    expect(roles(phones)).toEqual([...phones.slice(1).map((_, i) => `phone${i + 1}`), 'variable:PHONE_11'])
    expect(roles(['phone1', 'name', 'Name', 'x', 'X', ''])).toEqual([
      'phone1',
      'name',
      'variable:NAME_2',
      'variable:X',
      'variable:X_2',
      'variable:COLUMN_6',
    ])
  })
  test('what else is recognised can be used in templates too', () => {
    expect(roles(['phone', 'first name', 'timezone'])).toEqual(['phone1', 'first_name:FIRST_NAME', 'zone:TIMEZONE'])
  })
  test('an explicit mapping wins over the guess, whatever the case of the heading', () => {
    expect(roles(['Nummer', 'phone', 'x'], { nummer: 'phone1', PHONE: 'variable:old phone', x: 'ignore' })).toEqual([
      'phone1',
      'variable:OLD_PHONE',
      'ignore',
    ])
  })
})

describe('refuses what is no list, and says why', () => {
  test('no phone and no email', () => {
    const result = mapColumns(['Who', 'When'], null, 'US')
    expect(result).toMatchObject({ ok: false, code: 'no_key_column' })
    expect(!result.ok && result.message).toContain('"Who", "When"')
  })
  test('a person in place of the headings', () => {
    const result = mapColumns(['Alex', '(415) 555-0120'], null, 'US')
    expect(!result.ok && result.message).toMatch(/looks like a person/)
  })
  test('blank headings', () => expect(roles(['', ' '])).toBe('no_headers'))
  test('a mapping of columns that are not there', () => {
    expect(roles(['phone', 'x'], { y: 'name' })).toBe('unknown_column')
  })
  test('a thousand columns and one', () =>
    expect(roles(Array.from({ length: 1001 }, (_, i) => `phone${i}`))).toBe('too_many_columns'))
  test.each(['phone11', 'phone0', 'foo', 'variable:'])('a mapping to %s', (target) => {
    expect(MappingRequest.safeParse({ x: target }).success).toBe(false)
  })
})

test('every column gets exactly one variable name, none twice', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 40 }), (headers) => {
      const names = variableNames(headers)
      expect(new Set(names).size).toBe(headers.length)
      expect(names.every((name) => name.length > 0)).toBe(true)
    }),
  )
})
