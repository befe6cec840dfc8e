import { readFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiImport, isImportOver } from '../support/api-client.ts'
import { readCurls } from '../support/curl.ts'
import { type App, startApp } from '../support/start-app.ts'

/** The same list by every way in gives the same leads, with the same verdict on each row. Each way has phones and emails of its own. */

const COLUMNS = ['name', 'phone1', 'phone2', 'email', 'tags', 'priority', 'case number', 'amount', 'due'] as const
const ROWS = 120
const LIMIT_MS = 60_000

type Cells = Record<(typeof COLUMNS)[number], string>

/** Names with marks, phones in every writing, some unusable, some people twice, some with nothing to reach them by. */
function people(area: number): Cells[] {
  return Array.from({ length: ROWS }, (_, i) => {
    const who = i % 40 === 39 ? i - 5 : i
    const line = String(1_000 + who)
    const written = [`(${area}) 555-${line}`, `+1 ${area} 555 ${line}`, `1-${area}-555-${line}`, `${area}555${line}`][
      i % 4
    ]!
    const phone = i % 25 === 6 ? 'ask at work' : i % 30 === 11 ? '' : written
    return {
      name: [`Zoë "Zo" Müller ${i}`, `O’Neill, Pat ${i}`, `李小龙 ${i}`, `  Ann   Lee ${i} `][i % 4]!,
      phone1: phone,
      phone2: i % 5 === 0 && i % 30 !== 11 ? `+1${area}556${line}` : '',
      email: i % 3 === 0 ? `Person.${area}.${who}@Example.com` : '',
      tags: i % 6 === 0 ? 'vip; winter' : '',
      priority: i % 10 === 0 ? 'high' : '',
      'case number': `00${i}`,
      amount: String(i * 10 + 0.5),
      due: `2026-12-${String(1 + (i % 28)).padStart(2, '0')}`,
    }
  })
}

const csv = (list: Cells[]): string =>
  [COLUMNS.join(','), ...list.map((row) => COLUMNS.map((it) => `"${row[it].replaceAll('"', '""')}"`).join(','))].join(
    '\r\n',
  )

