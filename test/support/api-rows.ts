import type { CampaignSettings } from '../../src/domain/campaign-settings.ts'
import type { LeadStatus } from '../../src/domain/lead.ts'
import type { ApiWorld, Json } from './api-world.ts'
import { bindings } from './api-world.ts'

/** Rows as other parts of the product would have made them. Names are unique. */

let count = 0
const unique = (): number => ++count

export async function addAgent(world: ApiWorld, fields: object = {}): Promise<Json> {
  return await world.post('/agents', {
    name: `Agent ${unique()}`,
    greeting: 'Hello {{NAME}}.',
    prompt: 'Be kind.',
    ...fields,
  })
}

export async function addNumber(world: ApiWorld, fields: object = {}): Promise<Json> {
  const last = String(unique()).padStart(4, '0')
  return await world.post('/numbers', { e164: `+1212555${last}`, name: `Line ${last}`, ...fields })
}

/** A draft that can be started: an agent, a number, and as many people as asked for. */
export async function addCampaign(
  world: ApiWorld,
  options: { leads?: number; settings?: Partial<CampaignSettings>; fields?: object } = {},
): Promise<Json> {
  const [agent, number] = await Promise.all([addAgent(world), addNumber(world)])
  const campaign = await world.post('/campaigns', {
    name: `Campaign ${unique()}`,
    agent_id: agent.id,
    number_ids: [number.id],
    settings: options.settings ?? {},
    ...options.fields,
  })
  if (options.leads) await addLeads(world, campaign.id, options.leads)
  return campaign
}

/** People with one phone each, all of them different. Returns their leads in list order. */
export async function addLeads(
  world: ApiWorld,
  campaignId: string,
  leads: number,
  fields: object = {},
): Promise<Json[]> {
  const people = Array.from({ length: leads }, () => {
    const n = unique()
    const phone = `+1312${200 + Math.floor(n / 10_000)}${String(n % 10_000).padStart(4, '0')}`
    return { name: `Person ${String(n).padStart(5, '0')}`, phones: [phone], email: `p${n}@example.com`, ...fields }
  })
  await world.post(`/campaigns/${campaignId}/leads`, { leads: people })
  const { data } = await world.get(`/campaigns/${campaignId}/leads?sort=-seq&limit=${leads}`)
  return data.reverse()
}

/** Puts a lead where a run of the campaign would have brought it, counters included. */
export async function moveLead(
  lead: { id: string; campaign_id: string; status: string },
  to: LeadStatus,
  columns: Record<string, string | number | null> = {},
): Promise<void> {
  const sets = Object.keys(columns).map((column) => `, ${column} = ?`)
  const from = lead.status
  await bindings.DB.batch([
    bindings.DB.prepare(`UPDATE leads SET status = ?${sets.join('')} WHERE id = ?`).bind(
      to,
      ...Object.values(columns),
      lead.id,
    ),
    bindings.DB.prepare(
      `UPDATE campaign_stats SET s_${from} = s_${from} - 1, s_${to} = s_${to} + 1${columns.conversations ? ', reached = reached + 1' : ''}
       WHERE campaign_id = ?`,
    ).bind(lead.campaign_id),
  ])
}

export async function setStatus(
  campaignId: string,
  status: string,
  columns: Record<string, number | null> = {},
): Promise<void> {
  const sets = Object.keys(columns).map((column) => `, ${column} = ?`)
  await bindings.DB.prepare(`UPDATE campaigns SET status = ?${sets.join('')} WHERE id = ?`)
    .bind(status, ...Object.values(columns), campaignId)
    .run()
}

/** A row of the ledger. */
export async function addAttempt(row: {
  id: string
  org_id?: string
  campaign_id: string
  lead_id: string
  contact_id: string
  [column: string]: string | number | null | undefined
}): Promise<void> {
  const full: Record<string, string | number | null | undefined> = {
    org_id: 'org_local',
    number_id: 'num_x',
    from_e164: '+12125550100',
    phone: '+13125550100',
    pass: 1,
    position: 1,
    day: '2026-11-23',
    permitted_at: Date.parse('2026-11-23T15:00:00Z'),
    proof: '{"local_time":"09:00"}',
    ...row,
  }
  const names = Object.keys(full)
  await bindings.DB.prepare(`INSERT INTO attempts (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .bind(...names.map((name) => full[name] ?? null))
    .run()
}
