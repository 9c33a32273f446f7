import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSqlite } from './db/database-url.ts'
import { runOnMySql } from '#testkit/platform/database-kinds.ts'
import { databases } from './test/databases.ts'
import { createServer, PASSWORD, Visitor } from './test/factories.ts'
import { procedures } from './test/isolation-cases.ts'
import { targetOf } from './test/isolation-targets.ts'
import { CANARY, createWorld, type World } from './test/isolation-world.ts'
import { OauthVisitor, type Tokens } from './test/oauth-flow.ts'
import { SdkCaller, ticketBody } from './test/sdk-caller.ts'
import { OAUTH } from './test/signed-in.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'

/** Uses what the platform has, with texts that contain the canary, and returns those and others that it made. */
async function useEverything(world: World): Promise<string[]> {
  const { owner, server } = world.victim
  const word = `${CANARY}' "\\`
  const sdk = new SdkCaller(world.app, server)
  const words = { title: word, description: word, email: `${CANARY}@example.com` }
  const opened = await sdk.openTicket(ticketBody(words), { 'idempotency-key': `${CANARY}-1` })
  expect(opened.statusCode, opened.body).toBe(201)
  const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
  const ask = { org: owner.org }
  await owner.visitor.query('supportTicket.list', { ...ask, filters: { category: word } })
  await owner.visitor.problemOf('mutate', 'supportTicket.correct', {
    ...ask,
    reference,
    version: 1,
    words: { title: `${word} 2` },
  })
  const oauth = await createServer(owner, { ...OAUTH, name: word })
  const ana = new OauthVisitor(world.app, oauth.host)
  const code = (await ana.authorize()).searchParams.get('code')!
  const { refresh_token: token } = (await ana.redeem(code)).json<Tokens>()
  expect((await ana.refresh(token)).statusCode).toBe(200)
  await owner.visitor.query('endUser.list', { ...ask, slug: oauth.slug, search: word })
  // Those of the account come last, because they end the session.
  for (const [path, each] of Object.entries(procedures).reverse()) {
    if (!('input' in each) || each.kind === 'subscription') continue
    const method = each.kind === 'query' ? 'GET' : 'POST'
    const answer = await owner.visitor.send(method, path, { ...ask, ...each.input(targetOf(world.victim)) })
    expect(answer.statusCode, path).not.toBe(500)
  }
  return [reference, code, token, ana.email, owner.org, oauth.slug, CANARY]
}

describe.each(databases)('what the database receives on $name', ({ url }) => {
  const texts = new Set<string>()
  let proxy: TcpProxy | undefined
  let world: World
  beforeAll(async () => {
    if (isSqlite(url)) {
      world = await createWorld(url, (sql) => texts.add(sql))
      return
    }
    const { network, through } = await TcpProxy.before(url, ({ kind, sql }) => {
      if (kind !== 'execute') texts.add(sql)
    })
    proxy = network
    world = await createWorld(through)
  })
  afterAll(async () => {
    await world.close()
    await proxy?.stop()
  })

  it('is statements without a value in their text', async () => {
    texts.clear()
    const values = await useEverything(world)
    expect(texts.size).toBeGreaterThan(50)
    const all = [...texts].join('\n')
    for (const value of values) expect(all).not.toContain(value)
    expect(all).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/)
  })
})

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('a server with NO_BACKSLASH_ESCAPES and ANSI_QUOTES in its sql_mode', () => {
  let world: World
  let before: string
  beforeAll(async () => {
    before = (await runOnMySql('select @@global.sql_mode as mode'))[0]!.mode!
    await runOnMySql(`set global sql_mode = concat(@@global.sql_mode, ',NO_BACKSLASH_ESCAPES,ANSI_QUOTES')`)
    world = await createWorld(mySql!.url)
  })
  afterAll(async () => {
    await runOnMySql(`set global sql_mode = '${before}'`)
    await world.close()
  })

  it.each([`' or 1=1 -- `, `\\' or 1=1 -- `, `" or 1=1 -- `])(
    'shows nobody the tickets of others for the category %j',
    async (category) => {
      const { owner } = world.attacker
      const page = await owner.visitor.query<TicketPageDto>('supportTicket.list', {
        org: owner.org,
        filters: { category },
      })
      expect(page.tickets).toEqual([])
    },
  )

  it('lets somebody with a quote in their address sign in', async () => {
    const email = `o'neill-${Date.now()}@example.com`
    const account = { email, password: PASSWORD, name: `O'Neill`, organizationName: `"O\\'Neill"` }
    await new Visitor(world.app).mutate('account.signUp', account)
    const signIn = { email, password: PASSWORD }
    expect((await new Visitor(world.app).send('POST', 'account.signIn', signIn)).statusCode).toBe(200)
  })
})
