import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChangeFeed } from './domain/change-feed.ts'
import { rotateSigningKeys } from './domain/authorization/rotate-signing-keys.ts'
import { jobs } from './jobs/jobs.ts'
import { databases } from './test/databases.ts'
import { createServer } from './test/factories.ts'
import { createWorld, type World } from './test/isolation-world.ts'
import { OauthVisitor, REDIRECT_URI } from './test/oauth-flow.ts'
import { SdkCaller } from './test/sdk-caller.ts'
import { sendInto } from './test/send-into.ts'
import { OAUTH } from './test/signed-in.ts'
import { inlinedValues, namesTenant, WITHOUT_TENANT } from './test/statement-rules.ts'
import { asPlatform, exceptionsUsed } from './test/watch-statements.ts'

const TABLES = new Set(['ticket', 'server'])

describe('a statement that names its tenant', () => {
  it.each([
    'select * from `organization` where `slug` = ?',
    'select t0.* from `ticket` as `t0` where `t0`.`organization_id` = ? and `t0`.`id` = ? limit ?',
    'update `ticket` set `title` = ? where `id` = ? and `organization_id` = ?',
    'delete from ticket where id in (?, ?) and organization_id = ?',
    'insert into `ticket` (`id`, `organization_id`) values (?, ?)',
    'select 1 from server s join ticket t on t.organization_id = s.organization_id where s.organization_id = ?',
    'select count(*) from (select 1 from ticket force index (x) where organization_id = ? limit ?) as capped',
    'update ticket set a = ? where organization_id = ? and b in (select id from server where organization_id = ?)',
  ])('%s', (sql) => {
    expect(namesTenant(sql, TABLES)).toBe(true)
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
  ])('is not %s', (sql) => {
    expect(namesTenant(sql, TABLES)).toBe(false)
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
    await victim.owner.visitor.mutate('accessToken.revokeOwn')
    const ctx = { em: orm.em.fork(), now: () => new Date(), changes: new ChangeFeed(), settings: config }
    expect(await asPlatform(() => rotateSigningKeys(ctx, undefined))).toContain(slug)
    await ana.browser.post(`http://${host}/oauth/register`, { redirect_uris: [REDIRECT_URI] })
    const nextYear = () => new Date(Date.now() + 365 * 24 * 3_600_000)
    for (const { run } of jobs) await asPlatform(() => run({ em: orm.em.fork(), now: nextYear }))
    expect(exceptionsUsed().toSorted()).toEqual(WITHOUT_TENANT.map(({ statement }) => statement).toSorted())
  })
})
