import {
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'
import { TICKET_LIMITS } from '#shared/limits.ts'
import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { OpenedTicket, SupportConfig, TicketStatusAnswer } from '../answers.ts'

const OPENED_AT = '2026-11-23T10:12:14.001Z'
const REFERENCE = 'TK-7F3K-9Q2M'

export const CONFIG_EXAMPLE: SupportConfig = {
  contract: 1,
  server: { slug: 'acme', name: 'Acme' },
  authMode: 'oauth',
  oauth: {
    issuer: 'https://acme.mcp.example.com',
    resource: 'https://mcp.acme.example/mcp',
    scopes: ['mcp'],
  },
  supportTool: {
    enabled: true,
    title: recommendedToolTitle('Acme'),
    description: recommendedToolDescription('Acme'),
    categories: [...PREDEFINED_CATEGORIES],
  },
  limits: { title: TICKET_LIMITS.title, description: TICKET_LIMITS.description, body: TICKET_LIMITS.body },
  ttlSeconds: 60,
}

export const OPENED_EXAMPLE: OpenedTicket = {
  ticket: { reference: REFERENCE, status: 'open', createdAt: OPENED_AT },
  duplicate: false,
  needsContact: false,
  receipt: 'mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t',
}

export const STATUS_EXAMPLE: TicketStatusAnswer = {
  ticket: {
    reference: REFERENCE,
    status: 'closed',
    resolution: 'fixed',
    createdAt: OPENED_AT,
    updatedAt: '2026-11-23T11:40:02.310Z',
  },
  needsContact: false,
}

export function ticketExample(category: string) {
  return {
    title: 'Order search fails with 500',
    description: 'I searched for order 1042 twice and got an error both times.',
    category,
    email: 'ana@example.com',
  }
}

export function contextExample(category: string) {
  return { ...ticketExample(category), context: CONTEXT }
}

const CONTEXT: TicketContext = {
  correlation: 'incident-id',
  incident: {
    id: 'inc_xs5q0f1j80gc4fr6',
    tool: 'search_orders',
    outcome: 'tool-error',
    startedAt: '2026-11-23T10:12:13.456Z',
    durationMs: 812,
    arguments: { query: '1042' },
    error: { name: 'UpstreamError', message: 'upstream 500' },
  },
  client: { name: 'claude-code', version: '2.1.258', protocolVersion: '2025-11-25' },
  server: { name: 'acme-search', version: '3.1.0' },
  transport: 'streamable-http',
}
