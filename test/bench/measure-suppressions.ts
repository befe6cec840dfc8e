import { Machine } from './machine.ts'
import { sleep } from './statistics.ts'

export interface SuppressionFigure {
  rows: number
  bytes: number
  /** Rows a second from the upload's first byte to the import's end: R2, queue, parsing, D1. */
  pipeline: number
  /** Rows a second when the same entries are inserted and nothing else is done. */
  alone: number
  /** Time of the import ÷ time of inserting alone: 1 is the floor. Of processor time where it can be read, else of time. */
  ratio: number
  /** What workerd, the database included, holds when a tenth of the rows is read; null where it cannot be told. */
  memoryAtTenth: number | null
  /** And at the end: the difference is what a list nine times as long costs. */
  memoryAtEnd: number | null
}

/** Each on a machine of its own, so that none finds the tables of another. */
export async function measureSuppressions(script: string, rows: number): Promise<SuppressionFigure> {
  const list = listOf(rows)
  const whole = await importOn(script, list, rows)
  const alone = await aloneOn(script, rows)
  const cpu = (whole.cpu ?? Number.NaN) / (alone.cpu ?? Number.NaN)
  return {
    rows,
    bytes: list.length,
    pipeline: rows / whole.seconds,
    alone: rows / alone.seconds,
    ratio: Number.isFinite(cpu) ? cpu : whole.seconds / alone.seconds,
    memoryAtTenth: whole.atTenth,
    memoryAtEnd: whole.atEnd,
  }
}

async function importOn(script: string, list: Uint8Array, rows: number) {
  const machine = await Machine.start(script)
  let atTenth: number | null = null
  const result = await sample(machine, async () => {
    const { id } = await machine.send<{ id: string }>('POST', '/api/v1/suppressions/import', list, 'text/csv')
    for (;;) {
      const path = `/suppressions/imports/${id}`
      const entry = await machine.api<{ status: string; processed: number; created: number }>('GET', path)
      if (entry.processed >= rows / 10) atTenth ??= machine.residentBytes()
      if (entry.status === 'completed') {
        if (entry.created !== rows) throw new Error(`bench: ${entry.created} of ${rows} entries created`)
        return
      }
      if (entry.status === 'failed') throw new Error(`bench: the import failed: ${JSON.stringify(entry)}`)
      await sleep(20)
    }
  })
  const atEnd = machine.residentBytes()
  await machine.stop()
  return { ...result, atTenth, atEnd }
}

async function aloneOn(script: string, rows: number) {
  const machine = await Machine.start(script)
  const result = await sample(machine, async () => {
    await machine.door('suppressions', { count: rows })
  })
  await machine.stop()
  return result
}

async function sample(machine: Machine, work: () => Promise<void>): Promise<{ seconds: number; cpu: number | null }> {
  const [cpu, started] = [machine.cpuSeconds(), performance.now()]
  await work()
  const [after, seconds] = [machine.cpuSeconds(), (performance.now() - started) / 1_000]
  return { seconds, cpu: cpu === null || after === null ? null : after - cpu }
}

function listOf(rows: number): Uint8Array {
  const lines = ['phone']
  for (let n = 0; n < rows; n++) lines.push(numberOf(n))
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`)
}

const AREA_CODES = ['212', '305', '617', '404', '312', '713', '504', '615', '303', '602', '213', '206']

/** Ten digits, nobody twice up to 9.6 million, area codes mixed as in lists that people keep. */
function numberOf(n: number): string {
  return `${AREA_CODES[n % AREA_CODES.length]}${2_000_000 + Math.floor(n / AREA_CODES.length)}`
}
