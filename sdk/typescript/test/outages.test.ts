/*
 * Replays sdk/contract/outages.json: the platform fails in each way that a network can, the user is told the truth
 * within 10 s, the host keeps running, and in the end there is one ticket.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { OUTAGES, takeStep } from './outages.ts'
import { GENERATIONS, listNames, openShop } from '../../../testkit/mcp/shop.ts'

// The tests wait for time to pass, so they run concurrently. Each has a platform of its own.
const platforms: FakePlatform[] = []
afterAll(() => Promise.all(platforms.map((platform) => platform.stop())))

describe.concurrent('R3.4 outages', () => {
  test.each(OUTAGES)('$name', async ({ steps, attempts, out, after }) => {
    const platform = await FakePlatform.start()
    platforms.push(platform)
    const { logger, warnings } = collectLog()
    const caller = await openShop(GENERATIONS[0]!, createMcpObs({ dsn: platform.dsn, logger }))
    const refusal = steps.find((step) => step.do === 'refuse')
    const left = steps.filter((step) => step !== refusal)
    platform.onPost = (...exchange) => {
      takeStep(left.length > 1 ? left.shift()! : left[0]!, platform, ...exchange)
      return true
    }
    if (refusal) await platform.pause()
    if (refusal?.ms) setTimeout(() => void platform.resume(), refusal.ms)

    const from = performance.now()
    const { outcome, message, isError } = await caller.report()
    expect(performance.now() - from).toBeLessThan(11_000)
    expect({ outcome, ...(out.message !== undefined && { message }) }).toEqual(out)
    expect(isError).toBe(out.outcome !== 'recorded')
    expect(platform.posts).toHaveLength(attempts ?? platform.posts.length)
    const keys = new Set(platform.posts.map(({ headers }) => headers['idempotency-key']))
    expect(keys.size).toBe(platform.posts.length === 0 ? 0 : 1)
    // The host's log gets one line that contains nothing of what the user wrote.
    const line = expect.stringMatching(/^a ticket was not confirmed: [a-z-]+$/)
    expect(warnings.slice(0, 1)).toEqual(isError ? [line] : [])
    expect((await caller.call('list_orders', { query: '1' })).isError).toBeFalsy()

    platform.onPost = undefined
    if (refusal && !refusal.ms) await platform.resume()
    expect((await listNames(caller)).includes('get_support_tool')).toBe(after !== null)
    expect(after === null ? null : (await caller.report()).outcome).toBe(after)
    expect(platform.tickets.size).toBe(after === null ? 0 : 1)
    await caller.close()
  })
})
