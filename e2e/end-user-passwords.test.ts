import type { EndUserPageDto, NewPasswordDto } from '#shared/end-user.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { signIn, signUp, untilConsent } from '#testkit/browser/sign-in-pages.ts'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'

const OWN = 'a password of my own'
const LATER = 'and another one later'
const ANA = { name: 'Ana Sousa', email: 'ana@example.com' }

describe.runIf(inject('hasChromium'))('R6.1 passwords of end-users, on the sign-in page', () => {
  let platform: Platform
  let browser: Browser
  let staff: Staff
  let server: RunningServer
  let client: OauthClient

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    staff = await Staff.signUp(platform.origin)
    server = await staff.addServer('shop', {
      name: 'Shop Orders',
      authMode: 'oauth',
      resourceUrl: 'https://mcp.shop.example/mcp',
    })
    client = await OauthClient.register(
      new URL(server.dsn).origin,
      'Claude',
      'https://client.example/callback',
    )
    const page = await start()
    await signUp(page, ANA)
    await untilConsent(page)
    await page.context().close()
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })

  /** The sign-in page in a browser of its own. */
  async function start(): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    await page.goto(client.authorizationUrl().href)
    return page
  }
  async function resetPassword(): Promise<string> {
    const at = { org: staff.org, slug: server.slug }
    const { users } = await staff.visitor.query<EndUserPageDto>('endUser.list', at)
    const input = { ...at, userId: users[0]?.id }
    return (await staff.visitor.mutate<NewPasswordDto>('endUser.resetPassword', input)).password
  }
  const go = (page: Page) => page.getByRole('button', { name: 'Change password and go on' })

  test('who was given a password chooses another one before anything else', async () => {
    const given = await resetPassword()
    const page = await start()
    await signIn(page, ANA.email, given)
    await page.locator('h1:focus', { hasText: 'Choose a new password' }).waitFor()
    await page.getByText('The people who run Shop Orders gave you the password').waitFor()
    // The page asks again as often as it takes.
    await page.getByLabel(/^New password/).fill(given)
    await go(page).click()
    await page.getByText('Choose a password that differs from the current one.').waitFor()
    await page
      .getByLabel(/^New password/)
      .and(page.locator(':focus'))
      .waitFor()
    await page.reload()
    await signIn(page, ANA.email, given)
    await page.getByLabel(/^New password/).fill(OWN)
    await page.keyboard.press('Enter')
    await untilConsent(page)
    await page.context().close()

    const next = await start()
    await signIn(next, ANA.email, given)
    await next.getByText('The e-mail address or the password is not right.').waitFor()
    await signIn(next, ANA.email, OWN)
    await untilConsent(next)
    expect(await next.getByText(ANA.email).count()).toBe(1)
    await next.context().close()
  })

  test('who is given another password meanwhile is told so, and signs in with that one', async () => {
    const given = await resetPassword()
    const page = await start()
    await signIn(page, ANA.email, given)
    await page.locator('h1:focus', { hasText: 'Choose a new password' }).waitFor()
    const newest = await resetPassword()
    await page.getByLabel(/^New password/).fill(OWN)
    await go(page).click()
    await page.locator('h1:focus', { hasText: 'Sign in to Shop Orders again' }).waitFor()
    await page.getByText('was replaced in the meantime').waitFor()
    expect(await page.getByText('is not right').count()).toBe(0)
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ANA.email)
    await signIn(page, ANA.email, newest)
    await page.locator('h1:focus', { hasText: 'Choose a new password' }).waitFor()
    await page.getByLabel(/^New password/).fill(OWN)
    await go(page).click()
    await untilConsent(page)
    await page.context().close()
  })

  test('who knows the password changes it there', async () => {
    const page = await start()
    await page.getByLabel('E-mail address').fill(ANA.email)
    await page.getByRole('button', { name: 'Change your password' }).click()
    await page.locator('h1:focus', { hasText: 'Change your password for Shop Orders' }).waitFor()
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByLabel(/^New password/).fill(LATER)
    await go(page).click()
    await page.getByText('The e-mail address or the password is not right.').waitFor()
    await page.getByLabel('Current password').fill(OWN)
    await go(page).click()
    await untilConsent(page)
    await page.context().close()
    const next = await start()
    await signIn(next, ANA.email, LATER)
    await untilConsent(next)
    expect(await next.getByText(ANA.email).count()).toBe(1)
    await next.context().close()
  })
})
