import { LEAD_STATUSES } from '../../src/domain/lead.ts'

/** Fills a database as years of calling would have, by statements that make their rows themselves: a million leads in seconds. */
export interface LargeOrganization {
  orgId: string
  /** The first has half of the leads, the others share the rest. */
  campaignIds: string[]
  numberId: string
  leads: number
  attempts: number
  suppressions: number
  auditEntries: number
  /** Of the newest attempt; a second lies between one and the next. Epoch ms. */
  now: number
}

interface Statement {
  bind(...values: unknown[]): Statement
  run(): Promise<unknown>
  all<T>(): Promise<{ results: T[] }>
}
/** As much of D1 as is used here, so that the benches can pass Miniflare's. */
interface Database {
  prepare(sql: string): Statement
  batch(statements: Statement[]): Promise<unknown>
}

const SLICE = 50_000
const FIRST =
  '["Ann","Ben","Carla","Dev","Eva","Femi","Gus","Hana","Ivo","Jane","Kofi","Lena","Maria","Nils","Olga","Pete"]'
const LAST =
  '["Abbot","Baker","Castro","Diaz","Evans","Fischer","Gonzalez","Huang","Ito","Jones","Kim","Lopez","Moore"]'
const ALPHABET = "'0123456789abcdefghjkmnpqrstvwxyz'"
/** D1 binds every number as a float. */
const numbersFrom = 'WITH RECURSIVE n(i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)'
const idOf = (prefix: string, i = 'n.i') => `'${prefix}_large' || printf('%021d', ${i})`
/** As ids of attempts are: ten characters of time, so that they sort and are found by it. */
const timeOf = (at: string) =>
  Array.from({ length: 10 }, (_, k) => `substr(${ALPHABET}, ((${at}) >> ${5 * (9 - k)} & 31) + 1, 1)`).join(' || ')
const phoneOf = (i: string) => `'+1' || (212 + ${i} % 7) || printf('%07d', 2000000 + ${i} / 7)`
const campaignOf = (i: string) => `?3 ->> CASE WHEN ${i} < ?4 THEN 0 ELSE 1 + ${i} % (json_array_length(?3) - 1) END`
const NAME = `('${FIRST}' ->> (n.i % 16)) || ' ' || ('${LAST}' ->> (n.i / 16 % 13)) || ' ' || n.i`

const CONTACTS = `${numbersFrom}
INSERT INTO contacts (id, org_id, name, email, phones, tags, created_at, updated_at)
SELECT ${idOf('con')}, ?3, ${NAME}, 'person' || n.i || '@example.com',
  json_array(json_object('position', 1, 'e164', ${phoneOf('n.i')}, 'raw', ${phoneOf('n.i')}, 'problem', NULL)),
  CASE WHEN n.i % 1000 = 7 THEN '["vip"]' ELSE '[]' END, 0, 0 FROM n`
const PHONES = `${numbersFrom} INSERT INTO contact_phones (org_id, e164, contact_id) SELECT ?3, ${phoneOf('n.i')}, ${idOf('con')} FROM n`
/** Most wait, a third has been called. The dispositions and the rare states lie apart. */
const LEADS = `${numbersFrom}
INSERT INTO leads (id, org_id, campaign_id, contact_id, seq, priority, status, disposition, attempts, conversations, next_due_at,
  last_called_at, variables, created_at, updated_at)
SELECT ${idOf('led')}, ?5, ${campaignOf('n.i')}, ${idOf('con')}, n.i + 1, CASE n.i % 50 WHEN 0 THEN 'high' ELSE 'normal' END,
  CASE WHEN n.i % 10 < 6 THEN 'pending' WHEN n.i % 10 = 6 THEN 'completed' WHEN n.i % 10 = 7 THEN 'retry' WHEN n.i % 10 = 8 THEN 'failed'
    WHEN n.i % 1000 = 9 THEN 'rescheduled' ELSE 'no_conversation' END,
  CASE n.i % 10 WHEN 6 THEN iif(n.i % 20 = 6, 'INTERESTED', 'NOT_INTERESTED') WHEN 7 THEN 'NO_ANSWER' WHEN 8 THEN 'FAILED' END,
  n.i % 10 > 5, n.i % 10 = 6, CASE n.i % 10 WHEN 7 THEN ?6 + n.i END, CASE WHEN n.i % 10 > 5 THEN ?6 - n.i * 1000 END,
  '{"AMOUNT":"12000"}', 0, 0 FROM n`
