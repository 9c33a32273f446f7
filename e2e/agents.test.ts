import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { enterDashboard } from '#testkit/browser/dashboard-pages.ts'
import { Faults, isAnswer } from '#testkit/browser/faults.ts'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { askDesk } from '#testkit/mcp/agents.ts'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import { v2Client } from '#testkit/mcp/official-clients.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'

describe.runIf(inject('hasChromium'))('R2.6 an agent that a member connects', () => {
  let platform: Platform
  let browser: Browser
  let staff: Staff
  let reference: string
  const faults = new Faults()

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    staff = await Staff.signUp(platform.origin)
    await staff.addServer('shop')
    const words = { title: 'Search is down', description: 'It fails.', category: 'Bug Report' }
    const input = { org: staff.org, server: 'shop', words }
    reference = (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const isAsked = (page: Page) =>
    page.getByRole('heading', { name: /wants to use the desk as you$/ }).waitFor()
  const item = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel('E-mail address').fill(staff.email)
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await button(page, 'Sign in').click()
    await isAsked(page)
  }

  async function enter(): Promise<BrowserContext> {
    const context = await enterDashboard(browser, platform.origin, staff, { reducedMotion: 'reduce' })
    faults.watch(context)
    return context
  }

  test('finds the sign-in by itself, closes a ticket, is listed, and is refused once it is revoked', async () => {
    const atHome = await browser.newContext()
    faults.watch(atHome)
    let asked = 0
    let answer = async (url: URL): Promise<void> => {
      const page = await atHome.newPage()
      await page.goto(url.href)
      await page.getByText('“Claude Code” asks to connect to this support desk.').waitFor()
      await signIn(page)
      expect(await page.getByRole('main').innerText()).toContain('a program on your own computer')
      const ticks = () =>
        page.getByRole('checkbox').evaluateAll((all: HTMLInputElement[]) => all.map(({ checked }) => checked))
      expect(await ticks()).toEqual([true, false, true])
      await page.getByRole('checkbox', { name: 'Work tickets' }).check()
      await button(page, 'Connect').click()
      await page.getByText('You can close this window.').waitFor()
      await page.goBack()
      await page.getByRole('heading', { name: 'This request has expired' }).waitFor()
      await page.close()
    }
    const login = await OauthLogin.open('Claude Code', (url) => answer(url))
    const url = `${platform.origin}/mcp`
    const agent = await v2Client.overProtectedHttp(url, login, 'Claude Code')
    const { facts } = await askDesk(agent, 'get_ticket', { reference })
    const change = { reference, status: 'closed', version: facts.version, resolution: 'fixed' }
    const closed = await askDesk(agent, 'set_ticket_status', { ...change, reason: 'It has its index again.' })
    expect(closed.facts).toMatchObject({ status: 'closed' })

    const page = await (await enter()).newPage()
    await page.goto(`/o/${staff.org}/tickets/${reference}`)
    await page.getByText('It has its index again.').waitFor()
    await button(page, 'Take back this note').press('Enter')
    await page.getByRole('listitem').filter({ hasText: 'withheld note' }).waitFor()
    expect(await button(page, 'Take back this note').count()).toBe(0)
    await page.getByRole('link', { name: 'Agents' }).click()
    await item(page, 'Claude Code').getByText('last used just now').waitFor()
    const text = await item(page, 'Claude Code').innerText()
    expect(text).toContain('Read tickets · Work tickets · Read MCP servers · redirects to 127.0.0.1')
    await button(page, 'Revoke agent Claude Code').press('Enter')
    await page.getByText('Its calls fail at once.').waitFor()
    await button(page, 'Revoke agent').press('Enter')
    await page.getByText('You have connected no agent.').waitFor()

    const headers = {
      authorization: `Bearer ${login.given.at(-1)!.access_token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(401)
    answer = async () => void asked++
    await expect(askDesk(agent, 'list_servers')).rejects.toThrow('Unauthorized')
    expect(asked).toBe(1)
    login.close()
    await page.context().close()
    await atHome.close()
  })

  test('the page sends one answer, once, for whoever is signed in, and takes nothing with it when offline', async () => {
    const program = await openProgram()
    const { arrived } = program
    const client = await OauthClient.register(platform.origin, 'Codex', `${program.origin}/callback`)
    const context = await enter()
    const posts: string[] = []
    context.on('request', (request) => request.method() === 'POST' && posts.push(request.url()))
    const [page, twin] = [await context.newPage(), await context.newPage()]
    await page.goto(client.authorizationUrl().href)
    await isAsked(page)
    await twin.goto(page.url())
    await isAsked(twin)

    // Another account, and back to this one: the request stays.
    await button(page, 'Not you? Use another account').click()
    await page.getByText('asks to connect to this support desk').waitFor()
    await twin.getByText('asks to connect to this support desk').waitFor()
    await signIn(page)

    await context.setOffline(true)
    await button(page, 'Connect').click()
    await page.getByText('You are offline. Nothing was changed.').waitFor()
    await context.setOffline(false)
    // The other tab sees by itself that somebody is signed in again.
    await isAsked(twin)
    posts.length = 0
    await button(page, 'Connect').click({ clickCount: 3 })
    await page.waitForFunction(() => document.title === 'Back')
    expect(posts.map((url) => new URL(url).pathname.replace(/^\/connect\/[^/]+/, ''))).toEqual([
      '/api/approve',
    ])
    expect(arrived.map((answer) => [answer.has('code'), answer.get('state')])).toEqual([[true, 'a-state']])

    await button(twin, 'Connect').click()
    await twin.getByRole('heading', { name: 'This request has expired' }).waitFor()

    const next = await context.newPage()
    await next.goto(client.authorizationUrl().href)
    await button(next, 'Cancel').click()
    await next.waitForFunction(() => document.title === 'Back')
    expect([arrived[1]?.get('error'), arrived[1]?.has('code')]).toEqual(['access_denied', false])
    await context.close()
    program.close()
  })

  test('a client that asks in a popup gets its answer there, also where the person signs in again', async () => {
    const program = await openProgram()
    const client = await OauthClient.register(platform.origin, 'Codex', `${program.origin}/callback`)
    const context = await browser.newContext()
    faults.watch(context)
    const page = await context.newPage()
    await page.goto(program.origin)
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => {
        addEventListener('message', ({ data }) => (document.title = data))
        open(url)
      }, client.authorizationUrl().href),
    ])
    await signIn(popup)
    // The session ends without the page being told.
    await popup.evaluate(() =>
      fetch('/trpc/account.signOut', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    )
    await button(popup, 'Connect').click()
    await popup.getByText('asks to connect to this support desk').waitFor()
    await signIn(popup)
    await button(popup, 'Connect').click()
    await page.waitForFunction(() => document.title.includes('code='))
    expect(await page.title()).toContain('state=a-state')
    await context.close()
    program.close()
  })

  test('nothing failed in the browsers', () => {
    expect(faults.found.filter((fault) => !isAnswer(fault, [401, 404]))).toEqual([])
  })
})

/** A program on this computer that waits for its answer in the browser. Its page passes the answer on to its opener. */
async function openProgram() {
  const arrived: URLSearchParams[] = []
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
    if (pathname === '/callback') arrived.push(searchParams)
    const script = 'opener?.postMessage(location.search, location.origin)'
    response.setHeader('content-type', 'text/html').end(`<title>Back</title><script>${script}</script>`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, arrived, close: () => void server.close() }
}
