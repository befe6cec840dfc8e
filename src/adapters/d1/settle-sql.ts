import { ANSWER_STATUSES, DISPOSITIONS } from '../../domain/disposition.ts'
import { LEAD_STATUSES } from '../../domain/lead.ts'
import { MAX_EVIDENCE_LENGTH } from '../../domain/suppression.ts'
import { NOT_COUNTED } from './call-back-sql.ts'
import { appendEvidence } from './suppression-sql.ts'

/**
 * Results written back. Counters are changed by the difference between what the tables say and what they are about to say, in the
 * same transaction, so that repeating a batch (the object crashed after D1 had committed) adds nothing.
 * `changes` = lead changes, `attempts` = settlements, both JSON arrays.
 */

const OPEN = `a.state <> 'settled'`
/**
 * The rows of a JSON list, each parsed once: json_each writes `value` out as text again each time it is named. MATERIALIZED, with the
 * scope as a column, also keeps the list on the outside: D1 keeps no statistics, and the planner takes "every attempt of the
 * organization" for ten rows.
 */
const rowsOf = (list: string, more = ''): string => `SELECT jsonb(value) AS value${more} FROM json_each(${list})`
/** The lead's disposition after the change. */
const NEW_DISPOSITION = `CASE WHEN j.value->>'forget' = 1 THEN NULL ELSE coalesce(j.value->>'disposition', l.disposition) END`

/** Whoever took the lead out while it was in a call wants no other; what that call brought counts all the same. */
const takenOut = (lead: string): string => `(${lead}.status = 'disabled' AND ${lead}.status_reason = 'removed'
  AND j.value->>'attemptId' IS NOT NULL AND j.value->>'status' IN ('pending', 'retry', 'rescheduled'))`
const NEW_STATUS = `CASE WHEN ${takenOut('l')} THEN l.status ELSE j.value->>'status' END`

const leadSums = [
  ...LEAD_STATUSES.map((s) => `sum((${NEW_STATUS} IS '${s}') - (l.status IS '${s}')) AS s_${s}`),
  ...DISPOSITIONS.map((d) => `sum((${NEW_DISPOSITION} IS '${d}') - (l.disposition IS '${d}')) AS l_${d.toLowerCase()}`),
  `sum(CASE WHEN j.value->>'forget' = 1 THEN -(l.conversations > 0)
       ELSE (coalesce(j.value->>'conversation', 0) = 1 AND l.conversations = 0) END) AS reached`,
  `sum(CASE WHEN j.value->>'forget' = 1 THEN -(l.primary_goal = 'achieved')
       ELSE (l.primary_goal <> 'achieved' AND coalesce(j.value->>'primaryGoal', '') = 'achieved') END) AS goals_achieved`,
]
const attemptSums = [
  ...DISPOSITIONS.map((d) => `sum(j.value->>'disposition' IS '${d}') AS d_${d.toLowerCase()}`),
  ...ANSWER_STATUSES.map((s) => `sum(j.value->>'answerStatus' IS '${s}') AS a_${s}`),
  'count(*) AS attempts',
  `sum(j.value->>'conversation') AS conversations`,
  `sum(j.value->>'talkSeconds') AS talk_seconds`,
]
const columnOf = (sum: string): string => sum.slice(sum.lastIndexOf(' AS ') + 4)

/** ?1 changes, ?2 attempts, ?3 organization, ?4 campaign. One row written, whatever the size of the batch. */
export const SETTLE_STATS = `
WITH changes AS MATERIALIZED (${rowsOf('?1')}), results AS MATERIALIZED (${rowsOf('?2')})
UPDATE campaign_stats SET ${[...leadSums, ...attemptSums]
  .map(columnOf)
  .map((c) => `${c} = campaign_stats.${c} + coalesce(d.${c}, 0)`)
  .join(', ')}
FROM (SELECT * FROM
  (SELECT ${leadSums.join(',\n    ')}
   FROM changes j CROSS JOIN leads l ON l.id = j.value->>'leadId' AND l.campaign_id = ?4),
  (SELECT ${attemptSums.join(',\n    ')}
   FROM results j CROSS JOIN attempts a ON a.org_id = ?3 AND a.id = j.value->>'attemptId'
   WHERE ${OPEN} AND j.value->>'counted' = 1)) AS d
WHERE campaign_stats.campaign_id = ?4`

