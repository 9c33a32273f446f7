import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { RunOptions } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A page takes half the time for it that it takes for the one with comments. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The scheme changes colours and nothing else, so in the dark only these can find something new. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
/** What may stand outside of the landmarks: like a dialog, an open menu is what the person is in. */
const POPUPS = 'dialog, [role=dialog], [role=alertdialog], [role=menu], svg'
const WIDTHS = [1280, 375]
/** 1280 CSS pixels at 400 % (WCAG 1.4.10). */
const REFLOW = 320

/**
 * Opens a view on a desk and on a phone, and expects it to be accessible in light and dark, without sideways scrolling.
 * Each is a page of its own: Chromium takes no input for one any more where a navigation came to nothing, as to an app.
 */
export async function expectAccessible(
  context: BrowserContext,
  open: (page: Page) => Promise<void>,
): Promise<void> {
  for (const width of WIDTHS) {
    const page = await context.newPage()
    await page.setViewportSize({ width, height: 800 })
    await open(page)
    await page.evaluate(AXE)
    expect(await violations(page, { type: 'tag', values: RULES }), `${width} px`).toEqual([])
    await page.evaluate(endTransitions)
    await page.emulateMedia({ colorScheme: 'dark' })
    // Pages without script follow the scheme by their style alone.
    await page
      .locator('html[data-mantine-color-scheme="dark"], html:not([data-mantine-color-scheme])')
      .waitFor()
    expect(await violations(page, { type: 'rule', values: COLOUR_RULES }), `dark, ${width} px`).toEqual([])
    expect(await sidewaysScroll(page), `${width} px`).toBe(0)
    await page.setViewportSize({ width: REFLOW, height: 800 })
    expect(await sidewaysScroll(page), `${REFLOW} px, opened at ${width} px`).toBe(0)
    await page.close()
  }
}

/** Without motion, too, colours change in some frames: of each element after those of what it is in. */
function endTransitions(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('*, ::before, ::after { transition: none !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}

/** What axe finds in a page that its source was put into. */
async function violations(page: Page, runOnly: RunOptions['runOnly']): Promise<string[]> {
  // `checks` is read by axe and missing in its types.
  const options: RunOptions & { checks: object } = {
    runOnly,
    resultTypes: ['violations'],
    checks: { region: { options: { regionMatcher: POPUPS } } },
  }
  return page.evaluate(async (options) => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(options)
    // The buttons of a dialog cover parts of buttons behind it, where nobody can press.
    const dialog = document.querySelector('[aria-modal="true"]')
    const isBehind = ([selector]: axe.UnlabelledFrameSelector) =>
      dialog !== null && !dialog.contains(document.querySelector(String(selector)))
    return found.violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => id !== 'target-size' || !isBehind(target))
        .map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
    )
  }, options)
}

/** Frames in which the page may come to rest: what follows the window by script does so after it has changed. */
const FRAMES = 120

/** How many pixels the page is wider than its window. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(async (frames) => {
    const { documentElement: root } = document
    for (let frame = 0; frame < frames && root.scrollWidth > root.clientWidth; frame++) {
      await new Promise(requestAnimationFrame)
    }
    return root.scrollWidth - root.clientWidth
  }, FRAMES)
}
