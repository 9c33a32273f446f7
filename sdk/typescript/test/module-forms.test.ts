/*
 * The built package in an app that loads it twice, by `import` and by `require`: together they act like one copy.
 */
import { fileURLToPath } from 'node:url'
import type * as api from '../src/index.ts'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, type Caller, listNames, registerTools } from '../../../testkit/mcp/shop.ts'
import { PublishedPackage } from '../../../testkit/packages/published-package.ts'

type Sdk = Pick<typeof api, 'createMcpObs'>

const published = new PublishedPackage(fileURLToPath(new URL('..', import.meta.url)))
const USER = { token: 't', clientId: 'c', scopes: [], extra: { sub: 'ana', iss: 'https://id.example' } }

/** A client of a signed-in user. */
async function connectUser(shop: McpServer): Promise<Caller> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const send = near.send.bind(near)
  near.send = (message, options) => send(message, { ...options, authInfo: USER })
  await shop.connect(far)
  const client = new Client({ name: 'test-client', version: '1.0.0' })
  await client.connect(near)
  return asCaller(client)
}

describe.skipIf(published.isSkipped)('the two forms of the package in one process', () => {
  let platform: FakePlatform
  let byImport: Sdk
  let byRequire: Sdk
  beforeEach(async () => {
    platform = await FakePlatform.start()
    ;({ byImport, byRequire } = await published.load<Sdk>())
  })
  afterEach(() => platform.stop())

  const open = async ({ createMcpObs }: Sdk): Promise<Caller> => {
    const shop = new McpServer({ name: 'shop', version: '3.1.0' })
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    registerTools(shop)
    return connectUser(shop)
  }

  test('are two copies of the code', () => {
    expect(byRequire.createMcpObs).not.toBe(byImport.createMcpObs)
    expect(Object.keys(byRequire)).toEqual(Object.keys(byImport))
  })

  test('fetch one configuration, and keep failing calls of a user together', async () => {
    const imported = await open(byImport)
    const required = await open(byRequire)
    await imported.call('refund_order', { query: '7' })
    expect(await required.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts[0]?.body.context).toMatchObject({
      correlation: 'subject',
      incident: { tool: 'refund_order' },
    })
    expect(platform.configRequests).toHaveLength(1)
  })

  test('attached to the same server, they are there once', async () => {
    const shop = new McpServer({ name: 'shop', version: '3.1.0' })
    await byRequire.createMcpObs({ dsn: platform.dsn }).attach(shop)
    await byImport.createMcpObs({ dsn: platform.dsn }).attach(shop)
    registerTools(shop)
    const [near, far] = InMemoryTransport.createLinkedPair()
    await shop.connect(byImport.createMcpObs({ dsn: platform.dsn }).wrapTransport(far))
    const client = new Client({ name: 'test-client', version: '1.0.0' })
    await client.connect(near)
    const caller = asCaller(client)
    expect((await listNames(caller)).filter((name) => name === 'get_support_tool')).toHaveLength(1)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
  })
})
