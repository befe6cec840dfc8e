import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectLead } from '../support/oracle.ts'
import { expectImport, readCsv, readNanpPhone } from '../support/oracle-list.ts'
import { localHour, zonesOfPhone } from '../support/oracle-zones.ts'

const phone = (xx: number, areaCode = 212): string => `+1${areaCode}55501${String(xx).padStart(2, '0')}`
const story = (digits: number[], max = 3): string[] =>
  expectLead(
    digits.map((xx) => phone(xx)),
    max,
  ).dials.map((dial) => `${dial.pass}.${dial.place} ${dial.disposition}`)

describe('the oracle for one lead', () => {
  it('ends at the first phone that talks', () => {
    expect(expectLead([phone(5), phone(70)], 3)).toMatchObject({ status: 'completed', disposition: 'INTERESTED' })
    expect(story([5, 70])).toEqual(['1.1 INTERESTED'])
    expect(story([60, 25])).toEqual(['1.1 NO_ANSWER', '1.2 NOT_INTERESTED'])
  })

  it('goes through all phones before it begins the next pass', () => {
    expect(story([60, 72], 2)).toEqual(['1.1 NO_ANSWER', '1.2 VOICEMAIL', '2.1 NO_ANSWER', '2.2 VOICEMAIL'])
  })

  it('calls nobody again on a wrong or invalid number', () => {
    expect(story([45, 88, 94], 2)).toEqual(['1.1 WRONG_NUMBER', '1.2 NO_ANSWER', '1.3 FAILED', '2.2 NO_ANSWER'])
    expect(expectLead([phone(45), phone(88), phone(94)], 2).dead).toEqual([phone(45), phone(94)])
  })

  it('keeps a callback on the same phone, before the next one', () => {
    expect(story([36, 5])).toEqual(['1.1 CALLBACK', '1.1 INTERESTED'])
    expect(expectLead([phone(36)], 1).dials.map((dial) => dial.callback)).toEqual([false, true])
  })

  it('tells a lead that was never answered from one that was', () => {
    expect(expectLead([phone(60), phone(90)], 3)).toMatchObject({ status: 'failed', disposition: 'NO_ANSWER' })
    expect(expectLead([phone(94)], 3)).toMatchObject({ status: 'failed', disposition: 'FAILED' })
    expect(expectLead([phone(99)], 1)).toMatchObject({ status: 'failed', disposition: 'NO_ANSWER' })
    for (const xx of [45, 50, 80]) expect(expectLead([phone(xx)], 3).status).toBe('no_conversation')
  })

  it('suppresses every phone of a person who opts out', () => {
    const lead = expectLead([phone(60), phone(41), phone(5)], 3)
    expect(lead).toMatchObject({ status: 'do_not_call', disposition: 'OPT_OUT', answerStatus: 'human' })
    expect(lead.suppressed).toEqual([phone(60), phone(41), phone(5)])
  })

  it('skips who has no phone', () => {
    expect(expectLead([], 3)).toMatchObject({ status: 'skipped', disposition: null, dials: [] })
  })
})

describe('the oracle for a list', () => {
  it('reads quotes, doubled quotes and line breaks', () => {
    expect(readCsv('a,b\n"1 ""x"", y","l1\nl2"\r\n,z')).toEqual([
      ['a', 'b'],
      ['1 "x", y', 'l1\nl2'],
      ['', 'z'],
    ])
  })

  it('reads North American numbers as people write them, and only those', () => {
    for (const written of ['1-738-555-0197', '(738) 555-0197', '+1 738.555.0197', '7385550197'])
      expect(readNanpPhone(written)).toBe('+17385550197')
    for (const written of ['+999123', '000-000-0000', 'not a phone', '+1415555', '12345'])
      expect(readNanpPhone(written)).toBe(null)
  })

  it('lets the first of two rows with the same phone win, and leaves the other phones of the second free', () => {
    const csv = 'name,phone1,phone2\nA,2125550101,\nB,(212) 555-0101,2125550102\nC,2125550102,\nD,,\nE,nope,\n'
    const { created, ...counts } = expectImport(csv)
    expect(created.map((it) => it.name)).toEqual(['A', 'C', 'E'])
    expect(counts).toEqual({ rows: 5, skipped: 1, duplicate: 1, rejected: 1 })
  })

  it('adds up for the large list', () => {
    const list = expectImport(readFileSync('test/support/leads-5000.csv', 'utf8'))
    expect(list.rows).toBe(5000)
    expect(list.created.length + list.duplicate + list.rejected).toBe(5000)
    expect({ ...list, created: list.created.length }).toEqual({
      rows: 5000,
      created: 4899,
      skipped: 54,
      duplicate: 45,
      rejected: 56,
    })
    const phones = list.created.flatMap((person) => person.phones)
    expect(new Set(phones).size).toBe(phones.length)
    for (const it of phones) expect(zonesOfPhone(it).length).toBeGreaterThan(0)
  })
})

describe('the oracle for places', () => {
  it('knows every zone of an area code that has several', () => {
    expect(zonesOfPhone(phone(1, 850))).toEqual(['America/Chicago', 'America/New_York'])
    expect(zonesOfPhone(phone(1, 928))).toEqual(['America/Denver', 'America/Phoenix'])
    expect(() => zonesOfPhone('+18005550101')).toThrow('800')
  })

  it('tells the local hour on both sides of a change of clocks', () => {
    expect(localHour('America/New_York', Date.parse('2026-10-31T13:30:00Z'))).toBe(9.5)
    expect(localHour('America/New_York', Date.parse('2026-11-02T13:30:00Z'))).toBe(8.5)
    expect(localHour('America/Phoenix', Date.parse('2026-07-01T16:15:00Z'))).toBe(9.25)
  })
})
