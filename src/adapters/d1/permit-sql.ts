import { suppressedForCalls } from './suppressed-sql.ts'

/**
 * The permit: one transaction that inserts the ledger row of every attempt that may be made now and explains the others.
 * ?1 requests as JSON, ?2 organization, ?3 campaign, ?4 now, ?5 attempts a phone in 24 h, ?6 calls a number a day, ?7 since when attempts
 * of a phone count, ?8 version of the settings and ?9 of the organization's rules that the requests were made under.
 */

const SUPPRESSED = suppressedForCalls('?2', `r.value->>'phone'`, `r.value->>'contactId'`)
const DEAD = `(SELECT p.dead FROM contact_phones p WHERE p.org_id = ?2 AND p.e164 = r.value->>'phone')`
// D1 keeps no statistics: left alone the planner takes "every attempt of the organization" for ten rows and reads them all.
const BY_PHONE = 'attempts a INDEXED BY attempts_by_phone'
const RECENT = `SELECT count(*) FROM ${BY_PHONE} WHERE a.org_id = ?2 AND a.phone = r.value->>'phone'
  AND a.permitted_at > ?7 AND a.counted = 1 AND a.id <> r.value->>'attemptId'`
/** Somebody is calling us, by the phone from the first moment, by the person as soon as that is known. The indexes hold nobody else. */
const calling = (index: string, column: string, field: string): string =>
  `EXISTS (SELECT 1 FROM inbound_conversations i INDEXED BY ${index} WHERE i.org_id = ?2
    AND i.${column} = r.value->>'${field}' AND i.channel = 'call' AND i.state <> 'ended')`
/** In a call of ours, or in one to us. */
const BUSY = `(EXISTS (SELECT 1 FROM ${BY_PHONE} WHERE a.org_id = ?2 AND a.phone = r.value->>'phone' AND a.state <> 'settled'
  AND a.id <> r.value->>'attemptId')
  OR ${calling('inbound_open_phones', 'phone', 'phone')} OR ${calling('inbound_open', 'contact_id', 'contactId')})`
/** The attempt of this campaign that holds the phone. */
const HOLDER = `(SELECT a.id FROM ${BY_PHONE} WHERE a.org_id = ?2 AND a.phone = r.value->>'phone' AND a.state <> 'settled'
  AND a.campaign_id = ?3 AND a.id <> r.value->>'attemptId' LIMIT 1)`
// Nobody is dialed under settings, schedules, stops or kill switches that the object has not heard of yet, nor while a job stands in the
// campaign's row, when its leads are being changed. An agent that is gone is the placer's to report.
const ACTIVE = `EXISTS (SELECT 1 FROM campaigns c JOIN organizations o ON o.id = c.org_id
  LEFT JOIN agents g ON g.id = c.agent_id AND g.org_id = c.org_id
  WHERE c.id = ?3 AND c.org_id = ?2 AND c.status = 'active' AND c.job IS NULL AND c.settings_version = ?8
    AND o.stopped_at IS NULL AND o.compliance_version = ?9 AND g.stopped_at IS NULL)`
const NUMBER_ON = `EXISTS (SELECT 1 FROM numbers n WHERE n.id = r.value->>'numberId' AND n.org_id = ?2 AND n.enabled = 1)`
/** The person is who the object thinks: their zone, address, consent and phones decided about this call. */
const SAME_PERSON = `EXISTS (SELECT 1 FROM contacts c WHERE c.id = r.value->>'contactId' AND c.org_id = ?2
  AND c.version = r.value->>'contactVersion')`
/** The lead is there, where the object has it in the list, and nobody has taken it out since. */
const STILL_WANTED = `EXISTS (SELECT 1 FROM leads l WHERE l.id = r.value->>'leadId' AND l.campaign_id = ?3
  AND l.seq = r.value->>'seq' AND l.status NOT IN ('disabled', 'canceled', 'disqualified'))`
/** Nothing may be inserted behind what the proof chain has sealed. */
const IN_TIME = `r.value->>'attemptId' > (SELECT o.proof_sealed_to FROM organizations o WHERE o.id = ?2)`

