import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { addPeople, addSpoiltPeople, mendPerson } from '../support/spoilt-leads.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What an operator sees of what went wrong, and what they do about it. */

/** Slow enough that a call stays where a person can look at it for some seconds. */
const SPEED = 20
const SOON = { timeout: 20_000 }
const PHONE = { width: 390, height: 844 }

describe('an operator', () => {
  let app: App
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(() => {
    app = journey.app
    page = journey.page
  })
  afterEach(async () => {
    await app.faults({ dial_timeout_after_accept: 0, drop_callbacks: 0 })
  })

  /** Phones that end in 60 to 62 ring, and nobody answers. */
  async function draft(name: string, phone: string, settings: object): Promise<string> {
    const body = { name, agent_id: app.agentId, number_ids: [app.numberId], settings }
    const { id } = await app.api.post<{ id: string }>('/campaigns', body)
    await addPeople(app, id, [phone])
    return id
  }

  it('sees what is stuck with its error, tries the one again and discards the other', async () => {
    const id = await draft('Stuck', '+12125550160', {})
    await app.api.post(`/campaigns/${id}/start`)
    const [mended = '', givenUp = ''] = await addSpoiltPeople(app, id, ['+12125550161', '+12125550162'])
    await page.goto('/operations')
    const stuck = page.getByRole('table', { name: 'Stuck' })
    const row = (lead: string) => stuck.getByRole('row').filter({ hasText: lead })
    await row(mended).getByText(/JSON/).waitFor({ timeout: 60_000 })
    await row(givenUp).getByText('5 times').waitFor(SOON)
    await expectAccessible(page)
    await page.setViewportSize(PHONE)
    await expectNoSidewaysScroll(page)

    mendPerson(app, mended)
    await row(mended)
      .getByRole('button', { name: /^Try again/ })
      .click()
    await row(mended).waitFor({ state: 'detached' })
    const calls = async () => (await app.api.conversations(id)).filter((it) => it.lead_id === mended).length
    await expect.poll(calls, SOON).toBe(1)

    await row(givenUp)
      .getByRole('button', { name: /^Discard/ })
      .click()
    const dialog = page.getByRole('dialog', { name: 'Discard this lead?' })
    await dialog.getByText('nobody calls this person').waitFor()
    await dialog.getByLabel('Reason').fill('A test of the line')
    await dialog.getByRole('button', { name: 'Discard' }).click()
    await page.getByText('Nothing is stuck').waitFor()
    const { data } = await app.api.get<{ data: object[] }>('/stuck-items?resolved=true')
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ subject: mended, resolution: 'retried' }),
        expect.objectContaining({ subject: givenUp, resolution: 'discarded' }),
      ]),
    )
  })

  it('sees that a call is being reconciled, and what the carrier’s log made of it: nobody is called twice', async () => {
    const phone = '+13125550160'
    const id = await draft('No word', phone, { ring_timeout_seconds: 60, retry: { max_attempts_per_phone: 1 } })
    await app.faults({ dial_timeout_after_accept: 1, dial_timeout_seconds: 0, drop_callbacks: 1 })
    await page.goto(`/campaigns/${id}`)
    await page.getByText('Nobody is being called at this moment.').waitFor()
    await app.api.post(`/campaigns/${id}/start`)
    const call = page.getByRole('region', { name: 'Calls in progress' }).getByRole('button')
    await call.getByText('Being reconciled').waitFor()
    await call.click()
    const attempts = page.getByRole('dialog').getByRole('region', { name: 'Attempts' })
    await attempts.getByText('Being reconciled').waitFor()
    await attempts.getByText('No answer').waitFor()
    expect((await app.api.calls()).filter(({ to }) => to === phone)).toHaveLength(1)
  })
})
