import { createHash, randomBytes } from 'node:crypto'
import { type HttpResponse, type Send, sendOverHttp } from '../http/send.ts'

export const REDIRECT_URI = 'http://127.0.0.1:8123/callback'
const CALLBACK = 'https://claude.example/callback'

export interface Tokens {
  access_token: string
  refresh_token: string
  expires_in: number
  scope: string
  token_type: string
}

/** An MCP client program at one MCP server's authorization server. Each request is made by hand, so tests can vary it. */
export class OauthClient<R extends HttpResponse = HttpResponse> {
  /** The issuer. */
  readonly origin: string
  readonly verifier = randomBytes(32).toString('base64url')
  clientId = ''
  redirectUri = REDIRECT_URI
  resource: string | undefined
  readonly #send: Send<R>

  constructor(send: Send<R>, origin: string) {
    this.#send = send
    this.origin = origin
  }

  /** A client that has registered itself at an issuer on this machine. */
  static async register(origin: string, name: string, redirectUri = REDIRECT_URI): Promise<OauthClient> {
    const client = new OauthClient(sendOverHttp, origin)
    client.redirectUri = redirectUri
    const { statusCode, body } = await client.register({
      client_name: name,
      redirect_uris: [redirectUri],
      application_type: redirectUri.startsWith('https:') ? 'web' : 'native',
    })
    if (statusCode !== 201) throw new Error(`register: ${statusCode} ${body}`)
    return client
  }

  /** Registers (RFC 7591) and keeps the id, if the answer has one. */
  async register(metadata: object = {}): Promise<R> {
    const response = await this.#post('/oauth/register', 'application/json', {
      body: JSON.stringify({
        client_name: 'Test client',
        redirect_uris: [REDIRECT_URI, CALLBACK],
        token_endpoint_auth_method: 'none',
        ...metadata,
      }),
    })
    this.clientId = response.json<{ client_id?: string }>().client_id ?? this.clientId
    return response
  }

  /** Where the client sends its user. */
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

  token(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<R> {
    return this.#post('/oauth/token', 'application/x-www-form-urlencoded', {
      headers,
      body: new URLSearchParams({ client_id: this.clientId, ...parameters }).toString(),
    })
  }

  redeem(code: string, parameters: Record<string, string> = {}): Promise<R> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      code_verifier: this.verifier,
      redirect_uri: this.redirectUri,
      ...parameters,
    })
  }

  /** Redeems the code of the address that the user's browser came back to. */
  async redeemCallback({ search, searchParams }: URL): Promise<Tokens> {
    const code = searchParams.get('code')
    if (!code) throw new Error(`No code: ${search}`)
    const response = await this.redeem(code)
    if (response.statusCode !== 200) throw new Error(`token: ${response.statusCode} ${response.body}`)
    return response.json<Tokens>()
  }

  refresh(refreshToken: string, parameters: Record<string, string> = {}): Promise<R> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters })
  }

  #post(
    path: string,
    contentType: string,
    { headers = {}, body }: { headers?: Record<string, string>; body: string },
  ): Promise<R> {
    return this.#send({
      method: 'POST',
      host: new URL(this.origin).host,
      path,
      headers: { 'content-type': contentType, ...headers },
      body,
    })
  }
}
