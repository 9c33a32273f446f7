/*
 * Calls that run as tasks of revision 2025-11-25, as the experimental tasks of v1 have them.
 */
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  CallToolResultSchema,
  CreateTaskResultSchema,
  TaskStatusNotificationSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js'
import { InMemoryTransport as InMemoryV2, Server as ServerV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/v4'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { FIELDS } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
const stores: InMemoryTaskStore[] = []
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(async () => {
  for (const store of stores.splice(0)) store.cleanup()
  await platform.stop()
})

const info = { name: 'shop', version: '3.1.0' }
const text = (value: string): { type: 'text'; text: string } => ({ type: 'text', text: value })
const failing = { isError: true, content: [text('upstream 500')] }

/** How the work of a task ends. */
type Work = (store: InMemoryTaskStore, taskId: string) => Promise<void>

async function openV1(work: Work, withTasks = true): Promise<ClientV1> {
  const store = new InMemoryTaskStore()
  stores.push(store)
  const server = new McpServerV1(
    info,
    withTasks
      ? {
          capabilities: { tools: {}, tasks: { list: {}, requests: { tools: { call: {} } } } },
          taskStore: store,
        }
      : { capabilities: { tools: {} } },
  )
  await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }).attach(server)
  if (withTasks)
    server.experimental.tasks.registerToolTask(
      'export_orders',
      { inputSchema: { query: z.string() }, execution: { taskSupport: 'required' } },
      {
        async createTask(_args, { taskStore }) {
          const task = await taskStore.createTask({ ttl: 60_000, pollInterval: 5 })
          // The work goes on after the answer.
          setImmediate(() => void work(taskStore as unknown as InMemoryTaskStore, task.taskId))
          return { task }
        },
        getTask: async (_args, { taskId, taskStore }) => taskStore.getTask(taskId),
        getTaskResult: async (_args, { taskId, taskStore }) =>
          (await taskStore.getTaskResult(taskId)) as CallToolResult,
      },
    )
  const [near, far] = InMemoryV1.createLinkedPair()
  await server.connect(far)
  const client = new ClientV1(info, { capabilities: { tasks: { list: {}, cancel: {} } } })
  await client.connect(near)
  await client.listTools()
  return client
}

async function runV1(
  client: ClientV1,
  name = 'export_orders',
  args: object = { query: '1042' },
): Promise<string[]> {
  const stream = client.experimental.tasks.callToolStream(
    { name, arguments: args as Record<string, unknown> },
    CallToolResultSchema,
    { task: { ttl: 60_000 } },
  )
  const seen: string[] = []
  for await (const message of stream) {
    if (message.type === 'result') seen.push(JSON.stringify(message.result))
    else if (message.type === 'error') seen.push(message.error.message)
  }
  return seen
}

const report = (client: ClientV1): Promise<unknown> =>
  client.callTool({ name: 'get_support_tool', arguments: FIELDS })

