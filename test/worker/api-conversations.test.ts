import { beforeEach, describe, expect, it } from 'vitest'
import { firstIdAt } from '../../src/adapters/ids.ts'
import type { Recordings } from '../../src/app/attempts/recordings.ts'
import { transcriptKey } from '../../src/app/calls/take-callback.ts'
import { addAttempt, addCampaign, addLeads } from '../support/api-rows.ts'
import { type ApiWorld, createApiWorld, type Json, MONDAY_TEN } from '../support/api-world.ts'

let world: ApiWorld
let of: { campaign_id: string; lead_id: string; contact_id: string }
let asked: [url: string, range: string | null][]
beforeEach(async () => {
  asked = []
  const recordings: Recordings = {
    async open(url, range) {
      asked.push([url, range])
      if (url.includes('gone')) return null
      const body = new Response('RIFF').body as ReadableStream
      return {
        status: 206,
        body,
        contentType: url.includes('html') ? 'text/html' : 'audio/wav',
        headers: { 'content-range': 'bytes 0-3/9' },
      }
    },
    remove: async () => false,
  }
  world = await createApiWorld({ recordings })
  const campaign = await addCampaign(world)
  const [lead] = await addLeads(world, campaign.id, 1)
  of = { campaign_id: campaign.id, lead_id: lead.id, contact_id: lead.contact_id }
})

const settled = { state: 'settled', settled_at: MONDAY_TEN }
const ids = async (query: string): Promise<string[]> =>
  (await world.get(`/conversations?${query}`)).data.map((it: Json) => it.id)

describe('the call history', () => {
  it('is newest first, filtered, and without attempts that were given back', async () => {
    const hour = 3_600_000
    const idAt = (hours: number, n: number) => `${firstIdAt('att', MONDAY_TEN + hours * hour)}${n}`
    const [at1, at2, at3, at4] = [idAt(0, 1), idAt(1, 2), idAt(1, 3), idAt(2, 4)] as const
    await addAttempt({ id: at1, ...of, ...settled, disposition: 'NO_ANSWER', answer_status: 'no_answer' })
    await addAttempt({
      id: at2,
      ...of,
      ...settled,
      disposition: 'INTERESTED',
      answer_status: 'human',
      permitted_at: MONDAY_TEN + hour,
    })
    await addAttempt({ id: at3, ...of, ...settled, counted: 0 })
    await addAttempt({
      id: at4,
      ...of,
      lead_id: 'led_x',
      campaign_id: 'cmp_gone',
      phone: '+13125550777',
      permitted_at: MONDAY_TEN + 2 * hour,
    })
    expect(await ids('')).toEqual([at4, at2, at1])
    expect(await ids(`campaign_id=${of.campaign_id}`)).toEqual([at2, at1])
    expect(await ids('lead_id=led_x')).toEqual([at4])
    expect(await ids('disposition=INTERESTED,OPT_OUT')).toEqual([at2])
    expect(await ids('answer_status=no_answer')).toEqual([at1])
    expect(await ids('phone=%2B13125550777')).toEqual([at4])
    expect(await ids('phone=+13125550777')).toEqual([at4])
    expect(await ids('from=2026-11-23T16:00:00Z&to=2026-11-23T16:30:00Z')).toEqual([at2])
    const { data, next_cursor } = await world.get('/conversations?limit=2')
    expect(data[0]).toMatchObject({ campaign_name: null, contact_name: expect.stringMatching(/^Person/) })
    expect(await ids(`limit=2&cursor=${next_cursor}`)).toEqual([at1])
  })

  it('shows what was said', async () => {
    const turns = [
      { role: 'agent', text: 'Hello.', at: MONDAY_TEN },
      { role: 'person', text: 'Hi <b>', at: null },
    ]
    const key = transcriptKey(of.campaign_id, 'att_1')
    await world.deps.files.put(key, JSON.stringify({ turns }))
    await addAttempt({
      id: 'att_1',
      ...of,
      ...settled,
      transcript_key: key,
      summary: 'Short.',
    })
    const { transcript, summary, has_transcript } = await world.get('/conversations/att_1')
    expect(transcript).toEqual([
      { role: 'agent', text: 'Hello.', at: '2026-11-23T15:00:00.000Z' },
      { role: 'person', text: 'Hi <b>', at: null },
    ])
    expect([summary, has_transcript]).toEqual(['Short.', true])
  })

  it('shows a conversation whose transcript is missing, unreadable or of another organization without it', async () => {
    const key = (id: string, campaignId = of.campaign_id) => transcriptKey(campaignId, id)
    await world.deps.files.put(key('att_2'), '{"turns": [{')
    const theirs = key('att_9', 'cmp_theirs')
    await world.deps.files.put(theirs, JSON.stringify([{ role: 'agent', text: 'secret', at: null }]))
    await addAttempt({ id: 'att_1', ...of, ...settled, transcript_key: key('att_1') })
    await addAttempt({ id: 'att_2', ...of, ...settled, transcript_key: key('att_2') })
    await addAttempt({ id: 'att_3', ...of, ...settled, transcript_key: theirs })
    for (const id of ['att_1', 'att_2', 'att_3'])
      expect((await world.get(`/conversations/${id}`)).transcript).toEqual([])
  })
})

describe('a recording', () => {
  it('is passed through, with the range asked for', async () => {
    await addAttempt({ id: 'att_1', ...of, ...settled, recording_url: 'https://files.swire.io/a.wav' })
    const answer = await world.request('GET', '/conversations/att_1/recording', undefined, { Range: 'bytes=0-3' })
    expect(answer.status).toBe(206)
    expect(answer.body).toBe('RIFF')
    expect(answer.headers.get('Content-Type')).toBe('audio/wav')
    expect(answer.headers.get('Content-Range')).toBe('bytes 0-3/9')
    expect(asked).toEqual([['https://files.swire.io/a.wav', 'bytes=0-3']])
  })

  it('is never served as something a browser would run', async () => {
    await addAttempt({ id: 'att_1', ...of, ...settled, recording_url: 'https://files.swire.io/html' })
    const answer = await world.request('GET', '/conversations/att_1/recording')
    expect(answer.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
  })

  it('answers 404 when there is none, or none any more', async () => {
    await addAttempt({ id: 'att_1', ...of, ...settled })
    await addAttempt({ id: 'att_2', ...of, ...settled, recording_url: 'https://files.swire.io/gone' })
    for (const id of ['att_1', 'att_2', 'att_none'])
      expect((await world.request('GET', `/conversations/${id}/recording`)).status, id).toBe(404)
    expect(asked).toHaveLength(1)
  })
})
