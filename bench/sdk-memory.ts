/*
 * What 100,000 tool calls leave on the heap of a server with the SDK: nothing. Of failing calls the SDK keeps the last ones, in a
 * store of limited size.
 *
 *   npm run bench -- sdk-memory
 */
import { createMcpObs } from '@mcp-obs/server'
import { FakePlatform } from '#testkit/platform/fake-platform.ts'
import { verdict } from './measure.ts'
import { type Call, SHOPS } from './shops.ts'

const CALLS = 100_000
/** The store is full, and everything compiled, long before. */
const WARM_UP = 50_000
const MEBIBYTE = 1_048_576

async function heapAfter(calls: number, call: Call, tool: string): Promise<number> {
  for (let i = 0; i < calls; i++) await call(tool)
  globalThis.gc?.()
  // What was registered for finalization is only let go in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve))
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

if (!globalThis.gc) throw new Error('This needs --expose-gc, which "npm run bench" passes')
const platform = await FakePlatform.start()
const obs = createMcpObs({ dsn: platform.dsn })

for (const [sdk, open] of Object.entries(SHOPS)) {
  const call = await open(obs)
  for (const tool of ['succeeding', 'failing']) {
    const before = await heapAfter(WARM_UP, call, tool)
    const after = await heapAfter(CALLS, call, tool)
    verdict(`${sdk}: ${CALLS} ${tool} calls, MiB of heap left behind`, (after - before) / MEBIBYTE, '<=', 2)
  }
}
await platform.stop()