/** As people keep lists: numbers are numbers and days are days. */
async function workbook(list: Cells[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('People')
  sheet.addRow([...COLUMNS])
  for (const row of list) {
    const cells = COLUMNS.map((it) => {
      if (it === 'amount') return Number(row[it])
      if (it === 'due') return new Date(`${row[it]}T00:00:00Z`)
      if (it === 'phone1' && /^\d+$/.test(row[it])) return Number(row[it])
      return row[it] === '' ? null : row[it]
    })
    sheet.addRow(cells).getCell(COLUMNS.indexOf('due') + 1).numFmt = 'yyyy-mm-dd'
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}

const item = ({ name, phone1, phone2, email, tags, priority, ...rest }: Cells) => ({
  name,
  phones: [phone1, phone2].filter((it) => it !== ''),
  email: email === '' ? null : email,
  tags: tags === '' ? [] : tags.split('; '),
  ...(priority === '' ? {} : { priority }),
  variables: { ...rest, tags, priority },
})

interface Lead {
  name: string
  email: string | null
  phones: { e164: string | null }[]
  status: string
  status_reason: string | null
  priority: string
  tags: string[]
  variables: Record<string, string>
}

let app: App
beforeAll(async () => {
  app = await startApp(60)
})
afterAll(() => app?.stop())

const newCampaign = async (name: string): Promise<string> =>
  (await app.api.post<{ id: string }>('/campaigns', { name, agent_id: app.agentId, number_ids: [app.numberId] })).id

async function send<T>(path: string, body: BodyInit, type: string): Promise<T> {
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer sundial_local_key', 'content-type': type },
    body,
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
  return (text.startsWith('{"') && !text.includes('\n{') ? JSON.parse(text) : text) as T
}

const over = (id: string): Promise<ApiImport> =>
  app.api.until(`import ${id}`, () => app.api.get<ApiImport>(`/imports/${id}`), isImportOver, LIMIT_MS)

/** What a list became, without what belongs to the way: ids, and the area code. */
async function leadsOf(campaign: string, area: number) {
  const leads = await app.api.all<Lead>(`/campaigns/${campaign}/leads`, 500)
  const plain = (text: string) => text.replaceAll(String(area), 'AREA')
  return leads.map((lead) => ({
    name: lead.name,
    email: lead.email && plain(lead.email),
    phones: lead.phones.map((phone) => phone.e164 && plain(phone.e164)),
    status: lead.status,
    reason: lead.status_reason,
    priority: lead.priority,
    tags: lead.tags,
    variables: lead.variables,
  }))
}

const AREAS = { csv: 201, xlsx: 202, email: 203, api: 205, stream: 206, file: 207, ingest: 208, contacts: 209 }
let should: Awaited<ReturnType<typeof leadsOf>>

it('by CSV', async () => {
  const campaign = await newCampaign('CSV')
  const { id } = await send<{ id: string }>(`/api/v1/campaigns/${campaign}/imports`, csv(people(AREAS.csv)), 'text/csv')
  const done = await over(id)
  expect(done).toMatchObject({ status: 'completed', rows: ROWS, processed: ROWS })
  should = await leadsOf(campaign, AREAS.csv)
  expect(should.length).toBe(done.created)
  expect(new Set(should.map((lead) => lead.status))).toEqual(new Set(['pending', 'skipped']))
  expect(done.duplicate).toBeGreaterThan(0)
  expect(done.rejected).toBeGreaterThan(0)
})

it('by XLSX', async () => {
  const campaign = await newCampaign('XLSX')
  const bytes = new Uint8Array(await workbook(people(AREAS.xlsx)))
  const { id } = await send<{ id: string }>(`/api/v1/campaigns/${campaign}/imports`, bytes, 'application/octet-stream')
  await over(id)
  expect(await leadsOf(campaign, AREAS.xlsx)).toEqual(should)
})

it('by email', async () => {
  const campaign = await newCampaign('Email')
  const mailbox = (await (
    await fetch(`${app.url}/api/v1/campaigns/${campaign}/mailbox`, {
      method: 'PUT',
      headers: { authorization: 'Bearer sundial_local_key', 'content-type': 'application/json' },
      body: JSON.stringify({ enabled: true, senders: ['jo@lists.example'], mapping: null, headers: null }),
    })
  ).json()) as { address: string }
  const mail = await new MailComposer({
    from: 'Jo <jo@lists.example>',
    to: mailbox.address,
    subject: 'The list',
    text: 'Here it is.',
    headers: { 'Authentication-Results': 'mx.cloudflare.net; dmarc=pass header.from=lists.example' },
    attachments: [{ filename: 'list.csv', content: csv(people(AREAS.email)) }],
  })
    .compile()
    .build()
  const query = `to=${encodeURIComponent(mailbox.address)}&from=${encodeURIComponent('jo@lists.example')}`
  await send(`/hooks/email?${query}`, new Uint8Array(mail), 'message/rfc822')
  const { data } = await app.api.until(
    'the mail',
    () => app.api.get<{ data: { attachments: { import_id: string | null }[] }[] }>(`/campaigns/${campaign}/mails`),
    (it) => it.data[0]?.attachments[0]?.import_id != null,
    LIMIT_MS,
  )
  await over(data[0]!.attachments[0]!.import_id!)
  expect(await leadsOf(campaign, AREAS.email)).toEqual(should)
})

it('by the API, in one request and in a stream', async () => {
  const one = await newCampaign('API')
  await app.api.post(`/campaigns/${one}/leads`, { leads: people(AREAS.api).map(item) })
  expect(await leadsOf(one, AREAS.api)).toEqual(should)

  const streamed = await newCampaign('Stream')
  const lines = people(AREAS.stream).map((row) => JSON.stringify(item(row)))
  const answer = await send<string>(`/api/v1/campaigns/${streamed}/leads`, lines.join('\n'), 'application/x-ndjson')
  expect(answer.trim().split('\n')).toHaveLength(ROWS + 1)
  expect(await leadsOf(streamed, AREAS.stream)).toEqual(should)
})

it('by a file of JSON lines', async () => {
  const campaign = await newCampaign('NDJSON')
  const lines = people(AREAS.file).map((row) => JSON.stringify(item(row)))
  const { id } = await send<{ id: string }>(
    `/api/v1/campaigns/${campaign}/imports`,
    lines.join('\n'),
    'application/x-ndjson',
  )
  await over(id)
  expect(await leadsOf(campaign, AREAS.file)).toEqual(should)
})

it('by the ingest address', async () => {
  const campaign = await newCampaign('Ingest')
  const { url } = await app.api.post<{ url: string }>(`/campaigns/${campaign}/ingest-keys`, { name: 'CRM' })
  await send(new URL(url).pathname, JSON.stringify(people(AREAS.ingest)), 'application/json')
  expect(await leadsOf(campaign, AREAS.ingest)).toEqual(should)
})

it('by way of the address book, but for the priority, which is a campaign’s', async () => {
  const { id } = await send<{ id: string }>('/api/v1/contacts/imports', csv(people(AREAS.contacts)), 'text/csv')
  await over(id)
  const campaign = await newCampaign('Contacts')
  const job = await app.api.post<{ id: string }>(`/campaigns/${campaign}/leads/from-contacts`, {
    filter: { import_id: id },
  })
  await over(job.id)
  const plain = (leads: typeof should) =>
    leads.map(({ priority: _, ...lead }) => lead).sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(plain(await leadsOf(campaign, AREAS.contacts))).toEqual(plain(should))
})

it('by calling and writing to a number, with the lines of docs/inbound.md', async () => {
  const [, example = ''] = /```sh\n([\s\S]*?)```/.exec(readFileSync('docs/inbound.md', 'utf8')) ?? []
  const requests = readCurls(example, {}, new Map())
  expect(requests).toHaveLength(2)
  for (const { url, method, headers, body } of requests) {
    const answer = await fetch(url.replace(/^(https?:\/\/)?localhost:8787/, app.url), { method, headers, body })
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)])
  }
  const { data } = await app.api.until(
    'both in the history',
    () => app.api.get<{ data: { channel: string; phone: string }[] }>('/conversations?direction=inbound'),
    (it) => it.data.length >= 2,
    LIMIT_MS,
  )
  expect(data.map((it) => it.channel).sort()).toEqual(['call', 'text'])
  const { phone } = JSON.parse(requests[1]!.body!.replace('"from"', '"phone"')) as { phone: string }
  const found = await app.api.get<{ data: { value: string }[] }>(`/suppressions?q=${encodeURIComponent(phone)}`)
  expect(found.data.map((it) => it.value)).toContain(phone)
})
