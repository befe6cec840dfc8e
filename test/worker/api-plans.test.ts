import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, QUIET } from '../support/api-world.ts'
import { fillLarge } from '../support/fill-large.ts'
import { planOf, rowsRead, type WatchedStatement, watchStatements } from '../support/watched-statements.ts'

let world: ApiWorld
let ids: Record<string, string>
beforeEach(async () => {
  world = await createApiWorld()
  const campaign = await addCampaign(world)
  const [lead, other, third] = await addLeads(world, campaign.id, 3)
  const attempt = `${firstIdAt('att', MONDAY_TEN)}1`
  await addAttempt({ id: attempt, campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id })
  const suppression = await world.post('/suppressions', { phone: '+13125550101', reason: 'asked' })
  const schedule = await world.post('/schedules', {
    name: 'Days',
    zone: 'recipient',
    days: { mon: [{ start: '09:00', end: '17:00' }] },
  })
  const ingestKey = await world.post(`/campaigns/${campaign.id}/ingest-keys`, {})
  await world.post(`/campaigns/${campaign.id}/start`)
  const call = {
    leadId: lead.id,
    attemptId: attempt,
    phone: '+1',
    from: '+1',
    state: 'ringing',
    since: 0,
    pass: 1,
    position: 1,
    reconciling: false,
  }
  world.dialers.state = { ...QUIET, inFlight: [call] }
  ids = {
    campaigns: campaign.id,
    leads: lead.id,
    contacts: lead.contact_id,
    other: other.contact_id,
    third: third.contact_id,
    conversations: attempt,
    agents: campaign.agent_id,
    numbers: campaign.number_ids[0],
    suppressions: suppression.id,
    schedules: schedule.id,
    'ingest-keys': ingestKey.id,
  }
})
afterEach(() => void vi.restoreAllMocks())

interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: { type?: string; enum?: string[]; items?: { enum?: string[] } }
}

/** What somebody may send for a parameter of the query. */
function valuesOf({ name, schema }: Parameter): string[] {
  const texts: Record<string, string[]> = {
    campaign_id: [ids.campaigns!],
    lead_id: [ids.leads!],
    subject: [ids.campaigns!],
    phone: ['+13125550101'],
    email: ['ann@example.com'],
    from: ['2026-11-20T00:00:00Z'],
    to: ['2026-11-24T00:00:00Z'],
    created_from: ['2026-11-20T00:00:00Z'],
    created_to: ['2026-11-24T00:00:00Z'],
    not_in_campaign_id: [ids.campaigns!],
    q: ['ann', '312 555'],
    limit: ['2'],
    cursor: [],
  }
  const listed = schema.enum ?? schema.items?.enum
  if (listed) return schema.items ? [...listed, listed.slice(0, 3).join(',')] : listed
  if (schema.type === 'boolean') return ['true', 'false']
  return texts[name] ?? ['x']
}

/** Every GET route: bare, with each value of each filter, and with each two filters together. */
async function requests(): Promise<string[]> {
  const { body } = await world.request('GET', '/openapi.json')
  return Object.entries<Json>(body.paths).flatMap(([path, item]) => {
    if (!item.get || path.endsWith('/live')) return []
    const noun = path.split('/')[1]!
    const place = path.replace('{id}', ids[noun] ?? 'x')
    const filters = ((item.get.parameters ?? []) as Parameter[]).filter((it) => it.in === 'query')
    const single = filters.map((it) => valuesOf(it).map((value) => `${it.name}=${encodeURIComponent(value)}`))
    const pairs = single.flatMap((one, at) =>
      single.slice(at + 1).flatMap((other) => (one[0] && other.at(-1) ? [`${one[0]}&${other.at(-1)}`] : [])),
    )
    return [place, ...[...single.flat(), ...pairs].map((query) => `${place}?${query}`)]
  })
}

