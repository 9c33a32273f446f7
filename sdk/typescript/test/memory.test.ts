import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { InMemoryTransport as InMemoryV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop, registerTools } from '../../../testkit/mcp/shop.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

/** Bytes of heap that stay in use after `count` repetitions. The same number runs before, to warm up. */
async function leftBehind(count: number, repeat: () => Promise<unknown>): Promise<number> {
  const settle = async (): Promise<number> => {
    for (let i = 0; i < count; i++) await repeat()
    collectGarbage()
    // Objects with a finalizer are freed only in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const before = await settle()
  return (await settle()) - before
}

describe.each(GENERATIONS)('on $name', (generation) => {
  test('5,000 calls leave nothing behind', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    expect(await leftBehind(5_000, () => caller.call('list_orders', { query: '1' }))).toBeLessThan(2_000_000)
  })

  test('1,000 servers, built for one request each and never closed, leave nothing behind', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const memory = generation.name === 'v1' ? InMemoryV1 : InMemoryV2
    const serveOne = async (): Promise<void> => {
      const shop = generation.createShop()
      await obs.attach(shop)
      registerTools(shop)
      const [near] = memory.createLinkedPair()
      await shop.connect(near)
    }
    expect(await leftBehind(1_000, serveOne)).toBeLessThan(2_000_000)
  })
})
