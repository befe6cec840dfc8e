import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What a person does with campaigns, in a real browser, with the demonstration that `npm start` shows dialing along. */

const SPEED = 120
const LIST = 'test/support/leads-example.csv'

describe('the dashboard', () => {
  let app: App
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(() => {
    app = journey.app
    page = journey.page
  })

  const open = (name: string) => page.getByRole('link', { name }).click()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const status = (name: string) => page.getByRole('button', { name: new RegExp(`: actions for ${name}$`) })
  const said = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).first().waitFor()
  const badge = (word: string) => page.locator('.word').getByText(word, { exact: true }).first().waitFor()

  /** A campaign as a script makes it, for journeys that begin later. */
  async function campaign(name: string, phones: string[], settings: object = {}): Promise<string> {
    const { id } = await app.api.post<{ id: string }>('/campaigns', {
      name,
      agent_id: app.agentId,
      number_ids: [app.numberId],
      settings: { retry: { mode: 'breadth_first', max_attempts_per_phone: 1, interval_minutes: 60 }, ...settings },
    })
    const leads = phones.map((phone, i) => ({ name: `Person ${i + 1}`, phones: [phone] }))
    await app.api.post(`/campaigns/${id}/leads`, { leads })
    return id
  }
  /** So slow that it is still at work when the journey ends. */
  const SLOW = { call_interval_seconds: 1_800 }
  const SIX = [10, 11, 12, 13, 14, 15].map((digits) => `+164655501${digits}`)

  describe('the demonstration', () => {
    it('is dialing before anybody did anything, and its counts move without a reload', async () => {
      await page.goto('/')
      await open('Solar quotes: follow-up')
      await page.getByRole('heading', { level: 1, name: 'Solar quotes: follow-up' }).waitFor()
      const calls = page.getByRole('region', { name: 'Calls in progress' })
      await calls
        .getByRole('button', { name: /^\+1 \d{3} 555 01\d\d/ })
        .first()
        .waitFor()
      const before = await countOf('Calls made')
      await expect.poll(() => countOf('Calls made'), { timeout: 20_000 }).toBeGreaterThan(before)
      await page.getByText('Live connection is away').waitFor({ state: 'detached' })
    })

    it('says where it is day, lane by lane, and what it is doing', async () => {
      await page.goto('/campaigns')
      await open('Solar quotes: follow-up')
      const sunline = page.getByRole('region', { name: 'Sunline' })
      await sunline
        .getByRole('listitem')
        .filter({ hasText: /New York open until Mon \d\d:00 there/ })
        .waitFor()
      const doing = page.getByRole('region', { name: 'What the campaign waits for' })
      await doing.getByText(/\w\. \d+ calls? in progress\./).waitFor()
    })

    const countOf = async (label: string) => {
      const card = page.locator('dl > div').filter({ has: page.getByText(label, { exact: true }) })
      return Number((await card.getByRole('definition').textContent())?.replace(/\D/g, ''))
    }
  })

  it('takes a new campaign from a name and a CSV to completed', async () => {
    await page.goto('/campaigns')
    await open('New campaign')
    await page.getByLabel('Name').fill('Three people')
    await page.getByRole('combobox', { name: 'Agent' }).click()
    await page.getByRole('option', { name: 'Maya' }).click()
    await button('Continue').click()

    await page.getByLabel('File with the list', { exact: true }).setInputFiles(LIST)
    const columns = page.getByRole('table', { name: 'Columns of the list' })
    await columns.getByRole('cell', { name: '9 Elm Ave, Suite 2' }).waitFor()
    const rows = page.getByRole('table', { name: 'The first rows of the list' })
    expect(await rows.getByRole('row').count()).toBe(4)
    await rows.getByText('Hi Alex Chen, this is Maya').waitFor()
    await page.getByText('3 new', { exact: true }).waitFor()
    expect(await page.getByLabel('Name of the variable “amount”').inputValue()).toBe('AMOUNT')
    await button('Continue').click()

    await page.getByRole('checkbox', { name: /Test line/ }).check()
    await page.getByLabel('Attempts for each phone', { exact: true }).fill('1')
    await button('Continue').click()
    await page.getByText('leads-example.csv').waitFor()
    await button('Create campaign').click()

    await page.getByText('Import complete').waitFor()
    await page.getByText('3 new leads').waitFor()
    await button('Go live').click()
    await page.getByRole('heading', { level: 1, name: 'Three people' }).waitFor()
    await page.locator('.word').getByText('Completed', { exact: true }).first().waitFor({ timeout: 90_000 })
    const outcomes = page.getByRole('region', { name: 'What came of the calls' })
    await outcomes.getByRole('listitem').filter({ hasText: 'Not interested' }).waitFor()
    const leads = page.getByRole('region', { name: 'Lead status' })
    expect(await leads.getByRole('listitem').filter({ hasText: 'Pending' }).count()).toBe(0)
  })

  it('pauses, resumes and cancels from the page of a campaign', async () => {
    const id = await campaign('Steady six', SIX, SLOW)
    await page.goto(`/campaigns/${id}`)
    await button('Go live').click()
    const dialog = page.getByRole('dialog', { name: 'Go live with Steady six?' })
    await dialog.getByText('6 people on the list').waitFor()
    await dialog.getByRole('button', { name: 'Go live' }).click()
    await badge('Active')
    await button('Pause').click()
    await badge('Paused')
    await button('Resume').click()
    await badge('Active')
    await button('More actions').click()
    await page.getByRole('menuitem', { name: 'Cancel campaign' }).click()
    await page.getByRole('dialog').getByText('cannot be resumed').waitFor()
    await button('Cancel the campaign').click()
    await badge('Cancelled')
    const leads = page.getByRole('region', { name: 'Lead status' })
    await leads
      .getByRole('listitem')
      .filter({ hasText: /^Canceled\d/ })
      .waitFor()
  })

  it('does the same from the status menu of the list', async () => {
    await app.api.post(`/campaigns/${await campaign('Listed six', SIX, SLOW)}/start`)
    const choose = async (action: string) => {
      await status('Listed six').click()
      await page.getByRole('menuitem', { name: action }).click()
    }
    const becomes = (word: string) => button(`${word}: actions for Listed six`).waitFor()
    await page.goto('/campaigns')
    await becomes('active')
    await choose('Pause')
    await becomes('paused')
    await choose('Resume')
    await becomes('active')
    await choose('Cancel campaign')
    await button('Cancel the campaign').click()
    await becomes('cancelled')
    await status('Listed six').click()
    expect(await page.getByRole('menuitem').allTextContents()).not.toContain('Resume')
  })

  it('warns of people already reached before it restarts, and calls them again when told to', async () => {
    const id = await campaign('Again', ['+16465550116', '+16465550155'])
    await app.api.post(`/campaigns/${id}/start`)
    await page.goto(`/campaigns/${id}`)
    await button('Restart').waitFor({ timeout: 60_000 })
    await button('Restart').click()
    const dialog = page.getByRole('dialog', { name: 'Restart Again?' })
    expect(await dialog.getByRole('radio', { name: 'Only people who were not reached' }).isChecked()).toBe(true)
    await dialog.getByRole('radio', { name: 'Everyone, also the 1 person already reached' }).check()
    await dialog.getByText('1 person who already talked to us would be rung again.').waitFor()
    await dialog.getByRole('button', { name: 'Restart with everyone' }).click()
    await badge('Active')
    const calls = async () => (await app.api.conversations(id)).length
    await expect.poll(calls, { timeout: 60_000 }).toBeGreaterThanOrEqual(3)
  })

  it('says in words what the API refuses', async () => {
    await page.goto('/campaigns')
    await open('Check-up reminders, December')
    await button('Go live').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click()
    await said(/lead/i)
    await badge('Draft')
  })
})
