import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import { expectAccessible } from '#testkit/browser/accessibility.ts'
import { launchWholeChromium, launchWithoutCookies } from '#testkit/browser/chromium.ts'
import { Faults, isAnswer } from '#testkit/browser/faults.ts'
import { untilConsent } from '#testkit/browser/sign-in-pages.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { CALLBACK, openConsent, seedSignIn, type SeededSignIn } from '#testkit/seed/seeded-sign-in.ts'

/** Milliseconds one view may take beside others. */
const TIMEOUT = 120_000

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describe.runIf(inject('hasChromium'))('a navigation that fails, in a browser', () => {
  let desk: SeededSignIn
  /** Takes one request a minute from a network. */
  let busy: Platform
  let browser: Browser

  beforeAll(async () => {
    browser = await launchWholeChromium()
    ;[desk, busy] = await Promise.all([seedSignIn(browser), Platform.start({ QUOTA_IP_PER_MINUTE: '1' })])
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([desk?.end(), busy?.end()])
  })

  const enter = () => browser.newContext({ reducedMotion: 'reduce' })
  const portOf = ({ origin }: Platform) => new URL(origin).port

  test.concurrent.each<[string, number, string, () => string]>([
    [
      'an address of the dashboard',
      404,
      'There is nothing at this address',
      () => `${desk.platform.origin}/assets/x`,
    ],
    ['the root of an MCP server', 404, 'There is nothing to see here', () => desk.issuer],
    [
      'an unknown MCP server',
      404,
      'There is no MCP server at this address',
      () => `http://nobody.localhost:${portOf(desk.platform)}/sign-in`,
    ],
    [
      'an unknown host',
      421,
      'Nothing is served under this name',
      () => `http://127.0.0.1:${portOf(desk.platform)}/`,
    ],
    ['too many requests', 429, 'Too many requests', () => `http://nobody.localhost:${portOf(busy)}/`],
    [
      'a sign-in that is over',
      404,
      'This sign-in has expired',
      () => `${desk.issuer}/sign-in/V1StGXR8_Z5jdHi6B-myT`,
    ],
  ])(
    '%s: accessible in light and dark, on a desk and on a phone, without a fault',
    { timeout: TIMEOUT },
    async (_what, status, title, address) => {
      const context = await enter()
      const faults = new Faults()
      faults.watch(context)
      if (status === 429) await (await context.newPage()).goto(address())
      faults.found.length = 0
      await expectAccessible(context, async (page) => {
        const response = await page.goto(address())
        expect(response?.status()).toBe(status)
        await heading(page, title)
        expect(await page.title()).toContain(title)
        await page.getByText('Technical details').click()
        await page.getByText(/^Request [0-9a-f-]{36}$/).waitFor()
      })
      await context.close()
      expect(faults.found.filter((fault) => !isAnswer(fault, [status]))).toEqual([])
    },
  )

  test('shows its page without JavaScript, and a link that loads it again works', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    const address = `http://again.localhost:${portOf(busy)}/here?and=there`
    await page.goto(address)
    await page.goto(address)
    await heading(page, 'Too many requests')
    const again = page.waitForResponse(address)
    await page.getByRole('link', { name: 'Try again' }).click()
    expect((await again).status()).toBe(429)
    await heading(page, 'Too many requests')
    await context.close()
  })

  test('a browser that blocks cookies reads what to allow, and sees no form', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-cookies-'))
    const context = await launchWithoutCookies(folder)
    const page = await context.newPage()
    await page.goto(desk.clients.web.authorizationUrl().href)
    await heading(page, 'This sign-in has expired')
    await page.getByText('allow cookies for this address').waitFor()
    expect(await context.cookies()).toEqual([])
    expect(await page.getByLabel('E-mail address').count()).toBe(0)

    const { origin } = desk.platform
    const staff = await Staff.signUp(origin)
    const input = { org: staff.org, role: 'member' }
    const { link } = await staff.visitor.mutate<CreatedInvitationDto>('invitation.create', input)
    const enterAt = async (address: string, form: Record<string, string>, submit: string) => {
      await page.goto(address)
      for (const [label, value] of Object.entries(form))
        await page.getByLabel(new RegExp(`^${label}`)).fill(value)
      await page.getByRole('button', { name: submit }).click()
      await page.getByRole('alert').getByText('Your browser blocks cookies').waitFor()
      expect(page.url()).toBe(address)
    }
    await enterAt(`${origin}/sign-in`, { 'E-mail address': staff.email, Password: PASSWORD }, 'Sign in')
    const account = (email: string) => ({ 'Your name': 'Ana', 'E-mail address': email, Password: PASSWORD })
    await enterAt(`${origin}/sign-up`, { ...account('a@example.com'), Organization: 'Ana' }, 'Create account')
    await enterAt(link, account('b@example.com'), 'Create account and join')
    await context.close()
    rmSync(folder, { recursive: true })
  })

  test('a finished sign-in, gone back to, says where to begin anew', async () => {
    const context = await enter()
    const page = await context.newPage()
    await context.route(`${CALLBACK}*`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Back at the client</title>' }),
    )
    await openConsent(page, desk.clients.web)
    await untilConsent(page)
    const consent = page.url()
    await page
      .getByRole('button', { name: 'Allow', exact: true })
      .and(page.locator(':not([aria-disabled="true"])'))
      .click()
    await page.waitForFunction(() => document.title === 'Back at the client')
    await page.goto(consent)
    await heading(page, 'This sign-in has expired')
    await page.getByText('Go back to your app and connect again.').waitFor()
    await context.close()
  })
})
