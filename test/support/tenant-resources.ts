import { firstIdAt } from '../../src/adapters/ids.ts'
import { addAgent, addAttempt, addCampaign, addNumber } from './api-rows.ts'
import { type ApiWorld, bindings, MONDAY_TEN } from './api-world.ts'

/**
 * How a real thing is made for every parameter of a path. A route whose parameter is not here fails the tests of tenants, which is how
 * no new resource comes without them.
 */

let count = 0
/** One after the other, since an organization stops a region once. */
const REGIONS =
  'AL AZ CO DE FL GA ID IL IN KS KY LA ME MD MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA SC TN TX UT WA'
    .split(' ')
    .map((state) => `US-${state}`)

/** By the path up to and with the parameter. Made by the organization whose key the requests carry. */
export const MAKERS: Record<string, (world: ApiWorld) => Promise<string>> = {
  '/agents/{id}': async (world) => (await addAgent(world)).id,
  '/numbers/{id}': async (world) => (await addNumber(world)).id,
  '/schedules/{id}': async (world) => {
    const days = { mon: [{ start: '09:00', end: '17:00' }] }
    return (await world.post('/schedules', { name: `Hours ${++count}`, zone: 'recipient', days })).id
  },
  '/campaigns/{id}': async (world) => (await addCampaign(world, { leads: 1 })).id,
  '/leads/{id}': async (world) => (await leadOf(world)).id,
  '/erasures/{id}': async (world) => {
    const { contact_id } = await leadOf(world)
    return (await world.post(`/contacts/${contact_id}/erase`, { reason: 'asked' })).id
  },
  '/contacts/{id}': async (world) => (await leadOf(world)).contact_id,
  '/conversations/{id}': async (world) => {
    const lead = await leadOf(world)
    const id = `${firstIdAt('att', MONDAY_TEN)}${String(++count).padStart(16, '0')}`
    await addAttempt({
      id,
      campaign_id: lead.campaign_id,
      lead_id: lead.id,
      contact_id: lead.contact_id,
      phone: lead.phones[0].e164,
      recording_url: 'https://files.swire.io/a.wav',
    })
    return id
  },
  '/stuck-items/{id}': async (world) => {
    const { id: subject, campaign_id } = await leadOf(world)
    const id = world.deps.ids.next('stk')
    await bindings.DB.prepare(
      `INSERT INTO stuck_items (org_id, id, kind, subject, campaign_id, error, payload, first_at, last_at)
       VALUES ('org_local', ?1, 'lead', ?2, ?3, 'always throws', json_object('leadId', ?2), 1, 1)`,
    )
      .bind(id, subject, campaign_id)
      .run()
    return id
  },
  '/suppressions/{id}': async (world) =>
    (await world.post('/suppressions', { phone: `+13125551${String(++count).padStart(3, '0')}`, reason: 'asked' })).id,
  '/webhook-endpoints/{id}': async (world) => (await addEndpoint(world)).id,
  '/deliveries/{id}': async (world) =>
    (await world.post(`/webhook-endpoints/${(await addEndpoint(world)).id}/test`)).id,
  '/ingest-keys/{id}': async (world) =>
    (await world.post(`/campaigns/${(await addCampaign(world)).id}/ingest-keys`, {})).id,
  '/suppressions/imports/{id}': async (world) => upload(world, '/suppressions/import'),
  '/imports/{id}': async (world) => upload(world, `/campaigns/${(await addCampaign(world)).id}/imports`),
  '/uploads/{id}': async (world) => addUpload(world, (await addCampaign(world)).id),
  '/import-mappings/{id}': async (world) =>
    (await world.post('/import-mappings', { name: `Mapping ${++count}`, mapping: { Mobile: 'phone1' } })).id,
  '/compliance/stops/{region}': async (world) => {
    const region = REGIONS[count++ % REGIONS.length]!
    const answer = await world.request('PUT', `/compliance/stops/${region}`, { reason: 'storm' })
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    return region
  },
}

/** A list that was looked at and may be imported. */
export async function addUpload(world: ApiWorld, campaignId: string): Promise<string> {
  const path = `/campaigns/${campaignId}/import-preview`
  const answer = await world.request('POST', path, 'phone\n+13125550109\n', { 'Content-Type': 'text/csv' })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body.upload_id
}

/** Names everybody may use for something of their own: another organization's is not there, but the same name is no refusal. */
export const SHARED_NAMES = new Set(['/compliance/stops/{region}'])

/** The path with every parameter in its place, and what stands there. Throws for a parameter nobody makes. */
export async function makePath(world: ApiWorld, path: string): Promise<{ path: string; values: string[] }> {
  const values: string[] = []
  let made = path
  for (const match of path.matchAll(/\{[^}]+\}/g)) {
    const prefix = path.slice(0, match.index + match[0].length)
    const maker = MAKERS[prefix]
    if (!maker) throw new Error(`Add a maker for "${prefix}" to test/support/tenant-resources.ts`)
    const value = await maker(world)
    values.push(value)
    made = made.replace(match[0], value)
  }
  return { path: made, values }
}

async function leadOf(world: ApiWorld) {
  const campaign = await addCampaign(world, { leads: 1 })
  return (await world.get(`/campaigns/${campaign.id}/leads`)).data[0]
}

const addEndpoint = (world: ApiWorld) => world.post('/webhook-endpoints', { url: 'https://hooks.example.org/' })

async function upload(world: ApiWorld, path: string): Promise<string> {
  const answer = await world.request('POST', path, 'phone\n+13125550109\n', { 'Content-Type': 'text/csv' })
  if (answer.status !== 202) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body.id
}

// Whose rows they are

interface Table {
  name: string
  owned: boolean
}

async function tables(): Promise<Table[]> {
  const { results } = await bindings.DB.prepare(
    `SELECT m.name, EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'org_id') AS owned FROM sqlite_master m
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_cf_%' AND m.name NOT LIKE 'd1_%' ORDER BY m.name`,
  ).all<{ name: string; owned: number }>()
  return results.map(({ name, owned }) => ({ name, owned: owned === 1 }))
}

/** Gives everything one organization has to another one. */
export async function handOver(from: string, to: string): Promise<void> {
  const owned = (await tables()).filter((table) => table.owned)
  await bindings.DB.batch(
    owned.map(({ name }) =>
      bindings.DB.prepare(`UPDATE OR REPLACE ${name} SET org_id = ?2 WHERE org_id = ?1`).bind(from, to),
    ),
  )
}

/** Every row there is and every file, one a line. With an organization: only what is not its own, as far as a row says whose it is. */
export async function everything(except?: string): Promise<string[]> {
  const all = await tables()
  const answers = await bindings.DB.batch<Record<string, unknown>>(
    all.map(({ name }) => bindings.DB.prepare(`SELECT * FROM ${name}`)),
  )
  const rows = answers.flatMap(({ results }, index) => {
    const { name, owned } = all[index]!
    if (except !== undefined && (!owned || name === 'organizations')) return []
    return results
      .filter((row) => row.org_id !== except || except === undefined)
      .map((row) => `${name} ${JSON.stringify(row)}`)
  })
  const files = await bindings.FILES.list()
  return [...rows, ...(except === undefined ? files.objects.map((file) => `file ${file.key} ${file.etag}`) : [])].sort()
}

/** What would give an organization's things away: its ids, phones and addresses, as they stand in its rows. */
export function traces(rows: string[]): string[] {
  const found = rows.flatMap((row) => row.match(/\b[a-z]{3}_[0-9a-z]{20,30}\b|\+1\d{10}|[\w.]+@example\.com/g) ?? [])
  return [...new Set(found)]
}
