import { ROLES } from '#shared/organization.ts'
import type { OpenCountDto } from '#shared/support-ticket.ts'
import type { EntityMetadata } from '@mikro-orm/core'
import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { isSqlite } from './db/database-url.ts'
import { databases } from './test/databases.ts'
import type { Visitor } from './test/factories.ts'
import { countedTables, globalTables, procedures, restRoutes } from './test/isolation-cases.ts'
import { randomTarget, targetOf } from './test/isolation-targets.ts'
import { CANARY, createWorld, type World } from './test/isolation-world.ts'
import { appRouter } from './trpc/router.ts'

const memberCases = Object.entries(procedures).flatMap(([path, each]) =>
  'needs' in each ? [[path, each] as const] : [],
)

describe.each(databases)('R2.4 isolation on $name', ({ url }) => {
  let world: World
  let before: string
  beforeAll(async () => {
    world = await createWorld(url)
    before = await rowsOfVictim(world)
  })
  afterAll(() => world.close())

  it('has a case for every procedure', () => {
    expect(Object.keys(appRouter._def.procedures).sort()).toEqual(Object.keys(procedures).sort())
  })

  it('has a case for every route of the SDK API', async () => {
    const { host, key } = world.attacker.server
    const served = []
    for (const route of (await routesOf(world)).filter((each) => each.includes(' /api/'))) {
      const [method, url] = route.split(' ') as ['GET', string]
      const { statusCode } = await world.app.inject({ method, url, headers: { host, 'x-mcp-obs-key': key } })
      if (statusCode !== 405) served.push(route)
    }
    expect(served).toEqual(Object.keys(restRoutes).sort())
  })

  it('has a tenant, a filter and an index that starts with it on every table but the listed ones', async () => {
    const query = isSqlite(url)
      ? `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`
      : `select table_name as name from information_schema.tables where table_schema = database()`
    const tables = (await world.orm.em.execute<{ name: string }[]>(query)).map(({ name }) => name)
    const scoped = tenantEntities(world)
    expect(tables.filter((name) => !(name in globalTables)).sort()).toEqual(
      scoped.map((meta) => meta.tableName).sort(),
    )
    for (const { className, indexes, uniques, primaryKeys } of scoped) {
      const first = [...indexes, ...uniques].map(({ properties }) => [properties].flat()[0])
      expect([...first, primaryKeys[0]], className).toContain('organizationId')
    }
  })

  describe.each(memberCases)('%s', (path, { kind, input }) => {
    const call = (who: Visitor, body: object) =>
      who.problemOf(kind === 'mutate' ? 'mutate' : 'query', path, body)
    const inVictim = () => ({ org: world.victim.owner.org, ...input(targetOf(world.victim)) })

    it('is refused to nobody', async () => {
      expect(await call(world.nobody, inVictim())).toMatchObject({
        status: kind === 'subscription' ? 200 : 401,
        code: 'not-signed-in',
      })
    })

    it('does not exist for another tenant, nor for a removed member', async () => {
      const known = await call(world.attacker.owner.visitor, inVictim())
      const unknown = await call(world.attacker.owner.visitor, { ...inVictim(), org: 'no-such-organization' })
      expect(known).toMatchObject({
        status: kind === 'subscription' ? 200 : 404,
        code: 'organization-not-found',
      })
      expect({ ...known, requestId: '' }).toEqual({ ...unknown, requestId: '' })
      expect({ ...(await call(world.removed, inVictim())), requestId: '' }).toEqual({
        ...known,
        requestId: '',
      })
    })
  })

  it.each(memberCases.filter(([, { needs }]) => needs !== 'viewer'))(
    '%s is forbidden below its role',
    async (path, { needs, input }) => {
      const body = { org: world.victim.owner.org, ...input(targetOf(world.victim)) }
      for (const role of ROLES.slice(ROLES.indexOf(needs) + 1)) {
        const who = world.staff[role as keyof World['staff']]
        expect(await callAs(who, path, body), role).toMatchObject({ status: 403, code: 'forbidden' })
      }
    },
  )

  it.each(memberCases.filter(([, { kind, needs }]) => kind === 'query' && needs !== 'owner'))(
    '%s is granted from its role on',
    async (path, { needs, input }) => {
      const body = { org: world.victim.owner.org, ...input(targetOf(world.victim)) }
      for (const role of ROLES.slice(1, ROLES.indexOf(needs) + 1)) {
        const { statusCode } = await world.staff[role as keyof World['staff']].send('GET', path, body)
        expect(statusCode, role).toBe(200)
      }
    },
  )

  it.runIf(isSqlite(url))('grants nothing to a role that is not in the table', async () => {
    const { orm, staff, victim } = world
    const setRole = async (from: string, to: string) => {
      await orm.em.execute('pragma ignore_check_constraints = on')
      await orm.em.execute('update membership set role = ? where role = ?', [to, from])
      await orm.em.execute('pragma ignore_check_constraints = off')
    }
    for (const role of ['', 'superowner', 'constructor', 'Owner']) {
      await setRole('viewer', role)
      for (const [path, { input }] of memberCases) {
        const answer = await callAs(staff.viewer, path, {
          org: victim.owner.org,
          ...input(targetOf(victim)),
        })
        expect(answer.code, `${role}: ${path}`).toBe('forbidden')
      }
      await setRole(role, 'viewer')
    }
  })

  it.each(memberCases.filter(([, { foreign }]) => foreign))(
    '%s finds another tenant’s ids as little as made-up ones',
    async (path, { input, foreign }) => {
      const { visitor, org } = world.attacker.owner
      const theirs = await callAs(visitor, path, { org, ...input(targetOf(world.victim)) })
      const random = await callAs(visitor, path, { org, ...input(randomTarget()) })
      expect(theirs).toMatchObject({ status: 404, code: foreign })
      expect({ ...theirs, requestId: '' }).toEqual({ ...random, requestId: '' })
    },
  )

  it('leaks no word of the victim into any answer to another tenant', async () => {
    const { visitor, org } = world.attacker.owner
    const answers = []
    for (const [path, each] of memberCases.filter(([, { kind }]) => kind === 'query')) {
      for (const target of [targetOf(world.victim), targetOf(world.attacker)]) {
        answers.push((await visitor.send('GET', path, { org, ...each.input(target) })).body)
      }
    }
    expect(answers.join('\n')).not.toContain(CANARY)
    expect(answers.join('\n')).toContain('Attacker')
  })

  it('counts none of another tenant’s tickets, by whatever server', async () => {
    const { visitor, org } = world.attacker.owner
    const count = async (server: string) =>
      (await visitor.query<OpenCountDto>('supportTicket.countOpen', { org, server })).open
    // Of staff and of an end-user.
    expect(await count(world.attacker.server.slug)).toBe(2)
    expect(await count(world.victim.server.slug)).toBe(0)
  })

  it('keeps a batch that mixes tenants apart', async () => {
    const { visitor, org } = world.attacker.owner
    const inputs = { 0: { org, filters: {} }, 1: { org: world.victim.owner.org, filters: {} } }
    const response = await visitor.app.inject({
      url: `/trpc/supportTicket.list,supportTicket.list?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`,
      headers: { host: 'localhost:3000', cookie: visitor.cookie! },
    })
    const [own, foreign] =
      response.json<{ result?: object; error?: { data: { problem: { code: string } } } }[]>()
    expect(own?.result).toBeDefined()
    expect(foreign?.error?.data.problem.code).toBe('organization-not-found')
    expect(response.body).not.toContain(CANARY)
  })

  const keyed = Object.entries(restRoutes).filter(([, { open }]) => !open)
  describe.each(keyed)('%s', (route, { payload }) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string]
    const call = (host: string, key?: string) =>
      world.app.inject({
        method,
        url: path.replace(':reference', world.victim.ticket.reference),
        headers: { host, ...(key && { 'x-mcp-obs-key': key }) },
        ...(payload && { payload }),
      })

    it('takes no key, another tenant’s key and a made-up key alike: 401', async () => {
      const { host } = world.victim.server
      const answers = [
        await call(host),
        await call(host, world.attacker.server.key),
        await call(host, `mok_${'0'.repeat(32)}`),
      ]
      for (const answer of answers) {
        expect(answer.statusCode).toBe(401)
        const { requestId, ...problem } = answer.json<{ requestId: string }>()
        expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
        expect(problem).toMatchObject({ code: 'invalid-key' })
        expect(problem).toEqual({ ...answers[0]!.json<object>(), requestId: undefined })
      }
    })

    it('does not exist on the dashboard’s host', async () => {
      expect((await call('localhost:3000', world.victim.server.key)).statusCode).toBe(404)
    })
  })

  it('serves nothing of the dashboard on an MCP server’s host', async () => {
    const { host } = world.attacker.server
    for (const path of ['/trpc/account.session', '/', '/o/acme/tickets', '/export/tickets']) {
      const response = await world.app.inject({
        url: path,
        headers: { host, cookie: world.attacker.owner.visitor.cookie! },
      })
      expect(response.statusCode, path).toBe(404)
    }
  })

  it('left every row of the victim as it was', async () => {
    expect(await rowsOfVictim(world)).toBe(before)
  })

  it('refuses, in the process itself, to flush another tenant’s row', async () => {
    const { forkForTenant } = await import('./db/tenant.ts')
    const { McpServer } = await import('./domain/mcp-server/mcp-server.entity.ts')
    const { orm, attacker, victim } = world
    const idOf = async (slug: string) => {
      const rows = await orm.em.execute<{ id: string }[]>('select id from organization where slug = ?', [
        slug,
      ])
      return rows[0]!.id
    }
    const [mine, theirs] = [await idOf(attacker.owner.org), await idOf(victim.owner.org)]
    const now = new Date()
    const fields = {
      slug: 'smuggled',
      name: 'x',
      description: '',
      createdAt: now,
      updatedAt: now,
      supportToolEnabled: false,
    }

    const creating = forkForTenant(orm.em, mine)
    creating.create(McpServer, { organizationId: theirs, ...fields })
    await expect(creating.flush()).rejects.toThrow('Cross-tenant write of McpServer refused')

    const moving = forkForTenant(orm.em, mine)
    const own = await moving.findOneOrFail(McpServer, { slug: attacker.server.slug })
    own.organizationId = theirs
    await expect(moving.flush()).rejects.toThrow('Cross-tenant write of McpServer refused')

    const referring = forkForTenant(orm.em, mine)
    const [row] = await orm.em.execute<{ id: string }[]>('select id from mcp_server where slug = ?', [
      victim.server.slug,
    ])
    referring.getReference(McpServer, row!.id).name = 'Hijacked'
    await expect(referring.flush()).rejects.toThrow('Cross-tenant write of McpServer refused')

    const homeless = orm.em.fork()
    homeless.create(McpServer, { organizationId: theirs, ...fields })
    await expect(homeless.flush()).rejects.toThrow('Cross-tenant write of McpServer refused')
    await expect(orm.em.fork().find(McpServer, {})).rejects.toThrow('No arguments provided for filter')
  })
})

