import { describe, expect, it } from 'vitest'
import {
  CALL_INTERVALS_SECONDS,
  CampaignSettings,
  CampaignSettingsPatch,
  defaultSettings,
  mergeSettings,
  RING_TIMEOUTS_SECONDS,
} from '../../src/domain/campaign-settings.ts'
import { AppError, jsonPointer } from '../../src/domain/errors.ts'

/** 2-architecture §6, as it stands there. */
const DEFAULTS = {
  execution: 'scheduled',
  manual_review: false,
  channels: ['phone'],
  call_interval_seconds: 0,
  max_concurrent_calls: 10,
  ring_timeout_seconds: 30,
  amd_mode: 'ml',
  voicemail: { action: 'hang_up', message: '' },
  completion_timeout_minutes: 0,
  retry: { mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 60 },
  rotation: { strategy: 'round_robin', spam_threshold: 7, max_calls_per_number_per_day: 100 },
  calling_hours: { start: '09:00', end: '20:00' },
  regional_rules: true,
  ai_voice_rules: true,
  max_attempts_per_phone_per_day: 3,
  require_consent: false,
  budget: null,
  breakers: { technical_failure_percent: 30, opt_out_percent: 25 },
  inbound_contacts: null,
  eligibility: null,
}

describe('campaign settings', () => {
  it('have the defaults of the product', () => {
    expect(CampaignSettings.parse({})).toEqual(DEFAULTS)
    expect(defaultSettings()).not.toBe(defaultSettings())
    expect(defaultSettings().channels).not.toBe(defaultSettings().channels)
  })

  it('fill in the missing parts of an object that is given in part', () => {
    const settings = CampaignSettings.parse({ retry: { interval_minutes: 5 }, calling_hours: { end: '17:00' } })
    expect(settings.retry).toEqual({ mode: 'breadth_first', max_attempts_per_phone: 3, interval_minutes: 5 })
    expect(settings.calling_hours).toEqual({ start: '09:00', end: '17:00' })
  })

  it.each([
    [{ max_concurrent_calls: 1 }, { max_concurrent_calls: 0 }],
    [{ max_concurrent_calls: 500 }, { max_concurrent_calls: 501 }],
    [{ max_concurrent_calls: 2 }, { max_concurrent_calls: 2.5 }],
    [{ call_interval_seconds: 1800 }, { call_interval_seconds: 7 }],
    [{ ring_timeout_seconds: 45 }, { ring_timeout_seconds: 40 }],
    [{ completion_timeout_minutes: 43_200 }, { completion_timeout_minutes: 43_201 }],
    [{ retry: { max_attempts_per_phone: 11 } }, { retry: { max_attempts_per_phone: 12 } }],
    [{ retry: { max_attempts_per_phone: 1 } }, { retry: { max_attempts_per_phone: 0 } }],
    [{ retry: { interval_minutes: 1 } }, { retry: { interval_minutes: 0 } }],
    [{ retry: { interval_minutes: 43_200 } }, { retry: { interval_minutes: 43_201 } }],
    [{ rotation: { spam_threshold: 9 } }, { rotation: { spam_threshold: 10 } }],
    [{ rotation: { spam_threshold: 1 } }, { rotation: { spam_threshold: 0 } }],
    [{ rotation: { max_calls_per_number_per_day: 1000 } }, { rotation: { max_calls_per_number_per_day: 1001 } }],
    [{ calling_hours: { start: '00:00', end: '24:00' } }, { calling_hours: { start: '24:00' } }],
    [{ calling_hours: { start: '19:59' } }, { calling_hours: { start: '20:00' } }],
    [{ calling_hours: { start: '08:00' } }, { calling_hours: { start: '8:00' } }],
    [{ voicemail: { action: 'play_message', message: 'Hi' } }, { voicemail: { action: 'play_message' } }],
    [{ channels: ['phone', 'text'] }, { channels: [] }],
    [{ channels: ['email'] }, { channels: ['email', 'email'] }],
    [{ budget: { per_day_cents: 500 } }, { budget: { per_day_cents: 0 } }],
    [{ breakers: { opt_out_percent: 100 } }, { breakers: { opt_out_percent: 101 } }],
    [{ breakers: { technical_failure_percent: null } }, { breakers: { technical_failure_percent: 0 } }],
    [{ breakers: { technical_failure_percent: 1 } }, { breakers: null }],
    [{ inbound_contacts: { channels: ['text'] } }, { inbound_contacts: { channels: [] } }],
    [{ inbound_contacts: {} }, { inbound_contacts: { channels: ['call', 'call'] } }],
    [
      { eligibility: { conditions: [{ field: 'tag', op: 'is', value: 'vip' }] } },
      { eligibility: { conditions: [{ field: 'shoe', op: 'is', value: 'x' }] } },
    ],
    [{}, { max_calls: 5 }],
    [{}, { retry: { attempts: 5 } }],
  ])('accept %j and refuse %j', (good, bad) => {
    expect(CampaignSettings.safeParse(good).success).toBe(true)
    expect(CampaignSettings.safeParse(bad).success).toBe(false)
  })

  it('accept every listed interval and ring time', () => {
    for (const value of CALL_INTERVALS_SECONDS) {
      expect(CampaignSettings.parse({ call_interval_seconds: value }).call_interval_seconds).toBe(value)
    }
    for (const value of RING_TIMEOUTS_SECONDS) {
      expect(CampaignSettings.parse({ ring_timeout_seconds: value }).ring_timeout_seconds).toBe(value)
    }
  })
})

describe('a patch of the settings', () => {
  it('says only what it was given: no defaults creep in', () => {
    expect(CampaignSettingsPatch.parse({})).toEqual({})
    expect(CampaignSettingsPatch.parse({ retry: { mode: 'per_contact' } })).toEqual({ retry: { mode: 'per_contact' } })
    expect(CampaignSettingsPatch.safeParse({ retry: { wrong: 1 } }).success).toBe(false)
  })

  it('changes parts of an object and leaves the rest', () => {
    const current = CampaignSettings.parse({
      retry: { interval_minutes: 5, max_attempts_per_phone: 9 },
      budget: { total_cents: 100 },
    })
    const merged = mergeSettings(current, {
      retry: { max_attempts_per_phone: 2 },
      amd_mode: 'off',
      manual_review: undefined,
    })
    expect(merged.retry).toEqual({ mode: 'breadth_first', max_attempts_per_phone: 2, interval_minutes: 5 })
    expect(merged).toEqual({ ...current, amd_mode: 'off', retry: merged.retry })
    expect(mergeSettings(current, { budget: null }).budget).toBeNull()
    expect(mergeSettings(current, { breakers: { opt_out_percent: null } }).breakers).toEqual({
      technical_failure_percent: 30,
      opt_out_percent: null,
    })
  })

  it('is judged together with what is stored', () => {
    const current = CampaignSettings.parse({ calling_hours: { start: '09:00', end: '12:00' } })
    const patch = CampaignSettingsPatch.parse({ calling_hours: { start: '13:00' } })
    let thrown: unknown
    try {
      mergeSettings(current, patch)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(AppError)
    expect((thrown as AppError).code).toBe('unprocessable')
    expect((thrown as AppError).details.errors).toEqual([
      { pointer: '/calling_hours/end', message: 'must be later than the start' },
    ])
  })
})

describe('a JSON pointer', () => {
  it('escapes what RFC 6901 escapes', () => {
    expect(jsonPointer([])).toBe('')
    expect(jsonPointer(['a/b', 0, 'c~d'])).toBe('/a~1b/0/c~0d')
  })
})
