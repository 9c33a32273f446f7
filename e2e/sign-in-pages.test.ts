import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchWholeChromium } from '#testkit/browser/chromium.ts'
import { Faults, isAnswer } from '#testkit/browser/faults.ts'
import { signIn } from '#testkit/browser/sign-in-pages.ts'
import { ANA, CALLBACK, seedSignIn, type SeededSignIn, openConsent } from '#testkit/seed/seeded-sign-in.ts'
import { SIGN_IN_VIEWS } from './views/sign-in-views.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'

/** Milliseconds one view may take beside others. */
const TIMEOUT = 120_000

describe.runIf(inject('hasChromium'))('the sign-in pages of an MCP server', () => {
  let desk: SeededSignIn
  let browser: Browser

  beforeAll(async () => {
    browser = await launchWholeChromium()
    desk = await seedSignIn(browser)
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.end()
  })

  const enter = () => browser.newContext({ reducedMotion: 'reduce' })
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'))

  test.concurrent.each(SIGN_IN_VIEWS)(
    'R6 $name: accessible in light and dark, on a desk and on a phone, without a fault',
    { timeout: TIMEOUT },
    async (view) => {
      const context = await enter()
      const faults = new Faults()
      faults.watch(context)
      await expectAccessible(context, async (page) => {
        await view.open(page, desk)
        expect(await page.title()).toMatch(/ · Shop Orders$/)
      })
      await context.close()
      expect(faults.found.filter((fault) => !isAnswer(fault, view.answers ?? []))).toEqual([])
    },
  )

  test('R6 somebody new is let in with the keyboard alone, and the client gets its code', async () => {
    const context = await enter()
    const page = await context.newPage()
    const arrival = answerFor(context)
    await page.goto(desk.clients.web.authorizationUrl().href)
    await button(page, 'Create an account').press('Enter')
    await page.locator('h1:focus').waitFor()
    for (const text of ['Bo Ek', 'bo@example.com', PASSWORD]) {
      await page.keyboard.press('Tab')
      await page.keyboard.type(text)
    }
    await page.keyboard.press('Enter')
    await button(page, 'Allow').and(page.locator(':not([aria-disabled="true"])')).press('Enter')
    const { searchParams } = await arrival
    expect(searchParams.get('code')).toMatch(/^[\w-]{20,}$/)
    expect(searchParams.get('state')).toBe('a-state')
    expect(searchParams.get('iss')).toBe(desk.issuer)
    await context.close()
  })

  test('R6 who cancels gives nothing away, before and after signing in', async () => {
    for (const isSignedIn of [false, true]) {
      const context = await enter()
      const page = await context.newPage()
      const arrival = answerFor(context)
      if (isSignedIn) await openConsent(page, desk.clients.web)
      else await page.goto(desk.clients.web.authorizationUrl().href)
      await button(page, isSignedIn ? 'Cancel' : 'Cancel and go back').click()
      const { searchParams } = await arrival
      expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['access_denied', null])
      await context.close()
    }
  })

  test('R6 says who agrees to what, where the answer goes, and lets somebody else sign in', async () => {
    const context = await enter()
    const page = await context.newPage()
    await openConsent(page, desk.clients.loopback)
    const text = await page.getByRole('main').innerText()
    expect(text).toContain('“Claude Code” wants to use Shop Orders as you')
    expect(text).toContain('Unverified name. Anybody can call themselves “Claude Code”.')
    expect(text).toContain('You will be sent to\n\nlocalhost:33418')
    expect(text).toContain(`Signed in as ${ANA.name}\n\n${ANA.email}`)
    await button(page, 'Not you? Use another account').click()
    await page.getByLabel('E-mail address').waitFor()
    expect(await page.getByText(ANA.email).count()).toBe(0)
    await context.close()
  })

  test('R6 takes the focus to what is wrong, keeps what was typed, and offers it to password managers', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.goto(desk.clients.web.authorizationUrl().href)
    await signIn(page, 'not an address', '')
    await page.getByText('Enter your password.').waitFor()
    expect(await focused(page)).toBe('email')
    await signIn(page, ANA.email, '')
    await page.locator('input[name="password"]:focus').waitFor()
    expect(await page.getByText('Enter an e-mail address.').count()).toBe(0)
    await signIn(page, ANA.email, 'not the password')
    await page.getByRole('alert').waitFor()
    await button(page, 'Create an account').click()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ANA.email)
    const hints = () =>
      page.locator('input').evaluateAll((inputs) => inputs.map((input) => input.getAttribute('autocomplete')))
    expect(await hints()).toEqual(['name', 'username', 'new-password'])
    await button(page, 'Sign in').click()
    expect(await hints()).toEqual(['username', 'current-password'])
    const password = page.getByLabel(/^Password/)
    await password.fill('seen')
    await button(page, 'Show password').press('Space')
    expect(await password.getAttribute('type')).toBe('text')
    await context.close()
  })

  test('R6 asks for another click where the answer came late: the browser would not open the app', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.route('**/api/consent', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2500))
      await route.continue()
    })
    await openConsent(page, desk.clients.app)
    await button(page, 'Allow').click()
    await page.getByRole('button', { name: 'Go back to' }).click()
    await page.getByText('this window can be closed').waitFor()
    await context.close()
  })

  test('R6 sends an answer once, however often it is clicked', async () => {
    const context = await enter()
    const page = await context.newPage()
    const arrival = answerFor(context)
    const posts: string[] = []
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()))
    await openConsent(page, desk.clients.web)
    posts.length = 0
    await button(page, 'Allow').click({ clickCount: 3 })
    await arrival
    expect(posts.map((url) => new URL(url).pathname.replace(/^\/sign-in\/[^/]+/, ''))).toEqual([
      '/api/consent',
    ])
    await context.close()
  })

  test('R6 does not take a click that comes as soon as the page does', async () => {
    const context = await enter()
    const page = await context.newPage()
    const posts: string[] = []
    await openConsent(page, desk.clients.web)
    await button(page, 'Allow').and(page.locator(':not([aria-disabled="true"])')).waitFor()
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()))
    // The window above it has just closed itself.
    await page.clock.install()
    await page.clock.pauseAt(Date.now() + 60_000)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    const unsettled = page.locator('button[aria-disabled="true"]', { hasText: 'Allow' })
    await unsettled.waitFor()
    await unsettled.dispatchEvent('click')
    await page.clock.runFor(1_000)
    await unsettled.waitFor({ state: 'detached' })
    expect(posts).toEqual([])
    await context.close()
  })

  test('R6 goes on when the network is back', async () => {
    const context = await enter()
    const page = await context.newPage()
    await page.goto(desk.clients.web.authorizationUrl().href)
    await page.getByLabel('E-mail address').waitFor()
    await context.setOffline(true)
    await signIn(page, ANA.email)
    await page
      .getByText('You are offline. Nothing was changed. Try again when the connection is back.')
      .waitFor()
    await context.setOffline(false)
    await button(page, 'Sign in').click()
    await page.getByRole('heading', { name: /wants to use/ }).waitFor()

    await page.route('**/sign-in/*/api', (route) => route.abort())
    await page.reload()
    await page.getByRole('heading', { name: 'Sign-in could not be opened' }).waitFor()
    await page.unroute('**/sign-in/*/api')
    await button(page, 'Try again').click()
    await page.getByRole('heading', { name: /wants to use/ }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await context.close()
  })

  test('R6 a popup still knows the window that waits for it', async () => {
    const context = await enter()
    await context.route('https://client.example/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script>opener?.postMessage(location.search, location.origin)</script>',
      }),
    )
    const page = await context.newPage()
    await page.goto('https://client.example/')
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => {
        addEventListener('message', ({ data }) => (document.title = data))
        open(url)
      }, desk.clients.web.authorizationUrl().href),
    ])
    await signIn(popup, ANA.email)
    await button(popup, 'Allow').click()
    await page.waitForFunction(() => document.title.includes('code='))
    expect(await page.title()).toContain('state=a-state')
    await context.close()
  })

  test('R6 a client’s name is text, runs nothing and reaches no other address', async () => {
    const context = await enter()
    const requests: string[] = []
    context.on('request', (request) => requests.push(request.url()))
    const page = await context.newPage()
    await openConsent(page, desk.clients.hostile)
    const main = page.getByRole('main')
    expect(await main.innerText()).toContain('<img src=x onerror="window.pwned=1">')
    expect(await main.innerText()).not.toContain('\u202e')
    expect(await main.locator('script, img, iframe, a').count()).toBe(0)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    expect(requests.filter((url) => !url.startsWith(`${desk.issuer}/`))).toEqual([])
    await context.close()
  })

  test('R6 without JavaScript it says what is missing', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(desk.clients.web.authorizationUrl().href)
    expect(await page.locator('noscript').innerText()).toContain('Signing in needs JavaScript.')
    await context.close()
  })
})

/** Answers in the place of the web client, and tells the address its user came back with. */
async function answerFor(context: BrowserContext): Promise<URL> {
  const { promise, resolve } = Promise.withResolvers<URL>()
  await context.route(`${CALLBACK}*`, async (route) => {
    await route.fulfill({ contentType: 'text/html', body: '<title>Back at the client</title>' })
    resolve(new URL(route.request().url()))
  })
  return promise
}
