import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Faults, launchChromium } from './browser.ts'
import { furnishDesk, type FurnishedDesk } from './furnished-desk.ts'
import { type View, VIEWS } from './views.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The scheme changes colours and nothing else, so in the dark only these can find something new. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
const WIDTHS = [1280, 375]
/** Milliseconds one view may take beside others. */
const TIMEOUT = 120_000
/** 1280 CSS pixels at 400 % (WCAG 1.4.10). */
const REFLOW = 320

describe.runIf(inject('hasChromium'))('every page and dialog', () => {
  let desk: FurnishedDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([furnishDesk(), launchChromium()])
  }, 30_000)
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  test.concurrent.each(VIEWS)(
    'R4.5 $name: accessible in light and dark, on a desk and on a phone, without a fault',
    { timeout: TIMEOUT },
    async (view) => {
      const context = await enter(view)
      const faults = new Faults()
      faults.watch(context)
      const page = await context.newPage()
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 })
        await view.open(page, desk)
        expect(await violations(page, { type: 'tag', values: RULES }), `${width} px`).toEqual([])
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
        expect(await violations(page, { type: 'rule', values: COLOUR_RULES }), `dark, ${width} px`).toEqual(
          [],
        )
        await page.emulateMedia({ colorScheme: 'light' })
        expect(await sidewaysScroll(page), `${width} px`).toBe(0)
      }
      await page.setViewportSize({ width: REFLOW, height: 800 })
      expect(await sidewaysScroll(page), `${REFLOW} px`).toBe(0)
      await context.close()
      expect(faults.found.filter((fault) => !isAnswer(fault, view.answers))).toEqual([])
    },
  )

  function enter(view: View): Promise<BrowserContext> {
    const options = { baseURL: desk.platform.origin, reducedMotion: 'reduce' } as const
    return view.signedOut ? browser.newContext(options) : desk.enter(browser, options)
  }
})

async function violations(
  page: Page,
  runOnly: { type: 'tag' | 'rule'; values: string[] },
): Promise<string[]> {
  // Without frames there is nothing that the other mode's extra page would do.
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ['violations'] }).setLegacyMode()
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
  )
}

/** How many pixels the page is wider than its window. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Chromium writes every answer of 400 and above to the console, too. */
function isAnswer(fault: string, status: number | undefined): boolean {
  if (status === undefined) return false
  return fault.startsWith(`${status}: `) || fault.includes(`responded with a status of ${status}`)
}
