import { mkdirSync, readFileSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright'
import { launchBrowser, visit } from '../test/support/browser.ts'
import { startApp } from '../test/support/start-app.ts'
import { type KnownPeople, makePeople } from './screenshot-people.ts'
import { makeTrouble, type Trouble } from './screenshot-trouble.ts'

/** Pictures of the demonstration an hour and a half into its day, for the README: `node scripts/bootstrap.mjs screenshots [name …]`. */

const OUT = 'docs/screenshots'
const SPEED = 60
const MINUTES = Number(process.env.MINUTES ?? 90)
const LIGHT: BrowserContextOptions = { colorScheme: 'light' }
const DARK: BrowserContextOptions = { colorScheme: 'dark' }
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true }

interface Picture {
  name: string
  path: string
  options?: BrowserContextOptions
  /** The page as far as it goes, not only the window. */
  whole?: boolean
  /** Seen when the page is ready. */
  ready: (page: Page) => Promise<unknown>
}

const app = await startApp(SPEED)
const browser = await launchBrowser()
let trouble: Trouble | undefined
try {
  const { data: campaigns } = await app.api.get<{ data: { id: string; status: string }[] }>('/campaigns')
  const live = campaigns.find((it) => it.status === 'active')?.id
  const draft = campaigns.find((it) => it.status === 'draft')?.id
  if (!live || !draft) throw new Error('The demonstration has no live campaign or no draft.')
  console.log(`Waiting ${MINUTES} sandbox minutes…`)
  await new Promise((done) => setTimeout(done, (MINUTES * 60_000) / SPEED))
  const interested = (await app.api.leads(live)).find((it) => it.disposition === 'INTERESTED' && it.conversations > 0)
  if (!interested) throw new Error('Nobody was interested.')
  mkdirSync(OUT, { recursive: true })
  const wanted = process.argv.slice(2)
  const isWanted = ({ name }: Picture) => wanted.length === 0 || wanted.includes(name)
  for (const picture of picturesOf(live, draft, interested.id)) if (isWanted(picture)) await take(picture)
  const people = await makePeople(app)
  for (const picture of picturesOfPeople(people, draft)) if (isWanted(picture)) await take(picture)
  trouble = await makeTrouble(app)
  for (const picture of picturesOfTrouble(trouble.campaignId)) if (isWanted(picture)) await take(picture)
} finally {
  trouble?.stop()
  await browser.close()
  await app.stop()
}

async function take({ name, path, options = LIGHT, whole, ready }: Picture): Promise<void> {
  const { page, context } = await visit(browser, app.url, options)
  await page.goto(path)
  await ready(page)
  for (const loading of await page.getByRole('status', { name: /^Loading/ }).all())
    await loading.waitFor({ state: 'detached' })
  await page.getByPlaceholder('Loading').waitFor({ state: 'detached' })
  if (whole) await growWindow(page)
  await page.screenshot({ path: `${OUT}/${name}.png`, animations: 'disabled' })
  await context.close()
  console.log(`${OUT}/${name}.png`)
}

/** Playwright's own full page would end the fixed side bar where the window ended. */
async function growWindow(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width: 1280, height: Math.max(900, height) })
}

function picturesOf(live: string, draft: string, leadId: string): Picture[] {
  const seen = (text: string | RegExp) => (page: Page) => page.getByText(text).first().waitFor()
  const row = (page: Page) => page.getByRole('row').nth(2).waitFor()
  const calling = (page: Page) =>
    page.getByRole('region', { name: 'Calls in progress' }).getByRole('button').first().waitFor()
  return [
    { name: 'campaign-light', path: `/campaigns/${live}`, whole: true, ready: calling },
    { name: 'campaign-dark', path: `/campaigns/${live}`, options: DARK, whole: true, ready: calling },
    { name: 'campaign-phone', path: `/campaigns/${live}`, options: PHONE, ready: calling },
    { name: 'campaigns-light', path: '/campaigns', ready: seen('Open now') },
    { name: 'new-campaign-light', path: '/campaigns/new', whole: true, ready: fillNewCampaign },
    { name: 'lead-panel-light', path: `/campaigns/${live}/contacts?lead=${leadId}`, ready: openTranscript },
    { name: 'contacts-light', path: `/campaigns/${live}/contacts`, ready: row },
    { name: 'settings-dark', path: `/campaigns/${draft}/settings`, options: DARK, ready: seen('Call from') },
    { name: 'numbers-light', path: '/numbers', ready: row },
    { name: 'agents-light', path: '/agents', ready: seen('Maya') },
    { name: 'conversations-light', path: '/conversations', ready: row },
    { name: 'suppressions-light', path: '/compliance/suppressions', ready: row },
    { name: 'rules-light', path: '/compliance/rules', ready: seen('Pennsylvania') },
    {
      name: 'check-light',
      path: '/compliance/check?phone=%2B14125550123&at=2026-11-22T18:00:00Z',
      whole: true,
      ready: checkIt,
    },
    { name: 'proof-light', path: '/compliance/proof', ready: seen(/sealed/i) },
    { name: 'schedules-light', path: '/schedules', ready: seen('Office hours') },
    { name: 'sandbox-light', path: '/sandbox/', ready: row },
    { name: 'api-docs-light', path: '/api/docs', ready: seen('/campaigns') },
  ]
}

