import { beforeEach, describe, expect, test } from 'vitest'
import { CAMPAIGN, env, ImportWorld, ORG, phone, START } from '../support/import-world.ts'

let world: ImportWorld

beforeEach(async () => {
  world = new ImportWorld()
  await world.prepare()
})

interface StoredContact {
  zone: string | null
  address: Record<string, unknown> | null
  consent: Record<string, unknown> | null
  version: number
}

async function contact(e164 = phone(1)): Promise<StoredContact> {
  const row = await env.DB.prepare(
    `SELECT c.zone, c.address, c.consent, c.version FROM contact_phones p JOIN contacts c ON c.id = p.contact_id
     WHERE p.org_id = ?1 AND p.e164 = ?2`,
  )
    .bind(ORG, e164)
    .first<{ zone: string | null; address: string | null; consent: string | null; version: number }>()
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text))
  return { zone: row!.zone, version: row!.version, address: parsed(row!.address), consent: parsed(row!.consent) }
}

async function audit(): Promise<Record<string, unknown>[]> {
  const { results } = await env.DB.prepare(
    "SELECT actor, details FROM audit_log WHERE org_id = ?1 AND action LIKE 'consent.%' ORDER BY id",
  )
    .bind(ORG)
    .all<{ actor: string; details: string }>()
  return results.map((row) => ({ actor: row.actor.split('_')[0], ...JSON.parse(row.details) }))
}

async function requireConsent(): Promise<void> {
  await env.DB.prepare(
    "UPDATE campaigns SET settings = json_set(settings, '$.require_consent', json('true')) WHERE id = ?1",
  )
    .bind(CAMPAIGN)
    .run()
}

const HEADINGS =
  'name,phone,address,city,state,zip,country,time zone,consent,consent text,consent source,consent date,consent expires'

test('address, zone and consent come with the list', async () => {
  const done = await world.import(
    `${HEADINGS}\nAnn,${phone(1)},9 Elm Ave,Erie,PA,16501,USA,America/New_York,written,Call me.,form 7,2026-03-01,2027-03-01\n`,
  )
  expect(done).toMatchObject({ created: 1, errors: [] })
  expect(await contact()).toEqual({
    zone: 'America/New_York',
    address: { street: '9 Elm Ave', city: 'Erie', state: 'PA', postal_code: '16501', country: 'US' },
    consent: {
      type: 'written',
      wording: 'Call me.',
      source: 'form 7',
      at: Date.parse('2026-03-01'),
      expires_at: Date.parse('2027-03-01'),
      revoked_at: null,
      revoked_reason: null,
    },
    version: 1,
  })
  expect((await world.leads())[0]!.variables).toMatchObject({ STATE: 'PA', CITY: 'Erie', CONSENT: 'written' })
})

test('what cannot be read is reported with line and column, and the person is kept', async () => {
  const done = await world.import(
    `name,phone,consent,consent date,country\nAnn,${phone(1)},maybe,03/04/2026,Freedonia\nBob,${phone(2)},yes,soon,\n`,
  )
  expect(done).toMatchObject({ created: 2, rejected: 0, skipped: 0 })
  expect(done.errors.map((it) => [it.line, it.column, it.code])).toEqual([
    [2, 'country', 'bad_country'],
    [2, 'consent', 'consent_unreadable'],
    [2, 'consent date', 'bad_consent_date'],
    [3, 'consent date', 'bad_consent_date'],
  ])
  expect((await contact(phone(1))).consent).toMatchObject({ type: 'none', at: null })
  expect((await contact(phone(2))).consent).toMatchObject({ type: 'express', at: null })
})

