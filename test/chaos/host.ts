import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

/**
 * One of the two processes: a Worker in workerd on a disk that outlives it. Run by processes.ts in a process group of its own, so that a
 * SIGKILL takes workerd along. Usage: node host.ts <options.json>; says READY when it answers.
 */
export interface HostOptions {
  port: number
  stateDir: string
  scriptPath: string
  /** What wrangler makes of the configuration file. */
  worker: Record<string, unknown>
  bindings: Record<string, string>
  migrate: boolean
}

const options = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as HostOptions
const parent = process.ppid
// Whoever started this is gone: nobody would ever stop it.
setInterval(() => process.ppid === parent || process.kill(-process.pid, 'SIGKILL'), 1_000).unref()

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: '127.0.0.1',
    port: options.port,
    resourcePersistencePath: options.stateDir,
    workers: [
      {
        ...options.worker,
        name: 'sundial-chaos',
        modules: [{ type: 'ESModule', path: 'worker.js', contents: readFileSync(options.scriptPath, 'utf8') }],
        bindings: options.bindings,
      } as never,
    ],
  }),
)
await miniflare.ready
if (options.migrate) await migrate()
console.log('READY')
process.on('SIGTERM', () => void miniflare.dispose().then(() => process.exit(0)))

async function migrate(): Promise<void> {
  const db = await miniflare.getD1Database('DB')
  for (const file of readdirSync('migrations')
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    const text = readFileSync(join('migrations', file), 'utf8').replace(/^\s*--.*$/gm, '')
    const statements = text.split(/;\s*\n/).filter((sql) => sql.trim() !== '')
    await db.batch(statements.map((sql) => db.prepare(sql)))
  }
  await db
    .prepare("INSERT INTO organizations (id, name, default_region, created_at) VALUES ('org_local', 'Chaos', 'US', 0)")
    .run()
}
