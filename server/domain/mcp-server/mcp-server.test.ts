import { randomUUID } from 'node:crypto'
import {
  RESERVED_SLUGS,
  recommendedToolDescription,
  recommendedToolTitle,
  type CreatedServerKeyDto,
  type McpServerDto,
  type ServerKeyDto,
} from '#shared/mcp-server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { databases } from '../../test/databases.ts'
import { createServer, serverSettings, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { McpServer } from './mcp-server.entity.ts'

interface Config {
  server: { name: string }
  supportTool: { enabled: boolean; title: string; description: string; categories: string[] }
}

describe.each(databases)('R5.1 MCP servers on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  const create = (slug: string, settings = {}) =>
    staff.visitor.problemOf('mutate', 'mcpServer.create', {
      org: staff.org,
      slug,
      settings: serverSettings(settings),
    })
  const readConfig = async (host: string, key: string) =>
    test.app.inject({ url: '/api/mcpserver/config', headers: { host, 'x-mcp-obs-key': key } })

  it('R5.2 what is saved is what the SDK reads next', async () => {
    const { slug, host, key } = await createServer(staff)
    const settings = serverSettings({
      name: 'Orders',
      supportToolTitle: 'Ask us',
      supportToolDescription: 'Use this when it breaks.',
      supportToolCategories: ['Fehler', '不具合', 'Something else'],
    })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings })
    const config = (await readConfig(host, key)).json<Config>()
    expect(config.server.name).toBe('Orders')
    expect(config.supportTool).toEqual({
      enabled: true,
      title: 'Ask us',
      description: 'Use this when it breaks.',
      categories: ['Fehler', '不具合', 'Something else'],
    })
    await staff.visitor.mutate('mcpServer.update', {
      org: staff.org,
      slug,
      settings: { ...settings, supportToolEnabled: false },
    })
    expect((await readConfig(host, key)).json<Config>().supportTool.enabled).toBe(false)
  })

  it('a template for the addresses of traces is kept until it is changed', async () => {
    const { slug } = await createServer(staff)
    const save = (settings: object) =>
      staff.visitor.mutate<McpServerDto>('mcpServer.update', {
        org: staff.org,
        slug,
        settings: { ...serverSettings(), ...settings },
      })
    const traceUrl = 'https://traces.example.com/trace/{traceId}?from=now-1d'
    expect((await save({ traceUrl })).traceUrl).toBe(traceUrl)
    // A script that does not know the setting does not lose it.
    expect((await save({})).traceUrl).toBe(traceUrl)
    expect((await save({ traceUrl: null })).traceUrl).toBeNull()
  })

  it.each([
    'javascript:alert("{traceId}")',
    'http://traces.example.com/{traceId}',
    'https://traces.example.com/',
    '',
    5,
  ])('422: %j is no template for the addresses of traces, and nothing is saved', async (traceUrl) => {
    const { slug } = await createServer(staff)
    const settings = { ...serverSettings({ name: 'Changed' }), traceUrl }
    const problem = await staff.visitor.problemOf('mutate', 'mcpServer.update', {
      org: staff.org,
      slug,
      settings,
    })
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/settings/traceUrl' }] })
    const server = await staff.visitor.query<McpServerDto>('mcpServer.get', { org: staff.org, slug })
    expect([server.name, server.traceUrl]).toEqual(['Acme', null])
  })

  it('R1.6 recommended texts follow the name of the server, own texts stay', async () => {
    const { slug, dto } = await createServer(staff, { name: 'First' })
    expect(dto.supportToolTitle).toBe('Contact First support')
    const renamed = { ...serverSettings({ name: 'Second' }), supportToolDescription: 'My own words.' }
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings: renamed })
    await test.orm.em.execute(`update mcp_server set name = 'Third' where slug = ?`, [slug])
    const servers = await staff.visitor.query<McpServerDto[]>('mcpServer.list', { org: staff.org })
    expect(servers.find((server) => server.slug === slug)).toMatchObject({
      supportToolTitle: 'Contact Third support',
      supportToolDescription: 'My own words.',
    })
  })

  it.each([
    ['the form submits the texts of the old name', 'Old Name'],
    ['the form submits the texts of the new name', 'New Name'],
  ])('R1.6 a rename gives the support tool the new recommended texts: %s', async (_case, textsOf) => {
    const { slug, host, key } = await createServer(staff, { name: 'Old Name' })
    const renamed = {
      ...serverSettings({ name: 'New Name' }),
      supportToolTitle: recommendedToolTitle(textsOf),
      supportToolDescription: recommendedToolDescription(textsOf),
    }
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings: renamed })
    expect((await readConfig(host, key)).json<Config>().supportTool).toMatchObject({
      title: 'Contact New Name support',
      description: recommendedToolDescription('New Name'),
    })
  })

  it('R1.6 a rename keeps the texts that somebody wrote', async () => {
    const own = { supportToolTitle: 'Ask Old Name', supportToolDescription: 'Use this when it breaks.' }
    const { slug, host, key } = await createServer(staff, { name: 'Old Name', ...own })
    const renamed = serverSettings({ name: 'New Name', ...own })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings: renamed })
    expect((await readConfig(host, key)).json<Config>().supportTool).toMatchObject({
      title: 'Ask Old Name',
      description: 'Use this when it breaks.',
    })
  })

  it.each([
    [{ name: '' }, '/settings/name required'],
    [{ name: 'x'.repeat(81) }, '/settings/name too-long'],
    [{ supportToolTitle: '😀'.repeat(61) }, '/settings/supportToolTitle too-long'],
    [{ supportToolDescription: ' ' }, '/settings/supportToolDescription required'],
    [{ supportToolDescription: 'x'.repeat(1001) }, '/settings/supportToolDescription too-long'],
    [{ supportToolCategories: [] }, '/settings/supportToolCategories'],
    [{ supportToolCategories: ['a', 'A'] }, '/settings/supportToolCategories'],
    [{ supportToolCategories: ['x'.repeat(41)] }, '/settings/supportToolCategories/0 too-long'],
    [{ supportToolEnabled: 'yes' }, '/settings/supportToolEnabled invalid-type'],
    [{ organizationId: randomUUID() }, '/settings/organizationId unknown-field'],
  ])('422: settings %j', async (settings, expected) => {
    const problem = await create(`s-${randomUUID().slice(0, 8)}`, settings)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors!.map(({ pointer, code }) => `${pointer} ${code}`).join()).toContain(expected)
  })

  it.each([
    'ab',
    'x'.repeat(41),
    '-abc',
    'abc-',
    'a.b',
    'a_b',
    'äöü',
    'xn--abc',
    'a b',
    'a\u0000b',
    ...RESERVED_SLUGS,
  ])('422: the slug %j', async (slug) => {
    const problem = await create(slug)
    expect(problem).toMatchObject({ status: 422 })
    expect(problem.errors![0]!.pointer).toBe('/slug')
  })

  it('a slug is taken for good, in every organization, archived or not', async () => {
    const { slug, host, key } = await createServer(staff)
    const taken = async () => {
      const problem = await create(slug)
      expect(problem).toMatchObject({ status: 409, code: 'slug-taken' })
      expect(problem.errors).toMatchObject([{ pointer: '/slug', detail: problem.detail }])
      return problem.detail
    }
    expect(await taken()).toContain('Another MCP server of this organization')
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug })
    expect((await readConfig(host, key)).statusCode).toBe(404)
    expect(await taken()).toContain('An archived MCP server of this organization')
    const other = await signUpStaff(test.app)
    const input = { org: other.org, slug: slug.toUpperCase(), settings: serverSettings() }
    expect(await other.visitor.problemOf('mutate', 'mcpServer.create', input)).toMatchObject({
      code: 'slug-taken',
      detail: expect.stringContaining('Another organization'),
    })
  })

  it('archiving keeps the tickets, and the server disappears from the list', async () => {
    const { slug } = await createServer(staff)
    const words = { title: 'Kept', description: 'x', category: 'Other' }
    const { reference } = await staff.visitor.mutate<{ reference: string }>('supportTicket.open', {
      org: staff.org,
      server: slug,
      words,
    })
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug })
    const servers = await staff.visitor.query<McpServerDto[]>('mcpServer.list', { org: staff.org })
    expect(servers.map((server) => server.slug)).not.toContain(slug)
    expect(await staff.visitor.query('supportTicket.get', { org: staff.org, reference })).toMatchObject({
      title: 'Kept',
    })
  })

  it('keys: several at a time, shown once, revoked at once, noted when used', async () => {
    const { slug, host, key } = await createServer(staff)
    const input = { org: staff.org, slug }
    const second = await staff.visitor.mutate<CreatedServerKeyDto>('mcpServer.createKey', {
      ...input,
      name: ' production ',
    })
    expect(second.dsn).toMatch(new RegExp(`^http://mok_[0-9a-hjkmnp-tv-z]{32}@${slug}\\.localhost:3000$`))
    expect((await readConfig(host, key)).statusCode).toBe(200)
    await staff.visitor.mutate('mcpServer.revokeKey', { ...input, keyId: second.key.id })
    await staff.visitor.mutate('mcpServer.revokeKey', { ...input, keyId: second.key.id })
    expect((await readConfig(host, second.dsn.split(/\/\/|@/)[1]!)).statusCode).toBe(401)

    const keys = await staff.visitor.query<ServerKeyDto[]>('mcpServer.keys', input)
    expect(keys.map(({ hint }) => hint)).toEqual([second.key.hint, key.slice(-4)])
    expect(keys.map(({ name }) => name)).toEqual(['production', undefined])
    expect(keys[0]).toMatchObject({ createdBy: 'Ada Lovelace', revokedAt: expect.any(String) })
    expect(keys[1]!.lastUsedAt).toEqual(expect.any(String))
    expect(JSON.stringify(keys)).not.toContain(key)
    // A key that is used by hand is no SDK.
    const servers = await staff.visitor.query<McpServerDto[]>('mcpServer.list', { org: staff.org })
    expect(servers.find((server) => server.slug === slug)).not.toHaveProperty('lastSeenAt')
  })

  it('409: an eleventh active key', async () => {
    const { slug } = await createServer(staff)
    for (let count = 1; count < 10; count++)
      await staff.visitor.mutate('mcpServer.createKey', { org: staff.org, slug })
    const problem = await staff.visitor.problemOf('mutate', 'mcpServer.createKey', { org: staff.org, slug })
    expect(problem).toMatchObject({ status: 409, code: 'too-many-keys' })
  })

  it('409: server 501, archived ones included, also where several are created at once', async () => {
    const owner = await signUpStaff(test.app)
    const { slug } = await createServer(owner)
    await fill(owner, slug, 496)
    await owner.visitor.mutate('mcpServer.archive', { org: owner.org, slug })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        owner.visitor.send('POST', 'mcpServer.create', {
          org: owner.org,
          slug: `at-once-${index}-${slug}`,
          settings: serverSettings(),
        }),
      ),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(3)
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(5)
    expect(await owner.visitor.query('mcpServer.list', { org: owner.org })).toHaveLength(499)
    const input = { org: owner.org, slug: `one-more-${slug}`, settings: serverSettings() }
    expect(await owner.visitor.problemOf('mutate', 'mcpServer.create', input)).toMatchObject({
      status: 409,
      code: 'too-many-servers',
      detail: expect.stringContaining('archived'),
    })
    await owner.visitor.mutate('mcpServer.restore', { org: owner.org, slug })
    await createServer(staff)
  })

  /** Copies a server, past the procedure. */
  async function fill({ org }: Staff, slug: string, count: number): Promise<void> {
    const organizationId = await organizationIdOf(test, org)
    const now = new Date()
    await test.orm.em.fork().insertMany(
      McpServer,
      Array.from({ length: count }, (_, index) => ({
        id: newId(),
        organizationId,
        slug: `copy-${index}-${slug}`,
        name: `Copy ${index} of ${org}`,
        description: '',
        createdAt: now,
        updatedAt: now,
      })),
    )
  }
})
