import { applyD1Migrations, type D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { CampaignSettings, type CampaignSettingsPatch, mergeSettings } from '../../src/domain/campaign-settings.ts'
import type { Bindings } from '../../src/env.ts'
import { MONDAY_TEN } from './fake-clock.ts'

/** Rows in D1, each with a name of its own, so that no test has to clear up after another. */
export const bindings = env as unknown as Bindings & { MIGRATIONS: D1Migration[] }

export async function migrate(): Promise<void> {
  await applyD1Migrations(bindings.DB, bindings.MIGRATIONS)
}

let serial = 0
export const nextId = (prefix: string): string => `${prefix}_${String(++serial).padStart(6, '0')}`

/** A phone nobody else has, in an area code of New York unless said otherwise. */
export function nextPhone(areaCode = '212'): string {
  serial += 1
  return `+1${areaCode}${String(2_000_000 + serial)}`
}

export interface LeadSpec {
  phones?: (string | null)[]
  priority?: 'high' | 'normal' | 'low'
  status?: string
  email?: string
  zone?: string
  name?: string
  address?: { state?: string; postal_code?: string; country?: string }
  /** As stored: instants in epoch ms. */
  consent?: { type: 'express' | 'written' | 'none'; at?: number; expires_at?: number; revoked_at?: number }
  /** Columns of the lead as they are to stand. */
  columns?: Record<string, string | number | null>
}

export interface CampaignSpec {
  orgId?: string
  settings?: CampaignSettingsPatch
  status?: string
  type?: string
  startAt?: number
  endAt?: number
  /** How many numbers to call from, or the ids of existing ones. */
  numbers?: number | string[]
  leads?: number | LeadSpec[]
}

export interface MadeLead {
  id: string
  contactId: string
  seq: number
  phones: string[]
}

export interface MadeCampaign {
  id: string
  orgId: string
  agentId: string
  numberIds: string[]
  leads: MadeLead[]
}

const run = (sql: string, ...values: unknown[]): Promise<D1Result> =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run()

export async function makeOrganization(): Promise<string> {
  const id = nextId('org')
  await run('INSERT INTO organizations (id, name, created_at) VALUES (?1, ?1, ?2)', id, MONDAY_TEN)
  return id
}

export async function makeAgent(orgId: string): Promise<string> {
  const id = nextId('agt')
  await run(
    `INSERT INTO agents (id, org_id, name, company, greeting, prompt, voice, created_at, updated_at)
     VALUES (?1, ?2, 'Ada', 'Acme', 'Hi {{NAME}}', 'Be kind.', 'elevenlabs.rachel', ?3, ?3)`,
    id,
    orgId,
    MONDAY_TEN,
  )
  return id
}

export async function makeNumber(orgId: string): Promise<string> {
  const id = nextId('num')
  await run(
    'INSERT INTO numbers (id, org_id, e164, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)',
    id,
    orgId,
    nextPhone('646'),
    MONDAY_TEN,
  )
  return id
}

export async function makeCampaign(spec: CampaignSpec = {}): Promise<MadeCampaign> {
  const orgId = spec.orgId ?? (await makeOrganization())
  const agentId = await makeAgent(orgId)
  const numberIds: string[] = Array.isArray(spec.numbers) ? spec.numbers : []
  if (!Array.isArray(spec.numbers))
    for (let i = 0; i < (spec.numbers ?? 1); i++) numberIds.push(await makeNumber(orgId))
  const id = nextId('cmp')
  const settings = mergeSettings(CampaignSettings.parse({}), spec.settings ?? {})
  await run(
    `INSERT INTO campaigns (id, org_id, name, type, status, agent_id, number_ids, start_at, end_at, settings, created_at, updated_at)
     VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)`,
    id,
    orgId,
    spec.type ?? 'one_time',
    spec.status ?? 'active',
    agentId,
    JSON.stringify(numberIds),
    spec.startAt ?? null,
    spec.endAt ?? null,
    JSON.stringify(settings),
    MONDAY_TEN,
  )
  await run('INSERT INTO campaign_stats (campaign_id) VALUES (?1)', id)
  const campaign: MadeCampaign = { id, orgId, agentId, numberIds, leads: [] }
  const specs = typeof spec.leads === 'number' ? Array.from({ length: spec.leads }, () => ({})) : (spec.leads ?? [])
  await addLeads(campaign, specs)
  return campaign
}

/** Adds leads as an import does: rows, seq and counters in one transaction. */
export async function addLeads(campaign: MadeCampaign, specs: LeadSpec[]): Promise<MadeLead[]> {
  const { DB } = bindings
  const first = campaign.leads.length + 1
  const made: MadeLead[] = []
  const statements: D1PreparedStatement[] = []
  for (const [index, spec] of specs.entries()) {
    const phones = spec.phones ?? [nextPhone()]
    const lead: MadeLead = {
      id: nextId('led'),
      contactId: nextId('con'),
      seq: first + index,
      phones: phones.filter((p) => p !== null),
    }
    const list = phones.map((e164, i) => ({ position: i + 1, e164, raw: e164 ?? 'x', problem: e164 ? null : 'x' }))
    statements.push(
      DB.prepare(
        `INSERT INTO contacts (id, org_id, name, email, phones, zone, created_at, updated_at, address, consent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)`,
      ).bind(
        lead.contactId,
        campaign.orgId,
        spec.name ?? 'Grace',
        spec.email ?? null,
        JSON.stringify(list),
        spec.zone ?? null,
        MONDAY_TEN,
        spec.address ? JSON.stringify(spec.address) : null,
        spec.consent ? JSON.stringify(spec.consent) : null,
      ),
      ...lead.phones.map((phone) =>
        DB.prepare('INSERT OR IGNORE INTO contact_phones (org_id, e164, contact_id) VALUES (?1, ?2, ?3)').bind(
          campaign.orgId,
          phone,
          lead.contactId,
        ),
      ),
      ...insertLead(campaign, lead, spec),
    )
    made.push(lead)
  }
  if (specs.length > 0)
    statements.push(
      DB.prepare('UPDATE campaigns SET lead_seq = ?2 WHERE id = ?1').bind(campaign.id, first - 1 + specs.length),
    )
  for (let i = 0; i < statements.length; i += 500) await DB.batch(statements.slice(i, i + 500))
  campaign.leads.push(...made)
  return made
}

function insertLead(campaign: MadeCampaign, lead: MadeLead, spec: LeadSpec): D1PreparedStatement[] {
  const status = spec.status ?? 'pending'
  const columns: Record<string, string | number | null> = {
    id: lead.id,
    org_id: campaign.orgId,
    campaign_id: campaign.id,
    contact_id: lead.contactId,
    seq: lead.seq,
    priority: spec.priority ?? 'normal',
    status,
    created_at: MONDAY_TEN,
    updated_at: MONDAY_TEN,
    ...spec.columns,
  }
  const names = Object.keys(columns)
  return [
    bindings.DB.prepare(
      `INSERT INTO leads (${names.join(', ')}) VALUES (${names.map((_, i) => `?${i + 1}`).join(', ')})`,
    ).bind(...Object.values(columns)),
    bindings.DB.prepare(`UPDATE campaign_stats SET s_${status} = s_${status} + 1 WHERE campaign_id = ?1`).bind(
      campaign.id,
    ),
  ]
}

/** Another campaign's lead for somebody who is in the address book already. */
export async function addLeadOf(campaign: MadeCampaign, lead: MadeLead, spec: LeadSpec = {}): Promise<MadeLead> {
  const made = { ...lead, id: nextId('led'), seq: campaign.leads.length + 1 }
  await bindings.DB.batch([
    ...insertLead(campaign, made, spec),
    bindings.DB.prepare('UPDATE campaigns SET lead_seq = ?2 WHERE id = ?1').bind(campaign.id, made.seq),
  ])
  campaign.leads.push(made)
  return made
}

export type Row = Record<string, string | number | null>

export async function rows(sql: string, ...values: unknown[]): Promise<Row[]> {
  const { results } = await bindings.DB.prepare(sql)
    .bind(...values)
    .all<Row>()
  return results
}

export async function row(sql: string, ...values: unknown[]): Promise<Row> {
  const found = (await rows(sql, ...values))[0]
  if (!found) throw new Error(`No row for ${sql} ${values.join()}`)
  return found
}

export { run as execute }
