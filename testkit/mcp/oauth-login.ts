import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OAuthClientProvider as ProviderV2 } from '@modelcontextprotocol/client'
import type {
  OAuthClientProvider as ProviderV1,
  OAuthDiscoveryState,
} from '@modelcontextprotocol/sdk/client/auth.js'
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js'

/** How a client's request for authorization is answered: by visiting its address, as far as the client's callback. */
export type Visit = (authorizationUrl: URL) => Promise<void>

/**
 * What a client program on somebody's machine keeps of its user's sign-in, for the official clients of both generations.
 * They find the authorization server, register, make the challenge, redeem the code and refresh by themselves.
 */
export class OauthLogin implements ProviderV1, ProviderV2 {
  readonly redirectUrl: string
  readonly clientMetadata: OAuthClientMetadata
  readonly clientMetadataUrl?: string
  /** Everything it was ever given, the newest last. */
  readonly given: OAuthTokens[] = []
  readonly #visit: Visit
  readonly #server: Server
  readonly #state = randomUUID()
  #client: OAuthClientInformationMixed | undefined
  #tokens: OAuthTokens | undefined
  #discovery: OAuthDiscoveryState | undefined
  #verifier = ''
  #callback = Promise.withResolvers<URLSearchParams>()

  private constructor(clientName: string, visit: Visit, server: Server, documentUrl: string | undefined) {
    this.#visit = visit
    this.#server = server
    if (documentUrl !== undefined) this.clientMetadataUrl = documentUrl
    this.redirectUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
    this.clientMetadata = {
      client_name: clientName,
      redirect_uris: [this.redirectUrl],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }
  }

  /**
   * @param visit answers for the user when the client asks for authorization.
   * @param documentUrl where the client's makers publish what it is, instead of a registration.
   */
  static async open(clientName: string, visit: Visit, documentUrl?: string): Promise<OauthLogin> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      if (url.pathname === '/callback') login.#callback.resolve(url.searchParams)
      response.end('You can close this window.')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const login = new OauthLogin(clientName, visit, server, documentUrl)
    return login
  }

  /** What the user's browser brings back from the authorization that the client asked for last. */
  async callback(): Promise<URLSearchParams> {
    const callback = await this.#callback.promise
    this.#callback = Promise.withResolvers()
    if (callback.get('state') !== this.#state) throw new Error('The callback belongs to another request')
    if (callback.has('error')) throw new Error(`The sign-in ended with ${callback.get('error')}`)
    return callback
  }

  /** From now on the access token is one that no server accepts, as if it had run out. */
  spoilAccessToken(): void {
    if (this.#tokens) this.#tokens = { ...this.#tokens, access_token: 'no-longer-good' }
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  state(): string {
    return this.#state
  }
  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.#client
  }
  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.#client = client
  }
  tokens(): OAuthTokens | undefined {
    return this.#tokens
  }
  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery
  }
  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#discovery = discovery
  }
  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens
    this.given.push(tokens)
  }
  redirectToAuthorization(url: URL): Promise<void> {
    return this.#visit(url)
  }
  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier
  }
  codeVerifier(): string {
    return this.#verifier
  }
  invalidateCredentials(scope: string): void {
    if (scope === 'all' || scope === 'tokens') this.#tokens = undefined
    if (scope === 'all' || scope === 'client') this.#client = undefined
    if (scope === 'all' || scope === 'discovery') this.#discovery = undefined
  }
}
