import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printChaos } from '../test/chaos/print.ts'
import { runChaos } from '../test/chaos/run.ts'

/**
 * The app and the carrier as two processes, the app killed a hundred times and more while campaigns of 2,000 leads run and everything
 * fails; then the ledger and the database compared. Exit code 0 with no difference; else the state is kept and its place printed.
 */
const USAGE = 'Usage: npm run chaos -- [--quick] [--seed N] [--kills N] [--leads N] [--campaigns N]'
const whole = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  if (at < 0) return fallback
  const value = Number(process.argv[at + 1])
  if (Number.isInteger(value) && value >= 0) return value
  console.error(USAGE)
  process.exit(1)
}
const quick = process.argv.includes('--quick')
const seed = whole('seed', Math.floor(Math.random() * 1_000_000))
const stateDir = mkdtempSync(join(tmpdir(), 'sundial-chaos-'))
console.log(`seed ${seed}; repeat it with npm run chaos -- --seed ${seed} (what races stays left to chance)`)
const result = await runChaos({
  seed,
  kills: whole('kills', quick ? 8 : 100),
  leads: whole('leads', quick ? 300 : 2_000),
  campaigns: whole('campaigns', quick ? 2 : 3),
  stateDir,
  limitMs: (quick ? 6 : 40) * 60_000,
  say: (line) => console.log(line),
}).catch((error: unknown) => {
  console.error(error)
  console.error(`The state is kept in ${stateDir}`)
  process.exit(1)
})
const differences = printChaos(result)
if (differences === 0) rmSync(stateDir, { recursive: true, force: true })
else console.log(`The state is kept in ${stateDir}`)
process.exit(differences === 0 ? 0 : 1)