const HOUR_MS = 60 * 60 * 1000
const hourSums = [
  'count(*) AS attempts',
  `sum(j.value->>'conversation') AS conversations`,
  `sum(j.value->>'talkSeconds') AS talk_seconds`,
  ...ANSWER_STATUSES.map((s) => `sum(j.value->>'answerStatus' IS '${s}') AS a_${s}`),
]

/** The roll-up by the hour of the permit. Runs before SETTLE_ATTEMPTS: only what is still open counts. ?1 attempts, ?2 organization, ?3 campaign. */
export const SETTLE_HOURS = `
INSERT INTO campaign_hours (campaign_id, hour, ${hourSums.map(columnOf).join(', ')})
SELECT ?3, a.permitted_at / ${HOUR_MS} * ${HOUR_MS} AS hour, ${hourSums.join(', ')}
FROM (${rowsOf('?1')}) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
WHERE ${OPEN} AND j.value->>'counted' = 1 GROUP BY hour
ON CONFLICT (campaign_id, hour) DO UPDATE SET ${hourSums
  .map(columnOf)
  .map((c) => `${c} = ${c} + excluded.${c}`)
  .join(', ')}`

/**
 * The conversations and seconds of a lead grow only while its attempt is still open (a call to us: has not counted), so that a repeat adds
 * nothing. Runs before SETTLE_ATTEMPTS. ?1 changes, ?2 campaign, ?3 now, ?4 organization.
 */
export const SETTLE_LEADS = `
WITH j AS MATERIALIZED (SELECT c.value, ?2 AS campaign_id,
  EXISTS (SELECT 1 FROM attempts a WHERE a.org_id = ?4 AND a.id = c.value->>'attemptId' AND ${OPEN})
    OR (c.value->>'attemptId' GLOB 'cnv_*' AND ${NOT_COUNTED('?4', `c.value->>'attemptId'`)}) AS adds
  FROM (${rowsOf('?1')}) c)
UPDATE leads SET
  status = CASE WHEN ${takenOut('leads')} THEN status ELSE j.value->>'status' END,
  status_reason = CASE WHEN ${takenOut('leads')} THEN status_reason ELSE j.value->>'statusReason' END, pass = j.value->>'pass', phone_position = j.value->>'phonePosition',
  phone_attempts = j.value->>'phoneAttempts', attempts = j.value->>'attempts', ever_answered = j.value->>'everAnswered',
  next_due_at = j.value->>'nextDueAt',
  disposition = CASE WHEN j.value->>'forget' = 1 THEN NULL ELSE coalesce(j.value->>'disposition', disposition) END,
  answer_status = CASE WHEN j.value->>'forget' = 1 THEN NULL ELSE coalesce(j.value->>'answerStatus', answer_status) END,
  last_called_at = coalesce(j.value->>'lastCalledAt', last_called_at),
  primary_goal = CASE WHEN j.value->>'forget' = 1 THEN 'unknown' WHEN primary_goal = 'achieved' THEN primary_goal
    ELSE coalesce(j.value->>'primaryGoal', primary_goal) END,
  goal_score = CASE WHEN j.value->>'forget' = 1 THEN NULL ELSE coalesce(j.value->>'goalScore', goal_score) END,
  conversations = CASE WHEN j.value->>'forget' = 1 THEN 0
    ELSE conversations + j.adds * coalesce(j.value->>'conversation', 0) END,
  talk_seconds = CASE WHEN j.value->>'forget' = 1 THEN 0
    ELSE talk_seconds + j.adds * coalesce(j.value->>'talkSeconds', 0) END,
  updated_at = ?3
FROM j
WHERE leads.id = j.value->>'leadId' AND leads.campaign_id = j.campaign_id`