describe('somebody known', () => {
  const first = `phone,address,state,consent,consent source\n${phone(1)},9 Elm Ave,PA,yes,form 7\n`

  test('gets what the list says anew, and keeps what it does not speak of', async () => {
    await world.import(first)
    await world.import(`phone,x\n${phone(1)},1\n`)
    expect(await contact()).toMatchObject({ address: { state: 'PA' }, consent: { source: 'form 7' }, version: 1 })
    await world.import(`phone,city,state,consent\n${phone(1)},Boise,ID,no\n`)
    expect(await contact()).toMatchObject({
      address: { street: null, city: 'Boise', state: 'ID' },
      consent: { type: 'none', source: '' },
      version: 2,
    })
  })

  test('has a new version only when zone, address, consent or phones changed', async () => {
    await world.import(first)
    await world.import(first)
    await world.import(`name,phone,email,tags\nAnna,${phone(1)},a@x.example,vip\n`)
    expect((await contact()).version).toBe(1)
    await world.import(`phone,tz\n${phone(1)},America/Denver\n`)
    expect((await contact()).version).toBe(2)
    await world.import(`phone1,phone2\n${phone(1)},${phone(2)}\n`)
    expect((await contact()).version).toBe(3)
  })

  test('whose consent changes has it in the audit log, with what it was', async () => {
    await world.import(first)
    await world.import(first)
    expect(await audit()).toEqual([])
    await world.import(`phone,consent\n${phone(1)},no\n`)
    expect(await audit()).toMatchObject([
      { actor: 'import:imp', from: { type: 'express', source: 'form 7' }, to: { type: 'none' } },
    ])
  })

  test('who revoked consent is not taken to have given it by an older list', async () => {
    await world.import(first)
    await env.DB.prepare("UPDATE contacts SET consent = json_set(consent, '$.revoked_at', CAST(?1 AS INTEGER))")
      .bind(START)
      .run()
    const again = await world.import(first)
    expect(again.errors).toMatchObject([{ line: 2, code: 'consent_revoked' }])
    await world.import(`phone,consent,consent date\n${phone(1)},written,2026-11-22\n`)
    expect(await contact()).toMatchObject({ consent: { type: 'express', revoked_at: START }, version: 1 })
    await world.import(`phone,consent,consent date\n${phone(1)},written,2026-11-24\n`)
    expect(await contact()).toMatchObject({ consent: { type: 'written', revoked_at: null }, version: 2 })
  })
})

describe('a campaign that requires consent', () => {
  const list = (consent: string, expires = '') =>
    `name,phone,consent,consent expires\nAnn,${phone(1)},${consent},${expires}\n`

  test.each([
    ['none on file', '', '', 'skipped'],
    ['none given', 'no', '', 'skipped'],
    ['one that cannot be read', 'perhaps', '', 'skipped'],
    ['an expired one', 'yes', '2026-11-23', 'skipped'],
    ['one that holds', 'yes', '2026-11-24', 'pending'],
  ])('with %s', async (_, consent, expires, status) => {
    await requireConsent()
    const done = await world.import(list(consent, expires))
    const reason = status === 'skipped' ? 'no_consent' : null
    expect(await world.leads()).toMatchObject([{ status, status_reason: reason }])
    expect(done).toMatchObject({ created: 1, skipped: status === 'skipped' ? 1 : 0 })
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
  })

  test('says why, and dials whoever consents in a later list', async () => {
    await requireConsent()
    const done = await world.import(list(''))
    expect(done.errors).toMatchObject([{ line: 2, code: 'no_consent' }])
    await world.import(list('yes'))
    expect(await world.leads()).toMatchObject([{ status: 'pending', status_reason: null, seq: 2 }])
    const [counters, truth] = await world.countersAndTruth()
    expect(counters).toEqual(truth)
  })

  test('takes consent the organization knows already', async () => {
    await world.addCampaign('cmp_two')
    await world.import(list('yes'), { campaign: 'cmp_two' })
    await requireConsent()
    await world.import(`name,phone\nAnn,${phone(1)}\n`)
    expect(await world.leads()).toMatchObject([{ status: 'pending' }])
  })

  test('keeps whoever is suppressed as do_not_call, whatever they agreed to', async () => {
    await requireConsent()
    await world.suppress(phone(1))
    await world.import(list('yes'))
    expect(await world.leads()).toMatchObject([{ status: 'do_not_call', status_reason: 'suppressed' }])
  })
})
