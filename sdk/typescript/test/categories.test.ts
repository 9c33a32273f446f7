/*
 * Replays sdk/contract/categories.json: which of the dashboard's categories the tool offers if the host's code has a list.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMcpObs, type McpObs, type McpObsOptions } from '../src/index.ts'
import { protectResource } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform, sendProblem } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { GENERATIONS, openShop, type Caller } from '../../../testkit/mcp/shop.ts'

interface CategoryCase {
  name: string
  dashboard: string[]
  /** The option `supportTool.categories`; null if it is not set. */
  host: string[] | null
  offered: string[]
  /** Names that have one line on stderr each. */
  unknown: string[]
}

const ROWS = fixture<CategoryCase[]>('categories')
const RESOURCE = 'https://mcp.acme.test/mcp'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(async () => {
  vi.useRealTimers()
  await platform.stop()
})

const withCategories = (host: readonly string[] | null): McpObsOptions =>
  host ? { supportTool: { categories: host } } : {}

async function offeredBy(caller: Caller): Promise<unknown> {
  const entry = (await caller.listTools()).find(({ name }) => name === 'get_support_tool')
  const fields = entry?.inputSchema['properties'] as { category: { enum: string[] } } | undefined
  return fields?.category.enum
}

const listed = (names: string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

const warningFor = (name: string): string =>
  `the dashboard has no category ${JSON.stringify(name)}, so supportTool.categories offers it to nobody`

describe.each(GENERATIONS)('on $name', (generation) => {
  test.each(ROWS)('R3.1 $name', async ({ dashboard, host, offered, unknown }) => {
    platform.config.supportTool.categories = dashboard
    const { logger, warnings } = collectLog()
    const caller = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn, logger, ...withCategories(host) }),
    )
    expect(await offeredBy(caller)).toEqual(offered)

    for (const category of offered) {
      expect(await caller.report({ title: category, category })).toMatchObject({ outcome: 'recorded' })
    }
    expect(platform.posts.map(({ body }) => body.category)).toEqual(offered)
    for (const category of [...dashboard, ...unknown].filter((name) => name && !offered.includes(name))) {
      expect(await caller.report({ category })).toMatchObject({
        outcome: 'failed',
        message: `NOT recorded: category must be one of ${listed(offered)}. Correct it and call again.`,
      })
    }
    expect(platform.posts).toHaveLength(offered.length)
    expect(warnings).toEqual(unknown.map(warningFor))
  })

  test.each(ROWS)('R3.4 when the platform names its list: $name', async ({ dashboard, host, offered }) => {
    platform.config.supportTool.categories = dashboard
    platform.onPost = (_request, response) =>
      sendProblem(response, 422, 'validation-failed', {
        errors: [{ pointer: '/category', code: 'not-in-list', detail: 'x', allowed: dashboard }],
      })
    const { logger } = collectLog()
    const caller = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn, logger, ...withCategories(host) }),
    )
    expect((await caller.report({ category: offered[0] })).message).toBe(
      `NOT recorded: category must be one of ${listed(offered)}. Correct it and call again.`,
    )
  })

  test('R3.3 protectResource takes the list too', async () => {
    platform.config.authMode = 'oauth'
    platform.config.oauth = { issuer: platform.origin, resource: RESOURCE, scopes: ['mcp'] }
    const obs: McpObs = protectResource({
      dsn: platform.dsn,
      resource: RESOURCE,
      ...withCategories(['Other', 'Bug Report']),
    })
    expect(await offeredBy(await openShop(generation, obs))).toEqual(['Other', 'Bug Report'])
  })

  test('R5.2 a change in the dashboard changes what is left of the list', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    platform.config.supportTool.categories = ['Bug Report', 'Other']
    const { logger, warnings } = collectLog()
    const caller = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn, logger, ...withCategories(['Billing', 'Other']) }),
    )
    expect(await offeredBy(caller)).toEqual(['Other'])

    const change = new Promise<void>((resolve) => caller.onListChanged(resolve))
    platform.config.supportTool = { ...platform.config.supportTool, categories: ['Bug Report', 'Billing'] }
    await vi.advanceTimersByTimeAsync(60_000)
    await change
    expect(await offeredBy(caller)).toEqual(['Billing'])
    expect(warnings).toEqual(['Billing', 'Other'].map(warningFor))
  })
})

test('a name has one line, however many calls, servers and instances there are', async () => {
  const { logger, warnings } = collectLog()
  for (const generation of [...GENERATIONS, ...GENERATIONS]) {
    const obs = createMcpObs({ dsn: platform.dsn, logger, ...withCategories(['Praise', 'Other']) })
    const caller = await openShop(generation, obs)
    await caller.report({ category: 'Other' })
    await caller.report({ category: 'Praise' })
  }
  expect(warnings).toEqual([warningFor('Praise')])
})

test.each(['Other', 5, {}, [5], [null]])('a list that is none is not used: %j', async (categories) => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger, supportTool: { categories: categories as never } })
  const caller = await openShop(GENERATIONS[1]!, obs)
  expect(await offeredBy(caller)).toEqual(platform.config.supportTool.categories)
  expect(warnings).toEqual(['supportTool.categories is not a list of names and is not used'])
})
