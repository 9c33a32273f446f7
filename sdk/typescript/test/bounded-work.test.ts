/*
 * How much of a failing call is looked at, whatever a caller sends. Each captured text is normalised once before it is
 * redacted.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { codePoints } from '../src/wire/text.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await platform.stop()
})

const marks = `a${'\u0315\u0300'.repeat(2_100)}`
const LOOKED_AT = 65_536
/** Names and ids, which have small limits of their own. */
const NAMES = 2_000

const calls: [string, string, object][] = [
  [
    '920 strings of 4,200 marks',
    'refund_order',
    { items: Array.from({ length: 20 }, () => Array.from({ length: 46 }, () => marks)) },
  ],
  ['a string of 10 million', 'refund_order', { text: 'ü'.repeat(10_000_000) }],
  [
    'names of 4,200 marks',
    'refund_order',
    Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`${i}${marks}`, i])),
  ],
  ['a message of 4,200 marks', 'refund_order', { query: marks }],
  ['the name of a tool that does not exist', marks, {}],
]

describe.each(GENERATIONS)('on $name', (generation) => {
  test.each(calls)('%s', async (_what, tool, args) => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const normalize = vi.spyOn(String.prototype, 'normalize')
    // v2 answers a JSON-RPC error for a tool that it does not have.
    await caller.call(tool, { query: '1042', ...args }).catch(() => undefined)
    const texts = normalize.mock.contexts.map(String)
    expect(texts.reduce((sum, text) => sum + codePoints(text), 0)).toBeLessThanOrEqual(LOOKED_AT + NAMES)
    expect(texts.filter((text) => /\p{M}{31}/u.test(text))).toEqual([])
    expect(texts.length).toBeGreaterThan(0)
  })

  test('words of marks are refused unread', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const normalize = vi.spyOn(String.prototype, 'normalize')
    const refused = await caller.report({ title: `a${'\u0315\u0300'.repeat(15_500)}` })
    expect(refused).toMatchObject({ outcome: 'failed' })
    expect(normalize.mock.contexts.filter((text) => String(text).includes('\u0315'))).toEqual([])
    expect(platform.posts).toEqual([])
  })
})
