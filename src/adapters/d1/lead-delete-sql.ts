import { LEAD_STATUSES } from '../../domain/lead.ts'
import { orAbort } from './lead-insert-sql.ts'

/** Deleting leads nobody has called, together with their counters. Their part of a batch: the guard first, then the two others in this order. */

/** Nobody has tried to reach this lead `l`, nor has it reached us. */
export const NEVER_ATTEMPTED = `l.attempts = 0 AND NOT EXISTS (SELECT 1 FROM attempts a INDEXED BY attempts_by_lead WHERE a.lead_id = l.id)
  AND NOT EXISTS (SELECT 1 FROM inbound_conversations i INDEXED BY inbound_by_lead WHERE i.lead_id = l.id)`

/** ?1 leads. */
export const ATTEMPTED_LEADS = `
SELECT l.id FROM json_each(?1) j CROSS JOIN leads l ON l.id = j.value WHERE NOT (${NEVER_ATTEMPTED})`

/** ?1 leads. */
export const GUARD_LEADS = orAbort(
  `NOT EXISTS (SELECT 1 FROM json_each(?1) j LEFT JOIN leads l ON l.id = j.value WHERE l.id IS NULL OR NOT (${NEVER_ATTEMPTED}))`,
  'somebody was called',
)

const counted = LEAD_STATUSES.map(
  (status) => `s_${status} = s_${status} - coalesce((SELECT n FROM gone WHERE status = '${status}'), 0)`,
)

/** ?1 leads, ?2 campaign. */
export const UNCOUNT_LEADS = `
WITH gone AS MATERIALIZED (SELECT l.status, count(*) AS n FROM json_each(?1) j CROSS JOIN leads l ON l.id = j.value GROUP BY l.status)
UPDATE campaign_stats SET ${counted.join(', ')} WHERE campaign_id = ?2`

/** ?1 leads, ?2 organization. */
export const DELETE_LEADS = 'DELETE FROM leads WHERE id IN (SELECT value FROM json_each(?1)) AND org_id = ?2'
