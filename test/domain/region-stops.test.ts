import { describe, expect, it } from 'vitest'
import { isStopFor } from '../../src/domain/calling-window.ts'

describe('a stop of a region', () => {
  it.each([
    ['US-LA', ['US-LA'], true, 'the state itself'],
    ['US-LA', ['US-TX', 'US-LA'], true, 'somebody who may be in another one too'],
    ['US-LA', ['US-TX'], false, 'another state'],
    ['CA', ['CA-BC'], true, 'a province of the country'],
    ['US', ['US-PA'], true, 'a state of the country'],
    ['US-LA', ['CA', 'US'], true, 'somebody in a state unknown'],
    ['CA-ON', ['CA-BC'], false, 'another province'],
    ['CA', ['US-CA'], false, 'a state by the same letters'],
    ['IN', ['US-IN'], false, 'a state by the same letters as a country'],
    ['FR', ['FR'], true, 'the country'],
    ['FR', [], false, 'somebody of whom nothing is known'],
  ])('%s, for somebody in %j: %s (%s)', (stopped, regions, reached) => {
    expect(isStopFor({ region: stopped }, regions)).toBe(reached)
  })
})
