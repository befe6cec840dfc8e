import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalServer } from '../../scripts/local-server.ts'
import { runQuietly } from '../../scripts/run.ts'
import { nextMonday } from '../../scripts/sandbox-time.ts'
import { seed } from '../../scripts/seed.ts'
import { type ApiClient, apiClient } from './api-client.ts'

/** The product as `npm start` shows it, demonstration and all, with a state of its own that goes when it is stopped. */
export interface App {
  url: string
  api: ApiClient
  /** A number of the tests' own; those of the demonstration make so many calls that they reach their cap for the day. */
  numberId: string
  agentId: string
  /** Changes the database behind the product's back. */
  database(sql: string): void
  /** Sets what the carrier does wrong from now on. */
  faults(change: object): Promise<void>
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000

/** Monday 13:00 in New York: it is day from Maine to California, so that whoever is added is called at once. */
export const WHOLE_COUNTRY_AWAKE = new Date(nextMonday(Date.now()) + 3 * HOUR_MS).toISOString()

/** `startAt` undefined: Monday 10:00 in New York, as `npm start`. */
export async function startApp(speed: number, startAt?: string): Promise<App> {
  const stateDir = mkdtempSync(join(tmpdir(), 'sundial-browser-'))
  const server = await startLocalServer({
    port: await freePort(),
    stateDir,
    speed,
    startAt,
    carrierUrl: undefined,
  })
  async function stop(): Promise<void> {
    await server.stop()
    rmSync(stateDir, { recursive: true, force: true })
  }
  try {
    await seed(server.url, 'demo')
    const api = apiClient(server.url)
    const { id: numberId } = await api.post<{ id: string }>('/numbers', { e164: '+16465550190', name: 'Test line' })
    const agentId = (await api.get<{ data: { id: string }[] }>('/agents')).data[0]?.id ?? ''
    return {
      url: server.url,
      api,
      numberId,
      agentId,
      database: (sql) =>
        void runQuietly('wrangler', [
          'd1',
          'execute',
          'sundial',
          '--local',
          '--persist-to',
          stateDir,
          '--command',
          sql,
        ]),
      faults: async (change) => {
        const headers = { 'Content-Type': 'application/json' }
        await fetch(`${server.url}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(change) })
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
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
