import { laneKey, type WindowRules, type WindowState, windowAt } from '../domain/calling-window.ts'
import { resolveWhereabouts, type Whereabouts } from '../domain/regions/zone-resolver.ts'
import type { DialingCampaign } from './store.ts'

export interface Lane extends Whereabouts {
  id: number
  key: string
  window: WindowState
  rules: WindowRules
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
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, zones TEXT NOT NULL, regions TEXT NOT NULL, evidence TEXT NOT NULL)`)
    const rows = sql.exec<{ id: number; key: string; zones: string; regions: string; evidence: string }>(
      'SELECT id, key, zones, regions, evidence FROM lanes',
    )
    for (const row of rows) {
      this.remember(row.id, row.key, {
        zones: JSON.parse(row.zones),
        regions: JSON.parse(row.regions),
        evidence: row.evidence as Whereabouts['evidence'],
      })
    }
  }

  /** New settings: every window is worked out anew. */
  configure(campaign: DialingCampaign): void {
    this.campaign = campaign
    for (const lane of this.byId.values()) {
      lane.rules = this.rulesFor(lane)
      lane.window = UNKNOWN_WINDOW
    }
  }

  laneOf(phone: string, contactZone: string | null): Lane {
    const where = resolveWhereabouts({ contactZone, phone, fallbackZones: this.campaign?.fallbackZones ?? [] })
    const key = laneKey(where)
    const known = this.byKey.get(key)
    if (known) return known
    this.sql.exec(
      'INSERT INTO lanes (key, zones, regions, evidence) VALUES (?, ?, ?, ?)',
      key,
      JSON.stringify(where.zones),
      JSON.stringify(where.regions),
      where.evidence,
    )
    const { id } = this.sql.exec<{ id: number }>('SELECT id FROM lanes WHERE key = ?', key).one()
    return this.remember(id, key, where)
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

  private remember(id: number, key: string, where: Whereabouts): Lane {
    const lane: Lane = { id, key, ...where, window: UNKNOWN_WINDOW, rules: this.rulesFor(where) }
    this.byKey.set(key, lane)
    this.byId.set(id, lane)
    return lane
  }

  private rulesFor(where: Whereabouts): WindowRules {
    return {
      zones: where.zones,
      regions: where.regions,
      callingHours: this.campaign?.settings.calling_hours ?? { start: '00:00', end: '00:00' },
      schedule: this.campaign?.schedule ?? null,
      regionalRules: this.campaign?.settings.regional_rules ?? true,
    }
  }
}

/** Not worked out yet: closed. */
const UNKNOWN_WINDOW: WindowState = {
  open: false,
  until: 0,
  because: { code: 'unknown_zone', zone: null, detail: 'not worked out yet', citation: null },
}
