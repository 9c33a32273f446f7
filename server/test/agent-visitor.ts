import type { Scope } from '#shared/access-token.ts'
import { approveAgent } from '#testkit/staff/approve-agent.ts'
import type { FastifyInstance } from 'fastify'
import type { Staff } from './factories.ts'
import { Browser, OauthVisitor, type Tokens } from './oauth-flow.ts'

/** The dashboard's host in tests. */
const HOST = 'localhost:3000'

type Parameters = Record<string, string | undefined>

/** An MCP client at the authorization server of staff, and a member with a browser. */
export class AgentVisitor extends OauthVisitor {
  readonly #org: string

  /** @param member whose session of the dashboard the browser has; absent without one */
  constructor(app: FastifyInstance, member?: Pick<Staff, 'visitor' | 'org'>, browser = new Browser(app)) {
    super(app, HOST, browser)
    this.#org = member?.org ?? ''
    if (member?.visitor.cookie) browser.keep(HOST, member.visitor.cookie)
  }

  /** Everything up to the code. */
  async approve(scopes?: readonly Scope[], parameters?: Parameters): Promise<URL> {
    if (!this.clientId) await this.register()
    const approval = { org: this.#org, ...(scopes && { scopes }) }
    return approveAgent(this.browser, this.authorizationUrl(parameters), approval)
  }

  override authorize(parameters?: Parameters): Promise<URL> {
    return this.approve(undefined, parameters)
  }

  /** From nothing to tokens. */
  async connect(scopes?: readonly Scope[], parameters?: Parameters): Promise<Tokens> {
    return this.redeemCallback(await this.approve(scopes, parameters))
  }
}
