import { describe, expect, it } from 'vitest'
import { type PersonAddress, resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'

const FALLBACK = ['America/New_York', 'Pacific/Honolulu']
const TOLL_FREE = '+18005550123'

const of = (address: Partial<PersonAddress>, phone = TOLL_FREE) =>
  resolveWhereabouts({
    address: { state: null, postalCode: null, country: null, ...address },
    phone,
    fallbackZones: FALLBACK,
  })

/** The first or last ZIP codes of every state's ranges, and those that another state's range contains: `ZIP:state`. */
const ZIPS = `
  00501:NY 00601:PR 00801:VI 00901:PR 01001:MA 02139:MA 02801:RI 03031:NH 03901:ME 05001:VT 05501:MA
  06001:CT 06390:NY 07001:NJ 10001:NY 14999:NY 15001:PA 19699:PA 19701:DE 20001:DC 20101:VA 20588:MD
  20601:MD 22001:VA 24701:WV 27006:NC 29001:SC 30001:GA 31999:GA 32003:FL 34997:FL 35004:AL 37010:TN
  38601:MS 39813:GA 40003:KY 43001:OH 46001:IN 48001:MI 50001:IA 53001:WI 55001:MN 56901:DC 57001:SD
  58001:ND 59001:MT 60001:IL 63001:MO 66002:KS 68001:NE 70001:LA 71601:AR 73001:OK 73301:TX 73401:OK
  73960:TX 75001:TX 79999:TX 80001:CO 82001:WY 83201:ID 83414:WY 84001:UT 85001:AZ 87001:NM 88510:TX
  88901:NV 90001:CA 96162:CA 96701:HI 96799:AS 96910:GU 96950:MP 97001:OR 98001:WA 99501:AK
`
  .trim()
  .split(/\s+/)
  .map((entry) => entry.split(':') as [zip: string, state: string])

describe('a ZIP code', () => {
  it.each(ZIPS)('%s is in %s', (postalCode, state) => {
    const region = `US-${state}`
    const found = of({ postalCode })
    expect(found).toMatchObject({ regions: [region], evidence: 'address' })
    expect(found.zones).toEqual(of({ state: region }).zones)
  })

  it('may have four more digits', () => {
    for (const postalCode of ['15213-1234', '152131234', ' 15213 ', '15213 1234']) {
      expect(of({ postalCode }).regions, postalCode).toEqual(['US-PA'])
    }
  })

  it.each([
    ['42223', ['US-KY', 'US-TN']],
    // The post office is in Arkansas, some of its people live under the law of Louisiana.
    ['71749', ['US-AR', 'US-LA']],
    ['02861', ['US-MA', 'US-RI']],
    ['86514', ['US-AZ', 'US-NM', 'US-UT']],
    ['97635', ['US-CA', 'US-OR']],
  ])('%s runs over a border and is in %j', (postalCode, regions) => {
    expect(of({ postalCode }).regions).toEqual(regions)
  })

  it('that contradicts the state means both, in all their zones', () => {
    expect(of({ state: 'PA', postalCode: '90210', country: 'US' })).toEqual({
      zones: ['America/Los_Angeles', 'America/New_York'],
      regions: ['US-CA', 'US-PA'],
      evidence: 'address',
    })
  })

  it('never narrows a state: El Paso counts as all of Texas', () => {
    expect(of({ state: 'TX', postalCode: '79901' }).zones).toEqual(['America/Chicago', 'America/Denver'])
  })

  it('of the army and navy is anywhere', () => {
    for (const postalCode of ['09012', '09901', '34002', '96201'])
      expect(of({ postalCode }).zones, postalCode).toEqual([])
  })

  it('of an island state the Postal Service serves is in that country', () => {
    expect(of({ postalCode: '96960', country: 'US' })).toMatchObject({ regions: ['MH'], zones: ['Pacific/Majuro'] })
  })
})

describe('a Canadian postal code', () => {
  it.each([
    ['A1A 1A1', ['CA-NL']],
    ['B3H 1A1', ['CA-NS']],
    ['C1A 1A1', ['CA-PE']],
    ['E1A 1A1', ['CA-NB']],
    ['G1A 1A1', ['CA-QC']],
    ['H2Y 1A1', ['CA-QC']],
    ['J1A 1A1', ['CA-QC']],
    ['K1A 0B1', ['CA-ON']],
    ['L1A 1A1', ['CA-ON']],
    ['M5V 1A1', ['CA-ON']],
    ['N1A 1A1', ['CA-ON']],
    ['P1A 1A1', ['CA-ON']],
    ['R3C 1A1', ['CA-MB']],
    ['S4P 1A1', ['CA-SK']],
    ['T2P 1A1', ['CA-AB']],
    ['V6B 1A1', ['CA-BC']],
    ['X0A 0H0', ['CA-NT', 'CA-NU']],
    ['Y1A 1A1', ['CA-YT']],
    ['m5v-1a1', ['CA-ON']],
    ['M5V1A1', ['CA-ON']],
  ])('%s is in %j', (postalCode, regions) => {
    expect(of({ postalCode })).toMatchObject({ regions, evidence: 'address' })
    expect(of({ postalCode, country: 'CA' }).regions).toEqual(regions)
  })
})
