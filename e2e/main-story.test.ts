import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { v1Client } from '#testkit/mcp/official-clients.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program } from '#testkit/processes/program.ts'
import { tellStory } from '#testkit/processes/story.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

const API_KEY = 'e2e-canary-api-key'
const BEARER = 'e2e-canary-bearer-0123456789'

/** The product once around, as a customer and their user live it. Each test goes on where the one before ended. */
describe.runIf(inject('hasChromium')).each(databaseKinds)('on $name', (database) => {
  let platform: Platform
  let browser: Browser
  let context: BrowserContext
  let list: Page
  let ticketPage: Page
  let example: Program
  let client: McpClient
  let dsn = ''
  let reference = ''
  const faults = new Faults()

  tellStory()
  beforeAll(async () => {
    platform = await Platform.start({}, database)
    browser = await launchChromium()
    context = await browser.newContext({ baseURL: platform.origin })
    faults.watch(context)
    list = await context.newPage()
  })
  afterAll(async () => {
    await client?.close()
    await browser?.close()
    await example?.stop()
    await platform?.end()
  })

  const badge = (page: Page) => page.getByRole('link', { name: /^Tickets/ }).first()
  const row = (page: Page) => page.getByRole('row').filter({ hasText: reference })

  test('R2.1 somebody signs up and lands in their empty organization', async () => {
    await list.goto('/sign-up')
    await list.getByLabel('Your name').fill('Ada Lovelace')
    await list.getByLabel('E-mail address').fill('ada@example.com')
    await list.getByLabel(/^Password/).fill(PASSWORD)
    await list.getByLabel('Organization').fill('Acme')
    await list.getByRole('button', { name: 'Create account' }).click()
    await list.getByRole('heading', { name: 'Start with your MCP server' }).waitFor()
    expect(new URL(list.url()).pathname).toBe('/o/acme/tickets')
  })

  test('R5.1 they add an MCP server with the support tool on', async () => {
    await list.getByRole('link', { name: 'Add an MCP server' }).click()
    const dialog = list.getByRole('dialog', { name: 'Add MCP server' })
    await dialog.getByLabel('Name', { exact: false }).first().fill('Shop Orders')
    expect(await dialog.getByLabel('Address').inputValue()).toBe('shop-orders')
    expect(await dialog.getByRole('switch', { name: 'Offer the support tool' }).isChecked()).toBe(true)
    expect(await dialog.getByLabel('Tool title').inputValue()).toBe('Contact Shop Orders support')
    await dialog.getByRole('button', { name: 'Add server' }).click()
  })

  test('R5.3 a key is issued, and its DSN is shown once', async () => {
    const keys = list.getByRole('region', { name: 'Server keys' })
    await keys.getByRole('button', { name: 'Create key' }).click()
    dsn = (await keys.getByTestId('dsn').textContent()) ?? ''
    expect(dsn).toMatch(/^http:\/\/mok_[0-9a-hjkmnp-tv-z]{32}@shop-orders\.localhost:\d+$/)
    await list.reload()
    await keys.getByText(`mok_…${new URL(dsn).username.slice(-4)}`).waitFor()
    expect(await keys.getByTestId('dsn').count()).toBe(0)
    await list.getByRole('main').getByRole('link', { name: 'MCP servers' }).click()
    const card = list.getByRole('listitem', { name: 'Shop Orders' })
    await card.getByText('Support tool on').waitFor()
    await card.getByRole('link', { name: 'Tickets of Shop Orders' }).click()
    await list.waitForURL('**/o/acme/tickets?server=shop-orders')
  })

  test('R3.1 an MCP client lists the support tool as the dashboard configured it', async () => {
    example = new Program('examples/typescript-v1-http/server.ts', { env: { PORT: '0', MCP_OBS_DSN: dsn } })
    client = await v1Client.overHttp(await example.says(/(http:\/\/\S+\/mcp)/))
    const tool = (await client.listTools()).find(({ name }) => name === 'get_support_tool')
    expect(tool).toMatchObject({ title: 'Contact Shop Orders support' })
  })

  test('R3.1 R4.1 R4.4 a call fails, its user asks for help, and the ticket is in the list at once', async () => {
    await list.goto('/o/acme/tickets')
    await untilLive(list)
    expect(await badge(list).textContent()).toBe('Tickets')

    await client.call('get_order', { id: '1042' })
    const incident = await client.fail({ query: `blue lamp, Bearer ${BEARER}`, apiKey: API_KEY })
    const answer = await client.report({ ...FIELDS, incident_id: incident })
    expect(answer).toMatchObject({ outcome: 'recorded', context_attached: true, needs_contact: false })
    reference = answer.reference ?? ''

    await row(list).waitFor()
    const cells = (await row(list).getByRole('cell').allTextContents()).join('|')
    for (const text of ['Open', FIELDS.title, 'search_orders', 'ana@example.com', 'Shop Orders', reference])
      expect(cells).toContain(text)
    await badge(list).getByText('1 unresolved').waitFor()
  })

  test('R1.3 R3.2 R4.2 the ticket shows the call that failed, redacted, and who reported it', async () => {
    ticketPage = await context.newPage()
    await ticketPage.goto(`/o/acme/tickets/${reference}`)
    const call = ticketPage.getByRole('region', { name: 'The failing call', exact: true })
    await call.getByText('search_orders', { exact: true }).waitFor()
    const text = (await call.textContent()) ?? ''
    expect(text).toContain('The order service answered 500')
    expect(text).not.toContain('get_support_tool')
    const args = await call.getByRole('region', { name: 'Arguments' }).textContent()
    expect(args).toContain('blue lamp')
    expect(args).toContain('withheld: key')
    expect(args).toContain('withheld: bearer')
    const page = await ticketPage.content()
    expect(page).not.toContain(API_KEY)
    expect(page).not.toContain(BEARER)
    const reporter = ticketPage.getByRole('region', { name: 'Reporter' })
    expect(await reporter.textContent()).toContain('ana@example.com')
    const before = ticketPage.getByRole('list', { name: /^Calls before/ })
    expect(await before.getByRole('listitem').allTextContents()).toEqual([expect.stringMatching(/get_order/)])
  })

  test('R1.5 R4.2 R4.3 a confirmed status change is audited and shows everywhere at once', async () => {
    const second = await context.newPage()
    await second.goto(`/o/acme/tickets/${reference}`)
    await Promise.all([untilLive(second), untilLive(ticketPage), untilLive(list)])

    await ticketPage.getByRole('button', { name: 'Start progress' }).click()
    const dialog = ticketPage.getByRole('dialog', { name: 'Start progress?' })
    // Its stream is there before its ticket.
    await expect.poll(() => second.getByText('Open', { exact: true }).count()).toBe(1)
    await dialog.getByRole('button', { name: 'Start progress' }).click()

    for (const page of [ticketPage, second]) {
      const history = page.getByRole('list', { name: 'History of the ticket' }).getByRole('listitem')
      const change = history.filter({ hasText: 'started progress' })
      await change.waitFor()
      expect(await change.textContent()).toContain('Ada Lovelace')
      expect(await history.count()).toBe(3)
      await page.getByRole('button', { name: 'Back to open' }).waitFor()
    }
    await row(list).getByText('In progress').waitFor()
    await badge(list).getByText('open').waitFor({ state: 'detached' })
    await second.close()
  })

  test('R4.2 a status change that is not confirmed changes nothing', async () => {
    await ticketPage.getByRole('button', { name: 'Close…' }).click()
    const dialog = ticketPage.getByRole('dialog', { name: `Close ${reference}` })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ticketPage.reload()
    await ticketPage.getByRole('button', { name: 'Close…' }).waitFor()
    const history = ticketPage.getByRole('list', { name: 'History of the ticket' })
    expect(await history.getByRole('listitem').count()).toBe(3)
  })

  test('R4.1 filters live in the address: they survive a reload, and Back undoes them', async () => {
    const queue = (name: RegExp) =>
      list.getByRole('navigation', { name: 'Queues' }).getByRole('link', { name })
    await queue(/^In progress/).click()
    await list.waitForURL('**/o/acme/tickets?status=in_progress')
    await row(list).waitFor()
    await queue(/^Closed/).click()
    await list.getByRole('heading', { name: 'No ticket here' }).waitFor()
    await list.reload()
    await list.getByRole('heading', { name: 'No ticket here' }).waitFor()
    expect(await queue(/^Closed/).getAttribute('aria-current')).toBe('page')
    expect(await queue(/^Unresolved/).getAttribute('aria-current')).toBeNull()

    await list.goBack()
    await row(list).waitFor()
    expect(await queue(/^In progress/).getAttribute('aria-current')).toBe('page')
    await row(list).getByRole('link').click()
    await list.getByRole('heading', { level: 1, name: FIELDS.title }).waitFor()
    await list.goBack()
    await row(list).waitFor()
    expect(new URL(list.url()).search).toBe('?status=in_progress')
  })

  test('R4.1 a ticket that arrives while the list is read waits to be asked for', async () => {
    await list.goto('/o/acme/tickets')
    await row(list).waitFor()
    await untilLive(list)
    const answer = await client.report({ ...FIELDS, title: 'Another one' })
    expect(answer.reference).not.toBe(reference)
    const arrivals = list.getByRole('button', { name: '1 new ticket Show' })
    await arrivals.waitFor()
    expect(await list.getByText('Another one').count()).toBe(0)
    await arrivals.click()
    await list.getByRole('row').filter({ hasText: answer.reference! }).waitFor()
  })

  test('R2.1 R3.6 a ticket is deleted: it leaves the list, and its reporter’s client finds it no more', async () => {
    const { reference: spam = '', receipt } = await client.report({ ...FIELDS, title: 'Spam' })
    const status = async () =>
      (await client.call('get_support_status', { reference: spam, receipt })).structuredContent
    expect(await status()).toMatchObject({ outcome: 'found', status: 'open' })
    await ticketPage.goto(`/o/acme/tickets/${spam}`)
    await untilLive(ticketPage)
    await ticketPage.getByRole('button', { name: 'Delete' }).click()
    const dialog = ticketPage.getByRole('dialog', { name: `Delete ${spam}?` })
    expect(await dialog.textContent()).toContain('1 entry')
    await dialog.getByRole('button', { name: 'Delete ticket' }).click()
    await ticketPage.waitForURL('**/o/acme/tickets')
    await ticketPage.getByRole('row').filter({ hasText: reference }).waitFor()
    await ticketPage.getByText(`${spam} deleted.`).waitFor()
    expect(await ticketPage.getByText(spam).count()).toBe(1)
    expect(await status()).toMatchObject({ outcome: 'not_found' })

    await ticketPage.goto('/o/acme/organization/audit-log')
    const entry = ticketPage.getByRole('row').filter({ hasText: spam })
    expect(await entry.textContent()).toContain(`Ada LovelaceDeleted the ticket ${spam} of shop-orders`)
    await entry.getByRole('link', { name: 'Ada Lovelace' }).click()
    await ticketPage.getByText('By Ada Lovelace').waitFor()
    await ticketPage.getByLabel('About').selectOption('Keys')
    await entry.waitFor({ state: 'detached' })
    await ticketPage.getByRole('row').filter({ hasText: 'Created the key' }).first().waitFor()
  })

  test('R4.2 nothing failed in the browser on the way', () => {
    expect(faults.found).toEqual([])
  })
})
