import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

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

/** @throws when this machine has no browser that a script can drive */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error(`No Chromium at ${PLACES.join(' or ')}: install it, or set CHROMIUM`)
  return chromium.launch({ executablePath, args: FLAGS })
}
