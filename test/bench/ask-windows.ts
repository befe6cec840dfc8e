import { type WindowRules, windowAt } from '../../src/domain/calling-window.ts'
import { resolveWhereabouts } from '../../src/domain/regions/zone-resolver.ts'

export const WINDOW_KINDS = ['whereabouts', 'kept', 'cold', 'cold_never'] as const
export type WindowKind = (typeof WINDOW_KINDS)[number]

const MORNING_OF = Date.parse('2026-11-23T15:00:00Z')
const HOUR = 3_600_000

/** As callers give them: a phone only, an address in a split state, a contradiction, a country only. */
const PEOPLE = [
  { phone: '+14125550123', address: null },
  { phone: '+19155550123', address: { state: 'Texas', postalCode: '79901', country: 'US' } },
  { phone: '+12125550123', address: { state: 'PA', postalCode: '90210', country: 'US' } },
  { phone: '+61412345678', address: { state: null, postalCode: null, country: 'AU' } },
].map((person) => ({ ...person, fallbackZones: ['America/New_York', 'Pacific/Honolulu'] }))

const slots = [
  { start: '09:00', end: '12:00' },
  { start: '13:00', end: '17:00' },
]
const schedule: WindowRules['schedule'] = {
  zone: 'recipient',
  days: { mon: slots, tue: slots, wed: slots, thu: slots, fri: slots, sat: [], sun: [] },
  exceptions: [{ from: '2026-12-24', to: '2027-01-02', yearly: true, hours: [] }],
}

const lane = (zones: string[], regions: string[], n = 0): WindowRules => ({
  zones,
  regions,
  // Other hours for each, so that none has been asked about before.
  callingHours: { start: clock(8 * 60 + (n % 180)), end: clock(18 * 60 + (Math.floor(n / 180) % 180)) },
  schedule,
  regionalRules: true,
  aiVoiceRules: true,
  consented: false,
  stops: [],
})

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

let asked = 0

const KEPT = [lane(['America/New_York'], ['US-PA']), lane(['America/Chicago', 'America/Denver'], ['US-LA', 'US-TX'])]

const ASK: Record<WindowKind, (n: number) => unknown> = {
  whereabouts: (n) => resolveWhereabouts(PEOPLE[n % PEOPLE.length]!),
  kept: (n) => windowAt(KEPT[n & 1]!, MORNING_OF),
  cold: () => {
    const instant = MORNING_OF + (asked % 8_000) * HOUR
    return windowAt(lane(['America/Chicago', 'America/Denver'], ['US-LA', 'US-TX'], asked++), instant)
  },
  // Japan and Brazil have no hour in common: searched to the horizon, 400 days on.
  cold_never: () => windowAt(lane(['America/Sao_Paulo', 'Asia/Tokyo'], ['BR', 'JP'], asked++), MORNING_OF),
}

/** Asks so many times, one answer after the other. */
export function askWindows(kind: WindowKind, times: number): void {
  const ask = ASK[kind]
  for (let n = 0; n < times; n++) ask(n)
}
