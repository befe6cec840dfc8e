import type { WebhookEventType } from '../../domain/webhook-event.ts'

/**
 * Events for customers, written in the batch of the change they tell of. Each statement finds what happened by the difference between
 * what the tables say and what the batch is about to make of them, so it runs before the change and a repeated batch adds nothing. When no
 * endpoint wants the type, it reads the few endpoints of the organization and writes nothing.
 */

/** Whether an endpoint of this organization (an SQL expression) wants the type. */
export const wanted = (org: string, type: string): string => `EXISTS (SELECT 1 FROM webhook_endpoints endpoint
  WHERE endpoint.org_id = ${org} AND endpoint.enabled = 1
    AND (endpoint.events = '[]' OR EXISTS (SELECT 1 FROM json_each(endpoint.events) t WHERE t.value = ${type})))`
const wants = (org: string, type: WebhookEventType): string => wanted(org, `'${type}'`)

/** The list is opened only when somebody wants to know. */
const ifWanted = (org: string, type: WebhookEventType, list: string): string =>
  `(SELECT 1 WHERE ${wants(org, type)}) CROSS JOIN (SELECT jsonb(value) AS value FROM json_each(${list})) j`

/** Attempts that count and are settled now. ?1 attempts as JSON, ?2 organization, ?3 now. */
export const ATTEMPT_EVENTS = `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT ?2, 'evt_' || substr(a.id, 5) || '_settled', 'attempt.settled', json_object(
  'attempt_id', a.id, 'campaign_id', a.campaign_id, 'lead_id', a.lead_id, 'contact_id', a.contact_id, 'from', a.from_e164, 'to', a.phone,
  'pass', a.pass, 'position', a.position, 'carrier_call_id', j.value->>'carrierCallId', 'answer_status', j.value->>'answerStatus',
  'disposition', j.value->>'disposition', 'end_reason', j.value->>'endReason', 'placed_at', j.value->>'placedAt',
  'answered_at', j.value->>'answeredAt', 'ended_at', j.value->>'endedAt', 'talk_seconds', j.value->>'talkSeconds',
  'primary_goal', j.value->>'primaryGoal', 'goal_score', j.value->>'goalScore', 'summary', j.value->>'summary'), ?3
FROM ${ifWanted('?2', 'attempt.settled', '?1')} CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
WHERE a.state <> 'settled' AND j.value->>'counted' = 1 ON CONFLICT DO NOTHING`

const NEW_DISPOSITION = `coalesce(j.value->>'disposition', l.disposition)`

/**
 * Leads whose status or disposition is about to change; a restart, which takes all back to the beginning, is told as the campaign's.
 * ?1 changes as JSON, ?2 organization, ?3 now, ?4 campaign, ?5 the beginning of ids made now.
 */
export const LEAD_EVENTS = `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT ?2, ?5 || substr(l.id, -16) || '_' || (j.value->>'status'), 'campaign.lead.updated', json_object(
  'campaign_id', l.campaign_id, 'lead_id', l.id, 'contact_id', l.contact_id, 'status', j.value->>'status',
  'status_reason', j.value->>'statusReason', 'previous_status', l.status, 'disposition', ${NEW_DISPOSITION},
  'answer_status', coalesce(j.value->>'answerStatus', l.answer_status), 'attempts', coalesce(j.value->>'attempts', l.attempts), 'pass', coalesce(j.value->>'pass', l.pass),
  'next_due_at', j.value->>'nextDueAt'), ?3
FROM ${ifWanted('?2', 'campaign.lead.updated', '?1')} CROSS JOIN leads l ON l.id = j.value->>'leadId' AND l.campaign_id = ?4
WHERE l.org_id = ?2 AND coalesce(j.value->>'forget', 0) <> 1
  AND (l.status IS NOT j.value->>'status' OR l.disposition IS NOT ${NEW_DISPOSITION}) ON CONFLICT DO NOTHING`

/** The id of a lead's event, as LEAD_EVENTS makes it. */
export const leadEventId = (idsNow: string, leadId: string, status: string): string =>
  `${idsNow}${leadId.slice(-16)}_${status}`

/** Who was called: by now perhaps merged into another contact, which has the phones. */
const PERSON = `(SELECT coalesce(o.merged_into, o.id) FROM contacts o WHERE o.org_id = a.org_id AND o.id = a.contact_id)`

