import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from '../support/start-app.ts'

/** A mail of an independent mailer, through both doors of the running product, and the answer in the sandbox's mailbox. */

interface Mail {
  status: string
  reason: string
  reply: string
  subject: string
  attachments: { filename: string; import_id: string | null }[]
}
interface Sent {
  to: string
  subject: string
  text: string
}

let app: App
let campaignId: string
let address: string
beforeAll(async () => {
  app = await startApp(60)
  const made = { name: 'Mailed lists', agent_id: app.agentId, number_ids: [app.numberId] }
  campaignId = (await app.api.post<{ id: string }>('/campaigns', made)).id
  const answer = await fetch(`${app.url}/api/v1/campaigns/${campaignId}/mailbox`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer sundial_local_key', 'Content-Type': 'application/json' },
    body: JSON.stringify({ enabled: true, senders: ['jo@example.com'] }),
  })
  address = ((await answer.json()) as { address: string }).address
})
afterAll(async () => app?.stop())

const PASS = 'Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=example.com\r\n'
const FAIL = PASS.replace('pass', 'fail')

async function compose(subject: string, from = 'Jo <jo@example.com>'): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('People').addRows([
    ['name', 'phone1'],
    ['Di Poe', '+14155550105'],
  ])
  const attachments = [
    { filename: 'a.csv', content: 'name,phone1\nAnn Lee,+14155550101\nBo Ray,nonsense\n' },
    { filename: 'b.xlsx', content: Buffer.from(await book.xlsx.writeBuffer()) },
  ]
  return await new MailComposer({ from, to: address, subject, text: 'Two lists.', attachments }).compile().build()
}

async function deliver(door: string, results: string, mail: Buffer): Promise<number> {
  const query = new URLSearchParams({ to: address, from: 'jo@example.com' })
  const body = Buffer.concat([Buffer.from(results), mail])
  return (await fetch(`${app.url}${door}?${query}`, { method: 'POST', body })).status
}

/** The mail with this subject, once it is decided on, and answered if it is to be. */
async function ended(subject: string): Promise<Mail> {
  return await expect
    .poll(
      async () => {
        const { data } = await app.api.get<{ data: Mail[] }>(`/campaigns/${campaignId}/mails`)
        return data.find((it) => it.subject === subject && it.status !== 'received' && it.reply !== 'due')
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBeDefined()
    .then(
      async () =>
        (await app.api.get<{ data: Mail[] }>(`/campaigns/${campaignId}/mails`)).data.find(
          (it) => it.subject === subject,
        )!,
    )
}

const answers = async (): Promise<Sent[]> =>
  ((await (await fetch(`${app.url}/sandbox/state`)).json()) as { mails: Sent[] }).mails
const names = async () =>
  (await app.api.get<{ data: { name: string }[] }>(`/campaigns/${campaignId}/leads`)).data.map((it) => it.name).sort()

describe('a mail with two lists', () => {
  it('is imported and answered', async () => {
    expect(await deliver('/hooks/email', PASS, await compose('Two lists'))).toBe(202)
    const mail = await ended('Two lists')
    expect(mail).toMatchObject({ status: 'imported', reply: 'sent' })
    expect(mail.attachments.map((it) => it.filename)).toEqual(['a.csv', 'b.xlsx'])
    expect(await names()).toEqual(['Ann Lee', 'Bo Ray', 'Di Poe'])
    const [answer] = await answers()
    expect(answer).toMatchObject({ to: 'jo@example.com', subject: 'Re: Two lists' })
    expect(answer!.text).toContain('a.csv: 2 rows: 2 added. Of those added, 1 cannot be called.')
    expect(answer!.text).toContain('Line 3, phone1:')
    expect(answer!.text).toContain('b.xlsx: 1 row: 1 added.')
  })

  it('comes in through the handler of Email Workers just so', async () => {
    expect(await deliver('/cdn-cgi/handler/email', PASS, await compose('By the handler'))).toBe(200)
    expect(await ended('By the handler')).toMatchObject({ status: 'imported', reply: 'sent' })
  })

  it('is neither imported nor answered when it is forged or from a stranger', async () => {
    const before = { names: await names(), answers: (await answers()).length }
    await deliver('/hooks/email', FAIL + PASS, await compose('Forged'))
    await deliver('/hooks/email', PASS, await compose('Stranger', 'eve@example.com'))
    expect(await ended('Forged')).toMatchObject({ status: 'refused', reason: 'authentication_dmarc', reply: 'none' })
    expect(await ended('Stranger')).toMatchObject({ status: 'refused', reason: 'not_authorised', reply: 'none' })
    expect({ names: await names(), answers: (await answers()).length }).toEqual(before)
  })

  it('can be sent with the line of the documentation', async () => {
    const [, example = ''] = /```bash\n([\s\S]*?)```/.exec(readFileSync('docs/email.md', 'utf8')) ?? []
    const script = example.replace('http://localhost:8787', app.url).replace('People to call', 'By hand')
    execFileSync('bash', ['-c', script], { env: { ...process.env, ADDRESS: address }, stdio: 'ignore' })
    expect(await ended('By hand')).toMatchObject({ status: 'imported', reply: 'sent' })
  })
})
