import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapColumns } from '../../src/domain/lead-file/mapping.ts'
import { MAX_CELL_LENGTH, MAX_NAME_LENGTH } from '../../src/domain/lead-file/row-fields.ts'
import { type RowVerdict, readRow } from '../../src/domain/lead-file/rows.ts'

const CONTEXT = { defaultRegion: 'US', callsOnly: true }

function read(headers: string, cells: string[], context = CONTEXT): RowVerdict {
  const mapped = mapColumns(headers.split(','), null, 'US')
  if (!mapped.ok) throw new Error(mapped.message)
  return readRow(cells, mapped.mapping, context)
}

function lead(headers: string, cells: string[], context = CONTEXT) {
  const verdict = read(headers, cells, context)
  if (verdict.verdict !== 'lead') throw new Error(JSON.stringify(verdict))
  return verdict
}

test('a row becomes a person with phones, email and variables', () => {
  const {
    lead: person,
    skip,
    notes,
  } = lead('name,phone1,phone2,email,case number,empty', [
    '  Zoë   Smith ',
    '(415) 555-0120',
    '1-738-555-0197',
    'Zoe@Example.COM',
    'C-1',
    '',
  ])
  expect(person).toEqual({
    name: 'Zoë Smith',
    email: 'zoe@example.com',
    phones: [
      { position: 1, e164: '+14155550120', raw: '(415) 555-0120', problem: null },
      { position: 2, e164: '+17385550197', raw: '1-738-555-0197', problem: null },
    ],
    zone: null,
    address: null,
    consent: null,
    tags: [],
    priority: 'normal',
    variables: { CASE_NUMBER: 'C-1' },
    externalId: null,
  })
  expect({ skip, notes }).toEqual({ skip: null, notes: [] })
})

describe('verdicts', () => {
  test.each([
    ['no usable phone is a lead to be skipped', 'not a phone', '', 'lead', 'not_a_number'],
    ['no usable phone, with an email, too', '12345', 'a@b.example', 'lead', 'too_short'],
    ['nothing at all in the key columns is rejected', '', '', 'rejected', null],
    ['an email alone is rejected when the campaign only calls', '', 'a@b.example', 'rejected', null],
  ])('%s', (_, phone, email, verdict, skip) => {
    const result = read('name,phone1,email', ['Ann', phone, email])
    expect(result.verdict).toBe(verdict)
    if (result.verdict === 'lead') expect(result.skip).toBe(skip)
  })
  test('an email alone is enough when the campaign also writes', () => {
    const result = lead('name,phone1,email', ['Ann', '', 'a@b.example'], { defaultRegion: 'US', callsOnly: false })
    expect(result).toMatchObject({ skip: 'no_phone', lead: { email: 'a@b.example', phones: [] } })
  })
  test('a rejected row names column and reason', () => {
    expect(read('Name,Mobile,x', ['Ann', ' ', '1'])).toMatchObject({
      verdict: 'rejected',
      errors: [{ column: 'Mobile', code: 'no_phone' }],
    })
  })
  test('blank rows are no rows', () => {
    expect(read('name,phone', ['', ' \t', '\u00a0']).verdict).toBe('blank')
    expect(read('name,phone', []).verdict).toBe('blank')
  })
})

describe('what the CRM calls somebody', () => {
  const ids = (header: string, cell: string) => lead(`phone,${header}`, ['4155550120', cell])
  test('is taken as it is written, and can be spoken of', () => {
    expect(ids('CRM ID', ' 00Q-7x ').lead).toMatchObject({ externalId: '00Q-7x', variables: { CRM_ID: '00Q-7x' } })
    expect(ids('CRM ID', '').lead.externalId).toBeNull()
  })
  test('is not cut, since a part of it may be somebody else', () => {
    const { lead: person, notes } = ids('record id', 'x'.repeat(201))
    expect([person.externalId, notes]).toMatchObject([null, [{ column: 'record id', code: 'bad_external_id' }]])
  })
})

describe('phones', () => {
  test('take their places in order, without gaps and without repeats', () => {
    const { lead: person } = lead('phone3,phone1,phone2', ['415-555-0103', '', '(415) 555-0103'])
    expect(person.phones).toEqual([{ position: 1, e164: '+14155550103', raw: '(415) 555-0103', problem: null }])
  })
  test('an unusable one keeps its place and is noted', () => {
    const { lead: person, notes, skip } = lead('phone1,phone2', ['+999123', '4155550120'])
    expect(person.phones.map((it) => [it.position, it.e164, it.problem])).toEqual([
      [1, null, 'impossible'],
      [2, '+14155550120', null],
    ])
    expect(notes).toMatchObject([{ column: 'phone1', code: 'phone_not_usable' }])
    expect(skip).toBeNull()
  })
  test('several in one cell are several phones, at most ten in all', () => {
    const many = Array.from({ length: 12 }, (_, i) => `415-555-01${10 + i}`).join(' / ')
    expect(lead('phone', [many]).lead.phones).toHaveLength(10)
  })
})

