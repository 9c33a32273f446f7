import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { openDeskPages, openTicketList } from '#testkit/seed/desk-pages.ts'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'

/** What the desk does when the network, the session or the release goes away under a person who works. */
describe.runIf(inject('hasChromium'))('nobody is surprised', () => {
  let desk: SeededDesk
  let context: BrowserContext
  let page: Page
  openDeskPages((opened) => ({ desk, context, page } = opened))

  const openNewTicket = async (at: Page) => {
    await at.getByRole('button', { name: 'New ticket' }).click()
    return at.getByRole('dialog', { name: 'New ticket' })
  }
  const signOut = async (at: Page) => {
    await at.getByRole('button', { name: /^Account menu/ }).click()
    await at.getByRole('menuitem', { name: 'Sign out' }).click()
  }

  test('offline, a change fails at once, says so, and is not made when the network returns', async () => {
    await openTicketList(page)
    const dialog = await openNewTicket(page)
    await dialog.getByLabel('MCP server').selectOption('shop')
    await dialog.getByLabel('Category').selectOption('Other')
    await dialog.getByLabel('Title').fill('Written offline')
    await dialog.getByLabel('Description').fill('It must not be sent later.')
    await context.setOffline(true)
    await page.getByText('Changes are not saved until the connection is back.').waitFor()
    await dialog.getByRole('button', { name: 'Open ticket' }).click()
    await dialog.getByText('You are offline. Nothing was changed.').waitFor()
    // Neither Esc nor the network takes what was written, and the network does not send it.
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await context.setOffline(false)
    await page.getByText('Changes are not saved until the connection is back.').waitFor({ state: 'detached' })
    await untilLive(page)
    await page.reload()
    await openNewTicket(page)
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Written offline')
    await dialog.getByRole('button', { name: 'Start again' }).click()
    expect(await dialog.getByLabel('Title').inputValue()).toBe('')
    const { tickets } = await desk.staff.listTickets()
    expect(tickets.map(({ title }) => title)).not.toContain('Written offline')
  })

  test('a connection that breaks after a change was sent does not say that nothing was changed', async () => {
    await page.goto(`/o/acme/tickets/${desk.byHand}`)
    await untilLive(page)
    await page.route('**/trpc/supportTicket.addNote*', async (route) => {
      await route.fetch()
      await context.setOffline(true)
      await route.abort()
    })
    await page.getByRole('textbox', { name: 'Note for colleagues' }).fill('It arrived.')
    await page.getByRole('button', { name: 'Add note' }).click()
    await page.getByText('A change may have been made all the same.').waitFor()
    await context.setOffline(false)
    await page.getByRole('list', { name: 'History of the ticket' }).getByText('It arrived.').waitFor()
  })

  test('a session that ends while somebody writes is signed in again in place', async () => {
    await openTicketList(page)
    const dialog = await openNewTicket(page)
    await dialog.getByLabel('Title').fill('Half a sentence')
    await context.clearCookies()
    await dialog.getByLabel('MCP server').selectOption('shop')
    await dialog.getByLabel('Category').selectOption('Other')
    await dialog.getByLabel('Description').fill('The rest of it.')
    await dialog.getByRole('button', { name: 'Open ticket' }).click()
    const again = page.getByRole('dialog', { name: 'Your session has ended' })
    await again.getByText(`Sign in again as ${desk.staff.email}`).waitFor()
    await again.getByLabel('E-mail address').fill(desk.staff.email)
    await again.getByLabel(/^Password/).fill(PASSWORD)
    await again.getByRole('button', { name: 'Sign in' }).click()
    await again.waitFor({ state: 'detached' })
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half a sentence')
    await dialog.getByRole('button', { name: 'Open ticket' }).click()
    await page.getByRole('heading', { level: 1, name: 'Half a sentence' }).waitFor()
  })

  test('a page whose code is gone after a release offers to reload', async () => {
    await openTicketList(page)
    await context.route('**/assets/*servers-page*', (route) => route.fulfill({ status: 404, body: '' }))
    await page.getByRole('link', { name: 'MCP servers' }).click()
    await page.getByRole('heading', { name: 'Reload to go on' }).waitFor()
    await context.unroute('**/assets/*servers-page*')
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('heading', { level: 1, name: 'MCP servers' }).waitFor()
  })

  test('tickets that come without a pause are told, and counted, while they come', async () => {
    await openTicketList(page)
    const unresolved = page
      .getByRole('navigation', { name: 'Queues' })
      .getByRole('link', { name: /^Unresolved/ })
    const counted = (await unresolved.textContent())!
    const words = { title: 'One of many', description: 'x', category: 'Other' }
    const stop = new AbortController()
    const pouring = (async () => {
      while (!stop.signal.aborted) {
        await desk.staff.visitor.mutate('supportTicket.open', { org: 'acme', server: 'shop', words })
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    try {
      await page
        .getByText(/^[1-9]\d* new tickets?/)
        .first()
        .waitFor()
      await expect.poll(() => unresolved.textContent(), { timeout: 15_000 }).not.toBe(counted)
    } finally {
      stop.abort()
      await pouring
    }
  })

  test('eight windows follow the changes over one connection, and close together with the session', async () => {
    await openTicketList(page)
    const others = await Promise.all(Array.from({ length: 7 }, () => context.newPage()))
    // Over HTTP/1.1 the seventh connection would wait for ever.
    for (const other of others) await openTicketList(other)
    const words = { title: 'Everybody sees it', description: 'x', category: 'Other' }
    await desk.staff.visitor.mutate('supportTicket.open', { org: 'acme', server: 'shop', words })
    for (const each of [page, ...others])
      await each
        .getByText(/^1 new ticket/)
        .first()
        .waitFor()

    // The window with the connection goes; another one takes over, and misses nothing.
    await page.close()
    await desk.staff.visitor.mutate('supportTicket.open', { org: 'acme', server: 'shop', words })
    for (const other of others)
      await other
        .getByText(/^2 new tickets/)
        .first()
        .waitFor()

    await signOut(others[0]!)
    for (const other of others) await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})
