import { freePort, heapBytes } from './heap.ts'
import { Machine } from './machine.ts'
import { csv } from './measure-import.ts'
import { sleep } from './statistics.ts'

export interface ImportSizeFigure {
  rows: number
  bytes: number
  /** From the upload's first byte until the import says completed. */
  seconds: number
  /** From the upload's first byte until the campaign's object has everybody in its queue. */
  dialableSeconds: number
  /** Rows D1 says it wrote, for each lead. */
  rowsWritten: number
  /** The product's isolate after a garbage collection, when half of the rows are in, and when all are dialable. */
  heapAtHalf: number | null
  heapAtEnd: number
  /** workerd as a whole at the end: the Worker, D1, R2 and the queue in one process. */
  resident: number | null
}

/** A row is about 100 bytes, and the largest list is to go in whole. Counting a statement costs nothing beside its thousands of rows. */
const VARS = { IMPORT_MAX_BYTES: String(60 * 1024 * 1024), BENCH_COUNT: 'on' }

/** One list of each size, each into a new campaign of a machine of its own. */
export async function measureImportSizes(script: string, sizes: number[]): Promise<ImportSizeFigure[]> {
  const figures: ImportSizeFigure[] = []
  for (const rows of sizes) {
    const port = await freePort()
    const machine = await Machine.start(script, VARS, port)
    try {
      figures.push(await measureSize(machine, port, rows))
    } finally {
      await machine.stop()
    }
  }
  return figures
}

async function measureSize(machine: Machine, port: number, rows: number): Promise<ImportSizeFigure> {
  const list = new TextEncoder().encode(csv(rows, 0))
  const { id: campaign } = await machine.api<{ id: string }>('POST', '/campaigns', { name: `List of ${rows}` })
  await machine.door('counts')
  const begun = performance.now()
  const path = `/api/v1/campaigns/${campaign}/imports?filename=bench.csv`
  const { id } = await machine.send<{ id: string }>('POST', path, list, 'text/csv')
  const look = () =>
    machine.api<{ status: string; processed: number; created: number; failure: string | null }>('GET', `/imports/${id}`)
  let heapAtHalf: number | null = null
  for (;;) {
    const entry = await look()
    if (entry.status === 'completed' && entry.created === rows) break
    if (entry.status === 'completed' || entry.status === 'failed')
      throw new Error(`bench: the import ended wrongly: ${JSON.stringify(entry).slice(0, 500)}`)
    if (entry.processed >= rows / 2) heapAtHalf ??= await heapBytes(port, look)
    await sleep(10)
  }
  const completed = performance.now()
  const waiting = () => machine.door<{ waiting: number }>('waiting', { campaign })
  while ((await waiting()).waiting < rows) await sleep(10)
  const dialable = performance.now()
  const counts = await machine.door<Record<string, number>>('counts')
  return {
    rows,
    bytes: list.length,
    seconds: (completed - begun) / 1_000,
    dialableSeconds: (dialable - begun) / 1_000,
    rowsWritten: (counts['d1.rows_written'] ?? Number.NaN) / rows,
    heapAtHalf,
    heapAtEnd: await heapBytes(port, waiting),
    resident: machine.residentBytes(),
  }
}
