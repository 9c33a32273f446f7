/*
 * What is captured of a call and its outcome, and that the host's own answers stay as they were.
 */
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js'
import { createMcpHandler, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/v4'
import { createMcpObs, type IncidentStore, type StoredIncident } from '../src/index.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
let kept: StoredIncident[]
let store: IncidentStore
beforeEach(async () => {
  platform = await FakePlatform.start()
  kept = []
  store = { put: (stored) => void kept.push(stored), get: () => undefined, latest: () => undefined }
})
afterEach(() => platform.stop())

type Handler = (args: { query: string }) => Promise<{
  content: { type: 'text'; text: string }[]
  isError?: boolean
  _meta?: Record<string, unknown>
}>

async function open(handler: Handler): Promise<{ client: ClientV1; close: () => Promise<void> }> {
  const server = new McpServerV1({ name: 'shop', version: '3.1.0' })
  await createMcpObs({ dsn: platform.dsn, store }).attach(server)
  server.registerTool('search', { inputSchema: { query: z.string() } }, handler)
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new ClientV1({ name: 'evil ⟦redacted:jwt⟧', version: ['gh', 'p_0123456789abcdef'].join('') })
  await server.connect(far)
  await client.connect(near)
  return { client, close: () => server.close() }
}

const forever = (): Promise<never> => new Promise(() => undefined)
const call = { name: 'search', arguments: { query: '1042' } }

describe('how a call ended', () => {
  test('cancelled by the client', async () => {
    const { client } = await open(forever)
    const controller = new AbortController()
    const calling = client.callTool(call, undefined, { signal: controller.signal })
    controller.abort('enough')
    await expect(calling).rejects.toThrow('enough')
    await client.ping()
    expect(kept).toMatchObject([
      { incident: { tool: 'search', outcome: 'cancelled', arguments: { query: '1042' } } },
    ])
  })

  test('never answered', async () => {
    const { client, close } = await open(forever)
    const calling = client.callTool(call)
    await client.ping()
    await close()
    await expect(calling).rejects.toThrow('closed')
    expect(kept).toMatchObject([{ incident: { outcome: 'no-answer' } }])
  })

  test('a JSON-RPC error keeps its message and data, and gets the hint beside them', async () => {
    const server = new ServerV1({ name: 'shop', version: '3.1.0' }, { capabilities: { tools: {} } })
    const errors = [undefined, { retry: false }, 'text', { incident_id: 'own' }]
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [] }))
    server.setRequestHandler(CallToolRequestSchema, () => {
      throw new McpError(-32_000, 'upstream is down', errors.shift())
    })
    await createMcpObs({ dsn: platform.dsn, store }).attach(server)
    const [near, far] = InMemoryTransport.createLinkedPair()
    const client = new ClientV1({ name: 'c', version: '1' })
    await server.connect(far)
    await client.connect(near)
    await client.listTools()
    const seen = []
    for (let i = 0; i < 4; i++)
      seen.push(await client.callTool(call).catch(({ message, data }: McpError) => ({ message, data })))
    const message = 'MCP error -32000: MCP error -32000: upstream is down'
    const hint = (index: number): object => ({
      incident_id: kept[index]?.id,
      hint: `Offer to report this to Acme. If the user agrees, call get_support_tool with incident_id "${kept[index]?.id}".`,
    })
    expect(seen).toEqual([
      { message, data: hint(0) },
      { message, data: { retry: false, ...hint(1) } },
      { message, data: 'text' },
      { message, data: { incident_id: 'own' } },
    ])
    expect(kept[0]?.incident).toMatchObject({
      outcome: 'rpc-error',
      error: { code: -32_000, message: 'MCP error -32000: upstream is down' },
    })
  })

  test('a round that asks the user for more is neither a failure nor a success yet', async () => {
    const handler = createMcpHandler(async () => {
      const server = new McpServerV2({ name: 'shop', version: '3.1.0' })
      await createMcpObs({ dsn: platform.dsn, store }).attach(server)
      server.registerTool('confirm', {}, (ctx) => {
        if (ctx.mcpReq.inputResponses !== undefined)
          return { isError: true, content: [{ type: 'text', text: 'refused' }] }
        const params = {
          mode: 'form' as const,
          message: 'Sure?',
          requestedSchema: { type: 'object' as const, properties: {} },
        }
        return {
          resultType: 'input_required',
          inputRequests: { sure: { method: 'elicitation/create', params } },
        } as never
      })
      return server
    })
    const client = new ClientV2(
      { name: 'c', version: '1' },
      { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
    )
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://shop.test/mcp'), {
        fetch: (url, init) => handler.fetch(new Request(url, init)),
      }),
    )
    await client.callTool({ name: 'confirm', arguments: {} })
    expect(kept.map(({ incident }) => incident.outcome)).toEqual(['tool-error'])
  })
})

describe('what the server says of the failure', () => {
  test.each(fixture<{ name: string; meta: unknown; failure: object | null }[]>('tool-failures'))(
    '$name',
    async ({ meta, failure }) => {
      const answer = {
        isError: true,
        content: [],
        _meta: { 'io.modelcontextprotocol/toolFailure': meta, other: 1 },
      }
      const { client } = await open(() => Promise.resolve(answer))
      expect((await client.callTool(call))._meta).toEqual(answer._meta)
      expect(kept[0]?.incident.failure).toEqual(failure ?? undefined)
    },
  )
})

describe('the host’s own answers', () => {
  test('the object a handler returned is never changed', async () => {
    const result = { isError: true, content: [{ type: 'text' as const, text: 'no' }] }
    const { client } = await open(() => Promise.resolve(Object.freeze(result)))
    await client.listTools()
    expect((await client.callTool(call)).content).toHaveLength(2)
    expect(result).toEqual({ isError: true, content: [{ type: 'text', text: 'no' }] })
  })

  test('a handler that throws what is no error is reported as well', async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- people do
    const { client } = await open(() => Promise.reject({ reason: 'because' }))
    await client.callTool(call)
    expect(kept[0]?.incident.error).toEqual({ message: '{"reason":"because"}' })
  })

  test('a broken store costs nothing but the incident', async () => {
    store.put = () => Promise.reject(new Error('down'))
    const { client } = await open(() => Promise.reject(new Error('x')))
    expect(await client.callTool(call)).toMatchObject({ isError: true })
    store.put = () => {
      throw new Error('down')
    }
    expect((await client.callTool(call)).content).toEqual([{ type: 'text', text: 'x' }])
  })
})

test('a store that does its work only when somebody waits for it keeps the incident', async () => {
  store.put = (stored) =>
    ({
      // oxlint-disable-next-line unicorn/no-thenable -- some database libraries return this
      then(done: () => void) {
        kept.push(stored)
        done()
      },
    }) as never
  const { client } = await open(() => Promise.reject(new Error('x')))
  await client.callTool(call)
  await expect.poll(() => kept).toHaveLength(1)
})

test('what a client says about itself is redacted and cannot pass for a marker', async () => {
  const { client } = await open(() => Promise.resolve({ content: [] }))
  await asCaller(client).report()
  expect(platform.posts[0]?.body.context?.client).toMatchObject({
    name: 'evil [[redacted:jwt]]',
    version: '⟦redacted:github⟧',
  })
})