function callAs(who: Visitor, path: string, body: object) {
  return who.problemOf(procedures[path]?.kind === 'mutate' ? 'mutate' : 'query', path, body)
}

/** Everything stored of the victim's organization, as text. */
async function rowsOfVictim({ orm, victim }: World): Promise<string> {
  const tables = tenantEntities({ orm }).filter(({ tableName }) => !(tableName in countedTables))
  const dump = []
  for (const { tableName } of tables) {
    const rows = await orm.em.execute<object[]>(
      `select * from ${tableName} where organization_id = (select id from organization where slug = ?) order by 1`,
      [victim.owner.org],
    )
    const texts = rows.map((row) => JSON.stringify(row))
    // It tells dashboards to look at what `countedTables` names.
    dump.push(tableName, ...texts.filter((text) => !text.includes('server-setup-changed')))
  }
  expect(dump.length).toBeGreaterThan(tables.length)
  return dump.join('\n')
}

function tenantEntities({ orm }: Pick<World, 'orm'>): EntityMetadata[] {
  return [...orm.getMetadata().getAll().values()].filter(
    (meta) => 'tenant' in meta.filters && 'organizationId' in meta.properties,
  )
}

async function routesOf({ orm, config }: World): Promise<string[]> {
  const routes: string[] = []
  const onRoute = ({ method, url }: RouteOptions) =>
    void routes.push(...[method].flat().map((each) => `${each} ${url}`))
  const app = await buildApp({ config, orm, onRoute })
  await app.close()
  return routes.filter((route) => !/^(?:HEAD|OPTIONS) /.test(route)).sort()
}
