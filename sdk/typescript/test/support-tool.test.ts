import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { GENERATIONS, listNames, openShop } from '../../../testkit/mcp/shop.ts'

const HINT =
  /^Offer to report this to Acme. If the user agrees, call get_support_tool with incident_id "(inc_[0-9a-hjkmnp-tv-z]{16})"\.$/

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

/** A package with the version that is installed here. */
function installed(name: string): string {
  const file = createRequire(import.meta.url).resolve(name.endsWith('sdk') ? `${name}/types.js` : name)
  const manifest = `${file.slice(0, file.lastIndexOf('/dist/'))}/package.json`
  return `${name}/${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`
}

describe.each(GENERATIONS)('on $name', (generation) => {
  test('R3.1 the tool entry equals the contract', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const entry = (await caller.listTools()).find(({ name }) => name === 'get_support_tool')
    expect(entry).toEqual(fixture('get-support-tool'))
  })

  test('R3.6 the entry of the status tool equals the contract', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const entry = (await caller.listTools()).find(({ name }) => name === 'get_support_status')
    expect(entry).toEqual(fixture('get-support-status'))
  })

  test('R3.1 no e-mail is asked for where users sign in', async () => {
    platform.config.authMode = 'oauth'
    platform.config.oauth = { issuer: platform.origin, resource: 'https://mcp.acme.test', scopes: ['mcp'] }
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const entry = (await caller.listTools()).find(({ name }) => name === 'get_support_tool')
    expect(Object.keys(entry?.inputSchema['properties'] as object)).toEqual([
      'title',
      'description',
      'category',
      'incident_id',
    ])
  })

  test('R2.3 switched off: no tool, no hint, no capture', async () => {
    platform.config.supportTool.enabled = false
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    expect(await listNames(caller)).toEqual(['list_orders', 'search_orders', 'refund_order'])
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(1)
  })

  test('code can keep the tool off, rename it and set its texts', async () => {
    const off = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn, supportTool: { enabled: false } }),
    )
    expect(await listNames(off)).not.toContain('get_support_tool')
    const own = await openShop(
      generation,
      createMcpObs({
        dsn: platform.dsn,
        supportTool: { name: 'contact_support', title: 'Help', description: 'Ask us.' },
      }),
    )
    expect((await own.listTools()).at(-2)).toMatchObject({
      name: 'contact_support',
      title: 'Help',
      description: 'Ask us.',
    })
    expect((await own.call('search_orders', { query: '1' })).content.at(-1)?.text).toContain(
      'call contact_support with',
    )
  })

  test('R3.2 a failing result is attached, redacted, with what led to it', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    await caller.call('list_orders', { query: 'a' })
    const failed = await caller.call('search_orders', { query: '1042', apiKey: 'abc' })
    const id = HINT.exec(failed.content.at(-1)?.text ?? '')?.[1]
    expect(failed.content.at(-1)?.annotations).toEqual({ audience: ['assistant'] })

    expect(await caller.report({ incident_id: id, email: 'ana@acme.test' })).toEqual({
      outcome: 'recorded',
      message:
        'Recorded as TK-0000-0000. Give the user this reference and the receipt, which shows its status later. The failing search_orders call is attached.',
      reference: 'TK-0000-0000',
      context_attached: true,
      needs_contact: false,
      receipt: 'mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t',
      isError: false,
    })
    expect(platform.posts[0]?.body).toEqual({
      title: 'Order search fails',
      description: 'I searched for order 1042 twice.',
      category: 'Bug Report',
      email: 'ana@acme.test',
      context: {
        correlation: 'incident-id',
        incident: {
          id,
          tool: 'search_orders',
          outcome: 'tool-error',
          startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          durationMs: expect.any(Number),
          requestId: expect.stringMatching(/^\d+$/),
          arguments: { query: '1042', apiKey: '⟦redacted:key⟧' },
          result: {
            isError: true,
            content: [{ type: 'text', text: 'upstream 500, sent Bearer ⟦redacted:bearer⟧' }],
          },
        },
        trail: [
          { tool: 'list_orders', outcome: 'ok', durationMs: expect.any(Number), at: expect.any(String) },
        ],
        client: {
          name: 'test-client',
          version: '2.0.0',
          protocolVersion: expect.any(String),
          capabilities: ['roots', 'elicitation.form'],
        },
        server: { name: 'shop', version: '3.1.0' },
        sdk: {
          name: 'mcp-obs-typescript',
          version: '0.1.0',
          language: 'typescript',
          runtime: `node/${process.versions.node}`,
          mcp: installed(
            generation.name === 'v1' ? '@modelcontextprotocol/sdk' : '@modelcontextprotocol/server',
          ),
        },
        transport: 'in-memory',
      },
    })
  })

  test('R3.2 a thrown error is attached with its stack and cause', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const failed = await caller.call('refund_order', { query: '7' })
    expect(failed.content.map(({ text }) => text)).toEqual([
      'refund of 7 refused',
      expect.stringMatching(HINT),
    ])
    await caller.report()
    const context = platform.posts[0]?.body.context
    expect(context?.correlation).toBe('process')
    expect(context?.incident?.error).toEqual({
      name: 'UpstreamError',
      message: 'refund of 7 refused',
      code: -32_603,
      stack: expect.stringMatching(
        /^UpstreamError: refund of 7 refused\n {4}at [\s\S]*shop\.ts[\s\S]*\nCaused by: Error: socket closed\n/,
      ),
    })
  })

  test('R3.2 unknown tools and invalid arguments are attached, without a hint', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const invalid = await caller.call('list_orders', { query: 5 })
    expect(invalid).toMatchObject({ isError: true })
    expect(invalid.content).toHaveLength(1)
    await caller.report({ title: 'invalid' })
    expect(platform.posts[0]?.body.context?.incident).toMatchObject({
      tool: 'list_orders',
      arguments: { query: 5 },
    })

    const unknown = await caller.call('teleport', { to: 'mars' }).catch((error: Error) => error)
    expect(JSON.stringify(unknown)).not.toContain('incident_id')
    await caller.report({ title: 'unknown' })
    expect(platform.posts[1]?.body.context?.incident).toMatchObject({
      tool: 'teleport',
      arguments: { to: 'mars' },
      outcome: generation.name === 'v1' ? 'tool-error' : 'rpc-error',
    })
  })

  test('the hint can be switched off, and the call is still found', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn, hint: 'off' }))
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(1)
    expect(await caller.report()).toMatchObject({ context_attached: true })
  })

  test('an id that opens nothing is said, and not replaced by a guess', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    await caller.call('search_orders', { query: '1' })
    expect(await caller.report({ incident_id: 'inc_0000000000000000' })).toMatchObject({
      outcome: 'recorded',
      context_attached: false,
    })
    expect(platform.posts[0]?.body.context).toMatchObject({ correlation: 'not-found' })
    expect(platform.posts[0]?.body.context?.incident).toBeUndefined()
  })

  test('another connection in this process never sees the call', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const [ana, ben] = [await openShop(generation, obs), await openShop(generation, obs)]
    const failed = await ana.call('search_orders', { query: '1' })
    const incident_id = HINT.exec(failed.content.at(-1)?.text ?? '')?.[1]
    expect(await ben.report({ title: 'mine' })).toMatchObject({ context_attached: false })
    expect(await ben.report({ title: 'stolen', incident_id })).toMatchObject({ context_attached: false })
    expect(await ana.report({ title: 'hers', incident_id })).toMatchObject({ context_attached: true })
    expect(platform.posts.map(({ body }) => body.context?.correlation)).toEqual([
      'none',
      'not-found',
      'incident-id',
    ])
  })

  test('calling again makes no second ticket', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    expect(await caller.report({ email: 'ana@acme.test' })).toMatchObject({ outcome: 'recorded' })
    expect(await caller.report({ email: 'ana@acme.test' })).toEqual({
      outcome: 'already_recorded',
      message:
        'Already recorded as TK-0000-0000 (status: open). No second ticket was made. If this is a new problem, say what differs and call again.',
      reference: 'TK-0000-0000',
      needs_contact: false,
      receipt: expect.any(String),
      isError: false,
    })
    expect(platform.tickets.size).toBe(1)
  })

  test('R4.3 a missing e-mail is mended by calling again', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const first = await caller.report()
    expect(first).toMatchObject({ outcome: 'recorded', needs_contact: true })
    expect(first.message).toMatch(
      /Nobody can reply yet: ask the user for an e-mail address and call again with the same arguments plus email\.$/,
    )
    expect(await caller.report({ email: 'ana@acme.test' })).toMatchObject({
      outcome: 'already_recorded',
      needs_contact: false,
    })
    expect([...platform.tickets.values()].map(({ email }) => email)).toEqual(['ana@acme.test'])
  })
})
