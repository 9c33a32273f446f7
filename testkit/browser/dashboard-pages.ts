import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Staff } from '../staff/staff.ts'

/** A browser context in which this member of staff is signed in to the dashboard with that origin. */
export async function enterDashboard(
  browser: Browser,
  origin: string,
  staff: Staff,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: origin, ...options })
  const [name = '', value = ''] = (staff.visitor.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: origin }])
  return context
}

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, origin: string, email: string, password: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
}

/** Waits until the live subscription stands: what happens from now on reaches this page. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator('[data-live-state="live"]').waitFor()
}
