import { expect, it } from 'vitest'
import { laneKey } from '../../src/domain/calling-window.ts'
import { AREA_CODE_REGIONS } from '../../src/domain/regions/area-codes.gen.ts'
import { allRegions } from '../../src/domain/regions/region-rules.ts'
import { resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'
import { Random } from '../support/random.ts'

const areaCodes = AREA_CODE_REGIONS.filter((line) => line.startsWith('US-')).flatMap((line) =>
  line.split('|')[1]!.split(' '),
)
const states = allRegions()
  .filter(({ region }) => region.startsWith('US-'))
  .map(({ region }) => region.slice(3))

/** Lanes of a million people all over the country, of whom some have an address in any state, whatever their area code. */
function lanesOf(addressed: number): number {
  const random = new Random(7)
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!
  const keys = new Set<string>()
  for (let i = 0; i < 1_000_000; i++) {
    const phone = `+1${pick(areaCodes)}${2_000_000 + i}`
    const address = random.next() < addressed ? { state: pick(states), postalCode: null, country: 'US' } : null
    const where = resolveWhereabouts({ contactZone: null, address, phone, fallbackZones: [] })
    keys.add(laneKey(where, random.next() < 0.5))
  }
  return keys.size
}

it('a million leads form at most a few thousand lanes, also when nobody lives where their area code is', () => {
  const counts = [lanesOf(0), lanesOf(1)]
  console.log(`lanes of a million leads: ${counts[0]} by area code alone, ${counts[1]} with an address in any state`)
  expect(counts[0]).toBeGreaterThan(60)
  expect(counts[0]).toBeLessThan(150)
  expect(counts[1]).toBeLessThan(4_000)
}, 60_000)
