import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { enterDashboard } from '../browser/dashboard-pages.ts'
import { EndUser } from '../end-user/end-user.ts'
import { Platform } from '../platform/platform.ts'
import { run } from '../processes/program.ts'
import { SignedInClient } from '../end-user/signed-in-client.ts'
import { type RunningServer, Staff } from '../staff/staff.ts'
import { postTicket } from '../mcp/sdk-caller.ts'
import { HOSTILE } from './hostile.ts'
import { type AgentClients, connectAgent, registerAgentClients } from './seed-agents.ts'

/** A desk with something in every corner, for looking at all of it. */
export interface SeededDesk {
  platform: Platform
  /** The owner of `acme`, and a member of the still empty `beta`. */
  staff: Staff
  server: RunningServer
  failing: string
  hostile: string
  byHand: string
  /** An MCP server whose users sign in. */
  portal: RunningServer
  /** Of the portal: signed in with two clients, with a ticket. */
  user: { id: string; reference: string }
  /** Of the portal, by a name that is not one, and disabled. */
  hostileUser: { id: string }
  /** Clients that ask for access to the desk. All but the web client are connected. */
  agentClients: AgentClients
  /** A browser context in which the owner is signed in. */
  enter(browser: Browser, options?: BrowserContextOptions): Promise<BrowserContext>
  end(): Promise<void>
}

export async function seedDesk(): Promise<SeededDesk> {
  const platform = await Platform.start()
  const staff = await Staff.signUp(platform.origin, { email: 'ada@example.com' })
  await Staff.signUp(platform.origin, { organizationName: 'Beta' })
  const grace = await addMember(platform, 'acme', 'grace@example.com', 'Grace Hopper')
  await addMember(platform, 'beta', staff.email, 'Ada Lovelace')
  const server = await staff.addServer('shop', {
    name: 'Shop Orders',
    description: 'Orders and returns of the web shop.',
    traceUrl: 'https://traces.example.com/trace/{traceId}',
  })
  await staff.addServer('warehouse', { name: 'Warehouse', supportToolEnabled: false })
  const old = await staff.addServer('old-catalogue', { name: 'Old Catalogue' })
  await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug: old.slug })
  const byHand = await openByHand(staff)
  const hostile = await post(server.dsn, hostileTicket())
  const failing = await post(server.dsn, failingTicket())
  const portal = await seedPortal(staff)
  await seedTokens(staff)
  const agentClients = await seedAgents(platform, staff, grace)
  await staff.visitor.mutate('supportTicket.updateStatus', {
    org: staff.org,
    reference: byHand,
    status: 'in_progress',
    expectedVersion: 1,
  })
  return {
    platform,
    staff,
    server,
    failing,
    hostile,
    byHand,
    ...portal,
    agentClients,
    enter: (browser, options) => enterDashboard(browser, platform.origin, staff, options),
    end: () => platform.end(),
  }
}

async function seedPortal(staff: Staff) {
  const portal = await staff.addServer('portal', {
    name: 'Customer Portal',
    description: 'Invoices and contracts.',
    authMode: 'oauth',
    resourceUrl: 'https://portal.example.com/mcp',
  })
  await staff.addServer('archive', {
    name: 'Archive',
    authMode: 'oauth',
    resourceUrl: 'https://archive.example.com/mcp',
  })
  const ana = new EndUser('Ana Sousa', 'ana.sousa@example.com')
  await SignedInClient.open(portal.dsn, 'Cursor', ana)
  const { accessToken } = await SignedInClient.open(portal.dsn, 'Claude Code', ana)
  const reference = await post(portal.dsn, signedInTicket(), { authorization: `Bearer ${accessToken}` })
  const mallory = new EndUser(HOSTILE.title.slice(0, 80), 'mallory@example.com')
  await SignedInClient.open(portal.dsn, HOSTILE.tool, mallory)
  const { users } = await staff.visitor.query<{ users: { id: string }[] }>('endUser.list', {
    org: staff.org,
    slug: portal.slug,
  })
  const [hostileUser, user] = users
  if (!hostileUser || !user) throw new Error('The users who signed in are not listed')
  await staff.visitor.mutate('endUser.disable', { org: staff.org, slug: portal.slug, userId: hostileUser.id })
  return { portal, user: { id: user.id, reference }, hostileUser: { id: hostileUser.id } }
}

/** Access tokens of the owner: one in use, and one that was revoked. */
async function seedTokens({ visitor, org }: Staff): Promise<void> {
  const create = (name: string, scopes: string[]) =>
    visitor.mutate<{ token: { id: string } }>('accessToken.create', { org, name, scopes })
  const { token } = await create(HOSTILE.tool, ['tickets:write'])
  await visitor.mutate('accessToken.revoke', { org, tokenId: token.id })
  await create('Nightly digest', ['tickets:read', 'servers:read'])
}

