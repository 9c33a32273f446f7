import { randomUUID } from 'node:crypto'
import type { Visit } from '../mcp/oauth-login.ts'
import { PASSWORD } from '../staff/staff.ts'

interface Cookie {
  path: string
  name: string
  value: string
}

/**
 * An end-user of one MCP server whose browser is a script: it speaks what the sign-in pages speak, and keeps the cookies.
 * For tests of what comes after the sign-in, so that they need no Chromium.
 */
export class EndUser {
  readonly name: string
  readonly email: string
  /** Requests for authorization that this user has answered. */
  visits = 0
  #cookies: Cookie[] = []

  constructor(name: string, email = `${randomUUID()}@example.com`) {
    this.name = name
    this.email = email
  }

  /** Creates the account or is signed in already, agrees, and lets the client have its answer. */
  readonly visit: Visit = async (authorizationUrl) => {
    this.visits++
    let page = await this.#follow(authorizationUrl)
    if ((await this.#step(page)) === 'sign-in') {
      const { name, email } = this
      page = await this.#act(page, 'sign-up', { name, email, password: PASSWORD })
    }
    const callback = await this.#act(page, 'consent')
    await (await fetch(callback)).text()
  }

  async #step(page: URL): Promise<string> {
    const response = await this.#send(`${page}/api`)
    return ((await response.json()) as { step: string }).step
  }

  async #act(page: URL, action: string, input: object = {}): Promise<URL> {
    const response = await this.#send(`${page}/api/${action}`, {
      method: 'POST',
      headers: { origin: page.origin, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const body = await response.text()
    if (!response.ok) throw new Error(`${action}: ${response.status} ${body}`)
    return this.#follow(new URL((JSON.parse(body) as { redirectTo: string }).redirectTo, page))
  }

  async #follow(url: URL): Promise<URL> {
    const response = await this.#send(url)
    const location = response.headers.get('location')
    if (response.status !== 303 || location === null) {
      throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`)
    }
    return new URL(location, url)
  }

  async #send(
    url: string | URL,
    request: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Response> {
    const { pathname } = new URL(url)
    const cookie = this.#cookies
      .filter(({ path }) => pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const headers = { ...request.headers, cookie }
    const response = await fetch(url, { ...request, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
    this.#cookies = this.#cookies.filter((each) => each.name !== name || each.path !== path)
    if (value !== '') this.#cookies.push({ path, name, value })
  }
}
