import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { insist } from './api.ts'
import { NO_APP_FAULTS } from './app-faults.ts'
import { findDatabase, withCopy } from './evidence.ts'
import { type ChaosClock, prepare, type WorkerProcess } from './processes.ts'

const ROWS = 100_000
const KILLS = 3
const LIMIT_MS = 8 * 60_000
const CLOCK: ChaosClock = { startMs: Date.parse('2026-11-23T17:30:00Z'), anchorMs: Date.now(), speed: 1 }

/** People as lists have them: most sound, some twice, some with a phone that is none, some with nothing to reach them by. */
function list(): string {
  const lines = ['name,phone1,phone2,email,case number']
  for (let i = 0; i < ROWS; i++) {
    const person = i % 97 === 5 ? i - 3 : i
    const phone =
      i % 31 === 7
        ? '12-34'
        : `(${212 + Math.floor(person / 10_000)}) ${555 + (person % 3)}-${String(person % 10_000).padStart(4, '0')}`
    const second =
      i % 4 === 0 ? `+1 310 ${200 + (Math.floor(i / 10_000) % 700)} ${String(i % 10_000).padStart(4, '0')}` : ''
    const email = i % 5 === 0 ? `person${person}@example.com` : ''
    lines.push(i % 211 === 9 ? `Nobody ${i},,,,` : `"Person, ${i}",${phone},${second},${email},A-${i}`)
  }
  return lines.join('\r\n')
}

const SEEN = `
SELECT l.seq, l.status, l.status_reason, l.phone_position, l.priority, l.variables, c.name, c.email, c.phones, c.tags
FROM leads l JOIN contacts c ON c.org_id = l.org_id AND c.id = l.contact_id ORDER BY l.seq`
const COUNTED = `
SELECT i.status, i.rows, i.processed, i.created, i.updated, i.duplicate, i.rejected, i.skipped, i.errors, c.lead_seq,
  s.s_pending, s.s_skipped, s.s_do_not_call, (SELECT count(*) FROM contacts) AS contacts, (SELECT count(*) FROM contact_phones) AS phones
FROM imports i JOIN campaigns c ON c.id = i.campaign_id JOIN campaign_stats s ON s.campaign_id = c.id`

/** Imports the list into a fresh world, killing the Worker when so many rows are done. */
async function importList(app: WorkerProcess, stateDir: string, text: string, killAt: number[]): Promise<object> {
  const bindings = {
    SANDBOX: 'on',
    SANDBOX_SPEED: '1',
    SANDBOX_START: new Date(CLOCK.startMs).toISOString(),
    SANDBOX_ANCHOR: String(CLOCK.anchorMs),
    PUBLIC_URL: app.url,
    IMPORT_STALLED_SECONDS: '5',
    CHAOS_FAULTS: JSON.stringify(NO_APP_FAULTS),
    CHAOS_SEED: '1',
  }
  await app.start(bindings, true)
  const campaign = await insist(app.url, 'POST', '/api/v1/campaigns', { name: 'Killed' })
  const started = await fetch(`${app.url}/api/v1/campaigns/${campaign.body.id}/imports`, {
    method: 'POST',
    headers: { authorization: 'Bearer sundial_local_key', 'content-type': 'text/csv' },
    body: text,
  })
  const { id } = (await started.json()) as { id: string }
  const left = [...killAt]
  const until = Date.now() + LIMIT_MS
  let kills = 0
  let cronAt = 0
  for (;;) {
    if (Date.now() > until) throw new Error(`The import did not end: ${app.lines.slice(-20).join('\n')}`)
    const { body } = await insist(app.url, 'GET', `/api/v1/imports/${id}`)
    const job = body as { status?: string; processed?: number }
    if (job.status === 'completed' || job.status === 'failed') break
    if (left.length > 0 && (job.processed ?? 0) >= left[0]!) {
      left.shift()
      kills += 1
      await app.kill()
      await app.start(bindings)
    }
    if (Date.now() > cronAt) {
      cronAt = Date.now() + 1_000
      await fetch(`${app.url}/chaos/cron`, { method: 'POST' }).catch(() => null)
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  await app.kill('SIGTERM')
  expect(kills).toBe(killAt.length)
  const file = findDatabase(stateDir)
  if (file === null) throw new Error('The database lies nowhere')
  return withCopy(file, (db) => ({ counted: db.prepare(COUNTED).all(), leads: db.prepare(SEEN).all() }))
}

it('gives the same leads when the Worker is killed three times while it reads 100,000 rows', async () => {
  const text = list()
  const worlds: object[] = []
  const killAt = Array.from({ length: KILLS }, (_, i) => 10_000 + i * 28_000)
  for (const kills of [[], killAt]) {
    const stateDir = mkdtempSync(join(tmpdir(), 'sundial-import-'))
    const { app } = await prepare(stateDir)
    try {
      worlds.push(await importList(app, join(stateDir, 'app', 'state'), text, kills))
    } finally {
      await app.kill()
      rmSync(stateDir, { recursive: true, force: true })
    }
  }
  const [whole, killed] = worlds as [{ counted: Record<string, unknown>[]; leads: object[] }, object]
  expect(whole.counted[0]).toMatchObject({ status: 'completed', rows: ROWS, processed: ROWS })
  expect(whole.leads.length).toBe(whole.counted[0]!.created)
  expect(whole.leads.length).toBeGreaterThan(90_000)
  expect((killed as typeof whole).counted).toEqual(whole.counted)
  expect((killed as typeof whole).leads).toEqual(whole.leads)
})
