/** Before a campaign starts: whether its hours, its schedule and the law ever meet, and whom they leave out for good. */
import { nextOpening, type WindowRules } from './calling-window.ts'
import type { CampaignSettings } from './campaign-settings.ts'
import { RECIPIENT, scheduleAt } from './schedule.ts'
import type { WeeklySchedule } from './weekly-schedule.ts'

/** The zones of the United States that most people live in, each with the states that have a part in it. */
const US_PLACES: readonly (readonly [zone: string, states: string])[] = [
  ['America/New_York', 'CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV'],
  ['America/Chicago', 'AL AR FL IA IL IN KS KY LA MI MN MO MS ND NE OK SD TN TX WI'],
  ['America/Denver', 'CO ID KS MT ND NE NM OR SD TX UT WY'],
  ['America/Phoenix', 'AZ'],
  ['America/Los_Angeles', 'CA ID NV OR WA'],
  ['America/Anchorage', 'AK'],
  ['Pacific/Honolulu', 'HI'],
  ['America/Puerto_Rico', 'PR VI'],
]

/** Round the clock, so that hours meant for another continent are not refused. */
const ELSEWHERE = [
  'Pacific/Pago_Pago',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Athens',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Bangkok',
  'Asia/Tokyo',
  'Pacific/Guam',
  'Pacific/Auckland',
]

export interface HoursToCheck {
  settings: Pick<CampaignSettings, 'calling_hours' | 'regional_rules' | 'ai_voice_rules'>
  schedule: WeeklySchedule | null
  /** Epoch ms: from when on, and until when, calls could be made. */
  from: number
  until: number | null
}

export interface HoursCheck {
  /** False: nobody could ever be called. */
  meet: boolean
  /** US zones in which nobody could ever be called. Empty when that is so everywhere. */
  closedZones: string[]
  /** States, as 'US-LA', in which nobody could, although the law alone has hours and somebody else in their zones can be called. */
  closedRegions: string[]
}

const ALL_DAY = { callingHours: { start: '00:00', end: '24:00' }, schedule: null }

/** The schedule itself never opens again: no need to look at the rest, zone by zone. */
function isOver(schedule: WeeklySchedule, from: number): boolean {
  const state = scheduleAt(
    { ...schedule, zone: schedule.zone === RECIPIENT ? 'Pacific/Pago_Pago' : schedule.zone },
    from,
  )
  return state.open === false && state.until === null
}

/**
 * What law is lifted by consent is taken as lifted: "never" is said only of what no consent would open. Emergency stops are left out,
 * since a person will lift them.
 */
export function checkHours({ settings, schedule, from, until }: HoursToCheck): HoursCheck {
  const opens = (
    zone: string,
    regions: string[],
    own = { callingHours: settings.calling_hours, schedule },
  ): boolean => {
    const rules: WindowRules = {
      zones: [zone],
      regions,
      ...own,
      regionalRules: settings.regional_rules,
      aiVoiceRules: settings.ai_voice_rules,
      consented: true,
      stops: [],
    }
    const opening = nextOpening(rules, from)
    return opening !== null && (until === null || opening < until)
  }
  if (schedule && isOver(schedule, from)) return { meet: false, closedZones: [], closedRegions: [] }
  const closedZones: string[] = []
  /** null: the law alone leaves no hour. */
  const byState = new Map<string, boolean | null>()
  for (const [zone, states] of US_PLACES) {
    const regions = states.split(' ').map((state) => `US-${state}`)
    const open = opens(zone, []) && (!settings.regional_rules || regions.filter((it) => noteState(it, zone)).length > 0)
    if (!open) closedZones.push(zone)
  }
  if (closedZones.length < US_PLACES.length) {
    const inOpenZones = [...byState].filter(([, open]) => open === false).map(([state]) => state)
    return { meet: true, closedZones, closedRegions: inOpenZones.sort() }
  }
  const others = schedule && schedule.zone !== RECIPIENT ? [schedule.zone, ...ELSEWHERE] : ELSEWHERE
  const meet = others.some((zone) => opens(zone, []))
  return { meet, closedZones: meet ? closedZones : [], closedRegions: [] }

  /** A state is open when it is in any of its zones. */
  function noteState(region: string, zone: string): boolean {
    const open = opens(zone, [region])
    if (open || !byState.has(region)) byState.set(region, open || (opens(zone, [region], ALL_DAY) ? false : null))
    return open
  }
}
