import type { Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, visit } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import type { App } from '../support/start-app.ts'

/** Why somebody was not called, why nobody is, and why a call was allowed, as a person reads it in a real browser. */

/** Slow, so that 07:00 in Los Angeles does not become 09:00 while one looks. */
const SPEED = 4
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

describe('the dashboard explains', () => {
  let app: App
  let page: Page
  /** Active, with people in Washington State, Los Angeles and New York. */
  let west: string

  const journey = useJourney(SPEED)
  beforeAll(async () => {
    app = journey.app
    west = await draft('The west')
    for (const lead of [
      { name: 'Wendy Rain', phones: ['+12065550123'], address: { city: 'Seattle', state: 'WA', country: 'US' } },
      { name: 'Lou Early', phones: ['+13105550123'] },
    ])
      await app.api.post(`/campaigns/${west}/leads`, lead)
    await app.api.post(`/campaigns/${west}/start`)
  })
  beforeEach(() => {
    page = journey.page
  })

  const box = (on: Page = page) => on.getByRole('region', { name: 'What the campaign waits for' })
  const panel = (name: string) => page.getByRole('dialog', { name })
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  async function draft(name: string, over: object = {}): Promise<string> {
    const body = { name, agent_id: app.agentId, number_ids: [app.numberId], ...over }
    return (await app.api.post<{ id: string }>('/campaigns', body)).id
  }
  async function openLead(campaign: string, name: string): Promise<void> {
    await page.goto(`/campaigns/${campaign}/contacts`)
    await button(name).click()
  }

  it('that Washington State forbids artificial voices, by which law, and everything else that was looked at', async () => {
    await openLead(west, 'Wendy Rain')
    const why = panel('Wendy Rain').getByRole('region', { name: 'Why is it over?' })
    await why.getByText('May not be called at any hour: Washington, artificial voice: no calls').waitFor()
    await why.getByText('Rule: Washington: artificial voices; RCW 80.36.400').waitFor()
    await why.getByText(/the law where the person is forbids these calls/).waitFor()
    expect(await why.getByText('Earliest').count()).toBe(0)

    await why.getByRole('button', { name: /^Everything that was looked at: \d+ checks and 1 phone$/ }).click()
    const checks = why.getByRole('list', { name: 'Checks' }).getByRole('listitem')
    await checks.filter({ hasText: /^Forbids it: Washington, artificial voice.*RCW 80\.36\.400/ }).waitFor()
    await checks.filter({ hasText: 'Passed: Not on the suppression list.' }).waitFor()
    const phone = why.getByRole('region', { name: 'Where +1 206 555 0123 is called' })
    expect(await phone.innerText()).toMatch(
      /Washington, by their address\s+Time zones\s+America\/Los Angeles\s+Their time\s+Mon 07:\d\d in Los Angeles\s+Calls not allowed\s+until something is changed.*\s+Attempts in 24 hours\s+0 of 3 in all campaigns/,
    )
  })

  it('when somebody outside their hours is called at the earliest, at their own time', async () => {
    await openLead(west, 'Lou Early')
    const why = panel('Lou Early').getByRole('region', { name: 'Why not called yet, and when?' })
    await why.getByText('Outside calling hours: California, artificial voice: every day 09:00–21:00').waitFor()
    await why.getByText(/^Earliest: Mon 09:00 in Los Angeles \(in 1 h \d+ min\)\.$/).waitFor()
    await why.getByText(/^Rule: California: artificial voices; Cal\. Pub\. Util\. Code 2872/).waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: 'Dashboard' }).click()
    await box().getByText('Nobody it could call is inside their calling hours.').waitFor()
    await box()
      .getByText(/^Next: Mon 09:00 in Los Angeles/)
      .waitFor()
    await box()
      .getByRole('listitem')
      .filter({ hasText: /^1 in California, until Mon 09:00 in Los Angeles/ })
      .waitFor()
    await expectAccessible(page)
  })

  it('that a campaign is paused and its numbers are off, with what to do and where', async () => {
    const number = await app.api.post<{ id: string }>('/numbers', { e164: '+16465550191', name: 'Spare line' })
    const id = await draft('On hold', { number_ids: [number.id] })
    await page.goto(`/campaigns/${id}`)
    await box().getByText('It has no leads.', { exact: false }).first().waitFor()
    await box().getByRole('link', { name: 'Contacts' }).click()
    await page.getByRole('tab', { name: 'Contacts', selected: true }).waitFor()

    await app.api.post(`/campaigns/${id}/leads`, { name: 'Hal Wait', phones: ['+13105550124'] })
    await app.api.post(`/campaigns/${id}/start`)
    await page.getByRole('tab', { name: 'Dashboard' }).click()
    await box().getByText('Nobody it could call is inside their calling hours.').waitFor()
    await button('Pause').click()
    await box().getByText('Why is nobody being called?').waitFor()
    await box().getByText('It is paused.', { exact: true }).waitFor()
    await box().getByRole('listitem').filter({ hasText: 'Resume the campaign.' }).waitFor()

    await app.api.post(`/numbers/${number.id}/stop`, { reason: 'Marked as spam' })
    await page.reload()
    const way = box().getByRole('list', { name: 'What stands in the way' })
    await way.getByText('Every number of the campaign is switched off.').waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)

    const phone = await visit(journey.browser, app.url, PHONE)
    try {
      await phone.page.goto(`/campaigns/${id}`)
      await box(phone.page).getByText('It is paused.', { exact: true }).waitFor()
      await expectNoSidewaysScroll(phone.page)
      expect(phone.problems).toEqual([])
    } finally {
      await phone.context.close()
    }
    await way.getByRole('link', { name: 'Numbers' }).click()
    await page.getByRole('heading', { level: 1, name: 'Numbers' }).waitFor()

    await openLead(id, 'Hal Wait')
    const why = panel('Hal Wait').getByRole('region', { name: 'Why not called yet, and when?' })
    await why.getByText('The campaign is paused.').waitFor()
    await why.getByText('Earliest: not before something is changed.').waitFor()
    await panel('Hal Wait').getByRole('button', { name: 'Disable', exact: true }).click()
    await why.getByText('Somebody has switched it off.').waitFor()
    await why.getByRole('listitem').filter({ hasText: 'Switch the lead on.' }).waitFor()
  })

  it('that calls to a state are stopped, and where that is lifted', async () => {
    const stop = { reason: 'wildfires' }
    expect(await app.api.status('PUT', '/compliance/stops/US-CA', stop)).toBe(200)
    try {
      await page.goto(`/campaigns/${west}`)
      const way = box().getByRole('list', { name: 'What stands in the way' })
      await way.getByText('Calls to California are stopped: wildfires.').waitFor()
      await box().getByRole('listitem').filter({ hasText: 'Lift the emergency stop of California.' }).waitFor()
      await way.getByRole('link', { name: 'Stops of regions' }).click()
      await page.getByRole('heading', { level: 1, name: 'Compliance' }).waitFor()
    } finally {
      await app.api.status('DELETE', '/compliance/stops/US-CA', { reason: 'over' })
    }
  })

  it('in one line while it dials, and why a call was allowed, with its place in the proof chain', async () => {
    const { data } = await app.api.get<{ data: { id: string; name: string }[] }>('/campaigns')
    const demo = data.find((it) => it.name.startsWith('Solar'))?.id ?? ''
    await page.goto(`/campaigns/${demo}`)
    await box()
      .getByText(/\d+ calls? in progress\./)
      .waitFor()
    expect(await box().getByText('Why is nobody being called?').count()).toBe(0)
    await box()
      .getByRole('button', { name: /outside calling hours/ })
      .click()
    await box().getByRole('list', { name: 'Who waits, and why' }).getByRole('listitem').first().waitFor()

    const called = async () => (await app.api.conversations(demo)).at(-1)
    const first = await app.api.until('a call', called, (it) => it !== undefined, 60_000)
    await page.goto(`/campaigns/${demo}/contacts?lead=${first?.lead_id}`)
    const attempts = page.getByRole('region', { name: 'Attempts' })
    await attempts.getByRole('button').last().click()
    const proof = attempts.getByRole('region', { name: 'Why this call was allowed' })
    const rules = proof.getByRole('list', { name: 'Rules that allowed it' }).getByRole('listitem')
    await rules.filter({ hasText: /^Federal calling hours\s*47 CFR 64\.1200\(c\)\(1\)/ }).waitFor()
    await rules.filter({ hasText: /^Calling hours of the campaign\s*Set for the campaign/ }).waitFor()
    await proof.getByText(/^\w{3} 2026-\d\d-\d\d \d\d:\d\d in [\w ]+ \([\w/]+\)/).waitFor()
    await proof.getByText(/Record [\d,]+ in the proof chain, sealed /).waitFor({ timeout: 90_000 })
  })
})
