import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as workerOptions } from 'wrangler'
import { runQuietly } from '../../scripts/run.ts'
import { cpuSeconds, residentBytes, workerdPids } from './workerd-cpu.ts'

const CONFIG = 'test/bench/wrangler.toml'
const KEY = 'sundial_local_key'
/** 13:00 in New York, 10:00 in Los Angeles: everybody in the lists may be called, for hours. */
export const START = '2026-11-23T18:00:00Z'

/** The Worker as it would be deployed, bundled once for all runs. */
export function bundle(): { script: string; discard: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'sundial-bench-bundle-'))
  runQuietly('wrangler', ['deploy', '--dry-run', '--outdir', dir, '-c', CONFIG], { WRANGLER_SEND_METRICS: 'false' })
  return { script: join(dir, 'worker.js'), discard: () => rmSync(dir, { recursive: true, force: true }) }
}

/** The product in workerd, on a disk of its own: no dev server, no proxy, nothing between but Miniflare's simulators. */
export class Machine {
  readonly miniflare: Miniflare
  private readonly dir: string
  private readonly pid: number | null

  private constructor(miniflare: Miniflare, dir: string, pid: number | null) {
    this.miniflare = miniflare
    this.dir = dir
    this.pid = pid
  }

  static async start(script: string, vars: Record<string, string> = {}, inspectorPort?: number): Promise<Machine> {
    const dir = mkdtempSync(join(tmpdir(), 'sundial-bench-'))
    const before = workerdPids()
    const worker = workerOptions(CONFIG).workerOptions
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        resourcePersistencePath: dir,
        inspectorPort,
        // What the product logs of every request would be most of what the bench prints.
        handleStructuredLogs: ({ level, message }) => {
          if (level === 'error') console.error(message)
        },
        workers: [
          {
            ...worker,
            name: 'sundial-bench',
            modules: [{ type: 'ESModule', path: 'worker.js', contents: readFileSync(script, 'utf8') }],
            // Whatever the product asks of the network goes to the stand-in carrier, in the same process.
            outboundService: { name: 'sundial-bench', entrypoint: 'CarrierStub' },
            bindings: {
              SANDBOX: 'on',
              SANDBOX_SPEED: '1',
              SANDBOX_START: START,
              SANDBOX_ANCHOR: String(Date.now()),
              PUBLIC_URL: 'http://sundial.bench',
              CARRIER_URL: 'http://carrier.bench',
              SIGNALWIRE_CALLS_PER_SECOND: '1000',
              SIGNALWIRE_MAX_CONCURRENT: '10000',
              ...vars,
            },
          },
        ],
      }),
    )
    await miniflare.ready
    const machine = new Machine(miniflare, dir, workerdPids().find((pid) => !before.includes(pid)) ?? null)
    await machine.migrate()
    return machine
  }

  private async migrate(): Promise<void> {
    const db = await this.miniflare.getD1Database('DB')
    for (const file of readdirSync('migrations')
      .filter((name) => name.endsWith('.sql'))
      .sort()) {
      const text = readFileSync(join('migrations', file), 'utf8').replace(/^\s*--.*$/gm, '')
      const statements = text.split(/;\s*\n/).filter((sql) => sql.trim() !== '')
      await db.batch(statements.map((sql) => db.prepare(sql)))
    }
    await db
      .prepare(
        "INSERT INTO organizations (id, name, default_region, created_at) VALUES ('org_local', 'Bench', 'US', 0)",
      )
      .run()
  }

  async send<T>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    type = 'application/json',
    more: Record<string, string> = {},
  ): Promise<T> {
    const response = await this.miniflare.dispatchFetch(`http://sundial.bench${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': type, ...more },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
    return (text === '' ? {} : JSON.parse(text)) as T
  }

  /** One of the bench's own doors. */
  door<T = unknown>(path: string, query: Record<string, string | number> = {}, body?: Uint8Array): Promise<T> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
    return this.send<T>('POST', `/bench/${path}?${search}`, body, 'application/octet-stream')
  }

  api<T = unknown>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T> {
    return this.send<T>(method, `/api/v1${path}`, body === undefined ? undefined : JSON.stringify(body))
  }

  /** Processor time workerd has taken so far, in seconds. */
  cpuSeconds(): number | null {
    return cpuSeconds(this.pid)
  }

  /** Memory workerd holds now. */
  residentBytes(): number | null {
    return residentBytes(this.pid)
  }

  async stop(): Promise<void> {
    await this.miniflare.dispose()
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 })
  }
}
