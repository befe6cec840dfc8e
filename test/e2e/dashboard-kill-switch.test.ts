import type { Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, visit } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** Stopping everything, an agent or a number from the dashboard, and what the agent says before its greeting. */

const SPEED = 120
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('the kill switches', () => {
  let app: App
  let page: Page
  let demo: string

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeAll(async () => {
    app = journey.app
    const { data } = await app.api.get<{ data: { id: string; status: string }[] }>('/campaigns')
    demo = data.find((it) => it.status === 'active')?.id ?? ''
  })
  beforeEach(async () => {
    await app.api.post('/organization/resume', { reason: 'Each journey begins with calls' })
    page = journey.page
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = () => page.getByRole('dialog')
  const bar = (on: Page = page) =>
    on.getByRole('alert').filter({ hasText: 'All calls are stopped' }).filter({ hasText: 'Since' })

  const sandboxTime = async (): Promise<number> => {
    const { now } = (await (await fetch(`${app.url}/sandbox/clock`)).json()) as { now: string | number }
    return typeof now === 'number' ? now : Date.parse(now)
  }

  /** Answers the dialog with a reason. */
  async function because(reason: string, act: string): Promise<void> {
    await dialog().getByLabel('Reason').fill(reason)
    await dialog().getByRole('button', { name: act, exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
  }

  it('stop all calls, say so on every page with the reason, and let them go on', async () => {
    const permitted = async () => (await app.api.stats(demo)).attempts
    await app.api.until('the demonstration dials', permitted, (it) => it > 0, 30_000)
    await page.goto('/numbers')
    await button('Stop all calls').click()
    await dialog().getByText('No campaign starts another call until you resume.').waitFor()
    expect(await dialog().getByRole('button', { name: 'Stop all calls' }).isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Not now' }).click()
    await dialog().waitFor({ state: 'detached' })

    await button('Stop all calls').click()
    await because('Complaints since this morning', 'Stop all calls')
    await bar().getByText('by API key local: Complaints since this morning').waitFor()
    await button('Stop all calls').waitFor({ state: 'detached' })
    for (const path of [
      '/campaigns',
      `/campaigns/${demo}`,
      '/conversations',
      '/agents',
      '/agents/new',
      '/compliance/rules',
    ]) {
      await page.goto(path)
      await bar().waitFor()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
    }

    const silent = async () => (await app.api.stats(demo)).in_flight
    await app.api.until('the calls in progress have ended', silent, (it) => it === 0, 60_000)
    const before = (await app.api.calls()).length
    const then = await sandboxTime()
    await app.api.until('a sandbox minute has passed', sandboxTime, (it) => it > then + 60_000, 10_000)
    expect((await app.api.calls()).length).toBe(before)

    await bar().getByRole('button', { name: 'Resume calls' }).click()
    await because('The script is mended', 'Resume calls')
    await bar().waitFor({ state: 'detached' })
    await button('Stop all calls').waitFor()
    const dialed = async () => (await app.api.calls()).length
    await app.api.until('calls go on', dialed, (it) => it > before, 60_000)
  })

  it('are one tap away on a phone, and a page that was open sees them', async () => {
    const phone = await visit(journey.browser, app.url, PHONE)
    try {
      await page.goto('/agents')
      await button('Stop all calls').waitFor()
      await phone.page.goto('/campaigns')
      await phone.page.getByRole('button', { name: 'Open navigation' }).click()
      await phone.page.getByRole('button', { name: 'Stop all calls' }).click()
      await phone.page.getByLabel('Reason').fill('Fire drill')
      await phone.page.getByRole('dialog').getByRole('button', { name: 'Stop all calls' }).click()
      await bar(phone.page).waitFor()
      await expectNoSidewaysScroll(phone.page)
      await bar().getByText('Fire drill').waitFor()
      await bar().getByRole('button', { name: 'Resume calls' }).click()
      await because('Over', 'Resume calls')
      await bar(phone.page).waitFor({ state: 'detached' })
      expect(phone.problems).toEqual([])
    } finally {
      await phone.context.close()
    }
  })

  it('stop one agent and one number, each with its reason', async () => {
    await page.goto('/agents')
    await button('Stop Theo').click()
    await because('Wrong voice', 'Stop')
    const theo = page.getByRole('row').filter({ hasText: 'Theo' })
    await theo.getByText('Stopped').waitFor()
    await theo.getByRole('link', { name: 'Theo' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'This agent is stopped' })
    await alert.getByText('Wrong voice').waitFor()
    await alert.getByRole('button', { name: 'Resume Theo' }).click()
    await because('Right voice', 'Resume')
    await alert.waitFor({ state: 'detached' })
    // The dialog stands in the page's form, which must not have been sent with it.
    expect(await page.getByText('Theo is saved.').count()).toBe(0)

    await page.goto('/numbers')
    const call = page.getByLabel('Call from +1 646 555 0190')
    await call.press('Space')
    await because('Marked as spam', 'Stop')
    const row = page.getByRole('row').filter({ hasText: '+1 646 555 0190' })
    await row.getByText('Stopped').hover()
    await page.getByRole('tooltip', { name: 'Marked as spam' }).waitFor()
    await call.press('Space')
    await because('Cleared', 'Resume')
    await row.getByText('Stopped').waitFor({ state: 'detached' })
    expect(await call.isChecked()).toBe(true)
  })

  it('stand beside what is said first: the preview is the whole greeting, and going without the disclosure warns', async () => {
    await page.goto('/agents/new')
    const preview = page.getByLabel('Greeting preview')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Iris')
    await page.getByLabel('Calls for').fill('Harbor')
    await page.getByRole('textbox', { name: 'Greeting', exact: true }).fill('Hi {{NAME}}, this is Iris.')
    await page.getByLabel('Instructions').fill('Be brief.')
    await preview
      .getByText(
        /^This is an automated call from Harbor with an artificial voice\. .*do not call me.*Hi Jamie Lee, this is Iris\.$/,
      )
      .waitFor()
    await page.getByLabel('Own wording').fill('A computer voice is calling.')
    await button('Save').click()
    await page
      .getByText(/must contain \{\{COMPANY\}\}/)
      .first()
      .waitFor()
    await page.getByLabel('Own wording').fill('{{COMPANY}} is calling with a computer voice.')
    await preview.getByText(/^Harbor is calling with a computer voice\. To stop these calls/).waitFor()
    await page.getByRole('switch', { name: 'Open every call with the disclosure' }).click()
    await page.getByText('The law requires the disclosure').waitFor()
    await preview.getByText(/^Hi Jamie Lee, this is Iris\.$/).waitFor()
    await expectAccessible(page)
    await button('Save').click()
    await page.getByRole('heading', { level: 1, name: 'Iris' }).waitFor()
    await page.goto('/agents')
    await page.getByRole('row').filter({ hasText: 'Iris' }).getByText('No disclosure').waitFor()
  })
})
