import type { ServerSetupDto } from '#shared/server-setup.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from './db/column-types.ts'
import type { Orm } from './db/orm.ts'
import { sha256 } from './domain/sha256.ts'
import { SessionActors } from './domain/organization/session-actors.ts'
import { ChangeFeed } from './domain/change-feed.ts'
import { rotateSigningKeys } from './domain/authorization/rotate-signing-keys.ts'
import { JobsLead } from './domain/jobs-lead.ts'
import { jobs } from './jobs/jobs.ts'
import { touchThisProcess } from './jobs/touch-process.job.ts'
import { AgentVisitor } from './test/agent-visitor.ts'
import { callTool } from './test/call-tool.ts'
import { databases } from './test/databases.ts'
import { createServer } from './test/factories.ts'
import { createWorld, type World } from './test/isolation-world.ts'
import { OauthVisitor, REDIRECT_URI } from './test/oauth-flow.ts'
import { SdkCaller } from './test/sdk-caller.ts'
import { sendInto } from './test/send-into.ts'
import { OAUTH } from './test/signed-in.ts'
import { namesTenant } from './test/names-tenant.ts'
import { inlinedValues, plain, WITHOUT_TENANT } from './test/statement-rules.ts'
import { asPlatform, exceptionsUsed } from './test/watch-statements.ts'

const TABLES = new Set(['ticket', 'server'])

describe('a statement that names its tenant', () => {
  it.each([
    'select * from `organization` where `slug` = ?',
    'select t0.* from `ticket` as `t0` where `t0`.`organization_id` = ? and `t0`.`id` = ? limit ?',
    'update `ticket` set `title` = ? where `id` = ? and `organization_id` = ?',
    'delete from ticket where id in (?, ?) and organization_id = ?',
    'select * from ticket where organization_id = ? for update skip locked',
    'insert into `ticket` (`id`, `organization_id`) values (?, ?)',
    'select 1 from server s join ticket t on t.organization_id = s.organization_id where s.organization_id = ?',
    'select count(*) from (select 1 from ticket force index (x) where organization_id = ? limit ?) as capped',
    'update ticket set a = ? where organization_id = ? and b in (select id from server where organization_id = ?)',
    'select * from ticket t where (t.organization_id = ? and (t.a = ? or t.b = ?)) order by t.a limit ?',
    'select 1 from ticket t where t.organization_id = ? and exists (select 1 from server s where s.organization_id = t.organization_id)',
    'insert into ticket (id, organization_id) select id, organization_id from server where organization_id = ?',
    'select * from account where id = ? or email = ?',
    'select a from account union all select a from ticket where organization_id = ?',
  ])('%s', (sql) => {
    expect(namesTenant(plain(sql), TABLES)).toBe(true)
  })

  it.each([
    'select * from ticket',
    'select organization_id from ticket where id = ?',
    'update `ticket` set `organization_id` = ? where `id` = ?',
    'delete from ticket where id in (?)',
    'insert into `ticket` (`id`) values (?)',
    'select 1 from server s join ticket t on t.server_id = s.id where s.organization_id = ?',
    'select 1 from server s join ticket t on t.organization_id = s.organization_id where s.slug = ?',
    'update ticket set a = ? where organization_id = ? and b in (select id from server)',
    'update ticket set a = ? where organization_id = ? or a <> ?',
    'select * from ticket where organization_id = ? or true',
    'select * from ticket where (organization_id = ? or id = ?) and a = ?',
    'delete from ticket where not (organization_id = ?)',
    'select * from ticket where id = ? for update skip locked',
    'delete from ticket where not organization_id = ?',
    'select v.a from ticket t, ticket v where t.organization_id = ?',
    'select a from ticket t, server where t.organization_id = ?',
    'insert into ticket (id, organization_id, a) select id, organization_id, a from ticket',
    'select (select group_concat(a) from ticket x where x.organization_id is not null) from server s where s.organization_id = ?',
    'select v.a from server s join ticket v on v.organization_id <> s.organization_id where s.organization_id = ?',
    'with x as (select a, organization_id from ticket) select * from x where organization_id = ?',
    'select * from ticket t left join server s on t.organization_id = ? and s.organization_id = t.organization_id',
    'select 1 from server s left join ticket t on t.organization_id = s.organization_id where t.organization_id = ?',
    'select a from ticket where organization_id = ? union select a from server',
    'select a from server s where s.organization_id = ? and s.id in (select x from ticket where a = max(b, lower(coalesce(c, d))))',
    'replace into ticket (id, organization_id) values (?, ?)',
    'select 1 from server s left join ticket t on t.organization_id = s.organization_id or t.a = ? where s.organization_id = ?',
  ])('is not %s', (sql) => {
    expect(namesTenant(plain(sql), TABLES)).toBe(false)
  })

  it('holds no value', () => {
    expect(inlinedValues(`select 1 from t where a = 'x''y' and b = 17 and c = ?`)).toEqual([`'x''y'`, '17'])
    expect(inlinedValues('select `t0`.* from x as t0 where t0.a1 = ? limit ?')).toEqual([])
  })
})

