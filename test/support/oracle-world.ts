import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type LocalServer, startLocalServer } from '../../scripts/local-server.ts'
import {
  type ApiCampaign,
  type ApiClient,
  type ApiImport,
  type ApiNumber,
  apiClient,
  isImportOver,
} from './api-client.ts'

/** The product as `npm start` runs it, with a state of its own and nothing in it, for tests that only use the API. */
export interface OwnWorld {
  api: ApiClient
  stop(): Promise<void>
}

export async function startWorld(options: { speed: number; startAt?: string }): Promise<OwnWorld> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sundial-e2e-'))
  const server: LocalServer = await startLocalServer({
    port: await freePort(),
    stateDir,
    speed: options.speed,
    startAt: options.startAt,
    carrierUrl: undefined,
  })
  return {
    api: apiClient(server.url),
    async stop() {
      await server.stop()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}

/** Numbers to call from, whose day begins in New York; their ids. */
export async function createNumbers(api: ApiClient, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const number = { e164: `+1212555${String(2000 + i)}`, name: `Line ${i + 1}` }
    ids.push((await api.post<ApiNumber>('/numbers', number)).id)
  }
  return ids
}

export async function createAgent(api: ApiClient): Promise<string> {
  const agent = await api.post<{ id: string }>('/agents', {
    name: 'Ada',
    company: 'Acceptance Ltd',
    greeting: 'Hi {{NAME}}, this is Ada, an artificial voice. Is it about {{ADDRESS}}, case {{CASE_NUMBER}}?',
    prompt: 'Ask whether {{AMOUNT}} dollars are right for tax id {{TAX_ID}}.',
  })
  return agent.id
}

export async function createCampaign(
  api: ApiClient,
  fields: { name: string; agentId: string; numberIds: string[]; settings: object },
): Promise<string> {
  const { name, agentId, numberIds, settings } = fields
  const campaign = await api.post<ApiCampaign>('/campaigns', {
    name,
    agent_id: agentId,
    number_ids: numberIds,
    settings,
  })
  return campaign.id
}

export async function importAndWait(api: ApiClient, campaignId: string, csv: string): Promise<ApiImport> {
  const { id } = await api.importList(campaignId, csv)
  return api.until('the import', () => api.get<ApiImport>(`/imports/${id}`), isImportOver, 60_000)
}

export async function untilStatus(api: ApiClient, campaignId: string, status: string, limitMs: number): Promise<void> {
  const seen = async () => ({
    ...(await api.get<ApiCampaign>(`/campaigns/${campaignId}`)),
    stats: await api.stats(campaignId),
  })
  await api.until(`the campaign to be ${status}`, seen, (it) => it.status === status, limitMs)
}

/** No breaches; else the first ten and how many there are. */
export function expectNone(breaches: readonly string[]): void {
  expect(breaches.slice(0, 10), `${breaches.length} breaches; the first ten`).toEqual([])
}

/** How often each value occurs; null is left out. */
export function tally(values: readonly (string | null)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) if (value !== null) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

export function withoutZeros(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
