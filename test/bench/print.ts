import type { CostFigure } from './measure-cost.ts'
import type { ImportFigure } from './measure-import.ts'
import type { LoopFigure } from './measure-loop.ts'
import type { QueueFigure } from './measure-queue.ts'
import type { SuppressionFigure } from './measure-suppressions.ts'
import type { WindowFigure } from './measure-windows.ts'

const whole = (n: number) => Math.round(n).toLocaleString('en-US')
const places = (n: number | null, digits: number) => (n === null ? '–' : n.toFixed(digits))
const percent = (share: number) => `${Math.round(share * 100)} %`

export function printQueue(figures: QueueFigure[]): void {
  print(
    'The queue alone: pick, take, settle, move on; against the same moves of rows and nothing else',
    ['waiting', 'batch', 'commits', 'leads/s', 'bare/s', 'ratio', 'CPU µs/lead', 'spread'],
    figures.map((f) => [
      whole(f.waiting),
      String(f.batch),
      f.commits ? 'each step' : 'one',
      whole(f.queue),
      whole(f.bare),
      places(f.ratio, 2),
      places(f.queueCpu, 0),
      percent(f.spread),
    ]),
  )
  // Without commits, the disk's moods are not in it.
  const pure = figures.filter((f) => !f.commits)
  for (const batch of new Set(pure.map((f) => f.batch))) {
    const [first, last] = [pure.find((f) => f.batch === batch)!, pure.findLast((f) => f.batch === batch)!]
    const cost = (f: QueueFigure) => f.queueCpu ?? 1 / f.queue
    const growth = cost(last) / cost(first)
    console.log(
      `Batches of ${batch}: ${growth.toFixed(2)} times the time with ${whole(last.waiting)} waiting as with ${whole(first.waiting)} (at most 1.50).`,
    )
  }
}

export function printLoop(figures: LoopFigure[]): void {
  print(
    'The whole loop: pick, permit, dial, four callbacks, settlement',
    ['case', 'waiting', 'calls', 'calls/s', 'spread', 'CPU ms/call', 'calls/s a core'],
    figures.map((f) => [
      f.name,
      whole(f.waiting),
      whole(f.calls),
      whole(f.rate),
      percent(f.spread),
      places(f.cpuMs, 2),
      f.cpuMs === null ? '–' : whole(1_000 / f.cpuMs),
    ]),
  )
}

export function printImport(f: ImportFigure): void {
  print(
    'Import: upload, R2, queue, parsing, address book, D1; against parsing alone',
    ['rows', 'bytes', 'rows/s', 'parsed/s', 'ratio', 'spread'],
    [[whole(f.rows), whole(f.bytes), whole(f.pipeline), whole(f.parsing), places(f.ratio, 2), percent(f.spread)]],
  )
}

export function printSuppressions(f: SuppressionFigure): void {
  const megabytes = (bytes: number | null) => (bytes === null ? '–' : `${whole(bytes / 1024 / 1024)} MB`)
  print(
    'Do-not-call list: upload, R2, queue, parsing, D1; against inserting the same entries alone',
    ['rows', 'bytes', 'rows/s', 'inserted/s', 'ratio', 'memory at a tenth', 'at the end'],
    [
      [
        whole(f.rows),
        whole(f.bytes),
        whole(f.pipeline),
        whole(f.alone),
        places(f.ratio, 2),
        megabytes(f.memoryAtTenth),
        megabytes(f.memoryAtEnd),
      ],
    ],
  )
}

export function printWindows(figures: WindowFigure[]): void {
  const names = {
    whereabouts: 'zones and regions of a person',
    kept: 'window, asked before',
    cold: 'window, new rules',
    cold_never: 'window, new rules that never meet',
  }
  print(
    'The rules alone: where somebody is, and whether a call may start',
    ['of what', 'µs', 'spread'],
    figures.map((f) => [names[f.kind], f.micros.toFixed(2), percent(f.spread)]),
  )
}

export function printCost({ calls, perCall }: CostFigure): void {
  const rows = Object.entries(perCall).filter(([, n]) => n >= 0.005)
  const order = (name: string) => (name.includes(':') ? 1 : 0)
  rows.sort(([a, m], [b, n]) => order(a) - order(b) || (order(a) === 0 ? a.localeCompare(b) : n - m))
  print(
    `What one call takes of what is billed, counted over ${whole(calls)} calls`,
    ['of what', 'a call'],
    rows.map(([name, n]) => [name, n.toFixed(2)]),
  )
}

function print(title: string, head: string[], rows: string[][]): void {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  console.log(`\n${title}\n${line(head)}\n${widths.map((width) => '─'.repeat(width)).join('  ')}`)
  for (const row of rows) console.log(line(row))
}