/** Agents of the owner, and one of a colleague. */
async function seedAgents({ origin }: Platform, owner: Staff, password: string): Promise<AgentClients> {
  const clients = await registerAgentClients(origin)
  await connectAgent(clients.loopback, owner, ['tickets:read', 'tickets:write', 'servers:read'])
  await connectAgent(clients.hostile, owner, ['tickets:read'])
  const grace = await Staff.signIn(origin, 'grace@example.com', password)
  await connectAgent(clients.app, grace, ['tickets:read', 'servers:read'])
  return clients
}

/** @returns the password of somebody who is new */
async function addMember(platform: Platform, org: string, email: string, name: string): Promise<string> {
  const args = ['add-member', '--org', org, '--email', email, '--name', name]
  const { code, output } = await run('server/cli/account.ts', { args, env: platform.settings })
  if (code !== 0) throw new Error(output)
  return /with this password: (\S+)/.exec(output)?.[1] ?? ''
}

async function post(dsn: string, ticket: object, headers?: Record<string, string>): Promise<string> {
  const { status, body } = await postTicket(dsn, ticket, headers)
  if (!body.ticket) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.ticket.reference
}

async function openByHand(staff: Staff): Promise<string> {
  const fields = { title: 'How do I export orders?', description: 'Asked on the phone.', category: 'Other' }
  const input = { org: staff.org, server: 'shop', words: fields }
  return (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
}

const sdk = {
  name: 'mcp-obs-typescript',
  version: '0.1.0',
  language: 'typescript',
  runtime: 'node/26.10.0',
  mcp: '@modelcontextprotocol/sdk/1.32.2',
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

function failingTicket() {
  return {
    title: 'Order search fails with 500',
    description:
      'I searched for “blue lamp” twice and got an error both times.\n\nI expected to see the order I placed last week.',
    category: 'Bug Report',
    email: 'ana.sousa@example.com',
    context: {
      correlation: 'incident-id',
      incident: {
        id: 'inc_xs5q0f1j80gc4fr6',
        tool: 'search_orders',
        outcome: 'tool-error',
        startedAt: minutesAgo(4),
        durationMs: 812,
        requestId: '17',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        arguments: {
          query: 'blue lamp',
          filters: { status: ['open', 'shipped'], limit: 20 },
          apiKey: '⟦redacted:key⟧',
        },
        error: {
          name: 'UpstreamError',
          message: 'The order service answered 500: {"error":"search index unavailable"}',
          stack:
            'UpstreamError: The order service answered 500\n    at ask (file:///srv/shop/orders.ts:52:9)\n    at async search (file:///srv/shop/server.ts:44:51)',
        },
        result: {
          content: [{ type: 'text', text: 'The order service answered 500, sent Bearer ⟦redacted:bearer⟧' }],
        },
        failure: {
          class: 'reliability',
          code: 'upstream_unavailable',
          retryable: true,
          correlationId: 'req_7f3k9q2m',
        },
      },
      trail: [
        { tool: 'list_orders', outcome: 'ok', durationMs: 40, at: minutesAgo(6) },
        { tool: 'get_order', outcome: 'ok', durationMs: 23, at: minutesAgo(5) },
      ],
      client: {
        name: 'claude-code',
        version: '2.1.258',
        protocolVersion: '2025-11-25',
        capabilities: ['elicitation.form', 'roots'],
      },
      server: { name: 'shop-orders', version: '3.1.0' },
      sdk,
      transport: 'streamable-http',
    },
  }
}

function signedInTicket() {
  return {
    title: 'An invoice cannot be downloaded',
    description: 'The link to invoice 2026-113 leads nowhere.',
    category: 'Bug Report',
  }
}

/** 10,000 characters of description, without a place to break a line in most of them; and nobody to answer to. */
function hostileTicket() {
  const { title, start, tool } = HOSTILE
  const error = { name: '<b>Error</b>', message: start.repeat(3), stack: `${title}\n`.repeat(20) }
  return {
    title,
    description: start.padEnd(10_000 + start.length - Array.from(start).length, 'A'),
    category: 'Other',
    context: {
      correlation: 'process',
      incident: {
        tool,
        outcome: 'rpc-error',
        arguments: { [title]: start, nested: { list: [start, tool] } },
        error,
      },
      client: { name: title, version: tool },
      sdk,
      transport: 'stdio',
    },
  }
}
