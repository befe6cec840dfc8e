import { isStopFor, laneKey, type WindowRules, type WindowState, windowAt } from '../domain/calling-window.ts'
import { type ConsentSpan, consentHolds } from '../domain/consent.ts'
import { consentMatters } from '../domain/regions/region-hours.ts'
import { type PersonAddress, resolveWhereabouts, type Whereabouts } from '../domain/regions/zone-resolver.ts'
import type { DialingCampaign } from './store.ts'

export interface Lane extends Whereabouts {
  id: number
  key: string
  /** Its leads have given consent, where that changes their hours. */
  consented: boolean
  window: WindowState
  rules: WindowRules
}

/** What decides about a lead's lane, besides the phone. */
export interface LaneFacts {
  zone: string | null
  address: PersonAddress | null
  consent: ConsentSpan | null
}

/**
 * The lanes of a campaign: all leads that share one calling window. Opening or closing one changes nothing but the answer of its
 * window, which is kept until the instant at which it changes; no lead is written.
 */
export class Lanes {
  private readonly sql: SqlStorage
  private readonly byKey = new Map<string, Lane>()
  private readonly byId = new Map<number, Lane>()
  private campaign: DialingCampaign | null = null

  constructor(sql: SqlStorage) {
    this.sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS lanes (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, zones TEXT NOT NULL, regions TEXT NOT NULL, evidence TEXT NOT NULL,
      consented INTEGER NOT NULL DEFAULT 0)`)
    addColumn(sql)
    const rows = sql.exec<StoredLane>('SELECT id, key, zones, regions, evidence, consented FROM lanes')
    for (const row of rows) {
      const where = {
        zones: JSON.parse(row.zones) as string[],
        regions: JSON.parse(row.regions) as string[],
        evidence: row.evidence as Whereabouts['evidence'],
      }
      this.remember(row.id, row.key, where, row.consented === 1)
    }
  }

  /** New settings, schedule or stops: every window is worked out anew. No lead moves, since keys do not depend on them. */
  configure(campaign: DialingCampaign): void {
    this.campaign = campaign
    for (const lane of this.byId.values()) {
      lane.rules = this.rulesFor(lane, lane.consented)
      lane.window = UNKNOWN_WINDOW
    }
  }

  /** The lane of a lead behind one of its phones, as of `now` (epoch ms): consent begins and ends. */
  laneOf(phone: string, facts: LaneFacts, now: number): Lane {
    const where = this.whereaboutsOf(phone, facts)
    // Where consent changes nothing both kinds share a lane, which must not pass for that of the first of them when a rule is added.
    const consented = consentHolds(facts.consent, now) && consentMatters(where.regions)
    const key = laneKey(where, consented)
    const known = this.byKey.get(key)
    if (known) return known
    this.sql.exec(
      'INSERT INTO lanes (key, zones, regions, evidence, consented) VALUES (?, ?, ?, ?, ?)',
      key,
      JSON.stringify(where.zones),
      JSON.stringify(where.regions),
      where.evidence,
      consented ? 1 : 0,
    )
    const { id } = this.sql.exec<{ id: number }>('SELECT id FROM lanes WHERE key = ?', key).one()
    return this.remember(id, key, where, consented)
  }

  whereaboutsOf(phone: string, { zone, address }: LaneFacts): Whereabouts {
    return resolveWhereabouts({ contactZone: zone, address, phone, fallbackZones: this.campaign?.fallbackZones ?? [] })
  }

  get(id: number): Lane | undefined {
    return this.byId.get(id)
  }

  all(): Lane[] {
    return [...this.byId.values()]
  }

  /** Brings every window up to `now` (epoch ms). */
  refresh(now: number): void {
    for (const lane of this.byId.values()) {
      if (lane.window === UNKNOWN_WINDOW || (lane.window.until !== null && lane.window.until <= now)) {
        lane.window = windowAt(lane.rules, now)
      }
    }
  }

  private remember(id: number, key: string, whereabouts: Whereabouts, consented: boolean): Lane {
    const where = key === NOWHERE_KEY ? NOWHERE : whereabouts
    const rules = this.rulesFor(where, consented)
    const lane: Lane = { id, key, ...where, consented, window: UNKNOWN_WINDOW, rules }
    this.byKey.set(key, lane)
    this.byId.set(id, lane)
    return lane
  }

  private rulesFor(where: Whereabouts, consented: boolean): WindowRules {
    const settings = this.campaign?.settings
    return {
      zones: where.zones,
      regions: where.regions,
      callingHours: settings?.calling_hours ?? { start: '00:00', end: '00:00' },
      schedule: this.campaign?.schedule ?? null,
      regionalRules: settings?.regional_rules ?? true,
      aiVoiceRules: settings?.ai_voice_rules ?? true,
      consented,
      stops: (this.campaign?.regionStops ?? []).filter((stop) => isStopFor(stop, where.regions)),
    }
  }
}

interface StoredLane extends Record<string, SqlStorageValue> {
  id: number
  key: string
  zones: string
  regions: string
  evidence: string
  consented: number
}

/** Those whose zones nobody can read share one lane, which has no zone: that of the first of them may be known to a later table. */
const NOWHERE: Whereabouts = { zones: [], regions: [], evidence: 'fallback' }
const NOWHERE_KEY = laneKey(NOWHERE, false)

/** Objects of an earlier version have the table without it. */
function addColumn(sql: SqlStorage): void {
  const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('lanes')").toArray()
  if (columns.some(({ name }) => name === 'consented')) return
  sql.exec('ALTER TABLE lanes ADD COLUMN consented INTEGER NOT NULL DEFAULT 0')
}

/** Not worked out yet: closed. */
const UNKNOWN_WINDOW: WindowState = {
  open: false,
  until: 0,
  because: { code: 'unknown_zone', zone: null, detail: 'not worked out yet', citation: null, ruleId: null },
}
