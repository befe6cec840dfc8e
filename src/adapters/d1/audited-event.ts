import type { AuditEntry } from '../../app/audit/store.ts'
import { eventIdOf, isWebhookEventType } from '../../domain/webhook-event.ts'
import { AUDITED_EVENT, DELIVERIES } from './webhook-events-sql.ts'

/**
 * For a batch, behind the audit entry of a change: tells customers of it if its action is something they can be told, if somebody wants to
 * know, and if the entry was written.
 */
export function auditedEvent(
  db: D1Database,
  audit: AuditEntry,
  data: Record<string, unknown> = audit.details,
): D1PreparedStatement[] {
  const { orgId, id, action, at } = audit
  if (!isWebhookEventType(action)) return []
  const event = eventIdOf(id)
  return [
    db.prepare(AUDITED_EVENT).bind(orgId, event, action, JSON.stringify(data), at, id),
    db.prepare(DELIVERIES).bind(orgId, JSON.stringify([event]), at),
  ]
}
