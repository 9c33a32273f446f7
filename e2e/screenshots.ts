/*
 * Takes a picture of every page and dialog: light, dark, and phone width, into a folder. With --readme it also takes
 * the one in docs/.
 *
 *   npm run build && npm exec -- node e2e/screenshots.ts /tmp/pictures [--readme]
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchWholeChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { seedSignIn, type SeededSignIn } from '#testkit/seed/seeded-sign-in.ts'
import { SIGN_IN_VIEWS, type SignInView } from './views/sign-in-views.ts'
import type { View } from './views/view.ts'
import { VIEWS } from './views/dashboard-views.ts'

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 375, height: 812 } },
] as const

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: 'boolean', default: false } },
})
const [folder] = positionals
if (!folder) {
  process.stderr.write('Usage: node e2e/screenshots.ts <folder> [--readme]\n')
  process.exit(2)
}

const browser = await launchWholeChromium()
const [desk, signInDesk] = await Promise.all([seedDesk(), seedSignIn(browser)])
try {
  mkdirSync(folder, { recursive: true })
  for (const view of VIEWS) await picture(view, desk, browser, folder)
  for (const view of SIGN_IN_VIEWS) await pictureOfSignIn(view, signInDesk, browser, folder)
  if (values.readme) await pictureOfReadme(desk, browser)
} finally {
  await browser.close()
  await Promise.all([desk.end(), signInDesk.end()])
}

async function picture(view: View, desk: SeededDesk, browser: Browser, folder: string): Promise<void> {
  for (const { name, ...look } of LOOKS) {
    const options = { baseURL: desk.platform.origin, reducedMotion: 'reduce', ...look } as const
    const context = await (view.signedOut ? browser.newContext(options) : desk.enter(browser, options))
    const page = await context.newPage()
    await view.open(page, desk)
    // A page is taken whole; behind a dialog only what the window shows makes sense.
    const isDialog = (await page.getByRole('dialog').count()) > 0
    await page.screenshot({ path: join(folder, `${view.name}-${name}.png`), fullPage: !isDialog })
    await context.close()
  }
}

async function pictureOfSignIn(
  view: SignInView,
  desk: SeededSignIn,
  browser: Browser,
  folder: string,
): Promise<void> {
  for (const { name, ...look } of LOOKS) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...look })
    const page = await context.newPage()
    await view.open(page, desk)
    await page.screenshot({ path: join(folder, `${view.name}-${name}.png`), fullPage: true })
    await context.close()
  }
}

async function pictureOfReadme(desk: SeededDesk, browser: Browser): Promise<void> {
  const context = await desk.enter(browser, { ...LOOKS[0], reducedMotion: 'reduce' })
  const page = await context.newPage()
  await VIEWS.find(({ name }) => name === 'ticket')?.open(page, desk)
  await untilLive(page)
  await page.screenshot({ path: fileURLToPath(new URL('../docs/screenshot.png', import.meta.url)) })
  await context.close()
}