function picturesOfPeople({ campaignId, contactId }: KnownPeople, draft: string): Picture[] {
  const row = (page: Page) => page.getByRole('row').nth(2).waitFor()
  const known = (page: Page) => page.getByRole('list', { name: 'What happened' }).getByText('Called us').waitFor()
  return [
    { name: 'address-book-light', path: '/contacts', ready: row },
    { name: 'contact-light', path: `/contacts/${contactId}`, whole: true, ready: known },
    { name: 'contact-phone', path: `/contacts/${contactId}`, options: PHONE, ready: known },
    { name: 'inbound-light', path: '/conversations?direction=inbound', ready: row },
    { name: 'ways-in-light', path: `/campaigns/${draft}/contacts?add=file`, ready: chooseList },
    { name: 'imports-light', path: `/campaigns/${campaignId}/contacts/imports`, whole: true, ready: row },
  ]
}

async function chooseList(page: Page): Promise<void> {
  const buffer = readFileSync('test/support/leads-example.csv')
  const list = { name: 'leads-example.csv', mimeType: 'text/csv', buffer }
  await page.getByLabel('File with the list', { exact: true }).setInputFiles(list)
  await page.getByText('The first rows, as Theo will say them').waitFor()
}

function picturesOfTrouble(paused: string): Picture[] {
  const stuck = (page: Page) => page.getByRole('table', { name: 'Stuck' }).waitFor()
  const alert = (page: Page) => page.getByRole('list', { name: 'The calls in which people opted out' }).waitFor()
  const failing = (page: Page) => page.getByText('Failing', { exact: true }).waitFor()
  return [
    { name: 'breaker-light', path: `/campaigns/${paused}`, ready: alert },
    { name: 'breaker-phone', path: `/campaigns/${paused}`, options: PHONE, ready: alert },
    { name: 'operations-light', path: '/operations', whole: true, ready: stuck },
    { name: 'operations-dark', path: '/operations', options: DARK, whole: true, ready: stuck },
    { name: 'operations-phone', path: '/operations', options: PHONE, ready: stuck },
    { name: 'developers-light', path: '/developers', ready: failing },
    { name: 'deliveries-light', path: '/developers', ready: openDeliveries },
  ]
}

async function openDeliveries(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Deliveries', exact: true }).first().click()
  await page.getByRole('button', { name: 'Show what campaign.paused carries' }).click()
  await page.getByText('"type": "campaign.paused"').waitFor()
}

async function fillNewCampaign(page: Page): Promise<void> {
  await page.getByLabel('Name').fill('Spring check: three people')
  await page.getByRole('combobox', { name: 'Agent' }).click()
  await page.getByRole('option', { name: 'Maya' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  const list = readFileSync('test/support/leads-example.csv')
  await page
    .getByLabel('File with the list', { exact: true })
    .setInputFiles({ name: 'leads-example.csv', mimeType: 'text/csv', buffer: list })
  await page.getByText('The first rows, as Maya will say them').waitFor()
}

async function openTranscript(page: Page): Promise<void> {
  const attempts = page.getByRole('region', { name: 'Attempts' })
  await attempts.getByRole('button').first().click()
  await attempts.getByRole('list', { name: 'Transcript' }).waitFor()
  await page.getByRole('region', { name: 'Why this call was allowed' }).waitFor()
}

async function checkIt(page: Page): Promise<void> {
  await page.getByRole('form', { name: 'Check a call' }).getByRole('button', { name: /check/i }).last().click()
  await page.getByText('73 P.S. 2245').first().waitFor()
}
