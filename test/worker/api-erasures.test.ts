import { beforeEach, describe, expect, it } from 'vitest'
import { checkProof } from '../../scripts/check-proof.ts'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { transcriptKey } from '../../src/app/calls/take-callback.ts'
import { resumeErasures, runErasure } from '../../src/app/erasures/run.ts'
import { sealProofs } from '../../src/app/proof/seal.ts'
import { addAttempt, addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

const { DB, FILES } = bindings
const PHONE = '+13125550101'
/** What nothing but a suppression may say afterwards. */
const TRACES = [PHONE, '312) 555-0101', '3125550101', 'zenobia', 'quibble', 'secret-value', 'crm-zq', 'said-something']

let world: ApiWorld
let removed: string[]
beforeEach(async () => {
  removed = []
  const remove = async (url: string) => removed.push(url) > 0 && !url.includes('unnamed')
  world = await createApiWorld({ recordings: { open: async () => null, remove } })
})

const run = (sql: string, ...values: unknown[]) =>
  DB.prepare(sql)
    .bind(...values)
    .run()
/** A minute later, when ids are old enough. */
async function seal(): Promise<void> {
  world.setTime(world.deps.clock.now() + 60_000)
  await sealProofs(world.deps, 'org_local', 100)
}
const attemptId = (n: number) => `${firstIdAt('att', MONDAY_TEN + n)}${String(n).padStart(16, '0')}`

/** Somebody with a call, a list, a mail, a log and all that comes of them. */
async function somebody(): Promise<{ contact: Json; campaign: Json; lead: Json; attempt: string }> {
  const campaign = await addCampaign(world)
  await world.post('/webhook-endpoints', { url: 'https://hooks.example.org/' })
  const contact = await world.post('/contacts', {
    name: 'Zenobia Quibble',
    phones: ['(312) 555-0101'],
    email: 'Zenobia@quibble.example',
    tags: ['secret-value'],
    properties: { a: 'secret-value' },
    external_id: 'crm-zq',
    consent: { type: 'express', wording: 'Zenobia said yes', source: 'form', at: '2026-11-01T00:00:00Z' },
    address: { street: '1 Quibble Street', state: 'IL', country: 'US' },
  })
  const added = await world.request(
    'POST',
    `/campaigns/${campaign.id}/leads`,
    { name: 'Zenobia Quibble', phones: [PHONE], variables: { b: 'secret-value' } },
    { 'Idempotency-Key': 'zenobia-1' },
  )
  const lead = await world.get(`/leads/${added.body.results[0].lead_id}`)
  const attempt = attemptId(5)
  const key = transcriptKey(campaign.id, attempt)
  await addAttempt({
    id: attempt,
    campaign_id: campaign.id,
    lead_id: lead.id,
    contact_id: contact.id,
    phone: PHONE,
    state: 'settled',
    summary: 'Zenobia said-something',
    proof: JSON.stringify({ consent: { wording: 'Zenobia said yes' } }),
    recording_url: 'https://files.swire.io/s/p/recordings/a.wav',
    transcript_key: key,
    carrier_call_id: 'call-1',
  })
  await FILES.put(key, JSON.stringify({ turns: [{ role: 'person', text: 'said-something', at: null }] }))
  await world.post(`/leads/${lead.id}/do-not-call`, { reason: 'Zenobia said-something', email: true })
  await run(`UPDATE imports SET status = 'completed'`)
  return { contact, campaign, lead, attempt }
}

/** A list in the file store, as an import leaves it. */
async function list(campaignId: string, text: string, status = 'completed'): Promise<string> {
  const id = world.deps.ids.next('imp')
  const key = `org_local/imports/${id}/file`
  await FILES.put(`${key}.0`, text)
  await FILES.put(`org_local/imports/${id}/err_1`, text)
  await run(
    `INSERT INTO imports (id, org_id, campaign_id, filename, file_key, status, errors, created_at, source)
     VALUES (?1, 'org_local', ?2, 'people.csv', ?3, ?4, ?5, 1, 'upload')`,
    id,
    campaignId,
    key,
    status,
    JSON.stringify([{ line: 2, column: 'name', code: 'x', message: text }]),
  )
  return id
}

const erase = (id: string) => world.request('POST', `/contacts/${id}/erase`, { reason: 'letter of 3 May' })

/** Every text of every table but the suppressions, and every file, that still says something of the person. */
async function traces(): Promise<string[]> {
  const { results: tables } = await DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name NOT LIKE 'd1_%'`,
  ).all<{ name: string }>()
  const found: string[] = []
  const look = (where: string, text: string) => {
    for (const trace of TRACES) if (text.toLowerCase().includes(trace)) found.push(`${where}: ${text.slice(0, 200)}`)
  }
  for (const { name } of tables) {
    if (name === 'suppressions') continue
    const { results } = await DB.prepare(`SELECT * FROM ${name}`).all()
    for (const row of results)
      for (const [column, value] of Object.entries(row)) look(`${name}.${column}`, String(value))
  }
  for (const { key } of (await FILES.list()).objects) look(key, `${key} ${await (await FILES.get(key))!.text()}`)
  return found
}

describe('a person who asks to be forgotten', () => {
  it('is found nowhere any more but in the suppressions', async () => {
    const { contact, campaign, attempt } = await somebody()
    const theirs = await list(campaign.id, 'name,phone\nZenobia Quibble,(312) 555-0101\n')
    const others = await list(campaign.id, 'name,phone\nSomebody,(312) 555-0102\n')
    await run(
      `INSERT INTO inbound_conversations (org_id, id, channel, carrier_id, number_id, to_e164, phone, contact_id, state, body, received_at)
       VALUES ('org_local', 'cnv_1', 'text', 'c1', 'num_1', '+12125550100', ?1, ?2, 'ended', 'Zenobia said-something', 1)`,
      PHONE,
      contact.id,
    )
    await run(
      `INSERT INTO stuck_items (org_id, id, kind, subject, error, payload, first_at, last_at)
       VALUES ('org_local', 'stk_1', 'event', ?1, 'zenobia', '{"rawBody":"said-something"}', 1, 1)`,
      `${attempt}/status/abc`,
    )
    await FILES.put('org_local/uploads/upl_1/file.0', 'name,phone\nZenobia Quibble,312.555.0101\n')
    await run(
      `INSERT INTO uploads (org_id, id, campaign_id, filename, file_key, stored, created_at)
       VALUES ('org_local', 'upl_1', '', 'people.csv', 'org_local/uploads/upl_1/file', '{}', 1)`,
    )
    await seal()
    expect((await traces()).length).toBeGreaterThan(10)
    const { status, body } = await erase(contact.id)
    expect([status, body]).toMatchObject([
      202,
      { contact_id: contact.id, status: 'running', reason: 'letter of 3 May' },
    ])
    // At once: nobody is there, and nobody may be called.
    expect(await world.get(`/contacts/${contact.id}`)).toMatchObject({
      name: '',
      email: null,
      phones: [],
      tags: [],
      properties: {},
      consent: null,
      address: null,
      external_id: null,
      leads: [{ status: 'skipped' }],
    })
    expect((await world.get('/contacts')).data).toEqual([])
    await runErasure(world.deps, 'org_local', body.id)
    expect(await world.get(`/erasures/${body.id}`)).toMatchObject({
      status: 'completed',
      attempts: 1,
      transcripts: 1,
      recordings: 1,
      recordings_left: [],
      imports: [theirs],
    })
    expect(await traces()).toEqual([])
    expect(removed).toEqual(['https://files.swire.io/s/p/recordings/a.wav'])
    const { data } = await world.get('/suppressions')
    expect(
      data.map((it: Json) => [
        it.kind,
        it.value,
        it.channel,
        it.source,
        it.reason,
        it.evidence,
        it.contact_id,
        it.attempt_id,
      ]),
    ).toEqual([
      ['email', 'zenobia@quibble.example', 'email', 'privacy_request', 'privacy request', '', null, null],
      ['phone', PHONE, 'all', 'privacy_request', 'privacy request', '', null, null],
    ])
    // The list of others is whole, and the log still says who did what when.
    expect(await FILES.head(`org_local/imports/${others}/file.0`)).not.toBeNull()
    const actions = (await world.get(`/audit-log?subject=${contact.id}`)).data.map((it: Json) => it.action)
    expect(actions).toContain('contact.erased')
    expect(actions).toContain('contact.created')
  })

  it('takes with them who was merged into them', async () => {
    const { contact } = await somebody()
    const twin = await world.post('/contacts', { name: 'Zenobia Q.', phones: ['+13125550109'] })
    await world.post(`/contacts/${contact.id}/merge`, { other_id: twin.id })
    await seal()
    const refused = await erase(twin.id)
    expect([refused.status, refused.body.details]).toEqual([409, { merged_into: contact.id }])
    const { body } = await erase(contact.id)
    await runErasure(world.deps, 'org_local', body.id)
    expect(await traces()).toEqual([])
    expect(await world.get(`/contacts/${twin.id}`)).toMatchObject({ name: '', merged_into: contact.id })
    expect((await world.get('/suppressions')).data.map((it: Json) => it.value)).toContain('+13125550109')
  })

  it('is not dialed any more: leads that wait end, and the counters know', async () => {
    const campaign = await addCampaign(world)
    const { results } = await world.post(`/campaigns/${campaign.id}/leads`, { phones: [PHONE], variables: { a: 'b' } })
    const { contact_id: id, lead_id: leadId } = results[0]
    expect((await erase(id)).status).toBe(202)
    expect(await world.get(`/leads/${leadId}`)).toMatchObject({
      status: 'skipped',
      status_reason: 'erased',
      variables: {},
      phones: [],
      name: '',
    })
    const { leads } = await world.get(`/campaigns/${campaign.id}/stats`)
    expect([leads.total, leads.by_status.pending, leads.by_status.skipped]).toEqual([1, 0, 1])
    expect(world.dialers.calls).toContainEqual(['leadChanged', campaign.id, leadId, 'edit'])
    const again = await erase(id)
    expect([again.status, again.body.detail]).toEqual([
      409,
      'The contact was erased: the person asked to be forgotten.',
    ])
    // The next list does not bring them back to the phone.
    const next = await world.post(`/campaigns/${campaign.id}/leads`, { phones: [PHONE] })
    expect((await world.get(`/leads/${next.results[0].lead_id}`)).phones[0].state).toBe('suppressed')
  })

  it('waits for the end of a call', async () => {
    const { contact } = await somebody()
    await run(`UPDATE attempts SET state = 'answered'`)
    const refused = await erase(contact.id)
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'The contact is in a call; erase it when the call has ended.',
    ])
    expect((await world.get('/erasures')).data).toEqual([])
  })

  it('waits with the calls that have no place in the proof chain yet, and with a list that is being read', async () => {
    const { contact, campaign } = await somebody()
    const running = await list(campaign.id, `phone\n${PHONE}\n`, 'running')
    const { body } = await erase(contact.id)
    const state = async () => (await world.get(`/erasures/${body.id}`)).status
    await runErasure(world.deps, 'org_local', body.id)
    expect((await DB.prepare('SELECT phone FROM attempts').first())!.phone).toBe(PHONE)
    await seal()
    expect(await resumeErasures(world.deps)).toBe(1)
    expect([await state(), (await DB.prepare('SELECT phone FROM attempts').first())!.phone]).toEqual(['running', ''])
    expect(await FILES.head(`org_local/imports/${running}/file.0`)).not.toBeNull()
    await run(`UPDATE imports SET status = 'completed'`)
    await resumeErasures(world.deps)
    expect([await state(), await traces()]).toEqual(['completed', []])
    // Nothing is left to look for, and again is no harm.
    await runErasure(world.deps, 'org_local', body.id)
    expect(await resumeErasures(world.deps)).toBe(0)
    expect((await DB.prepare('SELECT progress FROM erasures').first<{ progress: string }>())!.progress).not.toContain(
      'target',
    )
  })

  it('goes on where it was when the job dies in any of its steps', async () => {
    const { contact, campaign } = await somebody()
    await list(campaign.id, `phone\n${PHONE}\n`)
    await seal()
    const { body } = await erase(contact.id)
    const { erasures } = world.deps
    for (let deaths = 0; ; deaths += 1) {
      if (deaths > 40) throw new Error('it never ends')
      let writes = 0
      // Dies behind each write in turn.
      const dying = new Proxy(erasures, {
        get:
          (store, name: keyof typeof erasures) =>
          async (...given: never[]) => {
            const result = await (store[name] as (...given: never[]) => Promise<unknown>)(...given)
            if (/^(advance|erase|finish)/.test(name) && ++writes > 1) throw new Error('killed')
            return result
          },
      })
      await runErasure({ ...world.deps, erasures: dying }, 'org_local', body.id).catch(() => {})
      if ((await world.get(`/erasures/${body.id}`)).status === 'completed') break
    }
    expect(await traces()).toEqual([])
    expect(await world.get(`/erasures/${body.id}`)).toMatchObject({ attempts: 1 })
  })

  it('is tried again when the carrier is away, and holds up nobody else', async () => {
    const { contact } = await somebody()
    const bob = await world.post('/contacts', { name: 'Bob', email: 'bob@example.com' })
    await seal()
    const [theirs, bobs] = [(await erase(contact.id)).body.id, (await erase(bob.id)).body.id]
    const away = async () => {
      throw new Error('the carrier is away')
    }
    await resumeErasures({ ...world.deps, recordings: { ...world.deps.recordings, remove: away } })
    const states = async () => [
      (await world.get(`/erasures/${theirs}`)).status,
      (await world.get(`/erasures/${bobs}`)).status,
    ]
    expect(await states()).toEqual(['running', 'completed'])
    expect(world.logged.map((it) => it.message)).toEqual(['erasure.failed'])
    await resumeErasures(world.deps)
    expect([await states(), await traces()]).toEqual([['completed', 'completed'], []])
  })

  it('says which recordings the carrier could not be asked to delete', async () => {
    const { contact } = await somebody()
    await run(`UPDATE attempts SET recording_url = 'https://files.swire.io/unnamed'`)
    await seal()
    const { body } = await erase(contact.id)
    await runErasure(world.deps, 'org_local', body.id)
    expect(await world.get(`/erasures/${body.id}`)).toMatchObject({
      recordings: 0,
      recordings_left: ['https://files.swire.io/unnamed'],
    })
  })
})

describe('the proof chain', () => {
  const verify = () => world.get('/compliance/verify')

  async function chainOfFive(): Promise<string> {
    const { contact, attempt } = await somebody()
    for (const n of [1, 3, 7, 9])
      await addAttempt({
        id: attemptId(n),
        phone: `+1312555020${n}`,
        campaign_id: 'cmp_a',
        lead_id: 'led_a',
        contact_id: 'con_x',
      })
    await seal()
    const { body } = await erase(contact.id)
    await runErasure(world.deps, 'org_local', body.id)
    expect(await verify()).toMatchObject({ ok: true, checked: 5, erased: { count: 1, erasures: [body.id] } })
    return attempt
  }

  it('counts a record that was erased, and still proves those round it', async () => {
    const attempt = await chainOfFive()
    const { data } = await world.get('/compliance/proofs')
    expect(data.find((it: Json) => it.id === attempt)).toMatchObject({
      to: '',
      proof: { erased_by: expect.stringMatching(/^era_/) },
      erased_at: expect.any(String),
      sealed: { position: 3 },
    })
    // The recipe of docs/proof.md comes to the same.
    const { body } = await world.request('GET', '/compliance/proofs/export')
    expect(checkProof(body)).toEqual([])
    expect(checkProof(body.replace('+13125550207', '+13125550208'))).toEqual([`${attemptId(7)} was changed`])
    await run(`UPDATE attempts SET phone = '+13125550000' WHERE id = ?1`, attemptId(7))
    expect(await verify()).toMatchObject({ ok: false, broken: { kind: 'changed', attempt_id: attemptId(7) } })
  })

  it.each([
    ['marked as erased', `UPDATE attempts SET erased_at = 1, campaign_id = 'cmp_b' WHERE id = ?1`],
    ['emptied', `UPDATE attempts SET erased_at = 1, phone = '', proof = '{}' WHERE id = ?1`],
    [
      'said to be emptied by an erasure there never was',
      `UPDATE attempts SET erased_at = 1, phone = '', proof = '{"erased_by":"era_none"}' WHERE id = ?1`,
    ],
    [
      'said to be emptied by an erasure of somebody else',
      `UPDATE attempts SET erased_at = 1, phone = '', proof = (SELECT json_object('erased_by', id) FROM erasures) WHERE id = ?1`,
    ],
  ])('does not let an alteration hide: a record %s', async (_name, sql) => {
    await chainOfFive()
    await run(sql, attemptId(7))
    const { ok, broken } = await verify()
    expect([ok, broken.kind, broken.attempt_id, broken.position]).toEqual([false, 'changed', attemptId(7), 4])
    expect(broken.message).toContain('no erasure emptied it')
  })

  it('does not let an erased record say something else, or go', async () => {
    const attempt = await chainOfFive()
    await run(`UPDATE attempts SET phone = '+13125550199' WHERE id = ?1`, attempt)
    expect((await verify()).broken).toMatchObject({ kind: 'changed', attempt_id: attempt })
    await run('DELETE FROM attempts WHERE id = ?1', attempt)
    expect((await verify()).broken).toMatchObject({ kind: 'missing', attempt_id: attempt })
  })

  it('does not take another hash for an erased record', async () => {
    const attempt = await chainOfFive()
    const { records } = (await DB.prepare('SELECT records FROM proof_blocks').first<{ records: string }>())!
    const changed = JSON.parse(records).map(([id, hash]: [string, string]) => [id, id === attempt ? 'x' : hash])
    await run('UPDATE proof_blocks SET records = ?1', JSON.stringify(changed))
    expect(await verify()).toMatchObject({ ok: false, broken: { position: 4 } })
  })
})
