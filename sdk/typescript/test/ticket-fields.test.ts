import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMcpObs, type BeforeSend, type Ticket } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

describe.each(GENERATIONS)('on $name', (generation) => {
  test.each([
    [{ title: undefined }, 'title is missing'],
    [{ title: ' \n ' }, 'title is missing'],
    [{ title: 5 }, 'title is not text'],
    [{ title: 'x'.repeat(201) }, 'title is longer than 200 characters'],
    [{ description: 'x'.repeat(10_001) }, 'description is longer than 10000 characters'],
    [
      { category: 'Gossip' },
      'category must be one of "Bug Report", "Feature Request", "Documentation", "Other"',
    ],
    [{ email: 'ana at acme' }, 'email is not an e-mail address'],
  ])('%j is for the model to correct', async (args, what) => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    expect(await caller.report(args)).toEqual({
      outcome: 'failed',
      message: `NOT recorded: ${what}. Correct it and call again.`,
      isError: true,
    })
    expect(platform.posts).toEqual([])
  })

  test('fields at the limit, in code points, are sent', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    expect(await caller.report({ title: '😀'.repeat(200), description: '😀'.repeat(10_000) })).toMatchObject({
      outcome: 'recorded',
    })
    expect(platform.posts[0]?.bytes).toBeLessThanOrEqual(65_536)
  })

  test('secrets in title and description are redacted, markers in them are not believed', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    await caller.report({
      title: ['my key is gh', 'p_0123456789abcdef'].join(''),
      description: 'looks like ⟦redacted:jwt⟧',
    })
    expect(platform.posts[0]?.body).toMatchObject({
      title: 'my key is ⟦redacted:github⟧',
      description: 'looks like [[redacted:jwt]]',
    })
  })

  test('beforeSend sees the ticket, may change it, and may drop it', async () => {
    const beforeSend = vi.fn((ticket: { title: string }) => ({ ...ticket, title: 'changed' }) as never)
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn, beforeSend }))
    await caller.report()
    expect(beforeSend.mock.calls[0]?.[0]).toMatchObject({
      title: 'Order search fails',
      context: { correlation: 'none' },
    })
    expect(platform.posts[0]?.body.title).toBe('changed')

    for (const drop of [
      () => null,
      () => {
        throw new Error('no')
      },
    ]) {
      const { logger } = collectLog()
      const dropped = await openShop(
        generation,
        createMcpObs({ dsn: platform.dsn, beforeSend: drop, logger }),
      )
      expect(await dropped.report()).toEqual({
        outcome: 'failed',
        message:
          'NOT recorded: the report was not accepted (dropped-by-host). Tell the user to contact Acme another way.',
        isError: true,
      })
    }
    expect(platform.posts).toHaveLength(1)
  })

  test.each([
    ['no context', ({ title, description, category }: Ticket) => ({ title, description, category })],
    ['null as its context', (ticket: Ticket) => ({ ...ticket, context: null })],
    ['a context with nothing in it', (ticket: Ticket) => ({ ...ticket, context: {} })],
  ])('R3.4 a host that sends %s: the ticket is recorded, and the user is told so', async (_name, change) => {
    const caller = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn, beforeSend: change as BeforeSend }),
    )
    await caller.call('search_orders', { query: '1' })
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: false })
    expect(platform.posts[0]?.body.context).not.toHaveProperty('incident')
    expect(platform.tickets.size).toBe(1)
  })
})
