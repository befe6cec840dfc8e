import { describe, expect, it } from 'vitest'
import { findClock } from '../../src/domain/regions/zone-offset.ts'
import { isKnownZone, type PersonAddress, resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'

const FALLBACK = ['America/New_York', 'Pacific/Honolulu']
const TOLL_FREE = '+18005550123'

const of = (address: Partial<PersonAddress>, phone = TOLL_FREE, contactZone: string | null = null) =>
  resolveWhereabouts({
    address: { state: null, postalCode: null, country: null, ...address },
    phone,
    contactZone,
    fallbackZones: FALLBACK,
  })

/** Every zone of the tz database whose land is in the state, by its own name; where several are given people live by several clocks. */
const STATES: [code: string, name: string, zones: string][] = [
  ['AL', 'Alabama', 'America/Chicago'],
  [
    'AK',
    'Alaska',
    'America/Anchorage America/Juneau America/Sitka America/Metlakatla America/Yakutat America/Nome America/Adak',
  ],
  ['AZ', 'Arizona', 'America/Phoenix America/Shiprock'],
  ['AR', 'Arkansas', 'America/Chicago'],
  ['CA', 'California', 'America/Los_Angeles'],
  ['CO', 'Colorado', 'America/Denver'],
  ['CT', 'Connecticut', 'America/New_York'],
  ['DE', 'Delaware', 'America/New_York'],
  ['DC', 'District of Columbia', 'America/New_York'],
  ['FL', 'Florida', 'America/New_York America/Chicago'],
  ['GA', 'Georgia', 'America/New_York'],
  ['HI', 'Hawaii', 'Pacific/Honolulu'],
  ['ID', 'Idaho', 'America/Boise America/Los_Angeles'],
  ['IL', 'Illinois', 'America/Chicago'],
  [
    'IN',
    'Indiana',
    'America/Indiana/Indianapolis America/Indiana/Vincennes America/Indiana/Winamac America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Tell_City America/Indiana/Knox America/Chicago',
  ],
  ['IA', 'Iowa', 'America/Chicago'],
  ['KS', 'Kansas', 'America/Chicago America/Denver'],
  ['KY', 'Kentucky', 'America/Kentucky/Louisville America/Kentucky/Monticello America/New_York America/Chicago'],
  ['LA', 'Louisiana', 'America/Chicago'],
  ['ME', 'Maine', 'America/New_York'],
  ['MD', 'Maryland', 'America/New_York'],
  ['MA', 'Massachusetts', 'America/New_York'],
  ['MI', 'Michigan', 'America/Detroit America/Menominee'],
  ['MN', 'Minnesota', 'America/Chicago'],
  ['MS', 'Mississippi', 'America/Chicago'],
  ['MO', 'Missouri', 'America/Chicago'],
  ['MT', 'Montana', 'America/Denver'],
  ['NE', 'Nebraska', 'America/Chicago America/Denver'],
  ['NV', 'Nevada', 'America/Los_Angeles America/Denver'],
  ['NH', 'New Hampshire', 'America/New_York'],
  ['NJ', 'New Jersey', 'America/New_York'],
  ['NM', 'New Mexico', 'America/Denver'],
  ['NY', 'New York', 'America/New_York'],
  ['NC', 'North Carolina', 'America/New_York'],
  [
    'ND',
    'North Dakota',
    'America/North_Dakota/Center America/North_Dakota/New_Salem America/North_Dakota/Beulah America/Chicago America/Denver',
  ],
  ['OH', 'Ohio', 'America/New_York'],
  ['OK', 'Oklahoma', 'America/Chicago'],
  ['OR', 'Oregon', 'America/Los_Angeles America/Boise'],
  ['PA', 'Pennsylvania', 'America/New_York'],
  ['RI', 'Rhode Island', 'America/New_York'],
  ['SC', 'South Carolina', 'America/New_York'],
  ['SD', 'South Dakota', 'America/Chicago America/Denver'],
  ['TN', 'Tennessee', 'America/Chicago America/New_York'],
  ['TX', 'Texas', 'America/Chicago America/Denver'],
  ['UT', 'Utah', 'America/Denver'],
  ['VT', 'Vermont', 'America/New_York'],
  ['VA', 'Virginia', 'America/New_York'],
  ['WA', 'Washington', 'America/Los_Angeles'],
  ['WV', 'West Virginia', 'America/New_York'],
  ['WI', 'Wisconsin', 'America/Chicago'],
  ['WY', 'Wyoming', 'America/Denver'],
  ['PR', 'Puerto Rico', 'America/Puerto_Rico'],
  ['VI', 'Virgin Islands', 'America/St_Thomas'],
  ['GU', 'Guam', 'Pacific/Guam'],
  ['MP', 'Northern Mariana Islands', 'Pacific/Saipan'],
  ['AS', 'American Samoa', 'Pacific/Pago_Pago'],
]

const PROVINCES: [code: string, name: string, zones: string][] = [
  ['AB', 'Alberta', 'America/Edmonton'],
  [
    'BC',
    'British Columbia',
    'America/Vancouver America/Dawson_Creek America/Fort_Nelson America/Creston America/Edmonton',
  ],
  ['MB', 'Manitoba', 'America/Winnipeg'],
  ['NB', 'New Brunswick', 'America/Moncton'],
  ['NL', 'Newfoundland and Labrador', 'America/St_Johns America/Goose_Bay'],
  ['NS', 'Nova Scotia', 'America/Halifax America/Glace_Bay'],
  ['NT', 'Northwest Territories', 'America/Yellowknife'],
  [
    'NU',
    'Nunavut',
    'America/Iqaluit America/Rankin_Inlet America/Atikokan America/Denver America/Edmonton America/Winnipeg',
  ],
  ['ON', 'Ontario', 'America/Toronto America/Thunder_Bay America/Nipigon America/Winnipeg America/Atikokan'],
  ['PE', 'Prince Edward Island', 'America/Halifax'],
  ['QC', 'Quebec', 'America/Toronto America/Blanc-Sablon America/Halifax'],
  ['SK', 'Saskatchewan', 'America/Regina America/Edmonton'],
  ['YT', 'Yukon', 'America/Whitehorse'],
]

const clocksOf = (zones: readonly string[]) =>
  [...new Set(zones.map((zone) => findClock(zone)?.name ?? `unknown ${zone}`))].sort()

describe('the state of an address', () => {
  it('is known for all fifty, the District of Columbia, five territories and thirteen provinces', () => {
    expect(STATES.length).toBe(56)
    expect(PROVINCES.length).toBe(13)
  })

  describe.each([
    ['US', STATES],
    ['CA', PROVINCES],
  ] as const)('in %s', (country, states) => {
    it.each(states)('%s, %s, has every clock of its land', (code, name, zones) => {
      const found = of({ state: code, country })
      expect(found).toMatchObject({ regions: [`${country}-${code}`], evidence: 'address' })
      expect(clocksOf(found.zones)).toEqual(clocksOf(zones.split(' ')))
      expect(found.zones).toEqual([...new Set(found.zones)].sort())
      expect(found.zones.every(isKnownZone)).toBe(true)
      for (const state of [
        code.toLowerCase(),
        name,
        name.toUpperCase(),
        ` ${name.toLowerCase()} `,
        `${country}-${code}`,
      ]) {
        expect(of({ state, country }), state).toEqual(found)
        expect(of({ state }), state).toEqual(found)
      }
    })
  })

  it.each([
    ['Washington, D.C.', 'US-DC'],
    ['D.C.', 'US-DC'],
    ['N.Y.', 'US-NY'],
    ['Québec', 'CA-QC'],
    ['P.E.I.', 'CA-PE'],
    ['Newfoundland & Labrador', 'CA-NL'],
    ['U.S. Virgin Islands', 'US-VI'],
    ['Hawaiʻi', 'US-HI'],
    ['NORTH  CAROLINA', 'US-NC'],
    ['west-virginia', 'US-WV'],
  ])('may be written %s', (state, region) => {
    expect(of({ state }).regions).toEqual([region])
  })

  it('of a territory may be given as its country', () => {
    expect(of({ country: 'PR' })).toEqual({
      zones: ['America/Puerto_Rico'],
      regions: ['US-PR'],
      evidence: 'address',
    })
  })

  it('wins over the phone for the zones, and both states’ rules count', () => {
    expect(of({ state: 'CA', country: 'US' }, '+14125550123')).toEqual({
      zones: ['America/Los_Angeles'],
      regions: ['US-CA', 'US-PA'],
      evidence: 'address',
    })
    expect(of({ state: 'PA' }, '+14125550123').regions).toEqual(['US-PA'])
    expect(of({ state: 'CA' }, '+4930123456', 'Europe/Berlin')).toEqual({
      zones: ['Europe/Berlin'],
      regions: ['DE', 'US-CA'],
      evidence: 'contact_zone',
    })
  })

  it('that names another land than the country counts beside the country', () => {
    expect(of({ state: 'ON', country: 'US' }, '+14125550123')).toEqual({
      zones: ['America/Atikokan', 'America/New_York', 'America/Toronto', 'America/Winnipeg'],
      regions: ['CA-ON', 'US-PA'],
      evidence: 'address',
    })
  })

  it('is not read in another country, where the same letters mean another place', () => {
    expect(of({ state: 'WA', postalCode: '60001', country: 'AU' }, '+61891234567')).toMatchObject({
      zones: ['Australia/Adelaide', 'Australia/Perth'],
      evidence: 'phone_prefix',
    })
  })

  it('counts beside the phone when no country is named and the phone is from abroad', () => {
    const perth = of({ state: 'WA' }, '+61891234567')
    expect(perth.zones).toEqual(['America/Los_Angeles', 'Australia/Adelaide', 'Australia/Perth'])
    expect(perth.regions).toContain('US-WA')
    expect(of({ postalCode: '75001' }, '+33142345678').zones).toEqual([
      'America/Chicago',
      'America/Denver',
      'Europe/Paris',
    ])
  })

  it.each([['AE'], ['AP'], ['AA'], ['Armed Forces Europe']])(
    '%s of the army and navy is anywhere: nobody is called',
    (state) => {
      expect(of({ state, country: 'US' }, '+12125550123')).toEqual({
        zones: [],
        regions: ['US-NY'],
        evidence: 'address',
      })
      expect(of({ state }, '+12125550123', 'Europe/Berlin').zones).toEqual(['Europe/Berlin'])
    },
  )
})

describe('a country without a state we can read', () => {
  it('of states: the area code tells which', () => {
    expect(of({ country: 'US' }, '+14125550123')).toEqual({
      zones: ['America/New_York'],
      regions: ['US-PA'],
      evidence: 'phone_prefix',
    })
    expect(of({ country: 'CA' }, '+12045550123')).toEqual({
      zones: ['America/Winnipeg'],
      regions: ['CA-MB'],
      evidence: 'phone_prefix',
    })
    expect(of({ country: 'US' }, '+16715550123')).toMatchObject({ zones: ['Pacific/Guam'], regions: ['US-GU'] })
  })

  it('of states: without an area code of it, all of the country and a state unknown', () => {
    const anywhere = of({ country: 'US' })
    expect(anywhere).toMatchObject({ regions: ['US'], evidence: 'address' })
    expect(clocksOf(anywhere.zones)).toEqual(
      clocksOf([
        'America/Adak',
        'America/Anchorage',
        'America/Chicago',
        'America/Denver',
        'America/Los_Angeles',
        'America/New_York',
        'America/Phoenix',
        'America/Puerto_Rico',
        'Pacific/Honolulu',
      ]),
    )
    expect(of({ country: 'US' }, '+4930123456')).toEqual({ ...anywhere, regions: ['DE', 'US'] })
    expect(of({ country: 'US' }, '+14165550123')).toEqual({ ...anywhere, regions: ['CA-ON', 'US'] })
    expect(of({ country: 'CA' }).zones).toEqual(expect.arrayContaining(['America/St_Johns', 'America/Whitehorse']))
  })

  it.each([
    ['GB', '+442071234567', ['Europe/London'], ['GB', 'GG', 'IM', 'JE']],
    ['gb', '+4930123456', ['Europe/London'], ['DE', 'GB']],
    ['UK', TOLL_FREE, ['Europe/London'], ['GB']],
    ['FR', TOLL_FREE, ['Europe/Paris'], ['FR']],
    ['DE', '+4930123456', ['Europe/Berlin'], ['DE']],
    ['KZ', '+77011234567', ['Asia/Almaty'], ['KZ', 'RU']],
    ['JM', TOLL_FREE, ['America/Jamaica'], ['JM']],
    ['AU', '+61291234567', ['Australia/Sydney'], ['AU', 'CC', 'CX']],
    [
      'AU',
      TOLL_FREE,
      [
        'Australia/Adelaide',
        'Australia/Brisbane',
        'Australia/Darwin',
        'Australia/Eucla',
        'Australia/Lord_Howe',
        'Australia/Perth',
        'Australia/Sydney',
      ],
      ['AU'],
    ],
  ])('%s with the phone %s', (country, phone, zones, regions) => {
    const found = of({ country }, phone)
    expect(clocksOf(found.zones)).toEqual(clocksOf(zones))
    expect(found.regions).toEqual(regions)
  })

  it('narrows an Australian mobile to the mainland’s clocks, not to the islands that share its calling code', () => {
    const { zones } = of({ country: 'AU' }, '+61412345678')
    expect(zones).toEqual(expect.arrayContaining(['Australia/Perth', 'Australia/Lord_Howe']))
    expect(zones).not.toContain('Indian/Cocos')
  })
})

describe('the answer by an address', () => {
  it('is the caller’s own: changing it changes no later answer', () => {
    for (const address of [{ state: 'TX' }, { country: 'AU' }, { postalCode: '42223' }, { country: 'US' }]) {
      const before = structuredClone(of(address))
      const first = of(address)
      first.zones.pop()
      first.regions.pop()
      expect(of(address)).toEqual(before)
    }
  })
})
