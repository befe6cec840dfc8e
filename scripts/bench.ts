import { bundle, Machine } from '../test/bench/machine.ts'
import { type ApiSize, measureApi } from '../test/bench/measure-api.ts'
import { measureCost } from '../test/bench/measure-cost.ts'
import { measureImport } from '../test/bench/measure-import.ts'
import { measureImportSizes } from '../test/bench/measure-import-sizes.ts'
import { type LoopCase, measureLoop } from '../test/bench/measure-loop.ts'
import { measureBulkCost, measureMillion } from '../test/bench/measure-million.ts'
import { measureQueue } from '../test/bench/measure-queue.ts'
import { measureSuppressions } from '../test/bench/measure-suppressions.ts'
import { measureWindows } from '../test/bench/measure-windows.ts'
import {
  printApi,
  printBulkCost,
  printCost,
  printImport,
  printImportSizes,
  printLoop,
  printMillion,
  printQueue,
  printSuppressions,
  printWindows,
} from '../test/bench/print.ts'

/**
 * Speed, in workerd itself. `npm run bench` takes five to ten minutes; `npm run bench -- quick` under one; and with any of `queue`, `loop`,
 * `import`, `suppressions`, `cost`, `windows`, `million` and `api` only those. What the figures mean is in docs/performance.md.
 */
const PARTS = ['queue', 'loop', 'import', 'suppressions', 'cost', 'windows', 'million', 'api'] as const
const words = process.argv.slice(2)
const unknown = words.filter((word) => word !== 'quick' && !PARTS.some((part) => part === word))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}. Usage: npm run bench -- [quick] [${PARTS.join('] [')}]`)
  process.exit(1)
}
const quick = words.includes('quick')
const wanted = new Set(PARTS.filter((part) => words.includes(part)))
const isWanted = (part: (typeof PARTS)[number]) => wanted.size === 0 || wanted.has(part)

const SIZES = [1_000, 10_000, 100_000]
const QUEUE_SIZES = quick ? SIZES : [1_000, 100_000, 1_000_000]
/** Calls a round; a multiple of 4 × 12 numbers × 10 campaigns, for the daily cap that ends it, and not more than wait at least. */
const CALLS = quick ? 480 : 960

function loopCases(): LoopCase[] {
  const sizes = quick ? [1_000, 10_000] : SIZES
  const one = sizes.map((leads): LoopCase => ({ name: 'one campaign', campaigns: 1, leadsEach: leads, callMs: 0 }))
  if (quick) return one
  return [
    ...one,
    { name: 'ten campaigns at once', campaigns: 10, leadsEach: 1_000, callMs: 0 },
    { name: 'one campaign, calls of 2 s', campaigns: 1, leadsEach: 10_000, callMs: 2_000 },
  ]
}

const { script, discard } = bundle()
try {
  if (isWanted('queue')) {
    const machine = await Machine.start(script)
    const effort = quick ? { rounds: 2, leads: 2_000 } : { rounds: 6, leads: 6_000 }
    printQueue(await measureQueue(machine, QUEUE_SIZES, quick ? [50] : [10, 50], effort))
    await machine.stop()
  }
  if (isWanted('loop')) printLoop(await measureLoop(script, loopCases(), { rounds: quick ? 1 : 3, calls: CALLS }))
  if (isWanted('import')) {
    const machine = await Machine.start(script)
    printImport(await measureImport(machine, quick ? 5_000 : 20_000, quick ? 1 : 4))
    await machine.stop()
    printImportSizes(await measureImportSizes(script, quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 500_000]))
  }
  if (isWanted('suppressions')) printSuppressions(await measureSuppressions(script, quick ? 100_000 : 1_000_000))
  if (isWanted('api')) {
    const size: ApiSize = quick
      ? { campaigns: 20, leads: 100_000, attempts: 30_000, suppressions: 50_000 }
      : { campaigns: 100, leads: 1_000_000, attempts: 300_000, suppressions: 200_000 }
    printApi(await measureApi(script, size, quick ? 30 : 200), size)
  }
  if (isWanted('windows')) {
    const machine = await Machine.start(script)
    printWindows(await measureWindows(machine, quick ? 2 : 6))
    await machine.stop()
  }
  // Only by name: it takes minutes.
  if (wanted.has('million')) {
    printMillion(await measureMillion(script, quick ? [10_000, 50_000] : [10_000, 100_000, 1_000_000]))
    printBulkCost(await measureBulkCost(script, 5_000))
  }
  if (isWanted('cost')) {
    for (const mix of ['people', 'usual'] as const)
      printCost(await measureCost(script, mix, quick ? 300 : 1_000, 1_000))
  }
} finally {
  discard()
}
process.exit(0)
