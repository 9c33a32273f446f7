import type { LightMyRequestResponse as Response } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { limiterStores } from '../test/limiter-stores.ts'
import { createServer } from '../test/factories.ts'
import { type Desk, problemOf, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { bearer, SignedIn } from '../test/signed-in.ts'

const [{ url }] = databases as [(typeof databases)[0]]

describe.each(limiterStores)('R2.2 quotas, counted in $name', ({ start }) => {
  let desk: Desk
  let store: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    ;[desk, store] = await Promise.all([startDesk(url), start()])
  })
  afterAll(() => Promise.all([desk.close(), store.stop()]))

  /** An app with these quotas, none of them used yet, and the SDK of a fresh server on it. */
  async function withQuotas(quotas: Partial<Desk['config']['quotas']>) {
    const config = {
      ...desk.config,
      quotas: { ...desk.config.quotas, ...quotas },
      valkeyUrl: store.url,
    }
    const app = await buildApp({ config, orm: desk.orm })
    await store.isUsedBy(app)
    return { app, sdk: new SdkCaller(app, await createServer(desk.staff)) }
  }

  const expectRetryAfter = (response: Response, window: number) => {
    const seconds = Number(response.headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(Math.ceil(window * 1.1))
  }

  it('201 and 429 tell what is left, as structured fields', async () => {
    const { app, sdk } = await withQuotas({ ipPerMinute: 300, serverPerMinute: 120, emailPer10Minutes: 5 })
    const { headers } = await sdk.openTicket(ticketBody({ email: 'ana@acme.test' }))
    expect(headers['ratelimit-policy']).toBe(
      '"network-unsigned";q=240;w=60, "network";q=300;w=60, "email";q=5;w=600, "unsigned";q=84;w=60, "server";q=120;w=60',
    )
    expect(headers.ratelimit).toBe(
      '"network-unsigned";r=239;t=60, "network";r=299;t=60, "email";r=4;t=600, "unsigned";r=83;t=60, "server";r=119;t=60',
    )
    await app.close()
  })

  it('429: one e-mail address, whatever its case, and nobody else', async () => {
    const { app, sdk } = await withQuotas({ emailPer10Minutes: 2 })
    for (const email of ['ana@acme.test', 'ANA@acme.test']) {
      expect((await sdk.openTicket(ticketBody({ email }))).statusCode).toBe(201)
    }
    const refused = await sdk.openTicket(ticketBody({ email: 'Ana@Acme.test' }))
    expect(refusalOf(refused)).toBe('429 quota-exceeded')
    expect(refused.headers.ratelimit).toMatch(/"network";r=\d+;t=\d+, "email";r=0;t=\d+$/)
    expect(problemOf(refused).lane).toBe('email')
    expectRetryAfter(refused, 600)
    expect((await sdk.openTicket(ticketBody({ email: 'bob@acme.test' }))).statusCode).toBe(201)
    expect((await sdk.openTicket(ticketBody())).statusCode).toBe(201)
    const neighbour = new SdkCaller(app, await createServer(desk.staff))
    expect((await neighbour.openTicket(ticketBody({ email: 'ana@acme.test' }))).statusCode).toBe(201)
    await app.close()
  })

  it('429: one server, and no other; an address that was refused used up none of it', async () => {
    const { app, sdk } = await withQuotas({ serverPerMinute: 2, emailPer10Minutes: 1 })
    const ana = ticketBody({ email: 'ana@acme.test' })
    expect((await sdk.openTicket(ana)).statusCode).toBe(201)
    expect(refusalOf(await sdk.openTicket(ana))).toBe('429 quota-exceeded')
    expect((await sdk.openTicket(ticketBody())).statusCode).toBe(201)
    const refused = await sdk.openTicket(ticketBody())
    expect(refusalOf(refused)).toBe('429 quota-exceeded')
    expectRetryAfter(refused, 60)
    const neighbour = new SdkCaller(app, await createServer(desk.staff))
    expect((await neighbour.openTicket(ticketBody())).statusCode).toBe(201)
    await app.close()
  })

  it('R2.2 hundreds of posts without an e-mail address take neither a signed-in user’s place nor an address’s', async () => {
    const { app } = await withQuotas({ serverPerMinute: 120, emailPer10Minutes: 5 })
    const signedIn = await SignedIn.start(desk)
    const sdk = new SdkCaller(app, signedIn.server)
    const flood = await Promise.all(Array.from({ length: 290 }, () => sdk.openTicket(ticketBody())))
    const lanes = flood.map((answer) => (answer.statusCode === 201 ? 'opened' : problemOf(answer).lane))
    expect(lanes.filter((lane) => lane === 'opened')).toHaveLength(60)
    expect(lanes.filter((lane) => lane === 'anonymous')).toHaveLength(230)
    expect((await sdk.openTicket(ticketBody({ email: 'ana@acme.test' }))).statusCode).toBe(201)

    // Nor do addresses that somebody makes up.
    const addresses = await Promise.all(
      Array.from({ length: 60 }, (_, index) => sdk.openTicket(ticketBody({ email: `a${index}@acme.test` }))),
    )
    const refused = addresses.filter(({ statusCode }) => statusCode !== 201)
    expect(refused).toHaveLength(60 - 23)
    expect(new Set(refused.map((answer) => problemOf(answer).lane))).toEqual(new Set(['server']))
    const opened = []
    for (let index = 0; index < 6; index++)
      opened.push(await sdk.openTicket(ticketBody(), bearer(signedIn.token)))
    expect(opened.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201, 201, 429])
    expect(problemOf(opened[5]!).lane).toBe('subject')
    await app.close()
  })

  it('R2.2 with the default quotas, a signed-in user is not shut out by posts from the same address', async () => {
    const { app } = await withQuotas({ ipPerMinute: 300, serverPerMinute: 120, emailPer10Minutes: 5 })
    const signedIn = await SignedIn.start(desk)
    const sdk = new SdkCaller(app, signedIn.server)
    const post = () => sdk.openTicket(ticketBody())
    const flood = await Promise.all(Array.from({ length: 600 }, post))
    const lanes = flood.map((answer) => (answer.statusCode === 201 ? 'opened' : problemOf(answer).lane))
    const count = (lane: string) => lanes.filter((each) => each === lane).length
    expect([count('opened'), count('anonymous'), count('network')]).toEqual([60, 180, 360])
    for (let index = 0; index < 5; index++) {
      expect((await sdk.openTicket(ticketBody(), bearer(signedIn.token))).statusCode).toBe(201)
    }
    await app.close()
  })

  it('tokens that are made up do not widen the guard of the network', async () => {
    const { app, sdk } = await withQuotas({ ipPerMinute: 10 })
    const answers = []
    for (let index = 0; index < 10; index++) answers.push(await sdk.openTicket(ticketBody()))
    for (let index = 0; index < 10; index++) answers.push(await sdk.openTicket(ticketBody(), bearer('x')))
    const refused = answers.filter(({ statusCode }) => statusCode === 429)
    expect(refused).toHaveLength(10)
    await app.close()
  })

  it('a post that one lane refuses takes nothing from the others', async () => {
    const { app, sdk } = await withQuotas({ serverPerMinute: 10, emailPer10Minutes: 2 })
    for (let index = 0; index < 7; index++) await sdk.openTicket(ticketBody({ email: `a${index}@acme.test` }))
    // The share of posts without a token is used up. Its refusals must cost the address nothing.
    const ana = ticketBody({ email: 'ana@acme.test' })
    for (let index = 0; index < 3; index++) {
      const refused = await sdk.openTicket(ana)
      expect([refusalOf(refused), problemOf(refused).lane]).toEqual(['429 quota-exceeded', 'server'])
    }
    await app.close()
  })

  it('what is refused for its content costs no quota', async () => {
    const { app, sdk } = await withQuotas({ serverPerMinute: 1 })
    for (const body of [
      '{',
      ticketBody({ title: '' }),
      ticketBody({ category: 'x' }),
      ticketBody({ emial: 'x' }),
    ]) {
      expect((await sdk.openTicket(body)).statusCode).toBeLessThan(429)
    }
    expect((await sdk.openTicket(ticketBody())).statusCode).toBe(201)
    await app.close()
  })

  it('429: the network, before host, route and key are looked at', async () => {
    const { app, sdk } = await withQuotas({ ipPerMinute: 3 })
    for (let i = 0; i < 3; i++) await sdk.readConfig()
    const refused = [
      await sdk.readConfig(),
      await sdk.readConfig({ host: 'evil.example' }),
      await sdk.send('GET', '/nothing'),
      await sdk.send('DELETE', '/api/mcpserver/config'),
      await sdk.openTicket('{', { 'x-mcp-obs-key': 'wrong' }),
    ]
    for (const response of refused) {
      expect([refusalOf(response), problemOf(response).lane]).toEqual(['429 quota-exceeded', 'network'])
    }
    expectRetryAfter(refused[0]!, 60)
    await app.close()
  })
})
