import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as breakers from '../../src/adapters/d1/breaker-sql.ts'
import * as complianceFacts from '../../src/adapters/d1/compliance-facts-sql.ts'
import { LEAD_COLUMNS } from '../../src/adapters/d1/dialing-lead.ts'
import { ATTEMPTED_LEADS, DELETE_LEADS, GUARD_LEADS, UNCOUNT_LEADS } from '../../src/adapters/d1/lead-delete-sql.ts'
import * as inserting from '../../src/adapters/d1/lead-insert-sql.ts'
import * as ledger from '../../src/adapters/d1/ledger-sql.ts'
import * as openCalls from '../../src/adapters/d1/open-calls-sql.ts'
import * as permits from '../../src/adapters/d1/permit-sql.ts'
import * as proofs from '../../src/adapters/d1/proof-sql.ts'
import * as schema from '../../src/adapters/d1/schema.ts'
import * as resilience from '../../src/adapters/d1/schema-resilience.ts'
import * as waysIn from '../../src/adapters/d1/schema-ways-in.ts'
import { PEOPLE_TO_CALL, SCRIPT_HEAD } from '../../src/adapters/d1/script-sql.ts'
import * as settling from '../../src/adapters/d1/settle-sql.ts'
import { INSERT_LISTED, WIDEN_ENTRIES, WIDEN_LISTED } from '../../src/adapters/d1/suppression-sql.ts'
import * as undoing from '../../src/adapters/d1/undo-sql.ts'
import * as webhookEvents from '../../src/adapters/d1/webhook-events-sql.ts'
import * as webhooks from '../../src/adapters/d1/webhook-sql.ts'
import { bindings, migrate, type Row, rows } from '../support/factory.ts'

beforeAll(migrate)

describe('the drizzle schema', () => {
  const tables = Object.values({ ...schema, ...resilience, ...waysIn }).map((table) => getTableConfig(table))

  it('has every table of the migrations', async () => {
    const found = await rows(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name <> 'd1_migrations'`,
    )
    expect(tables.map((t) => t.name).sort()).toEqual(found.map((r) => r.name).sort())
  })

  it.each(tables.map((table) => [table.name, table] as const))(
    'says of %s what the migrations say',
    async (name, table) => {
      const found = await rows(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?1)`, name)
      const keys = table.primaryKeys.flatMap((key) => key.columns.map((column) => column.name))
      const ours = table.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        isRequired: column.notNull || column.primary || keys.includes(column.name),
        isKey: column.primary || keys.includes(column.name),
        standard: column.default === undefined ? null : String(column.default),
      }))
      const theirs = found.map((column: Row) => ({
        name: column.name,
        type: column.type,
        isRequired: column.notnull === 1 || (column.pk as number) > 0,
        isKey: (column.pk as number) > 0,
        standard: column.dflt_value === null ? null : String(column.dflt_value).replace(/^'|'$/g, ''),
      }))
      expect(ours).toEqual(theirs)
    },
  )
})

const LARGE = [
  'leads',
  'attempts',
  'contacts',
  'contact_phones',
  'suppressions',
  'campaigns',
  'number_days',
  'campaign_stats',
  'organizations',
  'proof_blocks',
  'campaign_hours',
  'breaker_trips',
  'webhook_events',
  'webhook_deliveries',
  'imports',
  'inbound_conversations',
]
/** An organization has a handful of them. */
const FEW = /^SEARCH endpoint /
const statements: Record<string, string> = {
  ...(permits as Record<string, string>),
  ...(settling as Record<string, string>),
  ...(openCalls as Record<string, string>),
  ...(ledger as Record<string, string>),
  INSERT_LISTED,
  WIDEN_LISTED,
  WIDEN_ENTRIES,
  ...(proofs as Record<string, string>),
  ...(breakers as Record<string, string>),
  ...(complianceFacts as Record<string, string>),
  ...webhookStatements(),
  ...textsOf(inserting),
  ...textsOf(undoing),
  ATTEMPTED_LEADS,
  GUARD_LEADS,
  UNCOUNT_LEADS,
  DELETE_LEADS,
  SCRIPT_HEAD,
  PEOPLE_TO_CALL,
  PULL: `SELECT ${LEAD_COLUMNS} FROM leads l JOIN contacts c ON c.id = l.contact_id AND c.org_id = l.org_id WHERE l.campaign_id = ?1 AND l.seq > ?2 ORDER BY l.seq LIMIT ?3`,
  DUE: 'SELECT id FROM campaigns WHERE next_wake_at IS NOT NULL AND next_wake_at <= ?1 ORDER BY next_wake_at LIMIT ?2',
}

/** What happens once a minute for every organization is not among them. */
function webhookStatements(): Record<string, string> {
  const { PURGE_EVENTS, ...others } = { ...webhookEvents, ...webhooks }
  return textsOf(others)
}

/** The statements among what a module offers. */
function textsOf(module: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(module).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

describe('dialing, and whoever comes in or is taken back', () => {
  it.each(Object.entries(statements))('%s reads no large table from end to end', async (_name, sql) => {
    const bound = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map((m) => Number(m[1])))
    const { results } = await bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...Array(bound).fill('[]'))
      .all<{ detail: string }>()
    // Aliases stand for their tables in the plan; a subquery of the statement's own has a name that is none.
    const aliases = new Map(LARGE.map((table) => [table, table]))
    for (const [, table, alias] of sql.matchAll(/(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)\b/g))
      if (LARGE.includes(table!)) aliases.set(alias!, table!)
    // An index over a few rows only is made to be read from end to end.
    const partial = await rows(`SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'`)
    const isPartial = (index: string | undefined): boolean => partial.some(({ name }) => name === index)
    const scans = results
      .map((r) => r.detail)
      .filter((detail) => aliases.has(/^SCAN (\w+)/.exec(detail)?.[1] ?? ''))
      .filter((detail) => !isPartial(/USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1]))
    expect(scans, results.map((r) => r.detail).join('\n')).toEqual([])
    // A seek by the organization alone is a scan of everything it ever did: it was the planner's choice once.
    const wide = results
      .map((r) => r.detail)
      .filter((detail) => /USING PRIMARY KEY \(org_id=\?\)$/.test(detail) && !FEW.test(detail))
    expect(wide).toEqual([])
  })
})
