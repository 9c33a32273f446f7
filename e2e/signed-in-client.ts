import '../tools/resolve-localhost.ts'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EndUser } from './end-user.ts'

interface Tokens {
  access_token: string
  refresh_token: string
}

/** A client program with the tokens of a user's sign-in, for tests of what becomes of them. It calls no MCP server. */
export class SignedInClient {
  readonly accessToken: string
  readonly #issuer: string
  readonly #clientId: string
  readonly #refreshToken: string

  private constructor(issuer: string, clientId: string, tokens: Tokens) {
    this.#issuer = issuer
    this.#clientId = clientId
    this.accessToken = tokens.access_token
    this.#refreshToken = tokens.refresh_token
  }

  /** From the registration of the client to its tokens, at the sign-in of the MCP server with that DSN. */
  static async open(dsn: string, clientName: string, user: EndUser): Promise<SignedInClient> {
    const { protocol, host } = new URL(dsn)
    const issuer = `${protocol}//${host}`
    const callback = await listen()
    try {
      const metadata = {
        client_name: clientName,
        redirect_uris: [callback.url],
        token_endpoint_auth_method: 'none',
      }
      const { client_id: clientId } = await post<{ client_id: string }>(
        `${issuer}/oauth/register`,
        'application/json',
        JSON.stringify(metadata),
      )
      const verifier = randomBytes(32).toString('base64url')
      const authorization = new URLSearchParams({
        client_id: clientId,
        redirect_uri: callback.url,
        response_type: 'code',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      await user.visit(new URL(`${issuer}/oauth/authorize?${authorization}`))
      const tokens = await redeem<Tokens>(issuer, {
        client_id: clientId,
        grant_type: 'authorization_code',
        code: callback.code(),
        code_verifier: verifier,
        redirect_uri: callback.url,
      })
      return new SignedInClient(issuer, clientId, tokens)
    } finally {
      callback.close()
    }
  }

  /** @returns the error of the token endpoint, or `ok` */
  async refresh(): Promise<string> {
    const { error = 'ok' } = await redeem<{ error?: string }>(this.#issuer, {
      client_id: this.#clientId,
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

function redeem<T>(issuer: string, grant: Record<string, string>): Promise<T> {
  return post(
    `${issuer}/oauth/token`,
    'application/x-www-form-urlencoded',
    new URLSearchParams(grant).toString(),
  )
}

async function post<T>(url: string, contentType: string, body: string): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body })
  return (await response.json()) as T
}