describe('v1', () => {
  test('R3.2 a task that completes with a failing result is captured, hinted, and in the trail', async () => {
    const client = await openV1((store, id) => store.storeTaskResult(id, 'completed', failing))
    expect(await runV1(client)).toEqual([
      expect.stringMatching(/upstream 500.*call get_support_tool with incident_id/),
    ])
    await report(client)
    expect(platform.posts[0]?.body.context).toMatchObject({
      correlation: 'process',
      incident: {
        tool: 'export_orders',
        outcome: 'tool-error',
        arguments: { query: '1042' },
        result: { content: [{ text: 'upstream 500' }] },
      },
    })
    await runV1(client)
    await client.callTool({ name: 'get_support_tool', arguments: { ...FIELDS, title: 'Again' } })
    expect(platform.posts[1]?.body.context?.trail).toMatchObject([
      { tool: 'export_orders', outcome: 'tool-error' },
    ])
  })

  test('R3.2 a task that fails is captured, though the client never asks for its result', async () => {
    const client = await openV1((store, id) => store.storeTaskResult(id, 'failed', failing))
    expect(await runV1(client)).toEqual([expect.stringMatching(/Task .* failed/)])
    await report(client)
    expect(platform.posts[0]?.body.context?.incident).toMatchObject({
      tool: 'export_orders',
      outcome: 'tool-error',
      arguments: { query: '1042' },
      error: { message: 'The task failed.' },
    })
  })

  test('R3.2 a task whose failure is only announced is captured', async () => {
    const client = await openV1((store, id) => store.storeTaskResult(id, 'failed', failing))
    const told = new Promise<string>((resolve) => {
      client.setNotificationHandler(TaskStatusNotificationSchema, ({ params }) => resolve(params.status))
    })
    const params = { name: 'export_orders', arguments: { query: '1042' }, task: { ttl: 60_000 } }
    await client.request({ method: 'tools/call', params }, CreateTaskResultSchema)
    expect(await told).toBe('failed')
    await report(client)
    expect(platform.posts[0]?.body.context?.incident).toMatchObject({
      tool: 'export_orders',
      outcome: 'tool-error',
      arguments: { query: '1042' },
    })
  })

  test('R3.2 a task that failed and is asked for its result counts once, with the result', async () => {
    let taskId = ''
    const client = await openV1(async (store, id) => {
      taskId = id
      await store.storeTaskResult(id, 'failed', failing)
    })
    await runV1(client)
    const result = await client.experimental.tasks.getTaskResult(taskId, CallToolResultSchema)
    expect(result.content).toHaveLength(2)
    await report(client)
    const { incident, trail } = platform.posts[0]!.body.context!
    expect(incident).toMatchObject({ result: { content: [{ text: 'upstream 500' }] } })
    expect(trail).toBeUndefined()
  })

  test('R3.2 a task that is cancelled is captured as such', async () => {
    let taskId = ''
    const client = await openV1((_store, id) => Promise.resolve(void (taskId = id)))
    const running = runV1(client)
    await expect.poll(() => taskId).not.toBe('')
    await client.experimental.tasks.cancelTask(taskId)
    await running
    await report(client)
    expect(platform.posts[0]?.body.context?.incident).toMatchObject({
      tool: 'export_orders',
      outcome: 'cancelled',
    })
  })

  test('R3.2 a task that succeeds is in the trail, and its result stays as it is', async () => {
    const result = { content: [text('done')] }
    const client = await openV1((store, id) => store.storeTaskResult(id, 'completed', result))
    expect(JSON.parse((await runV1(client))[0]!)).toMatchObject(result)
    await report(client)
    const { incident, trail } = platform.posts[0]!.body.context!
    expect([incident, trail?.map(({ tool, outcome }) => [tool, outcome])]).toEqual([
      undefined,
      [['export_orders', 'ok']],
    ])
  })

  test('R3.1 the support tool called as a task is recorded once, and its result can be read', async () => {
    const client = await openV1(() => Promise.resolve())
    const [result] = await runV1(client, 'get_support_tool', FIELDS)
    expect(JSON.parse(result!)).toMatchObject({ structuredContent: { outcome: 'recorded' } })
    expect(platform.posts).toHaveLength(1)
    const [status] = await runV1(client, 'get_support_status', {
      reference: (JSON.parse(result!) as { structuredContent: { reference: string } }).structuredContent
        .reference,
      receipt: 'mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t',
    })
    expect(JSON.parse(status!)).toMatchObject({ structuredContent: { outcome: 'found' } })
  })

  test('on a server without tasks, the call is an ordinary one', async () => {
    const client = await openV1(() => Promise.resolve(), false)
    const params = { name: 'get_support_tool', arguments: FIELDS, task: { ttl: 60_000 } }
    expect(await client.request({ method: 'tools/call', params }, CallToolResultSchema)).toMatchObject({
      structuredContent: { outcome: 'recorded' },
    })
  })
})

test('a low-level server of v2 that runs tasks as 2025-11-25 has it', async () => {
  const server = new ServerV2(info, {
    capabilities: { tools: {}, tasks: { requests: { tools: { call: {} } } } },
  })
  server.setRequestHandler('tools/list', () => ({
    tools: [{ name: 'export_orders', inputSchema: { type: 'object' } }],
  }))
  await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }).attach(server)
  const [near, far] = InMemoryV2.createLinkedPair()
  await server.connect(far)
  const client = new ClientV2(info)
  await client.connect(near)
  await client.listTools()
  const any = z.looseObject({})
  const params = { name: 'get_support_tool', arguments: FIELDS, task: { ttl: 60_000 } }
  const created = (await client.request({ method: 'tools/call', params } as never, any as never)) as {
    task: { taskId: string; status: string }
  }
  expect(created.task.status).toBe('completed')
  const { taskId } = created.task
  const result = await client.request({ method: 'tasks/result', params: { taskId } } as never, any as never)
  expect(result).toMatchObject({ structuredContent: { outcome: 'recorded' } })
  const cancelling = client.request({ method: 'tasks/cancel', params: { taskId } } as never, any as never)
  await expect(cancelling).rejects.toMatchObject({ code: -32_602 })
})
