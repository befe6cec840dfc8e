import type { ApiFigure, ApiSize } from './measure-api.ts'
import type { CostFigure } from './measure-cost.ts'
import type { ImportFigure } from './measure-import.ts'
import type { ImportSizeFigure } from './measure-import-sizes.ts'
import type { LoopFigure } from './measure-loop.ts'
import type { BulkCostFigure, MillionFigure } from './measure-million.ts'
import type { QueueFigure } from './measure-queue.ts'
import type { SuppressionFigure } from './measure-suppressions.ts'
import type { WindowFigure } from './measure-windows.ts'
import { billOf } from './prices.ts'

const whole = (n: number) => Math.round(n).toLocaleString('en-US')
const places = (n: number | null, digits: number) => (n === null ? '–' : n.toFixed(digits))
const megabytes = (bytes: number | null) => (bytes === null ? '–' : `${whole(bytes / 1024 / 1024)} MB`)
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
      `Batches of ${batch}: ${growth.toFixed(2)} times the time with ${whole(last.waiting)} waiting as with ${whole(first.waiting)} (at most 1.30).`,
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

export function printImportSizes(figures: ImportSizeFigure[]): void {
  print(
    'Lists of all sizes, from the upload until everybody can be dialed',
    ['rows', 'bytes', 'imported in', 'dialable in', 'rows/s', 'written a lead', 'heap at half', 'heap', 'memory'],
    figures.map((f) => [
      whole(f.rows),
      whole(f.bytes),
      `${places(f.seconds, 1)} s`,
      `${places(f.dialableSeconds, 1)} s`,
      whole(f.rows / f.dialableSeconds),
      places(f.rowsWritten, 2),
      megabytes(f.heapAtHalf),
      megabytes(f.heapAtEnd),
      megabytes(f.resident),
    ]),
  )
}

export function printMillion(f: MillionFigure): void {
  print(
    `One campaign with ${whole(f.leads)} leads: ${whole(f.intake)} leads/s into the queue, ${whole(f.calls)} calls/s`,
    ['in the queue', 'memory', 'heap'],
    f.stages.map((it) => [whole(it.leads), megabytes(it.resident), megabytes(it.heap)]),
  )
  console.log(`Wakes in ${whole(f.wakeAsleep)} ms from sleep, in ${whole(f.wakeKilled)} ms when killed in a restart.`)
  print(
    'One command, all leads',
    ['command', 'answered', 'done', 'another command meanwhile', 'the slowest'],
    f.jobs.map((it) => [
      it.name,
      `${whole(it.answered)} ms`,
      `${whole(it.done)} s`,
      `${whole(it.asked.median)} ms`,
      `${whole(it.asked.most)} ms`,
    ]),
  )
}

export function printBulkCost(figures: BulkCostFigure[]): void {
  print(
    'What each lead takes of what is billed',
    ['', 'D1 rows read', 'written', 'object rows written'],
    figures.map((it) => [it.name, it.d1Read.toFixed(2), it.d1Written.toFixed(2), it.objectWritten.toFixed(2)]),
  )
}

export function printSuppressions(f: SuppressionFigure): void {
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

export function printApi({ figures, fillSeconds }: { figures: ApiFigure[]; fillSeconds: number }, size: ApiSize): void {
  print(
    `The API with ${whole(size.campaigns)} campaigns, ${whole(size.leads)} leads and ${whole(size.attempts)} attempts (filled in ${whole(fillSeconds)} s); ratio to one campaign with 1,000 leads`,
    ['request', 'p50 ms', 'p99 ms', 'p50 small', 'ratio', 'rows read'],
    figures.map((f) => [
      f.name,
      places(f.p50, 1),
      places(f.p99, 1),
      places(f.smallP50, 1),
      places(f.p50 / f.smallP50, 2),
      whole(f.rowsRead),
    ]),
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

const MIXES: Record<CostFigure['mix'], string> = {
  people: 'all answered by people and reported',
  usual: '60 % nobody, 20 % machines, 10 % busy, 10 % people',
}

export function printCost(figure: CostFigure): void {
  const { mix, calls, perCall } = figure
  const rows = Object.entries(perCall).filter(([, n]) => n >= 0.005)
  const order = (name: string) => (name.includes(':') ? 1 : 0)
  rows.sort(([a, m], [b, n]) => order(a) - order(b) || (order(a) === 0 ? a.localeCompare(b) : n - m))
  print(
    `What one call takes of what is billed, counted over ${whole(calls)} calls: ${MIXES[mix]}`,
    ['of what', 'a call'],
    rows.map(([name, n]) => [name, n.toFixed(2)]),
  )
  const bill = billOf(figure)
  const total = bill.reduce((sum, line) => sum + line.dollars, 0)
  print(
    `The bill of a million such calls: $${total.toFixed(2)}`,
    ['of what', 'a call', '$'],
    bill.map((line) => [line.what, line.aCall.toFixed(2), line.dollars.toFixed(2)]),
  )
}

function print(title: string, head: string[], rows: string[][]): void {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  console.log(`\n${title}\n${line(head)}\n${widths.map((width) => '─'.repeat(width)).join('  ')}`)
  for (const row of rows) console.log(line(row))
}
