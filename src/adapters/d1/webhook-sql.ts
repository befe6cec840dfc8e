/** Endpoints and deliveries (webhook-store.ts). `endpoint` is always the table of endpoints: an organization has few. */

export const ENDPOINTS = 'SELECT * FROM webhook_endpoints endpoint WHERE org_id = ?1 ORDER BY id'
export const ENDPOINT = 'SELECT * FROM webhook_endpoints endpoint WHERE org_id = ?1 AND id = ?2'

/** ?1–?7 the row, ?8 now, ?9 as many as there may be. */
export const INSERT_ENDPOINT = `
INSERT INTO webhook_endpoints (org_id, id, url, description, secret, events, enabled, created_at, updated_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8
WHERE (SELECT count(*) FROM webhook_endpoints endpoint WHERE endpoint.org_id = ?1) < ?9`

/** ?3 url, ?4 description, ?5 events, ?6 enabled; null: unchanged. ?7 now. Switched on it begins anew. */
export const UPDATE_ENDPOINT = `
UPDATE webhook_endpoints SET url = coalesce(?3, url), description = coalesce(?4, description), events = coalesce(?5, events),
  enabled = coalesce(?6, enabled), updated_at = ?7,
  failing_since = CASE WHEN ?6 = 1 OR ?3 IS NOT NULL THEN NULL ELSE failing_since END,
  disabled_reason = CASE WHEN ?6 IS NOT NULL THEN NULL ELSE disabled_reason END
WHERE org_id = ?1 AND id = ?2`

/** ?3 the secret as read, ?4 the new one, ?5 until when the old one signs too, ?6 now. */
export const ROTATE_SECRET = `
UPDATE webhook_endpoints SET secret = ?4, previous_secret = ?3, previous_until = ?5, updated_at = ?6
WHERE org_id = ?1 AND id = ?2 AND secret = ?3`

/** ?3 reason, ?4 now. */
export const DISABLE_ENDPOINT = `
UPDATE webhook_endpoints SET enabled = 0, disabled_reason = ?3, updated_at = ?4 WHERE org_id = ?1 AND id = ?2 AND enabled = 1`

/** ?3 limit. */
export const DELETE_DELIVERIES = `
DELETE FROM webhook_deliveries WHERE org_id = ?1 AND endpoint_id = ?2 AND id IN (
  SELECT d.id FROM webhook_deliveries d WHERE d.org_id = ?1 AND d.endpoint_id = ?2 LIMIT ?3)`
export const DELETE_ENDPOINT = 'DELETE FROM webhook_endpoints WHERE org_id = ?1 AND id = ?2'

const SHOWN = `d.*, (SELECT e.type FROM webhook_events e WHERE e.org_id = d.org_id AND e.id = d.event_id) AS type`
/** ?3 before this id, ?4 limit. */
export const LIST_DELIVERIES = `
SELECT ${SHOWN} FROM webhook_deliveries d WHERE d.org_id = ?1 AND d.endpoint_id = ?2 AND d.id < ?3 ORDER BY d.id DESC LIMIT ?4`
export const LIST_FAILED = `
SELECT ${SHOWN} FROM webhook_deliveries d INDEXED BY webhook_deliveries_failed
WHERE d.org_id = ?1 AND d.endpoint_id = ?2 AND d.id < ?3 AND d.state = 'failed' ORDER BY d.id DESC LIMIT ?4`
export const LIST_PENDING = `
SELECT ${SHOWN} FROM webhook_deliveries d INDEXED BY webhook_deliveries_due
WHERE d.org_id = ?1 AND d.endpoint_id = ?2 AND d.id < ?3 AND d.state = 'pending' ORDER BY d.id DESC LIMIT ?4`
export const LIST_DELIVERED = `
SELECT ${SHOWN} FROM webhook_deliveries d
WHERE d.org_id = ?1 AND d.endpoint_id = ?2 AND d.id < ?3 AND d.state = 'delivered' ORDER BY d.id DESC LIMIT ?4`

/** ?2 the delivery: it is looked for at each endpoint of the organization. */
export const DELIVERY = `
SELECT ${SHOWN} FROM webhook_endpoints endpoint
CROSS JOIN webhook_deliveries d ON d.org_id = endpoint.org_id AND d.endpoint_id = endpoint.id AND d.id = ?2 WHERE endpoint.org_id = ?1`
export const EVENT = 'SELECT * FROM webhook_events WHERE org_id = ?1 AND id = ?2'

/** ?3 the delivery, ?4 now. */
export const REDELIVER = `
UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_at = ?4 WHERE org_id = ?1 AND endpoint_id = ?2 AND id = ?3`

export const INSERT_EVENT = 'INSERT INTO webhook_events (org_id, id, type, data, at) VALUES (?1, ?2, ?3, ?4, ?5)'
/** ?3 the delivery, ?4 event, ?5 when it would be due, ?6 now. */
export const INSERT_DELIVERY = `
INSERT INTO webhook_deliveries (org_id, endpoint_id, id, event_id, next_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`

const hasDue = (now: string): string => `EXISTS (SELECT 1 FROM webhook_deliveries d
  WHERE d.org_id = endpoint.org_id AND d.endpoint_id = endpoint.id AND d.state = 'pending' AND d.next_at <= ${now})`
