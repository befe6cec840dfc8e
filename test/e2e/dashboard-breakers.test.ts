import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, visit } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** A campaign that pauses itself, as a person sees it, and what they do about it. */

const SPEED = 120
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('a campaign that pauses itself', () => {
  let app: App
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(() => {
    app = journey.app
    page = journey.page
  })
  afterEach(async () => {
    await app.faults({ dial_not_routable: 0 })
  })

  const alert = (on: Page = page) => on.getByRole('alert').filter({ hasText: 'Paused by itself' })

  /** A campaign of people who answer, started. */
  async function start(name: string, areaCode: string, settings: object): Promise<string> {
    const { id } = await app.api.post<{ id: string }>('/campaigns', {
      name,
      agent_id: app.agentId,
      number_ids: [app.numberId],
      settings,
    })
    const leads = Array.from({ length: 30 }, (_, n) => ({
      name: `Person ${n + 1}`,
      phones: [
        `+1${areaCode}55501${String(n % 20).padStart(2, '0')}`,
        `+1${areaCode}5552${String(n).padStart(3, '0')}`,
      ],
    }))
    await app.api.post(`/campaigns/${id}/leads`, { leads: leads.slice(0, 20) })
    await app.api.post(`/campaigns/${id}/leads`, {
      leads: leads.slice(20).map((lead) => ({ ...lead, phones: [lead.phones[1]] })),
    })
    await app.api.post(`/campaigns/${id}/start`, {})
    return id
  }
  const paused = (id: string) =>
    app.api.until(
      'it pauses itself',
      () => app.api.get<{ status: string }>(`/campaigns/${id}`),
      (it) => it.status === 'paused',
      60_000,
    )

  it('because calls fail shows which, lets a person look at them, and goes on when they resume', async () => {
    await app.faults({ dial_not_routable: 1 })
    const id = await start('Renewals', '212', { max_concurrent_calls: 5 })
    await page.goto(`/campaigns/${id}`)
    await paused(id)
    await alert()
      .getByText(/calls failed for technical reasons; the limit is 30 %\./)
      .waitFor()
    await alert().getByText('Nobody is called until a person resumes.').waitFor()
    await expectAccessible(page)

    await alert().getByRole('list', { name: 'The calls that failed' }).getByRole('button').first().click()
    const panel = page.getByRole('dialog')
    await panel.getByText('Attempts', { exact: true }).waitFor()
    await panel.getByRole('button', { name: 'Close the lead' }).click()

    await alert().getByRole('link', { name: 'Breakers and budget' }).click()
    const section = page.getByRole('region', { name: 'Breakers and budget' })
    await section.getByText(/^Now: \d+ of the last \d+ \(100 %\)\.$/).waitFor()
    await section.getByRole('button', { name: /too many calls failed$/ }).click()
    await section.getByText('Nobody has resumed since.').waitFor()

    await app.faults({ dial_not_routable: 0 })
    await alert().getByRole('button', { name: 'Resume' }).click()
    await alert().waitFor({ state: 'detached' })
    await section.getByText(/^Resumed .* by API key local\.$/).waitFor()
    expect((await app.api.get<{ status: string }>(`/campaigns/${id}`)).status).toBe('active')
  })

  it('because its budget is used up says why it cannot be resumed, and can once it is raised', async () => {
    const id = await start('Small budget', '312', { budget: { per_day_cents: 200, total_cents: null } })
    await paused(id)
    page.setDefaultTimeout(30_000)
    await page.goto(`/campaigns/${id}/settings`)
    await alert()
      .getByText(/of the budget of \$2\.00 a day are spent/)
      .waitFor()
    await alert().getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/Raise the budget a day first, or wait for tomorrow\./).waitFor()
    await alert().waitFor()

    await page.getByLabel('Budget a day').fill('50')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Settings saved.').waitFor()
    await alert().getByRole('button', { name: 'Resume' }).click()
    await alert().waitFor({ state: 'detached' })
  })

  it('fits on a phone', async () => {
    const id = await start('On a phone', '404', { budget: { per_day_cents: 100, total_cents: null } }).catch(() => '')
    // The budget is less than one call: it is not even started, and says so.
    expect(id).toBe('')
    const { data } = await app.api.get<{ data: { id: string; name: string }[] }>('/campaigns')
    const draft = data.find(({ name }) => name === 'On a phone')?.id
    const small = await visit(journey.browser, app.url, PHONE)
    await small.page.goto(`/campaigns/${draft}/settings#breakers`)
    await small.page.getByRole('region', { name: 'Breakers and budget' }).waitFor()
    await expectNoSidewaysScroll(small.page)
    await small.context.close()
  })
})
