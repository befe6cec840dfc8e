import { beforeEach, describe, expect, it } from 'vitest'
import documentation from '../../docs/email.md?raw'
import { failDeadMail } from '../../src/app/mails/fail-dead.ts'
import { KEPT_REFUSED } from '../../src/app/mails/process.ts'
import { takeUpMails } from '../../src/app/mails/take-up.ts'
import { handleQueue } from '../../src/entry/queue.ts'
import { instead, mailOf, withCsv } from '../corpus/mails/broken.ts'
import { PASS } from '../corpus/mails/cases.ts'
import { bindings, type Json } from '../support/api-world.ts'
import { authenticated, MailWorld } from '../support/mail-world.ts'

const JO = 'jo@example.com'
/** A list by hand, from Jo, that passed. */
const listMail = (csv?: string, head?: string[]) => authenticated(withCsv(head, csv), PASS)
const HEADINGS = ['name', 'phone1', 'email']

let mails: MailWorld
beforeEach(async () => {
  mails = await MailWorld.create([JO])
})

const keyOf = (mail: Json) => ({ orgId: 'org_local', campaignId: mails.campaignId, id: mail.id })
const importsOf = async () => (await mails.world.get(`/campaigns/${mails.campaignId}/imports`)).data
const texts = () => mails.sent.map((it) => it.text)

describe('a mailed list', () => {
  it('is an import of its sender, with the mapping of the mailbox', async () => {
    await mails.setUp({ senders: [JO], mapping: { email: 'variable:CONTACT' } })
    await mails.receive(listMail())
    await mails.drain()
    const [mail] = await mails.mails()
    const [entry] = await importsOf()
    expect(entry).toMatchObject({
      id: mail.attachments[0].import_id,
      status: 'completed',
      source: 'email',
      started_by: JO,
      mail_id: mail.id,
      filename: 'people.csv',
      created: 1,
    })
    const [lead] = (await mails.world.get(`/campaigns/${mails.campaignId}/leads`)).data
    expect(lead).toMatchObject({ email: null, variables: { CONTACT: 'ann@example.net' } })
  })

  it('is answered with counts, the first problems and where the rest is', async () => {
    await mails.receive(listMail('name,phone1\nAnn,+14155550101\nBo,nonsense\nCy,+14155550101\n'))
    await mails.drain()
    const [answer] = mails.sent
    expect(answer).toMatchObject({ to: JO, subject: 'Re: People to call', inReplyTo: '<by-hand@example.com>' })
    expect(answer!.text).toContain('people.csv: ')
    expect(answer!.text).toMatch(/Line 3, phone1: .*nonsense/)
    expect(answer!.text).toContain(`https://sundial.test/campaigns/${mails.campaignId}/contacts`)
    // Whoever reads the mail must not get into the account by it.
    expect(answer!.text + answer!.html).not.toContain(mails.address.split('@')[0])
  })

  it('is shown and answered under its subject as people read it, on one line', async () => {
    const subject = 'Subject: =?UTF-8?Q?Friday=E2=80=99s=0D=0Alist?='
    await mails.receive(listMail(undefined, instead(subject)))
    await mails.drain()
    expect((await mails.mails())[0]).toMatchObject({ status: 'imported', subject: 'Friday’s list' })
    expect(mails.sent[0]!.subject).toBe('Re: Friday’s list')
  })

  it('is escaped in the answer', async () => {
    await mails.receive(listMail('name,phone1\nAnn,<img src=x onerror=alert(1)>\n'))
    await mails.drain()
    expect(mails.sent[0]!.html).toContain('&lt;img')
    expect(mails.sent[0]!.html).not.toContain('<img')
  })

  it('is imported once, however often the same mail comes', async () => {
    await mails.receive(listMail())
    await mails.drain()
    await mails.receive(authenticated(withCsv(), PASS, 'Received: by another way\r\n'))
    await mails.drain()
    const [second, first] = await mails.mails()
    expect([first.status, second.status, second.reason]).toEqual(['imported', 'refused', 'duplicate'])
    expect(await importsOf()).toHaveLength(1)
    expect(mails.sent).toHaveLength(1)
  })

  it('is imported once when the same mail comes twice at once', async () => {
    await Promise.all([mails.receive(listMail()), mails.receive(listMail())])
    await Promise.all(mails.queue.splice(0).map((message) => mails.handle(message)))
    await mails.drain()
    expect((await mails.mails()).map((it) => it.status).sort()).toEqual(['imported', 'refused'])
    expect(await importsOf()).toHaveLength(1)
    expect(mails.sent).toHaveLength(1)
  })

  it('is imported once when its message is delivered twice at once', async () => {
    await mails.receive(listMail())
    const [message] = mails.queue.splice(0)
    await Promise.all([mails.handle(message!), mails.handle(message!)])
    await mails.drain()
    expect(await importsOf()).toHaveLength(1)
    expect(mails.sent).toHaveLength(1)
  })

  it('is a duplicate without a Message-ID too, by what stands in it', async () => {
    const head = instead('Subject: People to call').filter((line) => !line.startsWith('Message-ID'))
    for (const csv of [
      'name,phone1\nAnn,+14155550101\n',
      'name,phone1\nAnn,+14155550101\n',
      'name,phone1\nBo,+14155550102\n',
    ]) {
      await mails.receive(listMail(csv, head))
      await mails.drain()
    }
    expect((await mails.mails()).map((it) => it.status)).toEqual(['imported', 'refused', 'imported'])
  })

  it('is not kept out by a forged mail with its Message-ID that came first', async () => {
    await mails.receive(authenticated(withCsv(), 'mx.cloudflare.net; dmarc=fail header.from=example.com'))
    await mails.receive(listMail())
    await mails.drain()
    expect((await mails.mails()).map((it) => it.status)).toEqual(['imported', 'refused'])
  })

  it('may be sent again after it was refused', async () => {
    await mails.setUp({ senders: [JO], headers: ['name', 'phone1', 'town'] })
    await mails.receive(listMail())
    await mails.drain()
    await mails.setUp({ senders: [JO], headers: HEADINGS })
    await mails.receive(listMail())
    await mails.drain()
    expect((await mails.mails()).map((it) => it.status)).toEqual(['imported', 'refused'])
  })
})

