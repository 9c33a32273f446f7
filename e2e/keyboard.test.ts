import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'

/** More stops than any page here has before what is looked for. */
const MAX_STOPS = 60

describe.runIf(inject('hasChromium'))('with the keyboard alone', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  }, 30_000)
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  test('R4.2 somebody signs in, finds a ticket and closes it, and always sees where they are', async () => {
    const context = await browser.newContext({ baseURL: desk.platform.origin, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`/sign-in?redirect=${encodeURIComponent('/o/acme/tickets')}`)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()

    await tabTo(page, 'E-mail address')
    await page.keyboard.type(desk.staff.email)
    await tabTo(page, 'Password')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')

    await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
    await tabTo(page, 'Order search fails with 500')
    await page.keyboard.press('Enter')
    const heading = page.getByRole('heading', { level: 1, name: 'Order search fails with 500' })
    await heading.and(page.locator(':focus')).waitFor()

    await tabTo(page, 'Close ticket')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Close ticket?' })
    await dialog.getByRole('button', { name: 'Close ticket' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Close ticket' }).and(page.locator(':focus')).waitFor()

    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Close ticket' }).and(page.locator(':focus')).waitFor()
    // A second Enter at once would be ignored; another key in between makes it a decision.
    await page.keyboard.press('Shift')
    await page.keyboard.press('Enter')
    await page.getByText('Status changed from Open to Closed').waitFor()
    await dialog.waitFor({ state: 'detached' })
    await heading.and(page.locator(':focus')).waitFor()
  })
})

/** Presses Tab until the focus is on what has that name; every stop on the way must show that it is one. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    expect(await isFocusVisible(page), `the focus on "${now}" can be seen`).toBe(true)
    if (now === name) return
  }
  throw new Error(`Tab does not reach "${name}"`)
}

/** What the focused element is called: by its label, or by its own text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    const [label] = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    const name = element?.getAttribute('aria-label') ?? (label ?? element)?.textContent ?? ''
    return name.replace(/ \*$/, '').trim()
  })
}

/** An outline around the element, around what it stretches over, or around the frame it is in. */
function isFocusVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish()
    const element = document.activeElement
    if (!element) return false
    const styles = [
      getComputedStyle(element),
      getComputedStyle(element, '::after'),
      getComputedStyle(element.parentElement ?? element),
    ]
    return styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px')
  })
}
