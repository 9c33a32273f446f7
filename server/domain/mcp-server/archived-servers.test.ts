import type { McpServerDto, ServerKeyDto } from '#shared/mcp-server.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import {
  createServer,
  serverSettings,
  signUpStaff,
  type Staff,
  type TestServer,
} from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('R5.3 archived MCP servers on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  let input: { org: string; slug: string }
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  beforeAll(async () => {
    server = await createServer(staff, { name: 'Returns' })
    input = { org: staff.org, slug: server.slug }
  })
  afterAll(() => test.close())

  const archive = (body = input) => staff.visitor.mutate('mcpServer.archive', body)
  const restore = (body = input) => staff.visitor.mutate('mcpServer.restore', body)
  const get = (body = input) => staff.visitor.query<McpServerDto>('mcpServer.get', body)
  const slugsOf = async (path: string) => {
    const servers = await staff.visitor.query<McpServerDto[]>(path, { org: staff.org })
    return servers.map(({ slug }) => slug)
  }
  const configStatus = async ({ host, key }: TestServer) => {
    const headers = { host, 'x-mcp-obs-key': key, 'user-agent': 'mcp-obs-typescript/0.1.0' }
    return (await test.app.inject({ url: '/api/mcpserver/config', headers })).statusCode
  }

  it('are listed apart, and can be read as before', async () => {
    expect(await configStatus(server)).toBe(200)
    await vi.waitFor(async () => expect(await get()).toHaveProperty('lastSeenAt'))
    const before = await get()
    expect(before).toMatchObject({ name: 'Returns', lastSeenAt: expect.any(String) })
    expect(before).not.toHaveProperty('archivedAt')
    await archive()
    expect(await slugsOf('mcpServer.list')).not.toContain(server.slug)
    expect(await slugsOf('mcpServer.listArchived')).toContain(server.slug)
    expect(await get()).toEqual({ ...before, archivedAt: expect.any(String) })
    await restore()
  })

  it('are restored: the host answers again, active keys work again, and revoked ones do not', async () => {
    const revoked = await createServer(staff)
    const body = { org: staff.org, slug: revoked.slug }
    await archive()
    await archive(body)
    expect(await configStatus(server)).toBe(404)
    await staff.visitor.mutate('mcpServer.revokeKey', { ...body, keyId: revoked.keyId })
    await restore()
    await restore(body)
    expect(await configStatus(server)).toBe(200)
    expect(await configStatus(revoked)).toBe(401)
    expect(await slugsOf('mcpServer.list')).toContain(server.slug)
    expect(await slugsOf('mcpServer.listArchived')).not.toContain(server.slug)
    expect(await get()).not.toHaveProperty('archivedAt')
  })

  it('archiving and restoring twice is no error, and the first time of archiving is kept', async () => {
    await archive()
    const { archivedAt } = await get()
    await archive()
    expect((await get()).archivedAt).toBe(archivedAt)
    await restore()
    await restore()
    expect(await configStatus(server)).toBe(200)
  })

  it('archiving and restoring at the same time has one outcome, which everything agrees on', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? archive() : restore())),
    )
    expect(outcomes.map(({ status }) => status)).not.toContain('rejected')
    const isArchived = (await get()).archivedAt !== undefined
    expect(await configStatus(server)).toBe(isArchived ? 404 : 200)
    expect((await slugsOf('mcpServer.list')).includes(server.slug)).toBe(!isArchived)
    expect((await slugsOf('mcpServer.listArchived')).includes(server.slug)).toBe(isArchived)
    await restore()
  })

  it('keep their keys and users readable, and take no change of settings and no new key', async () => {
    const endUser = await addEndUser(test, server.slug, { name: 'Ana Sousa' })
    await archive()
    expect(await staff.visitor.query<ServerKeyDto[]>('mcpServer.keys', input)).toHaveLength(1)
    expect(await staff.visitor.query('endUser.get', { ...input, userId: endUser.id })).toMatchObject({
      name: 'Ana Sousa',
    })
    for (const [path, body] of [
      ['mcpServer.createKey', input],
      ['mcpServer.update', { ...input, settings: serverSettings() }],
    ] as const) {
      const problem = await staff.visitor.problemOf('mutate', path, body)
      expect(problem, path).toMatchObject({ status: 404, code: 'server-not-found' })
    }
    await restore()
  })
})
