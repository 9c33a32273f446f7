/*
 * Replays sdk/contract/tool-names.json: names that every client accepts.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObsOptions } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { GENERATIONS, listNames, openShop } from '../../../testkit/mcp/shop.ts'

interface NameCase {
  name: string
  supportTool: unknown
  statusTool: unknown
  offered: string[]
  lines: number
}

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const OWN = ['list_orders', 'search_orders', 'refund_order']

describe.each(GENERATIONS)('on $name', (generation) => {
  test.each(fixture<NameCase[]>('tool-names'))(
    '$name',
    async ({ supportTool, statusTool, offered, lines }) => {
      const { logger, warnings } = collectLog()
      const options = {
        ...(supportTool !== null && { supportTool: { name: supportTool } }),
        ...(statusTool !== null && { statusTool: { name: statusTool } }),
      } as McpObsOptions
      const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn, logger, ...options }))
      expect(await listNames(caller)).toEqual([...OWN, ...offered])
      expect(warnings).toHaveLength(lines)
      const failed = await caller.call('search_orders', { query: '1' })
      expect(failed.content.at(-1)?.text).toContain(`call ${offered[0]} with`)
      const { structuredContent } = await caller.call(offered[0]!, {
        title: 'Order search fails',
        description: 'Twice.',
        category: 'Bug Report',
      })
      expect(structuredContent).toMatchObject({ outcome: 'recorded', context_attached: true })
    },
  )
})

test('options that are null are not set', async () => {
  const options = { supportTool: null, statusTool: null, redact: null, transport: null } as unknown
  const obs = createMcpObs({ ...(options as McpObsOptions), dsn: platform.dsn })
  const caller = await openShop(GENERATIONS[0]!, obs)
  expect(await listNames(caller)).toEqual([...OWN, 'get_support_tool', 'get_support_status'])
})
