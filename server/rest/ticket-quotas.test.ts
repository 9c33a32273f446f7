import type { LightMyRequestResponse as Response } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import { type Desk, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'

const [{ url }] = databases as [(typeof databases)[0]]

describe('R2.2 quotas', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  /** An app with these quotas, none of them used yet, and the SDK of a fresh server on it. */
  async function withQuotas(quotas: Partial<Desk['config']['quotas']>) {
    const config = { ...desk.config, quotas: { ...desk.config.quotas, ...quotas } }
    const app = await buildApp({ config, orm: desk.orm })
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
    expect(headers['ratelimit-policy']).toBe('"ip";q=300;w=60, "reporter";q=5;w=600, "server";q=120;w=60')
    expect(headers.ratelimit).toBe('"ip";r=299;t=60, "reporter";r=4;t=600, "server";r=119;t=60')
    await app.close()
  })

  it('429: one e-mail address, whatever its case, and nobody else', async () => {
    const { app, sdk } = await withQuotas({ emailPer10Minutes: 2 })
    for (const email of ['ana@acme.test', 'ANA@acme.test']) {
      expect((await sdk.openTicket(ticketBody({ email }))).statusCode).toBe(201)
    }
    const refused = await sdk.openTicket(ticketBody({ email: 'Ana@Acme.test' }))
    expect(refusalOf(refused)).toBe('429 quota-exceeded')
    expect(refused.headers.ratelimit).toMatch(/^"ip";r=\d+;t=\d+, "reporter";r=0;t=\d+$/)
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
    for (const response of refused) expect(refusalOf(response)).toBe('429 quota-exceeded')
    expectRetryAfter(refused[0]!, 60)
    await app.close()
  })
})
