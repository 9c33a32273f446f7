import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose'
import { forkForTenant } from '../db/tenant.ts'
import { serverStore } from '../domain/authorization/oauth-store.ts'
import { readSigningKeys } from '../domain/authorization/signing-keys.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import { createServer, type Staff, type TestServer } from './factories.ts'
import { OauthVisitor, type Tokens } from './oauth-flow.ts'
import { type Desk, SdkCaller } from './sdk-caller.ts'

const RESOURCE = 'https://mcp.example.com/mcp'
export const OAUTH = { authMode: 'oauth', resourceUrl: RESOURCE } as const

/** An MCP server, a user of it with tokens, and its SDK. */
export class SignedIn {
  readonly desk: Desk
  readonly server: TestServer
  readonly user: OauthVisitor
  readonly token: string
  readonly refreshToken: string
  readonly sub: string
  readonly sid: string
  readonly sdk: SdkCaller

  private constructor(desk: Desk, server: TestServer, user: OauthVisitor, tokens: Tokens) {
    const { sub, sid } = decodeJwt<{ sub: string; sid: string }>(tokens.access_token)
    this.desk = desk
    this.server = server
    this.user = user
    this.token = tokens.access_token
    this.refreshToken = tokens.refresh_token
    this.sub = sub
    this.sid = sid
    this.sdk = new SdkCaller(desk.app, server)
  }

  /** On a server of its own, of the desk's organization unless another is given. */
  static async start(desk: Desk, organization: Staff = desk.staff): Promise<SignedIn> {
    const server = await createServer(organization, OAUTH)
    const user = new OauthVisitor(desk.app, server.host)
    return new SignedIn(desk, server, user, await user.signIn())
  }

  /** The token of another user of the same server. */
  async neighbour(): Promise<string> {
    return (await new OauthVisitor(this.desk.app, this.server.host).signIn()).access_token
  }

  async ticketCount(): Promise<number> {
    const { id: mcpServerId, organizationId } = await this.#row()
    const where = { organizationId, mcpServerId }
    return this.desk.orm.em.fork().count(SupportTicket, where, { filters: false })
  }

  /** The server's own signing keys, private parts included. */
  async keys(): Promise<JWK[]> {
    const { organizationId, id } = await this.#row()
    const em = forkForTenant(this.desk.orm.em, organizationId)
    const scope = { em, organizationId, now: () => new Date() }
    return readSigningKeys(serverStore({ ...scope, settings: this.desk.config }, id))
  }

  /** The token with other claims and header, signed with the server's own key unless another is given. */
  async sign(claims: object, header: object = {}, key?: JWK): Promise<string> {
    return new SignJWT({ ...decodeJwt(this.token), ...claims })
      .setProtectedHeader({ ...decodeProtectedHeader(this.token), alg: 'ES256', ...header })
      .sign(await importJWK(key ?? (await this.keys())[0]!, 'ES256'))
  }

  #row(): Promise<McpServer> {
    const { slug } = this.server
    return this.desk.orm.em.fork().findOneOrFail(McpServer, { slug }, { filters: false })
  }
}

export const bearer = (token: string, scheme = 'Bearer') => ({ authorization: `${scheme} ${token}` })
