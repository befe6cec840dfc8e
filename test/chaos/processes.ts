import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { unstable_getMiniflareWorkerOptions as workerOptions } from 'wrangler'
import { runQuietly } from '../../scripts/run.ts'
import type { AppFaults } from './app-faults.ts'
import type { HostOptions } from './host.ts'

/** The clock both processes read: `startMs` at the real instant `anchorMs`, then `speed` times as fast. */
export interface ChaosClock {
  startMs: number
  anchorMs: number
  speed: number
}

export const productNow = (clock: ChaosClock): number =>
  Math.floor(clock.startMs + (Date.now() - clock.anchorMs) * clock.speed)

const APP_CONFIG = 'test/chaos/wrangler.toml'
const CARRIER_CONFIG = 'src/sandbox/wrangler.toml'
const HOST = join(import.meta.dirname, 'host.ts')
const READY_MS = 60_000
/** Last lines of a process that are kept, to be shown when something is wrong. */
const KEPT_LINES = 400

/** One Worker as a process that can be killed and started again on the same disk. */
export class WorkerProcess {
  readonly url: string
  readonly lines: string[] = []
  private readonly options: Omit<HostOptions, 'bindings' | 'migrate'>
  private readonly dir: string
  private readonly name: string
  private child: ChildProcess | null = null
  private ended: Promise<void> = Promise.resolve()

  constructor(name: string, dir: string, options: Omit<HostOptions, 'bindings' | 'migrate'>) {
    this.name = name
    this.dir = dir
    this.options = options
    this.url = `http://127.0.0.1:${options.port}`
  }

  /** Resolves when it answers. */
  async start(bindings: Record<string, string>, migrate = false): Promise<void> {
    const file = join(this.dir, `${this.name}.json`)
    writeFileSync(file, JSON.stringify({ ...this.options, bindings, migrate } satisfies HostOptions))
    const child = spawn(process.execPath, [HOST, file], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()))
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.name} did not start: ${this.tail()}`)), READY_MS)
      child.once('exit', (code, signal) => {
        clearTimeout(timer)
        reject(new Error(`${this.name} ended at its start with ${code ?? signal}: ${this.tail()}`))
      })
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.setEncoding('utf8')
        stream.on('data', (text: string) => {
          for (const line of text.split('\n')) {
            if (line === 'READY') {
              clearTimeout(timer)
              resolve()
            } else if (line !== '') this.lines.push(line)
          }
          appendFileSync(join(this.dir, 'output.log'), text)
          if (this.lines.length > 2 * KEPT_LINES) this.lines.splice(0, this.lines.length - KEPT_LINES)
        })
      }
    })
  }

  /** SIGKILL to node and workerd at once; nobody gets a chance to tidy up. Resolves when both are gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const pid = this.child?.pid
    this.child = null
    if (pid === undefined) return
    try {
      process.kill(signal === 'SIGKILL' ? -pid : pid, signal)
    } catch {
      // Already gone.
    }
    await this.ended
  }

  private tail(): string {
    return this.lines.slice(-20).join('\n')
  }
}

/** Bundles the Worker of a configuration file as it would be deployed. */
export function bundle(config: string, dir: string): string {
  runQuietly('wrangler', ['deploy', '--dry-run', '--outdir', dir, '-c', config], { WRANGLER_SEND_METRICS: 'false' })
  return join(dir, 'worker.js')
}

/** Both processes, not started yet. The carrier keeps its ledger on a disk of its own. */
export async function prepare(stateDir: string): Promise<{ app: WorkerProcess; carrier: WorkerProcess }> {
  const make = async (name: string, config: string): Promise<WorkerProcess> => {
    const dir = join(stateDir, name)
    mkdirSync(dir, { recursive: true })
    return new WorkerProcess(name, dir, {
      port: await freePort(),
      stateDir: join(dir, 'state'),
      scriptPath: bundle(config, join(dir, 'bundle')),
      worker: workerOptions(config).workerOptions as unknown as Record<string, unknown>,
    })
  }
  return { app: await make('app', APP_CONFIG), carrier: await make('carrier', CARRIER_CONFIG) }
}

const clockBindings = (clock: ChaosClock): Record<string, string> => ({
  SANDBOX_SPEED: String(clock.speed),
  SANDBOX_START: new Date(clock.startMs).toISOString(),
  SANDBOX_ANCHOR: String(clock.anchorMs),
})

export const carrierBindings = (clock: ChaosClock): Record<string, string> => clockBindings(clock)

export function appBindings(
  clock: ChaosClock,
  urls: { app: string; carrier: string },
  chaos: { faults: AppFaults; seed: number },
): Record<string, string> {
  return {
    ...clockBindings(clock),
    SANDBOX: 'on',
    PUBLIC_URL: urls.app,
    CARRIER_URL: `${urls.carrier}/sandbox`,
    SIGNALWIRE_CALLS_PER_SECOND: '1000',
    SIGNALWIRE_MAX_CONCURRENT: '10000',
    CHAOS_FAULTS: JSON.stringify(chaos.faults),
    CHAOS_SEED: String(chaos.seed),
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
