import { insertLeads } from '../../src/app/imports/insert-leads.ts'
import type { RowResult } from '../../src/app/imports/plan.ts'
import type { IntakeAction, IntakeRow, PlanInput } from '../../src/app/imports/plan-leads.ts'
import { blankRow } from '../../src/domain/lead-file/rows.ts'
import { CAMPAIGN, env, type ImportWorld, ORG, phone } from './import-world.ts'

/** Somebody with one phone of our own making, as any way in gives them. */
export const person = (n: number, more: Partial<IntakeRow> = {}): IntakeRow => ({
  ...blankRow(),
  name: `P${n}`,
  phones: [{ position: 1, e164: phone(n), raw: phone(n), problem: null }],
  ...more,
})

/** @param campaignId null: into the address book */
export const planInput = (
  rows: IntakeRow[],
  action: IntakeAction = 'upsert',
  campaignId: string | null = CAMPAIGN,
): PlanInput => ({
  orgId: ORG,
  target: campaignId === null ? null : { campaignId, requireConsent: false, eligibility: null },
  importId: null,
  actor: 'key:test',
  action,
  rows,
})

export const givePeople = (
  world: ImportWorld,
  rows: IntakeRow[],
  action: IntakeAction = 'upsert',
  campaignId: string | null = CAMPAIGN,
): Promise<RowResult[]> => insertLeads(world.deps, planInput(rows, action, campaignId))

export interface StoredContact {
  id: string
  name: string
  external_id: string | null
  properties: string
  phones: string
  created_import_id: string | null
  updated_at: number
}

/** By name. */
export const storedContacts = async (): Promise<StoredContact[]> =>
  (await env.DB.prepare('SELECT * FROM contacts ORDER BY name, id').all<StoredContact>()).results
