import type { BrowserContextOptions, Page } from 'playwright'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, type Visitor, visit } from '../support/browser.ts'
import { useStage } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** What holds on every page, and for whoever comes without a mouse, at night, on a phone or with the wrong key. */

const SPEED = 120
/** Two cores may be busy with other things. */
const SOON = { timeout: 20_000 }

describe('every page', () => {
  let app: App
  let demo: string
  let draft: string
  let contact: string
  let contactName: string

  const stage = useStage(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeAll(async () => {
    app = stage.app
    const { data } = await app.api.get<{ data: { id: string; status: string }[] }>('/campaigns')
    demo = data.find((it) => it.status === 'active')?.id ?? ''
    draft = data.find((it) => it.status === 'draft')?.id ?? ''
    const talks = async () => (await app.api.conversations(demo)).some((it) => it.disposition !== null)
    await app.api.until('a first outcome', talks, Boolean, 30_000)
    const people = await app.api.get<{ data: { id: string; name: string }[] }>('/contacts?limit=1')
    contact = people.data[0]?.id ?? ''
    contactName = people.data[0]?.name ?? ''
  })

  /** Each address, with the heading it must show and something that is there when it has loaded. */
  const pages = (): [path: string, heading: string, loaded: string][] => [
    ['/campaigns', 'Campaigns', 'Solar quotes: follow-up'],
    ['/campaigns/new', 'New campaign', 'Description'],
    [`/campaigns/${demo}`, 'Solar quotes: follow-up', 'Calls in progress'],
    [`/campaigns/${demo}/contacts`, 'Solar quotes: follow-up', 'Disposition'],
    [`/campaigns/${demo}/contacts/imports`, 'Solar quotes: follow-up', 'solar-quotes.csv'],
    [`/campaigns/${demo}/settings`, 'Solar quotes: follow-up', 'Call from'],
    [`/campaigns/${draft}`, 'Check-up reminders, December', 'Nobody is being called at this moment.'],
    ['/contacts', 'Contacts', 'Consent or opt-out'],
    ['/contacts?tab=erasures', 'Contacts', 'Nobody was erased'],
    [`/contacts/${contact}`, contactName, 'Became a lead of Solar quotes: follow-up'],
    ['/conversations', 'Conversations', 'Answered by'],
    ['/conversations?direction=inbound', 'Conversations', 'Nobody called or wrote'],
    ['/numbers', 'Numbers', '+1 212 555 0101'],
    ['/agents', 'Agents', 'Maya'],
    [`/agents/${app.agentId}`, 'Maya', 'Instructions'],
    ['/agents/new', 'New agent', 'Instructions'],
    ['/schedules', 'Schedules', 'Office hours'],
    ['/operations', 'Operations', 'Nothing is stuck'],
    ['/schedules/new', 'New schedule', 'No exceptions: every week is the same.'],
    ['/compliance/suppressions', 'Compliance', 'Import a list'],
    ['/compliance/rules', 'Compliance', 'Pennsylvania'],
    ['/compliance/rules?region=US-PA', 'Compliance', 'since 2026-10-18'],
    ['/compliance/consent', 'Compliance', 'Only with consent on file'],
    ['/compliance/check', 'Compliance', 'State or province'],
    ['/compliance/proof', 'Compliance', 'Sealed records'],
    ['/no-such-page', 'Not found', 'There is no page at this address'],
  ]

  async function withVisitor(options: BrowserContextOptions, act: (visitor: Visitor) => Promise<void>): Promise<void> {
    const visitor = await visit(stage.browser, app.url, options)
    try {
      await act(visitor)
      expect(visitor.problems).toEqual([])
    } finally {
      await visitor.context.close()
    }
  }
  async function load(page: Page, path: string, heading: string, loaded: string): Promise<void> {
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
    await page.getByText(loaded).first().waitFor({ state: 'attached' })
    await expect.poll(() => page.getByRole('status', { name: /^Loading/ }).count(), SOON).toBe(0)
  }

  it.each([
    ['by day', { colorScheme: 'light' }],
    ['at night', { colorScheme: 'dark' }],
  ] as [string, BrowserContextOptions][])('names itself and its controls, %s', async (_when, options) => {
    await withVisitor(options, async ({ page }) => {
      for (const [path, heading, loaded] of pages()) {
        await load(page, path, heading, loaded)
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        expect(await background(page)).toBe(options.colorScheme)
      }
    })
  })

  it('fits a phone of 390 px, with its navigation behind one button', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    await withVisitor(phone, async ({ page }) => {
      for (const [path, heading, loaded] of pages()) {
        await load(page, path, heading, loaded)
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
      }
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await page.getByRole('link', { name: 'Campaigns', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor()
      await page.getByRole('link', { name: 'Solar quotes: follow-up' }).click()
      await page.getByRole('tab', { name: 'Contacts' }).click()
      await page.getByRole('table', { name: 'Leads' }).getByRole('button').nth(6).click()
      await page.getByRole('button', { name: 'Close the lead' }).waitFor()
      await expectNoSidewaysScroll(page)
    })
  })

  it('keeps the colours a person chose', async () => {
    await withVisitor({ colorScheme: 'light' }, async ({ page }) => {
      await page.goto('/numbers')
      await page.getByRole('button', { name: 'Switch to dark' }).click()
      await expect.poll(() => background(page), SOON).toBe('dark')
      await page.reload()
      await page.getByRole('button', { name: 'Switch to light' }).waitFor()
      expect(await background(page)).toBe('dark')
    })
  })

  it('can be used without a mouse: a new campaign is begun and a lead opened', async () => {
    await withVisitor({}, async ({ page }) => {
      await page.goto('/campaigns')
      await page.getByRole('link', { name: 'Solar quotes: follow-up' }).waitFor()
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('Skip to content')
      await tabTo(page, 'New campaign')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'New campaign' }).waitFor()

      await page.goto(`/campaigns/${demo}/contacts`)
      const first = page.getByRole('table', { name: 'Leads' }).locator('tbody').getByRole('button').first()
      const name = (await first.textContent()) ?? ''
      await tabTo(page, name)
      await page.keyboard.press('Enter')
      const panel = page.getByRole('dialog', { name })
      await panel.getByRole('region', { name: 'Attempts' }).waitFor()
      await expect.poll(() => panel.evaluate((it) => it.contains(document.activeElement)), SOON).toBe(true)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'hidden' })
      await expect.poll(() => focused(page), SOON).toBe(name)
    })
  })

  it('gives way to the key screen when the key is wrong, and comes back with the right one', async () => {
    await withVisitor({}, async ({ page }) => {
      await page.addInitScript(() => localStorage.getItem('sundialKey') ?? localStorage.setItem('sundialKey', 'wrong'))
      await page.goto('/numbers')
      await page.getByRole('heading', { level: 1, name: 'Enter your API key' }).waitFor()
      await expectAccessible(page)
      await page.getByLabel('API key').first().fill('sundial_local_key')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { level: 1, name: 'Numbers' }).waitFor()
      await page.getByText('+1 212 555 0101').waitFor()
    })
  })

  it('locks the settings of a live campaign, and takes them when it is paused', async () => {
    await withVisitor({}, async ({ page }) => {
      await page.goto(`/campaigns/${demo}/settings`)
      await page.getByText('Pause it first to change anything else').waitFor()
      const atOnce = page.getByLabel('Calls at once')
      expect(await atOnce.isDisabled()).toBe(true)
      expect(await page.getByLabel('Notes', { exact: true }).isEnabled()).toBe(true)
      await page.getByRole('button', { name: 'Pause' }).click()
      await expect.poll(() => atOnce.isEnabled(), SOON).toBe(true)

      await atOnce.fill('25')
      await page.getByLabel('Until', { exact: true }).fill('08:00')
      await page.getByText('You have changes that are not saved.').waitFor()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page
        .getByRole('alert')
        .filter({ hasText: /calling.hours/ })
        .first()
        .waitFor()
      await page.getByLabel('Until', { exact: true }).fill('19:30')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('Everything is saved.').waitFor()
      await page.reload()
      await expect.poll(() => atOnce.inputValue(), SOON).toBe('25')
      expect(await page.getByLabel('Until', { exact: true }).inputValue()).toBe('19:30')
      await page.getByRole('button', { name: 'Resume' }).click()
      await expect.poll(() => atOnce.isDisabled(), SOON).toBe(true)
    })
  })
})

/** Whether the page is light or dark to look at. */
async function background(page: Page): Promise<'light' | 'dark'> {
  const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const [red = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  return red > 128 ? 'light' : 'dark'
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focused(page)) === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Sixty times Tab never came to “${name}”`)
}
