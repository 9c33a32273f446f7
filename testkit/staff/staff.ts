import { randomUUID } from 'node:crypto'
import type { SessionDto, SignUpInput } from '#shared/account.ts'
import type { CreatedServerKeyDto, McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import type { OpenCountDto, TicketDto, TicketFilters, TicketPageDto } from '#shared/support-ticket.ts'
import { sendOverHttp } from '../http/send.ts'
import { DashboardVisitor } from './dashboard-visitor.ts'
import { serverSettings } from './server-settings.ts'

export const PASSWORD = 'correct horse battery'

/** An MCP server of the dashboard, with its settings and a fresh key. */
export interface RunningServer {
  slug: string
  /** The `Host` of its SDK API. */
  host: string
  key: string
  keyId: string
  /** Configures the SDK. */
  dsn: string
  dto: McpServerDto
}

/** A member of staff who is signed in to the dashboard, at work in one organization. */
export class Staff<Visitor extends DashboardVisitor = DashboardVisitor> {
  readonly visitor: Visitor
  readonly email: string
  /** The slug of the organization. */
  readonly org: string

  constructor(visitor: Visitor, email: string, org: string) {
    this.visitor = visitor
    this.email = email
    this.org = org
  }

  /** Creates an account with an organization of its own, at the platform with that origin. */
  static signUp(origin: string, input?: Partial<SignUpInput>): Promise<Staff> {
    return signUp(visitPlatform(origin), input)
  }

  /** Signs in with an account that exists. The organization is the first of its list. */
  static async signIn(origin: string, email: string, password: string): Promise<Staff> {
    const visitor = visitPlatform(origin)
    const session = await visitor.mutate<SessionDto>('account.signIn', { email, password })
    return new Staff(visitor, email, firstOrganization(session))
  }

  /** Adds an MCP server with the support tool on, and creates a key for it. */
  async addServer(slug: string, overrides: Partial<McpServerSettings> = {}): Promise<RunningServer> {
    const { org, visitor } = this
    const input = { org, slug, settings: serverSettings(overrides) }
    const dto = await visitor.mutate<McpServerDto>('mcpServer.create', input)
    const { dsn, keyId } = await this.createKey(slug)
    const { host, username: key } = new URL(dsn)
    return { slug, host, key, keyId, dsn, dto }
  }

  async createKey(slug: string): Promise<{ dsn: string; keyId: string }> {
    const input = { org: this.org, slug }
    const { dsn, key } = await this.visitor.mutate<CreatedServerKeyDto>('mcpServer.createKey', input)
    return { dsn, keyId: key.id }
  }

  listServers(): Promise<McpServerDto[]> {
    return this.visitor.query('mcpServer.list', { org: this.org })
  }

  readTicket(reference: string): Promise<TicketDto> {
    return this.visitor.query('supportTicket.get', { org: this.org, reference })
  }

  /** A page of the list, the newest ticket first. Without a cursor it is the first page. */
  listTickets(filters: TicketFilters = {}, cursor?: string): Promise<TicketPageDto> {
    const input = { org: this.org, filters, ...(cursor && { cursor }) }
    return this.visitor.query('supportTicket.list', input)
  }

  async countOpen(): Promise<number> {
    return (await this.visitor.query<OpenCountDto>('supportTicket.countOpen', { org: this.org })).open
  }
}

/** Creates an account with an organization of its own. */
export async function signUp<Visitor extends DashboardVisitor>(
  visitor: Visitor,
  overrides: Partial<SignUpInput> = {},
): Promise<Staff<Visitor>> {
  const input: SignUpInput = {
    name: 'Ada Lovelace',
    email: `${randomUUID()}@example.com`,
    password: PASSWORD,
    organizationName: 'Acme',
    ...overrides,
  }
  // The first request loads code, which takes a busy machine longer than a request has. It is sent again, as by clients.
  const send = () => visitor.mutate<SessionDto>('account.signUp', input)
  const session = await send().catch((error: Error) => {
    if (error.message.includes(': 503 ')) return send()
    throw error
  })
  return new Staff(visitor, input.email, firstOrganization(session))
}

function visitPlatform(origin: string): DashboardVisitor {
  return new DashboardVisitor(sendOverHttp, new URL(origin).host)
}

function firstOrganization({ organizations }: SessionDto): string {
  const [first] = organizations
  if (!first) throw new Error('The account belongs to no organization')
  return first.slug
}
