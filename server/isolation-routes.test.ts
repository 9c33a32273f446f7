import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { databases } from './test/databases.ts'
import type { Visitor } from './test/factories.ts'
import { dashboardRoutes, restRoutes } from './test/isolation-cases.ts'
import { CANARY, createWorld, type World } from './test/isolation-world.ts'

/** What has its own cases: procedures, the SDK API, the tools of agents, the authorization servers and their pages. */
const OTHERS = /^(?:HEAD|OPTIONS) | \/(?:trpc|api|mcp|oauth|sign-in|connect|\.well-known)\b/

describe.each(databases)('R2.4 routes of the dashboard on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  it('have a case each', async () => {
    const { config, orm } = world
    const routes: string[] = []
    const onRoute = ({ method, url: path }: RouteOptions) =>
      void routes.push(...[method].flat().map((each) => `${each} ${path}`))
    await (await buildApp({ config, orm, onRoute })).close()
    expect(routes.filter((route) => !OTHERS.test(route)).sort()).toEqual(Object.keys(dashboardRoutes).sort())
  })

  it.each(Object.entries(dashboardRoutes))(
    '%s is for members of the organization',
    async (route, { query }) => {
      const { attacker, victim, nobody, removed, staff } = world
      const ask = (who: Visitor, org: string) =>
        world.app.inject({
          url: `${route.split(' ')[1]}?${query}&org=${org}`,
          headers: { host: 'localhost:3000', ...(who.cookie && { cookie: who.cookie }) },
        })
      const theirs = victim.owner.org
      expect((await ask(nobody, theirs)).json()).toMatchObject({ code: 'not-signed-in' })
      for (const who of [attacker.owner.visitor, removed]) {
        expect((await ask(who, theirs)).json()).toMatchObject({ status: 404, code: 'organization-not-found' })
      }
      expect((await ask(staff.viewer, theirs)).json()).toMatchObject({ status: 403, code: 'forbidden' })
      expect((await ask(staff.member, theirs)).body).toContain(CANARY)
      const own = (await ask(attacker.owner.visitor, attacker.owner.org)).body
      expect(own).toContain('Attacker')
      expect(own).not.toContain(CANARY)
    },
  )
})

const openRoutes = Object.entries(restRoutes).flatMap(([route, { open }]) => (open ? [route] : []))

describe.each(databases)('R2.4 routes of the SDK API without a key on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  it.each(openRoutes)('%s shows nothing of a tenant', async (route) => {
    const { app, victim, attacker } = world
    const [method, path] = route.split(' ') as ['GET', string]
    const ask = (host: string, key?: string) =>
      app.inject({ method, url: path, headers: { host, ...(key && { 'x-mcp-obs-key': key }) } })
    const theirs = await ask(victim.server.host)
    const mine = await ask(attacker.server.host)
    expect([theirs.statusCode, mine.statusCode]).toEqual([200, 200])
    expect(theirs.body).not.toContain(CANARY)
    expect(theirs.body.replaceAll(victim.server.slug, '')).toBe(
      mine.body.replaceAll(attacker.server.slug, ''),
    )
    const [foreign, madeUp] = [
      await ask(victim.server.host, attacker.server.key),
      await ask(victim.server.host, `mok_${'0'.repeat(32)}`),
    ]
    for (const answer of [foreign, madeUp])
      expect(answer.json()).toMatchObject({ status: 401, code: 'invalid-key' })
    expect((await ask('localhost:3000')).statusCode).toBe(404)
  })
})
