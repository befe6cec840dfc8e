import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { env, ImportWorld } from '../support/import-world.ts'
import list from '../support/leads-5000.csv?raw'

/** The list read by other means than the product's: a character machine for CSV, three rules for North American numbers. */
function readList(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let first = 1
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\n') line++
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') {
      rows.push({ line: first, cells: [...cells, cell.replace(/\r$/, '')] })
      cells = []
      cell = ''
      first = line
    } else cell += char
  }
  return rows.slice(1)
}

function e164(written: string): string | null {
  const digits = written.replace(/\D/g, '')
  const national = digits.length === 11 && digits[0] === '1' ? digits.slice(1) : digits
  const isNumber = national.length === 10 && national[0]! >= '2' && national[3]! >= '2'
  return isNumber && !/[a-z]/i.test(written) ? `+1${national}` : null
}

function reckon() {
  const owner = new Map<string, number>()
  const leads: { name: string; status: string; phones: string[]; caseNumber: string }[] = []
  const lines = { duplicate: [] as number[], rejected: [] as number[] }
  /** Lines there is something to say of. */
  const noted: number[] = []
  for (const { line, cells } of readList(list)) {
    const written = cells.slice(1, 4).filter((it) => it !== '')
    const numbers = written.map(e164).filter((it) => it !== null)
    const keys = [...numbers, ...(cells[4] ? [cells[4].toLowerCase()] : [])]
    const isDuplicate = keys.some((key) => owner.has(key))
    if (numbers.length < written.length || written.length === 0 || isDuplicate) noted.push(line)
    if (written.length === 0) lines.rejected.push(line)
    else if (isDuplicate) lines.duplicate.push(line)
    else {
      for (const key of keys) owner.set(key, leads.length)
      const status = numbers.length > 0 ? 'pending' : 'skipped'
      leads.push({ name: cells[0]!, status, phones: [...new Set(numbers)], caseNumber: cells[7]! })
    }
  }
  return { leads, lines, noted }
}

/** A database that adds up what it is billed for. */
function metered(db: D1Database): { db: D1Database; written: () => number } {
  let written = 0
  const batch: D1Database['batch'] = async (statements) => {
    const results = await db.batch(statements)
    for (const result of results) written += result.meta.rows_written
    return results as never
  }
  const proxy = new Proxy(db, {
    get(target, name) {
      if (name === 'batch') return batch
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { db: proxy, written: () => written }
}

test.each([5000, 700])(
  'the list of 5,000 comes in as reckoned, in chunks of %s',
  { timeout: 120_000 },
  async (chunkRows) => {
    const meter = metered(env.DB)
    const world = new ImportWorld(meter.db)
    await world.prepare()
    const done = await world.import(list, { chunkRows })
    const { leads, lines, noted } = reckon()

    expect(done).toMatchObject({
      status: 'completed',
      rows: 5000,
      processed: 5000,
      created: leads.length,
      updated: 0,
      duplicate: lines.duplicate.length,
      rejected: lines.rejected.length,
      skipped: leads.filter((it) => it.status === 'skipped').length,
    })
    const stored = await world.leads()
    expect(stored.map((it) => it.seq)).toEqual(leads.map((_, i) => i + 1))
    expect(
      stored.map((it) => ({
        name: it.name,
        status: it.status,
        phones: it.phones.map((phone) => phone.e164).filter((phone) => phone !== null),
        caseNumber: it.variables.CASE_NUMBER,
      })),
    ).toEqual(leads)
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)

    const errors = await (await world.request(`/imports/${done.id}/errors.csv`)).text()
    const reported = (parse(errors, { bom: true, columns: true }) as { error_line: string }[]).map((it) =>
      Number(it.error_line),
    )
    expect(reported).toEqual(noted)
    expect(meter.written() / done.created).toBeLessThanOrEqual(8)
    console.info(`${(meter.written() / done.created).toFixed(2)} rows written a lead`)
  },
)
