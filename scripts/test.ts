import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { findChromium } from './chromium.ts'
import { buildDashboard } from './dashboard.ts'

/** Every test: rules and contracts in Node, the platform in workerd, journeys in a real Chromium. Arguments go to vitest. */
const args = process.argv.slice(2)
const wholeRun = args.length === 0
const env: NodeJS.ProcessEnv = { ...process.env, WRANGLER_SEND_METRICS: 'false', X_LOCAL_OBSERVABILITY: 'false' }
if (wholeRun) {
  buildDashboard()
  env.CHROMIUM_PATH = findChromium()
  mkdirSync('test-results', { recursive: true })
}
// The journeys and the chaos come last, because they need the machine to themselves.
const projects = [['node', 'elsewhere'], ['workerd'], ['e2e'], ['chaos']]
const runs = wholeRun
  ? projects.map((names) => [
      ...names.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=test-results/${names.join('-')}.json`,
    ])
  : [args]
let failed = false
for (const run of runs) {
  const done = spawnSync('vitest', ['run', ...run], { stdio: 'inherit', env })
  if (done.status !== 0) failed = true
}
process.exit(failed ? 1 : 0)
