import { readFileSync } from 'node:fs'
import type { ApiConversation, ApiImport, ApiLead, ApiStats, LedgerEntry, SandboxCall } from './api-client.ts'
import { type Dial, dialsOf } from './ledger-checks.ts'
import { type ExpectedLead, expectLead } from './oracle.ts'
import { expectImport } from './oracle-list.ts'
import { createAgent, createCampaign, createNumbers, importAndWait, startWorld, untilStatus } from './oracle-world.ts'

/**
 * How fast sandbox time runs here. The work of 11,000 calls keeps a core busy for more than a minute of real time; it has to fit into one
 * calling day, because a night costs as much real time as a day. Faster is therefore not sooner.
 */
const SPEED = 150
export const LIMIT_MS = 300_000
export const MAX_ATTEMPTS = 3
export const INTERVAL_MINUTES = 60
export const MAX_AT_ONCE = 300
export const NUMBER_CAP = 300
export const NUMBER_ZONE = 'America/New_York'

const csv = readFileSync('test/support/leads-5000.csv', 'utf8')
/** What the import, and then each lead, should come to. */
export const list = expectImport(csv)
export const expected: ExpectedLead[] = list.created.map((person) => expectLead(person.phones, MAX_ATTEMPTS))

/** Everything that can be seen afterwards. */
export interface LargeRun {
  seconds: number
  imported: ApiImport
  /** In the order of the list. */
  leads: ApiLead[]
  conversations: ApiConversation[]
  stats: ApiStats
  ledger: LedgerEntry[]
  dials: Dial[]
  calls: SandboxCall[]
}

/** Imports the large list into a fresh world, runs it to its end and reads back everything. */
export async function runLargeList(): Promise<LargeRun> {
  const world = await startWorld({ speed: SPEED })
  try {
    const { api } = world
    const campaignId = await createCampaign(api, {
      name: 'Five thousand rows',
      agentId: await createAgent(api),
      numberIds: await createNumbers(api, 40),
      settings: {
        max_concurrent_calls: MAX_AT_ONCE,
        retry: { mode: 'breadth_first', max_attempts_per_phone: MAX_ATTEMPTS, interval_minutes: INTERVAL_MINUTES },
        rotation: { max_calls_per_number_per_day: NUMBER_CAP },
        calling_hours: { start: '09:00', end: '20:00' },
        // calling-day.test.ts runs the same list under the rules of the states.
        regional_rules: false,
      },
    })
    const imported = await importAndWait(api, campaignId, csv)
    const startedAt = Date.now()
    await api.post(`/campaigns/${campaignId}/start`)
    await untilStatus(api, campaignId, 'completed', LIMIT_MS)
    const seconds = (Date.now() - startedAt) / 1000
    const ledger = await api.ledger()
    return {
      seconds,
      imported,
      leads: (await api.leads(campaignId)).sort((a, b) => a.seq - b.seq),
      conversations: await api.conversations(campaignId),
      stats: await api.stats(campaignId),
      ledger,
      dials: dialsOf(ledger),
      calls: await api.calls(),
    }
  } finally {
    await world.stop()
  }
}
