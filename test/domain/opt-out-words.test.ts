import { describe, expect, it } from 'vitest'
import { readIntent } from '../../src/domain/opt-out-words.ts'

describe('a text that asks to be left alone', () => {
  it.each([
    ...['STOP', 'stop', ' Stop. ', '"STOP"', 'STOP!!!', 'stopall', 'STOP ALL', 'UNSUBSCRIBE', 'cancel', 'End', 'QUIT'],
    ...[
      'revoke',
      'OPTOUT',
      'opt-out',
      'opt out',
      'ＳＴＯＰ',
      'S\u200bTOP',
      'stop please',
      'Please stop',
      'ok stop thanks',
    ],
    ...['STOP\n\nSent from my iPhone'.split('\n')[0]!, 'stop it', 'Stop this now', 'STOP stop STOP'],
    'stop calling me',
    'Stop texting my phone',
    'Can you please stop these calls',
    'do not call me again',
    "Don't ever call me!",
    'DONT TEXT ME',
    'never contact us again',
    'No more calls please',
    "I don't want any more of your messages",
    'Take me off your list.',
    'remove me from this stupid list',
    'remove my number',
    'leave me alone',
    'lose my number, jerk',
    'I opt out',
    'opting me out would be great',
    'I revoke my consent',
    'put me on your do not call list',
    'how do I unsubscribe?',
    'Quit bothering me',
    'No me llamen más',
    'dejen de llamar',
    'Ne m’appelez plus',
    'Bitte keine Anrufe mehr',
    'não me liguem',
    'non chiamatemi più',
  ])('%j is one', (body) => {
    expect(readIntent(body)).toBe('opt_out')
  })

  it.each([
    '',
    '   \u0000 ',
    'Yes, call me tomorrow at ten',
    'Please call me',
    'I can stop by tomorrow',
    'stop by the office',
    "Don't call me before nine",
    'do not call me today, tomorrow is better',
    "please don't stop calling until you reach me",
    'do not remove me',
    'The end of the month works',
    'Cancel my appointment on Friday',
    'who won the game?',
    'I will quit my job next week',
    'Thanks!',
    'x'.repeat(100_000),
  ])('%s is none', (body) => {
    expect(readIntent(body)).toBeNull()
  })

  it('is told apart from asking for help and from asking to be contacted again', () => {
    for (const body of ['HELP', 'info', 'help please', 'Who is this?']) expect(readIntent(body)).toBe('help')
    for (const body of ['START', 'unstop', 'Subscribe']) expect(readIntent(body)).toBe('opt_in')
    expect(readIntent('help me stop these calls')).toBe('opt_out')
  })

  it('is found at once in a text made to take long', () => {
    const hostile = [
      `${'stop '.repeat(5000)}x`,
      `don t ${'want '.repeat(5000)}`,
      'take '.repeat(5000),
      '\u0301'.repeat(50_000),
    ]
    const before = performance.now()
    for (const body of hostile) readIntent(body)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
