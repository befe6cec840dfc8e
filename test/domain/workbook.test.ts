import { describe, expect, it } from 'vitest'
import { pickHeadings } from '../../src/domain/lead-file/pick-headings.ts'
import { readSignature } from '../../src/domain/lead-file/signature.ts'
import { cellPlace, dateText, numberText, unescapeText } from '../../src/domain/workbook/cell-text.ts'
import { numberKind } from '../../src/domain/workbook/number-format.ts'

describe('a number of a workbook', () => {
  it.each([
    ['4155551234', '4155551234'],
    ['4.155551234E9', '4155551234'],
    ['4155551234.0', '4155551234'],
    ['-12', '-12'],
    ['0.30000000000000004', '0.3'],
    ['1234.5', '1234.5'],
    ['1E-7', '1e-7'],
    ['12345678901234567890', '12345678901234567000'],
    ['1e300', '1e+300'],
    ['', ''],
    ['#REF', '#REF'],
  ])('%s is the text %s', (raw, text) => {
    expect(numberText(raw)).toBe(text)
  })
})

describe('a day of a workbook', () => {
  it.each([
    ['1', 'date', false, '1900-01-01'],
    ['59', 'date', false, '1900-02-28'],
    ['60', 'date', false, '1900-02-29'],
    ['61', 'date', false, '1900-03-01'],
    ['46349', 'date', false, '2026-11-23'],
    ['46349.75', 'date', false, '2026-11-23'],
    ['46349.604166666664', 'date_time', false, '2026-11-23 14:30'],
    ['46349.99999999', 'date_time', false, '2026-11-24'],
    ['0', 'date', true, '1904-01-01'],
    ['44887', 'date', true, '2026-11-23'],
    ['0.604166666', 'time', false, '14:30'],
    ['0.6041898', 'time', false, '14:30:02'],
    ['1.5', 'elapsed', false, '36:00'],
    ['2958465', 'date', false, '9999-12-31'],
    ['2958466', 'date', false, '2958466'],
    ['-1', 'date', false, '-1'],
    ['x', 'date', false, 'x'],
  ] as const)('%s as %s (1904: %s) is %s', (raw, kind, date1904, text) => {
    expect(dateText(raw, kind, date1904)).toBe(text)
  })
})

describe('a number format', () => {
  it.each([
    [0, undefined, 'number'],
    [14, undefined, 'date'],
    [20, undefined, 'time'],
    [22, undefined, 'date_time'],
    [46, undefined, 'elapsed'],
    [164, 'General', 'number'],
    [164, 'Standard', 'number'],
    [164, '#,##0.00', 'number'],
    [164, '0.00E+00', 'number'],
    [164, '0 "days"', 'number'],
    [164, '[Red]0;[Blue]-0', 'number'],
    [164, '\\d0', 'number'],
    [164, 'dd/mm/yyyy', 'date'],
    [164, 'mmm', 'date'],
    [164, '[$-409]d mmmm yyyy;@', 'date'],
    [164, 'mm:ss', 'time'],
    [164, 'h:mm AM/PM', 'time'],
    [164, 'yyyy-mm-dd"T"hh:mm', 'date_time'],
    [164, '[h]:mm', 'elapsed'],
  ] as const)('%s %s is of a %s', (id, code, kind) => {
    expect(numberKind(id, code)).toBe(kind)
  })
})

it('knows the places of cells', () => {
  expect(cellPlace('A1')).toEqual({ column: 0, row: 1 })
  expect(cellPlace('$AB$12')).toEqual({ column: 27, row: 12 })
  expect(cellPlace('XFD1048576')).toEqual({ column: 16_383, row: 1_048_576 })
  for (const none of ['XFE1', '12', 'A', 'A0', 'A1.5', '', 'é1']) expect(cellPlace(none), none).toBeNull()
})

it('gives back the characters XML cannot hold', () => {
  expect(unescapeText('a_x000D_b')).toBe('a\rb')
  expect(unescapeText('_x005F_x0041_')).toBe('_x0041_')
  expect(unescapeText('my_x_file')).toBe('my_x_file')
})

describe('the first bytes of a file', () => {
  const kind = (...bytes: number[]) => readSignature(Uint8Array.from(bytes)).kind
  const text = (value: string) => readSignature(new TextEncoder().encode(value)).kind
  it('tell what it is', () => {
    expect(kind(0x50, 0x4b, 3, 4)).toBe('zip')
    expect(kind(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)).toBe('compound')
    expect(kind(0x1f, 0x8b)).toBe('refused')
    expect(text('  <!DOCTYPE html>')).toBe('refused')
    expect(text('BZh91AY&SY')).toBe('refused')
  })
  it.each(['name,phone', 'PK,phone', '{name},phone', '<b>name</b>,phone', 'BZhandler,phone', '[city],phone', ''])(
    'leave the list %s alone',
    (list) => expect(text(list)).toBe('unknown'),
  )
})

describe('the headings', () => {
  const pick = (...rows: string[][]) => pickHeadings(rows, null, 'US')
  it('are the first row, or the first below a title that names a phone or an email', () => {
    expect(pick(['name', 'phone'])).toMatchObject({ ok: true, index: 0 })
    expect(pick(['Our list'], [''], ['name', 'phone'], ['Ann', '1'])).toMatchObject({ ok: true, index: 2 })
  })
  it('do not stand below somebody, nor below the tenth row', () => {
    expect(pick(['Ann', '+14155550101'], ['name', 'phone'])).toMatchObject({
      ok: false,
      code: 'no_key_column',
      index: 0,
    })
    expect(pick(['Ann', 'ann@example.com'], ['name', 'phone'])).toMatchObject({ ok: false })
    expect(pick(...Array.from({ length: 10 }, () => ['x']), ['phone'])).toMatchObject({ ok: false })
  })
})
