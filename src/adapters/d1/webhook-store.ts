import type { AuditEntry } from '../../app/audit/store.ts'
import type {
  ClaimedDelivery,
  DeliveryState,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEvent,
  WebhookStore,
} from '../../app/webhooks/store.ts'
import { firstIdAt } from '../ids.ts'
import { cutPage, decodeCursor } from './cursor.ts'
import { bindList, readJson } from './json-column.ts'
import { AUDIT_IF_CHANGED } from './suppression-sql.ts'
import * as sql from './webhook-sql.ts'

/** Greater than every id. */
const AFTER_ALL = '\u{10ffff}'
const LISTS: Record<DeliveryState, string> = {
  pending: sql.LIST_PENDING,
  delivered: sql.LIST_DELIVERED,
  failed: sql.LIST_FAILED,
}

export function createWebhookStore(db: D1Database): WebhookStore {
  const statement = (text: string, ...values: unknown[]): D1PreparedStatement => db.prepare(text).bind(...values)
  const all = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
    (await statement(text, ...values).all<T>()).results
  const audited = ({ orgId, id, actor, action, subject, details, at }: AuditEntry): D1PreparedStatement =>
    statement(AUDIT_IF_CHANGED, orgId, id, actor, action, subject, JSON.stringify(details), at)
  /** The change and its record; whether it changed anything. */
  const change = async (changing: D1PreparedStatement, audit: AuditEntry): Promise<boolean> =>
    (await db.batch([changing, audited(audit)]))[0]!.meta.changes > 0
  const withEvents = async (orgId: string, claims: Claim[]): Promise<ClaimedDelivery[]> => {
    if (claims.length === 0) return []
    const rows = await all<EventRow>(sql.EVENTS, orgId, bindList(claims.map((claim) => claim.eventId)))
    const events = new Map(rows.map((row) => [row.id, toEvent(row)]))
    return claims.map((claim) => ({ ...claim, event: events.get(claim.eventId) ?? null }))
  }

  return {
    async find(orgId, id) {
      const [row] = await all<EndpointRow>(sql.ENDPOINT, orgId, id)
      return row ? toEndpoint(row) : null
    },
    async list(orgId) {
      return (await all<EndpointRow>(sql.ENDPOINTS, orgId)).map(toEndpoint)
    },
    async create(it, most, audit) {
      const { orgId, id, url, description, secret, events, enabled, createdAt } = it
      const row = [orgId, id, url, description, secret, JSON.stringify(events), enabled ? 1 : 0, createdAt, most]
      return await change(statement(sql.INSERT_ENDPOINT, ...row), audit)
    },
    async update(orgId, id, { url, description, events, enabled }, at, audit) {
      const list = events === undefined ? null : JSON.stringify(events)
      const isOn = enabled === undefined ? null : enabled ? 1 : 0
      const row = [orgId, id, url ?? null, description ?? null, list, isOn, at]
      return await change(statement(sql.UPDATE_ENDPOINT, ...row), audit)
    },
    async rotate(orgId, id, { from, to, previousUntil }, audit) {
      return await change(statement(sql.ROTATE_SECRET, orgId, id, from, to, previousUntil, audit.at), audit)
    },
    async disable(orgId, id, reason, audit) {
      return await change(statement(sql.DISABLE_ENDPOINT, orgId, id, reason, audit.at), audit)
    },
    async deleteDeliveries(orgId, id, limit) {
      return (await statement(sql.DELETE_DELIVERIES, orgId, id, limit).run()).meta.changes
    },
    async delete(orgId, id, audit) {
      return await change(statement(sql.DELETE_ENDPOINT, orgId, id), audit)
    },

    async listDeliveries(orgId, endpointId, { state, cursor, limit }) {
      const before = cursor === null ? AFTER_ALL : String(decodeCursor(cursor, 1)[0])
      const text = state ? LISTS[state] : sql.LIST_DELIVERIES
      const rows = await all<DeliveryRow>(text, orgId, endpointId, before, limit + 1)
      return cutPage(rows, limit, toDelivery, (row) => [row.id])
    },
    async findDelivery(orgId, id) {
      const [row] = await all<DeliveryRow>(sql.DELIVERY, orgId, id)
      return row ? toDelivery(row) : null
    },
    async findEvent(orgId, id) {
      const [row] = await all<EventRow>(sql.EVENT, orgId, id)
      return row ? toEvent(row) : null
    },
    async redeliver(orgId, { endpointId, id }, at, audit) {
      return await change(statement(sql.REDELIVER, orgId, endpointId, id, at), audit)
    },
    async addTest({ orgId, id }, event, deliveryId, audit) {
      await db.batch([
        statement(sql.INSERT_EVENT, orgId, event.id, event.type, JSON.stringify(event.data), event.at),
        statement(sql.INSERT_DELIVERY, orgId, id, deliveryId, event.id, Number.MAX_SAFE_INTEGER, event.at),
        audited(audit),
      ])
    },

    async listDueOrganizations(now, limit) {
      return (await all<{ orgId: string }>(sql.DUE_ORGANIZATIONS, now, limit)).map((row) => row.orgId)
    },
    async listDue(orgId, now) {
      return (await all<EndpointRow>(sql.DUE_ENDPOINTS, orgId, now)).map(toEndpoint)
    },
    async claim(orgId, endpointId, now, leaseUntil, limit) {
      return await withEvents(orgId, await all<Claim>(sql.CLAIM, orgId, endpointId, now, leaseUntil, limit))
    },
    async claimOne(orgId, endpointId, deliveryId, leaseUntil) {
      const claims = await all<Claim>(sql.CLAIM_ONE, orgId, endpointId, deliveryId, leaseUntil)
      return (await withEvents(orgId, claims))[0] ?? null
    },
    async record(orgId, endpointId, tried, returned, now) {
      const rows = tried.map((it) => ({ error: null, nextAt: null, ...it, ok: it.ok ? 1 : 0 }))
      const statements: D1PreparedStatement[] = []
      if (rows.length > 0) statements.push(statement(sql.RECORD_TRIES, orgId, endpointId, JSON.stringify(rows), now))
      if (returned.length > 0)
        statements.push(statement(sql.RETURN_CLAIMS, orgId, endpointId, JSON.stringify(returned), now))
      if (tried.length > 0) {
        const arrived = tried.some((it) => it.ok)
        statements.push(statement(sql.MARK_FAILING, orgId, endpointId, arrived ? null : now))
      }
      const results = await db.batch<EndpointRow>([...statements, statement(sql.ENDPOINT, orgId, endpointId)])
      return results.at(-1)?.results[0]?.failing_since ?? null
    },
    async nextDueAt(orgId, now) {
      return (await all<{ at: number | null }>(sql.NEXT_DUE, orgId, now))[0]?.at ?? null
    },
    async purge(before, limit) {
      const results = await db.batch([
        statement(sql.PURGE_DELIVERIES, firstIdAt('dlv', before), limit),
        statement(sql.PURGE_EVENTS, firstIdAt('evt', before), limit),
      ])
      return results.reduce((sum, result) => sum + result.meta.changes, 0)
    },
  }
}

