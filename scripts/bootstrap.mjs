// Plain JavaScript for whatever Node is there (20 or newer): installs what is missing, then runs the typed script with the pinned
// Node 24 from node_modules. Usage: node scripts/bootstrap.mjs <script> [arguments]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [script, ...args] = process.argv.slice(2)
const stamp = join(root, 'node_modules', '.installed-lock')
const bin = join(root, 'node_modules', '.bin')

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  // `install` keeps to the lock file as `ci` does, but also works with a lock written where packages of other platforms are not offered.
  console.log('Installing dependencies (once)…')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const done = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (done.status !== 0) {
    console.error('The installation failed; see above. Is the npm registry reachable?')
    process.exit(done.status ?? 1)
  }
  writeFileSync(stamp, lock)
}

const pinned = join(bin, 'node')
const node = existsSync(pinned) ? pinned : process.execPath
const child = spawn(node, [join(root, 'scripts', `${script}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
})
// Whoever stops this stops the script: a server must not go on, and keep its port, after `npm start` was ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm passes no signal on when it is killed itself, and the shell between it and us lives on: that npm is gone has to be seen.
const npm = process.env.npm_lifecycle_event ? parentOf(process.ppid) : null
const parent = process.ppid
const orphaned = () => process.ppid !== parent || (npm !== null && parentOf(parent) !== npm)
setInterval(() => orphaned() && child.kill('SIGTERM'), 2_000).unref()

function parentOf(pid) {
  const { stdout, status } = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : null
}

child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
