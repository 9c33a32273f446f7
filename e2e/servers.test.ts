import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { enterAsColleague } from '#testkit/seed/enter-as-colleague.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'

/** Milliseconds that signing in and going through the pages of a server may take. */
const TIMEOUT = 120_000

const NOT_FOUND = `MCP servers
MCP server not found
There is no MCP server …
Check the address. An MCP server of another organization is not shown here.
All MCP servers`

/** What the page of an MCP server offers to each role. */
const OFFERS = {
  viewer: { settings: false, users: false },
  member: { settings: false, users: true },
  admin: { settings: true, users: true },
}

describe.runIf(inject('hasChromium'))('the page of an MCP server', () => {
  let desk: SeededDesk
  let browser: Browser

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const configStatus = async () => (await new SdkCaller(sendOverHttp, desk.server).readConfig()).statusCode
  const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  const enter = async () => {
    const context = await desk.enter(browser, { reducedMotion: 'reduce' })
    const faults = new Faults()
    faults.watch(context)
    return { context, page: await context.newPage(), faults }
  }

  test.each(Object.keys(OFFERS) as (keyof typeof OFFERS)[])(
    'R5.3 %s: opens it by its name, and is offered what the role may do',
    { timeout: TIMEOUT },
    async (role) => {
      const { settings, users } = OFFERS[role]
      const { context, page, faults } = await enterAsColleague(desk, browser, role)
      await page.getByRole('navigation').getByRole('link', { name: 'MCP servers' }).click()
      await page.getByRole('link', { name: 'Customer Portal', exact: true }).click()
      await title(page, 'Customer Portal')
      expect(new URL(page.url()).pathname).toBe('/o/acme/servers/portal')

      const tool = page.getByRole('region', { name: 'What the model reads' })
      await tool.getByText('Contact Customer Portal support').waitFor()
      await tool.getByRole('list', { name: 'Values of category' }).getByText('Feature Request').waitFor()
      await tool.getByText('get_support_tool', { exact: true }).waitFor()
      await tool.getByText('Offer to report this to Customer Portal.').waitFor()
      const signIn = page.getByRole('region', { name: 'How users are identified' })
      await signIn.getByText('https://portal.example.com/mcp').waitFor()
      await page.getByRole('region', { name: 'Connect the SDK' }).getByText('MCP_OBS_DSN').waitFor()
      // The page comes before what it may offer.
      const testTicket = page.getByRole('button', { name: 'Send a test ticket' })
      await expect.poll(() => testTicket.count()).toBe(Number(users))

      const keys = page.getByRole('region', { name: 'Server keys' })
      await keys.getByText(settings ? /^mok_…/ : 'Only owners and admins of this organization').waitFor()
      expect(await keys.getByRole('button').count()).toBe(settings ? 2 : 0)
      const hint = desk.portal.key.slice(-4)
      expect((await page.content()).includes(hint)).toBe(settings)
      expect(await page.getByRole('button', { name: /^(Settings of|More actions for) / }).count()).toBe(
        settings ? 2 : 0,
      )
      expect(await page.getByRole('link', { name: 'Users of Customer Portal' }).count()).toBe(Number(users))

      const tickets = page.getByRole('link', { name: 'Tickets of Customer Portal' })
      await tickets.getByText('1 open').waitFor()
      await tickets.click()
      await page.waitForURL('**/o/acme/tickets?server=portal')
      await page.goto(`/o/acme/tickets/${desk.user.reference}`)
      await page.getByRole('main').getByRole('link', { name: 'Customer Portal' }).click()
      await title(page, 'Customer Portal')
      await context.close()
      expect(faults.found).toEqual([])
    },
  )

  test(
    'a server is set up while one looks: an SDK, a rejected key, a client, a test ticket, a ticket from curl',
    { timeout: TIMEOUT },
    async () => {
      const { context, page, faults } = await enter()
      const { dsn, host, key } = await desk.staff.addServer('live', { name: 'Live' })
      const sdk = new SdkCaller(sendOverHttp, { host, key })
      const fromSdk = { 'user-agent': 'mcp-obs-typescript/0.1.0 node/24.21.0' }
      await page.goto('/o/acme/servers/live')
      await untilLive(page)
      const setUp = page.getByRole('region', { name: 'Set-up' })
      await setUp.getByText('Waiting for an SDK to fetch the settings').waitFor()
      await sdk.readConfig({ 'user-agent': 'curl/8.5.0' })
      await sdk.readConfig({ ...fromSdk, 'x-mcp-obs-key': `mok_${'0'.repeat(32)}` })
      const rejected = page.getByRole('table', { name: 'Rejected in the last hour' })
      const row = rejected.getByRole('row').filter({ hasText: 'Unknown key' })
      await row.getByRole('cell', { name: 'mcp-obs-typescript 0.1.0 on node 24.21.0' }).waitFor()
      await setUp.getByText('Waiting for an SDK to fetch the settings').waitFor()

      await sdk.readConfig(fromSdk)
      await setUp.getByText('Settings fetched').waitFor()
      await setUp.getByText(`by mcp-obs-typescript 0.1.0 on node 24.21.0, key …${key.slice(-4)}`).waitFor()
      await sdk.readConfig({ ...fromSdk, 'x-mcp-obs-listed': '1' })
      await setUp.getByText('Tool listed by a client').waitFor()
      await setUp.getByRole('button', { name: 'Send a test ticket' }).click()
      await setUp.getByText(', a test.').waitFor()

      await page.getByRole('tab', { name: 'curl' }).click()
      const command = page.getByRole('region', { name: 'Raise a ticket from a shell' }).locator('pre')
      const { code, answer } = await inShell((await command.innerText()).replace('mok_…', key))
      expect([code, Object.keys(answer)]).toEqual([0, ['ticket', 'duplicate', 'needsContact', 'receipt']])
      await page.goto('/o/acme/servers/live')
      await setUp.getByRole('link', { name: answer.ticket.reference }).click()
      await title(page, 'A ticket from curl')
      await page.goto('/o/acme/tickets?server=live')
      await page.getByRole('link', { name: /^Test\s*Test ticket$/ }).click()
      await page.getByText('A test from the dashboard').waitFor()
      expect(
        await desk.staff.visitor.query('supportTicket.countOpen', { org: 'acme', server: 'live' }),
      ).toEqual({
        open: 1,
      })
      expect(await page.content()).not.toContain(new URL(dsn).username)
      await context.close()
      expect(faults.found).toEqual([])
    },
  )

  test('an unknown name and one of another organization are the same page, with a way back', async () => {
    const { context, page } = await enter()
    for (const [org, slug] of [
      ['acme', 'nobody'],
      ['beta', 'shop'],
      ['acme', 'x'.repeat(64)],
    ] as const) {
      await page.goto(`/o/${org}/servers/${slug}`)
      // Once the live updates are connected, the page asks again and shows that it does.
      const text = async () => (await page.getByRole('main').innerText()).replaceAll(slug, '…')
      await expect.poll(text).toBe(NOT_FOUND)
      await page.getByRole('link', { name: 'All MCP servers' }).click()
      await page.waitForURL(`**/o/${org}/servers`)
    }
    await context.close()
  })

  test(
    'R5.3 one is archived, found among the archived and restored, and its address follows at once',
    { timeout: TIMEOUT },
    async () => {
      const { context, page, faults } = await enter()
      const viewer = await enterAsColleague(desk, browser, 'viewer')
      await viewer.page.goto('/o/acme/servers/shop')
      await title(viewer.page, 'Shop Orders')
      await untilLive(viewer.page)

      await page.goto('/o/acme/servers/shop')
      await page.getByRole('button', { name: 'More actions for Shop Orders' }).click()
      await page.getByRole('menuitem', { name: 'Archive' }).click()
      const dialog = page.getByRole('dialog', { name: 'Archive Shop Orders?' })
      expect(await configStatus()).toBe(200)
      await dialog.getByRole('button', { name: 'Archive server' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('This MCP server is archived').waitFor()
      await focusOf(page.getByRole('heading', { level: 1 }))
      expect(await configStatus()).toBe(404)

      // The colleague sees it without a reload, and cannot restore it.
      await viewer.page.getByText('Only owners and admins of this organization can restore it.').waitFor()
      expect(await viewer.page.getByRole('button', { name: /^Restore/ }).count()).toBe(0)
      await viewer.page.goto('/o/acme/servers')
      await viewer.page.getByRole('button', { name: 'Archived (2)' }).click()
      await viewer.page.getByRole('link', { name: 'Tickets of Shop Orders' }).click()
      await viewer.page.getByRole('link', { name: 'Order search fails with 500' }).click()
      await viewer.page.getByRole('main').getByRole('link', { name: 'Shop Orders' }).click()
      await title(viewer.page, 'Shop Orders')
      await untilLive(viewer.page)

      await page.getByRole('main').getByRole('link', { name: 'MCP servers' }).click()
      await page.getByRole('list', { name: 'MCP servers', exact: true }).waitFor()
      expect(await page.getByRole('listitem', { name: 'Shop Orders' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Archived (2)' }).click()
      await page.getByRole('button', { name: 'Restore Shop Orders' }).click()
      await page
        .getByRole('list', { name: 'MCP servers', exact: true })
        .getByRole('listitem', { name: 'Shop Orders' })
        .waitFor()
      expect(await configStatus()).toBe(200)
      await viewer.page.getByText('This MCP server is archived').waitFor({ state: 'detached' })
      await Promise.all([context.close(), viewer.context.close()])
      expect([...faults.found, ...viewer.faults.found]).toEqual([])
    },
  )

  test('the list and the overview name an archived server in their filters', async () => {
    const context = await desk.enter(browser, { viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.goto('/o/acme/tickets?server=old-catalogue')
    await page.getByRole('button', { name: 'Remove the filter: server Old Catalogue' }).waitFor()
    await page.goto('/o/acme/overview?server=old-catalogue')
    const server = page.getByRole('combobox', { name: 'MCP server' })
    await server
      .locator('option:checked', { hasText: 'Old Catalogue (archived)' })
      .waitFor({ state: 'attached' })
    await context.close()
  })

  test('R5.1 an explanation is in view in a low and narrow window', async () => {
    const viewport = { width: 320, height: 600 }
    const context = await desk.enter(browser, { viewport, reducedMotion: 'reduce', hasTouch: true })
    const page = await context.newPage()
    await page.goto('/o/acme/servers/portal?dialog=edit')
    const dialog = page.getByRole('dialog', { name: 'Settings of Customer Portal' })
    const buttons = dialog.getByRole('button', { name: /^Explain / })
    await buttons.nth(5).waitFor()
    for (const button of await buttons.all()) {
      const name = (await button.getAttribute('aria-label')) ?? ''
      await button.evaluate((it) => it.scrollIntoView({ block: 'end' }))
      await button.dispatchEvent('click')
      const explanation = page.getByRole('dialog', { name })
      await explanation.waitFor()
      const bottom = () => explanation.evaluate((it) => Math.floor(it.getBoundingClientRect().bottom))
      await expect.poll(bottom, { message: name }).toBeLessThanOrEqual(viewport.height)
      await button.dispatchEvent('click')
      await explanation.waitFor({ state: 'detached' })
    }
    await context.close()
  })

  test('R5.1 each setting is explained, by keyboard and by touch, and Escape leaves the dialog open', async () => {
    const context = await desk.enter(browser, { reducedMotion: 'reduce', hasTouch: true })
    const page = await context.newPage()
    await page.goto('/o/acme/servers/portal?dialog=edit')
    const dialog = page.getByRole('dialog', { name: 'Settings of Customer Portal' })
    const buttons = dialog.getByRole('button', { name: /^Explain / })
    await buttons.nth(5).waitFor()
    expect(await buttons.count()).toBe(6)

    const names = await buttons.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''))
    for (const name of names) {
      const button = dialog.getByRole('button', { name })
      const explanation = page.getByRole('dialog', { name })
      await button.focus()
      await page.keyboard.press('Enter')
      await focusOf(explanation)
      for (const part of ['The person sees', 'The model sees', 'Example']) {
        await explanation.getByText(part, { exact: true }).waitFor()
      }
      await page.keyboard.press('Escape')
      await explanation.waitFor({ state: 'detached' })
      await focusOf(button)
      expect(await dialog.isVisible()).toBe(true)

      await button.tap()
      await explanation.waitFor()
      await button.tap()
      await explanation.waitFor({ state: 'detached' })
    }

    // Tab goes on to the next field, and what was open closes.
    await dialog.getByRole('button', { name: 'Explain the title' }).focus()
    await page.keyboard.press('Enter')
    await focusOf(page.getByRole('dialog', { name: 'Explain the title' }))
    await page.keyboard.press('Tab')
    await focusOf(dialog.getByRole('textbox', { name: 'Tool description' }))
    await page.getByRole('dialog', { name: 'Explain the title' }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await context.close()
  })
})

async function inShell(
  command: string,
): Promise<{ code: number; answer: { ticket: { reference: string } } }> {
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const answer = JSON.parse(await text(child.stdout)) as { ticket: { reference: string } }
  const [code] = (await exited) as [number]
  return { code, answer }
}

function focusOf(element: Locator): Promise<void> {
  return element.and(element.page().locator(':focus')).waitFor()
}
