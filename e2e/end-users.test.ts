import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { seedDesk, type SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { runSnippet } from '#testkit/processes/run-snippet.ts'
import { SignedInClient } from '#testkit/end-user/signed-in-client.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'

const FIELDS = { title: 'The page stays blank', description: 'After signing in.', category: 'Bug Report' }

/** What staff see of the people who sign in, and that what they decide holds at once for tokens that are out there. */
describe.runIf(inject('hasChromium'))('end-users in the dashboard', () => {
  let desk: SeededDesk
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const faults = new Faults()

  beforeAll(async () => {
    ;[desk, browser] = await Promise.all([seedDesk(), launchChromium()])
    context = await desk.enter(browser, { reducedMotion: 'reduce' })
    faults.watch(context)
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const signIn = (client: string, user: EndUser) => SignedInClient.open(desk.portal.dsn, client, user)
  const raise = async ({ accessToken }: SignedInClient) => {
    const headers = { authorization: `Bearer ${accessToken}` }
    const { status, body } = await postTicket(desk.portal.dsn, FIELDS, headers)
    return body.code ?? status
  }
  const sessionOf = (client: string): Locator => page.getByRole('row').filter({ hasText: client })

  test('R1.2 staff go from the server to a user and their sessions, and revoke one: it is over at once', async () => {
    const bo = new EndUser('Bo Lindqvist', 'bo@example.com')
    const laptop = await signIn('Laptop client', bo)
    const phone = await signIn('Phone client', bo)
    expect([await raise(laptop), await raise(phone)]).toEqual([201, 201])

    await page.goto('/o/acme/servers')
    await page.getByRole('link', { name: 'Users of Customer Portal' }).click()
    await page.getByRole('heading', { level: 1, name: 'Users of Customer Portal' }).waitFor()
    await page.getByRole('row').filter({ hasText: 'Bo Lindqvist' }).getByText('2 live').waitFor()
    await page.getByRole('link', { name: 'Bo Lindqvist' }).click()
    await page.getByRole('heading', { level: 1, name: 'Bo Lindqvist' }).waitFor()
    await untilLive(page)
    const colleague = await context.newPage()
    await colleague.goto(page.url())
    await untilLive(colleague)

    const revoke = page.getByRole('button', { name: 'Revoke the session with Laptop client' })
    await revoke.click()
    const dialog = page.getByRole('dialog', { name: 'Revoke session?' })
    await dialog.getByText('up to 10 minutes').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await revoke.and(page.locator(':focus')).waitFor()
    expect(await raise(laptop)).toBe(201)

    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Revoke session' }).click()
    await sessionOf('Laptop client').getByText('Revoked').waitFor()
    expect([await raise(laptop), await raise(phone)]).toEqual(['invalid-token', 201])
    // What was pressed is gone; the focus is on the next row.
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Revoke the session with' }).and(page.locator(':focus')).waitFor()
    await colleague.getByRole('row').filter({ hasText: 'Laptop client' }).getByText('Revoked').waitFor()
    await colleague.close()
  })

  test('R1.2 a disabled user can neither renew nor raise tickets, and signs in anew when enabled', async () => {
    const cleo = new EndUser('Cleo Park', 'cleo@example.com')
    const client = await signIn('Desk client', cleo)
    await page.goto('/o/acme/servers/portal/users')
    await page.getByLabel('Search').fill('CLEO@')
    await page.waitForURL('**/users?search=CLEO*')
    await page.getByRole('link', { name: 'Ana Sousa' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Cleo Park' }).click()
    await page.getByRole('button', { name: 'Disable user' }).click()
    await page
      .getByRole('dialog', { name: 'Disable Cleo Park?' })
      .getByRole('button', { name: 'Disable user' })
      .click()
    await page.getByText('Cannot sign in, renew access or raise tickets').waitFor()
    await sessionOf('Desk client').getByText('Revoked').waitFor()
    expect([await raise(client), await client.refresh()]).toEqual(['invalid-token', 'invalid_grant'])

    const enable = page.getByRole('button', { name: 'Enable user' })
    await enable.and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog', { name: 'Enable Cleo Park?' })
      .getByRole('button', { name: 'Enable user' })
      .click()
    await page.getByRole('button', { name: 'Disable user' }).waitFor()
    expect(await raise(client)).toBe('invalid-token')
    expect(await raise(await signIn('Desk client', cleo))).toBe(201)
  })

  test('R1.2 a user who forgot the password gets a new one from staff, and whoever knew the old one is out', async () => {
    const finn = new EndUser('Finn Weber', 'finn@example.com')
    const client = await signIn('Lost client', finn)
    await page.goto('/o/acme/servers/portal/users?search=finn@')
    await page.getByRole('link', { name: 'Finn Weber' }).click()
    await page.getByRole('button', { name: 'Reset password' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reset the password of Finn Weber?' })
    await dialog.getByText('up to 10 minutes').waitFor()
    await dialog.getByRole('button', { name: 'Reset password' }).click()
    await dialog.getByText('Copy this password now').waitFor()
    const password = (await dialog.locator('pre').textContent()) ?? ''
    expect(password).toMatch(/^[\w-]{20}$/)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await sessionOf('Lost client').getByText('Revoked').waitFor()
    expect([await raise(client), await client.refresh()]).toEqual(['invalid-token', 'invalid_grant'])
  })

  test('R4.1 a user’s tickets are a link away, as a filter that can be removed, and the ticket leads back', async () => {
    await page.goto(`/o/acme/servers/portal/users/${desk.user.id}`)
    await page.getByRole('main').getByRole('link', { name: 'Tickets' }).click()
    await page.waitForURL(`**/o/acme/tickets?user=${desk.user.id}`)
    const ticket = page.getByRole('link', { name: 'An invoice cannot be downloaded' })
    await ticket.waitFor()
    await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor({ state: 'detached' })
    const queues = page.getByRole('navigation', { name: 'Queues' })
    await queues.getByRole('link', { name: /^Closed/ }).click()
    await page.getByRole('heading', { name: 'No ticket matches' }).waitFor()
    await queues.getByRole('link', { name: /^Unresolved/ }).click()
    await page.getByRole('button', { name: 'Remove the filter: user Ana Sousa' }).click()
    await page.getByRole('link', { name: 'Order search fails with 500' }).waitFor()
    expect(new URL(page.url()).search).toBe('')

    await ticket.click()
    const reporter = page.getByRole('region', { name: 'Reporter' })
    await reporter.getByText('Claude Code').waitFor()
    await reporter.getByRole('link', { name: 'Ana Sousa' }).click()
    await page.waitForURL(`**/o/acme/servers/portal/users/${desk.user.id}`)
  })

  test('R5.1 a server is switched to sign-in with what that means, and the code it then shows runs', async () => {
    await page.goto('/o/acme/servers/shop?dialog=edit')
    const dialog = page.getByRole('dialog', { name: 'Settings of Shop Orders' })
    await dialog.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
    await dialog.getByText('Save first, then add the middleware').waitFor()
    const address = dialog.getByLabel('Address of your MCP endpoint')
    await address.fill('http://mcp.example.com/mcp')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.getByText('Use an https address; http is for localhost only.').waitFor()
    await address.and(page.locator(':focus')).waitFor()
    // What cannot be saved does not stand in the way of the other choice.
    await dialog.getByRole('radio', { name: 'E-mail' }).check()
    await dialog.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
    expect(await address.inputValue()).toBe('')
    await address.fill('https://MCP.shop.example.com/mcp')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })

    const connect = page.getByRole('region', { name: 'Connect the SDK' })
    const codeFor = (sdk: string) =>
      connect
        .getByRole('region', { name: `With @modelcontextprotocol/${sdk}` })
        .locator('pre')
        .innerText()
    for (const sdk of ['sdk', 'server']) {
      const code = await codeFor(sdk)
      expect(code).toContain("protectResource({ resource: 'https://mcp.shop.example.com/mcp' })")
      const env = { MCP_OBS_DSN: desk.server.dsn }
      expect(await runSnippet('from-the-dashboard', code, env)).toEqual({ code: 0, output: '' })
    }
    const fetchHandler = await codeFor('server')
    expect(await askWithoutToken(fetchHandler, desk.server.dsn)).toBe('401')
    const metadata = await page.getByText('/.well-known/oauth-authorization-server').innerText()
    await page.goto(metadata)
    expect(JSON.parse(await page.locator('body').innerText())).toMatchObject({
      issuer: new URL(desk.server.dsn).origin,
    })
  })

  test('R5.1 another address ends all sessions of the server, and the e-mail mode keeps them', async () => {
    const dana = new EndUser('Dana', 'dana@example.com')
    const client = await signIn('Client', dana)
    const save = async (change: (dialog: Locator) => Promise<void>) => {
      await page.goto('/o/acme/servers/portal?dialog=edit')
      const dialog = page.getByRole('dialog', { name: 'Settings of Customer Portal' })
      await change(dialog)
      await dialog.getByRole('button', { name: 'Save', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await save(async (dialog) => {
      await dialog.getByRole('radio', { name: 'E-mail' }).check()
      await dialog.getByText('Sign-ins are kept').waitFor()
    })
    expect(await raise(client)).toBe('invalid-token')
    await page.getByRole('link', { name: 'Users of Customer Portal' }).waitFor()
    await save(async (dialog) => {
      await dialog.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
      await dialog.getByText('Earlier sign-ins work again.').waitFor()
    })
    expect(await raise(client)).toBe(201)
    await save(async (dialog) => {
      await dialog.getByLabel('Address of your MCP endpoint').fill('https://portal.example.com/v2')
      await dialog.getByText('Everybody will sign in again').waitFor()
    })
    expect([await raise(client), await client.refresh()]).toEqual(['invalid-token', 'invalid_grant'])
    expect(faults.found).toEqual([])
  })
})

/** Sends a request without a token to the fetch handler of a snippet. Returns the status of the answer. */
async function askWithoutToken(code: string, dsn: string): Promise<string> {
  const request = `new Request('https://mcp.shop.example.com/mcp', { method: 'POST', body: '{}' })`
  const named = code.replace('export default {', 'const app = {')
  const program = `${named}\nconsole.log((await app.fetch(${request})).status)`
  const { output } = await runSnippet('fetch-handler', program, { MCP_OBS_DSN: dsn })
  return output.trim()
}