/** ?1 attempts, ?2 organization, ?3 now. */
export const SETTLE_ATTEMPTS = `
WITH j AS MATERIALIZED (${rowsOf('?1', ', ?2 AS org_id')})
UPDATE attempts SET
  state = 'settled', counted = j.value->>'counted', placed_at = j.value->>'placedAt', answered_at = j.value->>'answeredAt',
  ended_at = j.value->>'endedAt', settled_at = ?3, carrier_call_id = j.value->>'carrierCallId', answer_status = j.value->>'answerStatus',
  disposition = j.value->>'disposition', end_reason = j.value->>'endReason', talk_seconds = j.value->>'talkSeconds',
  summary = coalesce(j.value->>'summary', summary), primary_goal = j.value->>'primaryGoal', goal_score = j.value->>'goalScore',
  recording_url = coalesce(j.value->>'recordingUrl', recording_url), transcript_key = coalesce(j.value->>'transcriptKey', transcript_key)
FROM j
WHERE attempts.org_id = j.org_id AND attempts.id = j.value->>'attemptId' AND attempts.state <> 'settled'`

/** Of a deleted campaign. ?1 campaign, ?2 now. */
export const CLOSE_ATTEMPTS = `
UPDATE attempts SET state = 'settled', ended_at = coalesce(ended_at, ?2), settled_at = ?2, answer_status = 'failed',
  disposition = 'FAILED', end_reason = 'campaign_deleted'
WHERE campaign_id = ?1 AND state <> 'settled'`

/** Attempts given back free their place under the number's daily cap. Runs before SETTLE_ATTEMPTS. ?1 attempts, ?2 organization. */
export const GIVE_BACK_NUMBER_DAYS = `
UPDATE number_days SET calls = max(0, calls - d.n)
FROM (SELECT a.number_id, a.day, count(*) AS n FROM json_each(?1) j CROSS JOIN attempts a
      ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
      WHERE ${OPEN} AND j.value->>'counted' = 0 GROUP BY a.number_id, a.day) d
WHERE number_days.number_id = d.number_id AND number_days.day = d.day`

/** ?1 attempts, ?2 organization, ?3 now. */
export const MARK_DEAD_PHONES = `
WITH j AS MATERIALIZED (${rowsOf('?1', ', ?2 AS org_id')})
UPDATE contact_phones SET dead = j.value->>'deadPhone', dead_at = ?3
FROM j
WHERE j.value->>'deadPhone' IS NOT NULL AND contact_phones.org_id = j.org_id AND contact_phones.e164 = j.value->>'phone'`

/** Who was called: by now perhaps merged into another contact, which has the phones. */
const CALLED_PERSON = `CROSS JOIN contacts o ON o.id = a.contact_id AND o.org_id = a.org_id
  CROSS JOIN contacts c ON c.org_id = o.org_id AND c.id = coalesce(o.merged_into, o.id)`

/**
 * An opt-out takes in every phone of the contact at once, whichever of them was called, and the email when they said so
 * (1-product §4; 47 CFR 64.1200(a)(10)). Said on a call it revokes texts too. Of an entry that is there already the reason stays; its
 * channel is widened, and it learns whose it is.
 * ?1 JSON array of { attemptId, optOut: { phones, email }, summary }, ?2 organization, ?3 now.
 */
