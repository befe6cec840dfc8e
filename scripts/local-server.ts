import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { buildDashboard } from './dashboard.ts'
import { runQuietly, start } from './run.ts'
import { SandboxTime } from './sandbox-time.ts'

export interface LocalServerOptions {
  port: number
  stateDir: string
  speed: number
  /** ISO instant; undefined: where the stored world stands, else the next Monday 10:00 in New York. */
  startAt: string | undefined
  /** Another process as the carrier. */
  carrierUrl: string | undefined
  /** More variables for the Worker. */
  vars?: Record<string, string>
  /** The Worker's own lines; default: only errors are shown. */
  onLine?: (line: string) => void
}

export interface LocalServer {
  url: string
  time: SandboxTime
  stop(): Promise<void>
  ended: Promise<number | null>
}

const READY_MS = 90_000
const SETTINGS = { WRANGLER_SEND_METRICS: 'false', X_LOCAL_OBSERVABILITY: 'false', CI: '1' }

/**
 * The whole product on this machine: dashboard built, database migrated, local organization there, Worker running with the sandbox on,
 * and the cron trigger fired (wrangler fires none by itself). Resolves when it answers.
 */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { port, speed } = options
  const stateDir = resolve(options.stateDir)
  mkdirSync(stateDir, { recursive: true })
  await assertFree(port)
  buildDashboard()
  const persist = ['--local', '--persist-to', stateDir]
  runQuietly('wrangler', ['d1', 'migrations', 'apply', 'sundial', ...persist], SETTINGS)
  runQuietly('wrangler', ['d1', 'execute', 'sundial', ...persist, '--command', LOCAL_ORGANIZATION], SETTINGS)

  const carrierUrl = options.carrierUrl === undefined ? undefined : await findCarrier(options.carrierUrl)
  const time = await SandboxTime.open({ stateDir, speed, startAt: options.startAt, carrierUrl })
  const url = `http://localhost:${port}`
  const vars: Record<string, string> = {
    SANDBOX: 'on',
    SANDBOX_SPEED: String(time.speed),
    SANDBOX_START: new Date(time.startMs).toISOString(),
    SANDBOX_ANCHOR: String(time.anchorMs),
    PUBLIC_URL: url,
    // Local queues are in memory: what was in them when it was stopped is taken up soon.
    IMPORT_STALLED_SECONDS: '20',
    ...(carrierUrl ? { CARRIER_URL: carrierUrl } : {}),
    ...options.vars,
  }
  const onLine = options.onLine ?? ((line) => (isError(line) ? console.error(line) : undefined))
  const said: string[] = []
  const worker = start(
    'wrangler',
    [
      'dev',
      '--port',
      String(port),
      '--persist-to',
      stateDir,
      '--show-interactive-dev-session=false',
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    SETTINGS,
    (line) => {
      if (said.length < 200) said.push(line)
      onLine(line)
    },
  )
  let over = false
  const ended = worker.ended.then((code) => {
    over = true
    return code
  })
  await ready(url, () => over, said).catch((error: unknown) => {
    worker.kill('SIGKILL')
    throw error
  })
  const stopTicking = fireCron(url, speed, time)
  return {
    url,
    time,
    ended,
    async stop() {
      stopTicking()
      worker.kill('SIGTERM')
      await Promise.race([ended, new Promise((done) => setTimeout(done, 3_000))])
      if (!over) worker.kill('SIGKILL')
      await ended
    },
  }
}

/** The Worker's errors are worth seeing; that this machine may have no internet is not. */
function isError(line: string): boolean {
  return /"level":"error"|✘|Uncaught|\[ERROR\]/.test(line)
}

const LOCAL_ORGANIZATION =
  "INSERT OR IGNORE INTO organizations (id, name, default_region, created_at) VALUES ('org_local', 'Sundial Demo', 'US', 0)"

/** A server that is already there would answer in the new one's place, and nobody would notice. */
async function assertFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`)
          : error,
      ),
    )
    probe.listen(port, 'localhost', () => probe.close(() => resolve()))
  })
}

async function ready(url: string, over: () => boolean, said: string[]): Promise<void> {
  const until = Date.now() + READY_MS
  while (Date.now() < until) {
    if (said.some((line) => line.includes('Build failed')))
      throw new Error(`The Worker could not be built:\n${said.join('\n')}`)
    if (over()) throw new Error(`The Worker ended before it answered:\n${said.join('\n')}`)
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (answer?.ok) return
    if (answer?.status === 503) throw new Error(`The Worker is not healthy: ${await answer.text()}`)
    await new Promise((done) => setTimeout(done, 150))
  }
  throw new Error(`The Worker did not answer within ${READY_MS / 1000} s:\n${said.join('\n')}`)
}

/** Once a minute of product time, but not more than once a second. */
function fireCron(url: string, speed: number, time: SandboxTime): () => void {
  let busy = false
  const timer = setInterval(
    async () => {
      if (busy) return
      busy = true
      await fetch(`${url}/cdn-cgi/handler/scheduled`, { signal: AbortSignal.timeout(20_000) }).catch(() => null)
      time.save()
      busy = false
    },
    Math.max(1_000, 60_000 / speed),
  )
  return () => clearInterval(timer)
}

/** The sandbox is mounted at /sandbox; a bare origin is taken to mean that. */
async function findCarrier(carrierUrl: string): Promise<string> {
  const base = carrierUrl.replace(/\/$/, '')
  const bare = await fetch(`${base}/clock`).catch(() => null)
  if (bare?.ok && bare.headers.get('content-type')?.includes('json')) return base
  const mounted = await fetch(`${base}/sandbox/clock`).catch(() => null)
  return mounted?.ok ? `${base}/sandbox` : base
}
