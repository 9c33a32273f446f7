import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { isSqlite } from '../db/database-url.ts'
import { readSigningKeys } from '../domain/authorization/signing-keys.ts'
import { staffStore } from '../domain/authorization/staff-store.ts'
import { connectAgents } from '../test/connect-agents.ts'
import { databases } from '../test/databases.ts'
import { dump } from '../test/dump.ts'
import { createServer } from '../test/factories.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { type Desk, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { bearer, OAUTH, SignedIn } from '../test/signed-in.ts'

const FIELDS = [
  'code',
  'code_verifier',
  'refresh_token',
  'client_secret',
  'token',
  'password',
  'access_token',
]

/** Letters of a secret that tell it from everything else. */
const PIECE = 20

/** Every value on the wire that must be nowhere else, by what it is. */
type Secrets = Map<string, string>

/**
 * Everything that happens between browser, client, SDK and platform, well and badly, is recorded; then each secret that
 * was seen is looked for in the log, in every row of every table, and in the database's own files.
 */
describe.each(databases)('secrets on $name', ({ url }) => {
  let desk: Desk
  let app: FastifyInstance
  let email: string
  let log = ''
  const secrets: Secrets = new Map()

  beforeAll(async () => {
    desk = await startDesk(url)
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log += chunk.toString()
        done()
      },
    })
    app = await buildApp({ config: desk.config, orm: desk.orm, logger: { level: 'trace', stream } })
    record(app, secrets)
    email = await liveThrough(desk, app)
    const { keys } = await SignedIn.start(desk).then(async (world) => ({ keys: await world.keys() }))
    const ctx = {
      em: desk.orm.em.fork(),
      now: () => new Date(),
      settings: desk.config,
    }
    const ofStaff = await readSigningKeys(staffStore(ctx))
    for (const [index, { d }] of [...keys, ...ofStaff].entries()) secrets.set(`private key ${index}`, d!)
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
  })

  it('were seen, of every kind', () => {
    const kinds = new Set([...secrets.keys()].map((name) => name.replace(/ \d+$/, '')))
    expect([...kinds].sort()).toEqual(
      [
        ...FIELDS,
        'authorization',
        'cookie device',
        'cookie oauth-resume',
        'cookie oauth-resume.sig',
        'cookie oauth-session',
        'cookie oauth-session.sig',
        'cookie oauth-sign-in',
        'cookie oauth-sign-in.sig',
        'private key',
        'server key',
      ].sort(),
    )
  })

  it('are looked for in a way that finds them', () => {
    const secret = randomBytes(32).toString('base64url')
    for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
      for (const before of ['', 'x', 'xy']) {
        const text = Buffer.from(`${before}${secret}, and more`).toString(encoding)
        expect(isIn(Buffer.from(text), secret), `${encoding} after ${before.length}`).toBe(true)
      }
    }
    expect(isIn(Buffer.from(randomBytes(64).toString('base64')), secret)).toBe(false)
  })

  it('are in no line of the log at its most talkative, nor is an e-mail address', () => {
    for (const route of [
      '/oauth/token',
      '/oauth/authorize',
      '/sign-in/:uid/api/sign-in',
      '/connect/:uid/api/approve',
      '/mcp',
      '/api/mcpserver/support',
    ]) {
      expect(log).toContain(`"route":"${route}"`)
    }
    const bytes = Buffer.from(log)
    expect([...secrets].filter(([, secret]) => isIn(bytes, secret)).map(([name]) => name)).toEqual([])
    expect(isIn(bytes, email)).toBe(false)
  })

  it('are in no row of any table', async () => {
    const tables = await dump(desk.orm, url)
    expect(tables.size).toBeGreaterThan(12)
    for (const name of [
      'oauth_artifact',
      'oauth_client',
      'signing_key',
      'mcp_server_session',
      'support_ticket',
      'staff_artifact',
      'staff_client',
      'staff_signing_key',
      'connected_agent',
    ]) {
      expect(tables.get(name)!.length, name).toBeGreaterThan(0)
    }
    const found = [...tables].flatMap(([table, bytes]) =>
      [...secrets].filter(([, secret]) => isIn(bytes, secret)).map(([name]) => `${name} in ${table}`),
    )
    expect(found).toEqual([])
    const withEmail = [...tables].filter(([, bytes]) => isIn(bytes, email)).map(([table]) => table)
    expect(withEmail).toEqual(['mcp_server_user'])
  })

  it.runIf(isSqlite(url))('are in neither the file nor the log of the embedded database', () => {
    const file = url.replace(/^sqlite:/, '')
    const bytes = Buffer.concat([file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path)))
    expect(isIn(bytes, email)).toBe(true)
    expect([...secrets].filter(([, secret]) => isIn(bytes, secret)).map(([name]) => name)).toEqual([])
  })
})

