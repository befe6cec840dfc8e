/** The random beginnings of campaign-model.ts: settings, numbers, and leads with their phones and lanes. */
import { CampaignSettings, defaultSettings, ROTATION_STRATEGIES } from '../../src/domain/campaign-settings.ts'
import { PRIORITIES, type Priority } from '../../src/domain/lead.ts'
import { firstStep, initialProgress, type LeadProgress, type NextStep } from '../../src/domain/lead-progress.ts'
import type { NumberState } from '../../src/domain/rotation.ts'
import type { Random } from './random.ts'

export interface Lane {
  isOpen(at: number): boolean
  /** The next opening after `at`, asked only while closed. */
  opensAt(at: number): number
}

export interface ModelLead {
  id: string
  seq: number
  priority: Priority
  lane: Lane
  progress: LeadProgress
  /** null while it is in a call. */
  step: NextStep | null
}

/** Small bounds on purpose: caps are met, windows are missed, retries run out. */
export function randomSettings(random: Random): CampaignSettings {
  return CampaignSettings.parse({
    ...defaultSettings(),
    call_interval_seconds: random.pick([0, 0, 0, 5, 30, 600]),
    max_concurrent_calls: random.pick([1, 2, 3, 10, 100]),
    retry: {
      mode: random.pick(['breadth_first', 'breadth_first', 'per_contact']),
      max_attempts_per_phone: random.pick([1, 2, 3, 4, 11]),
      interval_minutes: random.pick([1, 10, 60, 600, 3_000]),
    },
    rotation: {
      strategy: random.pick([...ROTATION_STRATEGIES]),
      spam_threshold: random.pick([3, 7]),
      max_calls_per_number_per_day: random.pick([1, 3, 10, 100]),
    },
    max_attempts_per_phone_per_day: random.pick([1, 2, 3, 10]),
  })
}

export function randomNumbers(random: Random): NumberState[] {
  const count = 1 + random.below(4)
  return Array.from({ length: count }, (_, index) => ({
    id: `num_${index}`,
    e164: `+1212555010${index}`,
    // The first is always usable, else a campaign rightly waits for ever.
    enabled: index === 0 || random.chance(0.8),
    excluded: index > 0 && random.chance(0.1),
    spamScore: index === 0 ? 0 : random.below(10),
    weight: random.below(6),
    callsToday: 0,
    lastUsedAt: null,
  }))
}

export function randomLeads(random: Random, lanes: Lane[]): { phones: string[]; leads: ModelLead[] } {
  const phones: string[] = []
  const leads = Array.from({ length: 1 + random.below(8) }, (_, seq): ModelLead => {
    const own = Array.from({ length: random.pick([1, 1, 2, 3, 10]) }, () => {
      // Now and then a phone that another lead has, too.
      if (phones.length > 0 && random.chance(0.08)) return random.pick(phones)
      phones.push(`+1646555${String(phones.length).padStart(4, '0')}`)
      return phones.at(-1)!
    })
    const progress = initialProgress(
      [...new Set(own)].map((e164) => ({ e164, attempts: 0, dead: random.chance(0.04) ? ('invalid' as const) : null })),
    )
    const step = firstStep(progress.phones)
    return { id: `led_${seq}`, seq, priority: random.pick([...PRIORITIES]), lane: random.pick(lanes), progress, step }
  })
  return { phones, leads }
}
