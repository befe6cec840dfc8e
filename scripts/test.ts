import { spawnSync } from 'node:child_process'
import { findChromium } from './chromium.ts'
import { buildDashboard } from './dashboard.ts'

/** Every test: rules and contracts in Node, the platform in workerd, journeys in a real Chromium. Arguments go to vitest. */
const args = process.argv.slice(2)
const wholeRun = args.length === 0
const env: NodeJS.ProcessEnv = { ...process.env, WRANGLER_SEND_METRICS: 'false', X_LOCAL_OBSERVABILITY: 'false' }
if (wholeRun) {
  buildDashboard()
  env.CHROMIUM_PATH = findChromium()
}
// Node's tests and workerd's are independent of one another; the journeys come last, because they need the machine to themselves.
const runs = wholeRun
  ? [
      ['--project', 'node', '--project', 'workerd'],
      ['--project', 'e2e'],
    ]
  : [args]
let failed = false
for (const run of runs) {
  const done = spawnSync('vitest', ['run', ...run], { stdio: 'inherit', env })
  if (done.status !== 0) failed = true
}
process.exit(failed ? 1 : 0)
