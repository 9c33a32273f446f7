import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { untilLive } from '../browser/dashboard-pages.ts'
import { seedDesk, type SeededDesk } from './seeded-desk.ts'

/** A desk, and a page in which its owner is signed in. */
export interface DeskPage {
  desk: SeededDesk
  context: BrowserContext
  page: Page
}

/**
 * Seeds one desk for the tests of the `describe` that calls it, and opens a page for each of them in a context of its own.
 *
 * @param use gets them before each test
 */
export function openDeskPages(use: (opened: DeskPage) => void): void {
  let desk: SeededDesk
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })
  beforeEach(async () => {
    context = await desk.enter(browser, { reducedMotion: 'reduce' })
    use({ desk, context, page: await context.newPage() })
  })
  afterEach(() => context.close())
}

/** Opens the list of a seeded desk, until what happens on the desk reaches it. */
export async function openTicketList(page: Page): Promise<void> {
  await page.goto('/o/acme/tickets')
  await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
  await untilLive(page)
}