/** Events that count under a regional cap k, over every phone of the person. */
const cappedEvents = (what: string): string => `(SELECT ${what} FROM json_each(r.value->'phones') f
  CROSS JOIN ${BY_PHONE} ON a.org_id = ?2 AND a.phone = f.value AND a.permitted_at > k.value->>'since'
  WHERE a.counted = 1 AND a.id <> r.value->>'attemptId' AND CASE k.value->>'counts' WHEN 'attempts' THEN 1
    WHEN 'refusals' THEN a.disposition = 'NOT_INTERESTED'
    ELSE a.answer_status = 'human' AND a.disposition = 'NO_ANSWER' END)`
const CAPS_REACHED = `json_each(r.value->'caps') k WHERE ${cappedEvents('count(*)')} >= k.value->>'max'`

/** Each request parsed once: json_each writes `value` out as text again each time it is named. */
const REQUESTS = 'WITH r AS MATERIALIZED (SELECT jsonb(value) AS value FROM json_each(?1))'

// `ordinal` counts the earlier requests of this batch for the same number and day, so that one batch cannot overshoot the cap.
export const PERMIT = `
${REQUESTS}
INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, proof)
SELECT ?2, r.value->>'attemptId', ?3, r.value->>'leadId', r.value->>'contactId', r.value->>'numberId', r.value->>'from',
  r.value->>'phone', r.value->>'pass', r.value->>'position', r.value->>'day', ?4,
  json_set(r.value->'proof', '$.attempts_24h', (${RECENT}), '$.suppression_checked_at', CAST(?4 AS INTEGER))
FROM r
WHERE ${ACTIVE} AND ${IN_TIME} AND ${NUMBER_ON} AND ${SAME_PERSON} AND ${STILL_WANTED} AND NOT ${SUPPRESSED} AND ${DEAD} IS NULL AND NOT ${BUSY}
  AND (${RECENT}) < ?5 AND NOT EXISTS (SELECT 1 FROM ${CAPS_REACHED})
  AND coalesce((SELECT d.calls FROM number_days d WHERE d.number_id = r.value->>'numberId' AND d.day = r.value->>'day'), 0)
      + (r.value->>'ordinal') < ?6
ON CONFLICT DO NOTHING`

export const PERMIT_NUMBER_DAYS = `
INSERT INTO number_days (number_id, day, calls)
SELECT a.number_id, a.day, count(*) FROM json_each(?1) r CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = r.value->>'attemptId'
WHERE true GROUP BY a.number_id, a.day
ON CONFLICT (number_id, day) DO UPDATE SET calls = calls + excluded.calls`

export const PERMIT_ANSWER = `
${REQUESTS}
SELECT r.value->>'attemptId' AS id,
  EXISTS (SELECT 1 FROM attempts a WHERE a.org_id = ?2 AND a.id = r.value->>'attemptId') AS ok,
  ${ACTIVE} AS active, ${IN_TIME} AS in_time, ${NUMBER_ON} AS number_on, ${SAME_PERSON} AND ${STILL_WANTED} AS same_person, ${SUPPRESSED} AS suppressed, ${DEAD} AS dead, ${BUSY} AS busy, ${HOLDER} AS holder, (${RECENT}) >= ?5 AS phone_capped,
  (SELECT min(a.permitted_at) FROM ${BY_PHONE} WHERE a.org_id = ?2 AND a.phone = r.value->>'phone'
    AND a.permitted_at > ?7 AND a.counted = 1) AS oldest,
  (SELECT k.value->>'id' FROM ${CAPS_REACHED} LIMIT 1) AS region_cap,
  (SELECT CASE WHEN count(*) = count(k.value->>'windowMs') THEN max(${cappedEvents('min(a.permitted_at)')} + (k.value->>'windowMs')) END
    FROM ${CAPS_REACHED}) AS region_free_at
FROM r
WHERE ?6 = ?6`

/** Tells the sealing job that there is something to seal; a write only for the first permit since the last seal. ?1 organization, ?2 now. */
export const PERMIT_PROOF_DUE = 'UPDATE organizations SET proof_due_at = ?2 WHERE id = ?1 AND proof_due_at IS NULL'

export const NUMBER_DAYS_NOW = `
SELECT d.number_id, d.day, d.calls FROM json_each(?1) n CROSS JOIN json_each(?2) t
CROSS JOIN number_days d ON d.number_id = n.value AND d.day = t.value`