export const SUPPRESS_OPT_OUTS = `
INSERT INTO suppressions (org_id, kind, value, id, reason, source, contact_id, attempt_id, created_at, channel, evidence)
SELECT ?2, v.kind, v.value, 'sup_' || substr(v.attempt_id, 5) || v.n, v.reason, 'call', v.contact_id, v.attempt_id, ?3,
  CASE v.kind WHEN 'email' THEN 'email' ELSE 'all' END,
  substr('Heard on call ' || v.attempt_id || CASE v.reason WHEN '' THEN '' ELSE ': ' || v.reason END, 1, ${MAX_EVIDENCE_LENGTH})
FROM (
  SELECT 'phone' AS kind, p.value->>'e164' AS value, p.key AS n, coalesce(j.value->>'summary', '') AS reason,
    c.id AS contact_id, a.id AS attempt_id
  FROM json_each(?1) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
  ${CALLED_PERSON} CROSS JOIN json_each(c.phones) p
  WHERE j.value->'optOut'->>'phones' = 1 AND p.value->>'e164' IS NOT NULL
  UNION ALL
  SELECT 'phone', a.phone, 'd', coalesce(j.value->>'summary', ''),
    coalesce((SELECT o.merged_into FROM contacts o WHERE o.org_id = a.org_id AND o.id = a.contact_id), a.contact_id), a.id
  FROM json_each(?1) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
  WHERE j.value->'optOut'->>'phones' = 1 AND a.phone <> ''
  UNION ALL
  SELECT 'email', lower(c.email), 'e', coalesce(j.value->>'summary', ''), c.id, a.id
  FROM json_each(?1) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value->>'attemptId'
  ${CALLED_PERSON}
  WHERE j.value->'optOut'->>'email' = 1 AND c.email IS NOT NULL
) v
WHERE true
ON CONFLICT DO UPDATE SET channel = CASE kind WHEN 'email' THEN channel ELSE 'all' END,
  contact_id = coalesce(contact_id, excluded.contact_id), attempt_id = coalesce(attempt_id, excluded.attempt_id),
  evidence = ${appendEvidence('suppressions.evidence', 'excluded.evidence')}
WHERE contact_id IS NULL OR (kind = 'phone' AND channel <> 'all')`

/** ?1 attempt, ?2 organization, ?3 now. */
export const MARK_WRONG_NUMBER = `
UPDATE contact_phones SET dead = 'wrong_number', dead_at = ?3
WHERE org_id = ?2 AND dead IS NULL AND e164 = (SELECT phone FROM attempts WHERE org_id = ?2 AND id = ?1)`

const forgottenSums = [
  ...DISPOSITIONS.map((d) => `sum(disposition IS '${d}') AS d_${d.toLowerCase()}`),
  ...ANSWER_STATUSES.map((s) => `sum(answer_status IS '${s}') AS a_${s}`),
  'count(*) AS attempts',
  'sum(talk_seconds) AS talk_seconds',
]

/**
 * A restart zeroes the counters of the leads it takes back to the beginning; the ledger keeps its history. What a lead's run put into the
 * counters are its last `leads.attempts` rows of the ledger. Runs before SETTLE_LEADS, and finds nothing when repeated.
 * ?1 changes, ?2 campaign.
 */
export const FORGET_STATS = `
WITH forgotten AS MATERIALIZED (
  SELECT l.id, l.attempts AS run, l.conversations FROM json_each(?1) j
  CROSS JOIN leads l ON l.id = j.value->>'leadId' AND l.campaign_id = ?2 WHERE j.value->>'forget' = 1)
UPDATE campaign_stats SET ${forgottenSums
  .map(columnOf)
  .map((c) => `${c} = max(0, campaign_stats.${c} - coalesce(d.${c}, 0))`)
  .join(', ')},
  conversations = max(0, campaign_stats.conversations - coalesce((SELECT sum(f.conversations) FROM forgotten f), 0))
FROM (SELECT ${forgottenSums.join(', ')} FROM (
  SELECT a.disposition, a.answer_status, a.talk_seconds, f.run,
    row_number() OVER (PARTITION BY a.lead_id ORDER BY a.id DESC) AS nth
  FROM forgotten f CROSS JOIN attempts a INDEXED BY attempts_by_lead ON a.lead_id = f.id
  WHERE a.counted = 1 AND a.state = 'settled') WHERE nth <= run) AS d
WHERE campaign_stats.campaign_id = ?2`
