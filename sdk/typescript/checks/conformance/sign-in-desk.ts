import '../../../../testkit/http/resolve-localhost.ts'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { v1Client } from '../../../../testkit/mcp/official-clients.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { type RunningServer, Staff, type Ticket } from '../../../../testkit/staff/staff.ts'
import { OauthLogin } from '../../../../testkit/mcp/oauth-login.ts'

/** The real platform, with servers whose users sign in. */
export class SignInDesk {
  readonly #platform: Platform
  readonly #staff: Staff

  private constructor(platform: Platform, staff: Staff) {
    this.#platform = platform
    this.#staff = staff
  }

  static async open(): Promise<SignInDesk> {
    const platform = await Platform.start()
    return new SignInDesk(platform, await Staff.signUp(platform.origin))
  }

  /** @param resourceUrl its MCP endpoint. */
  addServer(slug: string, resourceUrl: string): Promise<RunningServer> {
    return this.#staff.addServer(slug, { authMode: 'oauth', resourceUrl })
  }

  /** Has the official v1 client sign a new user in at a server. @returns the access token */
  async signIn(url: string): Promise<string> {
    const login = await OauthLogin.open('Conformance', new EndUser('Ana Lima').visit)
    const client = await v1Client.overProtectedHttp(url, login)
    await client.close()
    login.close()
    return login.tokens()?.access_token ?? ''
  }

  readTicket(reference: string): Promise<Ticket> {
    return this.#staff.readTicket(reference)
  }

  close(): Promise<void> {
    return this.#platform.end()
  }
}
