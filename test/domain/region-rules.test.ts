import { describe, expect, it } from 'vitest'
import { attemptCaps } from '../../src/domain/regions/attempt-caps.ts'
import { checkRegion } from '../../src/domain/regions/region-check.ts'
import { regionHours } from '../../src/domain/regions/region-hours.ts'
import type { HoursVersion, RegionEntry, WeekHours } from '../../src/domain/regions/region-rule.ts'
import { allRegions, findRegion, RULES_VERSION } from '../../src/domain/regions/region-rules.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const always = { aiVoice: true, consented: false }

describe('the rules by region', () => {
  it('cover 50 states, the District of Columbia, five territories, an unknown state and eight countries', () => {
    const regions = allRegions().map(({ region }) => region)
    expect(regions.filter((region) => region.startsWith('US-'))).toHaveLength(56)
    expect(regions.filter((region) => !region.startsWith('US-')).sort()).toEqual(
      ['US', 'CA', 'AU', 'FR', 'IT', 'ES', 'GB', 'IN', 'DE'].sort(),
    )
    expect(new Set(regions).size).toBe(regions.length)
    expect(RULES_VERSION).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })

  it('have no errors', () => {
    expect(allRegions().flatMap(checkRegion)).toEqual([])
  })

  it('have ids of their own', () => {
    const rules = allRegions().flatMap(({ region }) => regionHours([region], always).map(({ id }) => id))
    const caps = allRegions().flatMap(({ attempts, aiVoiceAttempts }) => [...attempts, ...aiVoiceAttempts])
    const ids = [...rules, ...caps.map(({ id }) => id)]
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('US-MS.hours.cst')
  })

  it('say where they are from', () => {
    const unresearched = ['US-AS', 'US-GU', 'US-MP', 'US-PR', 'US-VI', 'DE']
    for (const { region, sources, confidence } of allRegions()) {
      expect([region, sources.length > 0]).toEqual([region, !unresearched.includes(region)])
      if (unresearched.includes(region)) expect(confidence).toBe('low')
    }
  })

  it.each([
    ['CA-BC', 'CA'],
    ['US-PA', 'US-PA'],
    ['US-XX', 'US'],
    ['US', 'US'],
    ['IN', 'IN'],
  ])('find for %s the entry %s', (region, entry) => {
    expect(findRegion(region)?.region).toBe(entry)
  })

  it.each([
    ['GP', 'FR'],
    ['MQ', 'FR'],
    ['GF', 'FR'],
    ['RE', 'FR'],
    ['YT', 'FR'],
    ['CX', 'AU'],
    ['NF', 'AU'],
  ])('hold in %s as in %s, of which it is a part with a code of its own', (region, entry) => {
    expect(findRegion(region)?.region).toBe(entry)
  })

  it('find nothing for a country without an entry', () => {
    for (const region of ['JM', '', 'us-pa', 'constructor']) expect(findRegion(region)).toBeNull()
  })
})

describe('caps on attempts', () => {
  const capsOf = (region: string, over: Partial<typeof always> = {}) =>
    attemptCaps([region], { ...always, ...over }).map(({ id, counts, max, windowMs }) => [id, counts, max, windowMs])

  it.each(['US-FL', 'US-MD', 'US-OK', 'US-OR', 'US'])(
    '%s: three attempts in 24 hours, with or without consent',
    (region) => {
      expect(capsOf(region, { aiVoice: false })).toEqual([[`${region}.attempts`, 'attempts', 3, DAY]])
      expect(capsOf(region, { consented: true })).toEqual([[`${region}.attempts`, 'attempts', 3, DAY]])
    },
  )

  it('Maine and Nevada limit artificial voices only', () => {
    expect(capsOf('US-ME')).toEqual([['US-ME.ai_voice.attempts', 'attempts', 1, 8 * HOUR]])
    expect(capsOf('US-NV')).toEqual([['US-NV.ai_voice.hang_ups', 'hang_ups', 1, null]])
    expect(capsOf('US-ME', { aiVoice: false })).toEqual([])
    expect(capsOf('US-NV', { aiVoice: false })).toEqual([])
    expect(capsOf('US-NV', { consented: true })).toHaveLength(1)
  })

  it('France limits attempts and calls after a refusal, unless there is consent', () => {
    expect(capsOf('FR')).toEqual([
      ['FR.attempts', 'attempts', 4, 30 * DAY],
      ['FR.refusals', 'refusals', 1, 60 * DAY],
    ])
    expect(capsOf('FR', { consented: true })).toEqual([])
  })

  it('no other region has any', () => {
    const limited = allRegions().filter(({ region }) => attemptCaps([region], always).length > 0)
    expect(limited.map(({ region }) => region).sort()).toEqual(
      ['FR', 'US', 'US-FL', 'US-MD', 'US-ME', 'US-NV', 'US-OK', 'US-OR'].sort(),
    )
    expect(attemptCaps(['JM'], always)).toEqual([])
  })

  it('of several regions all apply, each once', () => {
    expect(attemptCaps(['US-FL', 'US-ME', 'US-FL'], always).map(({ id }) => id)).toEqual([
      'US-FL.attempts',
      'US-ME.ai_voice.attempts',
    ])
  })
})

