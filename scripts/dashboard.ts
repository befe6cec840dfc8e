import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

const STAMP = 'dist/web-sources'

/** Builds the dashboard unless dist/web already shows these very sources. */
export function buildDashboard(): void {
  const files = readdirSync('web', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256').update(readFileSync('package-lock.json'))
  for (const file of files) hash.update(file).update(readFileSync(file))
  const sources = hash.digest('hex')
  if (existsSync('dist/web/index.html') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return
  console.log('Building the dashboard…')
  run('vite', ['build', 'web', '--logLevel', 'warn'])
  mkdirSync('dist', { recursive: true })
  writeFileSync(STAMP, sources)
}