/** Asks all of it, and the page behind each that has one, which takes statements of its own. */
async function askAll(paths: string[], during: (request: string) => void): Promise<void> {
  const ask = async (path: string) => {
    during(path)
    const { status, body } = await world.request('GET', path)
    expect(status, `${path}: ${JSON.stringify(body)} ${JSON.stringify(world.logged)}`).toBeLessThan(500)
    return body.next_cursor as string | null
  }
  for (const path of paths) {
    const cursor = await ask(path)
    if (cursor) await ask(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`)
  }
}

describe('the API', () => {
  it('reads no large table from end to end, whatever is asked', async () => {
    const watched = watchStatements()
    await askAll(await requests(), watched.during)
    vi.restoreAllMocks()
    await expectPlans([...watched.seen.values()])
    // Anything less and it was not the API that was watched.
    expect(watched.seen.size).toBeGreaterThan(80)
  }, 60_000)

  it('changes rows without reading a large table from end to end', async () => {
    const [campaign, lead] = [`/campaigns/${ids.campaigns}`, `/leads/${ids.leads}`]
    const contact = `/contacts/${ids.contacts}`
    const consent = { type: 'express', wording: 'yes', source: 'form', at: '2026-11-01T00:00:00Z' }
    const person = { name: 'A', phones: ['+13125550190'], email: 'a@example.com', consent }
    const why = { reason: 'x' }
    const changes: [method: string, path: string, body?: object][] = [
      [
        'POST',
        `${campaign}/leads`,
        { leads: [person, { ...person, phones: ['+13125550191'], email: 'b@example.com' }] },
      ],
      ['POST', `${campaign}/leads`, { ...person, name: 'B', tags: ['new'] }],
      ['POST', `${campaign}/leads`, { action: 'update_only', leads: [{ ...person, external_id: 'x-1' }] }],
      ['POST', `${campaign}/leads`, { action: 'remove', leads: [{ email: 'b@example.com' }, { external_id: 'x-1' }] }],
      [
        'POST',
        '/contacts/bulk',
        { contacts: [{ phones: ['+13125550191'], external_id: 'x-2', properties: { a: '1' } }] },
      ],
      ['POST', `${campaign}/leads/from-contacts`, { filter: { tag: 'new' } }],
      ['POST', `${campaign}/ingest-keys`, { name: 'Form' }],
      ['DELETE', `/ingest-keys/${ids['ingest-keys']}`],
      ['PATCH', lead, { ...person, phones: ['+13125550192', '+13125550193'], email: 'c@example.com', tags: ['x'] }],
      ['PATCH', lead, { phones: ['+13125550190'] }],
      ['POST', `${lead}/revoke-consent`, why],
      ['POST', '/contacts', { ...person, phones: ['+13125550196'], external_id: 'crm-1' }],
      ['PATCH', contact, { phones: ['+13125550190', '+13125550197'], external_id: 'crm-2', properties: { a: 'b' } }],
      ['POST', `${contact}/merge`, { other_id: ids.other, preview: true }],
      ['POST', `${contact}/merge`, { other_id: ids.other }],
      ['POST', `/contacts/${ids.third}/erase`, why],
      ['POST', `${lead}/do-not-call`, { ...why, email: true }],
      ['POST', '/suppressions', { phone: '+13125550195', channel: 'text', ...why }],
      ['POST', '/suppressions', { phone: '+13125550195', ...why }],
      ['POST', `/suppressions/${ids.suppressions}/remove`, why],
      ['POST', '/compliance/check', { phone: '+13125550190', campaign_id: ids.campaigns }],
      ['POST', '/compliance/checks', { checks: [{ phone: '+13125550190' }, { phone: '+13125550191' }] }],
      ['POST', `/agents/${ids.agents}/stop`, why],
      ['POST', `/agents/${ids.agents}/resume`, why],
      ['PATCH', `/numbers/${ids.numbers}`, { e164: '+12125550199', weight: 2 }],
      ['POST', `/numbers/${ids.numbers}/bind-inbound`],
      ['POST', `/numbers/${ids.numbers}/stop`, why],
      ['POST', `/numbers/${ids.numbers}/resume`, why],
      ['PATCH', `/schedules/${ids.schedules}`, { name: 'Nights' }],
      ['DELETE', `/schedules/${ids.schedules}`],
      ['POST', '/organization/stop', why],
      ['POST', '/organization/resume', why],
      ...['pause', 'resume', 'pause', 'restart', 'cancel', 'archive', 'unarchive', 'duplicate'].map(
        (action): [string, string] => ['POST', `${campaign}/${action}`],
      ),
      ['DELETE', campaign],
      ['DELETE', `/agents/${ids.agents}`],
      ['DELETE', `/numbers/${ids.numbers}`],
    ]
    world.dialers.state = QUIET
    const watched = watchStatements()
    for (const [method, path, body] of changes) {
      watched.during(`${method} ${path}`)
      const answer = await world.request(method, path, body)
      expect([200, 201, 202, 204, 409], `${method} ${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
    }
    vi.restoreAllMocks()
    await expectPlans([...watched.seen.values()])
  })

  it('reads a bounded part of an organization with 100,000 leads, attempts, suppressions and audit entries, whatever is asked', async () => {
    await bindings.DB.batch(
      ['leads', 'contacts', 'contact_phones', 'attempts', 'suppressions', 'audit_log'].map((it) =>
        bindings.DB.prepare(`DELETE FROM ${it}`),
      ),
    )
    const other = await addCampaign(world)
    const many = { leads: 200_000, attempts: 100_000, suppressions: 100_000, auditEntries: 100_000 }
    const [campaign, number] = [ids.campaigns!, ids.numbers!]
    const campaignIds = [campaign, other.id]
    await fillLarge(bindings.DB, { orgId: 'org_local', campaignIds, numberId: number, now: MONDAY_TEN, ...many })
    const { data } = await world.get(`/campaigns/${campaign}/leads?limit=1`)
    const inCall = world.dialers.state.inFlight.map((call) => ({ ...call, leadId: data[0].id }))
    world.dialers.state = { ...world.dialers.state, inFlight: inCall }
    ids.leads = data[0].id
    const watched = watchStatements()
    await askAll(await requests(), watched.during)
    vi.restoreAllMocks()
    const found: string[] = []
    for (const it of watched.seen.values()) {
      if (!/^\s*(?:select|with)/i.test(it.sql)) continue
      const read = await rowsRead(it)
      if (read > MOST_READ) found.push(`${it.request} reads ${read} rows: ${it.sql} ${JSON.stringify(it.values)}`)
    }
    expect(found, found.join('\n\n')).toEqual([])
  }, 120_000)
})

