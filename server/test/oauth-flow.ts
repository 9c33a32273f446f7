import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { SignInProgressDto, SignInStepDto } from '#shared/sign-in.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { PASSWORD } from './factories.ts'

export const REDIRECT_URI = 'http://127.0.0.1:8123/callback'
const CALLBACK = 'https://claude.example/callback'

/** A browser on MCP servers' hosts: keeps cookies by host and path, as RFC 6265 §5.4 says. */
export class Browser {
  readonly app: FastifyInstance
  readonly ip = `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 255)).join('.')}`
  #cookies: { host: string; path: string; name: string; value: string }[] = []

  constructor(app: FastifyInstance) {
    this.app = app
  }

  async get(url: string | URL, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.#send('GET', new URL(url), headers)
  }

  async post(
    url: string | URL,
    payload: object = {},
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const { origin } = new URL(url)
    return this.#send(
      'POST',
      new URL(url),
      { origin, 'content-type': 'application/json', ...headers },
      payload,
    )
  }

  /** The `Cookie` header this browser sends to an address. */
  cookieFor(url: string | URL): string {
    const { host, pathname } = new URL(url)
    return this.#cookies
      .filter((each) => each.host === host && pathname.startsWith(each.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  async #send(method: 'GET' | 'POST', url: URL, headers: Record<string, string>, payload?: object) {
    const cookie = this.cookieFor(url)
    const response = await this.app.inject({
      method,
      url: `${url.pathname}${url.search}`,
      remoteAddress: this.ip,
      headers: {
        host: url.host,
        accept: 'application/json',
        ...(cookie && { cookie }),
        ...headers,
      },
      ...(payload && { payload: JSON.stringify(payload) }),
    })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.#keep(url.host, line)
    return readPage(response)
  }

  #keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const path = attributes.find((each) => each.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
    this.#cookies = this.#cookies.filter(
      (each) => each.name !== name || each.host !== host || each.path !== path,
    )
    if (value !== '') this.#cookies.push({ host, path, name, value })
  }
}

/** A page is read as its script reads it, by the data it carries; `payload` holds all of it. */
function readPage(response: LightMyRequestResponse): LightMyRequestResponse {
  const data = /(?:<pre>|id="page">)(\{[^<]+\})</.exec(response.payload)?.[1]
  if (!data) return response
  return Object.defineProperties(response, {
    body: { value: data },
    json: { value: () => JSON.parse(data) as unknown },
  })
}

export interface Tokens {
  access_token: string
  refresh_token: string
  expires_in: number
  scope: string
  token_type: string
}

/** An MCP client at one MCP server's authorization server. */
export class OauthVisitor {
  readonly app: FastifyInstance
  readonly origin: string
  readonly browser: Browser
  readonly email = `${randomUUID()}@example.com`
  readonly verifier = randomBytes(32).toString('base64url')
  clientId = ''
  redirectUri = REDIRECT_URI
  resource: string | undefined

  constructor(app: FastifyInstance, host: string, browser = new Browser(app)) {
    this.app = app
    this.origin = `http://${host}`
    this.browser = browser
  }

  async register(metadata: object = {}): Promise<LightMyRequestResponse> {
    const response = await this.app.inject({
      method: 'POST',
      url: '/oauth/register',
      headers: { host: new URL(this.origin).host },
      payload: {
        client_name: 'Test client',
        redirect_uris: [REDIRECT_URI, CALLBACK],
        token_endpoint_auth_method: 'none',
        ...metadata,
      },
    })
    this.clientId = response.json<{ client_id?: string }>().client_id ?? this.clientId
    return response
  }

  authorizationUrl(parameters: Record<string, string | undefined> = {}): URL {
    const url = new URL('/oauth/authorize', this.origin)
    const all: Record<string, string | undefined> = {
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      response_type: 'code',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'a-state',
      resource: this.resource,
      ...parameters,
    }
    for (const [name, value] of Object.entries(all))
      if (value !== undefined) url.searchParams.set(name, value)
    return url
  }

  /** Opens the authorization request in the browser. @returns the address of the page it leads to */
  async open(parameters?: Record<string, string | undefined>): Promise<URL> {
    return this.#location(await this.browser.get(this.authorizationUrl(parameters)))
  }

  step(page: URL): Promise<LightMyRequestResponse> {
    return this.browser.get(`${page.href}/api`)
  }

  /** Posts to the API of a page and follows the redirect of the answer. @returns where the browser is then */
  async act(page: URL, action: string, payload: object = {}): Promise<URL> {
    const response = await this.browser.post(`${page.href}/api/${action}`, payload)
    if (response.statusCode !== 200) throw new Error(`${action}: ${response.statusCode} ${response.body}`)
    return this.#location(await this.browser.get(response.json<SignInProgressDto>().redirectTo))
  }

  /** Everything up to the code: signs up, or is signed in already, and consents. */
  async authorize(parameters?: Record<string, string | undefined>): Promise<URL> {
    if (!this.clientId) await this.register()
    let page = await this.open(parameters)
    const { step } = (await this.step(page)).json<SignInStepDto>()
    if (step === 'sign-in') {
      page = await this.act(page, 'sign-up', { name: 'Ana Lima', email: this.email, password: PASSWORD })
    }
    return this.act(page, 'consent')
  }

  token(parameters: Record<string, string>, headers: Record<string, string> = {}) {
    return this.app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: {
        host: new URL(this.origin).host,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      payload: new URLSearchParams({ client_id: this.clientId, ...parameters }).toString(),
    })
  }

  redeem(code: string, parameters: Record<string, string> = {}) {
    return this.token({
      grant_type: 'authorization_code',
      code,
      code_verifier: this.verifier,
      redirect_uri: this.redirectUri,
      ...parameters,
    })
  }

  refresh(refreshToken: string, parameters: Record<string, string> = {}) {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters })
  }

  /** The whole way from nothing to tokens. */
  async signIn(parameters?: Record<string, string | undefined>): Promise<Tokens> {
    const callback = await this.authorize(parameters)
    const code = callback.searchParams.get('code')
    if (!code) throw new Error(`No code: ${callback.search}`)
    const response = await this.redeem(code)
    if (response.statusCode !== 200) throw new Error(`token: ${response.statusCode} ${response.body}`)
    return response.json<Tokens>()
  }

  #location({ statusCode, headers, body }: LightMyRequestResponse): URL {
    if (statusCode !== 303 || !headers.location) throw new Error(`No redirect: ${statusCode} ${body}`)
    return new URL(headers.location, this.origin)
  }
}
