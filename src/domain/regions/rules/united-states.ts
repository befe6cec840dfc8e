/** The United States: every state and territory, and the entry for people whose state is not known. */
import type { RegionEntry } from '../region-rule.ts'
import { entry, NONE, span, threeADay, week } from './entry.ts'
import { ALABAMA_TO_GEORGIA } from './us-alabama-georgia.ts'
import { HAWAII_TO_MASSACHUSETTS } from './us-hawaii-massachusetts.ts'
import { MICHIGAN_TO_NORTH_DAKOTA } from './us-michigan-north-dakota.ts'
import { OHIO_TO_TEXAS } from './us-ohio-texas.ts'
import { TERRITORIES } from './us-territories.ts'
import { UTAH_TO_WYOMING } from './us-utah-wyoming.ts'

/**
 * A toll-free number, an unassigned area code, an address with the country only, a state we do not know. The intersection of the hours of
 * all states (a test holds it to that), but for those that forbid artificial voices altogether.
 */
const UNKNOWN_STATE = entry({
  region: 'US',
  name: 'United States, state unknown',
  hours: [
    {
      from: null,
      hours: week(span('10:00', '18:00'), span('10:00', '17:00'), NONE, { holiday: NONE }),
      citation: 'the strictest of all state rules (47 CFR 64.1200(c)(1) and state law)',
    },
  ],
  aiVoiceHours: [
    {
      from: null,
      hours: week(span('10:00', '17:00'), NONE, NONE, { holiday: NONE }),
      citation: 'the strictest of all state rules for automated devices, except prohibitions',
    },
  ],
  holidays: 'US-ANY',
  attempts: [threeADay('US', 'United States, state unknown', 'the caps of FL, MD, OK and OR')],
  conditions: [
    'Washington and Wyoming forbid artificial voices in sales calls; a person of unknown state may be there.',
  ],
  confidence: 'medium',
  sources: ['the entries of all states'],
})

export const UNITED_STATES: readonly RegionEntry[] = [
  UNKNOWN_STATE,
  ...ALABAMA_TO_GEORGIA,
  ...HAWAII_TO_MASSACHUSETTS,
  ...MICHIGAN_TO_NORTH_DAKOTA,
  ...OHIO_TO_TEXAS,
  ...UTAH_TO_WYOMING,
  ...TERRITORIES,
]
