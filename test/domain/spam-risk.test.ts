import { describe, expect, it } from 'vitest'
import { isSpamRisk, MAX_SPAM_SCORE, type NumberHistory, spamScore } from '../../src/domain/spam-risk.ts'

const CLEAN: NumberHistory = {
  callsLastDay: 20,
  callsLastWeek: 100,
  answered: 40,
  shortCalls: 4,
  optOuts: 0,
  ageDays: 200,
  labelled: false,
}

describe('the spam score of a number', () => {
  it.each<[string, Partial<NumberHistory>, number]>([
    ['nothing for a quiet, answered number', {}, 0],
    ['nothing for a number without history', { callsLastDay: 0, callsLastWeek: 0, answered: 0, shortCalls: 0 }, 0],
    ['everything for a label', { labelled: true }, MAX_SPAM_SCORE],
    ['volume', { callsLastDay: 200 }, 3],
    ['volume on a young number', { callsLastDay: 60, ageDays: 3 }, 3],
    ['no benefit of doubt for an unknown age', { callsLastDay: 60, ageDays: null }, 1],
    ['few answers', { answered: 10, shortCalls: 1 }, 2],
    ['many short calls', { shortCalls: 20 }, 2],
    ['complaints', { optOuts: 5 }, 2],
    [
      'everything at once, within the scale',
      { callsLastDay: 500, answered: 20, shortCalls: 20, optOuts: 30, ageDays: 1 },
      10,
    ],
    ['no rates from a handful of calls', { callsLastWeek: 5, answered: 0, shortCalls: 0, optOuts: 2 }, 0],
  ])('counts %s', (_, history, score) => {
    expect(spamScore({ ...CLEAN, ...history })).toBe(score)
  })

  it('is a risk at the threshold, not under it', () => {
    expect([6, 7, 8].map((score) => isSpamRisk(score, 7))).toEqual([false, true, true])
  })
})
