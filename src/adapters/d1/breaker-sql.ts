import { BREAKER_WINDOWS } from '../../domain/breaker.ts'

/** How far back the windows are looked for: attempts of the campaign, whatever came of them. */
const REACH = 1_000

/** An index in which the attempts of a campaign stand in the order of their ids; D1 keeps no statistics and would take another. */
const LATEST = `SELECT id, phone, permitted_at, state, counted, answer_status, disposition, end_reason
  FROM attempts INDEXED BY attempts_by_campaign WHERE campaign_id = ?1 AND org_id = ?2 ORDER BY id DESC LIMIT ${REACH}`

/**
 * The calls of the breakers' windows: the latest that counted, and the latest that a person answered, as far as they are among the last
 * attempts of the campaign. ?1 campaign, ?2 organization, ?3 calls permitted at or before this instant do not count.
 */
export const BREAKER_CALLS = `
SELECT id, permitted_at, answer_status, disposition, end_reason,
  disposition = 'FAILED' AND EXISTS (SELECT 1 FROM contact_phones p WHERE p.org_id = ?2 AND p.e164 = c.phone AND p.dead = 'invalid') AS invalid
FROM (SELECT *, row_number() OVER (ORDER BY id DESC) AS nth,
    row_number() OVER (PARTITION BY answer_status = 'human' OR disposition = 'OPT_OUT' ORDER BY id DESC) AS nth_of_kind
  FROM (${LATEST}) WHERE state = 'settled' AND counted = 1 AND permitted_at > ?3) c
WHERE nth <= ${BREAKER_WINDOWS.technical_failures.window}
  OR ((answer_status = 'human' OR disposition = 'OPT_OUT') AND nth_of_kind <= ${BREAKER_WINDOWS.opt_outs.window})
ORDER BY id`

/** ?1 campaign, ?2 since which hour. */
export const BREAKER_HOURS = 'SELECT hour, talk_seconds FROM campaign_hours WHERE campaign_id = ?1 AND hour >= ?2'

/** ?1 campaign. */
export const BREAKER_TALK =
  'SELECT coalesce(sum(talk_seconds), 0) AS talk_seconds FROM campaign_hours WHERE campaign_id = ?1'

/** Only what was judged. ?1 campaign, ?2 organization, ?3 reason, ?4 now, ?5 settings version, ?6 calls counted from. */
export const PAUSE_BY_BREAKER = `
UPDATE campaigns SET status = 'paused', status_reason = ?3, updated_at = ?4
WHERE id = ?1 AND org_id = ?2 AND status = 'active' AND settings_version = ?5 AND breakers_from = ?6`

/** Right after the pause. ?1 campaign, ?2 id, ?3 organization, ?4 kind, ?5 evidence, ?6 now. */
export const KEEP_TRIP = `
INSERT INTO breaker_trips (campaign_id, id, org_id, kind, evidence, tripped_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE changes() > 0`

/** A person let it go on, in the batch that moves the campaign. ?1 campaign, ?2 now, ?3 who. */
export const CLOSE_TRIPS = `
UPDATE breaker_trips SET resumed_at = ?2, resumed_by = ?3
WHERE campaign_id = ?1 AND resumed_at IS NULL AND EXISTS (SELECT 1 FROM campaigns WHERE id = ?1 AND breakers_from = ?2)`

/** Newest first. ?1 campaign, ?2 organization, ?3 how many. */
export const BREAKER_TRIPS =
  'SELECT * FROM breaker_trips WHERE campaign_id = ?1 AND org_id = ?2 ORDER BY id DESC LIMIT ?3'

/** The last one wins, should there be several. ?1 campaigns as JSON, ?2 organization. */
export const OPEN_TRIPS = `
SELECT t.* FROM json_each(?1) c CROSS JOIN breaker_trips t ON t.campaign_id = c.value
WHERE t.org_id = ?2 AND t.resumed_at IS NULL ORDER BY t.id`

/** ?1 attempts as JSON, ?2 organization. The person may be gone: the call history outlives them. */
export const TRIPPING_CALLS = `
SELECT a.id, a.lead_id, a.phone, a.permitted_at, a.disposition, a.answer_status, a.end_reason, a.talk_seconds, p.name
FROM json_each(?1) j CROSS JOIN attempts a ON a.org_id = ?2 AND a.id = j.value
LEFT JOIN contacts p ON p.id = a.contact_id AND p.org_id = a.org_id ORDER BY a.id`
