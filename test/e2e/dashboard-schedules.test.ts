import type { Page } from 'playwright'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll, type Visitor, visit } from '../support/browser.ts'
import { useStage } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** Business hours in the browser: a week with a break, a mistake, a holiday, and a campaign that goes by them. */

interface ApiSchedule {
  id: string
  name: string
  days: Record<string, { start: string; end: string }[]>
  exceptions: object[]
  is_default: boolean
}

const SPEED = 60
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']

describe('schedules', () => {
  let app: App
  let visitor: Visitor
  let page: Page

  const stage = useStage(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeAll(async () => {
    app = stage.app
    visitor = await visit(stage.browser, app.url)
    page = visitor.page
  })

  const stored = async (name: string): Promise<ApiSchedule | undefined> =>
    (await app.api.get<{ data: ApiSchedule[] }>('/schedules')).data.find((it) => it.name === name)
  const day = (name: string) => page.getByRole('group', { name, exact: true })

  it('are made with a break at noon and a holiday, and say what is wrong at its slot', async () => {
    await page.goto('/schedules')
    await page.getByRole('link', { name: 'Office hours' }).waitFor()
    await page.getByRole('link', { name: 'New schedule' }).click()
    await page.getByLabel('Name').first().fill('Clinic')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('chicago')
    await page.getByRole('option', { name: 'America/Chicago' }).click()
    await day('Monday').getByLabel('Monday: until').fill('12:30')
    await day('Monday').getByRole('button', { name: 'Add hours on Monday' }).click()
    await day('Monday').getByLabel('Monday, slot 2: open from').fill('12:00')
    await day('Monday').getByLabel('Monday, slot 2: until').fill('00:00')
    await day('Monday').getByText('until midnight').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await day('Monday').getByText('Overlaps 09:00–12:30').waitFor()
    expect(await stored('Clinic')).toBe(undefined)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused, { timeout: 20_000 }).toBe('Monday, slot 2: open from')
    await expectAccessible(page)

    await day('Monday').getByLabel('Monday, slot 2: open from').fill('13:30')
    await day('Monday').getByText('Overlaps').waitFor({ state: 'detached' })
    await day('Monday').getByRole('button', { name: 'Copy Monday to other days' }).click()
    await page.getByRole('menuitem', { name: 'Monday to Friday' }).click()
    await page.getByRole('button', { name: 'Add an exception' }).click()
    const holiday = page.getByRole('region', { name: 'Exceptions' })
    await holiday.getByLabel('Name').fill('Christmas')
    await holiday.getByLabel('From').fill('2026-12-24')
    await holiday.getByLabel('To', { exact: true }).fill('2026-12-26')
    await holiday.getByRole('switch', { name: 'Every year' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor()

    const slots = [
      { start: '09:00', end: '12:30' },
      { start: '13:30', end: '24:00' },
    ]
    expect(await stored('Clinic')).toMatchObject({
      zone: 'America/Chicago',
      days: {
        ...Object.fromEntries(WEEKDAYS.map((name) => [name.slice(0, 3).toLowerCase(), slots])),
        sat: [],
        sun: [],
      },
      exceptions: [{ from: '2026-12-24', to: '2026-12-26', yearly: true, hours: [], name: 'Christmas' }],
    })
    await page.reload()
    await day('Friday').getByText('until midnight').waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  })

  it('are chosen in a draft campaign, which then keeps them from being deleted', async () => {
    const { data } = await app.api.get<{ data: { id: string; name: string; status: string }[] }>('/campaigns')
    const draft = data.find((it) => it.status === 'draft')
    await page.goto(`/campaigns/${draft?.id}/settings`)
    await page.getByRole('combobox', { name: 'Schedule' }).click()
    await page.getByRole('option', { name: 'Clinic' }).click()
    await page.getByText('Mon–Fri').waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Everything is saved.').waitFor()
    const { id } = (await stored('Clinic'))!
    expect(await app.api.get(`/campaigns/${draft?.id}`)).toMatchObject({ schedule: { id, name: 'Clinic', open: true } })

    await page.goto('/campaigns')
    await page.getByText(/Clinic: open, closes in/).waitFor()
    await page.goto('/schedules')
    const table = page.getByRole('table', { name: 'Schedules' })
    await table.getByRole('link', { name: draft?.name ?? '' }).waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await table.getByRole('button', { name: 'Delete Clinic' }).click()
    const dialog = page.getByRole('dialog', { name: 'Clinic is in use' })
    await dialog.getByRole('link', { name: draft?.name ?? '' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('can be the default of new campaigns, without a mouse too', async () => {
    await page.goto('/schedules')
    const star = page.getByRole('button', { name: 'New campaigns begin with Office hours' })
    await star.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Default for new campaigns').waitFor()
    expect((await stored('Office hours'))?.is_default).toBe(true)
    await page.goto('/campaigns/new')
    await page.getByLabel('Name').fill('By the clock')
    for (let step = 0; step < 2; step++) await page.getByRole('button', { name: 'Continue' }).click()
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Schedule' }).inputValue(), { timeout: 20_000 })
      .toBe('Office hours (default)')
    expect(visitor.problems).toEqual([])
  })
})