/** A walk looks at 20,000 rows of an index and, for each, at the row itself and its contact. */
const MOST_READ = 65_000

async function expectPlans(statements: WatchedStatement[]): Promise<void> {
  const tables = await tableNames()
  const found: string[] = []
  for (const it of statements) {
    const plan = await planOf(it)
    const faults = faultsOf(it.sql, plan, tables)
    if (faults.length > 0) found.push([`${it.request}: ${faults.join('; ')}`, it.sql, ...plan].join('\n  '))
  }
  expect(found, found.join('\n\n')).toEqual([])
}

async function tableNames(): Promise<Set<string>> {
  const { results } = await bindings.DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{
    name: string
  }>()
  return new Set(results.map((row) => row.name))
}

/** Of these an organization has hundreds, made by people: all of them may be read. */
const SMALL: ReadonlySet<string> = new Set(
  'agents numbers schedules campaigns campaign_stats region_stops webhook_endpoints import_mappings'.split(' '),
)

/** Sorting is no matter where little is sorted. */
const SORTED: [what: RegExp, why: string][] = [
  [/INDEXED BY attempts_by_phone/, 'one phone has few attempts'],
  [
    /order by \("contacts"\."name" COLLATE|order by "leads"\."(?:last_called|next_due)_at" IS NULL/,
    'at most MOST_SORTED',
  ],
  [/ORDER BY w\.seq/, 'up to the horizon: one look of the walk'],
  [/from "(?:numbers|campaigns)"/, 'made by people'],
  [/INDEXED BY imports_by_campaign/, 'lists are uploaded by people'],
  [/json_group_array\(coalesce\(json_extract\(leads\.phone_attempts/, 'the phones of one lead'],
  [/WITH people AS MATERIALIZED/, 'the phones of one person'],
  [/FROM json_each\(\?\d\)/, 'as many as were named'],
  [/FROM attempts INDEXED BY attempts_by_campaign [^()]* LIMIT 1000\)/, 'a thousand'],
]
/** One key alone is no matter where it has few rows. */
const WHOLE: typeof SORTED = [
  [/"?campaign_hours"?/, 'a row an hour'],
  [/"?breaker_trips"?/, 'each was a reason to stop for a person'],
  [/INDEXED BY stuck_items_open/, 'few are stuck, or that is the news'],
]

function faultsOf(sql: string, plan: string[], tables: Set<string>): string[] {
  // Aliases stand for their tables in the plan; a subquery of the statement's own has a name that is none.
  const named = new Map([...tables].map((table) => [table, table]))
  for (const [, table, alias] of sql.matchAll(/(?:FROM|JOIN)\s+"?(\w+)"?\s+(?:AS\s+)?([a-z]\w*)\b/g))
    if (tables.has(table!) && !tables.has(alias!)) named.set(alias!, table!)
  const isListed = (list: typeof SORTED) => list.some(([what]) => what.test(sql))
  return plan.flatMap((step) => {
    const scanned = named.get(/^SCAN (\w+)/.exec(step)?.[1] ?? '')
    if (scanned && scanned !== 'job_runs') return [`scans ${scanned}`]
    const [, name, key] = /^SEARCH (\w+) USING .*\((org_id=\?|campaign_id=\?|ANY.*)\)$/.exec(step) ?? []
    const whole = named.get(name ?? '')
    // With a limit it is a list in the order of the index; how far it reads is the other test's question.
    if (whole && !SMALL.has(whole) && !/\blimit\b/i.test(sql) && !isListed(WHOLE))
      return [`reads all of ${whole} by ${key}`]
    return /USE TEMP B-TREE/.test(step) && !isListed(SORTED) ? ['sorts'] : []
  })
}
