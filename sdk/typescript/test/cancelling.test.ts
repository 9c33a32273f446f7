/*
 * A client cancels a call of the support tool.
 */
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { registerTools, FIELDS } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const info = { name: 'shop', version: '3.1.0' }

describe('R3.4 a client that cancels the support tool', () => {
  const cancelling: [
    string,
    (obs: McpObs, strays: Error[]) => Promise<(name: string, signal: AbortSignal) => Promise<unknown>>,
  ][] = [
    [
      'v1',
      async (obs, strays) => {
        const shop = new McpServerV1(info)
        await obs.attach(shop)
        const [near, far] = InMemoryV1.createLinkedPair()
        await shop.connect(far)
        const client = new ClientV1(info)
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP clients have callbacks, not events
        client.onerror = (error) => strays.push(error)
        await client.connect(near)
        return (name, signal) => client.callTool({ name, arguments: FIELDS }, undefined, { signal })
      },
    ],
    [
      'v2',
      async (obs, strays) => {
        const shop = new McpServerV2(info)
        await obs.attach(shop)
        const [near, far] = InMemoryV2.createLinkedPair()
        await shop.connect(far)
        const client = new ClientV2(info)
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP clients have callbacks, not events
        client.onerror = (error) => strays.push(error)
        await client.connect(near)
        return (name, signal) => client.callTool({ name, arguments: FIELDS }, { signal })
      },
    ],
    [
      'a wrapped transport',
      async (obs, strays) => {
        const shop = new McpServerV1(info)
        registerTools(shop)
        const [near, far] = InMemoryV1.createLinkedPair()
        await shop.connect(obs.wrapTransport(far))
        const client = new ClientV1(info)
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP clients have callbacks, not events
        client.onerror = (error) => strays.push(error)
        await client.connect(near)
        return (name, signal) => client.callTool({ name, arguments: FIELDS }, undefined, { signal })
      },
    ],
  ]
  test.each(cancelling)('%s: the attempt is broken off, and none follows', async (_name, open) => {
    const strays: Error[] = []
    const { logger, warnings } = collectLog()
    const call = await open(createMcpObs({ dsn: platform.dsn, logger }), strays)
    const brokenOff = Promise.withResolvers<void>()
    platform.onPost = (request) => {
      request.socket.once('close', () => brokenOff.resolve())
      return true
    }
    const cancel = new AbortController()
    const called = call('get_support_tool', cancel.signal)
    await expect.poll(() => platform.posts.length).toBe(1)
    const from = performance.now()
    cancel.abort()
    await expect(called).rejects.toThrow(/abort/i)
    await brokenOff.promise
    await expect.poll(() => warnings).toEqual(['a ticket was not confirmed: network-error'])
    // Long before the attempt would have ended without the cancellation.
    expect(performance.now() - from).toBeLessThan(3_000)
    expect(platform.posts).toHaveLength(1)
    expect(platform.tickets.size).toBe(0)
    // No answer is sent to a call that was cancelled.
    await call('get_support_status', AbortSignal.timeout(5_000))
    expect(strays).toEqual([])
  })
})
