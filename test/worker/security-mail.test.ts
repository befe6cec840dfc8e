import { beforeEach, describe, expect, it } from 'vitest'
import { LOG_FIELDS, logLine } from '../../src/adapters/log.ts'
import { failDeadMail } from '../../src/app/mails/fail-dead.ts'
import { storeLists } from '../../src/app/mails/store-lists.ts'
import { instead, withCsv } from '../corpus/mails/broken.ts'
import { PASS } from '../corpus/mails/cases.ts'
import { bindings } from '../support/api-world.ts'
import { authenticated, MailWorld } from '../support/mail-world.ts'

/** Mails by people who want what only the senders of a mailbox may: an import, or a mail from us to somebody. */

const JO = 'jo@example.com'
const EVE = 'eve@evil.example'

let mails: MailWorld
beforeEach(async () => {
  mails = await MailWorld.create([JO])
})

const filed = async () => (await bindings.FILES.list()).objects.map((it) => it.key)

describe('a mail', () => {
  it.each([
    ['of a part of the body', 'l=120'],
    ['of nothing of the body', 'l=0'],
    ['of a part, written oddly', ' l =\t12 '],
  ])('with a signature %s proves nothing: whoever has it can write below', async (_, length) => {
    const signature = `DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=a; h=from:subject;${length}; bh=AAAA=; b=BBBB=`
    await mails.receive(authenticated(withCsv(instead(signature)), PASS))
    await mails.drain()
    const [mail] = await mails.mails()
    expect(mail).toMatchObject({ status: 'refused', reason: 'authentication_partial', sender: JO })
    expect(mails.sent).toEqual([])
    expect(await mails.leads()).toBe(0)
  })

  it('with a signature of the whole body is taken, whatever stands in it', async () => {
    const signature = 'DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=l=1; h=from:subject:l; bh=l=5=; b=BBBBl=7=='
    await mails.receive(authenticated(withCsv(instead(signature)), PASS))
    await mails.drain()
    expect((await mails.mails())[0]).toMatchObject({ status: 'imported' })
  })

  it('is answered to the one address that was proven, whatever else it names', async () => {
    const head = instead(
      `Reply-To: ${EVE}`,
      `Sender: ${EVE}`,
      `Return-Path: <${EVE}>`,
      `Cc: ${EVE}`,
      `Resent-From: ${EVE}`,
      `Disposition-Notification-To: ${EVE}`,
      `In-Reply-To: <x@evil.example>, ${EVE}`,
    )
    await mails.receive(authenticated(withCsv(head), PASS), { from: EVE })
    await mails.drain()
    expect(mails.sent).toHaveLength(1)
    expect(mails.sent[0]).toMatchObject({ to: JO, inReplyTo: '<by-hand@example.com>' })
    expect(JSON.stringify(mails.sent)).not.toContain('evil')
  })

  it('puts no header and no markup into the answer', async () => {
    const head = instead(
      `Subject: =?utf-8?Q?List=0D=0ABcc:_${EVE.replace('@', '=40')}=0D=0A=0D=0A<b>x</b>?=`,
      'Message-ID: <a"b\u0085c@example.com>',
    )
    const name = 'x=0D=0ABcc: y <img src=x onerror=alert(1)>.csv'
    const raw = new TextDecoder('latin1').decode(withCsv(head)).replaceAll('people.csv', `"${name}"`)
    await mails.receive(
      authenticated(
        Uint8Array.from(raw, (char) => char.charCodeAt(0)),
        PASS,
      ),
    )
    await mails.drain()
    const [answer] = mails.sent
    expect(answer!.subject).not.toMatch(/[\r\n]/)
    expect(answer!.inReplyTo ?? '').not.toMatch(/[^\x21-\x7e]/)
    expect(answer!.html).not.toMatch(/<(?!\/?p>|br>)/)
  })

  it('that could never be read leaves nothing in the file store', async () => {
    const id = await received()
    const key = { orgId: 'org_local', campaignId: mails.campaignId, id }
    const mail = (await mails.world.deps.mails.find(key))!
    const mailbox = (await mails.world.deps.mailboxes.find('org_local', mails.campaignId))!
    const target = (await mails.world.deps.imports.findTarget('org_local', mails.campaignId))!
    // The worker dies after it stored the list and before there is an import.
    const deps = { ...mails.world.deps, imports: { ...mails.world.deps.imports, create: dies } }
    const bytes = Uint8Array.from(new TextEncoder().encode('name,phone1\nAnn Lee,+14155550101\n'))
    const part = { filename: 'a.csv', type: 'text/csv', isBody: false, bytes }
    await expect(storeLists(deps as never, { mail, mailbox, target, sender: JO }, [part])).rejects.toThrow('died')
    // And, another time, while it had an archive apart.
    await bindings.FILES.put(`${mail.fileKey}/part-0/00000`, 'Ann Lee')
    expect(await filed()).not.toEqual([])
    await failDeadMail(mails.world.deps, key)
    expect(await filed()).toEqual([])
    expect((await mails.mails())[0]).toMatchObject({ status: 'refused', reason: 'failed' })
  })
})

it('whatever becomes of a mail, no line of the log says who sent it, or what', async () => {
  const head = instead('Subject: Zebedee Quux', 'Message-ID: <1@example.com>')
  await mails.receive(authenticated(withCsv(head), PASS))
  mails.failures.push({ error: `no mail to ${JO}`, isFinal: false })
  await mails.receive(authenticated(withCsv(instead('Subject: Rex')), 'mx.cloudflare.net; dmarc=fail'), { from: EVE })
  mails.world.deps.queues.mail = async () => Promise.reject(new Error(`queue is full of ${JO}`))
  await mails.receive(authenticated(withCsv(), PASS))
  await mails.drain()
  await failDeadMail(mails.world.deps, { orgId: 'org_local', campaignId: mails.campaignId, id: await received() })
  const said = mails.world.logged.map((it) => it.message)
  expect(said).toEqual(expect.arrayContaining(['mail.ended', 'mail.not_queued', 'mail.failed']))
  const allowed: ReadonlySet<string> = new Set(LOG_FIELDS)
  for (const { message, fields } of mails.world.logged) {
    expect(Object.keys(fields).filter((name) => !allowed.has(name))).toEqual([])
    const line = JSON.stringify(logLine('error', message, fields))
    expect(line).not.toMatch(/Zebedee|Rex|example|Ann|people\.csv|import\+/i)
  }
})

async function received(): Promise<string> {
  const answer = await mails.receive(authenticated(withCsv(), PASS))
  if (!answer.ok) throw new Error(answer.because)
  return answer.id
}

async function dies(): Promise<never> {
  throw new Error('died')
}
