/** Open calls to these phones, or to any phone of these contacts. ?1 organization, ?2 phones, ?3 contacts, ?4 the attempt left out. */
export const OPEN_CALLS = `
WITH p AS MATERIALIZED (
  SELECT value AS phone FROM json_each(?2)
  UNION
  SELECT e.value->>'e164' FROM json_each(?3) i CROSS JOIN contacts c ON c.id = i.value AND c.org_id = ?1
  CROSS JOIN json_each(c.phones) e WHERE e.value->>'e164' IS NOT NULL)
SELECT a.id, a.campaign_id FROM p CROSS JOIN attempts a INDEXED BY attempts_by_phone ON a.org_id = ?1 AND a.phone = p.phone
WHERE a.state <> 'settled' AND a.id <> ?4`

/** The campaign may be gone by now; its attempts stay, and tell whose they are. ?1 campaign, ?2 attempt. */
export const CALLED = `
SELECT a.org_id, a.contact_id, a.phone FROM attempts a
WHERE a.org_id = (SELECT o.org_id FROM attempts o INDEXED BY attempts_by_campaign WHERE o.campaign_id = ?1 LIMIT 1)
  AND a.id = ?2 AND a.campaign_id = ?1`
