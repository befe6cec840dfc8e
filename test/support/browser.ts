import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { expect } from 'vitest'
import { findChromium } from '../../scripts/chromium.ts'

/** A browser, and what every page in it must keep to. */

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: findChromium(), args: ARGS })
}

export interface Visitor {
  page: Page
  context: BrowserContext
  /** Console errors, exceptions, failing answers and requests to other origins, as they happen. */
  problems: string[]
}

/** A person in New York with a window of their own. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    timezoneId: 'America/New_York',
    locale: 'en-US',
    reducedMotion: 'reduce',
    acceptDownloads: true,
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const problems: string[] = []
  watch(page, new URL(url).host, problems)
  return { page, context, problems }
}

function watch(page: Page, host: string, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // Chromium writes this for every refusal of the API; that the page says it in words is tested where it happens.
    const refused = /the server responded with a status of 4\d\d/.test(message.text())
    if (!refused) problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`))
  page.on('response', (response) => {
    const ownFile = !new URL(response.url()).pathname.startsWith('/api/') && response.status() >= 400
    if (response.status() >= 500 || ownFile) problems.push(`${response.status()} ${response.url()}`)
  })
  page.on('request', (request) => foreign(request.url(), host, problems))
  page.on('websocket', (socket) => foreign(socket.url(), host, problems))
}

function foreign(url: string, host: string, problems: string[]): void {
  if (/^(data|blob|about):/.test(url)) return
  if (new URL(url).host !== host) problems.push(`request to another origin: ${url}`)
}

/** What a screen reader needs of any page: one main heading, landmarks, and a name for everything that can be used. */
export async function expectAccessible(page: Page): Promise<void> {
  // The snapshot is YAML: a line with a colon in its name is in quotes.
  const lineOf = (line: string) => line.trim().replace(/^- '(.*)'(:?)/, '- $1$2')
  const tree = (await page.locator('body').ariaSnapshot()).split('\n').map(lineOf)
  const where = `${page.url()}\n${tree.join('\n')}`
  const lines = (pattern: RegExp) => tree.filter((line) => pattern.test(line))
  expect(lines(/^- heading .*\[level=1\]/).length, `one h1 on ${where}`).toBe(1)
  expect(lines(/^- main\b/).length, `one main on ${where}`).toBe(1)
  expect(lines(UNNAMED), `nameless controls on ${where}`).toEqual([])
  expect(await page.title(), where).toMatch(/\S/)
  expect(await page.evaluate(brokenMarkup), where).toEqual([])
}

/** A control in the accessibility tree that is not followed by its name. */
const UNNAMED =
  /^- (button|link|textbox|searchbox|combobox|checkbox|radio|switch|spinbutton|slider|menuitem|tab|option|dialog|table|progressbar)\b(?! ["/])/

/** Runs in the page: ids that are there twice, labels that lead nowhere, a document without language. */
function brokenMarkup(): string[] {
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id ${id} is there twice`)
  const dangling = [...document.querySelectorAll('label[for]')]
    .map((label) => label.getAttribute('for') ?? '')
    .filter((id) => !document.getElementById(id))
    .map((id) => `a label for ${id}, which is not there`)
  const pictures = [...document.querySelectorAll('img:not([alt]), [role=img]:not([aria-label])')]
    .filter((picture) => !picture.closest('[aria-hidden=true]'))
    .map((picture) => `a picture without words: ${picture.outerHTML.slice(0, 80)}`)
  return [...twice, ...dangling, ...pictures, ...(document.documentElement.lang ? [] : ['no language'])]
}

/** Nothing sticks out to the side. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= limit) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > limit + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName} ${element.className} "${element.textContent?.slice(0, 40)}"`)
  })
  expect(wide, `wider than the window on ${page.url()}`).toEqual([])
}
