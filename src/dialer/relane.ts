import { TZDATA_VERSION } from '../domain/regions/zone-offset.ts'
import type { Engine } from './engine.ts'
import type { Key, Row } from './queue.ts'
import { inQueue, mapLeads } from './set-aside.ts'

/** Leads looked at in one go. */
const SLICE = 1_000
/** Grows when the tables or the order in which a person's whereabouts are found change (domain/regions). */
const RESOLVER_VERSION = 2
const BEFORE_ALL: Key = { place: 0, rank: Number.MAX_SAFE_INTEGER, dueAt: 0, seq: 0 }

/** What, besides a person's own data, decides about the lane of a lead. Settings, schedules, rules and stops do not (`laneKey`). */
export function lanesVersion(fallbackZones: readonly string[]): string {
  return [RESOLVER_VERSION, TZDATA_VERSION, ...fallbackZones].join(' ')
}

/** Notes that the leads in the lanes have to be looked at again, when what decides about lanes has changed. */
export function noteLanesVersion(engine: Engine, fallbackZones: readonly string[]): void {
  const version = lanesVersion(fallbackZones)
  const meta = engine.meta.get()
  if (meta.lanesVersion === version) return
  engine.meta.set({ lanesVersion: version, relaneAfter: engine.queue.total() === 0 ? null : BEFORE_ALL })
}

/**
 * Moves leads whose lane is no longer the right one, slice by slice. Dialing goes on meanwhile: who is picked is looked at again anyway
 * (pick.ts); this is for those whose old lane stays closed longer than the right one. Returns true while there may be more.
 */
export function relane(engine: Engine): boolean {
  const { relaneAfter, job } = engine.meta.get()
  if (relaneAfter === null || !engine.campaign || job) return false
  const rows = engine.queue.readyAfter(relaneAfter, SLICE)
  const now = engine.now()
  const move = (row: Row): void => {
    const phone = row.lead.phones[row.lead.position - 1]!
    const lane = engine.lanes.laneOf(phone.e164, row.lead, now)
    if (lane.id !== row.place) engine.queue.move(row, { ...row, place: lane.id })
  }
  mapLeads(engine, rows, move, inQueue)
  const last = rows.at(-1)
  const isDone = rows.length < SLICE || !last
  engine.meta.set({ relaneAfter: isDone ? null : keyOf(last) })
  return !isDone
}

const keyOf = ({ place, rank, dueAt, seq }: Key): Key => ({ place, rank, dueAt, seq })
