import type { Page } from 'playwright-core'
import { PASSWORD } from '../staff/staff.ts'

/** An end-user of an MCP server, for its sign-in pages. */
export interface Person {
  name: string
  email: string
  /** Default: `PASSWORD`. */
  password?: string
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Creates an account in the form, which the page must show or lead to. */
export async function signUp(page: Page, { name, email, password = PASSWORD }: Person): Promise<void> {
  await button(page, 'Create an account').click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await button(page, 'Create account').click()
}

/** Fills the form in and sends it. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await button(page, 'Sign in').click()
}

/** Waits until the page asks whether a client may use the MCP server. */
export async function untilConsent(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /wants to use/ }).waitFor()
}