/**
 * Who opted out on a call, once per call. Runs after SUPPRESS_OPT_OUTS: what it entered, or found entered by this call, is told.
 * ?1 JSON array of { attemptId, summary }, ?2 organization, ?3 now.
 */
export const OPT_OUT_EVENTS = `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT ?2, 'evt_' || substr(found.attempt_id, 5) || '_opt_out', 'suppression.added', json_object(
  'source', 'call', 'values', json(found.entered), 'reason', found.reason, 'attempt_id', found.attempt_id,
  'campaign_id', found.campaign_id, 'lead_id', found.lead_id, 'contact_id', found.contact_id), ?3
FROM (
  SELECT a.id AS attempt_id, a.campaign_id, a.lead_id, a.contact_id, coalesce(j.value->>'summary', '') AS reason, (
    SELECT json_group_array(s.value) FROM (
      SELECT 'phone' AS kind, a.phone AS value
      UNION SELECT 'phone', p.value->>'e164' FROM contacts c CROSS JOIN json_each(c.phones) p
        WHERE c.id = ${PERSON} AND c.org_id = a.org_id
      UNION SELECT 'email', lower(c.email) FROM contacts c WHERE c.id = ${PERSON} AND c.org_id = a.org_id) mine
    CROSS JOIN suppressions s ON s.org_id = ?2 AND s.kind = mine.kind AND s.value = mine.value WHERE s.attempt_id = a.id) AS entered
  FROM ${ifWanted('?2', 'suppression.added', '?1')} CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId') found
WHERE found.entered <> '[]' ON CONFLICT DO NOTHING`

/**
 * A campaign moved by itself. Right behind the statement that moves it.
 * ?1 campaign, ?2 event, ?3 type, ?4 status, ?5 reason, ?6 now.
 */
export const MOVE_EVENT = `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT c.org_id, ?2, ?3, json_object('campaign_id', c.id, 'name', c.name, 'status', ?4, 'status_reason', ?5), ?6
FROM campaigns c WHERE changes() > 0 AND c.id = ?1 AND ${wanted('c.org_id', '?3')} ON CONFLICT DO NOTHING`

/**
 * What a person did, told if the audit log has it: it is written only if something changed.
 * ?1 organization, ?2 event, ?3 type, ?4 data, ?5 now, ?6 audit entry.
 */
export const AUDITED_EVENT = `
INSERT INTO webhook_events (org_id, id, type, data, at) SELECT ?1, ?2, ?3, ?4, ?5
WHERE EXISTS (SELECT 1 FROM audit_log WHERE org_id = ?1 AND id = ?6) AND ${wanted('?1', '?3')} ON CONFLICT DO NOTHING`

/** A do-not-call list was read to its end. ?1 organization, ?2 event, ?3 import, ?4 now. */
export const LIST_EVENT = `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT org_id, ?2, 'suppression.imported', json_object('import_id', id, 'filename', filename, 'rows', rows, 'created', created,
  'duplicate', duplicate, 'rejected', rejected), ?4
FROM suppression_imports WHERE id = ?3 AND org_id = ?1 AND status = 'completed' AND ${wants('?1', 'suppression.imported')}
ON CONFLICT DO NOTHING`

/**
 * One delivery for each endpoint that wants the event. Returns whose they are.
 * ?2 events as JSON, those that were not written among them, ?3 now. ?1 is what `org` is made of.
 */
const deliveriesOf = (org: string): string => `
INSERT INTO webhook_deliveries (org_id, endpoint_id, id, event_id, next_at, created_at)
SELECT e.org_id, endpoint.id, 'dlv_' || substr(e.id, 5) || '_' || substr(endpoint.id, -8), e.id, ?3, ?3
FROM webhook_endpoints endpoint CROSS JOIN json_each(?2) i CROSS JOIN webhook_events e ON e.org_id = endpoint.org_id AND e.id = i.value
WHERE endpoint.org_id = ${org} AND endpoint.enabled = 1
  AND (endpoint.events = '[]' OR EXISTS (SELECT 1 FROM json_each(endpoint.events) t WHERE t.value = e.type))
ON CONFLICT DO NOTHING RETURNING org_id AS orgId`

/** ?1 organization. */
export const DELIVERIES = deliveriesOf('?1')
/** ?1 campaign. */
export const MOVE_DELIVERIES = deliveriesOf('(SELECT org_id FROM campaigns WHERE id = ?1)')
