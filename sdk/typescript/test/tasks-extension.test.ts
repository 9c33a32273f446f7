/*
 * Calls that run as tasks of the extension of revision 2026-07-28, on v2. Servers of releases before 2.3 do not know its
 * methods in this revision, with or without the SDK.
 */
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/v4'
import { nameWithVersion } from '../src/attach/mcp-version.ts'
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

type Ask = (method: string, params: State) => Promise<Rpc>

/**
 * A server of v2 whose tool runs as a task that is in the given state when it is asked for.
 *
 * @param dsn without one, the server is as it would be without the SDK.
 */
function serveV2(state: State, dsn?: string): Ask {
  const obs = createMcpObs({ dsn, logger: collectLog().logger })
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

const getTask = { taskId: TASK.taskId }
const idIn = (rpc: Rpc): string | undefined => /inc_.{16}/.exec(JSON.stringify(rpc))?.[0]

async function run(state: State, dsn?: string): Promise<{ got: Rpc; ask: Ask }> {
  const ask = serveV2(state, dsn)
  await ask('tools/list', {})
  const called = await ask('tools/call', { name: 'export_orders', arguments: { query: '1042' } })
  expect(called.result).toMatchObject({ resultType: 'task', taskId: TASK.taskId })
  return { got: await ask('tasks/get', getTask), ask }
}

const RELEASE = nameWithVersion('@modelcontextprotocol/server')
const servesTasks = !('error' in (await serveV2({ status: 'working' })('tasks/get', getTask)))

test('servers of v2 know tasks of this revision from 2.3 on', () => {
  const [major = 0, minor = 0] = RELEASE.split('/').at(-1)!.split('.').map(Number)
  expect(servesTasks).toBe(major > 2 || minor >= 3)
})

test('R3.1 the support tool is no task in this revision, whatever the client asks for', async () => {
  const ask = serveV2({ status: 'working' }, platform.dsn)
  const params = { name: 'get_support_tool', arguments: FIELDS, task: { ttl: 60_000 } }
  expect((await ask('tools/call', params)).result).toMatchObject({
    resultType: 'complete',
    structuredContent: { outcome: 'recorded' },
  })
})

describe(`beside ${RELEASE}`, () => (servesTasks ? testTasks() : testWithoutTasks()))

function testWithoutTasks(): void {
  test.each<[string, State]>([
    ['works', { status: 'working' }],
    ['has failed', { status: 'completed', result: failing }],
  ])('a task that %s is answered as without the SDK', async (_name, state) => {
    const { got, ask } = await run(state, platform.dsn)
    expect(got).toEqual((await run(state)).got)
    expect(got.error).toMatchObject({ code: -32_601 })
    const reported = await ask('tools/call', { name: 'get_support_tool', arguments: FIELDS })
    expect(reported.result).toMatchObject({ structuredContent: { context_attached: false } })
  })
}

function testTasks(): void {
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
      const { got, ask } = await run(state, platform.dsn)
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
      expect(idIn(await ask('tasks/get', getTask))).toBeUndefined()
    },
  )

  test.each<[string, State]>([
    ['works', { status: 'working' }],
    ['waits for the user', { status: 'input_required', inputRequests: {} }],
    ['has succeeded', { status: 'completed', result: { content: [text('done')] } }],
  ])('a task that %s is answered as it is', async (_name, state) => {
    const { got } = await run(state, platform.dsn)
    expect(got.result).toMatchObject({ ...TASK, ...state })
    expect(idIn(got)).toBeUndefined()
  })
}
