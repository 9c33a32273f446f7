import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { signIn, untilLive } from '#testkit/browser/dashboard-pages.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'

const OWN = 'a password of my own'
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'

describe.runIf(inject('hasChromium'))('R6.1 the profile', () => {
  let platform: Platform
  let browser: Browser
  let staff: Staff
  let laptop: Page

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([Platform.start(), launchChromium()])
    staff = await Staff.signUp(platform.origin)
    laptop = await enter()
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.end()
  })

  async function enter(password = PASSWORD, userAgent?: string): Promise<Page> {
    const context: BrowserContext = await browser.newContext({
      baseURL: platform.origin,
      reducedMotion: 'reduce',
      ...(userAgent && { userAgent }),
    })
    const page = await context.newPage()
    await signIn(page, platform.origin, staff.email, password)
    return page
  }
  const sessions = () => laptop.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
  /** A page of an organization asks over what it shows; other pages lead to the sign-in page. */
  const isOut = (page: Page) =>
    page.getByRole('heading', { name: /^(?:Sign in|Your session has ended)$/ }).waitFor()

  test('is reached from the account menu, and lists where one is signed in, in words', async () => {
    await enter(PASSWORD, PHONE)
    await laptop.getByRole('button', { name: /^Account menu/ }).click()
    await laptop.getByRole('menuitem', { name: 'Profile' }).click()
    await laptop.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
    await sessions().filter({ hasText: 'Safari on iPhone' }).getByText('last seen').waitFor()
    await sessions().filter({ hasText: 'Chrome on Linux' }).getByText('This one').waitFor()
    expect(await sessions().getByText('This one').count()).toBe(1)
  })

  test('signs one browser out, at once, and the focus is not lost', async () => {
    const phone = await enter(PASSWORD, PHONE.replaceAll('iPhone', 'iPad'))
    await untilLive(phone)
    await laptop.reload()
    await laptop.getByRole('button', { name: 'Sign out Safari on iPad' }).click()
    await sessions().filter({ hasText: 'Safari on iPad' }).waitFor({ state: 'detached' })
    await laptop.locator('button:focus, :is(h1, h2):focus').waitFor()
    await isOut(phone)
  })

  test('says which password is wrong, and at the field which new one is not accepted', async () => {
    const current = laptop.getByLabel('Current password')
    const next = laptop.getByLabel(/^New password/)
    const save = laptop.getByRole('button', { name: 'Change password' })
    await current.fill('not the password')
    await next.fill(OWN)
    await save.click()
    await laptop.getByText('This is not your current password.').waitFor()
    await current.and(laptop.locator(':focus')).waitFor()
    await current.fill(PASSWORD)
    await next.fill('1qaz2wsx3edc4rfv')
    await save.click()
    await laptop.getByText('This password is one of the most used.').waitFor()
    await next.and(laptop.locator(':focus')).waitFor()
    expect(await laptop.getByText('This is not your current password.').count()).toBe(0)
  })

  test('changes the password: every other browser is out, this one and its other tabs stay live', async () => {
    const other = await enter()
    await untilLive(other)
    const tab = await laptop.context().newPage()
    await tab.goto('/')
    await untilLive(tab)
    // The stream of the tab ends with the session before, and goes on with the new one.
    const goesOn = tab.waitForRequest(/supportTicket\.watch/)
    await laptop.getByLabel('Current password').fill(PASSWORD)
    await laptop.getByLabel(/^New password/).fill(OWN)
    await laptop.getByRole('button', { name: 'Change password' }).click()
    await laptop.getByText('Password changed.').waitFor()
    await isOut(other)
    expect(await sessions().count()).toBe(1)
    expect(await laptop.getByLabel('Current password').inputValue()).toBe('')
    await goesOn
    await untilLive(tab)
    await tab.close()
    await (await enter(OWN)).close()
  })

  test('signs out everywhere else, and then here as well', async () => {
    const other = await enter(OWN)
    await untilLive(other)
    const dialog = laptop.getByRole('dialog', { name: 'Sign out everywhere?' })
    await laptop.getByRole('button', { name: 'Sign out everywhere' }).click()
    await dialog.getByRole('button', { name: 'Sign out' }).click()
    await dialog.waitFor({ state: 'detached' })
    await isOut(other)
    await laptop.getByRole('button', { name: 'Sign out everywhere' }).click()
    await dialog.getByLabel('Sign out here, too').check()
    await dialog.getByRole('button', { name: 'Sign out' }).click()
    await isOut(laptop)
    await laptop.goto('/profile')
    await isOut(laptop)
    expect(new URL(laptop.url()).searchParams.get('redirect')).toBe('/profile')
  })
})
