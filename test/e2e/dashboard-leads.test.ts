import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What a person does with the people on a list, in a real browser. */

const SPEED = 120
/** Two cores may be busy with other things. */
const SOON = { timeout: 20_000 }

/** Line 3 has no way to reach anybody, line 4 a phone that is none. */
const BAD_ROWS = 'name,phone1,amount\nAda Good,+1 646 555 0111,5\nBen Nowhere,,6\nCy Typo,12,7\n'

describe('the people of a campaign', () => {
  let app: App
  let page: Page
  let demo: string

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeAll(async () => {
    app = journey.app
    const { data } = await app.api.get<{ data: { id: string; status: string }[] }>('/campaigns')
    demo = data.find((it) => it.status === 'active')?.id ?? ''
  })
  beforeEach(() => {
    page = journey.page
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const rows = () => page.getByRole('table', { name: 'Leads' }).getByRole('row')
  const names = () => page.getByRole('table', { name: 'Leads' }).locator('tbody .row-link').allTextContents()
  const panel = (name: string) => page.getByRole('dialog', { name })

  /** A draft of its own, with an agent and a number. */
  async function draft(name: string): Promise<string> {
    const body = { name, agent_id: app.agentId, number_ids: [app.numberId] }
    return (await app.api.post<{ id: string }>('/campaigns', body)).id
  }
  async function chooseFile(name: string, content: string | Buffer): Promise<void> {
    await button('Add leads').first().click()
    const buffer = Buffer.from(content)
    await page.getByLabel('File with the list', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer })
  }

  it('are found by name, filtered by status and disposition, and sorted', async () => {
    await page.goto(`/campaigns/${demo}/contacts`)
    await rows().nth(25).waitFor()
    await page.getByLabel('Search leads').fill('Amara Silva')
    await expect.poll(names, SOON).toEqual(expect.arrayContaining(['Amara Silva']))
    await expect.poll(async () => new Set(await names()).size, SOON).toBe(1)
    await page.getByLabel('Search leads').fill('nobody of this name')
    await page.getByText('No lead matches these filters').waitFor()
    await page.getByLabel('Search leads').fill('')

    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
    await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=ascending]')).waitFor()
    await expect.poll(async () => (await names())[0], SOON).toMatch(/^(Aiko|Alex)/)
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
    await expect.poll(async () => (await names())[0], SOON).toMatch(/^(Łukasz|Zoë)/)

    await page.getByRole('combobox', { name: 'Disposition' }).click()
    await page.getByRole('option', { name: 'Interested', exact: true }).click()
    await page.keyboard.press('Escape')
    const dispositions = () => rows().locator('[data-label=Disposition]').allTextContents()
    await expect.poll(async () => [...new Set(await dispositions())], SOON).toEqual(['Interested'])
    await page.getByRole('combobox', { name: 'Lead status' }).click()
    await page.getByRole('option', { name: 'Pending', exact: true }).click()
    await page.getByText('No lead matches these filters').waitFor()
  })

  it('have a panel with attempts, what was said, the recording and why the call was allowed', async () => {
    const talked = async () => (await app.api.leads(demo)).find((it) => it.disposition === 'INTERESTED')
    const lead = await app.api.until('somebody interested', talked, (it) => it !== undefined, 30_000)
    await page.goto(`/campaigns/${demo}/contacts`)
    await page.getByLabel('Search leads').fill(lead?.phones[0]?.e164 ?? '')
    await button(lead?.name ?? '').click()
    const open = panel(lead?.name ?? '')
    await open.getByText(/attempts? so far, up to 3 for each phone/).waitFor()
    await open.getByRole('region', { name: 'Variables' }).getByText('CASE_NUMBER').waitFor()
    await open
      .getByRole('region', { name: 'Attempts' })
      .getByRole('button', { name: /Interested/ })
      .click()
    const transcript = open.getByRole('list', { name: 'Transcript' })
    await transcript.getByText('from Harbor Home Energy with an artificial voice').waitFor()
    expect(await transcript.getByRole('listitem').filter({ hasText: 'Person' }).count()).toBeGreaterThan(0)
    const proof = open.getByRole('region', { name: 'Why this call was allowed' })
    await proof.getByText('Do-not-call list checked (UTC)').waitFor()
    await proof.getByText('Time zones they may be in').waitFor()
    await open.getByRole('button', { name: 'Play the recording' }).click()
    await open.getByLabel('Recording of the call').waitFor()
    await button('Close the lead').click()
    await open.waitFor({ state: 'hidden' })
  })

  it('are kept when their list is partly bad, and the bad rows can be downloaded', async () => {
    await page.goto(`/campaigns/${await draft('Partly bad')}/contacts`)
    await chooseFile('partly-bad.csv', BAD_ROWS)
    await button('Import 3 rows').click()
    await page.getByText('Import complete').waitFor()
    const problems = page.getByRole('table', { name: 'Rows with problems' })
    await problems.getByRole('row', { name: /^3 / }).waitFor()
    await problems.getByRole('row', { name: /^4 phone1 / }).waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download errors.csv').click()])
    expect(download.suggestedFilename()).toBe('errors.csv')
    expect(readFileSync(await download.path(), 'utf8')).toContain('Ben Nowhere')
    await button('Done').click()
    await button('Ada Good').waitFor()
  })

  it('are not taken from a file that is no list, and the page says why', async () => {
    await page.goto(`/campaigns/${await draft('All bad')}/contacts`)
    await chooseFile('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))
    await page.getByRole('alert').getByText('This is a picture').waitFor()
    expect(await button('Import').isDisabled()).toBe(true)
    const buffer = Buffer.from('colour,shape\nred,round\n')
    const list = { name: 'shapes.csv', mimeType: 'text/csv', buffer }
    await page.getByLabel('File with the list', { exact: true }).setInputFiles(list)
    await page.getByRole('alert').getByText('No column for phones or emails was recognised').waitFor()
    expect(await button('Import 1 row').isDisabled()).toBe(true)
  })

  it('are added by hand, and corrected when their phone was wrong', async () => {
    const id = await draft('By hand')
    await page.goto(`/campaigns/${id}/contacts`)
    await button('Add leads').first().click()
    await page.getByRole('tab', { name: 'By hand' }).click()
    await page.getByLabel('Name').fill('Dee Typo')
    await page.getByLabel('Phones').fill('555-01')
    await button('Add this person').click()
    await page.getByText('Dee Typo is on the list, but cannot be called').waitFor()

    await button('Dee Typo').click()
    const open = panel('Dee Typo')
    await open.getByText('Skipped', { exact: true }).waitFor()
    await open.getByRole('button', { name: 'Edit' }).click()
    await open.getByLabel('Phones').fill('555-02')
    await open.getByRole('button', { name: 'Save' }).click()
    await open.getByText(/^555-02 /).waitFor()
    await open.getByLabel('Phones').fill('(646) 555-0112')
    await open.getByRole('combobox', { name: 'Priority' }).click()
    await page.getByRole('option', { name: 'High' }).click()
    await open.getByRole('button', { name: 'Save' }).click()
    await open.getByText('Pending', { exact: true }).waitFor()
    await open.getByText('+1 646 555 0112').waitFor()
    await open.getByText('High priority').waitFor()

    await app.api.post(`/campaigns/${id}/start`)
    await open.getByText('Completed', { exact: true }).waitFor({ timeout: 60_000 })
  })

  it('are never called again once a person said so', async () => {
    const id = await draft('Never again')
    await app.api.post(`/campaigns/${id}/leads`, { name: 'Eve Quiet', phones: ['+16465550117'] })
    await page.goto(`/campaigns/${id}/contacts`)
    await button('Eve Quiet').click()
    await panel('Eve Quiet').getByRole('button', { name: 'Do not call' }).click()
    await page.getByRole('dialog', { name: 'Never call Eve Quiet again?' }).getByText('+1 646 555 0117').waitFor()
    await page
      .getByRole('dialog', { name: /^Never call/ })
      .getByRole('button', { name: 'Do not call' })
      .click()
    await panel('Eve Quiet').getByText('Suppressed', { exact: true }).waitFor()
    await page.goto('/compliance/suppressions')
    await page.getByRole('cell', { name: '+1 646 555 0117', exact: true }).waitFor()
  })
})
