import { describe, expect, it } from 'vitest'
import { laneKey } from '../../src/domain/calling-window.ts'
import { CLOCKS } from '../../src/domain/regions/offsets.gen.ts'
import { zoneAt } from '../../src/domain/regions/zone-offset.ts'
import { resolveWhereabouts, type Whereabouts } from '../../src/domain/regions/zone-resolver.ts'

describe('laneKey', () => {
  const key = (phone: string): string => laneKey(resolveWhereabouts({ phone, fallbackZones: [] }))
  const of = (...zones: string[]): string => laneKey({ zones, regions: [], evidence: 'contact_zone' } as Whereabouts)

  it('is the same for zones whose clocks agree', () => {
    expect(of('America/Detroit')).toBe(of('America/New_York'))
    expect(of('America/Boise', 'America/Denver')).toBe(of('US/Mountain'))
    expect(key('+12085550123')).toBe(key('+15415550123'))
  })

  it('differs where clocks differ, if only for a part of the year', () => {
    expect(of('America/Phoenix')).not.toBe(of('America/Denver'))
    expect(of('America/Winnipeg')).not.toBe(of('America/Chicago'))
    expect(of('America/Chicago', 'America/Denver')).not.toBe(of('America/Chicago'))
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
