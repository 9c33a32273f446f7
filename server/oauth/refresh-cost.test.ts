import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { OAUTH } from '../test/signed-in.ts'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { plain } from '../test/statement-rules.ts'

describe.each(databases)('a refresh of a token on $name', ({ url }) => {
  let test: TestApp
  let ana: OauthVisitor
  let tokens: Tokens
  const seen: string[] = []
  beforeAll(async () => {
    test = await startTestApp(url, {}, undefined, (sql) => seen.push(plain(sql)))
    const { host } = await createServer(await signUpStaff(test.app), OAUTH)
    ana = new OauthVisitor(test.app, host)
    tokens = await ana.signIn()
  })
  afterAll(() => test.close())

  const refresh = async () => ana.refresh(tokens.refresh_token)

  it('takes nine round trips to the database, and one commit for all that it writes', async () => {
    tokens = (await refresh()).json<Tokens>()
    seen.length = 0
    tokens = (await refresh()).json<Tokens>()
    // On SQLite, the transaction shares its commit with others, and has a savepoint of its own in it.
    const statements = seen.filter((sql) => !/^(?:savepoint|release) /.test(sql))
    const kinds = statements.map((sql) => /^\w+(?: (?:into )?(?!set|immediate)\w+)?/.exec(sql)![0])
    expect(kinds).toEqual([
      'select s',
      'select sealed_metadata',
      'select model',
      'select c',
      'begin',
      'update mcp_server_session',
      'update oauth_artifact',
      'insert into oauth_artifact',
      'commit',
    ])
  })

  it('of one token, many times at once, gives each a token of its own that works', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, refresh))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(200))
    const next = answers.map((answer) => answer.json<Tokens>().refresh_token)
    expect(new Set(next).size).toBe(12)
    const again = await Promise.all(next.map((token) => ana.refresh(token)))
    expect(again.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(200))
  })

  it('leaves the token as it was when the next one cannot be kept', async () => {
    tokens = await ana.signIn()
    const [fail, mend] = url.startsWith('sqlite')
      ? [
          `create trigger outage before insert on oauth_artifact begin select raise(abort, 'outage'); end`,
          'drop trigger outage',
        ]
      : [
          `create trigger outage before insert on oauth_artifact for each row signal sqlstate '45000' set message_text = 'x'`,
          'drop trigger outage',
        ]
    const unused = `select ${ALL_TENANTS} count(*) as count from oauth_artifact where consumed_at is null`
    const before: unknown = await test.orm.em.execute(unused)
    await test.orm.em.execute(fail)
    const { statusCode } = await refresh().finally(() => test.orm.em.execute(mend))
    expect(statusCode).toBeGreaterThanOrEqual(500)
    expect(await test.orm.em.execute(unused)).toEqual(before)
    expect((await refresh()).statusCode).toBe(200)
  })
})
