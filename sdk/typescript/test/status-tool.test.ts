/*
 * Replays sdk/contract/status-results.json, and asks for the status of tickets that were opened a moment before.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObsOptions } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { GENERATIONS, listNames, openShop, type Caller, type Generation } from '../../../testkit/mcp/shop.ts'

interface StatusCase {
  name: string
  arguments: Record<string, unknown>
  answers: { status: number; headers?: Record<string, string>; body: object }[]
  out: { outcome: string }
}

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const open = (generation: Generation, options: McpObsOptions = {}): Promise<Caller> =>
  openShop(generation, createMcpObs({ dsn: platform.dsn, logger: collectLog().logger, ...options }))

test.each(fixture<StatusCase[]>('status-results'))(
  'R3.6 $name',
  async ({ arguments: args, answers, out }) => {
    const left = [...answers]
    platform.onStatus = (_request, response) => {
      const { status, headers, body } = left.shift()!
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    }
    const caller = await open(GENERATIONS[1]!)
    const result = await caller.call('get_support_status', args)
    expect(result.structuredContent).toEqual(out)
    expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(out)
    expect(result.isError ?? false).toBe(out.outcome !== 'found')
    expect(left).toEqual([])
    expect(platform.statusRequests).toHaveLength(answers.length)
  },
)

describe.each(GENERATIONS)('on $name', (generation) => {
  test('R3.6 the receipt that the user got shows the status of their ticket', async () => {
    const caller = await open(generation)
    const { reference, receipt } = await caller.report({ email: 'ana@acme.test' })
    const found = await caller.call('get_support_status', { reference, receipt })
    expect(found.structuredContent).toEqual({
      outcome: 'found',
      message: 'TK-0000-0000 is open. Opened 2026-11-23 10:12, last changed 2026-11-23 10:12 (UTC).',
      reference: 'TK-0000-0000',
      status: 'open',
      created_at: '2026-11-23T10:12:14.001Z',
      updated_at: '2026-11-23T10:12:14.001Z',
    })
    const { headers } = platform.statusRequests[0]!
    expect(headers).toMatchObject({
      'x-mcp-obs-key': /mok_\w+/.exec(platform.dsn)?.[0],
      'x-mcp-obs-receipt': receipt,
      'user-agent': expect.stringMatching(/^mcp-obs-typescript\/\d/),
    })
    expect(headers.authorization).toBeUndefined()
  })

  test('R3.6 another receipt, or none, opens nothing', async () => {
    const caller = await open(generation)
    const { reference } = await caller.report()
    const receipt = `mor_${'0'.repeat(32)}`
    const wrong = await caller.call('get_support_status', { reference, receipt })
    expect(wrong).toMatchObject({ isError: true, structuredContent: { outcome: 'not_found' } })
    const none = await caller.call('get_support_status', { reference })
    expect(none).toMatchObject({ isError: true, structuredContent: { outcome: 'failed' } })
    expect(platform.statusRequests).toHaveLength(1)
  })

  test('R3.4 R3.6 a connection that breaks is tried once more; then the user is told, without a hint', async () => {
    const caller = await open(generation)
    const { reference, receipt } = await caller.report()
    platform.onStatus = (request) => {
      request.socket.destroy()
      return true
    }
    const failed = await caller.call('get_support_status', { reference, receipt })
    expect(failed.structuredContent).toEqual({
      outcome: 'failed',
      message: 'Status NOT read: support cannot be reached now. Call again in 2 minutes.',
    })
    expect(failed.content).toHaveLength(1)
    expect(platform.statusRequests).toHaveLength(2)

    let first = true
    platform.onStatus = (request) => {
      if (!first) return false
      first = false
      request.socket.destroy()
      return true
    }
    const found = await caller.call('get_support_status', { reference, receipt })
    expect(found.structuredContent).toMatchObject({ outcome: 'found' })
  })

  test('R3.6 asking is never part of what led to a failure', async () => {
    const caller = await open(generation)
    const { reference, receipt } = await caller.report({ title: 'before' })
    await caller.call('get_support_status', { reference, receipt })
    await caller.call('get_support_status', { reference: 'nonsense' })
    await caller.call('search_orders', { query: '1' })
    await caller.report()
    expect(platform.posts[1]?.body.context).toMatchObject({ incident: { tool: 'search_orders' } })
    expect(platform.posts[1]?.body.context?.trail).toBeUndefined()
  })

  test('R2.3 it comes and goes with the support tool', async () => {
    platform.config.supportTool.enabled = false
    expect(await listNames(await open(generation))).not.toContain('get_support_status')
  })

  test('code can leave it out or rename it, and its texts name the tool that opens tickets', async () => {
    const without = await open(generation, { statusTool: { enabled: false } })
    expect(await listNames(without)).toEqual(expect.arrayContaining(['get_support_tool']))
    expect(await listNames(without)).not.toContain('get_support_status')
    const renamed = await open(generation, {
      supportTool: { name: 'contact_acme' },
      statusTool: { name: 'acme_ticket' },
    })
    const entry = (await renamed.listTools()).find(({ name }) => name === 'acme_ticket')
    expect(entry?.description).toContain('opened with contact_acme.')
    expect(JSON.stringify(entry)).not.toContain('get_support')
  })

  test("the host's own get_support_status wins, the support tool stays", async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
    const registrar = shop as unknown as { registerTool: (...args: unknown[]) => unknown }
    registrar.registerTool('get_support_status', { title: 'Own' }, () => ({ content: [] }))
    const caller = await generation.connect(shop)
    expect((await caller.listTools()).map(({ title }) => title)).toEqual(['Own', 'Contact Acme support'])
    expect(warnings).toEqual([expect.stringContaining('Set statusTool.name to offer both')])
  })

  test('no hint names a tool that the host has replaced by its own', async () => {
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }).attach(shop)
    const registrar = shop as unknown as { registerTool: (...args: unknown[]) => unknown }
    registrar.registerTool('get_support_tool', { title: 'Own' }, () => ({ content: [], isError: true }))
    const caller = await generation.connect(shop)
    expect(await listNames(caller)).toEqual(['get_support_tool'])
    expect((await caller.call('get_support_tool')).content).toEqual([])
  })
})
