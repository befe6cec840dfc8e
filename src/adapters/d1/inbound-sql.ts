import type { WebhookEventType } from '../../domain/webhook-event.ts'
import { wanted } from './webhook-events-sql.ts'

/** People who call or write us. D1 keeps no statistics, so every way through the tables is named. */

/** ?1 the number that was called, E.164. */
export const CALLED_NUMBER = `
SELECT n.id, n.org_id AS orgId, o.name AS organization, o.stopped_at IS NOT NULL AS isStopped
FROM numbers n INDEXED BY numbers_by_e164 JOIN organizations o ON o.id = n.org_id
WHERE n.e164 = ?1 ORDER BY n.id LIMIT 1`

/** ?1 organization, ?2 the caller's phone. */
export const CALLER_CONTACT = `SELECT p.contact_id AS contactId FROM contact_phones p WHERE p.org_id = ?1 AND p.e164 = ?2`

const USES = (campaign: string): string =>
  `EXISTS (SELECT 1 FROM json_each(${campaign}.number_ids) n WHERE n.value = ?3)`
const LAST = `SELECT max(a.permitted_at) FROM attempts a INDEXED BY attempts_by_lead WHERE a.lead_id = l.id AND a.org_id = ?1 AND a.counted = 1`

/** ?1 organization, ?2 the caller's phone, ?3 the number that was called. */
export const CALLER_LEADS = `
SELECT l.id AS leadId, l.campaign_id AS campaignId, l.created_at AS createdAt, (${LAST}) AS lastAttemptAt,
  (${LAST} AND a.number_id = ?3) AS lastFromNumberAt, g.status = 'active' AND ${USES('g')} AS isCalledFromHere
FROM contact_phones p CROSS JOIN leads l INDEXED BY leads_by_contact ON l.contact_id = p.contact_id
CROSS JOIN campaigns g ON g.id = l.campaign_id
WHERE p.org_id = ?1 AND p.e164 = ?2 AND l.org_id = ?1 AND g.org_id = ?1 LIMIT 500`

/** The newest fifty: of the organization's campaigns, of which there are hundreds. ?1 organization, ?3 the number that was called. */
export const NUMBER_CAMPAIGNS = `
SELECT g.id, g.direction, g.status, g.agent_id AS agentId, g.settings FROM campaigns g INDEXED BY campaigns_by_org
WHERE g.org_id = ?1 AND g.status IN ('active', 'paused') AND g.archived_at IS NULL AND ${USES('g')} AND ?2 = ?2
ORDER BY g.id DESC LIMIT 50`

/** ?1 organization, ?2 contact. */
export const CALLER_PERSON = `
SELECT c.email, (SELECT json_group_array(p.value->>'e164') FROM json_each(c.phones) p WHERE p.value->>'e164' IS NOT NULL) AS phones
FROM contacts c WHERE c.org_id = ?1 AND c.id = ?2`

/** ?1 organization, ?2 phone, ?3 channel. */
export const ON_THE_LIST = `
SELECT 1 FROM suppressions s WHERE s.org_id = ?1 AND s.kind = 'phone' AND s.value = ?2 AND s.channel IN ('all', ?3)`

/** ?1 organization, ?2 id, ?3 contact, ?4 campaign, ?5 lead, ?6 how, ?7 reason, ?8 answered at, ?9 ends by, ?10 heard; null: not answered. */
export const MATCH = `
UPDATE inbound_conversations SET contact_id = ?3, campaign_id = ?4, lead_id = ?5, matched = ?6, reason = ?7,
  state = CASE WHEN ?8 IS NULL THEN state ELSE 'answered' END, answered_at = ?8, ends_by = ?9, heard = coalesce(?10, heard)
WHERE org_id = ?1 AND id = ?2 AND state = 'received' AND answered_at IS NULL AND matched = 'none' AND reason = ''`

/** ?1 organization, ?2 id, ?3 what was known, ?4 what is known. */
export const HEAR = `UPDATE inbound_conversations SET heard = ?4 WHERE org_id = ?1 AND id = ?2 AND heard = ?3`

/** ?1 organization, ?2 id, ?3 ended at, ?4 seconds, ?5 disposition, ?6 summary, ?7 recording, ?8 transcript, ?9 callback, ?10 reason. */
export const SETTLE_INBOUND = `
UPDATE inbound_conversations SET ended_at = ?3, talk_seconds = ?4, disposition = ?5, summary = coalesce(nullif(summary, ''), ?6),
  recording_url = coalesce(recording_url, ?7), transcript_key = coalesce(transcript_key, ?8), callback_at = ?9,
  reason = CASE reason WHEN '' THEN ?10 ELSE reason END
WHERE org_id = ?1 AND id = ?2 AND ended_at IS NULL AND state <> 'ended'`

/** ?1 organization, ?2 id, ?3 summary, ?4 recording, ?5 transcript. */
export const SUPPLEMENT_INBOUND = `
UPDATE inbound_conversations SET summary = coalesce(nullif(summary, ''), ?3), recording_url = coalesce(recording_url, ?4),
  transcript_key = coalesce(transcript_key, ?5)
WHERE org_id = ?1 AND id = ?2`

/** ?1 organization, ?2 id, ?3 now. */
export const FINISH_INBOUND = `
UPDATE inbound_conversations SET state = 'ended', ended_at = coalesce(ended_at, ?3) WHERE org_id = ?1 AND id = ?2 AND state <> 'ended'`

/** Right behind the statement that changed it. ?1 organization, ?2 id, ?3 event, ?4 now. */
export const inboundEvent = (type: WebhookEventType): string => `
INSERT INTO webhook_events (org_id, id, type, data, at)
SELECT i.org_id, ?3, '${type}', json_object('conversation_id', i.id, 'channel', i.channel, 'from', i.phone, 'to', i.to_e164,
  'contact_id', i.contact_id, 'campaign_id', i.campaign_id, 'lead_id', i.lead_id, 'matched', i.matched, 'reason', i.reason, 'body', i.body,
  'received_at', i.received_at, 'answered_at', i.answered_at, 'ended_at', i.ended_at, 'talk_seconds', i.talk_seconds,
  'disposition', i.disposition, 'summary', i.summary, 'callback_at', i.callback_at, 'counted', json(CASE i.counted WHEN 1 THEN 'true' ELSE 'false' END)), ?4
FROM inbound_conversations i
WHERE changes() > 0 AND i.org_id = ?1 AND i.id = ?2 AND ${wanted('?1', `'${type}'`)} ON CONFLICT DO NOTHING`

/**
 * Those with which something is to be done: texts, calls that are over, and calls that should be. The index holds only what is open.
 * ?1 how many, ?2 now, ?3 what came later is being worked on.
 */
export const OPEN_INBOUND = `
SELECT org_id, id FROM inbound_conversations INDEXED BY inbound_open
WHERE state <> 'ended' AND received_at <= ?3 AND (channel = 'text' OR ended_at IS NOT NULL OR coalesce(ends_by, 0) <= ?2) LIMIT ?1`

/** ?1 organization, ?2 phone, ?3 now. */
export const MARK_CALLER_WRONG = `
UPDATE contact_phones SET dead = 'wrong_number', dead_at = ?3 WHERE org_id = ?1 AND e164 = ?2 AND dead IS NULL`
