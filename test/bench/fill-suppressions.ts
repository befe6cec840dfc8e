import { LIST_CHUNK_ROWS } from '../../src/app/suppression-imports/process-chunk.ts'

const AREA_CODES = ['212', '305', '617', '404', '312', '713', '504', '615', '303', '602', '213', '206']

/** Inserts the entries an import of so many rows makes, in batches of the same size, and does nothing else. */
export async function fillSuppressions(db: D1Database, orgId: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += LIST_CHUNK_ROWS) {
    const rows = Array.from({ length: Math.min(LIST_CHUNK_ROWS, count - from) }, (_, i) => {
      const n = from + i
      const phone = `+1${AREA_CODES[n % AREA_CODES.length]}${2_000_000 + Math.floor(n / AREA_CODES.length)}`
      return [
        phone,
        `sup_01kbbenchbenchbenchbench01${String(n + 2).padStart(8, '0')}000`,
        `uploaded list, line ${n + 2}`,
      ]
    })
    await db
      .prepare(
        `INSERT INTO suppressions (org_id, kind, value, id, reason, source, created_at, channel, evidence, import_id)
         SELECT ?2, 'phone', value->>0, value->>1, 'On an imported do-not-call list', 'import', 0, 'all', value->>2, 'dnc_bench'
         FROM json_each(?1)`,
      )
      .bind(JSON.stringify(rows), orgId)
      .run()
  }
}
