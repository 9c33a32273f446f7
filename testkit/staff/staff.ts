import { randomUUID } from 'node:crypto'

export const PASSWORD = 'correct horse battery'

export interface ServerSettings {
  name: string
  description: string
  supportToolEnabled: boolean
  supportToolTitle: string
  supportToolDescription: string
  supportToolCategories: string[]
  authMode: 'email' | 'oauth'
  resourceUrl: string | null
}

export function serverSettings(overrides: Partial<ServerSettings> = {}): ServerSettings {
  return {
    name: 'Shop Orders',
    description: '',
    supportToolEnabled: true,
    supportToolTitle: 'Contact Shop support',
    supportToolDescription: 'Contact the people who run the shop.',
    supportToolCategories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
    authMode: 'email',
    resourceUrl: null,
    ...overrides,
  }
}

/** What of a ticket these tests look at. */
export interface Ticket {
  reference: string
  title: string
  status: string
  version: number
  reporter: { kind: string; email?: string; name?: string }
  context?: {
    correlation: string
    transport: string
    incident?: { id?: string; tool: string; outcome: string; arguments?: unknown; error?: { name: string } }
    client?: { name: string }
    trail?: { tool: string }[]
  }
  events: { type: string; actor: { name: string }; from?: string; to?: string }[]
}

export interface RunningServer {
  slug: string
  dsn: string
  keyId: string
}

/** A member of staff who drives the dashboard's API over HTTP, as the browser would. */
export class Staff {
  readonly origin: string
  readonly email: string
  org = ''
  cookie = ''

  private constructor(origin: string, email: string) {
    this.origin = origin
    this.email = email
  }

  static async signUp(
    origin: string,
    organizationName = 'Acme',
    email = `${randomUUID()}@example.com`,
  ): Promise<Staff> {
    const staff = new Staff(origin, email)
    const { organizations } = await staff.mutate<{ organizations: { slug: string }[] }>('account.signUp', {
      name: 'Ada Lovelace',
      email: staff.email,
      password: PASSWORD,
      organizationName,
    })
    staff.org = organizations[0]?.slug ?? ''
    return staff
  }

  /** Adds an MCP server and issues it a key. */
  async addServer(slug: string, overrides: Partial<ServerSettings> = {}): Promise<RunningServer> {
    const { org } = this
    await this.mutate('mcpServer.create', { org, slug, settings: serverSettings(overrides) })
    const { dsn, key } = await this.mutate<{ dsn: string; key: { id: string } }>('mcpServer.createKey', {
      org,
      slug,
    })
    return { slug, dsn, keyId: key.id }
  }

  readTicket(reference: string): Promise<Ticket> {
    return this.query('supportTicket.get', { org: this.org, reference })
  }

  /** The first page of the list, newest first. */
  async listTickets(filters: object = {}): Promise<Ticket[]> {
    const { tickets } = await this.query<{ tickets: Ticket[] }>('supportTicket.list', {
      org: this.org,
      filters,
    })
    return tickets
  }

  async countOpen(): Promise<number> {
    return (await this.query<{ open: number }>('supportTicket.countOpen', { org: this.org })).open
  }

  /** The live stream that every open tab of the dashboard holds. */
  async watch(): Promise<ReadableStream<Uint8Array>> {
    const input = encodeURIComponent(JSON.stringify({ org: this.org }))
    const { body } = await fetch(`${this.origin}/trpc/supportTicket.watch?input=${input}`, {
      headers: { cookie: this.cookie, accept: 'text/event-stream' },
    })
    return body!
  }

  async query<T>(path: string, input: object): Promise<T> {
    return this.#send<T>(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {})
  }

  async mutate<T>(path: string, input: object): Promise<T> {
    return this.#send<T>(path, { method: 'POST', body: JSON.stringify(input) })
  }

  async #send<T>(path: string, request: RequestInit): Promise<T> {
    const response = await fetch(`${this.origin}/trpc/${path}`, {
      ...request,
      headers: {
        origin: this.origin,
        cookie: this.cookie,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
    })
    const [set] = response.headers.getSetCookie()
    if (set) this.cookie = set.split(';')[0] ?? ''
    const body = (await response.json()) as { result?: { data?: T }; error?: { message: string } }
    if (body.error) throw new Error(`${path}: ${response.status} ${JSON.stringify(body.error)}`)
    return body.result?.data as T
  }
}
