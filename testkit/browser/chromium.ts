import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Debian's Chromium without windows: a page opens in half the time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser of this machine that a script can drive. `CHROMIUM` names another one. */
export function findChromium(): string | undefined {
  const { CHROMIUM } = process.env
  return (CHROMIUM === undefined ? PLACES : [CHROMIUM]).find((path) => existsSync(path))
}

/**
 * A browser without windows, where this machine has one, and else the whole one.
 *
 * @throws when this machine has no browser that a script can drive
 */
export function launchChromium(): Promise<Browser> {
  const isLight = process.env['CHROMIUM'] === undefined && existsSync(HEADLESS_SHELL)
  return chromium.launch({ executablePath: isLight ? HEADLESS_SHELL : requireChromium(), args: FLAGS })
}

/**
 * A browser for sign-ins that end at `cursor://`, or at a client for which the test answers: there, one without windows waits
 * for ever.
 *
 * @throws when this machine has no browser that a script can drive
 */
export function launchWholeChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: FLAGS })
}

/**
 * A browser whose person has switched cookies off in its settings.
 *
 * @param folder an empty one, for its profile
 */
export function launchWithoutCookies(folder: string): Promise<BrowserContext> {
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
  mkdirSync(join(folder, 'Default'))
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  return chromium.launchPersistentContext(folder, { executablePath: requireChromium(), args: FLAGS })
}

function requireChromium(): string {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(`No Chromium at ${PLACES.join(' or ')}: install it, or set CHROMIUM`)
  return executablePath
}
