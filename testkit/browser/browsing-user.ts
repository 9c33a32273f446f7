import type { BrowserContext, Page } from 'playwright-core'
import type { Visit } from '../mcp/oauth-login.ts'
import { signUp } from './sign-in-pages.ts'

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
    if (!this.#hasAccount) await signUp(page, this)
    this.#hasAccount = true
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByText('You can close this window.').waitFor()
    await page.close()
  }

  async open(authorizationUrl: URL): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(authorizationUrl.href)
    return page
  }
}
