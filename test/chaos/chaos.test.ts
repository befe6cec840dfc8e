import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { printChaos } from './print.ts'
import { runChaos } from './run.ts'

/** The short run; the whole one is `npm run chaos`. What it found is printed, and its state kept when something was wrong. */
it('calls nobody twice and forgets nobody while the app is killed and everything around it fails', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'sundial-chaos-'))
  const seed = Math.floor(Math.random() * 1_000_000)
  const say = (line: string): void => console.log(line)
  say(`seed ${seed}, state in ${stateDir}`)
  const result = await runChaos({ seed, kills: 8, leads: 200, campaigns: 2, stateDir, limitMs: 8 * 60_000, say })
  printChaos(result, say)
  expect(result.differences).toEqual({})
  expect(result.figures['kills with calls in flight']).toBeGreaterThan(4)
  rmSync(stateDir, { recursive: true, force: true })
})
