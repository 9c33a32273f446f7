import { randomUUID } from 'node:crypto'
import { type Ended, run } from '#testkit/processes/program.ts'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'

describe.each(databases)('R1.7 npm run support-tool on $name', ({ url }) => {
  let platform: TestApp
  let staff: Staff
  let slugs: { orders: string; portal: string; archived: string; running: string }

  beforeAll(async () => {
    platform = await startTestApp(url)
  })
  afterAll(() => platform.close())
  beforeEach(async () => {
    staff = await signUpStaff(platform.app)
    const id = randomUUID().slice(0, 8)
    slugs = {
      archived: `a-${id}`,
      orders: `orders-${id}`,
      portal: `portal-${id}`,
      running: `running-${id}`,
    }
    for (const slug of [slugs.archived, slugs.orders])
      await staff.addServer(slug, { supportToolEnabled: false })
    await staff.addServer(slugs.portal, {
      supportToolEnabled: false,
      authMode: 'oauth',
      resourceUrl: 'https://portal.example.com/mcp',
    })
    await staff.addServer(slugs.running)
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug: slugs.archived })
  })

  /** As `npm run` starts it, with the settings of the platform. */
  const command = (...args: string[]): Promise<Ended> =>
    run('run', { command: 'npm', args: ['-s', 'support-tool', '--', ...args], env: { DATABASE_URL: url } })

  const enabled = async () =>
    (await staff.listServers()).flatMap(({ slug, supportToolEnabled }) => (supportToolEnabled ? [slug] : []))

  it('opts one server in, and says when it was on already', async () => {
    const wish = ['enable', '--org', staff.org, '--server', slugs.orders]
    expect(await command(...wish)).toEqual({ code: 0, output: `${slugs.orders}: switched on\n` })
    expect((await enabled()).sort()).toEqual([slugs.orders, slugs.running])
    const { entries } = await staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: staff.org,
    })
    expect(entries[0]).toMatchObject({
      actor: { kind: 'operator', name: 'An operator, on the server' },
      action: 'server-changed',
      subject: slugs.orders,
      details: { changed: 'supportToolEnabled' },
    })
    expect(await command(...wish)).toEqual({ code: 0, output: `${slugs.orders}: on already\n` })
  })

  it('opts all in that are not archived, after a dry run that changes nothing', async () => {
    const before = await staff.listServers()
    const audited = await staff.visitor.query('organization.auditLog', { org: staff.org })
    const { orders, portal, running } = slugs
    expect(await command('enable', '--org', staff.org, '--all', '--dry-run')).toEqual({
      code: 0,
      output: `${orders}: would be switched on\n${portal}: would be switched on\n${running}: on already\n`,
    })
    expect(await staff.listServers()).toEqual(before)
    expect(await staff.visitor.query('organization.auditLog', { org: staff.org })).toEqual(audited)

    expect(await command('enable', '--org', staff.org, '--all')).toEqual({
      code: 0,
      output: `${orders}: switched on\n${portal}: switched on\n${running}: on already\n`,
    })
    expect(await staff.listServers()).toEqual(before.map((each) => ({ ...each, supportToolEnabled: true })))
  })

  it('opts out', async () => {
    const wish = ['disable', '--org', staff.org, '--all']
    const { orders, portal, running } = slugs
    expect(await command(...wish)).toEqual({
      code: 0,
      output: `${orders}: off already\n${portal}: off already\n${running}: switched off\n`,
    })
    expect(await enabled()).toEqual([])
  })

  it('leaves the servers of other organizations alone', async () => {
    const other = await signUpStaff(platform.app, 'Other')
    expect(await command('enable', '--org', other.org, '--all')).toEqual({
      code: 0,
      output: 'This organization has no MCP server.\n',
    })
    expect(await command('enable', '--org', other.org, '--server', slugs.orders)).toEqual({
      code: 1,
      output: 'There is no such MCP server.\n',
    })
    expect(await enabled()).toEqual([slugs.running])
  })

  it('refuses what does not exist with 1', async () => {
    expect(await command('enable', '--org', 'nobody', '--all')).toEqual({
      code: 1,
      output: 'There is no such organization.\n',
    })
    for (const slug of ['no-such-server', slugs.archived]) {
      expect(await command('enable', '--org', staff.org, '--server', slug)).toEqual({
        code: 1,
        output: 'There is no such MCP server.\n',
      })
    }
    expect(await enabled()).toEqual([slugs.running])
  })
})

test.each([
  '',
  'enable --all',
  'enable --org acme',
  'start --org acme --all',
  'enable now --org acme --all',
  'enable --org acme --all --server shop',
  'enable --org acme --all --everything',
  'enable --all --org',
])('R1.7 npm run support-tool explains itself with 2: %s', async (line) => {
  const args = line.split(' ').filter(Boolean)
  const { code, output } = await run('server/cli/support-tool.ts', { args })
  expect(code).toBe(2)
  expect(output).toMatch(/^Usage:\n {2}npm run support-tool -- enable --org acme/)
})
