import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { NoPlaceError } from '../db/places.ts'
import { databases } from '../test/databases.ts'
import {
  type Desk,
  type OpenedBody,
  refusalOf,
  SdkCaller,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { onlyFor } from './tenant-host.ts'

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('R2.2 a database that fails, on MySQL', () => {
  let proxy: TcpProxy
  let desk: Desk

  beforeAll(async () => {
    const { network, through } = await TcpProxy.before(mySql!.url)
    proxy = network
    desk = await startDesk(through)
  })
  afterAll(async () => {
    await desk.close()
    await proxy.stop()
  })

  it('503: is away, for reading and writing alike, and comes back by itself', async () => {
    expect((await desk.sdk.readConfig()).statusCode).toBe(200)
    await proxy.stop()
    for (const response of [await desk.sdk.readConfig(), await desk.sdk.openTicket(ticketBody())]) {
      expect(refusalOf(response)).toBe('503 service-unavailable')
      expect(response.headers['retry-after']).toMatch(/^[1-3]$/)
    }
    await proxy.listen()
    expect((await desk.sdk.readConfig()).statusCode).toBe(200)
  })

  it('503: has no connection and no place in the queue left', async () => {
    proxy.freeze()
    const asked = Array.from({ length: 330 }, () => desk.sdk.readConfig())
    expect(refusalOf(await Promise.race(asked))).toBe('503 service-unavailable')
    proxy.thaw()
    const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(200)
    expect(new Set(statuses)).toEqual(new Set([200, 503]))
  })

  it('503: says nothing for four seconds', async () => {
    proxy.freeze()
    const [read, write] = await Promise.all([desk.sdk.readConfig(), desk.sdk.openTicket(ticketBody())])
    proxy.thaw()
    expect([refusalOf(read), refusalOf(write)]).toEqual(Array(2).fill('503 service-unavailable'))
    expect((await desk.sdk.readConfig()).statusCode).toBe(200)
  })

  it('writes nothing after it said so, when the database goes on', async () => {
    const headers = { 'idempotency-key': 'frozen-before-the-first-write' }
    proxy.freezeAt('idempotency_hash')
    expect(refusalOf(await desk.sdk.openTicket(ticketBody(), headers))).toBe('503 service-unavailable')
    proxy.thaw()
    // What the request waited for arrives, and then what this one asks.
    expect((await desk.sdk.readConfig()).statusCode).toBe(200)
    const again = await desk.sdk.openTicket(ticketBody(), headers)
    expect([again.statusCode, again.json<OpenedBody>().duplicate]).toEqual([201, false])
  })

  it('serves again after the network lost every connection without a word', async () => {
    const ask = () => Promise.all(Array.from({ length: 12 }, () => desk.sdk.readConfig()))
    await ask()
    proxy.lose()
    expect((await ask()).map(refusalOf)).toContain('503 service-unavailable')
    await vi.waitUntil(async () => (await desk.sdk.readConfig()).statusCode === 200, { timeout: 15_000 })
    expect((await ask()).map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(200))
  })

  it.each([
    ['before', false],
    ['after', true],
  ] as const)(
    '500: lost just %s COMMIT; the same key again finds out which it was',
    async (when, written) => {
      const headers = { 'idempotency-key': `lost-${when}-the-commit` }
      proxy.cutAt('commit', when)
      expect(refusalOf(await desk.sdk.openTicket(ticketBody(), headers))).toBe('500 internal-error')
      const again = await desk.sdk.openTicket(ticketBody(), headers)
      expect([again.statusCode, again.json<OpenedBody>().duplicate]).toEqual([201, written])
    },
  )

  it('503: says nothing for four seconds within the transaction, which is not committed later', async () => {
    const headers = { 'idempotency-key': 'frozen-before-the-commit' }
    proxy.freezeAt('insert into support_ticket_event')
    expect(refusalOf(await desk.sdk.openTicket(ticketBody(), headers))).toBe('503 service-unavailable')
    proxy.thaw()
    const again = await desk.sdk.openTicket(ticketBody(), headers)
    expect([again.statusCode, again.json<OpenedBody>().duplicate]).toEqual([201, false])
  })

  it('500: says nothing for four seconds once the ticket is on its way', async () => {
    const headers = { 'idempotency-key': 'frozen-at-the-commit' }
    proxy.freezeAt('commit')
    const response = await desk.sdk.openTicket(ticketBody(), headers)
    proxy.thaw()
    expect(refusalOf(response)).toBe('500 internal-error')
    const again = await desk.sdk.openTicket(ticketBody(), headers)
    expect([again.statusCode, again.json<OpenedBody>().duplicate]).toEqual([201, true])
  })

  it.each(['begin', 'insert into support_ticket_event', 'commit'])(
    'loses no place in the pool for good with a connection that is lost at %s',
    async (statement) => {
      for (let count = 0; count < 12; count++) {
        proxy.cutAt(statement, 'before')
        expect((await desk.sdk.openTicket(ticketBody())).statusCode).toBeGreaterThanOrEqual(500)
      }
      expect((await desk.sdk.openTicket(ticketBody())).statusCode).toBe(201)
    },
  )

  it.each([
    ['begin', '503 service-unavailable'],
    ['insert into support_ticket_event', '503 service-unavailable'],
    ['commit', '500 internal-error'],
  ])('an outage at %s uses up no quota, however often a post comes again', async (statement, refusal) => {
    const quotas = { ...desk.config.quotas, serverPerMinute: 2, emailPer10Minutes: 1 }
    const app = await buildApp({ config: { ...desk.config, quotas }, orm: desk.orm })
    const sdk = new SdkCaller(app, desk.server)
    const body = ticketBody({ email: 'ana@acme.test' })
    const headers = { 'idempotency-key': `an-outage-at-${statement.replaceAll(' ', '-')}` }
    for (let count = 0; count < 6; count++) {
      proxy.cutAt(statement, 'before')
      expect(refusalOf(await sdk.openTicket(body, headers))).toBe(refusal)
    }
    expect((await sdk.openTicket(body, headers)).statusCode).toBe(201)
    expect(refusalOf(await sdk.openTicket(body))).toBe('429 quota-exceeded')
    await app.close()
  })

  it.each([
    ['500 internal-error', 'wrote', []],
    ['503 service-unavailable', 'the database refused', ['a slug that is there']],
  ])('%s: no connection is free after a statement that %s', async (refusal, _, there) => {
    const insert = 'insert into organization (id, slug, name, created_at) values (uuid(), ?, ?, now())'
    const slug = randomUUID()
    for (const name of there) await desk.orm.em.fork().execute(insert, [slug, name])
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    await app.register(async (scope) => {
      onlyFor(scope, 'app')
      scope.post('/writes', async () => {
        await desk.orm.em
          .fork()
          .execute(insert, [slug, slug])
          .catch(() => undefined)
        throw new NoPlaceError()
      })
    })
    const response = await app.inject({ method: 'POST', url: '/writes', headers: { host: 'localhost:3000' } })
    await app.close()
    expect(refusalOf(response)).toBe(refusal)
  })

  it('503: lost the connection while reading', async () => {
    proxy.cutAt('from mcp_server', 'before')
    expect(refusalOf(await desk.sdk.readConfig())).toBe('503 service-unavailable')
  })
})
