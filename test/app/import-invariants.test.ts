import { beforeEach, expect, test } from 'vitest'
import type { RowResult } from '../../src/app/imports/plan.ts'
import { INTAKE_ACTIONS, type IntakeRow } from '../../src/app/imports/plan-leads.ts'
import { isFinal, type LeadStatus } from '../../src/domain/lead.ts'
import { givePeople, person, storedContacts } from '../support/import-people.ts'
import { CAMPAIGN, env, ImportWorld, ORG, phone, START } from '../support/import-world.ts'
import { Random } from '../support/random.ts'

const OTHER = 'cmp_other'
let world: ImportWorld
beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
  await world.addCampaign(OTHER, { channels: ['phone', 'email'] })
})

/** Few phones, ids and emails, so that the same people are named in every way, also by what belongs to several. */
function somebody(random: Random): IntakeRow {
  const numbers = [...new Set([phone(random.pick([1, 2, 3, 4, 5])), phone(random.pick([3, 4, 5, 6, 7]))])].slice(
    0,
    random.pick([0, 1, 1, 2]),
  )
  const email = random.pick([null, null, 'a@x.example', 'b@x.example'])
  const phones = numbers.map((e164, i) => ({ position: i + 1, e164, raw: e164, problem: null }))
  if (phones.length === 0 && email === null) return somebody(random)
  return person(0, {
    phones,
    email,
    name: random.pick(['', 'Ann', 'Bo']),
    externalId: random.pick([null, null, 'A', 'B', 'C']),
    variables: random.pick<Record<string, string>>([{}, { PLAN: 'gold' }, { PLAN: 'lead', SEATS: '5' }]),
  })
}

async function expectWhole(campaign: string): Promise<void> {
  const [counters, truth] = await world.countersAndTruth(campaign)
  expect(counters).toEqual(truth)
  const leads = await world.leads(campaign)
  expect(new Set(leads.map((it) => it.contact_id)).size).toBe(leads.length)
  expect(new Set(leads.map((it) => it.seq)).size).toBe(leads.length)
  const last = await env.DB.prepare('SELECT lead_seq FROM campaigns WHERE id = ?1')
    .bind(campaign)
    .first<number>('lead_seq')
  expect(Math.max(0, ...leads.map((it) => it.seq))).toBeLessThanOrEqual(last!)
}

/** Every phone of a contact is its own, every owned phone is listed, and nobody shares an id. */
async function expectOwned(): Promise<void> {
  const { results } = await env.DB.prepare('SELECT e164, contact_id FROM contact_phones').all<Record<string, string>>()
  const owned = results.map((it) => `${it.e164} ${it.contact_id}`).sort()
  const contacts = await storedContacts()
  const listed = contacts.flatMap((it) =>
    (JSON.parse(it.phones) as { e164: string }[]).map(({ e164 }) => `${e164} ${it.id}`),
  )
  expect(listed.sort()).toEqual(owned)
  const ids = contacts.flatMap((it) => it.external_id ?? [])
  expect(new Set(ids).size).toBe(ids.length)
}

/** Somebody was called, and it ended so. */
async function call(leadId: string, contactId: string, status: LeadStatus): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at)
       VALUES (?1, ?2, ?3, ?4, ?5, 'num_1', '+12125550100', '+14155550001', 1, 1, '2026-11-23', ?6)`,
    ).bind(ORG, world.deps.ids.next('att'), CAMPAIGN, leadId, contactId, START),
    env.DB.prepare('UPDATE leads SET attempts = 1, status = ?2 WHERE id = ?1').bind(leadId, status),
    env.DB.prepare(
      `UPDATE campaign_stats SET s_pending = s_pending - 1, s_${status} = s_${status} + 1 WHERE campaign_id = ?1`,
    ).bind(CAMPAIGN),
  ])
}

test.each([1, 2, 3])(
  'whoever comes, goes and comes again, by whatever names: counters, numbers and ids stay true, and nobody finished is opened (%i)',
  async (seed) => {
    const random = new Random(seed)
    const finished = new Map<string, string>()
    const seen = new Set<RowResult['outcome']>()
    for (let step = 0; step < 60; step++) {
      world.now += 1_000
      const action = random.pick([...INTAKE_ACTIONS, 'upsert' as const])
      const campaign = random.chance(0.7) ? CAMPAIGN : OTHER
      const rows = Array.from({ length: 1 + random.below(4) }, () => somebody(random))
      const into = random.chance(0.15) && action !== 'remove' ? null : campaign
      for (const result of await givePeople(world, rows, action, into)) {
        seen.add(result.outcome)
        if (result.outcome === 'not_found') expect(result.leadId).toBeNull()
        else expect(result.contactId).not.toBeNull()
      }
      const leads = await world.leads()
      for (const lead of leads) if (finished.has(lead.id)) expect(lead.status).toBe(finished.get(lead.id))
      for (const id of finished.keys()) expect(leads.map((it) => it.id)).toContain(id)
      const pending = leads.find((it) => it.status === 'pending')
      if (pending && random.chance(0.3)) {
        const status = random.chance(0.3) ? 'completed' : 'retry'
        await call(pending.id, pending.contact_id, status)
        if (isFinal(status)) finished.set(pending.id, status)
      }
      await expectWhole(CAMPAIGN)
      await expectWhole(OTHER)
      await expectOwned()
    }
    expect([...seen].sort()).toEqual(['created', 'duplicate', 'not_found', 'removed', 'updated'])
  },
)
