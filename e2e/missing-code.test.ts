import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { openDeskPages, openTicketList } from '#testkit/seed/desk-pages.ts'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'

const DIALOG = /assets\/dialog-[^b]/

/** A part of a page whose code is late, or does not arrive. The page around it stays as it is. */
describe.runIf(inject('hasChromium'))('missing code', () => {
  let desk: SeededDesk
  let context: BrowserContext
  let page: Page
  openDeskPages((opened) => ({ desk, context, page } = opened))

  /** Fails all requests for code, and counts them. */
  const lose = async (file: RegExp) => {
    const lost = { count: 0 }
    await context.route(file, (route) => {
      lost.count++
      return route.fulfill({ status: 404, body: '' })
    })
    return lost
  }
  const message = (at = page) => at.getByRole('alertdialog', { name: 'This could not be opened' })
  const newTicket = () => page.getByRole('button', { name: 'New ticket' })
  const dialog = () => page.getByRole('dialog', { name: 'New ticket' })
  const inLayer = () =>
    page.evaluate(() => document.activeElement?.closest('[role=dialog], [role=alertdialog]') !== null)
  const hasFocus = async (name: string) => {
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name)
  }

  test('a dialog that does not arrive says so over the page, which keeps its selection', async () => {
    await lose(DIALOG)
    await openTicketList(page)
    await page.getByRole('checkbox').nth(1).check()
    await newTicket().focus()
    await page.keyboard.press('Enter')
    await message().waitFor()
    await hasFocus('Try again')
    expect(await message().getByRole('button', { name: 'Reload' }).count()).toBe(0)
    // What is under it takes neither the focus nor the keys.
    await page.keyboard.press('?')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Escape')
    await message().waitFor({ state: 'detached' })
    await hasFocus('New ticket')
    await page.getByText('1 selected').waitFor()
  })

  test.each([
    ['as the browser does', () => {}],
    // What had the focus when the dialog came was the item of the menu, which is gone.
    [
      'where the browser has forgotten it',
      () => {
        const layer = document.querySelector('dialog')!
        layer.close()
        ;(document.activeElement as HTMLElement).blur()
        layer.showModal()
        layer.querySelector<HTMLElement>('[data-autofocus]')!.focus()
      },
    ],
  ])(
    'the focus goes back to the button of the menu that the dialog was opened from, %s',
    async (_, prepare) => {
      await lose(DIALOG)
      await openTicketList(page)
      const menu = page.getByRole('button', { name: 'More for this list' })
      await menu.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'As CSV' }).focus()
      await page.keyboard.press('Enter')
      await message().waitFor()
      await hasFocus('Try again')
      await page.evaluate(prepare)
      await page.keyboard.press('Escape')
      await expect.poll(() => menu.evaluate((button) => button === document.activeElement)).toBe(true)
    },
  )

  test('each try is a new request, and a reload is offered where trying again did not help', async () => {
    const lost = await lose(DIALOG)
    await openTicketList(page)
    await expect.poll(() => lost.count).toBe(1)
    await newTicket().click()
    await message().waitFor()
    expect(lost.count).toBe(2)
    await message().getByRole('button', { name: 'Try again' }).click()
    await message().getByText('If a new release is out, reload the page').waitFor()
    expect(lost.count).toBe(3)
    await hasFocus('Try again')
    await context.unroute(DIALOG)
    await page.keyboard.press('Enter')
    await dialog().waitFor()
    expect(await message().count()).toBe(0)
    await expect.poll(inLayer).toBe(true)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await hasFocus('New ticket')
  })

  test('a reload gets the code of the new release', async () => {
    await lose(DIALOG)
    await openTicketList(page)
    await newTicket().click()
    await message().getByRole('button', { name: 'Try again' }).click()
    const reload = message().getByRole('button', { name: 'Reload' })
    await reload.waitFor()
    await context.unroute(DIALOG)
    await reload.click()
    await message().waitFor({ state: 'detached' })
    await newTicket().click()
    await dialog().waitFor()
  })

  test('one failure does not stop other dialogs', async () => {
    await lose(DIALOG)
    await page.goto(`/o/acme/tickets/${desk.byHand}`)
    await untilLive(page)
    await page.getByRole('textbox', { name: 'Note for colleagues' }).fill('Half a note')
    await page.getByRole('button', { name: /^Close/ }).click()
    await message().getByRole('button', { name: 'Close' }).click()
    expect(await page.getByRole('textbox', { name: 'Note for colleagues' }).inputValue()).toBe('Half a note')
    await context.unroute(DIALOG)
    await page.getByRole('link', { name: 'Tickets', exact: true }).click()
    await newTicket().click()
    await dialog().waitFor()
  })

  test('a dialog that is late says so, moves nothing, and takes the focus when it is there', async () => {
    const gate = Promise.withResolvers<void>()
    await context.route(DIALOG, async (route) => {
      await gate.promise
      await route.continue()
    })
    await openTicketList(page)
    const place = await newTicket().boundingBox()
    await newTicket().focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('announcements').getByText('Loading …').waitFor()
    await page.getByText('Loading …').locator('visible=true').last().waitFor()
    expect(await newTicket().boundingBox()).toEqual(place)
    await hasFocus('New ticket')
    gate.resolve()
    await dialog().waitFor()
    await expect.poll(inLayer).toBe(true)
    expect(await page.getByText('Loading …').count()).toBe(0)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await hasFocus('New ticket')
  })

  test('a dialog stays where the code of what is in it does not arrive', async () => {
    await lose(/assets\/new-ticket-form/)
    await openTicketList(page)
    await newTicket().click()
    await dialog().getByRole('alert').getByText('This could not be loaded').waitFor()
    await context.unroute(/assets\/new-ticket-form/)
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await dialog().getByLabel('Title').waitFor()
    await expect.poll(inLayer).toBe(true)
  })

  test('styles that did not arrive are asked for again', async () => {
    await lose(/assets\/menu-drawer.*css/)
    await page.setViewportSize({ width: 375, height: 800 })
    const refused = page.waitForResponse(/assets\/menu-drawer.*css/)
    await openTicketList(page)
    expect((await refused).status()).toBe(404)
    await context.unroute(/assets\/menu-drawer.*css/)
    const styles = page.waitForResponse(/assets\/menu-drawer.*css/)
    await page.getByRole('button', { name: 'Open the menu' }).click()
    expect((await styles).status()).toBe(200)
    await page.getByRole('dialog').getByRole('link', { name: 'MCP servers' }).waitFor()
  })

  test('the sign-in over a dialog cannot be closed, and closes nothing under it', async () => {
    await lose(/assets\/sign-in-again/)
    await openTicketList(page)
    await newTicket().click()
    await dialog().getByLabel('Title').fill('Half a ticket')
    await dialog().getByLabel('MCP server').selectOption('shop')
    await dialog().getByLabel('Category').selectOption('Other')
    await dialog().getByLabel('Description').fill('Half a description')
    await context.clearCookies()
    await dialog().getByRole('button', { name: 'Open ticket' }).click()
    await message().waitFor()
    expect(await message().getByRole('button', { name: 'Close' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await message().waitFor()
    await context.unroute(/assets\/sign-in-again/)
    await message().getByRole('button', { name: 'Try again' }).click()
    const signIn = page.getByRole('dialog', { name: 'Your session has ended' })
    await signIn.getByLabel(/^Password/).focus()
    await page.keyboard.press('Escape')
    await signIn.getByRole('button', { name: 'Leave this page' }).waitFor()
    expect(await dialog().getByLabel('Title').inputValue()).toBe('Half a ticket')
  })

  test('the menu of a phone can be tried again', async () => {
    await page.setViewportSize({ width: 375, height: 800 })
    await lose(/assets\/menu-drawer/)
    await openTicketList(page)
    await page.getByRole('button', { name: 'Open the menu' }).click()
    await message().waitFor()
    await context.unroute(/assets\/menu-drawer/)
    await message().getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'MCP servers' }).waitFor()
  })

  test('a message that something has worked is heard where it cannot be shown, and the page stays', async () => {
    const TOASTS = /assets\/toasts/
    await lose(TOASTS)
    await page.goto('/profile')
    const signOut = async () => {
      await page.getByRole('button', { name: 'Sign out everywhere' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    }
    await signOut()
    await page.getByTestId('announcements').getByText('You are signed out everywhere else.').waitFor()
    await context.unroute(TOASTS)
    await signOut()
    await page.getByRole('status').getByText('You are signed out everywhere else.').last().waitFor()
  })

  test('a change whose undo cannot be offered is heard all the same', async () => {
    await lose(/assets\/undo-offer/)
    await page.goto(`/o/acme/tickets/${desk.failing}`)
    await untilLive(page)
    await page.getByRole('button', { name: 'Start progress' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start progress' }).click()
    await page.getByTestId('announcements').getByText(`${desk.failing} is now in progress`).waitFor()
    await page.getByRole('heading', { level: 1, name: 'Order search fails with 500' }).waitFor()
  })

  test('its messages are accessible in light and dark, on a desk and on a phone', async () => {
    await lose(DIALOG)
    await expectAccessible(context, async (at) => {
      await openTicketList(at)
      await at.getByRole('button', { name: 'New ticket' }).click()
      await message(at).getByRole('button', { name: 'Try again' }).click()
      await message(at).getByRole('button', { name: 'Reload' }).waitFor()
    })
    await context.unroute(DIALOG)
    await lose(/assets\/new-ticket-form/)
    await expectAccessible(context, async (at) => {
      await openTicketList(at)
      await at.getByRole('button', { name: 'New ticket' }).click()
      await at.getByRole('dialog').getByRole('alert').waitFor()
    })
  })
})
