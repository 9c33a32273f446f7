import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { faintEdges, movingParts, tabThrough, widenText } from '#testkit/browser/beyond-axe.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { VIEWS } from './views/dashboard-views.ts'

/** Milliseconds one view may take beside others. */
const TIMEOUT = 120_000
/** One of each kind of page, and what lies over pages. */
const NAMES = [
  'overview',
  'sign-in',
  'sign-up-incomplete',
  'tickets',
  'tickets-selected',
  'tickets-bulk-close',
  'tickets-filter-menu',
  'new-ticket',
  'ticket',
  'ticket-hostile',
  'ticket-close',
  'server',
  'organization',
  'profile',
]

/** What WCAG 2.2 AA asks for and axe cannot see. */
describe.runIf(inject('hasChromium'))('beyond axe', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const enter = (isSignedOut = false, options = {}): Promise<BrowserContext> => {
    const all = { baseURL: desk.platform.origin, reducedMotion: 'reduce', ...options } as const
    return isSignedOut ? browser.newContext(all) : desk.enter(browser, all)
  }

  test.concurrent.each(NAMES)(
    'R4.5 %s: focus, spacing, edges, motion',
    { timeout: TIMEOUT },
    async (name) => {
      const view = VIEWS.find((each) => each.name === name)
      if (!view) throw new Error('There is no such view')
      const context = await enter(view.signedOut)
      for (const width of [1280, 375]) {
        const page = await context.newPage()
        await page.setViewportSize({ width, height: 700 })
        await view.open(page, desk)
        expect(await movingParts(page), `${width} px`).toEqual([])
        expect(await faintEdges(page), `light, ${width} px`).toEqual([])
        expect(await widenText(page), `${width} px`).toEqual([])
        expect(await tabThrough(page), `${width} px`).toEqual([])
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
        expect(await faintEdges(page), `dark, ${width} px`).toEqual([])
        await page.close()
      }
      await context.close()
    },
  )

  test('R4.5 each page has a title of its own and one heading, which takes the focus after a link', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.goto('/o/acme/tickets')
    const links = page.getByRole('navigation', { name: 'Main' })
    const titles = new Set<string>()
    for (const name of ['Overview', 'MCP servers', 'Agents', 'Organization', 'Tickets']) {
      const before = await page.title()
      await links.getByRole('link', { name: new RegExp(`^${name}`) }).press('Enter')
      await page.waitForFunction(
        (title) => document.title !== title && document.activeElement?.tagName === 'H1',
        before,
      )
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
      titles.add(await page.title())
    }
    expect([...titles]).toHaveLength(5)
    await context.close()
  })

  test('R4.2 what changes is said, the undo waits for who looks at it, and letters can be switched off', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(`/o/acme/tickets/${desk.failing}`)
    await page.getByRole('heading', { name: 'Order search fails with 500' }).waitFor()
    await untilLive(page)
    const said = page.getByTestId('announcements')
    const offer = page.getByRole('complementary', { name: 'Last change' })

    await page.keyboard.press('i')
    await page.getByRole('dialog').getByRole('button', { name: 'Start progress' }).press('Control+Enter')
    await offer.waitFor()
    expect(await said.textContent()).toContain(desk.failing)
    // WCAG 2.2.1: while the focus is on it, it does not go.
    await offer.getByRole('button', { name: 'Undo' }).focus()
    await page.clock.runFor(60_000)
    expect(await offer.isVisible()).toBe(true)
    await page.getByRole('heading', { level: 1 }).focus()
    await page.clock.runFor(10_000)
    expect(await offer.isVisible()).toBe(true)
    await page.keyboard.press('z')
    await said.getByText('as it was before').waitFor()

    // WCAG 2.5.2: a press that ends elsewhere does nothing.
    const box = await page.getByRole('button', { name: 'Close…' }).boundingBox()
    await page.mouse.move(box!.x + 5, box!.y + 5)
    await page.mouse.down()
    await page.mouse.move(5, 600)
    await page.mouse.up()
    expect(await page.getByRole('dialog').count()).toBe(0)

    // WCAG 2.1.4.
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: 'Single letters act as shortcuts' }).uncheck()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const letter of ['i', 'e', 'c', 'j', 'n', '?']) await page.keyboard.press(letter)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(page.url()).toContain(desk.failing)
    await context.close()
  })

  test('WCAG 1.4.13: what appears beside the pointer can be pointed at, and goes with Esc', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.goto('/o/acme/tickets')
    const time = page.getByRole('row').locator('time').first()
    await time.hover()
    const tip = page.getByRole('tooltip')
    await tip.waitFor()
    await tip.hover()
    await page.waitForTimeout(300)
    expect(await tip.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'detached' })
    await context.close()
  })

  test('WCAG 1.3.5, 3.3.8: fields about a person say what they are, and take a password that is pasted', async () => {
    const context = await enter(true, { permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    const fields = async (address: string) => {
      await page.goto(address)
      await page.locator('input[autocomplete]').first().waitFor()
      return page
        .locator('input:visible')
        .evaluateAll((inputs) => inputs.map((each) => each.getAttribute('autocomplete')))
    }
    expect(await fields('/sign-in')).toEqual(['username', 'current-password'])
    expect(await fields('/sign-up')).toEqual(['name', 'username', 'new-password', 'organization'])
    await page.evaluate(() => navigator.clipboard.writeText('a password from a manager'))
    const password = page.getByLabel(/^Password/)
    await password.focus()
    await page.keyboard.press('Control+V')
    expect(await password.inputValue()).toBe('a password from a manager')
    await context.close()
  })
})
