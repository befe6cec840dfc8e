import type { Machine } from './machine.ts'
import { median, sleep, spread, timed } from './statistics.ts'

export interface ImportFigure {
  rows: number
  bytes: number
  /** Rows a second from the upload's first byte to the import's end: R2, queue, parsing, address book, D1. */
  pipeline: number
  /** Rows a second read and judged by the same code in the same runtime, and thrown away. */
  parsing: number
  /** pipeline ÷ parsing: 1 is the ceiling. Of processor time where it can be read, else of time. */
  ratio: number
  spread: number
}

/** The two take turns. Every list has people of its own, since people who are known already cost less. */
export async function measureImport(machine: Machine, rows: number, rounds: number): Promise<ImportFigure> {
  const pipeline: Sample[] = []
  const parsing: Sample[] = []
  let bytes = 0
  for (let round = 0; round <= rounds; round++) {
    const list = new TextEncoder().encode(csv(rows, round * rows))
    bytes = list.length
    const campaign = await machine.api<{ id: string }>('POST', '/campaigns', { name: `Import ${round}` })
    const whole = await sample(machine, () => runImport(machine, campaign.id, list, rows))
    const alone = await sample(machine, async () => {
      const read = await machine.door<{ rows: number }>('parse', {}, list)
      if (read.rows !== rows) throw new Error(`bench: ${read.rows} of ${rows} rows parsed`)
    })
    // The first round warms up.
    if (round > 0) pipeline.push(whole)
    if (round > 0) parsing.push(alone)
  }
  const cpu = (samples: Sample[]) => samples.reduce((sum, it) => sum + (it.cpu ?? Number.NaN), 0)
  const time = (samples: Sample[]) => median(samples.map((it) => it.seconds))
  const byCpu = cpu(parsing) / cpu(pipeline)
  return {
    rows,
    bytes,
    pipeline: rows / time(pipeline),
    parsing: rows / time(parsing),
    ratio: Number.isFinite(byCpu) ? byCpu : time(parsing) / time(pipeline),
    spread: spread(pipeline.map((it) => it.seconds)),
  }
}

interface Sample {
  seconds: number
  cpu: number | null
}

async function sample(machine: Machine, work: () => Promise<void>): Promise<Sample> {
  const before = machine.cpuSeconds()
  const seconds = await timed(work)
  const after = machine.cpuSeconds()
  return { seconds, cpu: before === null || after === null ? null : after - before }
}

async function runImport(machine: Machine, campaignId: string, list: Uint8Array, rows: number): Promise<void> {
  const path = `/api/v1/campaigns/${campaignId}/imports?filename=bench.csv`
  const { id } = await machine.send<{ id: string }>('POST', path, list, 'text/csv')
  for (;;) {
    const entry = await machine.api<{ status: string; created: number }>('GET', `/imports/${id}`)
    if (entry.status === 'completed') {
      if (entry.created !== rows) throw new Error(`bench: ${entry.created} of ${rows} leads created`)
      return
    }
    if (entry.status === 'failed') throw new Error(`bench: the import failed: ${JSON.stringify(entry)}`)
    await sleep(10)
  }
}

const AREA_CODES = ['212', '305', '617', '404', '312', '713', '504', '615', '303', '602', '213', '206']
const NAMES = ['Zoë Smith', 'Łukasz Okafor', 'Tara Müller', '李小龙', 'Aiko Yamada', "Sam O'Neill"]

/** Two phones, an email, variables, quotes and scripts as in real lists; nobody twice. */
export function csv(rows: number, from: number): string {
  const lines = ['name,phone1,phone2,email,amount,address,case number']
  for (let n = from; n < from + rows; n++) {
    const area = AREA_CODES[n % AREA_CODES.length]
    const local = 2_000_000 + Math.floor(n / AREA_CODES.length)
    const [exchange, line] = [String(local).slice(0, 3), String(local).slice(3)]
    const second = `+1${area}${local + 3_000_000}`
    const address = n % 3 === 0 ? '"9 ""Old"" Mill Rd"' : '"123 Market St, Apt 4"'
    lines.push(
      `${NAMES[n % NAMES.length]},(${area}) ${exchange}-${line},${second},p${n}@example.com,${n % 20_000},${address},CASE-${n}`,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}
