import { randomUUID } from 'node:crypto'
import type { HttpResponse, Send } from '../http/send.ts'
import { OauthClient, type Tokens } from './oauth-client.ts'
import type { ScriptedBrowser } from './scripted-browser.ts'
import { act, authorize, openRequest } from './sign-in-steps.ts'

/** A client program together with its user, who has a browser. */
export class OauthVisitor<
  R extends HttpResponse = HttpResponse,
  Browser extends ScriptedBrowser<R> = ScriptedBrowser<R>,
> extends OauthClient<R> {
  readonly browser: Browser
  readonly email = `${randomUUID()}@example.com`

  /** @param send what the client's own requests go through. */
  constructor(send: Send<R>, origin: string, browser: Browser) {
    super(send, origin)
    this.browser = browser
  }

  /** Opens the authorization request in the browser. @returns the address of the page it leads to */
  open(parameters?: Record<string, string | undefined>): Promise<URL> {
    return openRequest(this.browser, this.authorizationUrl(parameters))
  }

  step(page: URL): Promise<R> {
    return this.browser.get(`${page.href}/api`)
  }

  /** Posts to the API of a page and follows the redirect of the answer. @returns where the browser is then */
  act(page: URL, action: string, payload?: object): Promise<URL> {
    return act(this.browser, page, action, payload)
  }

  /** Everything up to the code: signs up, or is signed in already, and consents. */
  async authorize(parameters?: Record<string, string | undefined>): Promise<URL> {
    if (!this.clientId) await this.register()
    return authorize(this.browser, this.authorizationUrl(parameters), {
      name: 'Ana Lima',
      email: this.email,
    })
  }

  /** The whole way from nothing to tokens. */
  async signIn(parameters?: Record<string, string | undefined>): Promise<Tokens> {
    return this.redeemCallback(await this.authorize(parameters))
  }
}