it('does what the example of the documentation says', async () => {
  const [, script = ''] = /```bash\nprintf([\s\S]*?)\| curl/.exec(documentation) ?? []
  const [, ...lines] = [...script.matchAll(/'([^']*)'/g)].map((match) => match[1]!)
  const raw = new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''))
  expect(await mails.receive(Uint8Array.from(raw))).toMatchObject({ ok: true })
  await mails.drain()
  expect((await mails.mails())[0]).toMatchObject({ status: 'imported', reply: 'sent', subject: 'People to call' })
  expect(await mails.leads()).toBe(1)
})

describe('a sample', () => {
  beforeEach(() => mails.setUp({ senders: [JO], headers: HEADINGS }))

  it('takes lists with the same headings, in whichever order', async () => {
    await mails.receive(listMail('EMAIL, Phone1 ,name\nann@example.net,+14155550101,Ann\n'))
    await mails.drain()
    expect((await mails.mails())[0].status).toBe('imported')
  })

  it('refuses others and says what differs', async () => {
    await mails.receive(listMail('name,phone1,town\nAnn,+14155550101,Rome\n'))
    await mails.drain()
    const [mail] = await mails.mails()
    expect([mail.status, mail.reason]).toEqual(['refused', 'no_usable_list'])
    expect(texts()[0]).toContain('it has no "email"; the sample has no "town"')
    expect(await mails.files()).toEqual([])
    expect(await importsOf()).toEqual([])
  })
})

describe('a worker that dies', () => {
  /** The deps with a store whose nth call of a method fails, as a process does that is killed. */
  const dieAt = async (object: Json, method: string, after: boolean) => {
    const real = object[method].bind(object)
    let died = false
    object[method] = async (...args: unknown[]) => {
      if (died) return real(...args)
      died = true
      if (after) await real(...args)
      throw new Error('killed')
    }
  }
  const places: [string, (deps: Json) => Json, string][] = [
    ['the file store', (deps) => deps.files, 'put'],
    ['taking the Message-ID', (deps) => deps.mails, 'takeMessageKey'],
    ['making an import', (deps) => deps.imports, 'create'],
    ['telling the queue', (deps) => deps.queues, 'importChunk'],
    ['ending the mail', (deps) => deps.mails, 'settle'],
    ['deleting the mail', (deps) => deps.files, 'delete'],
    ['telling that it is to be answered', (deps) => deps.queues, 'mail'],
    ['taking the answer', (deps) => deps.mails, 'claimReply'],
    ['sending the answer', (deps) => deps.mail.mailer, 'send'],
    ['noting the answer', (deps) => deps.mails, 'endReply'],
  ]
  it.each(
    places.flatMap(([name, of, method]) =>
      [false, true].map((after) => [`${after ? 'behind' : 'at'} ${name}`, of, method, after] as const),
    ),
  )('loses and doubles nothing: %s', async (_, of, method, after) => {
    const { deps } = mails.world
    expect(await mails.receive(listMail())).toMatchObject({ ok: true })
    await dieAt(of(deps), method, after)
    // The queue delivers what failed again; what it lost the cron finds.
    for (let turn = 0; turn < 12; turn++) {
      for (const message of mails.queue.splice(0))
        await mails.handle(message).catch(() => void mails.queue.push(message))
      await mails.drainChunks()
      mails.world.setTime(deps.clock.now() + 10 * 60_000)
      for (const stalled of await deps.imports.listStalled(deps.clock.now() - 1, 10))
        mails.chunks.push({ ...stalled, importId: stalled.id })
      await takeUpMails(deps).catch(() => undefined)
    }
    const [mail, ...others] = await mails.mails()
    expect(others).toEqual([])
    expect([mail.status, mail.reply]).toEqual(['imported', 'sent'])
    expect(await importsOf()).toHaveLength(1)
    expect(await mails.leads()).toBe(1)
    // At least once, under the same id: only a crash between sending and noting it sends it twice.
    const sentTwice = (method === 'send' && after) || (method === 'endReply' && !after)
    expect(mails.sent).toHaveLength(sentTwice ? 2 : 1)
    expect(new Set(mails.sent.map((it) => it.id)).size).toBe(1)
    expect((await mails.files()).filter((key) => key.includes('/mails/'))).toEqual([])
  })

  it('each time ends the mail, and tells its sender what to do', async () => {
    await mails.receive(listMail())
    const { deps } = mails.world
    const [message] = mails.queue.splice(0)
    deps.mail = {
      ...deps.mail,
      reader: { ...deps.mail.reader, readParts: () => Promise.reject(new Error('out of memory')) },
    }
    await expect(mails.handle(message!)).rejects.toThrow('out of memory')
    await failDeadMail(deps, keyOf({ id: message!.mailId }))
    await mails.drain()
    const [mail] = await mails.mails()
    expect([mail.status, mail.reason, mail.reply]).toEqual(['refused', 'failed', 'sent'])
    expect(texts()[0]).toContain('upload the list in the dashboard')
    expect(await mails.files()).toEqual([])
  })

  it('each time before its sender was known ends it without a word', async () => {
    await mails.receive(listMail())
    const [message] = mails.queue.splice(0)
    await failDeadMail(mails.world.deps, keyOf({ id: message!.mailId }))
    await mails.drain()
    expect((await mails.mails())[0]).toMatchObject({ status: 'refused', reason: 'failed', reply: 'none' })
    expect(mails.sent).toEqual([])
  })
})

describe('an address', () => {
  it('that is not ours, is switched off or was rotated takes nothing', async () => {
    const old = mails.address
    const refused = { ok: false, because: 'unknown_address' }
    expect(await mails.receive(listMail(), { to: `import+${'a'.repeat(26)}@mail.sundial.test` })).toEqual(refused)
    expect(await mails.receive(listMail(), { to: old.replace('mail.', 'other.') })).toEqual(refused)
    await mails.world.post(`/campaigns/${mails.campaignId}/mailbox/rotate`)
    expect(await mails.receive(listMail(), { to: old })).toEqual(refused)
    await mails.setUp({ senders: [JO], enabled: false })
    expect(await mails.receive(listMail())).toEqual(refused)
    expect(await mails.mails()).toEqual([])
    expect(await mails.files()).toEqual([])
  })

  it('is read as people and servers write it', async () => {
    expect(await mails.receive(listMail(), { to: ` <${mails.address.toUpperCase()}> ` })).toMatchObject({ ok: true })
  })

  it('takes no mail that is too large, whatever is said of it beforehand', async () => {
    const { deps } = mails.world
    deps.mail = { ...deps.mail, maxBytes: 1000 }
    expect(await mails.receive(new Uint8Array(1001))).toEqual({ ok: false, because: 'too_large' })
    expect(await mails.receive(new Uint8Array(0))).toEqual({ ok: false, because: 'empty' })
    expect(await mails.files()).toEqual([])
  })

  it('of a deleted campaign is none', async () => {
    await mails.world.request('DELETE', `/campaigns/${mails.campaignId}`)
    expect(await mails.receive(listMail())).toEqual({ ok: false, because: 'unknown_address' })
  })

  it('of a cancelled campaign tells the sender', async () => {
    await bindings.DB.prepare("UPDATE campaigns SET status = 'cancelled'").run()
    await mails.receive(listMail())
    await mails.drain()
    expect(texts()[0]).toContain('The campaign is cancelled')
  })

  it('keeps the newest refused mails only', async () => {
    const statement = bindings.DB.prepare(
      `INSERT INTO mails (org_id, campaign_id, id, message_key, status, received_at) VALUES ('org_local', ?1, ?2, ?2, 'refused', 1)`,
    )
    const old = Array.from({ length: KEPT_REFUSED }, (_, i) => `mal_0${String(i).padStart(5, '0')}`)
    await bindings.DB.batch(old.map((id) => statement.bind(mails.campaignId, id)))
    await mails.receive(authenticated(withCsv(), null))
    await mails.drain()
    const kept = await bindings.DB.prepare('SELECT count(*) AS n, min(id) AS first FROM mails').first()
    expect(kept).toEqual({ n: KEPT_REFUSED, first: old[1] })
  })
})

describe('an answer', () => {
  it('is tried again, later each time, and then given up', async () => {
    const failure = { error: 'The mail service could not be reached.', isFinal: false }
    mails.failures.push(...Array.from({ length: 6 }, () => failure))
    await mails.receive(listMail())
    await mails.drain()
    const { deps } = mails.world
    for (let hour = 0; hour < 10; hour++) {
      mails.world.setTime(deps.clock.now() + 3_600_000)
      await takeUpMails(deps)
      await mails.drain()
    }
    expect(mails.failures).toEqual([])
    expect(mails.sent).toEqual([])
    expect((await mails.mails())[0]).toMatchObject({ status: 'imported', reply: 'failed', reply_error: failure.error })
  })

  it('goes out when the mail service is well again', async () => {
    mails.failures.push({ error: 'no', isFinal: false }, { error: 'no', isFinal: false })
    await mails.receive(listMail())
    await mails.drain()
    mails.world.setTime(mails.world.deps.clock.now() + 3_600_000)
    await takeUpMails(mails.world.deps)
    await mails.drain()
    expect((await mails.mails())[0]).toMatchObject({ reply: 'sent', reply_error: null })
  })

  it('is given up at once when the address takes none', async () => {
    mails.failures.push({ error: 'inactive', isFinal: true })
    await mails.receive(listMail())
    await mails.drain()
    expect((await mails.mails())[0]).toMatchObject({ reply: 'failed', reply_error: 'inactive' })
  })

  it('is none when nothing is set up for it, and the mailbox says so', async () => {
    const { deps } = mails.world
    deps.mail = { ...deps.mail, mailer: null }
    await mails.receive(listMail())
    await mails.drain()
    const [mail] = await mails.mails()
    expect(mail).toMatchObject({ status: 'imported', reply: 'none' })
    expect(mail.reply_error).toContain('POSTMARK_SERVER_TOKEN')
    expect((await mails.world.get(`/campaigns/${mails.campaignId}/mailbox`)).no_replies).toContain(
      'POSTMARK_SERVER_TOKEN',
    )
  })

  it('waits until every import is over', async () => {
    await mails.receive(listMail())
    const [message] = mails.queue.splice(0)
    await mails.handle(message!)
    const chunks = mails.chunks.splice(0)
    await mails.drain()
    expect(mails.sent).toEqual([])
    mails.chunks.push(...chunks)
    await mails.drain()
    await takeUpMails(mails.world.deps)
    await mails.drain()
    expect(mails.sent).toHaveLength(1)
  })

  it('is never sent to what answers by itself, so that nothing goes round in circles', async () => {
    for (const line of [
      'Auto-Submitted: auto-replied',
      'Precedence: bulk',
      'List-Id: <x.example.com>',
      'Return-Path: <>',
    ])
      await mails.receive(
        authenticated(mailOf({ head: instead(line, `Message-ID: <${line.length}@x>`), body: 'Away.' }), PASS),
      )
    await mails.drain()
    expect((await mails.mails()).map((it) => it.reply)).toEqual(['none', 'none', 'none', 'none'])
    expect(mails.sent).toEqual([])
  })
})

describe('the queues', () => {
  const deliver = async (queue: string, body: unknown) => {
    const told: string[] = []
    const message = { id: 'm1', attempts: 1, body, ack: () => told.push('ack'), retry: () => told.push('retry') }
    await handleQueue({ queue, messages: [message] } as unknown as MessageBatch, mails.world.deps)
    return told
  }

  it('bring mails to where they are read and answered', async () => {
    await mails.receive(listMail())
    const [process] = mails.queue.splice(0)
    expect(await deliver('sundial-imports', { kind: 'mail', ...process })).toEqual(['ack'])
    await mails.drainChunks()
    mails.world.setTime(mails.world.deps.clock.now() + 60_000)
    const [answer] = mails.queue.splice(0)
    expect(await deliver('sundial-events', { kind: 'mail', ...answer })).toEqual(['ack'])
    expect(mails.sent).toHaveLength(1)
  })

  it('end a mail they have given up', async () => {
    await mails.receive(listMail())
    const [process] = mails.queue.splice(0)
    expect(await deliver('sundial-imports-dead', { kind: 'mail', ...process })).toEqual(['ack'])
    expect((await mails.mails())[0]).toMatchObject({ status: 'refused', reason: 'failed' })
    expect(await deliver('sundial-events-dead', { kind: 'mail', ...process, step: 'answer' })).toEqual(['ack'])
  })

  it('deliver again what failed', async () => {
    await mails.receive(listMail())
    const [process] = mails.queue.splice(0)
    mails.world.deps.mails.settle = () => Promise.reject(new Error('D1 is away'))
    expect(await deliver('sundial-imports', { kind: 'mail', ...process })).toEqual(['retry'])
  })
})
