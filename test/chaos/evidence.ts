import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Action } from './persons.ts'

/** What is left when everything is over: the database as it lies on the disk, and the carrier's own records. Instants are epoch ms of product time. */

export interface AttemptRow {
  id: string
  campaign_id: string
  lead_id: string
  contact_id: string
  number_id: string
  from_e164: string
  phone: string
  pass: number
  position: number
  state: string
  counted: number
  day: string
  permitted_at: number
  placed_at: number | null
  answered_at: number | null
  ended_at: number | null
  settled_at: number | null
  carrier_call_id: string | null
  answer_status: string | null
  disposition: string | null
  end_reason: string | null
  talk_seconds: number
  primary_goal: string
}

export interface LeadRow {
  id: string
  campaign_id: string
  contact_id: string
  seq: number
  status: string
  status_reason: string | null
  disposition: string | null
  answer_status: string | null
  phone_attempts: string
  attempts: number
  conversations: number
  talk_seconds: number
  primary_goal: string
  updated_at: number
  created_at: number
}

export interface CampaignRow {
  id: string
  name: string
  status: string
  job: string | null
  /** JSON. */
  settings: string
  lead_seq: number
}

export interface ContactRow {
  id: string
  /** JSON. */
  phones: string
}

export interface PhoneRow {
  e164: string
  contact_id: string
  dead: string | null
  dead_at: number | null
}

export interface SuppressionRow {
  value: string
  kind: string
  channel: string
  contact_id: string | null
  attempt_id: string | null
  source: string
  created_at: number
}

type Counts = Record<string, number | string>

export interface Database {
  attempts: AttemptRow[]
  leads: LeadRow[]
  campaigns: CampaignRow[]
  contacts: ContactRow[]
  phones: PhoneRow[]
  suppressions: SuppressionRow[]
  stats: Counts[]
  hours: Counts[]
  numberDays: { number_id: string; day: string; calls: number }[]
  stuck: Record<string, unknown>[]
  webhookEvents: { id: string; type: string; data: string; at: number }[]
  webhookDeliveries: { id: string; endpoint_id: string; event_id: string; state: string; tries: number }[]
}

/** One dial request as the carrier's ledger holds it. */
export interface DialRow {
  seq: number
  at: number
  realAt: number
  status: number
  from: string
  to: string
  attemptId: string
}

export interface Told {
  event: string
  at: number
  status: number
  failed: { at: number; status: number }[]
}

/** One call the carrier made. */
export interface CallRow {
  id: string
  from: string
  to: string
  attemptId: string | null
  behaviour: string
  state: string
  placedAt: number
  answeredAt: number | null
  endedAt: number | null
  endReason: string | null
  outcome: string | null
  detection: string | null
  told: Told[]
}

export interface Evidence {
  database: Database
  dials: DialRow[]
  calls: CallRow[]
  actions: Action[]
  /** When the app was killed, and when it answered again. */
  kills: { at: number; upAt: number }[]
  /** Product ms that pass in one real ms. */
  speed: number
}

/** The file of the D1 database under a state directory; null before it exists. */
export function findDatabase(stateDir: string): string | null {
  if (!existsSync(stateDir)) return null
  const files = readdirSync(stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sqlite') && !entry.name.startsWith('metadata'))
    .map((entry) => join(entry.parentPath, entry.name))
  return files.find((file) => /d1/i.test(file) && !/metadata/.test(file)) ?? null
}

/** Opens a copy, so that whatever is read changes nothing for the process that goes on with it. */
export function withCopy<T>(file: string, read: (db: DatabaseSync) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'sundial-chaos-copy-'))
  try {
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(file + suffix)) cpSync(file + suffix, join(dir, `copy.sqlite${suffix}`))
    const db = new DatabaseSync(join(dir, 'copy.sqlite'))
    try {
      return read(db)
    } finally {
      db.close()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

export function readDatabase(file: string): Database {
  return withCopy(file, (db) => {
    const all = <T>(sql: string): T[] => db.prepare(sql).all() as unknown as T[]
    return {
      attempts: all(
        `SELECT id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, state, counted, day, permitted_at,
           placed_at, answered_at, ended_at, settled_at, carrier_call_id, answer_status, disposition, end_reason, talk_seconds, primary_goal
         FROM attempts ORDER BY id`,
      ),
      leads: all(
        `SELECT id, campaign_id, contact_id, seq, status, status_reason, disposition, answer_status, phone_attempts, attempts,
           conversations, talk_seconds, primary_goal, updated_at, created_at FROM leads ORDER BY campaign_id, seq`,
      ),
      campaigns: all('SELECT id, name, status, job, settings, lead_seq FROM campaigns ORDER BY id'),
      contacts: all('SELECT id, phones FROM contacts'),
      phones: all('SELECT e164, contact_id, dead, dead_at FROM contact_phones'),
      suppressions: all('SELECT value, kind, channel, contact_id, attempt_id, source, created_at FROM suppressions'),
      stats: all('SELECT * FROM campaign_stats'),
      hours: all('SELECT * FROM campaign_hours'),
      numberDays: all('SELECT * FROM number_days'),
      stuck: all('SELECT * FROM stuck_items WHERE resolved_at IS NULL'),
      webhookEvents: all('SELECT id, type, data, at FROM webhook_events'),
      webhookDeliveries: all('SELECT id, endpoint_id, event_id, state, tries FROM webhook_deliveries'),
    }
  })
}

interface LedgerEntry {
  seq: number
  at: string
  real_at: string
  path: string
  body: { command?: string; params?: { from: string; to: string; custom_variables?: { attempt_id?: string } } } | null
  status: number
}

export function dialsOf(ledger: readonly LedgerEntry[]): DialRow[] {
  return ledger.flatMap(({ seq, at, real_at, path, body, status }) => {
    if (!path.endsWith('/api/calling/calls') || body?.command !== 'dial' || !body.params) return []
    const { from, to, custom_variables } = body.params
    const attemptId = custom_variables?.attempt_id ?? `none in request ${seq}`
    return [{ seq, at: Date.parse(at), realAt: Date.parse(real_at), status, from, to, attemptId }]
  })
}

const instant = (text: unknown): number | null => (typeof text === 'string' ? Date.parse(text) : null)

export function callOf(entry: Record<string, unknown>): CallRow {
  const told = entry.callbacks as {
    event: string
    at: string
    status: number
    failed?: { at: string; status: number }[]
  }[]
  return {
    id: String(entry.id),
    from: String(entry.from),
    to: String(entry.to),
    attemptId: entry.attempt_id as string | null,
    behaviour: String(entry.behaviour),
    state: String(entry.state),
    placedAt: instant(entry.placed_at) ?? 0,
    answeredAt: instant(entry.answered_at),
    endedAt: instant(entry.ended_at),
    endReason: entry.end_reason as string | null,
    outcome: entry.outcome as string | null,
    detection: entry.detection as string | null,
    told: told.map(({ event, at, status, failed }) => ({
      event,
      at: Date.parse(at),
      status,
      failed: (failed ?? []).map((it) => ({ at: Date.parse(it.at), status: it.status })),
    })),
  }
}
