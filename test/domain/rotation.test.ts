import { describe, expect, it } from 'vitest'
import { chooseNumber, type NumberState, type RotationSettings } from '../../src/domain/rotation.ts'

const number = (id: string, more: Partial<NumberState> = {}): NumberState => ({
  id,
  e164: `+1212555${id}`,
  enabled: true,
  excluded: false,
  spamScore: 0,
  weight: 1,
  callsToday: 0,
  lastUsedAt: null,
  ...more,
})
const by = (strategy: RotationSettings['strategy']): RotationSettings => ({
  strategy,
  spam_threshold: 7,
  max_calls_per_number_per_day: 100,
})

/** The ids of `count` choices in a row, each number counting its calls. */
function choices(numbers: NumberState[], rotation: RotationSettings, count: number): string[] {
  const states = numbers.map((it) => ({ ...it }))
  let cursor = 0
  return Array.from({ length: count }, (_, at) => {
    const choice = chooseNumber(states, rotation, cursor)
    if ('none' in choice) return choice.none
    cursor = choice.cursor
    choice.number.callsToday += 1
    choice.number.lastUsedAt = at + 1
    return choice.number.id
  })
}

describe('round robin', () => {
  it('takes each in turn', () => {
    expect(choices([number('a'), number('b'), number('c')], by('round_robin'), 7).join('')).toBe('abcabca')
  })

  it('shares evenly among those that are left when one is not usable', () => {
    const numbers = [number('a'), number('b', { enabled: false }), number('c'), number('d', { excluded: true })]
    expect(choices(numbers, by('round_robin'), 6).join('')).toBe('acacac')
  })
})

describe('lowest spam', () => {
  it('takes the cleanest, and of equally clean ones the least used', () => {
    const numbers = [
      number('a', { spamScore: 3 }),
      number('b', { spamScore: 1, callsToday: 5 }),
      number('c', { spamScore: 1 }),
    ]
    expect(choices(numbers, by('lowest_spam'), 4).join('')).toBe('cccc')
    expect(choices([number('a'), number('b')], by('lowest_spam'), 4).join('')).toBe('abab')
  })
})

describe('least used today', () => {
  it('evens out what was used before', () => {
    const numbers = [number('a', { callsToday: 2 }), number('b'), number('c', { callsToday: 1 })]
    expect(choices(numbers, by('least_used_today'), 3).join('')).toBe('bcb')
    expect(
      choices([number('a', { lastUsedAt: 9 }), number('b', { lastUsedAt: 3 })], by('least_used_today'), 1),
    ).toEqual(['b'])
  })
})

describe('weighted', () => {
  it.each([[[5, 1, 1]], [[1, 1, 1, 1]], [[3, 2]], [[100, 37, 13, 1]], [[2, 0, 4]], [[7]]])(
    'gives %j exactly their shares in every period',
    (weights) => {
      const numbers = weights.map((weight, index) => number(String(index), { weight }))
      const period = weights.reduce((sum, weight) => sum + weight, 0)
      const unlimited = { ...by('weighted'), max_calls_per_number_per_day: 100_000 }
      const ids = choices(numbers, unlimited, period * 2)
      for (const [index, weight] of weights.entries()) {
        const id = String(index)
        expect(ids.slice(0, period).filter((it) => it === id)).toHaveLength(weight)
        expect(ids.slice(period).filter((it) => it === id)).toHaveLength(weight)
      }
    },
  )

  it('spreads a share out, as nginx does', () => {
    const numbers = [number('a', { weight: 5 }), number('b', { weight: 1 }), number('c', { weight: 1 })]
    expect(choices(numbers, by('weighted'), 7).join('')).toBe('aabacaa')
    expect(choices([number('a', { weight: 3 }), number('b', { weight: 3 })], by('weighted'), 6).join('')).toBe('ababab')
  })

  it('treats all alike when no weight is given', () => {
    expect(choices([number('a', { weight: 0 }), number('b', { weight: 0 })], by('weighted'), 2).sort()).toEqual([
      'a',
      'b',
    ])
  })
})

describe('a number is not used', () => {
  const rotation = { ...by('round_robin'), max_calls_per_number_per_day: 2 }

  it.each<[string, NumberState[], string]>([
    ['when there is none', [], 'none'],
    [
      'when switched off or excluded',
      [number('a', { enabled: false }), number('b', { excluded: true })],
      'all_disabled',
    ],
    ['at its spam threshold', [number('a', { spamScore: 7 }), number('b', { enabled: false })], 'all_spam'],
    ['at its daily cap', [number('a', { callsToday: 2 }), number('b', { spamScore: 9 })], 'all_over_cap'],
  ])('%s', (_, numbers, none) => {
    for (const strategy of ['round_robin', 'lowest_spam', 'least_used_today', 'weighted'] as const) {
      expect(chooseNumber(numbers, { ...rotation, strategy }, 5)).toEqual({ none })
    }
  })

  it('but is one call before its cap and one point under the threshold', () => {
    expect(choices([number('a', { callsToday: 1, spamScore: 6 })], rotation, 2)).toEqual(['a', 'all_over_cap'])
  })
})
