import { describe, expect, it } from 'vitest'
import { laneKey } from '../../src/domain/calling-window.ts'
import { CLOCKS } from '../../src/domain/regions/offsets.gen.ts'
import { zoneAt } from '../../src/domain/regions/zone-offset.ts'
import { resolveWhereabouts, type Whereabouts } from '../../src/domain/regions/zone-resolver.ts'

describe('laneKey', () => {
  const key = (phone: string, consented = false): string =>
    laneKey(resolveWhereabouts({ phone, fallbackZones: [] }), consented)
  const of = (...zones: string[]): string =>
    laneKey({ zones, regions: [], evidence: 'contact_zone' } satisfies Whereabouts, false)

  it('is the same for people of the same zones and regions, whatever says so', () => {
    expect(key('+14125550123')).toBe(key('+17245550123'))
    const address = { state: 'PA', postalCode: null, country: 'US' }
    const byAddress = resolveWhereabouts({ phone: '+18005550123', address, fallbackZones: [] })
    expect(laneKey(byAddress, false)).toBe(key('+14125550123'))
  })

  it('is of names, so that no new table of clocks makes a stored one wrong', () => {
    expect(of('America/Detroit')).not.toBe(of('America/New_York'))
    expect(of('America/Phoenix')).not.toBe(of('America/Denver'))
    expect(of('America/Chicago', 'America/Denver')).not.toBe(of('America/Chicago'))
  })

  it('tells regions apart in one zone', () => {
    expect(key('+14125550123')).not.toBe(key('+12125550123'))
    const inBoth = { zones: ['America/New_York'], regions: ['US-NY', 'US-PA'], evidence: 'address' } as const
    expect(laneKey({ ...inBoth, zones: [...inBoth.zones], regions: [...inBoth.regions] }, false)).not.toBe(
      key('+12125550123'),
    )
  })

  it('tells who has consented apart where that changes the hours, and nowhere else', () => {
    expect(key('+18015550123', true)).not.toBe(key('+18015550123', false))
    expect(key('+33142345678', true)).not.toBe(key('+33142345678', false))
    expect(key('+14125550123', true)).toBe(key('+14125550123', false))
  })

  it('is one and the same for everybody whose zone is unknown', () => {
    expect(of()).toBe('closed')
    expect(of('Mars/Olympus')).toBe('closed')
  })

  it('is short, and tells all clocks and all pairs of clocks apart', () => {
    const zones = CLOCKS.map((line) => zoneAt(line.split('|')[1]!.split(' ')[0]!))
    const pairs = zones.flatMap((a, i) => zones.slice(i).map((b) => of(a, b)))
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(Math.max(...pairs.map((k) => k.length), of(...zones).length)).toBeLessThanOrEqual(64)
    expect(of(...zones)).not.toBe(of(...zones.slice(1)))
  })
})
