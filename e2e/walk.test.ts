import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { DIGITS, KeyboardDesk } from '#testkit/browser/keyboard-desk.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { v1Client } from '#testkit/mcp/official-clients.ts'
import { postTickets } from '#testkit/mcp/post-tickets.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program } from '#testkit/processes/program.ts'
import { tellStory } from '#testkit/processes/story.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

const SEEDED = 500

/**
 * The product from sign-up to erasure, with the keyboard alone: `page.keyboard` is all that touches the page. Each test goes on
 * where the one before ended. It runs last of all files, on SQLite and on the database server that `MYSQL_URL` names:
 *
 *   .ci/mysql /tmp/mysql 23070 & MYSQL_URL=mysql://root@127.0.0.1:23070 npm exec -- vitest run --project e2e e2e/walk
 */
describe.runIf(inject('hasChromium')).each(databaseKinds)('a day without a mouse, on $name', (database) => {
  let platform: Platform
  let browser: Browser
  let ada: KeyboardDesk
  let grace: KeyboardDesk
  let example: Program
  let client: McpClient
  let staff: Staff
  let dsn = ''
  let invitation = ''
  const faults = new Faults()

  tellStory()
  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start({}, database, 'walk'), launchChromium()])
    ada = await sitDown()
  })
  afterAll(async () => {
    await client?.close()
    await browser?.close()
    await example?.stop()
    await platform?.end()
  })

  /** Somebody new, at a browser of their own. */
  async function sitDown(): Promise<KeyboardDesk> {
    const context = await browser.newContext({ baseURL: platform.origin, reducedMotion: 'reduce' })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    faults.watch(context)
    return new KeyboardDesk(await context.newPage())
  }

  async function fillInAccount({ page, person }: KeyboardDesk, name: string, email: string): Promise<void> {
    await page.getByLabel('Your name').waitFor()
    await person.tabTo(page.getByLabel('Your name'))
    await person.type(name)
    await person.tabTo(page.getByLabel('E-mail address'))
    await person.type(email)
    await person.tabTo(page.getByLabel(/^Password/))
    await person.type(PASSWORD)
  }
  const find = async (query: string) => (await staff.listTickets({ query })).tickets.length
  const count = async (filters: object = {}) => {
    const { visitor, org } = staff
    return (await visitor.query<{ counts: object }>('supportTicket.countByStatus', { org, filters })).counts
  }

  test('R2.1 somebody signs up', async () => {
    const { page, person } = ada
    await page.goto('/sign-up')
    await person.job('sign up', 8, async () => {
      await fillInAccount(ada, 'Ada Lovelace', 'ada@example.com')
      await person.tabTo(page.getByLabel('Organization'))
      await person.type('Acme')
      await person.press('Enter')
      await person.isOn(ada.heading('Tickets'))
    })
    expect(new URL(page.url()).pathname).toBe('/o/acme/tickets')
  })

  test('R5.1 R5.3 they add an MCP server, and copy the DSN of its key', async () => {
    const { page, person } = ada
    const add = page.getByRole('link', { name: 'Add an MCP server' })
    await add.waitFor()
    await person.job('add an MCP server', 15, async () => {
      await person.tabTo(add)
      await person.press('Enter')
      await person.isOn(page.getByRole('dialog').getByRole('textbox', { name: 'Name' }))
      await person.type('Shop Orders')
      await person.press('Enter')
      await person.isOn(ada.heading('Shop Orders'))
    })
    await ada.button('Create key').waitFor()
    await person.job('create a key and copy its DSN', 10, async () => {
      await person.tabTo(ada.button('Create key'))
      await person.press('Enter')
      await person.isOn(ada.button('Copy DSN'))
      await person.press('Enter')
    })
    dsn = await ada.copied()
    expect(dsn).toMatch(/^http:\/\/mok_[0-9a-hjkmnp-tv-z]{32}@shop-orders\.localhost:\d+$/)
  })

  test('R3.1 R4.4 the stages turn while they look, and they open the first ticket', async () => {
    const { page, person } = ada
    await untilLive(page)
    const setUp = page.getByRole('region', { name: 'Set-up' })
    await setUp.getByText('Waiting for an SDK to fetch the settings').waitFor()
    example = new Program('examples/typescript-v1-http/server.ts', { env: { PORT: '0', MCP_OBS_DSN: dsn } })
    client = await v1Client.overHttp(await example.says(/(http:\/\/\S+\/mcp)/))
    await setUp.getByText('Settings fetched').waitFor()

    expect(await client.toolNames()).toContain('get_support_tool')
    // The SDK says so with its next request for the settings, within a minute. This one comes at once.
    const { host, username: key } = new URL(dsn)
    await new SdkCaller(sendOverHttp, { host, key }).readConfig({
      'user-agent': 'mcp-obs-typescript/0.1.0 node/26.10.0',
      'x-mcp-obs-listed': '0',
    })
    await setUp.getByText('Tool listed by a client').waitFor()

    const incident = await client.fail({ query: 'blue lamp' })
    const { reference = '' } = await client.report({ ...FIELDS, incident_id: incident })
    const ticket = setUp.getByRole('link', { name: reference })
    await ticket.waitFor()
    await person.job('open the first ticket', 6, async () => {
      await person.tabBackTo(ticket)
      await person.press('Enter')
      await person.isOn(ada.heading(FIELDS.title))
    })
  })

  test('R4.1 R4.2 they search 500 tickets, close three, undo one and write a note', async () => {
    staff = await Staff.signIn(platform.origin, 'ada@example.com', PASSWORD)
    await postTickets(dsn, SEEDED)
    await expect.poll(() => find('pillow')).toBe(50)
    await ada.person.press('u')
    await ada.queue('Unresolved', SEEDED + 1)

    await ada.search('lamp', 'Order 1490')
    await ada.person.press('j', 'k')
    await ada.person.isOn(ada.row('Order 1490'))
    await ada.open('Order 1490')
    await ada.next('Order 1480')
    await ada.close('fixed', 'Order 1470')
    await ada.close('wont-fix', 'Order 1460')
    await ada.close('by-design', 'Order 1450')
    await ada.undo('is as it was before')
    await ada.writeNote('The same shard as on Monday.')
    await ada.startProgress('Order 1450')
    expect(await count()).toEqual({ open: 498, in_progress: 1, closed: 2 })
  })

  test('R4.2 they close many at once, some and all that match, and undo it', async () => {
    const { page, person } = ada
    await ada.back('Order 1450')
    await person.job('close three tickets', 8, async () => {
      await ada.askToClose(3)
      await person.press(DIGITS['cannot-reproduce'], 'Control+Enter')
      await ada.row('Order 1430').waitFor({ state: 'detached' })
      await person.isOn(ada.row())
    })
    await expect.poll(() => count()).toEqual({ open: 496, in_progress: 0, closed: 5 })
    await ada.undo('3 tickets are as they were before.')

    await ada.filterByTool('get_order', 125)
    await person.job('close all that match', 12, async () => {
      await ada.askToCloseAll(125)
      await person.press(DIGITS['cannot-reproduce'], 'Control+Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await person.isOn(ada.heading('Tickets'))
    })
    const closed = await staff.listTickets({ status: 'closed', tool: 'get_order' })
    expect(closed.tickets.map(({ resolution }) => resolution)).toEqual(Array(50).fill('cannot-reproduce'))
    await ada.undo('125 tickets are as they were before.')
    await ada.queue('Unresolved', 125)
    expect(await count()).toEqual({ open: 498, in_progress: 1, closed: 2 })
  })

  test('the list tells its keys, and is saved as a file', async () => {
    const { page, person } = ada
    await person.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Back to the list').waitFor()
    await person.press('Escape')
    await person.isOn(ada.heading('Tickets'))
    await ada.goTo(ada.row().first())
    await ada.filterByCategory('Feature Request', 25)
    const lines = (await ada.exportList()).split('\r\n"TK-')
    expect(lines).toHaveLength(1 + 25)
    expect(lines.slice(1).every((line) => line.includes('get_order'))).toBe(true)
  })

  test('R6.1 they invite a colleague', async () => {
    const { page, person } = ada
    const organization = page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Organization' })
    await person.job('go from the head of the list to the organization', 20, async () => {
      await person.tabBackTo(organization)
      await person.press('Enter')
      await person.isOn(ada.heading('Organization'))
    })
    await ada.button('Invite').waitFor()
    await person.job('invite a colleague', 14, async () => {
      await person.tabTo(ada.button('Invite'))
      await person.press('Enter')
      await person.isOn(page.getByRole('dialog').getByRole('combobox', { name: 'Role' }))
      await person.tabTo(ada.button('Create link'))
      await person.read()
      await person.press('Enter')
      await person.isOn(ada.button('Copy invitation link'))
      await person.read()
      await person.press('Enter')
      invitation = await ada.copied()
      await person.tabTo(ada.button('Done'))
      await person.press('Enter')
      await person.isOn(ada.button('Invite'))
    })
  })

  test('the colleague accepts, and does the same', async () => {
    grace = await sitDown()
    const { page, person } = grace
    await page.goto(invitation)
    await person.job('join', 8, async () => {
      await fillInAccount(grace, 'Grace Hopper', 'grace@example.com')
      await person.press('Enter')
      await person.isOn(grace.heading('Tickets'))
    })
    await grace.search('chair', 'Order 1491')
    await grace.open('Order 1491')
    await grace.close('fixed', 'Order 1481')
    await grace.undo('is as it was before')
    await grace.close('by-design', 'Order 1471')
    await grace.writeNote('Ada knows more.')
    await grace.back('Order 1471')
    const [last] = (await staff.listTickets({ status: 'closed', category: 'Bug Report' })).tickets
    expect([last?.title, last?.resolution]).toEqual(['Order 1481 of a chair cannot be opened', 'by-design'])
  })

  test('the colleague closes two, of which somebody has changed one meanwhile, and is told so', async () => {
    const { page, person } = grace
    await grace.askToClose(2)
    const [found] = (await staff.listTickets({ query: '1461' })).tickets
    const { reference, version: expectedVersion } = await staff.readTicket(found?.reference ?? '')
    const change = { org: 'acme', reference, status: 'in_progress', expectedVersion }
    await staff.visitor.mutate('supportTicket.updateStatus', change)
    await person.press(DIGITS['wont-fix'], 'Control+Enter')
    const left = page.getByRole('dialog').getByRole('list', { name: 'Tickets that are left' })
    await left.getByText(`${reference}: Ada Lovelace changed it meanwhile.`).waitFor()
    await person.isOn(grace.button('Done'))
    await person.read()
    await person.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await person.isOn(grace.row('Order 1461'))
    await grace.undo('is as it was before')
    // The search follows a change within two seconds, and the page follows the search.
    await grace.queue('Unresolved', 49)
    await expect.poll(() => count({ query: 'chair' })).toEqual({ open: 48, in_progress: 1, closed: 1 })
    await person.tabBackTo(grace.button('Filter'))
    expect((await grace.exportList()).split('\r\n"TK-')).toHaveLength(1 + 49)
  })

  test('an e-mail address is erased, with all that it said', async () => {
    const { page, person } = ada
    await person.job('erase an e-mail address', 16, async () => {
      await person.tabTo(page.getByRole('link', { name: /^Erase people/ }))
      await person.press('Enter')
      await person.isOn(ada.heading('Privacy'))
      await person.tabTo(page.getByRole('textbox', { name: 'E-mail address' }))
      await person.type('reporter7@example.com')
      await person.press('Enter')
      await page.getByText('captured call and notes of 20 tickets').waitFor()
      await person.isOn(page.getByRole('heading', { level: 2, name: 'Erase a person' }))
      await person.tabTo(ada.button('Erase…'))
      await person.press('Enter')
      await person.isOn(ada.button('Cancel'))
      await person.tabTo(ada.button('Erase'))
      await person.press('Enter')
      await page.getByText('Erased, with 20 tickets.').waitFor()
      await person.isOn(page.getByRole('heading', { level: 2, name: 'Erase a person' }))
    })
    expect((await staff.listTickets({ email: 'reporter7@example.com' })).tickets).toEqual([])
    await expect.poll(() => find('reporter7')).toBe(0)
    expect(await find('reporter8')).toBe(20)
  })

  test('nothing failed in the browsers on the way', () => {
    expect(faults.found).toEqual([])
  })
})
