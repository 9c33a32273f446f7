import '../http/resolve-localhost.ts'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EndUser } from './end-user.ts'
import { OauthClient } from './oauth-client.ts'

interface Tokens {
  access_token: string
  refresh_token: string
}

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
    const issuer = new URL(dsn).origin
    const callback = await listen()
    try {
      const client = await OauthClient.register(issuer, clientName, callback.url)
      const verifier = randomBytes(32).toString('base64url')
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      await user.visit(new URL(client.authorizeUrl({ code_challenge: challenge })))
      const tokens = await redeem<Tokens>(issuer, {
        client_id: client.id,
        grant_type: 'authorization_code',
        code: callback.code(),
        code_verifier: verifier,
        redirect_uri: callback.url,
      })
      return new SignedInClient(client, tokens)
    } finally {
      callback.close()
    }
  }

  /** @returns the error of the token endpoint, or `ok` */
  async refresh(): Promise<string> {
    const { error = 'ok' } = await redeem<{ error?: string }>(this.#client.issuer, {
      client_id: this.#client.id,
      grant_type: 'refresh_token',
      refresh_token: this.#refreshToken,
    })
    return error
  }
}

/** Waits on a port of this machine for what the user's browser brings back. */
async function listen() {
  let code = ''
  const server = createServer((request, response) => {
    code = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('code') ?? code
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    code: () => code,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function redeem<T>(issuer: string, grant: Record<string, string>): Promise<T> {
  const response = await fetch(`${issuer}/oauth/token`, { method: 'POST', body: new URLSearchParams(grant) })
  return (await response.json()) as T
}
