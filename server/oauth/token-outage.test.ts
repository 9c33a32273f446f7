import { Writable } from 'node:stream'
import type { LightMyRequestResponse } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { OAUTH } from '../test/signed-in.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'

const mySql = databases.find(({ name }) => name === 'MySQL')
const sqlite = databases.find(({ name }) => name === 'SQLite')!

/** What the client sees, whatever happened: an outage, and then one answer for good. */
const isOutage = ({ statusCode }: LightMyRequestResponse) => statusCode >= 500 && statusCode < 600

/**
 * Tries a code again and again, as clients do after an outage.
 *
 * @returns what each try was answered
 */
async function retry(ana: OauthVisitor, code: string): Promise<string[]> {
  const answers = []
  for (let count = 0; count < 3; count++) {
    const response = await ana.redeem(code)
    answers.push(response.statusCode === 200 ? 'tokens' : response.json<{ error: string }>().error)
  }
  return answers
}

/** Redeemable still, once; or dead for good. */
const CLEAN = [
  ['tokens', 'invalid_grant', 'invalid_grant'],
  ['invalid_grant', 'invalid_grant', 'invalid_grant'],
]

describe.skipIf(!mySql)('a database that fails while tokens are issued, on MySQL', () => {
  let proxy: TcpProxy
  let desk: TestApp
  let app: FastifyInstance
  let host: string
  let log = ''
  beforeAll(async () => {
    const { network, through } = await TcpProxy.before(mySql!.url)
    proxy = network
    desk = await startTestApp(through)
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log += chunk.toString()
        done()
      },
    })
    app = await buildApp({ config: desk.config, orm: desk.orm, logger: { level: 'trace', stream } })
    host = (await createServer(await signUpStaff(desk.app), OAUTH)).host
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
    await proxy.stop()
  })

  async function withCode() {
    const ana = new OauthVisitor(app, host)
    return { ana, code: (await ana.authorize()).searchParams.get('code')! }
  }

  it('5xx: is away; the code is good when it is back', async () => {
    const { ana, code } = await withCode()
    await proxy.stop()
    const response = await ana.redeem(code)
    await proxy.listen()
    expect(isOutage(response), response.body).toBe(true)
    expect(await retry(ana, code)).toEqual(['tokens', 'invalid_grant', 'invalid_grant'])
  })

  it.each([
    ['before', 'from mcp_server_session', ['tokens', 'invalid_grant', 'invalid_grant']],
    ['before', 'update oauth_artifact', ['tokens', 'invalid_grant', 'invalid_grant']],
    ['after', 'update oauth_artifact', ['tokens', 'invalid_grant', 'invalid_grant']],
    ['before', 'insert into oauth_artifact', ['invalid_grant', 'invalid_grant', 'invalid_grant']],
    ['after', 'insert into oauth_artifact', ['invalid_grant', 'invalid_grant', 'invalid_grant']],
  ] as const)('5xx: is lost %s `%s`; then the code gives %j', async (when, statement, expected) => {
    const { ana, code } = await withCode()
    proxy.cutAt(statement, when)
    const response = await ana.redeem(code)
    expect(isOutage(response), response.body).toBe(true)
    expect(await retry(ana, code)).toEqual(expected)
  })

  it('5xx: is lost while a token is refreshed; the token is good afterwards, for a client that repeats', async () => {
    const { ana, code } = await withCode()
    const { refresh_token: token } = (await ana.redeem(code)).json<Tokens>()
    for (const [statement, when] of [
      ['update oauth_artifact', 'before'],
      ['update oauth_artifact', 'after'],
      ['insert into oauth_artifact', 'before'],
      ['insert into oauth_artifact', 'after'],
    ] as const) {
      proxy.cutAt(statement, when)
      const response = await ana.refresh(token)
      expect(isOutage(response), `${when} ${statement}: ${response.body}`).toBe(true)
      expect((await ana.refresh(token)).statusCode, `${when} ${statement}`).toBe(200)
    }
  })

  it('says nothing of codes and tokens in the log of what failed', async () => {
    const { ana, code } = await withCode()
    proxy.cutAt('insert into oauth_artifact', 'before')
    await ana.redeem(code)
    expect(log).toContain('request failed')
    for (const secret of [code, ana.verifier, ana.email]) expect(log).not.toContain(secret)
  })
})

describe('a database that fails while tokens are issued, on SQLite', () => {
  let desk: TestApp
  let host: string
  beforeAll(async () => {
    desk = await startTestApp(sqlite.url)
    host = (await createServer(await signUpStaff(desk.app), OAUTH)).host
  })
  afterAll(() => desk.close())

  it.each(['insert', 'update', 'select'])(
    '5xx: refuses to %s; then the code is good once or dead',
    async (what) => {
      const ana = new OauthVisitor(desk.app, host)
      const code = (await ana.authorize()).searchParams.get('code')!
      const [fail, mend] =
        what === 'select'
          ? ['alter table oauth_artifact rename to gone', 'alter table gone rename to oauth_artifact']
          : [
              `create trigger outage before ${what} on oauth_artifact begin select raise(abort, 'outage'); end`,
              'drop trigger outage',
            ]
      await desk.orm.em.execute(fail)
      const response = await ana.redeem(code).finally(() => desk.orm.em.execute(mend))
      expect(isOutage(response), response.body).toBe(true)
      expect(CLEAN).toContainEqual(await retry(ana, code))
    },
  )
})
