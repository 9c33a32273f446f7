import type { BrowserContext, Page, Route } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { ERRORS, type ErrorCode, type Problem } from '#shared/error-codes.ts'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { openDeskPages } from '#testkit/seed/desk-pages.ts'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'

const CALLS = '**/trpc/**'
const RETRYING = 'Trying again by itself …'

/** Answers as the platform does, by itself while its database is away. */
function answer(route: Route, status: number, code: ErrorCode): Promise<void> {
  const [, detail] = ERRORS[code]
  const problem: Problem = { code, detail, requestId: '018f0000-0000-7000-8000-000000000000' }
  const error = { error: { message: detail, code: -32_603, data: { problem } } }
  const { pathname, searchParams } = new URL(route.request().url())
  return route.fulfill({
    status,
    json: searchParams.has('batch') ? pathname.split(',').map(() => error) : error,
  })
}

const refuse = (route: Route) => answer(route, 503, 'service-unavailable')

/** What pages and dialogs do while the platform cannot answer, and when it can again. */
describe.runIf(inject('hasChromium'))('an outage', () => {
  let desk: SeededDesk
  let context: BrowserContext
  let page: Page
  openDeskPages((opened) => ({ desk, context, page } = opened))

  const goAway = () => context.route(CALLS, refuse)
  const comeBack = () => context.unroute(CALLS, refuse)
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

  test.each([
    ['/o/acme/tickets', 'Tickets'],
    ['/o/acme/overview', 'Overview'],
    ['/o/acme/servers', 'MCP servers'],
    ['/o/acme/organization', 'Organization'],
    ['/profile', 'Profile'],
  ])('%s, loaded while the database is away, comes by itself when it is back', async (path, title) => {
    await goAway()
    await page.goto(path)
    const failed = page.getByRole('alert').filter({ hasText: 'This page could not be shown' })
    await failed.getByText(RETRYING).waitFor()
    await comeBack()
    await heading(title)
  })

  test('nothing flickers and nothing is read aloud again while it tries', async () => {
    await goAway()
    await page.goto('/o/acme/tickets')
    const failed = page.getByRole('alert')
    await failed.getByText(RETRYING).waitFor()
    await failed.evaluate((element) => {
      const note = () => element.setAttribute('data-changes', 'some')
      new MutationObserver(note).observe(document.body, {
        childList: true,
        subtree: true,
        characterData: true,
      })
    })
    for (let tries = 0; tries < 2; tries++) await page.waitForResponse(/account\.session/)
    expect(await failed.getAttribute('data-changes')).toBe(null)
    // The button does not wait.
    await comeBack()
    await failed.getByRole('button', { name: 'Try again' }).click()
    await heading('Tickets')
  })

  test('a page that is opened meanwhile comes by itself, too', async () => {
    await page.goto('/o/acme/tickets')
    await untilLive(page)
    await goAway()
    await page.getByRole('link', { name: 'Agents' }).click()
    const failed = page.getByRole('alert').filter({ hasText: 'could not be loaded' })
    await failed.getByText(RETRYING).waitFor()
    await comeBack()
    await failed.waitFor({ state: 'detached' })
    await page.getByText('Claude').first().waitFor()
  })

  test.each(['online', 'focus'])('the waits grow, and the event “%s” ends them at once', async (event) => {
    await goAway()
    await page.clock.install()
    await page.goto('/o/acme/tickets')
    const asked: string[] = []
    for (let i = 0; i < 8 && !(await page.getByText(RETRYING).isVisible()); i++)
      await page.clock.runFor(2_000)
    page.on('request', (request) => asked.push(request.url()))
    await page.clock.runFor(90_000)
    // After 2, 4, 8, 16 and 30 seconds, where each answer comes at once.
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.length).toBeLessThanOrEqual(6)
    await comeBack()
    await page.evaluate((type) => dispatchEvent(new Event(type)), event)
    await heading('Tickets')
  })

  test('what will not pass is not tried again', async () => {
    await context.route(CALLS, (route) => answer(route, 500, 'internal-error'))
    await page.goto('/o/acme/tickets')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    expect(await page.getByText(RETRYING).count()).toBe(0)
  })

  test('the failed page is accessible', async () => {
    await goAway()
    await expectAccessible(context, async (at) => {
      await at.goto('/o/acme/tickets')
      await at.getByText('This page could not be shown').waitFor()
    })
  })

  test('a dialog says when its error is over, and the next answer has no trace of it', async () => {
    await page.goto(`/o/acme/tickets/${desk.failing}`)
    await untilLive(page)
    const ask = page.getByRole('main').getByRole('button', { name: 'Start progress' })
    await ask.click()
    const dialog = page.getByRole('dialog', { name: 'Start progress?' })
    await goAway()
    await dialog.getByRole('button', { name: 'Start progress' }).click()
    await dialog.getByText('The service cannot take this now.').waitFor()
    await comeBack()
    await dialog.getByText('The service is back. Try again.').waitFor()
    expect(await dialog.getByText('The service cannot take this now.').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ask.click()
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Start progress' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  test('a form says when its error is over', async () => {
    await page.goto('/o/acme/organization')
    await untilLive(page)
    await goAway()
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByText('The service cannot take this now.').waitFor()
    await comeBack()
    await page.getByText('The service is back. Try again.').waitFor()
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByText('The service is back.').waitFor({ state: 'detached' })
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  test.each([1280, 375])('a lost connection says in words that the page may be old, %d px', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/o/acme/tickets')
    await untilLive(page)
    await desk.platform.program.stop()
    const notice = page
      .getByRole('status')
      .filter({ hasText: 'This page may show old data until it is connected again.' })
    await notice.waitFor()
    expect(await notice.count()).toBe(1)
    await desk.platform.start()
    await notice.waitFor({ state: 'detached' })
    await page.getByText('Connected again.').waitFor({ state: 'attached' })
  })
})