describe.each(databases)('the list of statements without a tenant, on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  it('has no row that the platform does not need', async () => {
    const { app, orm, config, victim } = world
    await new SdkCaller(app, victim.server).readConfig()
    await victim.owner.visitor.query('account.session')
    const { host, slug } = await createServer(victim.owner, OAUTH)
    const ana = new OauthVisitor(app, host)
    await ana.authorize()
    const authorization = `Bearer ${victim.token.secret}`
    const input = encodeURIComponent(JSON.stringify({ org: victim.owner.org, filters: {} }))
    const path = `/trpc/supportTicket.list?input=${input}`
    const headers = { authorization }
    const answer = await sendInto(app)({ method: 'GET', host: 'localhost:3000', path, headers })
    expect(answer.statusCode).toBe(200)
    expect((await callTool(app, victim.token.secret, 'list_servers')).status).toBe(200)
    await new AgentVisitor(app, victim.owner).approve()
    await victim.owner.visitor.mutate('accessToken.revokeOwn')
    const ctx = { em: orm.em.fork(), now: () => new Date(), settings: config }
    expect(await asPlatform(() => rotateSigningKeys(ctx, undefined))).toContain(slug)
    await ana.browser.post(`http://${host}/oauth/register`, { redirect_uris: [REDIRECT_URI] })
    await new SdkCaller(app, { ...victim.server, key: '' }).readConfig()
    const ofServer = { org: victim.owner.org, slug: victim.server.slug }
    await vi.waitFor(async () => {
      const setup = await victim.owner.visitor.query<ServerSetupDto>('mcpServer.setup', ofServer)
      expect(setup.rejected).not.toEqual([])
    }, 15_000)
    await readFeed(orm)
    const actors = new SessionActors(() => ctx)
    const [, secret] = /=([^;]+)/.exec(victim.owner.visitor.cookie!)!
    await asPlatform(() => actors.read(sha256(secret!), newId()))
    const nextYear = () => new Date(Date.now() + 365 * 24 * 3_600_000)
    for (const { run } of [touchThisProcess(new JobsLead()), ...jobs])
      await asPlatform(() => run({ em: orm.em.fork(), now: nextYear, settings: config }))
    expect(exceptionsUsed().toSorted()).toEqual(WITHOUT_TENANT.map(({ statement }) => statement).toSorted())
  })
})

/** Follows the changes of an organization until the feed has looked for them. */
async function readFeed(orm: Orm): Promise<void> {
  const feed = new ChangeFeed(() => orm.em.fork())
  const organizationId = newId()
  await asPlatform(async () => {
    await feed.follow(organizationId, undefined, new AbortController().signal).next()
    feed.wake(organizationId)
  })
  await vi.waitFor(() => expect(exceptionsUsed().join()).toContain('counted_now'), 10_000)
  feed.stop()
}
