import type { BrowserContext, Page } from 'playwright-core'
import type { Visit } from '../mcp/oauth-login.ts'
import { PASSWORD } from '../staff/staff.ts'

/** An end-user who signs in on the real pages, in a browser of their own. */
export class BrowsingUser {
  readonly name: string
  readonly email: string
  readonly #context: BrowserContext
  #hasAccount = false

  constructor(context: BrowserContext, name: string, email: string) {
    this.#context = context
    this.name = name
    this.email = email
  }

  /** Creates the account the first time, agrees every time, and lets the client have its answer. */
  readonly visit: Visit = async (authorizationUrl) => {
    const page = await this.open(authorizationUrl)
    if (!this.#hasAccount) await this.#signUp(page)
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByText('You can close this window.').waitFor()
    await page.close()
  }

  async open(authorizationUrl: URL): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(authorizationUrl.href)
    return page
  }

  async #signUp(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page.getByLabel('Your name').fill(this.name)
    await page.getByLabel('E-mail address').fill(this.email)
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    this.#hasAccount = true
  }
}
