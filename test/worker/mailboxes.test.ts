import { exports } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { createPostmarkMailer } from '../../src/adapters/postmark/mailer.ts'
import { rotateMailbox } from '../../src/app/mailboxes/rotate.ts'
import { saveMailbox } from '../../src/app/mailboxes/save.ts'
import { takeEmail } from '../../src/entry/email.ts'
import { createMailHook } from '../../src/entry/http/mail-hook.ts'
import { readConfig } from '../../src/env.ts'
import { withCsv } from '../corpus/mails/broken.ts'
import { PASS } from '../corpus/mails/cases.ts'
import { addCampaign } from '../support/api-rows.ts'
import { bindings, type Json, LOCAL } from '../support/api-world.ts'
import { authenticated, MailWorld } from '../support/mail-world.ts'

const input = { enabled: true, senders: ['jo@example.com'], mapping: null, headers: null }
let mails: MailWorld
let path: string
beforeEach(async () => {
  mails = await MailWorld.create(['jo@example.com'])
  path = `/campaigns/${mails.campaignId}/mailbox`
})

const put = (body: Json, at = path) => mails.world.request('PUT', at, { ...input, ...body })
const audit = async () => (await mails.world.get(`/audit-log?subject=${mails.campaignId}`)).data

describe('a mailbox', () => {
  it('is not there before it is set up', async () => {
    const { id } = await addCampaign(mails.world)
    expect(await mails.world.get(`/campaigns/${id}/mailbox`)).toEqual({
      address: null,
      enabled: false,
      senders: [],
      mapping: null,
      headers: null,
      no_replies: null,
      created_at: null,
      updated_at: null,
    })
    expect((await mails.world.request('POST', `/campaigns/${id}/mailbox/rotate`)).status).toBe(409)
  })

  it('has an address that nobody can guess, and keeps it when it is changed', async () => {
    expect(mails.address).toMatch(/^import\+[a-z2-7]{26}@mail\.sundial\.test$/)
    const answer = await put({ senders: [' Jo@Example.COM', 'jo@example.com', 'jörg@bücher.example'] })
    expect(answer.body).toMatchObject({
      address: mails.address,
      senders: ['jo@example.com', 'jörg@xn--bcher-kva.example'],
    })
    const rotated = await mails.world.post(`${path}/rotate`)
    expect(rotated.address).not.toBe(mails.address)
    expect(rotated.senders).toHaveLength(2)
    expect((await audit()).map((it: Json) => it.action)).toEqual([
      'mailbox.rotated',
      'mailbox.updated',
      'mailbox.created',
      'campaign.created',
    ])
    // An address is a key: the log of changes does not have it.
    expect(JSON.stringify(await audit())).not.toContain(mails.address.slice(7, 33))
  })

  it.each<[object, string, string]>([
    [{ senders: [] }, '#/senders', 'name at least one'],
    [{ senders: ['jo@example.com', '*@example.com'] }, '#/senders/1', 'one whole address'],
    [{ senders: ['Jo <jo@example.com>'] }, '#/senders/0', 'plain address'],
    [{ senders: ['lists@mail.sundial.test'] }, '#/senders/0', 'answers come from'],
    [{ mapping: { Mobile: 'telephone' } }, '#/mapping/Mobile', 'must be'],
    [{ mapping: { Mobile: 'phone1' }, headers: ['name', 'phone1'] }, '#/mapping', 'does not have: "Mobile"'],
    [{ headers: ['name', 'town'] }, '#/headers', 'No column for phones or emails'],
    [{ senders: Array.from({ length: 101 }, (_, i) => `a${i}@example.com`) }, '#/senders', ''],
    [{ colour: 'red' }, '#/colour', 'not known'],
  ])('refuses %j', async (body, pointer, message) => {
    const answer = await put(body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0]).toMatchObject({ pointer, message: expect.stringContaining(message) })
  })

  it('keeps the mapping and the headings of the sample', async () => {
    const fixed = { mapping: { Mobile: 'phone1' }, headers: [' Name', 'Mobile'] }
    expect((await put(fixed)).body).toMatchObject({ mapping: fixed.mapping, headers: ['Name', 'Mobile'] })
  })

  it('takes the headings of a sample that was uploaded', async () => {
    const csv = 'Name,Mobile,Notes\nAnn,+14155550101,x\n'
    const preview = `/campaigns/${mails.campaignId}/import-preview`
    const { body } = await mails.world.request('POST', preview, csv, { 'Content-Type': 'text/csv' })
    expect((await put({ upload_id: body.upload_id })).body.headers).toEqual(['Name', 'Mobile', 'Notes'])
    expect((await put({ upload_id: 'upl_gone' })).status).toBe(404)
  })

  it('may be switched off without senders', async () => {
    expect((await put({ enabled: false, senders: [] })).body).toMatchObject({ enabled: false, senders: [] })
  })

  it('is not changed by a viewer', async () => {
    const viewer = { ...LOCAL, role: 'viewer' as const }
    const { deps } = mails.world
    await expect(saveMailbox(deps, viewer, mails.campaignId, { ...input, uploadId: null })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(rotateMailbox(deps, viewer, mails.campaignId)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('needs a domain mail comes in at', async () => {
    const { deps } = mails.world
    deps.mail = { ...deps.mail, domain: null }
    expect((await put({})).body).toMatchObject({ code: 'missing_requirements', details: { missing: ['MAIL_DOMAIN'] } })
    expect((await mails.world.request('POST', `${path}/rotate`)).status).toBe(409)
    expect((await mails.world.get(path)).address).toBeNull()
  })

  it('lists its mails page by page', async () => {
    for (const from of ['a@x.example', 'b@x.example', 'c@x.example']) await mails.receive(withCsv(), { from })
    const first = await mails.world.get(`/campaigns/${mails.campaignId}/mails?limit=2`)
    expect(first.data.map((it: Json) => it.sender)).toEqual(['c@x.example', 'b@x.example'])
    const rest = await mails.world.get(`/campaigns/${mails.campaignId}/mails?limit=2&cursor=${first.next_cursor}`)
    expect(rest.data.map((it: Json) => it.sender)).toEqual(['a@x.example'])
    expect(rest.next_cursor).toBeNull()
  })
})

describe('the door for raw mails', () => {
  const KEY = 'a-key-of-at-least-thirty-two-characters'
  const mail = () => authenticated(withCsv(), PASS)
  async function send(
    door: { hookKey?: string | null; isOpen?: boolean },
    headers: Record<string, string> = {},
    to = mails.address,
    body: BodyInit | null = mail(),
  ) {
    const app = createMailHook(() => ({ ...mails.world.deps, hookKey: null, isOpen: false, ...door }))
    const query = new URLSearchParams({ to, from: 'jo@example.com' })
    return app.request(`http://localhost/email?${query}`, { method: 'POST', headers, body }, bindings)
  }

  it('opens to its key alone', async () => {
    expect((await send({ hookKey: KEY }, { Authorization: `Bearer ${KEY}` })).status).toBe(202)
    for (const given of [undefined, 'Bearer wrong', `Basic ${KEY}`, `Bearer ${KEY}x`, 'Bearer '])
      expect(
        (await send({ hookKey: KEY, isOpen: true }, given === undefined ? {} : { Authorization: given })).status,
      ).toBe(401)
    expect(await mails.mails()).toHaveLength(1)
  })

  it('is not there without a key, but in the sandbox on this machine', async () => {
    expect((await send({})).status).toBe(404)
    expect((await send({ isOpen: true })).status).toBe(202)
    expect((await send({ isOpen: true }, { Origin: 'http://localhost' })).status).toBe(202)
    expect((await send({ isOpen: true }, { Origin: 'https://evil.example' })).status).toBe(403)
  })

  it('says what is wrong to whoever may use it', async () => {
    expect((await send({ isOpen: true }, {}, 'nobody@mail.sundial.test')).status).toBe(404)
    expect((await send({ isOpen: true }, {}, mails.address, null)).status).toBe(400)
    mails.world.deps.mail = { ...mails.world.deps.mail, maxBytes: 100 }
    expect((await send({ isOpen: true })).status).toBe(413)
  })

  it('asks for the mail again when it could not be kept', async () => {
    mails.world.deps.mails.create = () => Promise.reject(new Error('away'))
    expect((await send({ isOpen: true })).status).toBe(500)
  })

  it('is the same one in the Worker itself', async () => {
    const worker = (exports as unknown as { default: Fetcher }).default
    const url = `http://localhost:8787/hooks/email?to=${encodeURIComponent(mails.address)}&from=jo@example.com`
    const answer = await worker.fetch(url, { method: 'POST', body: mail() })
    expect(answer.status).toBe(202)
    expect((await mails.mails())[0].bytes).toBe(mail().length)
  })
})

describe('Email Routing', () => {
  const message = (to: string, raw: Uint8Array<ArrayBuffer>) => {
    const rejected: string[] = []
    const it = {
      to,
      from: 'jo@example.com',
      raw: new Blob([raw]).stream(),
      rawSize: raw.length,
      setReject: (reason: string) => void rejected.push(reason),
    }
    return { rejected, it: it as unknown as ForwardableEmailMessage }
  }

  it('delivers to the same use case', async () => {
    const { rejected, it } = message(mails.address, authenticated(withCsv(), PASS))
    await takeEmail(it, mails.world.deps)
    await mails.drain()
    expect(rejected).toEqual([])
    expect((await mails.mails())[0].status).toBe('imported')
  })

  it('refuses what is not for us within the SMTP session, and no stranger otherwise', async () => {
    const unknown = message('import+x@mail.sundial.test', withCsv())
    await takeEmail(unknown.it, mails.world.deps)
    expect(unknown.rejected).toEqual(['No such address.'])
    const stranger = message(mails.address, withCsv())
    await takeEmail(stranger.it, mails.world.deps)
    expect(stranger.rejected).toEqual([])
  })
})

describe('Postmark', () => {
  const outgoing = {
    id: 'mal_1',
    to: 'jo@example.com',
    subject: 'Re: x',
    text: 't',
    html: '<p>t</p>',
    inReplyTo: '<a@b>',
  }
  const mailer = (fetch: (url: string, init: RequestInit) => Promise<Response>) =>
    createPostmarkMailer({ token: 'secret-token', from: 'Sundial <lists@example.com>', domain: 'example.com', fetch })

  it('is sent what its API documents', async () => {
    const seen: { url: string; init: RequestInit }[] = []
    const sent = await mailer(async (url, init) => {
      seen.push({ url, init })
      return Response.json({ To: outgoing.to, SubmittedAt: '', MessageID: 'x', ErrorCode: 0, Message: 'OK' })
    }).send(outgoing)
    expect(sent).toEqual({ ok: true })
    expect(seen[0]!.url).toBe('https://api.postmarkapp.com/email')
    expect(new Headers(seen[0]!.init.headers).get('X-Postmark-Server-Token')).toBe('secret-token')
    expect(JSON.parse(String(seen[0]!.init.body))).toEqual({
      From: 'Sundial <lists@example.com>',
      To: 'jo@example.com',
      Subject: 'Re: x',
      TextBody: 't',
      HtmlBody: '<p>t</p>',
      Headers: [
        { Name: 'Auto-Submitted', Value: 'auto-replied' },
        { Name: 'X-Auto-Response-Suppress', Value: 'All' },
        { Name: 'Message-ID', Value: '<mal_1@example.com>' },
        { Name: 'X-PM-KeepID', Value: 'true' },
        { Name: 'In-Reply-To', Value: '<a@b>' },
        { Name: 'References', Value: '<a@b>' },
      ],
    })
  })

  it.each<[string, () => Promise<Response>, boolean]>([
    [
      'an inactive recipient',
      async () => Response.json({ ErrorCode: 406, Message: 'jo@example.com is inactive' }, { status: 422 }),
      true,
    ],
    [
      'an invalid mail',
      async () => Response.json({ ErrorCode: 300, Message: 'Invalid To jo@example.com' }, { status: 422 }),
      true,
    ],
    ['a wrong token', async () => Response.json({ ErrorCode: 10, Message: 'bad' }, { status: 401 }), false],
    ['too many requests', async () => Response.json({ ErrorCode: 0, Message: 'slow' }, { status: 429 }), false],
    ['a fault of the service', async () => new Response('<html>secret-token</html>', { status: 503 }), false],
    ['no connection', async () => Promise.reject(new Error('connect to jo@example.com refused')), false],
  ])('%s is an answer, not an exception', async (_, fetch, isFinal) => {
    const result = await mailer(fetch).send(outgoing)
    expect(result).toMatchObject({ ok: false, isFinal })
    // What the server said may quote the mail or the key, and is shown in the dashboard.
    expect(JSON.stringify(result)).not.toMatch(/jo@example|secret-token/)
  })
})

describe('the variables', () => {
  const live = {
    SIGNALWIRE_SPACE: 's',
    SIGNALWIRE_PROJECT_ID: 'p',
    SIGNALWIRE_API_TOKEN: 't',
    CALLBACK_KEY: 'x'.repeat(32),
    PUBLIC_URL: 'https://sundial.example.com',
  }

  it('have defaults that answer nobody and take nothing', () => {
    expect(readConfig(live).mail).toEqual({
      domain: null,
      authservId: 'mx.cloudflare.net',
      hops: 1,
      hookKey: null,
      maxBytes: 25 * 1024 * 1024,
      answers: null,
    })
  })

  it('make the sandbox a mail server of its own', () => {
    expect(readConfig({ SANDBOX: 'on' }).mail).toMatchObject({
      domain: 'mail.sundial.test',
      answers: { from: 'Sundial <lists@mail.sundial.test>', postmarkToken: 'sandbox' },
    })
  })

  it.each([
    [{ MAIL_DOMAIN: 'https://example.com' }, 'must be a domain'],
    [{ MAIL_DOMAIN: 'Example.com' }, 'lower case'],
    [{ MAIL_HOOK_KEY: 'short' }, '32 characters'],
    [{ MAIL_MAX_BYTES: '99999999999' }, 'MAIL_MAX_BYTES'],
    [{ MAIL_FROM: 'lists@example.com' }, 'belong together'],
    [{ POSTMARK_SERVER_TOKEN: 'x' }, 'belong together'],
    [{ MAIL_FROM: 'nobody', POSTMARK_SERVER_TOKEN: 'x' }, 'must be an address'],
    [{ MAIL_FROM: 'Sundial <import+x@example.com>', POSTMARK_SERVER_TOKEN: 'x' }, 'lists are sent to'],
  ])('refuse %j', (more, message) => {
    expect(() => readConfig({ ...live, ...more })).toThrow(message)
  })
})
