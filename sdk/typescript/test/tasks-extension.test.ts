/*
 * Calls that run as tasks of the extension of revision 2026-07-28, on v2.
 */
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/v4'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { FIELDS } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const info = { name: 'shop', version: '3.1.0' }
const text = (value: string): { type: 'text'; text: string } => ({ type: 'text', text: value })
const failing = { isError: true, content: [text('upstream 500')] }

const TASK = {
  taskId: 'task-5f0c1d2e3a4b5c6d7e8f',
  createdAt: '2026-11-23T10:12:13.456Z',
  lastUpdatedAt: '2026-11-23T10:12:13.456Z',
  ttlMs: null,
}

type State = Record<string, unknown>
type Rpc = { result?: State; error?: { code: number; data?: State } }

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': info,
  'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } },
}

/** A server of v2 whose tool runs as a task that is in the given state when it is asked for. */
function serveV2(state: State): (method: string, params: State) => Promise<Rpc> {
  const obs = createMcpObs({ dsn: platform.dsn, logger: collectLog().logger })
  const handler = createMcpHandler(async () => {
    const server = new Server(info, {
      capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
    })
    server.setRequestHandler('tools/list', () => ({
      tools: [{ name: 'export_orders', inputSchema: { type: 'object' } }],
    }))
    server.setRequestHandler(
      'tools/call',
      () => ({ resultType: 'task', ...TASK, status: 'working' }) as never,
    )
    const params = z.looseObject({ taskId: z.string() })
    server.setRequestHandler('tasks/get', { params }, () => ({ ...TASK, ...state }))
    await obs.attach(server)
    return server
  })
  let id = 0
  return async (method, params) => {
    const name = (params['name'] ?? params['taskId']) as string | undefined
    const response = await handler.fetch(
      new Request('http://shop.test/mcp', {
        method: 'POST',
        headers: {
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...(name !== undefined && { 'mcp-name': name }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params: { ...params, _meta: META } }),
      }),
    )
    const body = await response.text()
    return JSON.parse(body.startsWith('{') ? body : /^data: (.*)$/m.exec(body)![1]!) as Rpc
  }
}

describe('v2, the extension', () => {
  const run = async (state: State): Promise<{ got: Rpc; ask: ReturnType<typeof serveV2> }> => {
    const ask = serveV2(state)
    await ask('tools/list', {})
    const called = await ask('tools/call', { name: 'export_orders', arguments: { query: '1042' } })
    expect(called.result).toMatchObject({ resultType: 'task', taskId: TASK.taskId })
    return { got: await ask('tasks/get', { taskId: TASK.taskId }), ask }
  }
  const idIn = (rpc: Rpc): string | undefined => /inc_.{16}/.exec(JSON.stringify(rpc))?.[0]

  test.each<[string, State, object]>([
    [
      'a failing result',
      { status: 'completed', result: failing },
      { outcome: 'tool-error', result: { content: [{ text: 'upstream 500' }] } },
    ],
    [
      'an error',
      { status: 'failed', error: { code: -32_000, message: 'upstream is down' } },
      { outcome: 'rpc-error', error: { message: 'upstream is down', code: -32_000 } },
    ],
  ])(
    'R3.2 a task that ends with %s is captured over requests, and hinted',
    async (_name, state, incident) => {
      const { got, ask } = await run(state)
      const incident_id = idIn(got)
      expect(incident_id).toBeDefined()
      const reported = await ask('tools/call', {
        name: 'get_support_tool',
        arguments: { ...FIELDS, incident_id },
      })
      expect(reported.result).toMatchObject({
        structuredContent: { outcome: 'recorded', context_attached: true },
      })
      expect(platform.posts[0]?.body.context?.incident).toMatchObject({
        tool: 'export_orders',
        arguments: { query: '1042' },
        ...incident,
      })
      expect(idIn(await ask('tasks/get', { taskId: TASK.taskId }))).toBeUndefined()
    },
  )

  test.each<[string, State]>([
    ['works', { status: 'working' }],
    ['waits for the user', { status: 'input_required', inputRequests: {} }],
    ['has succeeded', { status: 'completed', result: { content: [text('done')] } }],
  ])('a task that %s is answered as it is', async (_name, state) => {
    const { got } = await run(state)
    expect(got.result).toMatchObject({ ...TASK, ...state })
    expect(idIn(got)).toBeUndefined()
  })

  test('R3.1 the support tool is no task in this revision, whatever the client asks for', async () => {
    const ask = serveV2({ status: 'working' })
    const params = { name: 'get_support_tool', arguments: FIELDS, task: { ttl: 60_000 } }
    expect((await ask('tools/call', params)).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { outcome: 'recorded' },
    })
  })
})
