import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import type { Login } from './logins.ts'

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A browser of this machine that a script can drive; `CHROMIUM` names another one. */
export function findBrowser(): string | undefined {
  const { CHROMIUM } = process.env
  return (CHROMIUM === undefined ? BROWSERS : [CHROMIUM]).find((path) => existsSync(path))
}

/** Goes through the sign-in pages as a person would: in, or up the first time, and then "Allow". */
export async function signInByScript(
  executablePath: string,
  authorizationUrl: URL,
  login: Login,
): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.goto(authorizationUrl.href)
    await fill(page, login)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const allow = page.getByRole('button', { name: 'Allow' })
    const refusal = page.getByRole('alert')
    await allow.or(refusal).first().waitFor()
    if (await refusal.isVisible()) await signUp(page, login)
    await allow.click()
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:/)
  } finally {
    await browser.close()
  }
}

async function signUp(page: Page, login: Login): Promise<void> {
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Your name').fill('Ana Lima')
  await fill(page, login)
  await page.getByRole('button', { name: 'Create account' }).click()
}

async function fill(page: Page, { email, password }: Login): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(password)
}
