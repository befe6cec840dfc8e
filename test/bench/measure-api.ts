import { fillLarge } from '../support/fill-large.ts'
import { Machine, START } from './machine.ts'
import { percentile } from './statistics.ts'

export interface ApiFigure {
  name: string
  /** Milliseconds from the request to the last byte of the answer, in the large organization. */
  p50: number
  p99: number
  /** Half of the requests to an organization with one campaign of 1,000 leads took less. */
  smallP50: number
  /** Rows D1 bills for one request. */
  rowsRead: number
}

export interface ApiSize {
  campaigns: number
  leads: number
  attempts: number
  suppressions: number
}

const SMALL: ApiSize = { campaigns: 1, leads: 1_000, attempts: 300, suppressions: 200 }
const NOW = Date.parse(START)

/** Every request by turns on both machines, so that what else the computer does falls on both. */
export async function measureApi(
  script: string,
  size: ApiSize,
  times: number,
): Promise<{ figures: ApiFigure[]; fillSeconds: number }> {
  const large = await Machine.start(script)
  const small = await Machine.start(script)
  try {
    const begun = performance.now()
    const [paths, smallPaths] = [await fill(large, size), await fill(small, SMALL)]
    const fillSeconds = (performance.now() - begun) / 1000
    const figures: ApiFigure[] = []
    for (const [name, path] of Object.entries(paths)) {
      const [ofLarge, ofSmall]: [number[], number[]] = [[], []]
      for (let i = 0; i < times + WARM; i++) {
        const [a, b] = [await timeOf(large, path), await timeOf(small, smallPaths[name]!)]
        if (i < WARM) continue
        ofLarge.push(a)
        ofSmall.push(b)
      }
      figures.push({
        name,
        p50: percentile(ofLarge, 0.5),
        p99: percentile(ofLarge, 0.99),
        smallP50: percentile(ofSmall, 0.5),
        rowsRead: await rowsRead(large, path),
      })
    }
    return { figures, fillSeconds }
  } finally {
    await large.stop()
    await small.stop()
  }
}

const WARM = 3

async function timeOf(machine: Machine, path: string): Promise<number> {
  const begun = performance.now()
  await machine.api('GET', path)
  return performance.now() - begun
}

async function rowsRead(machine: Machine, path: string): Promise<number> {
  await machine.door('counts')
  await machine.send('GET', `/api/v1${path}`, undefined, undefined, { 'x-bench-count': 'on' })
  return (await machine.door<Record<string, number>>('counts'))['d1.rows_read'] ?? 0
}

