import { SCHEDULE_COLUMNS, SCHEDULE_JOIN } from './campaign-schedule.ts'
import { STOPS_CALLS } from './suppressed-sql.ts'

/** What decides about calls to some phones, read in one batch. The lists come as JSON. */

/** ?1 organization, ?2 phones, ?3 contacts that were named. Lists stand outside and MATERIALIZED: D1 keeps no statistics. */
const PEOPLE = `people AS MATERIALIZED (
  SELECT value AS id FROM json_each(?3)
  UNION SELECT own.contact_id FROM json_each(?2) j CROSS JOIN contact_phones own ON own.org_id = ?1 AND own.e164 = j.value)`

export const FACTS_CONTACTS = `
WITH ${PEOPLE}
SELECT c.id, c.zone, c.address, c.consent,
  (SELECT json_group_array(p.value->>'e164') FROM json_each(c.phones) p WHERE p.value->>'e164' IS NOT NULL) AS phones
FROM people CROSS JOIN contacts c ON c.id = people.id AND c.org_id = ?1`

export const FACTS_PHONES = `
SELECT p.e164, p.contact_id, p.dead, p.dead_at
FROM json_each(?2) j CROSS JOIN contact_phones p ON p.org_id = ?1 AND p.e164 = j.value WHERE ?3 = ?3`

const CALLS_ONLY = `s.org_id = ?1 AND ${STOPS_CALLS}`
// As the permit looks: the phone, or the person, who may have opted out with another one.
export const FACTS_SUPPRESSIONS = `
WITH ${PEOPLE}
SELECT s.value AS phone, s.source, s.reason, s.contact_id, s.attempt_id, s.created_at
FROM json_each(?2) j CROSS JOIN suppressions s ON s.value = j.value AND ${CALLS_ONLY}
UNION
SELECT s.value, s.source, s.reason, s.contact_id, s.attempt_id, s.created_at
FROM people CROSS JOIN suppressions s INDEXED BY suppressions_by_contact ON s.contact_id = people.id AND ${CALLS_ONLY}
WHERE s.contact_id IS NOT NULL
ORDER BY 6`

export const FACTS_ATTEMPTS = `
WITH ${PEOPLE}, numbers_of AS MATERIALIZED (
  SELECT value AS e164 FROM json_each(?2)
  UNION SELECT p.value->>'e164' FROM people CROSS JOIN contacts c ON c.id = people.id AND c.org_id = ?1 CROSS JOIN json_each(c.phones) p
  WHERE p.value->>'e164' IS NOT NULL)
SELECT a.id, a.phone, a.permitted_at, a.settled_at, a.disposition, a.answer_status
FROM numbers_of n CROSS JOIN attempts a INDEXED BY attempts_by_phone ON a.org_id = ?1 AND a.phone = n.e164
WHERE a.counted = 1 OR a.state <> 'settled'
ORDER BY a.permitted_at, a.id`

/** ?1 organization, ?2 campaigns, ?3 the days it may be now, somewhere. */
export const FACTS_CAMPAIGNS = `
SELECT c.id, c.status, c.settings, c.schedule_id, c.job, a.id AS agent_id, a.stopped_at, a.stop_reason, ${SCHEDULE_COLUMNS},
  (SELECT json_group_array(json_object('id', n.id, 'e164', n.e164, 'zone', n.zone, 'enabled', n.enabled, 'spam', n.spam_score,
     'weight', n.weight, 'days', (SELECT json_group_object(d.day, d.calls) FROM json_each(?3) t
       CROSS JOIN number_days d ON d.number_id = n.id AND d.day = t.value)) ORDER BY i.key)
   FROM json_each(c.number_ids) i CROSS JOIN numbers n ON n.id = i.value AND n.org_id = c.org_id) AS numbers
FROM json_each(?2) w CROSS JOIN campaigns c ON c.id = w.value AND c.org_id = ?1
LEFT JOIN agents a ON a.id = c.agent_id AND a.org_id = c.org_id
${SCHEDULE_JOIN}`

const RANK = (priority: string): string => `CASE ${priority} WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END`
const waitingLeads = (status: string): string => `SELECT * FROM (
  SELECT pass, phone_position, priority, seq FROM leads INDEXED BY leads_by_status WHERE campaign_id = ?1 AND status = '${status}' LIMIT ?6)`
/** ?1 campaign, ?2 pass, ?3 position, ?4 priority, ?5 seq of the lead, ?6 how many are read at most. */
export const FACTS_AHEAD = `
SELECT count(*) AS seen, coalesce(sum((l.pass, l.phone_position, ${RANK('l.priority')}, l.seq) < (?2, ?3, ${RANK('?4')}, ?5)), 0) AS ahead
FROM (${waitingLeads('pending')} UNION ALL ${waitingLeads('retry')}) l`
