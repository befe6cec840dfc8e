import { readFileSync } from 'node:fs'
import type { Page, Route } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, expectNoSidewaysScroll } from '../support/browser.ts'
import { useJourney } from '../support/journey.ts'
import { type App, WHOLE_COUNTRY_AWAKE } from '../support/start-app.ts'

/** The rules, the stops, the check of one call and the proofs, as a compliance officer uses them in a real browser. */

const SPEED = 60
/** In Pennsylvania, and not among the phones of the demonstration. */
const PHONE = '+1 215 555 2368'
const NEW_HOURS = 'Mon–Sat 09:00–19:00, not on Sundays or holidays'

type Sealed = { position: number; hash: string } | null

describe('compliance', () => {
  let app: App
  let page: Page

  const journey = useJourney(SPEED, WHOLE_COUNTRY_AWAKE)
  beforeEach(() => {
    app = journey.app
    page = journey.page
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const states = () => page.getByRole('table', { name: 'United States' })
  const row = (name: string) => states().getByRole('row').filter({ hasText: name })
  const stops = async () =>
    (await app.api.get<{ data: { region: string; reason: string }[] }>('/compliance/stops')).data

  it('has a tab at an address of its own for each thing, and the old address leads there', async () => {
    await page.goto('/suppressions')
    await page.getByRole('tab', { name: 'Suppressions', selected: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/compliance/suppressions')
    for (const name of ['Rules', 'Consent', 'Check', 'Proof']) {
      await page.getByRole('tab', { name, exact: true }).click()
      await page.getByRole('tab', { name, exact: true, selected: true }).waitFor()
      expect(new URL(page.url()).pathname).toBe(`/compliance/${name.toLowerCase()}`)
      await expect.poll(() => page.getByRole('status', { name: /^Loading/ }).count()).toBe(0)
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
    }
  })

  it('shows the rule of a state with its law, and all of it in a drawer', async () => {
    await page.goto('/compliance/rules')
    await page.getByText('not legal advice; counsel must confirm').waitFor()
    await page.getByRole('region', { name: 'Federal rule' }).getByText('47 CFR 64.1200(c)(1)').waitFor()
    await page.getByLabel('Search regions').fill('2245')
    await expect.poll(() => states().getByRole('row').count()).toBe(2)
    await row('Pennsylvania').getByText(NEW_HOURS).waitFor()
    await row('Pennsylvania').getByText('73 P.S. 2245(a)(1), (10) as amended by Act 47 of 2026').waitFor()
    await row('Pennsylvania')
      .getByText(/^\w{3} \d\d:\d\d in New York$/)
      .waitFor()

    await button('Pennsylvania').focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: 'Pennsylvania' })
    const hours = drawer.getByRole('region', { name: 'Hours for every call' })
    await hours.getByText('since 2026-10-18').waitFor()
    await hours.getByText('Every day 08:00–21:00, not on holidays').waitFor()
    await drawer.getByRole('region', { name: 'What the sources disagree on' }).waitFor()
    const source = drawer.getByRole('link', { name: /jenkinslaw\.org/ })
    expect(await source.getAttribute('rel')).toBe('noreferrer')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })

    await page.getByLabel('Search regions').fill('')
    await page.getByText('AI voice rules').click()
    await row('Nebraska').waitFor()
    await row('Pennsylvania').waitFor({ state: 'detached' })
  })

  it('stops a state with a reason, tells it, and lifts the stop', async () => {
    await page.goto('/compliance/rules')
    await button('Stop calls to Louisiana').click()
    const dialog = page.getByRole('dialog', { name: 'Stop calls to Louisiana?' })
    expect(await dialog.getByRole('button', { name: 'Stop calls', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Hurricane: order of the commission')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Stop calls', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const alert = page.getByRole('alert', { name: 'Calls to Louisiana are stopped' })
    await alert.getByText('Hurricane: order of the commission').waitFor()
    await alert.getByText(/by API key local\. It stands until it is lifted/).waitFor()
    expect(await stops()).toMatchObject([{ region: 'US-LA', reason: 'Hurricane: order of the commission' }])
    await page.getByText('Stopped', { exact: true }).first().click()
    await row('Louisiana').getByText('Stopped').waitFor()
    await row('Pennsylvania').waitFor({ state: 'detached' })

    await alert.getByRole('button', { name: 'Lift the stop of Louisiana' }).click()
    const lift = page.getByRole('dialog', { name: 'Lift the stop of Louisiana?' })
    await lift.getByLabel('Reason').fill('The order ended')
    await lift.getByRole('button', { name: 'Lift the stop', exact: true }).click()
    await alert.waitFor({ state: 'detached' })
    expect(await stops()).toEqual([])
  })

  it('asks for a stop before the drawer of a state, and Escape closes one thing at a time', async () => {
    await page.goto('/compliance/rules?region=US-NY')
    const drawer = page.getByRole('dialog', { name: 'New York US-NY' })
    await drawer.getByRole('button', { name: 'Stop calls to New York' }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop calls to New York?' })
    await dialog.getByLabel('Reason').press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await drawer.getByRole('region', { name: 'Hours for every call' }).waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await stops()).toEqual([])
  })

  it('stops a region that has no rules here, and says so when there is no such region', async () => {
    await page.goto('/compliance/rules')
    await button('Stop another region').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Region').fill('XX-99')
    await dialog.getByLabel('Reason').fill('Fire drill')
    await dialog.getByRole('button', { name: 'Stop calls', exact: true }).click()
    await dialog.getByText('"XX-99" is not a region: write US-LA for a state').waitFor()
    expect(await stops()).toEqual([])
    await dialog.getByLabel('Region').fill('ca-on')
    await dialog.getByRole('button', { name: 'Stop calls', exact: true }).click()
    await button('Lift the stop of Ontario').click()
    await page.getByLabel('Reason').fill('Over')
    await button('Lift the stop').click()
    await button('Lift the stop of Ontario').waitFor({ state: 'detached' })
  })

  it('says whether a phone may be called, and which rule forbids it', async () => {
    await page.goto('/compliance/check')
    await page.getByLabel('Phone').fill(PHONE)
    const when = page.getByLabel('When, in your time')
    await when.fill('2026-11-29T13:00')
    await button('Check').click()
    const answer = page.getByRole('region', { name: 'Answer' })
    await answer.getByRole('heading', { name: 'Not allowed until Mon Nov 30, 09:00 in New York' }).waitFor()
    await answer.getByText('Sun 2026-11-29 13:00 in America/New York').waitFor()
    const rules = answer.getByRole('table', { name: 'Rules' })
    const forbids = rules.getByRole('row').filter({ hasText: 'Forbids it' })
    expect(await forbids.count()).toBe(1)
    expect(await forbids.innerText()).toMatch(/US-PA\.hours[\s\S]*73 P\.S\. 2245/)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)

    await when.fill('2026-11-30T13:00')
    await button('Check').click()
    await answer.getByRole('heading', { name: 'Allowed until Mon Nov 30, 19:00 in New York' }).waitFor()
    await page.getByRole('textbox', { name: 'State or province' }).fill('AL')
    await when.fill('2026-11-30T08:30')
    await button('Check').click()
    await answer.getByText('Pennsylvania, Alabama').or(answer.getByText('Alabama, Pennsylvania')).waitFor()
    await answer.getByRole('heading', { name: /^Not allowed until Mon Nov 30/ }).waitFor()

    await page.getByLabel('Phone').fill('12')
    await button('Check').click()
    await page.getByText(/has 10 digits; this one has 2/).waitFor()
  })

  it('verifies the chain, and gives the proof of one phone with its place and as a file', async () => {
    const head = () => app.api.get<{ head: Sealed }>('/compliance/verify')
    await app.api.until('a proof is sealed', head, (it) => it.head !== null, 60_000)
    const { data } = await app.api.get<{ data: { to: string; sealed: Sealed }[] }>('/compliance/proofs?limit=100')
    const sealed = data.find((it) => it.sealed !== null)!
    await page.goto('/compliance/proof')
    const chain = page.getByRole('region', { name: 'Proof chain' })
    await button('Verify now').click()
    await chain.getByText('OK', { exact: true }).waitFor()
    await chain.getByText(/records? (is|are) as (it was|they were) sealed/).waitFor()

    const lookup = page.getByRole('region', { name: 'Look up proofs' })
    await lookup.getByLabel('Phone').fill(sealed.to)
    await button('Look up').click()
    const item = lookup.getByRole('button', { name: new RegExp(`Position ${sealed.sealed?.position} of the chain`) })
    await item.press('Enter')
    await lookup.getByText(sealed.sealed?.hash ?? '', { exact: true }).waitFor()
    await lookup.getByRole('region', { name: 'Why this call was allowed' }).getByText('47 CFR 64.1200(c)(1)').waitFor()
    await expectAccessible(page)

    const [file] = await Promise.all([page.waitForEvent('download'), button('Download NDJSON').click()])
    expect(file.suggestedFilename()).toBe('proofs.ndjson')
    const lines = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\n')
    const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(read[0]).toMatchObject({ type: 'chain' })
    expect(read.slice(1, -1)).not.toEqual([])
    for (const line of read.slice(1, -1)) expect(line).toMatchObject({ type: 'attempt', fields: { phone: sealed.to } })
    expect(read.at(-1)).toMatchObject({ type: 'end', attempts: lines.length - 2 })

    await lookup.getByRole('link', { name: 'Judge this call anew' }).click()
    await button('Check').click()
    await page.getByRole('heading', { name: /^Allowed until / }).waitFor()

    await page.goto('/compliance/proof?from=2020-01-01&to=2020-01-31')
    await page.getByText('No call was permitted').waitFor()
    await page.getByRole('region', { name: 'Look up proofs' }).getByLabel('Phone').fill('12')
    await button('Look up').click()
    await page.getByText('This cannot be looked up').waitFor()
  })

  it('walks a long chain to its break and names it', async () => {
    const part = {
      ok: true,
      complete: false,
      checked: 25_000,
      position_from: 1,
      position_to: 25_000,
      head: { position: 60_000, attempt_id: 'att_1', hash: 'h', sealed_at: '2026-11-23T18:00:00.000Z' },
      unsealed: { count: 0, oldest_at: null, since_seconds: 0 },
      broken: null,
      next_cursor: '25001',
    }
    const broken = { position: 31_234, attempt_id: 'att_2', kind: 'changed', message: 'The field phone was changed.' }
    const asked: (string | null)[] = []
    await page.route('**/api/v1/compliance/verify*', async (route: Route) => {
      const cursor = new URL(route.request().url()).searchParams.get('cursor')
      asked.push(cursor)
      const last = { ...part, ok: false, complete: true, checked: 6_233, broken, next_cursor: null }
      await route.fulfill({ json: cursor === null ? part : last })
    })
    await page.goto('/compliance/proof')
    await page.getByText('60,000').waitFor()
    await button('Verify now').click()
    const alert = page.getByRole('alert').filter({ hasText: 'Broken at position 31,234: changed' })
    await alert
      .getByText('The field phone was changed. (att_2) 31,233 records before it are as they were sealed.')
      .waitFor()
    expect(asked.slice(0, 3)).toEqual([null, null, '25001'])
  })
})
