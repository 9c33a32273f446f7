import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard, untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Staff } from '#testkit/staff/staff.ts'

/** More than one request may name, on five pages. */
const TICKETS = 210

/** Many tickets at once, in the list. */
describe.runIf(inject('hasChromium'))('a change of many tickets', () => {
  let platform: Platform
  let staff: Staff
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const references: string[] = []

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    staff = await Staff.signUp(platform.origin, { email: 'ada@example.com' })
    await staff.addServer('shop', { name: 'Shop' })
    for (let index = 0; index < TICKETS; index++) {
      const words = { title: `Ticket ${index}`, description: 'x', category: 'Other' }
      const input = { org: staff.org, server: 'shop', words }
      references.push(
        (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference,
      )
    }
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })
  beforeEach(async () => {
    context = await enterDashboard(browser, platform.origin, staff, { reducedMotion: 'reduce' })
    page = await context.newPage()
    await page.goto(`/o/${staff.org}/tickets`)
    await untilLive(page)
  })
  afterEach(() => context.close())

  const dialog = () => page.getByRole('dialog')
  const offer = () => page.getByRole('complementary', { name: 'Last change' })
  const selectPage = () => page.getByLabel('Select all on this page').check()
  const selectAll = async () => {
    await selectPage()
    await page.getByRole('button', { name: 'Select all that match' }).click()
  }
  const close = async () => {
    await page.keyboard.press('e')
    await dialog()
      .getByText(/tickets become closed/)
      .waitFor()
    await dialog().getByLabel('Fixed').check()
  }
  const confirm = () => dialog().getByRole('button', { name: 'Close', exact: true }).last().click()
  const countOpen = () => staff.countOpen()
  const undo = async () => {
    await offer().getByRole('button', { name: 'Undo' }).click()
    await offer()
      .getByText(/as they were before/)
      .waitFor()
  }

  test('takes all that were selected by hand, and tells what it left until it is read', async () => {
    for (let number = 1; ; number++) {
      await selectPage()
      const count = Math.min(number * 50, TICKETS)
      await page.getByText(`${count} selected`).waitFor()
      if (count === TICKETS) break
      await page.getByRole('link', { name: 'Older' }).click()
      await page.getByText(`Ticket ${TICKETS - 1 - count}`, { exact: true }).waitFor()
    }
    await close()
    await dialog().getByText(`${TICKETS} of ${TICKETS} tickets become closed.`).waitFor()
    const change = { org: staff.org, reference: references[7]!, status: 'in_progress', expectedVersion: 1 }
    await staff.visitor.mutate('supportTicket.updateStatus', change)
    await confirm()
    await dialog()
      .getByText(`${TICKETS - 1} tickets changed, 1 left.`)
      .waitFor()
    expect(await dialog().getByRole('listitem').allInnerTexts()).toEqual([
      `${references[7]}: Ada Lovelace changed it meanwhile.`,
    ])
    await dialog().getByRole('button', { name: 'Done' }).press('Enter')
    await dialog().waitFor({ state: 'detached' })
    // The rows that had the focus are gone.
    await page.locator('h1:focus').waitFor()
    expect(await countOpen()).toBe(0)
    await undo()
    expect(await countOpen()).toBe(TICKETS - 1)
  })

  test('is ended by its button alone, and the rest stays', async () => {
    await selectAll()
    await close()
    let goOn = () => {}
    const isHeld = new Promise<void>((resolve) => (goOn = resolve))
    await page.route('**/trpc/supportTicket.changeStatuses*', async (route) => {
      await isHeld
      await route.continue()
    })
    await confirm()
    await dialog().getByRole('button', { name: 'Stop' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog().getByRole('button', { name: 'Stop' }).click()
    goOn()
    await dialog().getByText('200 tickets changed. Stopped. The rest is as it was.').waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await undo()
    expect(await countOpen()).toBe(TICKETS - 1)
  })

  test('whose answer is lost says so, and is undone whole', async () => {
    await selectAll()
    await close()
    await page.route('**/trpc/supportTicket.changeStatuses*', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await confirm()
    await dialog()
      .getByText(/no answer came: some more may have changed/)
      .waitFor()
    await dialog().getByRole('button', { name: 'Done' }).click()
    await undo()
    expect(await countOpen()).toBe(TICKETS - 1)
  })

  test('names the tickets that may have been opened after it was asked for', async () => {
    // As of a process whose clock is an hour behind.
    await page.route('**/trpc/supportTicket.previewStatuses*', async (route) => {
      const answer = await (await route.fetch()).text()
      const behind = new Date(Date.now() - 3_600_000).toISOString()
      const body = answer.replace(/"asOf":("[^"]+")/, `"asOf":"${behind}","aheadTo":$1`)
      await route.fulfill({ contentType: 'application/json', body })
    })
    await selectAll()
    await close()
    await confirm()
    await dialog().getByText(`0 tickets changed, ${TICKETS} left.`).waitFor()
    expect((await dialog().getByRole('listitem').allInnerTexts())[0]).toMatch(
      /^TK-.{9}: it may have been opened meanwhile\.$/,
    )
  })

  test('that left nothing closes its dialog by itself, and an address with a mistake leads back', async () => {
    await selectPage()
    await close()
    await confirm()
    await dialog().waitFor({ state: 'detached' })
    await offer().getByText('50 tickets now closed.').waitFor()
    await undo()
    for (const search of ['cursor=abc', 'email=nope']) {
      await page.goto(`/o/${staff.org}/tickets?${search}`)
      await page.getByRole('link', { name: 'Show the page without it' }).click()
      await page.getByText('Ticket 209', { exact: true }).waitFor()
    }
  })
})