/** Cursors are opaque to clients; a bench may know how to stand in the middle of a list. */
const cursorAt = (...parts: (string | number)[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

/** Fills the machine and tells what to ask of it, by what it shows. */
async function fill(machine: Machine, size: ApiSize): Promise<Record<string, string>> {
  const agent = await machine.api<{ id: string }>('POST', '/agents', {
    name: 'Maya',
    company: 'Harbor Home Energy',
    greeting: 'Hi {{NAME}}.',
    prompt: 'Be brief.',
  })
  const numbers: string[] = []
  for (let n = 0; n < 12; n++) {
    const e164 = `+1212555${String(n).padStart(4, '0')}`
    numbers.push((await machine.api<{ id: string }>('POST', '/numbers', { e164 })).id)
  }
  const campaigns: string[] = []
  for (let n = 0; n < size.campaigns; n++) {
    const body = { name: `Campaign ${n}`, agent_id: agent.id, number_ids: numbers }
    campaigns.push((await machine.api<{ id: string }>('POST', '/campaigns', body)).id)
  }
  const db = await machine.miniflare.getD1Database('DB')
  await fillLarge(db as never, {
    orgId: 'org_local',
    campaignIds: campaigns.length > 1 ? campaigns : [campaigns[0]!, campaigns[0]!],
    numberId: numbers[0]!,
    leads: size.leads,
    attempts: size.attempts,
    suppressions: size.suppressions,
    auditEntries: size.suppressions,
    now: NOW,
  })
  // Paused: asked what they are doing, as those that run are, and calling nobody.
  await db.prepare("UPDATE campaigns SET status = 'paused'").run()
  return pathsOf(machine, campaigns, size)
}

async function pathsOf(machine: Machine, campaigns: string[], size: ApiSize): Promise<Record<string, string>> {
  const campaign = `/campaigns/${campaigns[0]}`
  const middle = Math.floor(size.leads / 4)
  type Lead = { id: string; name: string; phones: { e164: string }[] }
  const page = await machine.api<{ data: Lead[] }>('GET', `${campaign}/leads?limit=9&cursor=${cursorAt(middle)}`)
  const lead = page.data[6]!
  const phone = lead.phones[0]!.e164
  const calls = await machine.api<{ data: { id: string; lead_id: string; to: string }[] }>(
    'GET',
    '/conversations?limit=5',
  )
  const call = calls.data[0]!
  const from = new Date(NOW - size.attempts * 600).toISOString()
  const to = new Date(NOW - size.attempts * 400).toISOString()
  return {
    'campaigns, first page': '/campaigns',
    'campaigns, second page': `/campaigns?cursor=${cursorAt(campaigns[Math.floor(campaigns.length / 2)]!)}`,
    'campaigns, by status and text': '/campaigns?status=paused&q=campaign%207',
    'a campaign': campaign,
    'its stats': `${campaign}/stats`,
    'why it does not call': `${campaign}/explain`,
    'leads, first page': `${campaign}/leads`,
    'leads, from the middle': `${campaign}/leads?cursor=${cursorAt(middle)}`,
    'leads, one status': `${campaign}/leads?status=pending`,
    'leads, three statuses': `${campaign}/leads?status=rescheduled,completed,failed`,
    'leads, a usual disposition': `${campaign}/leads?disposition=INTERESTED`,
    'leads, a disposition nobody has': `${campaign}/leads?disposition=OPT_OUT`,
    'leads, high priority': `${campaign}/leads?priority=high`,
    'leads, a rare tag': `${campaign}/leads?tag=vip`,
    'leads, q: the name of many': `${campaign}/leads?q=maria`,
    'leads, q: a whole name': `${campaign}/leads?q=${encodeURIComponent(lead.name)}`,
    'leads, q: a phone': `${campaign}/leads?q=${encodeURIComponent(phone)}`,
    'leads, q: nobody': `${campaign}/leads?q=zzzz`,
    'leads, rescheduled by due time': `${campaign}/leads?status=rescheduled&sort=next_due_at`,
    'leads, completed by last call': `${campaign}/leads?status=completed&sort=-last_called_at`,
    'leads, completed by name': `${campaign}/leads?status=completed&sort=name`,
    'a lead with its attempts': `/leads/${call.lead_id}`,
    'why it is not called': `/leads/${lead.id}/explain`,
    'conversations, first page': '/conversations',
    'conversations, of a campaign': `/conversations?campaign_id=${campaigns[0]}`,
    'conversations, of a phone': `/conversations?phone=${encodeURIComponent(call.to)}`,
    'conversations, of a day': `/conversations?from=${from}&to=${to}`,
    'conversations, a usual disposition': '/conversations?disposition=INTERESTED',
    'conversations, a rare disposition': '/conversations?disposition=WRONG_NUMBER',
    'suppressions, first page': '/suppressions',
    'suppressions, q: a phone': `/suppressions?q=7022000001`,
    'suppressions, a source nothing has': '/suppressions?source=person',
    'a suppression check': '/suppressions/check?phone=%2B17022000001',
    'audit log, first page': '/audit-log',
    'audit log, of a campaign': `/audit-log?subject=${campaigns[0]}`,
    'audit log, a rare action': '/audit-log?action=agent.created',
    'proofs of a phone': `/compliance/proofs?phone=${encodeURIComponent(call.to)}`,
    numbers: '/numbers',
  }
}
