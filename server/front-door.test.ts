import { mkdirSync, rmSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { isSqlite } from './db/database-url.ts'
import { BREAKAGES, breakDatabase } from './test/break-database.ts'
import { callProcedure } from './test/call-procedure.ts'
import { databases, mySqlUrl, TEST_FOLDER } from './test/databases.ts'
import { createServer, serverSettings } from './test/factories.ts'
import { procedures } from './test/isolation-cases.ts'
import { targetOf } from './test/isolation-targets.ts'
import { createWorld, type World } from './test/isolation-world.ts'
import { LogLines } from './test/log-lines.ts'
import { listen } from './test/raw-http.ts'
import { type HttpAnswer, sendHttp } from './test/send-http.ts'
import { OAUTH } from './test/signed-in.ts'

/** Stands in everything that is sent, so that it is found wherever it is logged. */
const PLANTED = 'PLANTED'
const TEXT = `${PLANTED} text\n    at ${PLANTED} (/planted/${PLANTED}.ts:1:1)`
const CREDENTIALS = { email: `${PLANTED}@example.com`, password: `${PLANTED} horse battery` }

/** Inputs that carry text of people. The other procedures take ids alone. */
const TEXTS: Record<string, object> = {
  'account.signUp': { ...CREDENTIALS, name: PLANTED, organizationName: PLANTED },
  'account.signIn': CREDENTIALS,
  'account.changePassword': { currentPassword: PLANTED, password: CREDENTIALS.password },
  'invitation.read': { secret: PLANTED },
  'invitation.accept': { secret: PLANTED },
  'invitation.signUp': { ...CREDENTIALS, name: PLANTED, secret: PLANTED },
  'organization.rename': { name: PLANTED },
  'accessToken.create': { name: PLANTED },
  'mcpServer.create': { settings: serverSettings({ name: PLANTED, description: PLANTED }) },
  'mcpServer.update': { settings: serverSettings({ name: PLANTED, description: PLANTED }) },
  'endUser.list': { search: PLANTED },
  'supportTicket.open': {
    words: { title: PLANTED, description: TEXT, category: 'Other', email: CREDENTIALS.email },
  },
}

/** SQL, or a hash of a password. */
const SQL = /select .* from|insert into|update `|delete from|\$argon2/i

describe.each(databases)('one front door on $name', ({ name }) => {
  const scratch = `mcpobs_test_faults_${process.env.VITEST_POOL_ID ?? 0}`
  const url = name === 'SQLite' ? `sqlite:${TEST_FOLDER}/${scratch}.db` : mySqlUrl(scratch)
  const log = new LogLines()
  let world: World
  let app: Awaited<ReturnType<typeof buildApp>>
  let port: number
  let oauthHost: string
  const routes: string[] = []

  beforeAll(async () => {
    await emptyDatabase(url, scratch)
    world = await createWorld(url)
    oauthHost = (await createServer(world.victim.owner, OAUTH)).host
    app = await buildApp({
      config: world.config,
      orm: world.orm,
      logger: { level: 'trace', stream: log.stream },
      onRoute: ({ method, url: path }) => {
        for (const each of [method].flat()) routes.push(`${each} ${path}`)
      },
    })
    port = await listen(app)
  })
  afterAll(async () => {
    await app.close()
    await world.close()
  })

  const callAsOwner = (path: string, input: object, kind?: 'query' | 'mutate'): Promise<HttpAnswer> => {
    // Signing out is the one procedure that the next one would not survive.
    const { visitor } = (path === 'account.signOut' ? world.attacker : world.victim).owner
    return callProcedure(port, visitor.cookie!, path, input, kind && { kind })
  }

  const inputOf = (path: string): object => {
    const each = procedures[path]!
    const ids = 'needs' in each ? { org: world.victim.owner.org, ...each.input(targetOf(world.victim)) } : {}
    // Another's ids, so that the session that asks does not end.
    const own = 'own' in each ? each.input(targetOf(world.attacker)) : {}
    return { ...ids, ...own, ...TEXTS[path] }
  }

  const callRoute = (route: string): Promise<HttpAnswer> => {
    const [method = '', template = ''] = route.split(' ')
    const isSdk = template.startsWith('/api/')
    const path = template.replace(/:\w+/, isSdk ? world.victim.ticket.reference : PLANTED)
    const isForm = template.startsWith('/oauth/') && template !== '/oauth/register'
    const { server } = world.victim
    const values = { title: PLANTED, description: TEXT, category: 'Other', ...CREDENTIALS, code: PLANTED }
    return sendHttp(port, {
      method,
      path: method === 'GET' ? `${path}?client_id=${PLANTED}&redirect_uri=${PLANTED}` : path,
      headers: {
        host: isSdk ? server.host : oauthHost,
        origin: `http://${oauthHost}`,
        ...(isSdk && { 'x-mcp-obs-key': server.key, 'x-mcp-obs-receipt': `mor_${PLANTED}` }),
        ...(method === 'POST' && {
          'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        }),
      },
      body: method !== 'POST' ? undefined : isForm ? `code=${PLANTED}` : JSON.stringify(values),
    })
  }

  it('fails every procedure that writes while nothing can be written', async () => {
    const breakage = BREAKAGES.find(({ what }) => what === 'nothing can be written')!
    await breakDatabase(world.orm, url, breakage, 'fail')
    const answered = []
    for (const path of ['account.signUp', 'supportTicket.open', 'organization.rename', 'mcpServer.createKey'])
      answered.push([path, (await callAsOwner(path, inputOf(path))).status])
    await breakDatabase(world.orm, url, breakage, 'mend')
    expect(answered).toEqual([
      ['account.signUp', 500],
      ['supportTicket.open', 500],
      ['organization.rename', 500],
      ['mcpServer.createKey', 500],
    ])
  })

  it('leaves no account behind when its session cannot be written', async () => {
    const writing = BREAKAGES.find(({ what }) => what === 'nothing can be written')!
    const breakage: typeof writing = {
      ...writing,
      statements: (table, sqlite) =>
        table === 'dashboard_session' ? writing.statements(table, sqlite) : { fail: [], mend: [] },
    }
    await breakDatabase(world.orm, url, breakage, 'fail')
    const failed = await callAsOwner('account.signUp', inputOf('account.signUp'))
    await breakDatabase(world.orm, url, breakage, 'mend')
    expect(failed.status).toBe(500)
    expect((await callAsOwner('account.signUp', inputOf('account.signUp'))).status).toBe(200)
  })

  describe.each(BREAKAGES)('when $what', (breakage) => {
    const { total } = breakage
    beforeAll(() => breakDatabase(world.orm, url, breakage, 'fail'))
    afterAll(() => breakDatabase(world.orm, url, breakage, 'mend'))

    // A stream that nothing stops has no line yet.
    const ending = Object.keys(procedures).filter(
      (path) => total || procedures[path]!.kind !== 'subscription',
    )
    it.each(ending)('%s is one line in the log, without a value', async (path) => {
      const answer = await callAsOwner(path, inputOf(path))
      const lines = await log.of(answer.headers['x-request-id'])
      expect(lines).toHaveLength(1)
      expect(answer.body + JSON.stringify(lines)).not.toMatch(SQL)
      if (!total || lines[0]!.status! < 500) return
      expect(lines[0]).toMatchObject({ level: 50, msg: 'request failed', procedure: path, status: 500 })
      expect(lines[0]!.fault).not.toHaveProperty('message')
      expect(answer.body).toContain(`"requestId":"${String(answer.headers['x-request-id'])}"`)
    })

    it('every other route is one line in the log, without a value', async () => {
      const served = routes.filter(
        (route) => /^(GET|POST) \/(api\/mcpserver|oauth|sign-in)/.test(route) && !route.endsWith('/*'),
      )
      expect(served.length).toBeGreaterThan(15)
      for (const route of served) {
        const answer = await callRoute(route)
        const lines = await log.of(answer.headers['x-request-id'])
        expect(lines, route).toHaveLength(1)
        expect(answer.body + JSON.stringify(lines), route).not.toMatch(SQL)
        const failed = total && answer.status !== 405 ? { level: 50, status: 500 } : {}
        expect(lines[0], route).toMatchObject(failed)
      }
    })

    it('logs nothing of what was sent or stored', () => {
      const { owner, ticket } = world.victim
      for (const secret of [PLANTED, owner.email, ticket.reference, owner.visitor.cookie!.split('=')[1]!]) {
        expect(log.text.includes(secret), secret).toBe(false)
      }
    })
  })

  it('gives a request that cannot be read its id, in the answer and in the log', async () => {
    const headers = {
      host: 'localhost:3000',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
    }
    for (const [path, body, status] of [
      ['/trpc/account.signIn', '{', 400],
      ['/trpc/account.nothing', '{}', 404],
      [`/trpc/${'account.session,'.repeat(11)}account.session?batch=1`, '{}', 400],
    ] as const) {
      const answer = await sendHttp(port, { method: 'POST', path, headers, body })
      const id = answer.headers['x-request-id']
      expect(answer.status, path).toBe(status)
      expect(answer.body, path).toContain(`"requestId":"${String(id)}"`)
      expect(await log.of(id), path).toHaveLength(1)
    }
  })

  it('logs no name that no procedure has, because the caller chose it', async () => {
    const answer = await callAsOwner(`account.${PLANTED}`, {}, 'query')
    const [line] = await log.of(answer.headers['x-request-id'])
    expect(line).toMatchObject({ route: '/trpc/:path', status: 404 })
    expect(JSON.stringify(line)).not.toContain(PLANTED)
  })

  it('logs the status of a batch as it was answered, and what was refused in it', async () => {
    const { org } = world.victim.owner
    const input = { 0: { org }, 1: { org: 'unknown' } }
    const path = 'organization.get,organization.get'
    const answer = await sendHttp(port, {
      method: 'GET',
      path: `/trpc/${path}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`,
      headers: { host: 'localhost:3000', cookie: world.victim.owner.visitor.cookie! },
    })
    expect([answer.status, answer.headers['cache-control']]).toEqual([207, 'no-store'])
    const [line] = await log.of(answer.headers['x-request-id'])
    expect(line).toMatchObject({
      status: 207,
      refusals: [{ procedure: 'organization.get', status: 404 }],
    })
  })

  it.each(['a\u0000b', 'İ', '\u{1f4a5}'])(
    'finds nothing by a name that the database cannot compare: %j',
    async (odd) => {
      const { org } = world.victim.owner
      const [slug] = oauthHost.split('.')
      for (const [path, input, status] of [
        ['organization.get', { org: odd }, 404],
        ['mcpServer.keys', { org, slug: odd }, 422],
        ['supportTicket.list', { org, filters: { server: odd } }, 422],
        ['supportTicket.list', { org, filters: { category: odd } }, 200],
        ['endUser.list', { org, slug, search: odd }, 200],
      ] as const) {
        expect([path, (await callAsOwner(path, input)).status]).toEqual([path, status])
      }
      const path = `/oauth/authorize?client_id=${encodeURIComponent(odd)}`
      expect((await sendHttp(port, { method: 'GET', path, headers: { host: oauthHost } })).status).toBe(400)
    },
  )

  it('logs a fault for each request, also where one error answers several', async () => {
    const call = () => sendHttp(port, { method: 'GET', path: '/oauth/jwks', headers: { host: oauthHost } })
    expect((await call()).status).toBe(200)
    await world.orm.em.fork().execute('alter table signing_key rename to signing_key_away')
    for (const answer of [await call(), await call()]) {
      expect(answer.status).toBe(500)
      const [line] = await log.of(answer.headers['x-request-id'])
      expect(line).toMatchObject({ level: 50, fault: { name: 'TableNotFoundException' } })
    }
  })

  it('names at most 20 fields, however many there are', async () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]))
    const answer = await callAsOwner('account.signIn', body, 'mutate')
    expect(answer.status).toBe(422)
    expect(answer.body.length).toBeLessThan(5_000)
    expect(JSON.parse(answer.body).error.data.problem.errors).toHaveLength(20)
  })

  it('lets no cache keep what a signed-in person is shown', async () => {
    for (const path of ['account.session', 'organization.get', 'supportTicket.list']) {
      const answer = await callAsOwner(path, inputOf(path))
      expect([answer.status, answer.headers['cache-control']], path).toEqual([200, 'no-store'])
    }
  })
})

async function emptyDatabase(url: string, scratch: string): Promise<void> {
  mkdirSync(TEST_FOLDER, { recursive: true })
  if (isSqlite(url)) {
    const file = url.slice('sqlite:'.length)
    for (const suffix of ['', '-wal', '-shm', '.lock', '.identity'])
      rmSync(`${file}${suffix}`, { force: true })
    return
  }
  const connection = await createConnection({ uri: mySqlUrl('mysql'), multipleStatements: true })
  await connection.query(`drop database if exists ${scratch}; create database ${scratch}`)
  await connection.end()
}
