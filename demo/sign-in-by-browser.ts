import { launchChromium } from '#testkit/browser/chromium.ts'
import { signIn, signUp } from '#testkit/browser/sign-in-pages.ts'
import type { Login } from './logins.ts'

/** Goes through the sign-in pages as a person does: signs in, or up the first time, and clicks "Allow". */
export async function signInByBrowser(authorizationUrl: URL, { email, password }: Login): Promise<void> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(authorizationUrl.href)
    await signIn(page, email, password)
    const allow = page.getByRole('button', { name: 'Allow' })
    const refusal = page.getByRole('alert')
    await allow.or(refusal).first().waitFor()
    if (await refusal.isVisible()) await signUp(page, { name: 'Ana Lima', email, password })
    await allow.click()
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:/)
  } finally {
    await browser.close()
  }
}
