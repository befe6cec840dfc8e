import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The path of a Chromium to test with: one that is there, else Debian's package (as root), else Playwright's own. Throws when none can
 * be had: browser tests are never skipped silently.
 */
export function findChromium(): string {
  const asked = process.env.CHROMIUM_PATH
  if (asked && existsSync(asked)) return asked
  const found = KNOWN.find((path) => existsSync(path)) ?? playwrightOwn()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium from Debian for the browser tests (once)…')
    const quiet = { stdio: 'ignore' as const, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
    spawnSync('apt-get', ['update', '-qq'], quiet)
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], quiet)
    const installed = KNOWN.find((path) => existsSync(path))
    if (installed) return installed
  }
  console.log('Installing Chromium through Playwright for the browser tests (once)…')
  spawnSync('playwright', ['install', 'chromium'], { stdio: 'inherit' })
  const own = playwrightOwn()
  if (own) return own
  throw new Error('The browser tests need Chromium: install it, or set CHROMIUM_PATH to its program.')
}

function playwrightOwn(): string | null {
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}
