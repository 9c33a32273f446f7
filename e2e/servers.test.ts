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
  }, 30_000)
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

      const tool = page.getByRole('region', { name: 'Support tool' })
      await tool.getByText('Contact Customer Portal support').waitFor()
      await tool.getByRole('list', { name: 'Categories' }).getByText('Feature Request').waitFor()
      await page
        .getByRole('region', { name: 'What the model reads' })
        .getByText('get_support_tool')
        .first()
        .waitFor()
      const signIn = page.getByRole('region', { name: 'How users are identified' })
      await signIn.getByText('https://portal.example.com/mcp').waitFor()
      await page.getByRole('region', { name: 'Connect the SDK' }).getByText('MCP_OBS_DSN').waitFor()

      const keys = page.getByRole('region', { name: 'Server keys' })
      await keys.getByText(settings ? /^mok_…/ : 'Only owners and admins of this organization').waitFor()
      expect(await keys.getByRole('button').count()).toBe(settings ? 2 : 0)
      const hint = desk.portal.key.slice(-4)
      expect((await page.content()).includes(hint)).toBe(settings)
      expect(await page.getByRole('button', { name: /^(Edit|More actions for) / }).count()).toBe(
        settings ? 2 : 0,
      )
      expect(await page.getByRole('link', { name: 'Users of Customer Portal' }).count()).toBe(Number(users))

      const tickets = page.getByRole('link', { name: 'Tickets of Customer Portal' })
      await tickets.getByText('1 open').waitFor()
      await tickets.click()
      await page.getByRole('link', { name: 'About this server' }).click()
      await title(page, 'Customer Portal')
      await page.goto(`/o/acme/tickets/${desk.user.reference}`)
      await page.getByRole('main').getByRole('link', { name: 'Customer Portal' }).click()
      await title(page, 'Customer Portal')
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

  test('the list shows categories whole at 1280, and the name of an archived server in its filter', async () => {
    const context = await desk.enter(browser, { viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    const words = { title: 'A wish', description: 'x', category: 'Feature Request' }
    await desk.staff.visitor.mutate('supportTicket.open', { org: 'acme', server: 'shop', words })
    await page.goto('/o/acme/tickets')
    const cell = page.getByRole('cell', { name: 'Feature Request' }).first()
    await cell.waitFor()
    expect(await cell.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0)
    await page.goto('/o/acme/tickets?server=old-catalogue')
    await page
      .getByLabel('Server')
      .locator('option:checked', { hasText: 'Old Catalogue' })
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

function focusOf(element: Locator): Promise<void> {
  return element.and(element.page().locator(':focus')).waitFor()
}
