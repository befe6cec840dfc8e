import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * Adds up the results vitest left in test-results and the steps of the CI script, and prints `N passed, N failed` as the last line.
 * Arguments: exit code of the test run, steps passed, steps failed. Exits 1 when anything failed, or when no test ran.
 */
const [exitCode, stepsPassed, stepsFailed] = process.argv.slice(2).map(Number) as [number, number, number]
let passed = stepsPassed
let failed = stepsFailed
let ran = 0
const folder = 'test-results'
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  if (!name.endsWith('.json')) continue
  const result = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numFailedTestSuites: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }
  ran += result.numPassedTests + result.numFailedTests
  passed += result.numPassedTests
  // A file that failed before its first test counts as one failure.
  failed +=
    result.numFailedTests +
    result.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length
}
if (ran === 0 || (exitCode !== 0 && failed === 0)) failed += 1
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
