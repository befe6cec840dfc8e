import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser, type Visitor, visit } from './browser.ts'
import { type App, startApp } from './start-app.ts'

/**
 * What the journeys of one `describe` share, set up and cleared away by hooks. The hooks of a file run inside these:
 * what it sets up comes after, what it clears away comes before. What is not there yet is undefined until its hook ran.
 */

export interface Stage {
  readonly app: App
  readonly browser: Browser
}

export interface Journey extends Stage {
  /** The page of the test that runs. */
  readonly page: Page
}

/** The product and a browser, for as long as the `describe` that calls this. `startAt` as for `startApp`. */
export function useStage(speed: number, startAt?: string): Stage {
  let app: App
  let browser: Browser
  beforeAll(async () => {
    app = await startApp(speed, startAt)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })
  return {
    get app() {
      return app
    },
    get browser() {
      return browser
    },
  }
}

/** A stage, and on it a new visitor for each test, who must have met no problems when it ends. */
export function useJourney(speed: number, startAt?: string): Journey {
  const stage = useStage(speed, startAt)
  let visitor: Visitor
  beforeEach(async () => {
    visitor = await visit(stage.browser, stage.app.url)
  })
  afterEach(async () => {
    await visitor.context.close()
    expect(visitor.problems).toEqual([])
  })
  return {
    get app() {
      return stage.app
    },
    get browser() {
      return stage.browser
    },
    get page() {
      return visitor.page
    },
  }
}
