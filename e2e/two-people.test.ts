import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard, untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults, isAnswer } from '#testkit/browser/faults.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { serverSettings } from '#testkit/staff/server-settings.ts'
import { Staff } from '#testkit/staff/staff.ts'

/** Two people work on the same tickets, each in a browser of their own. */
describe.runIf(inject('hasChromium'))('two people at once', () => {
  let desk: SeededDesk
  let browser: Browser
  let mine: Page
  let theirs: Page
  let contexts: BrowserContext[]
  const faults = new Faults()

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })
  beforeEach(async () => {
    const options = { reducedMotion: 'reduce' } as const
    contexts = [await desk.enter(browser, options), await desk.enter(browser, options)]
    for (const context of contexts) faults.watch(context)
    ;[mine, theirs] = (await Promise.all(contexts.map((context) => context.newPage()))) as [Page, Page]
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    const found = faults.found.splice(0)
    if (found.length > 0) throw new Error(`The pages reported faults:\n${found.join('\n')}`)
  })

  const write = async (title: string) => {
    const words = { title, description: 'x', category: 'Bug Report' }
    const input = { org: 'acme', server: 'shop', words }
    return (await desk.staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
  }
  const mutate = (path: string, reference: string, rest: object) =>
    desk.staff.visitor.mutate(`supportTicket.${path}`, { org: 'acme', reference, ...rest })
  const openTicket = async (page: Page, reference: string) => {
    await page.goto(`/o/acme/tickets/${reference}`)
    await page.getByRole('heading', { name: 'Reporter' }).waitFor()
    await untilLive(page)
  }
  const openList = async (page: Page, reference: string) => {
    await page.goto('/o/acme/tickets')
    await row(page, reference).waitFor()
    await untilLive(page)
  }
  const row = (page: Page, reference: string) => page.getByRole('row').filter({ hasText: reference })
  const history = (page: Page) => page.getByRole('list', { name: 'History of the ticket' })
  /** What a refusal leaves in the console is not a fault of the page that explains it. */
  const forgive = (status: number) => {
    const kept = faults.found.splice(0).filter((fault) => !isAnswer(fault, [status]))
    faults.found.push(...kept)
  }

  test('R4.3 a renamed server and its new categories show at once in list, filters, ticket and dialog', async () => {
    const reference = await write('Freshness')
    const second = await contexts[1]!.newPage()
    await openList(theirs, reference)
    await openTicket(second, reference)
    await second.getByRole('button', { name: 'Correct' }).click()
    const options = second.getByLabel('Category').locator('option')
    await options.filter({ hasText: 'Documentation' }).waitFor({ state: 'attached' })

    await mine.goto('/o/acme/servers/shop?dialog=edit')
    const dialog = mine.getByRole('dialog', { name: 'Settings of Shop Orders' })
    await dialog.getByLabel('Name', { exact: false }).first().fill('Shop & Returns')
    await dialog.getByRole('combobox', { name: 'Categories' }).fill('Lost parcel')
    await mine.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    await row(theirs, reference).getByText('Shop & Returns').waitFor()
    await theirs.getByRole('button', { name: 'Filter', exact: true }).click()
    const server = theirs.getByLabel('MCP server').locator('option')
    await server.filter({ hasText: 'Shop & Returns' }).waitFor({ state: 'attached' })
    expect(await server.filter({ hasText: 'Shop Orders' }).count()).toBe(0)
    const category = theirs.getByLabel('Category').locator('option')
    await category.filter({ hasText: 'Lost parcel' }).waitFor({ state: 'attached' })
    await options.filter({ hasText: 'Lost parcel' }).waitFor({ state: 'attached' })
    await second.keyboard.press('Escape')
    await second.getByRole('main').getByRole('link', { name: 'Shop & Returns' }).waitFor()
    await second
      .getByRole('navigation')
      .getByRole('link', { name: /^Shop & Returns/ })
      .waitFor()
  })

  test('R2.1 a correction by keyboard is in the history and in all open pages, and keeps the old value', async () => {
    const reference = await write('Serch fails')
    await openTicket(mine, reference)
    await openList(theirs, reference)
    await mine.getByRole('button', { name: 'Correct' }).focus()
    await mine.keyboard.press('Enter')
    const dialog = mine.getByRole('dialog')
    await dialog.getByLabel('Title').and(mine.locator(':focus')).waitFor()
    await mine.keyboard.press('ControlOrMeta+A')
    await mine.keyboard.type('Search fails')
    await dialog.getByLabel('Category').selectOption('Feature Request')
    await dialog.getByLabel('Title').press('Enter')
    await mine.getByRole('heading', { level: 1, name: 'Search fails' }).waitFor()
    await history(mine).getByText('changed the title from “Serch fails” to “Search fails”').waitFor()
    await history(mine).getByText('changed the category from “Bug Report” to “Feature Request”').waitFor()
    await row(theirs, reference).getByText('Search fails').waitFor()
    await dialog.waitFor({ state: 'detached' })
    await mine.getByRole('button', { name: 'Correct' }).and(mine.locator(':focus')).waitFor()
  })

  test('R2.1 a correction after somebody else’s shows theirs, keeps what was typed, and undoes nothing', async () => {
    const reference = await write('Both correct this')
    await openTicket(mine, reference)
    await mine.getByRole('button', { name: 'Correct' }).click()
    const dialog = mine.getByRole('dialog')
    await dialog.getByLabel('Category').selectOption('Other')
    await mutate('correct', reference, { title: 'Theirs', expectedVersion: 1 })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Ada Lovelace changed the title to “Theirs”.').waitFor()
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Theirs')
    expect(await dialog.getByLabel('Category').inputValue()).toBe('Other')
    expect((await desk.staff.readTicket(reference)).category).toBe('Bug Report')
    // A form that is sent again within 400 ms stays as it is: nobody has read what changed by then.
    await mine.waitForTimeout(500)
    await dialog.getByRole('button', { name: 'Save anyway' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await desk.staff.readTicket(reference)).toMatchObject({ title: 'Theirs', category: 'Other' })
    const refused = 'You wanted to correct it. It was not saved: Ada Lovelace changed the title to “Theirs”.'
    await history(mine).getByText(refused).waitFor()
    const lines = await history(mine).getByRole('listitem').allInnerTexts()
    expect(lines.findIndex((line) => line.includes(refused))).toBe(lines.length - 2)
    forgive(409)
  })

  test('R2.1 a category that is gone is refused beside its field', async () => {
    const reference = await write('Gone category')
    await openTicket(mine, reference)
    await mine.getByRole('button', { name: 'Correct' }).click()
    const dialog = mine.getByRole('dialog')
    await dialog.getByLabel('Category').selectOption('Documentation')
    const settings = serverSettings({ name: 'Shop Orders', supportToolCategories: ['Bug Report', 'Billing'] })
    await desk.staff.visitor.mutate('mcpServer.update', { org: 'acme', slug: 'shop', settings })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Choose one of the listed categories.').waitFor()
    await dialog.getByLabel('Category').selectOption('Billing')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await history(mine).getByText('changed the category from “Bug Report” to “Billing”').waitFor()
    forgive(422)
  })

  test('R2.1 a deletion is previewed and asked for; open lists drop the row, and an open page says so', async () => {
    const reference = await write('A test ticket')
    await openTicket(mine, reference)
    await openList(theirs, reference)
    const second = await contexts[1]!.newPage()
    await openTicket(second, reference)

    await mine.getByRole('button', { name: 'Delete' }).click()
    const dialog = mine.getByRole('dialog', { name: `Delete ${reference}?` })
    for (const text of ['A test ticket', 'No contact', '1 entry', 'This cannot be undone.'])
      await dialog.getByText(text).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).and(mine.locator(':focus')).waitFor()
    await mine.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect((await desk.staff.readTicket(reference)).version).toBe(1)

    await mine.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete ticket' }).click()
    await mine.waitForURL('**/o/acme/tickets')
    await mine.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
    await row(theirs, reference).waitFor({ state: 'detached' })
    await second.getByRole('heading', { name: `${reference} was deleted` }).waitFor()
    expect(await second.getByText('went wrong').count()).toBe(0)
    expect(await row(mine, reference).count()).toBe(0)
  })

  test('R2.1 a deletion after a change that was not seen shows the change and asks again', async () => {
    const reference = await write('Changed before it goes')
    await openTicket(mine, reference)
    await mine.getByRole('button', { name: 'Delete' }).click()
    const dialog = mine.getByRole('dialog')
    await mutate('updateStatus', reference, { status: 'in_progress', expectedVersion: 1 })
    await dialog.getByRole('button', { name: 'Delete ticket' }).click()
    await dialog.getByText('Ada Lovelace set it to in progress. The ticket is not deleted.').waitFor()
    expect((await desk.staff.readTicket(reference)).status).toBe('in_progress')
    await dialog.getByRole('button', { name: 'Delete it anyway' }).click()
    await mine.waitForURL('**/o/acme/tickets')
    forgive(409)
  })

  test('R2.1 who changes a ticket that was just deleted is told so, also in a tab that heard nothing', async () => {
    const reference = await write('Deleted meanwhile')
    await mine.route('**/supportTicket.watch*', (route) => route.abort())
    await mine.goto(`/o/acme/tickets/${reference}`)
    await mine.getByRole('button', { name: 'Start progress' }).click()
    await mutate('delete', reference, { expectedVersion: 1 })
    await mine.getByRole('dialog').getByRole('button', { name: 'Start progress' }).click()
    await mine.getByRole('heading', { name: `${reference} was deleted` }).waitFor()
    await mine.reload()
    await mine.getByRole('heading', { name: `There is no ticket ${reference}` }).waitFor()
    faults.found.splice(0)
  })

  test('R4.2 Enter confirms a status change, also after somebody else’s', async () => {
    const reference = await write('Status by Enter')
    await openTicket(mine, reference)
    await mine.getByRole('button', { name: 'Start progress' }).click()
    const dialog = mine.getByRole('dialog')
    const focused = (name: string) =>
      dialog.getByRole('button', { name }).and(mine.locator(':focus')).waitFor()
    await focused('Start progress')
    await mutate('updateStatus', reference, { status: 'closed', resolution: 'fixed', expectedVersion: 1 })
    await mine.keyboard.press('Enter')
    await dialog.getByText('Ada Lovelace set it to closed.').waitFor()
    await focused('Start progress anyway')
    await mine.keyboard.press('Shift')
    await mine.keyboard.press('Enter')
    await history(mine).getByText('reopened it as in progress').waitFor()
    await dialog.waitFor({ state: 'detached' })

    // A question that is new is not answered by the same press of Enter.
    await mine.keyboard.press('Shift')
    await mine.getByRole('button', { name: 'Close…' }).click()
    await dialog.getByRole('radio', { name: 'Fixed' }).and(mine.locator(':focus')).waitFor()
    await mine.keyboard.press('1')
    await mutate('updateStatus', reference, { status: 'closed', resolution: 'fixed', expectedVersion: 3 })
    await mutate('correct', reference, { title: 'Corrected', expectedVersion: 4 })
    await dialog.getByRole('button', { name: 'Close', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    await mine.keyboard.press('Shift')
    await mine.getByRole('button', { name: 'Reopen', exact: true }).click()
    await focused('Reopen')
    await mutate('updateStatus', reference, { status: 'in_progress', expectedVersion: 5 })
    await mutate('updateStatus', reference, { status: 'open', expectedVersion: 6 })
    await mutate('updateStatus', reference, { status: 'closed', resolution: 'fixed', expectedVersion: 7 })
    await mine.keyboard.press('Enter')
    await dialog.getByText('Ada Lovelace set it to in progress. Ada Lovelace set it to open.').waitFor()
    await focused('Reopen anyway')
    await mutate('correct', reference, { title: 'Corrected again', expectedVersion: 8 })
    // Somebody reopens it just after this change is refused, and before the ticket is read again.
    const refuse = async (route: Route) => {
      const response = await route.fetch()
      await mutate('updateStatus', reference, { status: 'open', expectedVersion: 9 })
      await route.fulfill({ response })
    }
    await mine.route('**/supportTicket.updateStatus*', refuse, { times: 1 })
    await mine.keyboard.press('Shift')
    await mine.keyboard.press('Enter')
    await dialog.getByText('This is already done').waitFor()
    await focused('Back to the ticket')
    await mine.keyboard.press('Shift')
    await mine.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect((await desk.staff.readTicket(reference)).events).toHaveLength(10)
    forgive(409)
  })

  test('R4.9 an audit log without an entry says what will be there', { timeout: 120_000 }, async () => {
    const { origin } = desk.platform
    const newcomer = await Staff.signUp(origin, { organizationName: 'Newcomer' })
    const context = await enterDashboard(browser, origin, newcomer, { reducedMotion: 'reduce' })
    await expectAccessible(context, async (page) => {
      await page.goto(`/o/${newcomer.org}/organization`)
      await page.getByRole('link', { name: 'Open the audit log' }).click()
      await page.getByRole('heading', { name: 'Nothing yet' }).waitFor()
    })
    await context.close()
  })
})
