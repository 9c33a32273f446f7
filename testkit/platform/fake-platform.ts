/*
 * A platform on a real socket. It keeps the wire contract, and tests can make it fail.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TicketContext } from '@mcp-obs/server'
import { freePort } from '../processes/free-port.ts'

interface ReceivedTicket {
  title: string
  description: string
  category: string
  email?: string
  context?: TicketContext
}

export interface Post {
  headers: IncomingMessage['headers']
  body: ReceivedTicket
  bytes: number
}

/** Answers a request in place of the platform. Returns false to let the platform answer. */
export type Misbehave = (request: IncomingMessage, response: ServerResponse, body: string) => boolean | void

export interface Record {
  reference: string
  fingerprint: string
  body: ReceivedTicket
  email: string | undefined
}

const RECEIPT = 'mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t'
const KEY = 'mok_0123456789abcdefghjkmnpqrstvwxyz'

export const CONFIG = {
  contract: 1,
  server: { slug: 'acme', name: 'Acme' },
  authMode: 'email' as 'email' | 'oauth',
  oauth: undefined as { issuer: string; resource: string; scopes: string[] } | undefined,
  supportTool: {
    enabled: true,
    title: 'Contact Acme support',
    description:
      'Contact the people who run Acme. Use this when the user asks to report a problem or request something here, or agrees to after a tool of this server failed. ' +
      "Do not use it without the user's agreement, for other servers, or for arguments you can correct yourself. Never include passwords or tokens. " +
      'Returns a reference for the user. Sent: this text and the failing call (tool, arguments, error; secrets redacted).',
    categories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
  },
  limits: { title: 200, description: 10_000, body: 65_536 },
  ttlSeconds: 60,
}

export class FakePlatform {
  readonly posts: Post[] = []
  readonly tickets = new Map<string, Record>()
  configRequests: IncomingMessage[] = []
  config: typeof CONFIG = structuredClone(CONFIG)
  onPost: Misbehave | undefined
  onConfig: Misbehave | undefined
  onStatus: Misbehave | undefined
  readonly statusRequests: IncomingMessage[] = []
  /** Further routes, such as `GET /oauth/jwks`. */
  readonly routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  readonly #server: Server
  readonly #host: string
  readonly #port: number

  private constructor(server: Server, host: string, port: number) {
    this.#server = server
    this.#host = host
    this.#port = port
  }

  /** @param host the name in the DSN; `127.0.0.1` goes through fetch, `*.localhost` through node:http. */
  static async start(host = '127.0.0.1'): Promise<FakePlatform> {
    const server = createServer()
    // A port that no connection is given while the platform is paused.
    const platform = new FakePlatform(server, host, await freePort())
    server.on('request', (request, response) => void platform.#serve(request, response))
    await platform.resume()
    return platform
  }

  get origin(): string {
    return `http://${this.#host}:${this.#port}`
  }

  get dsn(): string {
    return this.origin.replace('http://', `http://${KEY}@`)
  }

  /** Stops listening until `resume`. */
  async pause(): Promise<void> {
    await this.stop()
  }

  async resume(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    // A client of this process hears of it a moment later, and would send its next request on a connection that is closed.
    await sleep(20)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const body = Buffer.concat(chunks).toString()
    const route = `${request.method} ${request.url}`
    const further = this.routes.get(route)
    if (further) return further(request, response)
    if (route === 'GET /api/mcpserver/config') return this.#serveConfig(request, response)
    if (route === 'POST /api/mcpserver/support') return this.#servePost(request, response, body)
    const reference = /^GET \/api\/mcpserver\/support\/([^/]+)$/.exec(route)?.[1]
    if (reference !== undefined) return this.#serveStatus(request, response, reference)
    sendProblem(response, 404, 'route-not-found')
  }

  #serveConfig(request: IncomingMessage, response: ServerResponse): void {
    this.configRequests.push(request)
    if (this.onConfig && this.onConfig(request, response, '') !== false) return
    if (request.headers['x-mcp-obs-key'] !== KEY) return sendProblem(response, 401, 'invalid-key')
    const text = JSON.stringify(this.config)
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end()
      return
    }
    response
      .writeHead(200, { 'content-type': 'application/json', etag, 'cache-control': 'private, max-age=60' })
      .end(text)
  }

  #serveStatus(request: IncomingMessage, response: ServerResponse, reference: string): void {
    this.statusRequests.push(request)
    if (this.onStatus && this.onStatus(request, response, '') !== false) return
    const record = [...this.tickets.values()].find((one) => one.reference === reference)
    const { authorization, 'x-mcp-obs-receipt': receipt } = request.headers
    if (authorization === undefined && receipt === undefined)
      return sendProblem(response, 401, 'token-required')
    if (!record || (authorization === undefined && receipt !== RECEIPT))
      return sendProblem(response, 404, 'ticket-not-found')
    const at = '2026-11-23T10:12:14.001Z'
    const ticket = { reference, status: 'open', createdAt: at, updatedAt: at }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ticket, needsContact: record.email === undefined }))
  }

  #servePost(request: IncomingMessage, response: ServerResponse, text: string): void {
    const body = JSON.parse(text) as ReceivedTicket
    this.posts.push({ headers: request.headers, body, bytes: Buffer.byteLength(text) })
    if (this.onPost && this.onPost(request, response, text) !== false) return
    this.commit(request, response, text)
  }

  /** Does what the platform does with a valid ticket. Without a response it only commits. */
  commit(request: IncomingMessage, response: ServerResponse | undefined, text: string): void {
    const body = JSON.parse(text) as ReceivedTicket
    if (request.headers['x-mcp-obs-key'] !== KEY) return response && sendProblem(response, 401, 'invalid-key')
    const key = String(request.headers['idempotency-key'])
    const fingerprint = JSON.stringify([body.title, body.description, body.category])
    const known = this.tickets.get(key)
    if (known && known.fingerprint !== fingerprint)
      return response && sendProblem(response, 422, 'idempotency-key-reused')
    const record = known ?? {
      reference: `TK-0000-${String(this.tickets.size).padStart(4, '0')}`,
      fingerprint,
      body,
      email: undefined,
    }
    record.email ??= body.email
    this.tickets.set(key, record)
    response?.writeHead(201, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        ticket: { reference: record.reference, status: 'open', createdAt: '2026-11-23T10:12:14.001Z' },
        duplicate: known !== undefined,
        needsContact: record.email === undefined,
        receipt: RECEIPT,
      }),
    )
  }
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  code: string,
  rest: object = {},
  headers: object = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify({ type: 'about:blank', title: code, status, code, requestId: 'x', ...rest }))
}