/** A user's day: in, out, wrong turns, several clients, a ticket that quotes a token, and a sign-in left open. */
async function liveThrough(desk: Desk, app: FastifyInstance): Promise<string> {
  const server = await createServer(desk.staff, OAUTH)
  const sdk = new SdkCaller(app, server)
  const ana = new OauthVisitor(app, server.host)
  const password = `pass ${randomUUID()}`
  const wrong = `wrong ${randomUUID()}`
  const registered = await ana.register({ token_endpoint_auth_method: 'client_secret_post' })
  const { client_secret: secret } = registered.json<{ client_secret: string }>()
  let page = await ana.open()
  const api = (action: string, payload: object) => ana.browser.post(`${page.href}/api/${action}`, payload)
  await api('sign-up', { name: '', email: ana.email, password: wrong })
  await api('sign-in', { email: ana.email, password: wrong })
  await app.inject({
    method: 'POST',
    url: `${page.pathname}/api/sign-in`,
    headers: {
      host: server.host,
      origin: ana.origin,
      cookie: ana.browser.cookieFor(page),
      'content-type': 'application/json',
    },
    payload: `{"email":"${ana.email}","password":"${wrong}"`,
  })
  page = await ana.act(page, 'sign-up', { name: 'Ana Lima', email: ana.email, password })
  const code = (await ana.act(page, 'consent')).searchParams.get('code')!
  await ana.redeem(code, { client_secret: `${secret}x` })
  await ana.redeem(code, { client_secret: secret, code_verifier: randomBytes(32).toString('hex') })
  const tokens = (await ana.redeem(code, { client_secret: secret })).json<Tokens>()
  const next = (await ana.refresh(tokens.refresh_token, { client_secret: secret })).json<Tokens>()
  await sdk.openTicket(
    ticketBody({
      description: `It answers 401 to Authorization: Bearer ${next.access_token}`,
      context: {
        correlation: 'none',
        incident: {
          id: 'inc_xs5q0f1j80gc4fr6',
          tool: 'search',
          outcome: 'tool-error',
          startedAt: new Date().toISOString(),
          durationMs: 1,
          arguments: {
            refresh_token: next.refresh_token,
            headers: { authorization: `Bearer ${next.access_token}` },
          },
        },
      },
    }),
    bearer(next.access_token),
  )
  await sdk.openTicket(ticketBody(), bearer(`${next.access_token.slice(0, -6)}AAAAAA`))
  await app.inject({
    method: 'POST',
    url: '/oauth/introspection',
    headers: { host: server.host, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      client_id: ana.clientId,
      client_secret: secret,
      token: next.refresh_token,
    }).toString(),
  })
  await ana.redeem(code, { client_secret: secret })
  await ana.refresh(next.refresh_token, { client_secret: secret })
  await sdk.openTicket(ticketBody(), bearer(next.access_token))

  const other = new OauthVisitor(app, server.host)
  await other.register()
  const left = await other.open()
  page = await other.open()
  page = await other.act(page, 'sign-in', { email: ana.email, password })
  await other.redeem((await other.act(page, 'consent')).searchParams.get('code')!)
  await other.open()
  await other.browser.get(`${other.origin}/oauth/authorize/${left.pathname.split('/').at(-1)}`)
  await ana.open({ prompt: 'login' })
  await connectAgents(desk, app)
  return ana.email
}

/** Notes every secret that requests and answers of the app carry from now on. */
function record(app: FastifyInstance, secrets: Secrets): void {
  const note = (name: string, value: unknown) => {
    if (typeof value === 'string' && value.length >= 16) secrets.set(`${name} ${secrets.size}`, value)
  }
  const noteFields = (fields: Record<string, unknown>) => {
    for (const name of FIELDS) note(name, fields[name])
  }
  const inject = app.inject.bind(app) as (options: InjectOptions) => Promise<LightMyRequestResponse>
  Object.assign(app, {
    async inject(options: InjectOptions) {
      const { headers = {}, payload } = options
      note('authorization', headers.authorization?.toString().replace(/^\w+ /, ''))
      note('server key', headers['x-mcp-obs-key'])
      if (typeof payload === 'string') noteFields(fieldsOf(payload))
      const response = await inject(options)
      for (const line of [response.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        note(`cookie ${name}`, value)
      }
      noteFields(fieldsOf(response.payload))
      const location = response.headers.location && URL.parse(response.headers.location, 'http://localhost')
      if (location) noteFields(Object.fromEntries(location.searchParams))
      return response
    },
  })
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}

/** Whether the beginning or the end of a secret is in bytes, as it is or in hex or base64 at any alignment. */
function isIn(bytes: Buffer, secret: string): boolean {
  return [secret.slice(0, PIECE), secret.slice(-PIECE)].some((piece) => {
    const hex = Buffer.from(piece).toString('hex')
    const aligned = [0, 1, 2].flatMap((shift) => {
      const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(piece)]).toString('base64')
      // The first and last letters mix with what stands beside it.
      const middle = encoded.slice(4, encoded.length - 4)
      return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')]
    })
    return [piece, hex, hex.toUpperCase(), ...aligned].some((form) => bytes.includes(form))
  })
}
