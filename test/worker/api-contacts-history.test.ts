import { beforeEach, describe, expect, it } from 'vitest'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { transcriptKey } from '../../src/app/calls/take-callback.ts'
import { addAttempt, addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

const { DB, FILES } = bindings
const MINUTE = 60_000
const PHONE = '+13125550101'

let world: ApiWorld
let ids: Record<'contact' | 'campaign' | 'lead' | 'call' | 'old' | 'inbound' | 'list', string>
/** Somebody who came by a list, was called for two campaigns, of which one is gone, texted us, and was corrected: a minute apart. */
beforeEach(async () => {
  world = await createApiWorld()
  const idAt = (prefix: string, minutes: number) => firstIdAt(prefix, MONDAY_TEN + minutes * MINUTE) + '0'.repeat(16)
  const campaign = await addCampaign(world)
  const contact = await world.post('/contacts', { name: 'Ann', phones: [PHONE] })
  world.setTime(MONDAY_TEN + MINUTE)
  const { results } = await world.post(`/campaigns/${campaign.id}/leads`, {
    phones: [PHONE],
    variables: { case: 'A-1' },
  })
  const [call, old, inbound, list] = [idAt('att', 2), idAt('att', 3), idAt('cnv', 4), idAt('imp', 5)]
  const lead = results[0].lead_id
  const key = transcriptKey(campaign.id, call)
  const attempt = { contact_id: contact.id, phone: PHONE, state: 'settled', disposition: 'NO_ANSWER' }
  await addAttempt({ ...attempt, id: call, campaign_id: campaign.id, lead_id: lead, transcript_key: key })
  await addAttempt({ ...attempt, id: old, campaign_id: 'cmp_gone', lead_id: 'led_gone' })
  await FILES.put(key, JSON.stringify({ turns: [{ role: 'person', text: 'hello', at: null }] }))
  await DB.batch([
    DB.prepare(
      `INSERT INTO inbound_conversations (org_id, id, channel, carrier_id, number_id, to_e164, phone, contact_id, state, body, received_at)
       VALUES ('org_local', ?1, 'text', 'c1', 'num_1', '+12125550100', ?2, ?3, 'ended', 'call me', ?4)`,
    ).bind(inbound, PHONE, contact.id, MONDAY_TEN + 4 * MINUTE),
    DB.prepare(
      `INSERT INTO imports (id, org_id, campaign_id, filename, file_key, status, created_at, started_by)
       VALUES (?1, 'org_local', '', 'people.csv', 'k', 'completed', ?2, 'key:local')`,
    ).bind(list, MONDAY_TEN + 5 * MINUTE),
    DB.prepare('UPDATE contacts SET last_import_id = ?1').bind(list),
  ])
  world.setTime(MONDAY_TEN + 6 * MINUTE)
  await world.request('PATCH', `/contacts/${contact.id}`, { name: 'Ann Lee' })
  ids = { contact: contact.id, campaign: campaign.id, lead, call, old, inbound, list }
})

const history = (query = '', id = ids.contact) => world.get(`/contacts/${id}/history${query}`)
const seen = (events: Json[]) => events.map((it) => [it.kind, it.what])

describe('the history of a contact', () => {
  it('lays together what happened in every corner, newest first', async () => {
    const { data, next_cursor } = await history()
    expect(seen(data)).toEqual([
      ['change', 'contact.updated'],
      ['import', 'updated'],
      ['inbound', 'text'],
      ['call', 'NO_ANSWER'],
      ['call', 'NO_ANSWER'],
      ['lead', 'pending'],
      ['change', 'contact.created'],
    ])
    expect(next_cursor).toBeNull()
    expect(data[1]).toMatchObject({ id: ids.list, details: { filename: 'people.csv' }, actor: 'key:local' })
    expect(data[2]).toMatchObject({ id: ids.inbound, details: { from: PHONE, body: 'call me' } })
    expect(data[3]).toMatchObject({ id: ids.old, campaign_id: 'cmp_gone', campaign_name: null })
    expect(data[4]).toMatchObject({
      id: ids.call,
      lead_id: ids.lead,
      details: { has_transcript: true, has_recording: false },
    })
    expect(data[5]).toMatchObject({ id: ids.lead, campaign_id: ids.campaign })
  })

  it('is paged over all its sources without losing or repeating anything', async () => {
    const whole = (await history()).data
    for (const limit of [1, 2, 3]) {
      const events: Json[] = []
      let cursor: string | null = null
      do {
        const page: Json = await history(`?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
        expect(page.data.length).toBeLessThanOrEqual(limit)
        events.push(...page.data)
        cursor = page.next_cursor
      } while (cursor !== null)
      expect(events).toEqual(whole)
    }
  })

  it('goes on with whom they were merged into', async () => {
    const other = await world.post('/contacts', { name: 'Anna', phones: ['+13125550102'] })
    await world.post(`/contacts/${other.id}/merge`, { other_id: ids.contact })
    const { data } = await history('', other.id)
    expect(seen(data)).toEqual(
      expect.arrayContaining([
        ['change', 'contact.merged'],
        ['change', 'contact.merged_away'],
        ['inbound', 'text'],
        ['lead', 'pending'],
      ]),
    )
    expect(data.filter((it: Json) => it.kind === 'call').map((it: Json) => it.id)).toEqual([ids.old, ids.call])
  })
})

describe('the export of a person', () => {
  it('is one file with everything that is held', async () => {
    await world.post('/suppressions', { phone: PHONE, reason: 'asked' })
    const answer = await world.request('GET', `/contacts/${ids.contact}/export`)
    expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="${ids.contact}.json"`)
    const { body } = answer
    expect(body).toMatchObject({
      contact: { id: ids.contact, name: 'Ann Lee' },
      merged_contacts: [],
      leads: [{ id: ids.lead, variables: { CASE: 'A-1' } }],
      attempts: [
        { id: ids.call, transcript: [{ role: 'person', text: 'hello' }], proof: {} },
        { id: ids.old, transcript: [] },
      ],
      inbound: [{ id: ids.inbound }],
      imports: [{ id: ids.list, details: { filename: 'people.csv' } }],
      suppressions: [{ value: PHONE }],
    })
    expect(body.audit_log.map((it: Json) => it.action)).toEqual(['contact.updated', 'contact.created'])
    expect((await world.request('GET', '/contacts/con_none/export')).status).toBe(404)
  })

  it('has every section also of somebody of whom nothing else is known', async () => {
    const bob = await world.post('/contacts', { email: 'bob@example.com' })
    const { body } = await world.request('GET', `/contacts/${bob.id}/export`)
    expect(Object.keys(body)).toEqual([
      'exported_at',
      'contact',
      'merged_contacts',
      'leads',
      'attempts',
      'inbound',
      'imports',
      'suppressions',
      'audit_log',
    ])
  })
})