/** One look at each endpoint there is, of all organizations: there are few. ?1 now, ?2 limit. */
export const DUE_ORGANIZATIONS = `
SELECT DISTINCT endpoint.org_id AS orgId FROM webhook_endpoints endpoint WHERE endpoint.enabled = 1 AND ${hasDue('?1')} LIMIT ?2`
/** ?2 now. */
export const DUE_ENDPOINTS = `
SELECT * FROM webhook_endpoints endpoint WHERE endpoint.org_id = ?1 AND endpoint.enabled = 1 AND ${hasDue('?2')}
ORDER BY endpoint.failing_since IS NOT NULL, endpoint.id`
/** What is due already at an endpoint that fails waits for the cron; a retry still to come counts. ?2 now. */
export const NEXT_DUE = `
SELECT min((SELECT min(d.next_at) FROM webhook_deliveries d INDEXED BY webhook_deliveries_due
  WHERE d.org_id = endpoint.org_id AND d.endpoint_id = endpoint.id AND d.state = 'pending'
    AND d.next_at > CASE WHEN endpoint.failing_since IS NULL THEN 0 ELSE ?2 END)) AS at
FROM webhook_endpoints endpoint WHERE endpoint.org_id = ?1 AND endpoint.enabled = 1`

const CLAIMED = 'RETURNING id, tries, event_id AS eventId'
/** ?3 now, ?4 until when they are ours, ?5 limit. */
export const CLAIM = `
UPDATE webhook_deliveries SET next_at = ?4, tries = tries + 1 WHERE org_id = ?1 AND endpoint_id = ?2 AND id IN (
  SELECT d.id FROM webhook_deliveries d INDEXED BY webhook_deliveries_due
  WHERE d.org_id = ?1 AND d.endpoint_id = ?2 AND d.state = 'pending' AND d.next_at <= ?3 ORDER BY d.next_at LIMIT ?5)
${CLAIMED}`
/** ?3 the delivery, ?4 until when it is ours. */
export const CLAIM_ONE = `
UPDATE webhook_deliveries SET next_at = ?4, tries = tries + 1
WHERE org_id = ?1 AND endpoint_id = ?2 AND id = ?3 AND state = 'pending' ${CLAIMED}`
/** ?2 ids. */
export const EVENTS = `
SELECT e.* FROM json_each(?2) i CROSS JOIN webhook_events e ON e.org_id = ?1 AND e.id = i.value`

/**
 * What arrived, arrived, whoever says so. A failure is of the try that was claimed: somebody who took the delivery over is at a later one.
 * ?3 JSON array of { id, tries, ok, status, error, nextAt }, ?4 now.
 */
export const RECORD_TRIES = `
WITH j AS MATERIALIZED (SELECT jsonb(value) AS value, ?1 AS org_id, ?2 AS endpoint_id FROM json_each(?3))
UPDATE webhook_deliveries SET
  state = CASE WHEN j.value->>'ok' = 1 THEN 'delivered' WHEN j.value->>'nextAt' IS NULL THEN 'failed' ELSE 'pending' END,
  next_at = coalesce(j.value->>'nextAt', next_at), last_status = j.value->>'status', last_error = j.value->>'error',
  delivered_at = CASE WHEN j.value->>'ok' = 1 THEN ?4 ELSE delivered_at END
FROM j
WHERE webhook_deliveries.org_id = j.org_id AND webhook_deliveries.endpoint_id = j.endpoint_id
  AND webhook_deliveries.id = j.value->>'id' AND webhook_deliveries.state <> 'delivered'
  AND (j.value->>'ok' = 1 OR (webhook_deliveries.state = 'pending' AND webhook_deliveries.tries = j.value->>'tries'))`
/** ?3 JSON array of { id, tries }, ?4 when they are due again. */
export const RETURN_CLAIMS = `
WITH j AS MATERIALIZED (SELECT jsonb(value) AS value, ?1 AS org_id, ?2 AS endpoint_id FROM json_each(?3))
UPDATE webhook_deliveries SET tries = webhook_deliveries.tries - 1, next_at = ?4
FROM j
WHERE webhook_deliveries.org_id = j.org_id AND webhook_deliveries.endpoint_id = j.endpoint_id
  AND webhook_deliveries.id = j.value->>'id' AND webhook_deliveries.state = 'pending' AND webhook_deliveries.tries = j.value->>'tries'`
/** ?3 since when it fails, or null. Written only when that is news. */
export const MARK_FAILING = `
UPDATE webhook_endpoints SET failing_since = CASE WHEN ?3 IS NULL THEN NULL ELSE coalesce(failing_since, ?3) END
WHERE org_id = ?1 AND id = ?2 AND (failing_since IS NULL) <> (?3 IS NULL)`

/** ?1 ids before this one, ?2 limit. The endpoint first, so that each costs a seek. */
export const PURGE_DELIVERIES = `
DELETE FROM webhook_deliveries WHERE (org_id, endpoint_id, id) IN (
  SELECT d.org_id, d.endpoint_id, d.id FROM webhook_endpoints endpoint
  CROSS JOIN webhook_deliveries d ON d.org_id = endpoint.org_id AND d.endpoint_id = endpoint.id AND d.id < ?1 LIMIT ?2)`
export const PURGE_EVENTS = `
DELETE FROM webhook_events WHERE (org_id, id) IN (
  SELECT e.org_id, e.id FROM organizations o CROSS JOIN webhook_events e ON e.org_id = o.id AND e.id < ?1 LIMIT ?2)`