describe('a broken entry', () => {
  const good = findRegion('US-PA')!
  const daily = findRegion('US-CT')!.hours[0]!.hours as WeekHours
  const version = (over: Partial<HoursVersion>): HoursVersion => ({ from: null, hours: daily, citation: 'x', ...over })
  const withHours = (...hours: HoursVersion[]): Partial<RegionEntry> => ({ hours })

  it.each<[string, Partial<RegionEntry>, string]>([
    [
      'hours that end before they start',
      withHours(version({ hours: { ...daily, mon: [{ start: '19:00', end: '09:00' }] } })),
      'US-PA hours[0].mon[0]: ends before it starts (19:00–09:00)',
    ],
    [
      'empty hours',
      withHours(version({ hours: { ...daily, holiday: [{ start: '09:00', end: '09:00' }] } })),
      'US-PA hours[0].holiday[0]: ends before it starts (09:00–09:00)',
    ],
    [
      'a time that is none',
      { aiVoiceHours: [version({ hours: { ...daily, sun: [{ start: '08:00', end: '25:00' }] } })] },
      'US-PA aiVoiceHours[0].sun[0]: is not a time of day (08:00–25:00)',
    ],
    [
      'overlapping hours',
      withHours(
        version({
          hours: {
            ...daily,
            tue: [
              { start: '12:00', end: '14:00' },
              { start: '09:00', end: '12:30' },
            ],
          },
        }),
      ),
      'US-PA hours[0].tue: overlapping hours at 12:00',
    ],
    [
      'a day that is missing',
      withHours(version({ hours: { ...daily, wed: undefined } as unknown as WeekHours })),
      'US-PA hours[0].wed: is missing; write [] for a closed day',
    ],
    [
      'an unknown zone',
      withHours(version({ alsoInZone: { zone: 'America/Nowhere', name: 'Nowhere', id: 'no' } })),
      'US-PA hours[0].alsoInZone: unknown time zone America/Nowhere',
    ],
    ['an unknown calendar', { holidays: 'US-ZZ' as never }, 'US-PA holidays: there is no calendar US-ZZ'],
    [
      'holiday hours without a calendar',
      { ...withHours(version({ hours: { ...daily, holiday: [] } })), holidays: null },
      'US-PA holidays: is missing, but hours[0] has such hours',
    ],
    [
      'versions out of order',
      withHours(version({}), version({ from: '2026-10-18' }), version({ from: '2026-01-01' })),
      'US-PA hours[2].from: 2026-01-01 is not after 2026-10-18',
    ],
    [
      'two versions from the beginning',
      withHours(version({}), version({})),
      'US-PA hours[1].from: only the first version may hold from the beginning',
    ],
    [
      'a date that is none',
      withHours(version({ from: '2026-02-30' })),
      'US-PA hours[0].from: 2026-02-30 is not a date',
    ],
    ['no hours at all', { hours: [] }, 'US-PA hours: is empty'],
    ['no citation', withHours(version({ citation: ' ' })), 'US-PA hours[0].citation: is missing'],
    ['no name', { name: '' }, 'US-PA name: is missing'],
    ['another country', { country: 'CA' }, 'US-PA country: is CA, not US'],
    ['no confidence', { confidence: 'sure' as never }, 'US-PA confidence: is not one of high, medium, low'],
    [
      'a cap of nothing',
      {
        attempts: [{ id: 'US-PA.attempts', counts: 'attempts', max: 0, windowMs: DAY, citation: 'x', detail: 'x' }],
      },
      'US-PA attempts[0].max: is not a whole number from 1',
    ],
    [
      'a cap without a law, under the name of another state',
      {
        aiVoiceAttempts: [
          { id: 'US-FL.attempts', counts: 'attempts', max: 3, windowMs: DAY, citation: '', detail: 'x' },
        ],
      },
      'US-PA aiVoiceAttempts[0].citation: is missing',
    ],
  ])('is told apart by %s', (_what, over, error) => {
    expect(checkRegion({ ...good, ...over })).toContain(error)
  })

  it('names what is not a region', () => {
    expect(checkRegion({ ...good, region: 'Pennsylvania' })[0]).toBe(
      'Pennsylvania region: is not a country or a country and a state',
    )
  })

  it('is not a good one', () => {
    expect(checkRegion(good)).toEqual([])
  })
})
