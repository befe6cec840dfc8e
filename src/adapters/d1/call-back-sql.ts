/** Calls to us that decide about a lead. Organization and conversation are SQL expressions. */
export const NOT_COUNTED = (org: string, conversation: string): string =>
  `EXISTS (SELECT 1 FROM inbound_conversations i WHERE i.org_id = ${org} AND i.id = ${conversation} AND i.counted = 0)`

/** ?1 organization, ?2 conversation. */
export const FIND_CALL_BACK = 'SELECT counted FROM inbound_conversations WHERE org_id = ?1 AND id = ?2'

/** The campaign's conversations are those of its leads together. ?1 campaign, ?2 organization, ?3 conversation, ?4 1 when it was one. */
export const ADD_CALL_BACK = `
UPDATE campaign_stats SET conversations = conversations + ?4 WHERE campaign_id = ?1 AND ?4 = 1 AND ${NOT_COUNTED('?2', '?3')}`

/** Behind everything that asks whether it has counted. ?1 organization, ?2 conversation. */
export const COUNT_CALL_BACK =
  'UPDATE inbound_conversations SET counted = 1 WHERE org_id = ?1 AND id = ?2 AND counted = 0'
