import '#testkit/http/resolve-localhost.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard } from '#testkit/browser/dashboard-pages.ts'
import { Faults } from '#testkit/browser/faults.ts'
import { signIn } from '#testkit/browser/sign-in-pages.ts'
import { BrowsingUser } from '#testkit/browser/browsing-user.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { v1Client } from '#testkit/mcp/official-clients.ts'
import { OauthLogin, type Visit } from '#testkit/mcp/oauth-login.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { tellStory } from '#testkit/processes/story.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

const { email: _unwanted, ...SIGNED_IN_FIELDS } = FIELDS
const CLIENT = 'Desk assistant'
const SIGN_IN_AGAIN = 'NOT recorded: the user must sign in to this server again, then call again.'

/** A user who signs in, once around. Each test goes on where the one before ended. */
describe.runIf(inject('hasChromium')).each(databaseKinds)('on $name', (database) => {
  let platform: Platform
  let browser: Browser
  let dashboard: Page
  let example: Program
  let ana: BrowsingUser
  let login: OauthLogin
  let client: McpClient
  let mcpUrl = ''
  let dsn = ''
  let reference = ''
  /** How the client's requests for authorization are answered at the moment. */
  let answer: Visit
  const faults = new Faults()

  tellStory()
  beforeAll(async () => {
    platform = await Platform.start({}, database)
    mcpUrl = `http://127.0.0.1:${await freePort()}/mcp`
    browser = await launchChromium()
    const staff = await Staff.signUp(platform.origin)
    const [atWork, atHome] = [
      await enterDashboard(browser, platform.origin, staff),
      await browser.newContext(),
    ]
    faults.watch(atWork)
    faults.watch(atHome)
    dashboard = await atWork.newPage()
    ana = new BrowsingUser(atHome, 'Ana Lima', 'ana@example.com')
    login = await OauthLogin.open(CLIENT, (url) => answer(url))
    answer = ana.visit
  })
  afterAll(async () => {
    await client?.close()
    login?.close()
    await browser?.close()
    await example?.stop()
    await platform?.end()
  })

  const report = (title: string) => client.report({ ...SIGNED_IN_FIELDS, title })

  async function openAna(): Promise<void> {
    await dashboard.goto('/o/acme/servers/shop-orders/users')
    await dashboard.getByRole('link', { name: ana.name }).click()
    await dashboard.getByRole('heading', { level: 1, name: ana.name }).waitFor()
  }
  const sessions = () => dashboard.getByRole('table', { name: 'Sessions' }).getByRole('row')

  test('R5.1 staff add an MCP server whose users sign in, and issue it a key', async () => {
    await dashboard.goto('/o/acme/servers?dialog=create')
    const dialog = dashboard.getByRole('dialog', { name: 'Add MCP server' })
    await dialog.getByLabel('Name', { exact: false }).first().fill('Shop Orders')
    await dialog.getByRole('radio', { name: 'Sign-in (OAuth)' }).check()
    await dialog.getByLabel('Address of your MCP endpoint').fill(mcpUrl)
    await dialog.getByRole('button', { name: 'Add server' }).click()
    const keys = dashboard.getByRole('region', { name: 'Server keys' })
    await keys.getByRole('button', { name: 'Create key' }).click()
    dsn = (await keys.getByTestId('dsn').textContent()) ?? ''
    await dashboard.getByRole('main').getByRole('link', { name: 'MCP servers' }).click()
    await dashboard.getByRole('listitem', { name: 'Shop Orders' }).getByText('Users sign in').waitFor()
    expect(dsn).toMatch(/^http:\/\/mok_[0-9a-hjkmnp-tv-z]{32}@shop-orders\.localhost:\d+$/)
  })

  test('R3.3 their server tells the official client where its user signs in, on the real pages', async () => {
    example = new Program('examples/typescript-v1-oauth/server.ts', {
      env: { MCP_OBS_DSN: dsn, RESOURCE_URL: mcpUrl },
    })
    await example.says(/^shop-orders listens/m)
    client = await v1Client.overProtectedHttp(mcpUrl, login)
    expect(await client.toolNames()).toContain('get_support_tool')
  })

  test('R1.2 R3.2 a call fails, the user asks for help, and the ticket page says who and with what', async () => {
    const incident_id = await client.fail({ query: 'blue lamp' })
    const answered = await client.report({ ...SIGNED_IN_FIELDS, incident_id })
    expect(answered).toMatchObject({ outcome: 'recorded', context_attached: true, needs_contact: false })
    reference = answered.reference ?? ''

    await dashboard.goto(`/o/acme/tickets/${reference}`)
    const call = dashboard.getByRole('region', { name: 'The failing call', exact: true })
    await call.getByText('search_orders', { exact: true }).waitFor()
    const reporter = dashboard.getByRole('region', { name: 'Reporter' })
    const text = await reporter.textContent()
    for (const fact of [ana.name, ana.email, CLIENT]) expect(text).toContain(fact)
    await reporter.getByRole('link', { name: ana.name }).click()
    await dashboard.getByRole('heading', { level: 1, name: ana.name }).waitFor()
  })

  test('R1.2 the users page lists the user, with the session and the way to their tickets', async () => {
    await dashboard.goto('/o/acme/servers')
    await dashboard.getByRole('link', { name: 'Users of Shop Orders' }).click()
    const row = dashboard
      .getByRole('table', { name: 'Users' })
      .getByRole('row')
      .filter({ hasText: ana.email })
    await row.getByText('1 live').waitFor()
    await row.getByRole('link', { name: ana.name }).click()
    const session = sessions().filter({ hasText: CLIENT })
    await session.getByText('Live', { exact: false }).waitFor()
    expect(await session.textContent()).toContain('127.0.0.1')
    await dashboard.getByRole('main').getByRole('link', { name: 'Tickets' }).click()
    await dashboard.getByRole('row').filter({ hasText: reference }).waitFor()
  })

  test('R3.6 the token alone shows the user their ticket, and nobody else', async () => {
    const ask = async (asked: McpClient) =>
      (await asked.call('get_support_status', { reference })).structuredContent
    expect(await ask(client)).toMatchObject({ outcome: 'found', reference, status: 'open' })
    const others = await OauthLogin.open('Another client', new EndUser('Ben Okri').visit)
    const ben = await v1Client.overProtectedHttp(mcpUrl, others)
    expect(await ask(ben)).toMatchObject({ outcome: 'not_found' })
    await ben.close()
    others.close()
  })

  test('R2.2 a session that staff revoke can neither raise a ticket nor renew its token, at once', async () => {
    await openAna()
    await dashboard.getByRole('button', { name: `Revoke the session with ${CLIENT}` }).click()
    await dashboard.getByRole('dialog').getByRole('button', { name: 'Revoke session' }).click()
    await sessions().filter({ hasText: 'Revoked' }).waitFor()

    expect(await report('After revoking')).toMatchObject({ outcome: 'failed', message: SIGN_IN_AGAIN })
    let asked = 0
    answer = () => Promise.resolve(void asked++)
    login.spoilAccessToken()
    await expect(client.call('get_order', { id: '1042' })).rejects.toThrow('Unauthorized')
    expect(asked).toBe(1)
    expect(login.given).toHaveLength(1)
  })

  test('R3.3 the user lets the client in again, which is another session', async () => {
    answer = ana.visit
    client = await v1Client.overProtectedHttp(mcpUrl, login)
    expect(await report('After signing in again')).toMatchObject({ outcome: 'recorded' })
    await openAna()
    expect(await sessions().filter({ hasText: CLIENT }).count()).toBe(2)
    expect(await sessions().filter({ hasText: 'Revoked' }).count()).toBe(1)
  })

  test('R4.2 nothing failed in the browsers so far', () => {
    expect(faults.found).toEqual([])
  })

  test('R2.2 a user whom staff disable is refused everywhere, and the sign-in page says so', async () => {
    await openAna()
    await dashboard.getByRole('button', { name: 'Disable user' }).click()
    await dashboard.getByRole('dialog').getByRole('button', { name: 'Disable user' }).click()
    await dashboard.getByText('Cannot sign in, renew access or raise tickets').waitFor()
    expect(await report('While disabled')).toMatchObject({ outcome: 'failed', message: SIGN_IN_AGAIN })

    let page: Page | undefined
    answer = async (url) => void (page = await ana.open(url))
    login.spoilAccessToken()
    await expect(client.call('get_order', { id: '1042' })).rejects.toThrow('Unauthorized')
    await signIn(page!, ana.email)
    expect(await page!.getByRole('alert').textContent()).toContain('This account has been disabled')
  })
})
