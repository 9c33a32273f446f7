/*
 * Which trace a failing call belongs to, with the real OpenTelemetry, and that nothing of it can fail a call.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { findPackageJSON } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { context, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { activeSpan, findTrace } from '../src/capture/trace.ts'
import { createMcpObs, type StoredIncident } from '../src/index.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { asCaller, GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'

const exporter = new InMemorySpanExporter()
const API = Symbol.for('opentelemetry.js.api.1')
const HINT = /^Offer to report this to Acme\. .*"(inc_\w{16})"\.$/
const METADATA_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const HEADER_TRACE = 'c'.repeat(32)

let platform: FakePlatform
let kept: StoredIncident[]
const store = {
  put: (stored: StoredIncident) => void kept.push(stored),
  get: () => undefined,
  latest: () => undefined,
}
beforeEach(async () => {
  platform = await FakePlatform.start()
  kept = []
})
afterEach(() => platform.stop())

function startOpenTelemetry(): void {
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()
}

function stopOpenTelemetry(): void {
  trace.disable()
  context.disable()
  exporter.reset()
}

interface TraceCase {
  name: string
  meta?: Record<string, unknown>
  span?: { traceId: string; spanId: string }
  header?: string
  traceId: string | null
}

describe('with OpenTelemetry', () => {
  beforeAll(startOpenTelemetry)
  afterEach(() => exporter.reset())
  afterAll(stopOpenTelemetry)

  test.each(fixture<TraceCase[]>('traces'))('$name', ({ meta, span, header, traceId }) => {
    const current = span && trace.wrapSpanContext({ ...span, traceFlags: 1 })
    const here = current ? trace.setSpan(context.active(), current) : context.active()
    const headers = header === undefined ? {} : { traceparent: header }
    const found = context.with(here, () =>
      findTrace({ meta, span: activeSpan(), extra: { requestInfo: { headers } } }),
    )
    expect(found?.traceId).toBe(traceId ?? undefined)
  })

  test('the span around an HTTP request gives the trace, and gets the incident', async () => {
    const { client, close } = await serveOverHttp({})
    const { content } = await asCaller(client).call('fail')
    await close()
    const incidentId = HINT.exec(content.at(-1)?.text ?? '')?.[1]
    const marked = exporter.getFinishedSpans().filter(({ attributes }) => attributes['mcp_obs.incident_id'])
    expect(marked.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['POST tools/call', { 'mcp_obs.incident_id': incidentId }],
    ])
    expect(kept).toMatchObject([{ id: incidentId, incident: { traceId: marked[0]?.spanContext().traceId } }])
  })

  test('a span that is closer to the handler gives the trace; if it has ended, the outer one gets the incident', async () => {
    const { client, close, server } = await serveOverHttp({})
    const inner = spanAroundHandlers(server)
    await asCaller(client).call('fail')
    await close()
    expect(kept[0]?.incident.traceId).toBe(inner[0])
    const marked = exporter.getFinishedSpans().filter(({ attributes }) => attributes['mcp_obs.incident_id'])
    expect(marked.map(({ name }) => name)).toEqual(['POST tools/call'])
  })

  test('the metadata of the call comes first, and the ticket is sent with its trace', async () => {
    const { client, close } = await serveOverHttp({})
    const traceparent = `00-${METADATA_TRACE}-00f067aa0ba902b7-01`
    await client.callTool({ name: 'fail', arguments: {}, _meta: { traceparent } })
    const fields = { title: 'It fails', description: 'It fails each time.', category: 'Other' }
    await client.callTool({ name: 'get_support_tool', arguments: fields, _meta: { traceparent } })
    await close()
    expect(kept[0]?.incident.traceId).toBe(METADATA_TRACE)
    expect(platform.posts[0]?.headers.traceparent).toBe(traceparent)
  })

  test('the span comes before the header', async () => {
    const { client, close } = await serveOverHttp({ traceparent: `00-${HEADER_TRACE}-${'d'.repeat(16)}-01` })
    await asCaller(client).call('fail')
    await close()
    const span = exporter.getFinishedSpans().find(({ name }) => name === 'POST tools/call')
    expect(kept[0]?.incident.traceId).toBe(span?.spanContext().traceId)
  })
})

describe('without OpenTelemetry', () => {
  test('the header of the HTTP request gives the trace', async () => {
    const { client, close } = await serveOverHttp({ traceparent: `00-${HEADER_TRACE}-${'d'.repeat(16)}-01` })
    await asCaller(client).call('fail')
    await close()
    expect(kept[0]?.incident.traceId).toBe(HEADER_TRACE)
  })
})

describe('an OpenTelemetry that throws costs nothing', () => {
  const fail = (): never => {
    throw new Error('broken')
  }
  const spanWith = (broken: string): object => ({
    spanContext: () => ({ traceId: METADATA_TRACE, spanId: '00f067aa0ba902b7' }),
    isRecording: () => true,
    setAttribute: () => undefined,
    [broken]: fail,
  })
  const holding = (span: unknown): object => ({ context: { active: () => ({ getValue: () => span }) } })
  const BROKEN: [string, () => object][] = [
    ['the global object', fail],
    ['the API is of another form', () => ({ context: 5 })],
    ['active', () => ({ context: { active: fail } })],
    ['getValue', () => ({ context: { active: () => ({ getValue: fail }) } })],
    ['spanContext', () => holding(spanWith('spanContext'))],
    ['isRecording', () => holding(spanWith('isRecording'))],
    ['setAttribute', () => holding(spanWith('setAttribute'))],
    ['a span that is none', () => holding('span')],
  ]
  afterEach(() => {
    delete (globalThis as { [API]?: unknown })[API]
  })

  test.each(BROKEN)('%s', async (_, get) => {
    for (const generation of GENERATIONS) {
      const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn, store }))
      await caller.listTools()
      Object.defineProperty(globalThis, API, { configurable: true, get })
      expect((await caller.call('search_orders', { query: '1' })).content.at(-1)?.text).toMatch(HINT)
      expect((await caller.call('list_orders', { query: '1' })).content).toHaveLength(1)
      delete (globalThis as { [API]?: unknown })[API]
      await caller.close()
    }
    expect(kept).toHaveLength(2)
  })
})

describe('a CommonJS host over stdio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-otel-'))
  beforeAll(() => {
    const api = dirname(findPackageJSON('@opentelemetry/api', import.meta.url)!)
    cpSync(api, join(folder, 'node_modules/@opentelemetry/api'), { recursive: true })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['one copy of the API', {}],
    ['two copies of the API', { HOST: join(folder, 'host.cjs') }],
  ])('%s', async (_, copies) => {
    const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
    const script = fileURLToPath(new URL('./servers/stdio-opentelemetry.cjs', import.meta.url))
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [script],
        env: { MCP_OBS_DSN: platform.dsn, ...copies },
      }),
    )
    const caller = asCaller(client)
    await caller.listTools()
    const { content } = await caller.call('fail')
    await caller.report()
    await caller.close()
    expect(content[0]?.text).toMatch(/^[0-9a-f]{32}$/)
    expect(platform.posts[0]?.body.context?.incident?.traceId).toBe(content[0]?.text)
  })
})

/** A server over HTTP whose host has a span for each request, and a client that has listed its tools. */
async function serveOverHttp(
  headers: Record<string, string>,
): Promise<{ client: ClientV1; server: McpServer; close: () => Promise<void> }> {
  const server = new McpServer({ name: 'shop', version: '3.1.0' })
  await createMcpObs({ dsn: platform.dsn, store }).attach(server)
  server.registerTool('fail', {}, () => Promise.reject(new Error('upstream 500')))
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'session-1' })
  await server.connect(transport)
  const host: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = request.method === 'POST' ? (JSON.parse(Buffer.concat(chunks).toString()) as object) : {}
      const name = `${request.method} ${(body as { method?: string }).method}`
      trace.getTracer('host').startActiveSpan(name, (span) => {
        response.on('close', () => span.end())
        void transport.handleRequest(request, response, request.method === 'POST' ? body : undefined)
      })
    })
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  const url = new URL(`http://127.0.0.1:${(host.address() as AddressInfo).port}/mcp`)
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  await client.listTools()
  return {
    client,
    server,
    async close() {
      await client.close()
      host.closeAllConnections()
      await new Promise((resolve) => host.close(resolve))
    },
  }
}

/** As an instrumentation does it that wraps the handlers of requests. Returns the traces of its spans, as they come. */
function spanAroundHandlers(server: McpServer): string[] {
  const traces: string[] = []
  type Handle = (...args: unknown[]) => Promise<unknown>
  const handlers = (server.server as unknown as { _requestHandlers: Map<string, Handle> })._requestHandlers
  const handle = handlers.get('tools/call')
  handlers.set('tools/call', (...args) =>
    trace.getTracer('host').startActiveSpan('inner', { root: true }, async (span) => {
      traces.push(span.spanContext().traceId)
      const result = await handle?.(...args)
      span.end()
      return result
    }),
  )
  return traces
}