type Claim = Omit<ClaimedDelivery, 'event'>

interface EndpointRow {
  org_id: string
  id: string
  url: string
  description: string
  secret: string
  previous_secret: string | null
  previous_until: number | null
  events: string
  enabled: number
  failing_since: number | null
  disabled_reason: string | null
  created_at: number
  updated_at: number
}

function toEndpoint(row: EndpointRow): WebhookEndpoint {
  return {
    id: row.id,
    orgId: row.org_id,
    url: row.url,
    description: row.description,
    secret: row.secret,
    previousSecret: row.previous_secret,
    previousUntil: row.previous_until,
    events: readJson<string[]>(row.events),
    enabled: row.enabled === 1,
    failingSince: row.failing_since,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

interface DeliveryRow {
  org_id: string
  endpoint_id: string
  id: string
  event_id: string
  type: string | null
  state: DeliveryState
  tries: number
  next_at: number
  last_status: number | null
  last_error: string | null
  created_at: number
  delivered_at: number | null
}

function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    orgId: row.org_id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    type: row.type,
    state: row.state,
    tries: row.tries,
    nextAt: row.next_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
  }
}

interface EventRow {
  org_id: string
  id: string
  type: string
  data: string
  at: number
}

function toEvent(row: EventRow): WebhookEvent {
  return {
    id: row.id,
    orgId: row.org_id,
    type: row.type,
    data: readJson<Record<string, unknown>>(row.data),
    at: row.at,
  }
}