/** One in a hundred was given back. Of one kind, WRONG_NUMBER, there are ten in all, the oldest. */
const ATTEMPTS = `${numbersFrom}
INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, state, counted, day,
  permitted_at, placed_at, ended_at, settled_at, answer_status, disposition, end_reason, talk_seconds, summary, proof)
SELECT ?5, 'att_' || ${timeOf('CAST(?6 AS INTEGER) + n.i * 1000')} || printf('%016d', n.i), ${campaignOf('(n.i * 3)')}, ${idOf('led', '(n.i * 3)')},
  ${idOf('con', '(n.i * 3)')}, ?7, '+12125550100', ${phoneOf('(n.i * 3)')}, 1, 1, 'settled', n.i % 100 <> 0, '2026-11-23', ?6 + n.i * 1000,
  ?6 + n.i * 1000, ?6 + n.i * 1000 + 30000, ?6 + n.i * 1000 + 31000,
  CASE n.i % 5 WHEN 0 THEN 'human' WHEN 1 THEN 'machine' ELSE 'no_answer' END,
  CASE WHEN n.i < 10 THEN 'WRONG_NUMBER' WHEN n.i % 5 = 0 THEN 'INTERESTED' WHEN n.i % 5 = 1 THEN 'VOICEMAIL' ELSE 'NO_ANSWER' END,
  'hangup', n.i % 5, NULL, '{"zones":["America/New_York"],"rules":[],"filler":"${'x'.repeat(600)}"}' FROM n`
const SUPPRESSIONS = `${numbersFrom}
INSERT INTO suppressions (org_id, kind, value, id, reason, source, created_at, channel, evidence, import_id)
SELECT ?3, 'phone', '+1' || (702 + n.i % 7) || printf('%07d', 2000000 + n.i / 7), ${idOf('sup')}, 'On an imported do-not-call list',
  'import', 0, 'all', 'list.csv, line ' || n.i, 'dnc_large' FROM n`
const AUDIT = `${numbersFrom}
INSERT INTO audit_log (org_id, id, actor, action, subject, details, at)
SELECT ?3, ${idOf('aud')}, 'key:large', 'consent.recorded', ${idOf('con')}, '{}', 0 FROM n`

export async function fillLarge(db: Database, it: LargeOrganization): Promise<void> {
  const fill = async (sql: string, count: number, ...values: unknown[]) => {
    for (let from = 0; from < count; from += SLICE)
      await db
        .prepare(sql)
        .bind(from, Math.min(count, from + SLICE), ...values)
        .run()
  }
  const campaigns = JSON.stringify(it.campaignIds)
  const half = Math.floor(it.leads / 2)
  await fill(CONTACTS, it.leads, it.orgId)
  await fill(PHONES, it.leads, it.orgId)
  await fill(LEADS, it.leads, campaigns, half, it.orgId, it.now)
  const start = it.now - it.attempts * 1000
  await fill(ATTEMPTS, it.attempts, campaigns, half, it.orgId, start, it.numberId)
  // As the sweep of the ledger would have noted.
  await db
    .prepare(`UPDATE organizations SET reconciled_to = (SELECT max(id) FROM attempts WHERE org_id = ?1) WHERE id = ?1`)
    .bind(it.orgId)
    .run()
  await fill(SUPPRESSIONS, it.suppressions, it.orgId)
  await fill(AUDIT, it.auditEntries, it.orgId)
  const sums = LEAD_STATUSES.map((status) => `s_${status} = coalesce(?2 ->> '$.${status}', 0)`)
  for (const id of it.campaignIds) {
    const { results } = await db
      .prepare('SELECT status, count(*) AS n FROM leads WHERE campaign_id = ?1 GROUP BY status')
      .bind(id)
      .all<{ status: string; n: number }>()
    const counts = JSON.stringify(Object.fromEntries(results.map((row) => [row.status, row.n])))
    await db.batch([
      db.prepare(`UPDATE campaign_stats SET ${sums.join(', ')} WHERE campaign_id = ?1`).bind(id, counts),
      db.prepare('UPDATE campaigns SET lead_seq = ?2 WHERE id = ?1').bind(id, it.leads),
    ])
  }
}
