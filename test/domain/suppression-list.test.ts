import { describe, expect, test } from 'vitest'
import { findColumns } from '../../src/domain/suppression-list/columns.ts'
import { readListRow } from '../../src/domain/suppression-list/rows.ts'

const roles = (...rows: string[][]): string[] | string => {
  const found = findColumns(rows, 'US')
  return found.ok ? [found.hasHeadings ? 'headings' : 'bare', ...found.columns.map((it) => it.role)] : found.message
}

describe('the columns of a do-not-call list', () => {
  test.each<[string, string[][], string[]]>([
    ['a heading', [['Phone']], ['headings', 'phone']],
    [
      'headings in any case and order',
      [['REASON', 'Phone Number', 'e-mail', 'Channel']],
      ['headings', 'reason', 'phone', 'email', 'channel'],
    ],
    ['several phones', [['phone1', 'phone2', 'phone12', 'name']], ['headings', 'phone', 'phone', 'phone', 'ignore']],
    ['the registry with headings', [['Area Code', 'Number']], ['headings', 'area_code', 'phone']],
    [
      'the registry',
      [
        ['212', '5550100'],
        ['312', '555-0101'],
      ],
      ['bare', 'area_code', 'phone'],
    ],
    [
      'the registry with a date behind',
      [
        ['212', '5550100', '2026-01-02'],
        ['312', '5550101', '2026-01-02'],
      ],
      ['bare', 'area_code', 'phone', 'ignore'],
    ],
    ['bare numbers', [['2125550100'], ['(312) 555-0101']], ['bare', 'any']],
    ['bare emails', [['a@example.com']], ['bare', 'any']],
    [
      'numbers beside names',
      [
        ['Ann', '2125550100'],
        ['Bob', '3125550101'],
      ],
      ['bare', 'ignore', 'any'],
    ],
    [
      'two columns of numbers',
      [
        ['2125550100', '3125550101'],
        ['2125550102', ''],
      ],
      ['bare', 'any', 'any'],
    ],
    ['mostly junk', [['x'], ['y'], ['z'], ['2125550100']], ['bare', 'any']],
    ['a heading that says nothing', [['Blocked people'], ['2125550100'], ['3125550101']], ['bare', 'any']],
  ])('%s', (_name, rows, expected) => {
    expect(roles(...rows)).toEqual(expected)
  })

  test('a list without phones or emails is refused with what its first row holds', () => {
    expect(roles(['name', 'city'], ['Ann', 'Rome'])).toContain('"name", "city"')
  })
})

describe('a row of a do-not-call list', () => {
  const given = { channel: 'all', defaultRegion: 'US' } as const
  const column = (role: string, header = role) => ({ header, role }) as Parameters<typeof readListRow>[1][number]
  const phone = [column('phone')]

  test.each<[string, string[], ReturnType<typeof column>[], unknown[]]>([
    ['a plain number', ['2125550100'], phone, ['+12125550100 all']],
    ['a number with marks', ['(212) 555-0100'], phone, ['+12125550100 all']],
    ['several in a cell', ['2125550100; 3125550101'], phone, ['+12125550100 all', '+13125550101 all']],
    [
      'the same number twice',
      ['2125550100', '+1 212 555 0100'],
      [column('phone'), column('phone')],
      ['+12125550100 all'],
    ],
    ['area code and number', ['212', '555-0100'], [column('area_code'), column('phone')], ['+12125550100 all']],
    [
      'a whole number beside its area code',
      ['212', '2125550100'],
      [column('area_code'), column('phone')],
      ['+12125550100 all'],
    ],
    ['a channel', ['2125550100', 'SMS'], [column('phone'), column('channel')], ['+12125550100 text']],
    [
      'phone and email',
      ['2125550100', 'A@Example.com'],
      [column('phone'), column('email')],
      ['+12125550100 all', 'a@example.com email'],
    ],
    [
      'phone and email, for calls',
      ['2125550100', 'a@example.com', 'calls'],
      [column('phone'), column('email'), column('channel')],
      ['+12125550100 phone'],
    ],
    [
      'phone and email, for email',
      ['2125550100', 'a@example.com', 'email'],
      [column('phone'), column('email'), column('channel')],
      ['a@example.com email'],
    ],
    [
      'several addresses with names',
      ['Ann Lee <ann@example.com>, Bob <bob@example.com>; cy@example.com'],
      [column('email')],
      ['ann@example.com email', 'bob@example.com email', 'cy@example.com email'],
    ],
    ['a phone for email', ['2125550100', 'email'], [column('phone'), column('channel')], ['+12125550100 all']],
    [
      'more cells than at first in a bare list',
      ['2125550100', '3125550101'],
      [column('any')],
      ['+12125550100 all', '+13125550101 all'],
    ],
    ['a number abroad', ['+44 20 7946 0958'], phone, ['+442079460958 all']],
  ])('%s', (_name, cells, columns, expected) => {
    const row = readListRow(cells, columns, given)
    expect(row?.values.map((it) => `${it.value} ${it.channel}`)).toEqual(expected)
    expect(row?.notes).toEqual([])
  })

  test('whose channel cannot be read means all of them, and says so', () => {
    const row = readListRow(['2125550100', 'fax'], [column('phone'), column('channel', 'How')], {
      ...given,
      channel: 'text',
    })
    expect(row?.values).toEqual([{ kind: 'phone', value: '+12125550100', channel: 'all' }])
    expect(row?.notes).toEqual([expect.objectContaining({ column: 'How', code: 'bad_channel' })])
  })

  test.each([
    ['abc', 'phone_not_usable'],
    ['12', 'phone_not_usable'],
    ['+999 123456', 'phone_not_usable'],
    ['1115550100', 'phone_not_usable'],
    ['a@b', 'bad_email'],
    ['-', 'phone_not_usable'],
  ])('%s is junk, with its column and reason', (cell, code) => {
    const row = readListRow([cell], [column('phone', 'Nummer')], given)
    expect(row?.values).toEqual([])
    expect(row?.notes).toEqual([expect.objectContaining({ column: 'Nummer', code })])
  })

  test('without any text is none', () => {
    expect(readListRow(['', ' '], [column('phone'), column('reason')], given)).toBeNull()
    expect(readListRow(['', 'why'], [column('phone'), column('reason')], given)?.notes[0]?.code).toBe(
      'no_phone_or_email',
    )
  })
})
