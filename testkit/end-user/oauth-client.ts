import { createHash } from 'node:crypto'
import { postJson } from '../http/post-json.ts'

const VERIFIER = 'a-code-verifier-of-a-client-that-never-redeems'

/** An MCP client, as far as the user sees it: it registers itself and sends them to the authorization server. */
export class OauthClient {
  readonly issuer: string
  readonly id: string
  readonly redirectUri: string

  private constructor(issuer: string, id: string, redirectUri: string) {
    this.issuer = issuer
    this.id = id
    this.redirectUri = redirectUri
  }

  /** RFC 7591. */
  static async register(issuer: string, name: string, redirectUri: string): Promise<OauthClient> {
    const { status, body } = await postJson<{ client_id: string }>(new URL('/oauth/register', issuer), {
      client_name: name,
      redirect_uris: [redirectUri],
      application_type: redirectUri.startsWith('https:') ? 'web' : 'native',
    })
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`)
    return new OauthClient(issuer, body.client_id, redirectUri)
  }

  /** Where it sends its user; `changes` is what a careless or dishonest client does differently. */
  authorizeUrl(changes: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.id,
      redirect_uri: this.redirectUri,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'a-state',
      ...changes,
    })
    return `${this.issuer}/oauth/authorize?${query}`
  }
}
