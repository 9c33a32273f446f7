/*
 * Which calls count as failures, and what is kept of errors of every shape.
 */
import { runInNewContext } from 'node:vm'
import { UrlElicitationRequiredError as UrlV1 } from '@modelcontextprotocol/sdk/types.js'
import { UrlElicitationRequiredError as UrlV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObsOptions } from '../src/index.ts'
import type { RegisteredTool } from '../src/attach/servers.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

type Handler = (...args: unknown[]) => unknown
type Registrar = { registerTool(name: string, config: object, handler: Handler): RegisteredTool }

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()
const unnamed = {
  reason: 'no index',
  get [Symbol.toStringTag](): string {
    throw new Error('never read me')
  },
}

const text = (value: string): object => ({ content: [{ type: 'text', text: value }] })

describe.each(GENERATIONS)('on $name', (generation) => {
  async function open(
    handler: Handler,
    options: McpObsOptions = {},
  ): Promise<{ caller: Caller; tool: RegisteredTool }> {
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger, ...options }).attach(shop)
    const tool = (shop as unknown as Registrar).registerTool('search_orders', {}, handler)
    const caller = await generation.connect(shop)
    await caller.listTools()
    return { caller, tool }
  }

  const isFailure: McpObsOptions['isFailure'] = ({ content }) => /^Error\b/.test(content?.[0]?.text ?? '')

  describe('isFailure', () => {
    test('R3.2 a result that the host calls a failure is captured and hinted, and stays a success', async () => {
      const { caller } = await open(() => text('Error: no such index'), { isFailure })
      const result = await caller.call('search_orders')
      expect(result.content).toHaveLength(2)
      expect(result.isError).not.toBe(true)
      await caller.report()
      expect(platform.posts[0]?.body.context).toMatchObject({
        correlation: 'process',
        incident: {
          tool: 'search_orders',
          outcome: 'tool-error',
          result: { content: [{ text: 'Error: no such index' }] },
        },
      })
    })

    test.each<[string, McpObsOptions['isFailure']]>([
      ['says no', () => false],
      ['answers with something else', (() => 'yes') as never],
      ['answers later', (() => Promise.resolve(true)) as never],
      ['fails later', (() => Promise.reject(new Error('broken'))) as never],
      [
        'throws',
        () => {
          throw new Error('broken')
        },
      ],
      ['is no function', 5 as never],
    ])('a host whose function %s: the result is a success', async (_name, broken) => {
      const { caller } = await open(() => text('Error: no such index'), { isFailure: broken })
      expect((await caller.call('search_orders')).content).toHaveLength(1)
      await caller.report()
      expect(platform.posts[0]?.body.context).toMatchObject({
        correlation: 'none',
        trail: [{ tool: 'search_orders', outcome: 'ok' }],
      })
    })

    test('the results of our own tools are not asked about', async () => {
      const seen: unknown[] = []
      const { caller } = await open(() => text('fine'), { isFailure: (result) => seen.push(result) > 0 })
      await caller.report()
      await caller.call('get_support_status', { reference: 'TK-0000-0000' })
      expect(seen).toEqual([])
    })
  })

  const errorOf = async (handler: Handler): Promise<{ message?: string; stack?: string; name?: string }> => {
    const { caller } = await open(handler)
    expect((await caller.call('search_orders')).isError).toBe(true)
    expect(await caller.report()).toMatchObject({ context_attached: true })
    return platform.posts[0]!.body.context!.incident!.error!
  }

  test('R3.2 the errors inside an AggregateError are in the stack', async () => {
    const reasons = [
      new TypeError('first index'),
      new RangeError('second index', { cause: new Error('socket') }),
    ]
    const { stack } = await errorOf(() => Promise.reject(new AggregateError(reasons, 'all indexes failed')))
    for (const one of ['all indexes failed', 'TypeError: first index', 'RangeError: second index', 'socket'])
      expect(stack).toContain(one)
  })

  test('errors that contain each other end', async () => {
    const first = new AggregateError([], 'first')
    first.errors.push(first, new AggregateError([first], 'second', { cause: first }))
    const { stack = '' } = await errorOf(() => Promise.reject(first))
    expect(stack.match(/AggregateError: \w+/g)).toEqual(['AggregateError: first', 'AggregateError: second'])
  })

  test.each(['stack', 'cause', 'errors', 'name', 'code'])(
    'an error whose %s throws is kept',
    async (member) => {
      const error = new Error('no such index')
      Object.defineProperty(error, member, {
        get() {
          throw new Error('never read me')
        },
      })
      const kept = await errorOf(() => Promise.reject(error))
      expect(kept.message).toBe('no such index')
      expect(kept.stack).toContain('no such index')
    },
  )

  test.each<[string, unknown, string]>([
    ['nothing', null, 'null'],
    ['a number', 42n, '42'],
    ['a symbol', Symbol('no index'), 'Symbol(no index)'],
    ['an object', { reason: 'no index' }, '{"reason":"no index"}'],
    ['an object that calls itself nothing', unnamed, expect.stringMatching(/./) as never],
    ['an object that nothing can be asked of', revoked, expect.stringMatching(/./) as never],
  ])(
    'R3.2 a handler that throws %s has failed, and its own call is attached',
    async (_name, thrown, message) => {
      const { caller } = await open(() => {
        throw thrown
      })
      const failed = await caller.call('search_orders').catch((error: unknown) => error)
      expect(JSON.stringify(failed)).toMatch(/inc_\w{16}/)
      expect(await caller.report()).toMatchObject({ context_attached: true })
      expect(platform.posts[0]!.body.context!.incident!.error!.message).toEqual(message)
    },
  )

  test('R3.2 a tool that returns what is no result has failed, and the user hears of it', async () => {
    const { caller } = await open(() => ({ content: 5 }))
    const failed = await caller.call('search_orders').catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: -32_602, data: { hint: expect.stringContaining('inc_') as string } })
    expect(await caller.report()).toMatchObject({ context_attached: true })
  })

  test('an error of another realm is an error', async () => {
    const foreign = runInNewContext("new TypeError('no such index')") as Error
    const kept = await errorOf(() => Promise.reject(foreign))
    expect(kept).toMatchObject({ name: 'TypeError', message: 'no such index' })
    expect(kept.stack).toContain('evalmachine')
  })

  test('R3.2 what a handler throws that replaced the first one is kept with its stack', async () => {
    const { caller, tool } = await open(() => text('fine'))
    expect((await caller.call('search_orders')).isError).not.toBe(true)
    tool.update?.({ callback: () => Promise.reject(new Error('no such index')) })
    tool.update?.({})
    expect((await caller.call('search_orders')).isError).toBe(true)
    await caller.report()
    expect(platform.posts[0]?.body.context?.incident?.error?.stack).toContain('failures.test.ts')
  })

  test('a server that asks the user to open a URL has not failed', async () => {
    const elicitation = {
      mode: 'url' as const,
      message: 'Connect the shop',
      elicitationId: 'e1',
      url: 'https://shop.test/connect',
    }
    const UrlRequired = generation.name === 'v1' ? UrlV1 : UrlV2
    const { caller } = await open(() => {
      throw new UrlRequired([elicitation])
    })
    const refused = await caller.call('search_orders').catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: -32_042 })
    expect(JSON.stringify(refused)).not.toContain('inc_')
    await caller.report()
    expect(platform.posts[0]?.body.context).not.toHaveProperty('incident')
    expect(platform.posts[0]?.body.context).not.toHaveProperty('trail')
  })
})
