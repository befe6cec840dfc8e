import type { Page } from 'playwright'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Visitor, visit } from '../support/browser.ts'
import { useStage } from '../support/journey.ts'
import type { App } from '../support/start-app.ts'

/** Where people are and what they agreed to, as a person records it in a real browser. */

const SPEED = 60
const LIST = 'name,phone1,state,zip,consent,amount\nAda Good,+1 646 555 0111,NY,10001,yes,5\n'

describe('consent on the screen', () => {
  let app: App
  let visitor: Visitor
  let page: Page
  let campaign: string

  const stage = useStage(SPEED)
  beforeAll(async () => {
    app = stage.app
    visitor = await visit(stage.browser, app.url)
    page = visitor.page
    const body = { name: 'With consent', agent_id: app.agentId, number_ids: [app.numberId] }
    campaign = (await app.api.post<{ id: string }>('/campaigns', body)).id
    await app.api.post(`/campaigns/${campaign}/leads`, { name: 'Zoe Walk', phones: ['+16465550123'] })
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const panel = () => page.getByRole('dialog', { name: 'Zoe Walk' })
  const facts = () => panel().getByRole('region', { name: 'Place and consent' })

  it('is recorded with its words and place, and taken back with a reason', async () => {
    await page.goto(`/campaigns/${campaign}/contacts`)
    await page.getByText('Zoe Walk').click()
    await facts().getByText('Nothing on file').waitFor()

    await panel().getByRole('button', { name: 'Edit', exact: true }).click()
    await button('Where they are').click()
    await page.getByLabel('State or province').fill('CO')
    await page.getByLabel('Country (two letters)').fill('us')
    await button('Consent to be called').click()
    await page.getByRole('combobox', { name: 'Consent', exact: true }).click()
    await page.getByRole('option', { name: 'Given in writing' }).click()
    await page.getByLabel('What they agreed to').fill('You may call me about my order.')
    await page.getByLabel('Where it was given').fill('order form')
    await button('Save').click()
    await facts().getByText('Holds', { exact: true }).waitFor()
    expect(await facts().innerText()).toMatch(
      /CO, US[\s\S]*Given in writing, by order form[\s\S]*You may call me about my order\./,
    )

    await button('Revoke consent').click()
    await page.getByLabel('How they said so').fill('told us by mail')
    await button('Revoke').click()
    await facts().getByText('Revoked', { exact: true }).waitFor()
    await facts()
      .getByText(/^Revoked on .*: told us by mail$/)
      .waitFor()
    expect(visitor.problems).toEqual([])
  })

  it('is shown among the columns of a list before it is sent', async () => {
    await page.goto(`/campaigns/${campaign}/contacts`)
    await button('Add leads').first().click()
    const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) }
    await page.getByLabel('File with the list', { exact: true }).setInputFiles(file)
    const target = (column: string) => page.getByRole('combobox', { name: `What “${column}” is` }).inputValue()
    await page.getByRole('table', { name: 'Columns of the list' }).waitFor()
    expect([await target('state'), await target('zip'), await target('consent')]).toEqual([
      'State or province',
      'Postal code',
      'Consent',
    ])
    expect(visitor.problems).toEqual([])
  })

  it('and the rules for artificial voices are settings, with a warning where they are left', async () => {
    await page.goto(`/campaigns/${campaign}/settings`)
    const compliance = page.getByRole('region', { name: 'Compliance' })
    await compliance.getByRole('switch', { name: 'Call only people with consent on file' }).press('Space')
    await compliance.getByRole('switch', { name: /automated and artificial voices/ }).press('Space')
    await compliance.getByText(/Ask counsel/).waitFor()
    await button('Save changes').click()
    await page.getByText('Everything is saved.').waitFor()
    const { settings } = await app.api.get<{ settings: object }>(`/campaigns/${campaign}`)
    expect(settings).toMatchObject({ require_consent: true, ai_voice_rules: false })
    expect(visitor.problems).toEqual([])
  })
})
