import type { Incident, TicketContext, TrailEntry } from '@mcp-obs/server'

const CLAUDE_CODE = { name: 'claude-code', version: '2.1.258' }
const TYPESCRIPT = {
  name: 'mcp-obs-typescript',
  version: '0.1.0',
  language: 'typescript',
  runtime: 'node/24.21.0',
  mcp: '@modelcontextprotocol/sdk/1.32.2',
}
const EDGE = { ...TYPESCRIPT, runtime: 'workerd', mcp: '@modelcontextprotocol/server/2.4.0' }

/** Where tickets come from: a client, and the transport and SDK of the server that it talks to. */
export const CLIENTS = {
  claudeCode: { client: CLAUDE_CODE, sdk: TYPESCRIPT, transport: 'streamable-http' },
  claudeCodeStdio: { client: CLAUDE_CODE, sdk: TYPESCRIPT, transport: 'stdio' },
  claude: { client: { name: 'claude-ai', version: '0.14.2' }, sdk: TYPESCRIPT, transport: 'streamable-http' },
  chatGpt: { client: { name: 'openai-mcp', version: '1.0.0' }, sdk: EDGE, transport: 'streamable-http' },
  cursor: { client: { name: 'cursor-vscode', version: '3.4.1' }, sdk: TYPESCRIPT, transport: 'stdio' },
  vsCode: {
    client: { name: 'Visual Studio Code', version: '1.112.0' },
    sdk: EDGE,
    transport: 'streamable-http',
  },
  inspector: { client: { name: 'mcp-inspector', version: '0.21.0' }, sdk: TYPESCRIPT, transport: 'sse' },
} satisfies Record<string, TicketContext>

/** The calls that failed. Several tickets are about the same one, as they are in life. */
export const FAILURES = {
  searchDown: {
    tool: 'search_orders',
    durationMs: 812,
    arguments: { query: 'blue lamp', limit: 20 },
    ...thrown(
      'UpstreamError',
      'The order service answered 500: {"error":"search index unavailable"}',
      'search-orders.ts:44',
    ),
  },
  searchSlow: {
    tool: 'search_orders',
    durationMs: 30_002,
    arguments: { query: 'all open orders', filters: { status: ['open', 'packed'] }, limit: 500 },
    ...thrown('TimeoutError', 'The order service did not answer within 30 s', 'search-orders.ts:51'),
  },
  orderMissing: {
    tool: 'get_order',
    durationMs: 38,
    arguments: { id: 'A-20931' },
    ...answered('No order with the id A-20931'),
  },
  refundRefused: {
    tool: 'refund_order',
    durationMs: 1_204,
    arguments: { id: '1042', amount: '39.90', currency: 'EUR', apiKey: '⟦redacted:key⟧' },
    ...thrown(
      'PaymentError',
      'The payment provider refused the refund: charge_already_refunded',
      'refund-order.ts:27',
    ),
  },
  exportCrash: {
    tool: 'export_orders',
    durationMs: 96,
    arguments: { from: '2026-01-01', to: '2026-06-30', format: 'xlsx' },
    ...thrown('TypeError', "Cannot read properties of undefined (reading 'length')", 'export-orders.ts:118'),
  },
  addressRefused: {
    tool: 'update_address',
    durationMs: 54,
    arguments: { order: '1057', address: { street: 'Rua do Século 17', city: 'Lisboa', zip: '1200-433' } },
    outcome: 'rpc-error',
    error: { code: -32_603, message: 'Internal error: zip must match ^\\d{5}$' },
  },
  labelMissing: {
    tool: 'create_return_label',
    durationMs: 4_410,
    arguments: { return: 'R-5531', carrier: 'postal' },
    ...thrown(
      'UpstreamError',
      'The carrier answered 503: label service is in maintenance',
      'create-label.ts:39',
    ),
  },
  returnTwice: {
    tool: 'start_return',
    durationMs: 120,
    arguments: { order: '1038', items: [{ sku: 'LMP-BLU', quantity: 1 }] },
    ...answered('A return of this order has been started already'),
  },
  pickupLost: {
    tool: 'book_pickup',
    durationMs: 60_000,
    arguments: { return: 'R-5540', date: '2026-10-12', window: '08:00-12:00' },
    outcome: 'no-answer',
  },
  photoTooLarge: {
    tool: 'attach_photo',
    durationMs: 210,
    arguments: { return: 'R-5502', image: '⟦cut:bytes:4718592⟧' },
    ...thrown('PayloadTooLargeError', 'request entity too large', 'attach-photo.ts:12'),
  },
  invoiceLocked: {
    tool: 'download_invoice',
    durationMs: 77,
    arguments: { number: '2026-0113' },
    ...thrown(
      'ForbiddenError',
      'invoice 2026-0113 belongs to another customer number',
      'download-invoice.ts:31',
    ),
  },
  tooManyRequests: {
    tool: 'list_invoices',
    durationMs: 19,
    arguments: { year: 2025, page: 14 },
    ...thrown('RateLimitError', '429: try again in 60 s', 'billing-client.ts:88'),
  },
  vatWrong: {
    tool: 'check_vat_number',
    durationMs: 2_930,
    arguments: { number: 'PT501442600' },
    ...answered('The register of VAT numbers cannot be reached (MS_UNAVAILABLE)'),
  },
  cancelledByUser: {
    tool: 'list_invoices',
    durationMs: 12_800,
    arguments: { year: 2024 },
    outcome: 'cancelled',
  },
} satisfies Record<string, Partial<Incident>>

/** What the reporter's client had called before, by the tool that failed then. */
export const CALLS_BEFORE: Record<string, TrailEntry[]> = {
  search_orders: [
    { tool: 'list_orders', outcome: 'ok', durationMs: 41 },
    { tool: 'get_order', outcome: 'ok', durationMs: 23 },
  ],
  refund_order: [
    { tool: 'search_orders', outcome: 'ok', durationMs: 120 },
    { tool: 'get_order', outcome: 'ok', durationMs: 26 },
    { tool: 'refund_order', outcome: 'tool-error', durationMs: 1_190 },
  ],
  create_return_label: [
    { tool: 'start_return', outcome: 'ok', durationMs: 180 },
    { tool: 'create_return_label', outcome: 'tool-error', durationMs: 4_380 },
  ],
  download_invoice: [{ tool: 'list_invoices', outcome: 'ok', durationMs: 64 }],
}

function thrown(name: string, message: string, place: string): Partial<Incident> {
  const stack = `${name}: ${message}\n    at file:///srv/acme/tools/${place}:9\n    at async callTool (file:///srv/acme/server.ts:61:18)`
  return {
    outcome: 'tool-error',
    error: { name, message, stack },
    result: { isError: true, content: [{ type: 'text', text: message }] },
  }
}

function answered(text: string): Partial<Incident> {
  return { outcome: 'tool-error', result: { isError: true, content: [{ type: 'text', text }] } }
}
