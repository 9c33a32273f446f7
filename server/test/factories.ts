import { randomUUID } from 'node:crypto'
import type { SessionDto, SignUpInput } from '#shared/account.ts'
import type { Problem } from '#shared/error-codes.ts'
import {
  type McpServerDto,
  type McpServerSettings,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'
import type { FastifyInstance } from 'fastify'

export const PASSWORD = 'correct horse battery'

/** Somebody at a browser on the dashboard's host. */
export class Visitor {
  readonly app: FastifyInstance
  cookie: string | undefined
  /** Everybody comes from an address of their own, so that throttles do not see one attacker. */
  readonly ip = `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 255)).join('.')}`

  constructor(app: FastifyInstance) {
    this.app = app
  }

  async query<T = unknown>(path: string, input?: unknown): Promise<T> {
    return unwrap(await this.send('GET', path, input))
  }

  async mutate<T = unknown>(path: string, input?: unknown): Promise<T> {
    return unwrap(await this.send('POST', path, input))
  }

  /** The problem of a call that must fail. */
  async problemOf(
    kind: 'query' | 'mutate',
    path: string,
    input?: unknown,
  ): Promise<Problem & { status: number }> {
    const response = await this.send(kind === 'query' ? 'GET' : 'POST', path, input)
    const body = bodyOf(response.body)
    if (!body.error) throw new Error(`${path} was expected to fail and did not`)
    return { ...body.error.data.problem, status: response.statusCode }
  }

  async send(method: 'GET' | 'POST', path: string, input?: unknown, headers: Record<string, string> = {}) {
    const query =
      method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
    const response = await this.app.inject({
      method,
      url: `/trpc/${path}${query}`,
      remoteAddress: this.ip,
      headers: {
        host: 'localhost:3000',
        'sec-fetch-site': 'same-origin',
        ...(this.cookie && { cookie: this.cookie }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(method === 'POST' && { payload: JSON.stringify(input ?? null) }),
    })
    const set = response.headers['set-cookie']
    if (set) this.cookie = String(set).split(';')[0]
    return response
  }
}

export interface Staff {
  visitor: Visitor
  org: string
  email: string
}

/** A fresh organization with its signed-in owner. */
export async function signUpStaff(app: FastifyInstance, organizationName = 'Acme'): Promise<Staff> {
  const visitor = new Visitor(app)
  const email = `${randomUUID()}@example.com`
  const input: SignUpInput = { name: 'Ada Lovelace', email, password: PASSWORD, organizationName }
  const session = await visitor.mutate<SessionDto>('account.signUp', input)
  return { visitor, org: session.organizations[0]!.slug, email }
}

export function serverSettings(overrides: Partial<McpServerSettings> = {}): McpServerSettings {
  const name = overrides.name ?? 'Acme'
  return {
    name,
    description: '',
    supportToolEnabled: true,
    supportToolTitle: recommendedToolTitle(name),
    supportToolDescription: recommendedToolDescription(name),
    supportToolCategories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
    authMode: 'email',
    resourceUrl: null,
    ...overrides,
  }
}

export interface TestServer {
  slug: string
  /** The `Host` of its SDK API. */
  host: string
  key: string
  keyId: string
  dsn: string
  dto: McpServerDto
}

/** An MCP server of the organization with the support tool on, and a key. */
export async function createServer(
  staff: Staff,
  overrides: Partial<McpServerSettings> = {},
): Promise<TestServer> {
  const slug = `s-${randomUUID().slice(0, 18)}`
  const settings = serverSettings(overrides)
  const dto = await staff.visitor.mutate<McpServerDto>('mcpServer.create', { org: staff.org, slug, settings })
  const { dsn, key } = await staff.visitor.mutate<{ dsn: string; key: { id: string } }>(
    'mcpServer.createKey',
    {
      org: staff.org,
      slug,
    },
  )
  return { slug, host: `${slug}.localhost:3000`, key: dsn.split(/\/\/|@/)[1]!, keyId: key.id, dsn, dto }
}

/** A stream is refused inside itself, by an event that carries what an ordinary answer would. */
function bodyOf(text: string): { error?: { data: { problem: Problem } } } {
  const [, refusal] = /^event: serialized-error\ndata: (.+)$/m.exec(text) ?? []
  return refusal ? { error: JSON.parse(refusal) } : JSON.parse(text)
}

function unwrap<T>(response: { statusCode: number; json: () => unknown }): T {
  const body = response.json() as { result?: { data?: T }; error?: { data: { problem: Problem } } }
  if (body.error) throw new Error(`${response.statusCode} ${JSON.stringify(body.error.data.problem)}`)
  return body.result?.data as T
}
