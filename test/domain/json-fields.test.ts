import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemReader } from '../../src/app/leads/read-item.ts'
import { formRecord, readRecord, recordsOf } from '../../src/domain/lead-file/json-fields.ts'
import type { MappingRequest } from '../../src/domain/lead-file/mapping.ts'

const CONTEXT = { defaultRegion: 'US', callsOnly: true }

function read(value: unknown, mapping: MappingRequest | null = null, context = CONTEXT) {
  const verdict = itemReader(context, mapping).readValue(value)
  if (verdict.verdict !== 'lead') throw new Error(JSON.stringify(verdict))
  return { ...verdict.lead, phones: verdict.lead.phones.map((it) => it.e164), notes: verdict.notes }
}

const codes = (value: unknown, context = CONTEXT) => {
  const verdict = itemReader(context).readValue(value)
  return verdict.verdict === 'rejected' ? verdict.errors.map((it) => it.code) : verdict.verdict
}

describe('a person in JSON', () => {
  it('is read as the API takes them', () => {
    const person = read({
      external_id: 4711,
      name: 'Ann Lee',
      phones: ['(212) 555-0100', '212 555 0101'],
      email: 'Ann@Example.com',
      time_zone: 'America/Denver',
      address: { street: '1 Main St', city: 'Denver', state: 'CO', postal_code: '80202', country: 'US' },
      consent: { type: 'written', wording: 'yes, call me', source: 'form', at: '2026-11-01T00:00:00Z' },
      tags: ['vip', 'west'],
      priority: 'high',
      variables: { 'case number': 'A-1001', name: 'a variable called so', phone: '555' },
    })
    expect(person).toMatchObject({
      externalId: '4711',
      name: 'Ann Lee',
      phones: ['+12125550100', '+12125550101'],
      email: 'ann@example.com',
      zone: 'America/Denver',
      address: { street: '1 Main St', city: 'Denver', state: 'CO', postalCode: '80202', country: 'US' },
      consent: { type: 'written', wording: 'yes, call me', source: 'form', at: Date.parse('2026-11-01T00:00:00Z') },
      tags: ['vip', 'west'],
      priority: 'high',
      notes: [],
    })
    expect(person.variables).toMatchObject({ CASE_NUMBER: 'A-1001', NAME: 'a variable called so', PHONE: '555' })
  })

  it.each<[string, unknown]>([
    ['flat', { firstname: 'Ann', lastname: 'Lee', phone: '212 555 0100', plan: 'gold' }],
    ['wrapped', { data: { first_name: 'Ann', last_name: 'Lee', phone: '2125550100', plan: 'gold' } }],
    ['wrapped twice', { payload: { contact: { name: 'Ann Lee', mobile: '2125550100', plan: 'gold' } } }],
    [
      'as HubSpot has it',
      {
        id: 9,
        properties: {
          firstname: { value: 'Ann' },
          lastname: { value: 'Lee' },
          phone: { value: '2125550100' },
          plan: { value: 'gold' },
        },
      },
    ],
    [
      'as Facebook has it',
      {
        field_data: [
          { name: 'full_name', values: ['Ann Lee'] },
          { name: 'phone_number', values: ['+12125550100'] },
          { name: 'plan', values: ['gold'] },
        ],
      },
    ],
    [
      'as Pipedrive has it',
      {
        name: 'Ann Lee',
        phone: [{ value: '2125550100', primary: true, label: 'work' }],
        email: [{ value: '' }],
        plan: 'gold',
      },
    ],
    [
      'as a list of fields',
      [
        { key: 'name', value: 'Ann Lee' },
        { key: 'tel', value: '2125550100' },
        { key: 'plan', value: 'gold' },
      ],
    ],
    ['with the name in parts', { name: { first: 'Ann', last: 'Lee' }, phone: 2125550100, plan: 'gold' }],
  ])('is the same person: %s', (_, sent) => {
    const [record] = recordsOf(sent)
    const person = read(record)
    expect([person.name, person.phones, person.variables.PLAN]).toEqual(['Ann Lee', ['+12125550100'], 'gold'])
  })

  it('is not somebody else who is named beside them', () => {
    const person = read({
      name: 'Ann',
      phone: '2125550100',
      owner: { name: 'Bo', phone: '2125550199', email: 'bo@example.com' },
      company: { name: 'Acme', address: { city: 'Boston' } },
      properties: { email: 'old@example.com', phone: '2125550188' },
    })
    expect([person.name, person.phones, person.email]).toEqual(['Ann', ['+12125550100'], null])
    expect(person.variables).toMatchObject({
      OWNER_NAME: 'Bo',
      OWNER_PHONE: '2125550199',
      COMPANY_NAME: 'Acme',
      COMPANY_ADDRESS_CITY: 'Boston',
      PHONE: '2125550188',
    })
  })

  it('takes a mapping under the short name of a field or its full one', () => {
    const sent = { data: { reach: '2125550100', who: 'Ann', secret: 'x' }, answers: { q1: 'yes' } }
    const mapping = {
      reach: 'phone1',
      data_who: 'name',
      SECRET: 'ignore',
      answers_q1: 'variable:interested',
      other: 'email',
    }
    expect(read(sent, mapping)).toMatchObject({
      name: 'Ann',
      phones: ['+12125550100'],
      variables: { INTERESTED: 'yes' },
    })
  })

  it('is nobody without a way to reach them', () => {
    expect(codes({ name: 'Ann' })).toEqual(['no_phone'])
    expect(codes({ name: 'Ann' }, { defaultRegion: 'US', callsOnly: false })).toEqual(['no_phone_or_email'])
    expect(codes({ email: 'ann@example.com', phone: '' })).toEqual(['no_phone'])
    expect(codes({})).toEqual(['empty'])
    expect(codes({ name: ' ', phone: null })).toEqual(['empty'])
    expect(codes('Ann')).toEqual(['not_a_person'])
    expect(codes([])).toEqual(['not_a_person'])
    expect(codes(Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}`, 1])))).toEqual(['too_many_fields'])
    let deep: unknown = '2125550100'
    for (let i = 0; i < 5_000; i++) deep = { phone: deep }
    expect(codes(deep)).toEqual(['too_many_fields'])
  })

  it('of a line that is not JSON is rejected, and a blank one is nobody', () => {
    const reader = itemReader(CONTEXT)
    expect(reader.readLine(' \r').verdict).toBe('blank')
    expect(reader.readLine('\ufeff{"phone":"2125550100"}\r').verdict).toBe('lead')
    expect(reader.readLine('{"phone":').verdict).toBe('rejected')
    expect(reader.readLine('{"phone":"212\u00005550100"}').verdict).toBe('rejected')
  })

  it('never breaks the reader, whatever is sent', () => {
    const reader = itemReader(CONTEXT)
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const record of recordsOf(value))
          expect(['lead', 'rejected', 'blank']).toContain(reader.readValue(record).verdict)
      }),
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const odd = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": "x", "phone": "2125550100", "variables": {"__proto__": "y"}}',
    )
    expect(read(odd).phones).toEqual(['+12125550100'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('people in what was sent', () => {
  it('are a list, a list under a name for one, or somebody alone', () => {
    const [a, b] = [{ phone: '1' }, { phone: '2' }]
    expect(recordsOf([a, b])).toEqual([a, b])
    expect(recordsOf({ leads: [a, b], source: 'x' })).toEqual([a, b])
    expect(recordsOf({ data: { contacts: [a, b] } })).toEqual([a, b])
    expect(recordsOf({ data: a })).toEqual([{ data: a }])
    expect(recordsOf({ source: 'x', items: [a, b] })).toEqual([a, b])
    const order = { phone: '1', items: [{ sku: 1 }] }
    expect(recordsOf(order)).toEqual([order])
    expect(recordsOf(a)).toEqual([a])
    expect(recordsOf('x')).toEqual(['x'])
    expect(recordsOf([])).toEqual([])
  })
})

describe('the fields of a form', () => {
  it('are an object, names in brackets one within', () => {
    const fields: [string, string][] = [
      ['contact[first_name]', 'Ann'],
      ['contact[phones][]', '2125550100'],
      ['contact[phones][]', '2125550101'],
      ['plan', 'gold'],
      ['__proto__[polluted]', 'x'],
      ['[', 'y'],
    ]
    const record = formRecord(fields)
    expect(record).toMatchObject({
      contact: { first_name: 'Ann', phones: ['2125550100', '2125550101'] },
      plan: 'gold',
      '[': 'y',
    })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(readRecord(record)).toMatchObject({ ok: true })
    expect(read(record).phones).toEqual(['+12125550100', '+12125550101'])
  })
})
