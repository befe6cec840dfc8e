import { readFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { Locator, Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, visit } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** Every way into a campaign as a person takes it, and what is kept of it. */

const SPEED = 120
/** Two cores may be busy with other things. */
const SOON = { timeout: 20_000 }

/** The agent knows its people by a case number, which this list calls something else; line 4 has a phone that is none. */
const CASES = [
  'Full name,Mobile,Ref',
  'Ada Case,+1 646 555 0121,C-1',
  'Ben Case,+1 646 555 0122,C-2',
  'Cy Case,12,C-3',
  '',
].join('\n')

describe('the ways into a campaign', () => {
  let app: App
  let page: Page
  let agentId: string

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeAll(async () => {
    app = journey.app
    agentId = (
      await app.api.post<{ id: string }>('/agents', {
        name: 'Ines',
        company: 'Harbor Home Energy',
        greeting: 'Hello {{NAME}}, I call about case {{CASE}}.',
        prompt: 'Ask how they are.',
        language: 'en-US',
      })
    ).id
  })
  beforeEach(() => {
    page = journey.page
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const table = (name: string) => page.getByRole('table', { name })
  const row = (of: Locator, text: string | RegExp) => of.getByRole('row').filter({ hasText: text })
  const total = async (id: string) => (await app.api.leads(id)).length

  async function draft(name: string): Promise<string> {
    const body = { name, agent_id: agentId, number_ids: [app.numberId] }
    return (await app.api.post<{ id: string }>('/campaigns', body)).id
  }
  async function way(campaignId: string, name: string): Promise<void> {
    await page.goto(`/campaigns/${campaignId}/contacts`)
    await button('Add leads').first().click()
    await page.getByRole('tab', { name, exact: true }).click()
  }
  async function choose(name: string, content: string | Buffer): Promise<void> {
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) }
    await page.getByLabel('File with the list', { exact: true }).setInputFiles(file)
  }
  async function say(column: string, target: string): Promise<void> {
    await page.getByRole('combobox', { name: `What “${column}” is` }).click()
    await page.getByRole('option', { name: target, exact: true }).click()
  }

  it('are all in one place, each at an address of its own, with a keyboard too', async () => {
    const id = await draft('All ways')
    await page.goto(`/campaigns/${id}/contacts`)
    await button('Add leads').first().click()
    const dialog = page.getByRole('dialog', { name: 'Add leads to All ways' })
    await dialog.getByRole('tab', { name: 'From a file' }).focus()
    const last = ['From contacts', 'By hand', 'By email', 'By API', 'Inbound']
    for (const name of last) {
      await page.keyboard.press('ArrowRight')
      await dialog.getByRole('tab', { name, exact: true, selected: true }).waitFor()
      await expectAccessibleDialog()
    }
    expect(new URL(page.url()).searchParams.get('add')).toBe('inbound')
    await page.reload()
    await dialog.getByRole('switch', { name: 'Add people who come of their own accord' }).click()
    await expect.poll(async () => (await settings(id)).inbound_contacts, SOON).toEqual({ channels: ['call', 'text'] })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expectAccessible(page)
  })

  const settings = async (id: string) =>
    (await app.api.get<{ settings: Record<string, unknown> }>(`/campaigns/${id}`)).settings

  /** Behind a dialog the page itself is hidden from screen readers, its heading too. */
  async function expectAccessibleDialog(): Promise<void> {
    const tree = await page.getByRole('dialog').first().ariaSnapshot()
    const nameless = tree
      .split('\n')
      .filter((line) => /- (button|link|textbox|combobox|checkbox|switch|table)(?! ["/])/.test(line))
    expect(nameless, tree).toEqual([])
    await expectNoSidewaysScroll(page)
  }

  it('a file: seen as the agent will say it, its mapping changed and saved, imported, and undone', async () => {
    const id = await draft('By file')
    await way(id, 'From a file')
    await choose('cases.csv', CASES)
    const rows = table('The first rows of the list')
    await row(rows, 'Ada Case').getByText('New', { exact: true }).waitFor()
    await rows.getByText('Hello Ada Case, I call about case.').waitFor()
    await row(rows, 'Cy Case').getByText('Cannot be called').waitFor()
    await row(table('Columns of the list'), 'Mobile')
      .getByText(/too few digits|12/)
      .first()
      .waitFor()
    await page.getByText('Ines speaks of {{CASE}}, which no column is').waitFor()

    await page.getByLabel('Name of the variable “Ref”').fill('case')
    await rows.getByText('Hello Ben Case, I call about case C-2.').waitFor()
    await button('Save this one').click()
    await page.getByLabel('Name of the mapping').fill('Cases of the court')
    await page.getByRole('dialog', { name: 'Save this mapping' }).getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Saved mapping' }).inputValue(), SOON)
      .toBe('Cases of the court')

    await button('Import 3 rows').click()
    await page.getByText('Import complete').waitFor()
    await page.getByText('2 new leads').waitFor()
    await page.getByText('1 cannot be called').waitFor()
    expect(await total(id)).toBe(3)

    // The same headings again are read in the same way.
    await button('Add more').click()
    await choose('more.csv', 'Mobile,Ref,Full name\n+1 646 555 0123,C-9,Dee Case\n')
    await rows.getByText('Hello Dee Case, I call about case C-9.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()

    await page.getByRole('tab', { name: 'Imports & arrivals' }).click()
    const imports = table('Imports')
    await row(imports, 'cases.csv').getByText('Complete', { exact: true }).waitFor()
    const [errors] = await Promise.all([page.waitForEvent('download'), button('Errors of cases.csv').click()])
    expect(readFileSync(await errors.path(), 'utf8')).toContain('Cy Case')
    await button('Undo cases.csv').click()
    const dialog = page.getByRole('dialog', { name: 'Undo “cases.csv”?' })
    await dialog.getByText(/those nobody has tried to call/).waitFor()
    await dialog.getByRole('button', { name: 'Undo the import' }).click()
    await row(imports, 'cases.csv').getByText('Undone', { exact: true }).waitFor()
    await expect.poll(() => total(id), SOON).toBe(0)
    await expectAccessible(page)
    await row(imports, 'cases.csv').getByRole('button', { name: 'cases.csv', exact: true }).click()
    await page.getByRole('dialog').getByText('3 leads and 3 contacts removed.').waitFor()
  })

  it('a workbook: the sheet is chosen, and a column that is not named a phone is made one', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('Read me').addRow(['These are the people of spring.'])
    const sheet = book.addWorksheet('Spring')
    sheet.addRow(['Name', 'Reach at', 'Born'])
    sheet.addRow(['Eva Sheet', 16465550131, new Date('1980-02-03T00:00:00Z')])
    sheet.addRow(['Finn Sheet', '+1 646 555 0132', null])
    const id = await draft('By workbook')
    await way(id, 'From a file')
    await choose('spring.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
    await page.getByRole('combobox', { name: 'Sheet' }).click()
    await page.getByRole('option', { name: 'Spring' }).click()
    await page.getByRole('alert').filter({ hasText: /phone/ }).first().waitFor()
    expect(await button(/^Import/).isDisabled()).toBe(true)
    await say('Reach at', 'Phone 1')
    const eva = row(table('The first rows of the list'), 'Eva Sheet')
    await eva.getByText('+1 646 555 0131').waitFor()
    // What was closed half-way is there again.
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await button('Add leads').first().click()
    await eva.getByText('+1 646 555 0131').waitFor()
    await button('Import 2 rows').click()
    await page.getByText('2 new leads').waitFor()
    const [first] = await app.api.leads(id)
    expect(first?.phones[0]?.e164).toBe('+16465550131')
  })

  it('a file that is stopped on its way leaves nothing, and people in JSON need no columns', async () => {
    const id = await draft('By lines')
    await way(id, 'From a file')
    // It never arrives.
    await page.route('**/import-preview*', () => {})
    await choose('cases.csv', CASES)
    await button('Stop').click()
    await page.getByText('Drop a list here, or choose one').waitFor()
    await page.unroute('**/import-preview*')
    await choose('people.ndjson', '{"name":"Nia Line","phones":["+16465550161"]}\n{"name":"Oz Line","phones":["x"]}\n')
    await row(table('The first rows of the list'), 'Nia Line').getByText('New', { exact: true }).waitFor()
    expect(await table('Columns of the list').count()).toBe(0)
    await button('Import 2 rows').click()
    await page.getByText('1 new lead').waitFor()
  })

  it('a new campaign takes its list along, spoken by whichever agent is chosen, and is made once', async () => {
    const named = async () => {
      const { data } = await app.api.get<{ data: { name: string }[] }>('/campaigns?q=Taken+along')
      return data.length
    }
    const agent = async (name: string) => {
      await page.getByRole('combobox', { name: 'Agent' }).click()
      await page.getByRole('option', { name }).click()
      await button('Continue').click()
    }
    await page.goto('/campaigns/new')
    await page.getByLabel('Name').fill('Taken along')
    await agent('Maya')
    await choose('cases.csv', CASES.replace('Ref', 'Number'))
    const rows = table('The first rows of the list')
    await rows.getByText('Hi Ada Case, this is Maya').waitFor()
    expect(await named()).toBe(1)
    await button('Back').click()
    await agent('Ines')
    await rows.getByText('Hello Ada Case, I call about case').waitFor()
    await page.getByLabel('Name of the variable “Number”').fill('case')
    await rows.getByText('I call about case C-1.').waitFor()
    await button('Continue').click()
    await page.getByRole('checkbox', { name: /Test line/ }).check()
    await button('Continue').click()
    await page.getByText('cases.csv, 3 rows').waitFor()
    await button('Create campaign').click()
    await page.getByText('Import complete').waitFor()
    await page.getByText('2 new leads').waitFor()
    expect(await named()).toBe(1)
  })

  it('an import goes on when its window is closed, and is found again', async () => {
    const id = await draft('Closed early')
    const phone = (i: number) => `+1646556${String(i).padStart(4, '0')}`
    const lines = Array.from({ length: 3_000 }, (_, i) => `Person ${i},${phone(i)}`)
    await way(id, 'From a file')
    await choose('long.csv', `name,phone1\n${lines.join('\n')}\n`)
    await button('Import 3,000 rows').click()
    await page.getByText('You can close this').or(page.getByText('It is kept')).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Imports & arrivals' }).click()
    await row(table('Imports'), 'long.csv').getByText('3,000 new').waitFor({ timeout: 60_000 })
  })

  it('by email: the sender is named, a sample settles the columns, and a mail is seen with what became of it', async () => {
    const id = await draft('By mail')
    await way(id, 'By email')
    await page.getByLabel('Email of a sender').fill('jo at lists')
    await button('Add a sender').click()
    await page.getByText('This is not an email address').waitFor()
    await page.getByLabel('Email of a sender').fill('Jo@Lists.example')
    await button('Add a sender').click()
    await page.getByRole('list', { name: 'Authorised senders' }).getByText('jo@lists.example').waitFor()
    const address = (await page.getByLabel('The address of this campaign', { exact: true }).textContent()) ?? ''
    expect(address).toMatch(/^import\+\w+@/)

    await button('Use a sample').click()
    await choose('sample.csv', CASES)
    await page.getByLabel('Name of the variable “Ref”').fill('CASE')
    await page.getByText('Hello Ada Case, I call about case C-1.').waitFor()
    await button('Read mailed lists like this').click()
    await page.getByRole('list', { name: 'Headings of the sample' }).getByText('Ref → {{CASE}}').waitFor()

    await mail(address, 'mallory@evil.example', 'Take these', CASES)
    const mails = table('Mails')
    await row(mails, 'Take these').getByText('Refused', { exact: true }).waitFor()
    await mail(address, 'jo@lists.example', 'Friday', CASES)
    await row(mails, 'Friday').getByText('Imported', { exact: true }).waitFor()
    await row(mails, 'Friday').getByText('Answered').waitFor()
    await row(mails, 'Friday').getByRole('link', { name: 'friday.csv' }).click()
    await page.getByRole('dialog').getByText('Import complete').waitFor()
    await page.getByRole('dialog').getByText('2 new leads').waitFor()
    await button('Close the import').click()
    await row(table('Imports'), 'By email, jo@lists.example').waitFor()

    await way(id, 'By email')
    await button('New address').click()
    await button('Make a new address').click()
    await expect
      .poll(() => page.getByLabel('The address of this campaign', { exact: true }).textContent(), SOON)
      .not.toBe(address)
  })

  async function mail(to: string, from: string, subject: string, list: string): Promise<void> {
    const domain = from.slice(from.indexOf('@') + 1)
    const raw = await new MailComposer({
      from,
      to,
      subject,
      text: 'Here they are.',
      headers: { 'Authentication-Results': `mx.cloudflare.net; dmarc=pass header.from=${domain}` },
      attachments: [{ filename: 'friday.csv', content: list }],
    })
      .compile()
      .build()
    const query = new URLSearchParams({ to, from })
    const answer = await fetch(`${app.url}/hooks/email?${query}`, { method: 'POST', body: new Uint8Array(raw) })
    expect(answer.status, await answer.text()).toBe(202)
  }

  it('by API: an address for a form is made, shown once, used, seen among the arrivals, and revoked', async () => {
    const id = await draft('By form')
    await way(id, 'By API')
    await page.getByLabel('The request: One or some', { exact: true }).getByText(`/campaigns/${id}/leads`).waitFor()
    await button('Make an address').click()
    await page.getByRole('dialog', { name: 'Make an address' }).getByLabel('Name').fill('Contact form')
    await button('Make it').click()
    const url = (await page.getByLabel('The address', { exact: true }).textContent()) ?? ''
    await button('I have kept it').click()
    const keys = table('Ingest addresses')
    await row(keys, 'Contact form').getByText('Never').waitFor()
    expect(await keys.textContent()).not.toContain(url.split('/').at(-1))

    const post = (person: object) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(person) })
    expect((await post({ name: 'Gil Form', phone: '+1 646 555 0141' })).status).toBe(200)
    await expect.poll(() => total(id), SOON).toBe(1)
    await row(keys, 'Contact form').getByText('now').first().waitFor()
    await button('Revoke Contact form').click()
    await button('Revoke it').click()
    await row(keys, 'Contact form').getByText('Revoked').waitFor()
    expect((await post({ name: 'Hal Late', phone: '+1 646 555 0142' })).status).toBe(404)

    await page.getByRole('tab', { name: 'By hand' }).click()
    await page.getByLabel('Name').fill('Ira Hand')
    await page.getByLabel('Phones').fill('(646) 555-0143')
    await page.getByLabel('External id').fill('crm-9')
    await button('Add this person').click()
    await page.getByRole('tab', { name: 'Imports & arrivals' }).click()
    await row(table('Arrivals'), 'By an ingest address').getByText('1 new').waitFor()
    await row(table('Arrivals'), 'By hand').getByText('1 new').waitFor()
  })

  it('from contacts: one who is chosen, then all that match, with progress', async () => {
    const source = await draft('Whence they come')
    const people = ['Kim Book', 'Lou Book', 'Max Book'].map((name, i) => ({
      name,
      phones: [`+1646555015${i}`],
      tags: ['book-club'],
    }))
    await app.api.post(`/campaigns/${source}/leads`, { leads: people })
    const id = await draft('From the book')
    await way(id, 'From contacts')
    await page.getByLabel('Tag', { exact: true }).fill('book-club')
    const contacts = table('Contacts')
    await expect.poll(() => contacts.locator('tbody').getByRole('row').count(), SOON).toBe(3)
    await page.getByLabel('Select Lou Book').check()
    await button('Add 1 person').click()
    await page.getByText('Import complete').waitFor()
    expect((await app.api.leads(id)).map((it) => it.name)).toEqual(['Lou Book'])

    await button('Add more').click()
    await page.getByLabel('Tag', { exact: true }).fill('book-club')
    await expect.poll(() => contacts.locator('tbody').getByRole('row').count(), SOON).toBe(2)
    await button('Add all that match').click()
    await page.getByText('2 new leads').waitFor()
    await button('Done').click()
    await button('Kim Book').waitFor()
    await page.getByRole('tab', { name: 'Imports & arrivals' }).click()
    await expect.poll(() => row(table('Imports'), 'From contacts').count(), SOON).toBe(2)
  })

  it('fit a phone, where a select takes the place of the tabs', async () => {
    const id = await draft('On a phone')
    const phone = await visit(journey.browser, app.url, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    page = phone.page
    try {
      await page.goto(`/campaigns/${id}/contacts?add=file`)
      await choose('cases.csv', CASES)
      await page.getByText(/Hello Ada Case, I call about case/).waitFor()
      await expectAccessibleDialog()
      for (const name of ['From contacts', 'By hand', 'By email', 'By API', 'Inbound']) {
        await page.getByRole('combobox', { name: 'How they come in' }).click()
        await page.getByRole('option', { name, exact: true }).click()
        await expectAccessibleDialog()
      }
      await page.goto(`/campaigns/${id}/contacts/imports`)
      await page.getByText('No list was imported yet').waitFor()
      await page.getByText('Nobody came one by one yet').waitFor()
      await expectNoSidewaysScroll(page)
      expect(phone.problems).toEqual([])
    } finally {
      await phone.context.close()
    }
  })
})
