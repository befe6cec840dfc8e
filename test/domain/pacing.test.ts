import { describe, expect, it } from 'vitest'
import { pacing } from '../../src/domain/pacing.ts'

const NOW = 1_800_000_000_000
const settings = (call_interval_seconds: 0 | 30, max_concurrent_calls = 10) => ({
  call_interval_seconds,
  max_concurrent_calls,
})

describe('pacing', () => {
  it.each([
    ['as many as concurrency leaves', settings(0), null, 4, { slots: 6, nextAt: null, because: null }],
    ['none when all lines are in use', settings(0), null, 10, { slots: 0, nextAt: null, because: 'concurrency' }],
    [
      'none when more are in use than a lowered limit',
      settings(0, 2),
      null,
      5,
      { slots: 0, nextAt: null, because: 'concurrency' },
    ],
    ['one, then the interval', settings(30), null, 0, { slots: 1, nextAt: NOW + 30_000, because: null }],
    [
      'none within the interval',
      settings(30),
      NOW - 29_999,
      0,
      { slots: 0, nextAt: NOW + 1, because: 'call_interval' },
    ],
    ['one when the interval is over', settings(30), NOW - 30_000, 3, { slots: 1, nextAt: NOW + 30_000, because: null }],
    [
      'none when all lines are in use, interval or not',
      settings(30, 1),
      NOW - 1,
      1,
      { slots: 0, nextAt: null, because: 'concurrency' },
    ],
    ['no interval, so no waiting', settings(0), NOW, 0, { slots: 10, nextAt: null, because: null }],
  ])('allows %s', (_, given, lastDialAt, inFlight, pace) => {
    expect(pacing(given, { lastDialAt, inFlight, now: NOW })).toEqual(pace)
  })
})
