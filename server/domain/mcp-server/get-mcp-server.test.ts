import type { OpenCountDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('R5.3 one MCP server on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  it('has its settings and when an SDK last fetched them, and nothing that tells keys apart', async () => {
    const { slug, host, key, keyId, dto } = await createServer(staff)
    const second = await staff.createKey(slug)
    const get = () => staff.visitor.send('GET', 'mcpServer.get', { org: staff.org, slug })
    expect((await get()).json()).toEqual({ result: { data: dto } })
    for (const secret of [key, new URL(second.dsn).username]) {
      const headers = { host, 'x-mcp-obs-key': secret, 'user-agent': 'mcp-obs-typescript/0.1.0' }
      await test.app.inject({ url: '/api/mcpserver/config', headers })
    }
    await vi.waitFor(async () => expect((await get()).body).toContain('lastSeenAt'))
    const { body } = await get()
    expect(JSON.parse(body)).toEqual({ result: { data: { ...dto, lastSeenAt: expect.any(String) } } })
    for (const secret of [key, key.slice(-4), keyId, second.keyId, 'mok_']) expect(body).not.toContain(secret)
  })

  it.each(['', 'x'.repeat(64), 7])('422: the slug %j', async (slug) => {
    const problem = await staff.visitor.problemOf('query', 'mcpServer.get', { org: staff.org, slug })
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
  })

  it('has a count of its own open tickets, archived or not', async () => {
    const { org, visitor } = staff
    const [one, other] = [await createServer(staff), await createServer(staff)]
    const words = { title: 'x', description: 'x', category: 'Other' }
    for (const server of [one.slug, one.slug, other.slug]) {
      await visitor.mutate('supportTicket.open', { org, server, words })
    }
    const count = async (server?: string) =>
      (await visitor.query<OpenCountDto>('supportTicket.countOpen', { org, server })).open
    await visitor.mutate('mcpServer.archive', { org, slug: one.slug })
    expect([await count(one.slug), await count(other.slug), await count()]).toEqual([2, 1, 3])
    expect(await count('unknown')).toBe(0)
  })

  it.each(['', 'größe', '\u0000', 7])('422: open tickets of the slug %j', async (server) => {
    const problem = await staff.visitor.problemOf('query', 'supportTicket.countOpen', {
      org: staff.org,
      server,
    })
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
  })
})
