import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What a person does with the do-not-call list, in a real browser. */

const SPEED = 120

describe('the do-not-call list', () => {
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(async () => {
    page = journey.page
    await page.goto('/suppressions')
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const row = (phone: string) => page.getByRole('row', { name: phone })
  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label, exact: true }).last().click()
    await page.getByRole('option', { name: option, exact: true }).click()
  }

  it('takes somebody by hand, for one channel and with evidence, and lets go with a reason', async () => {
    await button('Add').click()
    await page.getByLabel('Phone', { exact: false }).last().fill('646 555 0161')
    await choose('Not to be used for', 'Texts')
    await page.getByRole('textbox', { name: 'Reason' }).fill('Wrote to support')
    await page.getByRole('textbox', { name: 'Evidence' }).fill('Ticket 4711')
    await button('Suppress').click()
    const entry = row('+1 646 555 0161')
    await entry.getByText('Texts', { exact: true }).waitFor()
    await entry.getByText('Ticket 4711').waitFor()
    await entry.getByText('The API').waitFor()

    await page.getByLabel('Search suppressions').fill('ticket 4711')
    await entry.waitFor()
    await choose('Channel', 'Emails')
    await page.getByText('Nothing here matches').waitFor()
    await choose('Channel', 'Texts')
    await entry.waitFor()
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Remove +1 646 555 0161' }).click()
    await page.getByRole('textbox', { name: 'Reason for removing it' }).fill('Asked for texts again')
    await button('Remove').click()
    await page.getByText('Nothing here matches').waitFor()
  })

  it('takes a list as a file, and says what it could not read', async () => {
    await button('Import a list').click()
    const list = 'phone,channel\n646 555 0171,calls\nnobody,\n646-555-0172,\n646-555-0172,\n'
    const file = { name: 'dnc.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('textbox', { name: 'Where the list comes from' }).fill('Registry of Texas')
    await expectAccessible(page)
    await button('Import').click()
    const progress = dialog('Import a do-not-call list')
    await progress.getByText('Import complete').waitFor()
    await progress.getByText('2 new').waitFor()
    await progress.getByText('1 on the list before').waitFor()
    await progress.getByText('1 rejected').waitFor()
    await progress.getByRole('cell', { name: '3', exact: true }).waitFor()
    await expectAccessible(page)
    const download = page.waitForEvent('download')
    await button('Download errors.csv').click()
    expect((await download).suggestedFilename()).toBe('errors.csv')
    await button('Done').click()
    await row('+1 646 555 0171').getByText('Registry of Texas: dnc.csv, line 2').waitFor()
    await row('+1 646 555 0172').getByText('Calls and texts').waitFor()
    await choose('Entered by', 'An imported list')
    await row('+1 646 555 0172').waitFor()
    await expectNoSidewaysScroll(page)
  })

  it('says why a file cannot be used at all', async () => {
    await button('Import a list').click()
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('name,city\nAnn,Rome\n') }
    await page.locator('input[type=file]').setInputFiles(file)
    await button('Import').click()
    await page.getByText('No column with phones or emails was found').waitFor()
  })
})
