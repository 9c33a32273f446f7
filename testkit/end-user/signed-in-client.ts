import type { EndUser } from './end-user.ts'
import { OauthClient, type Tokens } from './oauth-client.ts'

/** A client program with the tokens of a user's sign-in, for tests of what becomes of them. It calls no MCP server. */
export class SignedInClient {
  readonly accessToken: string
  readonly #client: OauthClient
  readonly #refreshToken: string

  private constructor(client: OauthClient, tokens: Tokens) {
    this.#client = client
    this.accessToken = tokens.access_token
    this.#refreshToken = tokens.refresh_token
  }

  /** From the registration of the client to its tokens, at the sign-in of the MCP server with that DSN. */
  static async open(dsn: string, clientName: string, user: EndUser): Promise<SignedInClient> {
    const client = await OauthClient.register(new URL(dsn).origin, clientName)
    const callback = await user.authorize(client.authorizationUrl())
    return new SignedInClient(client, await client.redeemCallback(callback))
  }

  /** @returns the error of the token endpoint, or `ok` */
  async refresh(): Promise<string> {
    const response = await this.#client.refresh(this.#refreshToken)
    return response.json<{ error?: string }>().error ?? 'ok'
  }
}
