import { describe, expect, it } from 'vitest'
import { AREA_CODE_REGIONS } from '../../src/domain/regions/area-codes.gen.ts'
import { isAssignedAreaCode } from '../../src/domain/regions/area-codes.ts'
import { AREA_CODE_ZONES, COUNTRY_ZONES, PREFIX_ZONES } from '../../src/domain/regions/prefixes.gen.ts'
import { isKnownZone, resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'

const FALLBACK = ['America/New_York', 'America/Los_Angeles']
const resolve = (phone: string, contactZone?: string | null) =>
  resolveWhereabouts({ phone, contactZone, fallbackZones: FALLBACK })
/** A fictional number of an area code. */
const inCode = (code: string | number) => resolve(`+1${code}5550123`)

const areaCodes = AREA_CODE_REGIONS.flatMap((line) => line.split('|')[1]!.split(' '))

/** reference/timezones.md: in service, several zones after the union with NANPA and overlay siblings. */
const SEVERAL_ZONES =
  '208 219 270 308 364 423 448 458 541 574 605 606 620 701 729 775 785 812 850 906 907 915 928 930 931 986 ' +
  '236 250 257 367 418 581 672 709 778 807 867 879'
/** Assigned with a date to come, or none. */
const NOT_YET_IN_SERVICE = ['273', '761']

describe('the phone of a contact without a zone', () => {
  it.each([
    ['212', ['America/New_York'], ['US-NY']],
    ['270', ['America/Chicago', 'America/New_York'], ['US-KY']],
    ['364', ['America/Chicago', 'America/New_York'], ['US-KY']],
    ['448', ['America/Chicago', 'America/New_York'], ['US-FL']],
    ['458', ['America/Denver', 'America/Los_Angeles'], ['US-OR']],
    ['915', ['America/Chicago', 'America/Denver'], ['US-TX']],
    ['931', ['America/Chicago', 'America/New_York'], ['US-TN']],
    ['928', ['America/Denver', 'America/Phoenix'], ['US-AZ']],
    ['689', ['America/New_York'], ['US-FL']],
    ['474', ['America/Regina'], ['CA-SK']],
    ['778', ['America/Edmonton', 'America/Vancouver'], ['CA-BC']],
    ['604', ['America/Vancouver'], ['CA-BC']],
    ['902', ['America/Halifax'], ['CA-NS', 'CA-PE']],
    ['787', ['America/Puerto_Rico'], ['US-PR']],
    ['876', ['America/Jamaica'], ['JM']],
  ])('of area code %s may be in %j, under the rules of %j', (code, zones, regions) => {
    expect(inCode(code)).toEqual({ zones, regions, evidence: 'phone_prefix' })
  })

  it.each([
    ['357', ['America/Los_Angeles'], ['US-CA']],
    ['436', ['America/New_York'], ['US-OH']],
    ['457', ['America/Chicago'], ['US-LA']],
    ['621', ['America/Chicago'], ['US-TX']],
    ['624', ['America/New_York'], ['US-NY']],
    ['679', ['America/New_York'], ['US-MI']],
    ['729', ['America/Chicago', 'America/New_York'], ['US-TN']],
    ['837', ['America/Los_Angeles'], ['US-CA']],
    ['861', ['America/Chicago'], ['US-IL']],
    ['924', ['America/Chicago'], ['US-MN']],
    ['471', ['America/Chicago'], ['US-MS']],
    ['483', ['America/Chicago'], ['US-AL']],
    ['465', ['America/New_York'], ['US-NY']],
    ['273', ['America/Halifax', 'America/Toronto'], ['CA-QC']],
    ['565', ['America/New_York'], ['US-GA']],
    ['761', ['America/Chicago', 'America/New_York'], ['US-KY']],
  ])('of area code %s, which libphonenumber does not know, may be in %j', (code, zones, regions) => {
    expect(inCode(code)).toEqual({ zones, regions, evidence: 'phone_prefix' })
  })

  it('has several zones in exactly the 38 area codes of the reference and two that are not in service yet', () => {
    const several = areaCodes.filter((code) => inCode(code).zones.length > 1)
    expect(several.sort()).toEqual([...SEVERAL_ZONES.split(' '), ...NOT_YET_IN_SERVICE].sort())
  })

  it('is found for every assigned area code', () => {
    expect(areaCodes.length).toBe(457)
    for (const code of areaCodes) {
      const found = inCode(code)
      expect(found.evidence, code).toBe('phone_prefix')
      expect(found.zones, code).toEqual([...new Set(found.zones)].sort())
      expect(found.zones.every(isKnownZone), code).toBe(true)
    }
  })

  it.each([
    ['a toll-free number', '+18005550123', ['CA', 'US']],
    ['a toll-free number of a newer code', '+18335550123', ['CA', 'US']],
    ['a personal number', '+15005550123', ['CA', 'US']],
    ['a premium number', '+19005550123', ['CA', 'US']],
    ['an unassigned area code', '+15555550123', ['CA', 'US']],
    ['a bare +1', '+1', ['CA', 'US']],
    ['a short number of a good area code', '+1212555', ['US-NY']],
    ['a bare +44', '+44', ['GB', 'GG', 'IM', 'JE']],
    ['international toll-free', '+80012345678', ['CA', 'US']],
    ['a satellite phone', '+881612345678', ['CA', 'US']],
    ['a number without a plus', '12125550123', ['CA', 'US']],
    ['nothing', '', ['CA', 'US']],
  ])('is the fallback set for %s', (_what, phone, regions) => {
    expect(resolve(phone)).toEqual({
      zones: ['America/Los_Angeles', 'America/New_York'],
      regions,
      evidence: 'fallback',
    })
  })

  it.each([
    ['a German landline', '+493012345678', ['Europe/Berlin'], ['DE']],
    ['a Sydney landline', '+61291234567', ['Australia/Sydney'], ['AU', 'CC', 'CX']],
    [
      'a landline of western and southern Australia',
      '+61891234567',
      ['Australia/Adelaide', 'Australia/Perth'],
      ['AU', 'CC', 'CX'],
    ],
    ['an Algerian number', '+213551234567', ['Africa/Algiers'], ['DZ']],
    ['a Moroccan number', '+212612345678', ['Africa/Casablanca'], ['EH', 'MA']],
  ])('is the longest prefix for %s', (_what, phone, zones, regions) => {
    expect(resolve(phone)).toEqual({ zones, regions, evidence: 'phone_prefix' })
  })

  it.each([
    ['an Australian', '+61412345678', ['Australia/Perth', 'Australia/Sydney']],
    ['a Brazilian', '+5511912345678', ['America/Manaus', 'America/Sao_Paulo']],
    ['a Mexican', '+525512345678', ['America/Mexico_City', 'America/Tijuana']],
    ['a Russian', '+79161234567', ['Europe/Moscow', 'Asia/Vladivostok']],
    ['an Indonesian', '+628123456789', ['Asia/Jakarta', 'Asia/Jayapura']],
    ['a Spanish', '+34612345678', ['Atlantic/Canary', 'Europe/Madrid']],
  ])('may be anywhere in the country for %s mobile', (_what, phone, some) => {
    expect(resolve(phone).zones).toEqual(expect.arrayContaining(some))
    expect(resolve(phone).evidence).toBe('phone_prefix')
  })

  it.each([
    ['an Australian', '+611800123456', ['Australia/Perth', 'Australia/Sydney']],
    ['an Australian local-rate', '+611300123456', ['Australia/Perth', 'Australia/Sydney']],
    ['a Brazilian', '+558001234567', ['America/Manaus', 'America/Sao_Paulo']],
    ['a Chilean', '+56800123456', ['America/Santiago', 'Pacific/Easter']],
    ['a New Zealand', '+64800123456', ['Pacific/Auckland', 'Pacific/Chatham']],
    ['a Russian', '+78001234567', ['Europe/Moscow', 'Asia/Vladivostok']],
    ['a Spanish', '+34900123456', ['Atlantic/Canary', 'Europe/Madrid']],
  ])('may be anywhere in the country for %s service number', (_what, phone, some) => {
    expect(resolve(phone).zones).toEqual(expect.arrayContaining(some))
  })
})

describe('the zone of a contact', () => {
  it('wins over the phone, whose regions still count', () => {
    expect(resolve('+12705550123', 'America/Denver')).toEqual({
      zones: ['America/Denver'],
      regions: ['US-KY'],
      evidence: 'contact_zone',
    })
  })

  it('is kept when unknown, so that nobody is called on a guess', () => {
    expect(resolve('+12125550123', 'Mars/Olympus').zones).toEqual(['Mars/Olympus'])
  })

  it.each([null, undefined, '', '  '])('is ignored when it is %j', (contactZone) => {
    expect(resolve('+12125550123', contactZone).evidence).toBe('phone_prefix')
  })
})

describe('the fallback set', () => {
  it('is sorted, without doubles, and may be empty', () => {
    const resolved = resolveWhereabouts({ phone: '+1', fallbackZones: ['B', 'A', 'B'] })
    expect(resolved.zones).toEqual(['A', 'B'])
    expect(resolveWhereabouts({ phone: '+1', fallbackZones: [] }).zones).toEqual([])
  })
})

describe('the answer', () => {
  it('is the caller’s own: changing it changes no later answer', () => {
    const first = inCode('605')
    first.zones.pop()
    first.regions.pop()
    expect(inCode('605')).toEqual({
      zones: ['America/Chicago', 'America/Denver', 'America/North_Dakota/Center'],
      regions: ['US-SD'],
      evidence: 'phone_prefix',
    })
  })
})

describe('the tables', () => {
  it('tell assigned area codes from others', () => {
    expect(['212', '357', '867'].every(isAssignedAreaCode)).toBe(true)
    expect(['800', '555', '911', '', '21'].some(isAssignedAreaCode)).toBe(false)
  })

  it('stay small', () => {
    const characters = [AREA_CODE_ZONES, PREFIX_ZONES, COUNTRY_ZONES, AREA_CODE_REGIONS].flat().join('').length
    expect(characters).toBeLessThan(20_000)
  })
})
