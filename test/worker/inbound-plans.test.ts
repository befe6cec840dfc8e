import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeOverdueInbound } from '../../src/app/inbound/close-overdue.ts'
import { addCampaign, addLeads } from '../support/api-rows.ts'
import { bindings, MONDAY_TEN } from '../support/api-world.ts'
import { fillLarge } from '../support/fill-large.ts'
import { CALLER, createInboundWorld, type InboundWorld, reportBody } from '../support/inbound-world.ts'
import { rowsRead, watchStatements } from '../support/watched-statements.ts'

/** The carrier waits for an answer while somebody listens to the line ringing: nothing may depend on how many people there are. */

let world: InboundWorld
beforeEach(async () => {
  world = await createInboundWorld({ settings: { inbound_contacts: { channels: ['call', 'text'] } } })
})
afterEach(() => void vi.restoreAllMocks())

it('a call and a text read a few rows of an organization with 40,000 leads and 20,000 calls', async () => {
  const other = await addCampaign(world)
  await fillLarge(bindings.DB, {
    orgId: 'org_local',
    campaignIds: [world.campaign.id, other.id],
    numberId: world.campaign.number_ids[0],
    leads: 40_000,
    attempts: 20_000,
    suppressions: 20_000,
    auditEntries: 10,
    now: MONDAY_TEN,
  })
  await addLeads(world, world.campaign.id, 1, { phones: [CALLER, '+13125550177'] })
  const watched = watchStatements()
  watched.during('a call')
  await world.call()
  await world.call('+13125550199')
  watched.during('its report')
  const [, known] = await world.conversations()
  await world.tell('report', known, reportBody('opt_out'))
  watched.during('a text')
  await world.text('STOP', '+13125550177')
  await world.text('Hello', '+13125550188')
  watched.during('the cron')
  world.setTime(MONDAY_TEN + 3_600_000)
  await closeOverdueInbound(world.deps)
  vi.restoreAllMocks()
  const found: string[] = []
  for (const it of watched.seen.values()) {
    if (!/^\s*(?:select|with)/i.test(it.sql) || /insert|update/i.test(it.sql)) continue
    const read = await rowsRead(it)
    if (read > MOST_READ) found.push(`${it.request} reads ${read} rows: ${it.sql}`)
  }
  expect(found, found.join('\n\n')).toEqual([])
  expect(watched.seen.size).toBeGreaterThan(25)
}, 60_000)

/** A person's leads, phones and calls; the campaigns on a number. */
const MOST_READ = 200