describe('what is wrong but can be left out is left out with a note', () => {
  test('cells beyond the headings', () => {
    const cells = ['Ann', '4155550120', ...Array.from({ length: 38 }, (_, i) => `x${i}`)]
    expect(lead('name,phone', cells).notes).toMatchObject([{ code: 'too_many_cells' }])
    expect(lead('name,phone', ['Ann', '4155550120', '', '']).notes).toEqual([])
  })
  test('fewer cells than headings', () => expect(lead('phone,a,b', ['4155550120']).lead.variables).toEqual({}))
  test('an email that is none', () => {
    expect(lead('phone,email', ['4155550120', 'ann at example']).notes).toMatchObject([{ code: 'bad_email' }])
  })
  test('a name and a cell that are too long, cut between characters', () => {
    const { lead: person, notes } = lead('phone,name,x', ['4155550120', '😀'.repeat(200), 'y'.repeat(10_000)])
    expect(person.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH)
    expect(person.name).toBe('😀'.repeat(100))
    expect(person.variables.X).toHaveLength(MAX_CELL_LENGTH)
    expect(notes.map((it) => it.code)).toEqual(['cell_too_long', 'cell_too_long'])
  })
  test('more text than travels with a call', () => {
    const headers = ['phone', ...Array.from({ length: 50 }, (_, i) => `c${i}`)]
    const cells = ['4155550120', ...Array.from({ length: 50 }, () => 'z'.repeat(MAX_CELL_LENGTH))]
    const { lead: person, notes } = lead(headers.join(','), cells)
    expect(JSON.stringify(person.variables).length).toBeLessThan(40_000)
    expect(notes).toMatchObject([{ code: 'row_too_large' }])
  })
  test('an unknown time zone and priority', () => {
    const { lead: person, notes } = lead('phone,timezone,priority', ['4155550120', 'Mars/Base', 'soon'])
    expect(person).toMatchObject({ zone: null, priority: 'normal' })
    expect(notes.map((it) => it.code)).toEqual(['bad_timezone', 'bad_priority'])
  })
})

test('names come whole or in parts, tags apart, zones as they are called', () => {
  const { lead: person } = lead('phone,last name,first name,tags,tz,priority', [
    '4155550120',
    'Ortiz',
    'Sam',
    'vip, new;vip',
    'America/Denver',
    'HIGH',
  ])
  expect(person).toMatchObject({ name: 'Sam Ortiz', tags: ['vip', 'new'], zone: 'America/Denver', priority: 'high' })
  expect(person.variables).toMatchObject({ FIRST_NAME: 'Sam', LAST_NAME: 'Ortiz' })
})

test('text that means something elsewhere is only text here', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the carrier's own substitution, as the lists have it
  const evil = ['=HYPERLINK("http://example.com","x")', '${1+1} %{call.to}', '{{NAME}}', "'; DROP TABLE leads; --"]
  for (const name of evil)
    expect(lead('phone,name,x', ['4155550120', name, name]).lead).toMatchObject({ name, variables: { X: name } })
  expect(lead('phone,name', ['4155550120', "'=1+1"]).lead.name).toBe('=1+1')
  expect(lead('phone,__proto__,constructor', ['4155550120', 'a', 'b']).lead.variables).toEqual({
    PROTO: 'a',
    CONSTRUCTOR: 'b',
  })
})

test('any cells under any headings give a verdict', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('4155550120', 'a@b.example', ''))
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), fc.array(text, { maxLength: 12 }), (headers, cells) => {
      const mapped = mapColumns([...headers, 'phone', 'email'], null, 'US')
      if (!mapped.ok) return
      const verdict = readRow(cells, mapped.mapping, CONTEXT)
      if (verdict.verdict === 'lead') {
        expect(verdict.lead.phones.map((it) => it.position)).toEqual(verdict.lead.phones.map((_, i) => i + 1))
        expect(verdict.skip === null).toBe(verdict.lead.phones.some((it) => it.e164 !== null))
      }
    }),
    { numRuns: 3000 },
  )
})
