import {
  COUNT_LEADS,
  COUNT_SEQ,
  INSERT_CONTACTS,
  INSERT_LEADS,
  INSERT_PHONES,
} from '../../src/adapters/d1/lead-insert-sql.ts'

/** All open at 13:00 in New York: four zones, so that the campaign has as many lanes as it has kinds of states. */
const AREA_CODES = ['212', '305', '617', '404', '312', '713', '504', '615', '303', '602', '213', '702']

/** Puts leads with one phone each straight into the database. `from` numbers them, over all campaigns. */
export async function fillLeads(
  db: D1Database,
  orgId: string,
  campaignId: string,
  from: number,
  count: number,
  now: number,
): Promise<void> {
  const slice = 2_500
  for (let done = 0; done < count; done += slice) {
    const numbers = Array.from({ length: Math.min(slice, count - done) }, (_, i) => from + done + i)
    const contacts = numbers.map((n) => {
      const phones = [{ position: 1, e164: phoneOf(n), raw: phoneOf(n), problem: null }]
      return [idOf('con', n), `Person ${n}`, null, phones, null, []]
    })
    const phones = numbers.map((n) => [phoneOf(n), idOf('con', n)])
    const leads = numbers.map((n, i) => [
      idOf('led', n),
      idOf('con', n),
      i,
      'normal',
      'pending',
      null,
      1,
      { AMOUNT: '12000' },
    ])
    await db.batch([
      db.prepare(INSERT_CONTACTS).bind(JSON.stringify(contacts), orgId, null, now),
      db.prepare(INSERT_PHONES).bind(JSON.stringify(phones), orgId),
      db.prepare(INSERT_LEADS).bind(JSON.stringify(leads), orgId, campaignId, null, now),
      db.prepare(COUNT_SEQ).bind(campaignId, orgId, numbers.length),
      db.prepare(COUNT_LEADS).bind(campaignId, numbers.length, 0, 0),
    ])
  }
}

/** Every one different, up to 9.6 million. */
function phoneOf(n: number): string {
  const area = AREA_CODES[n % AREA_CODES.length]!
  return `+1${area}${2_000_000 + Math.floor(n / AREA_CODES.length)}`
}

function idOf(prefix: string, n: number): string {
  return `${prefix}_bench${String(n).padStart(16, '0')}`
}
