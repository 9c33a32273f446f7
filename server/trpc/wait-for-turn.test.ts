import { request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors.ts'
import { enforceDeadlines, limitTime } from '../http/deadlines.ts'
import { waitForTurn } from './wait-for-turn.ts'

const DEADLINE_MS = 1_500

describe('requests of one who sends many at once', () => {
  let app: FastifyInstance
  /** Ends the answers that are under way. */
  let underWay: (() => void)[]
  /** A session of which it is not known yet whose it is. */
  let newcomer: string | undefined
  beforeEach(async () => {
    newcomer = undefined
    const answers: (() => void)[] = []
    underWay = answers
    app = Fastify()
    app.addHook('onRequest', async (request) => {
      request.work = { written: 0, isOver: false }
    })
    app.setErrorHandler((error, _request, reply) =>
      reply.code(error instanceof DomainError ? 503 : 500).send(''),
    )
    enforceDeadlines(app)
    limitTime(app, DEADLINE_MS)
    const inTurn = waitForTurn(
      ({ headers: { cookie } }) =>
        () =>
          cookie?.startsWith('session=made-up') || cookie === newcomer ? undefined : cookie,
      { ofCaller: 10, ofUnknown: 4, ofNetwork: 40, waiting: 60 },
    )
    const handler = inTurn(({ deadline }) =>
      deadline.wait(() => new Promise((resolve) => answers.push(() => resolve('done')))),
    )
    app.route({ method: ['GET', 'POST'], url: '/', handler })
    await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    app.server.closeAllConnections()
    await app.close()
  })

  const portOf = () => (app.server.address() as AddressInfo).port
  function ask(cookie: string | undefined, localAddress = '127.0.0.2', method = 'GET') {
    const port = portOf()
    const headers = cookie === undefined ? {} : { cookie }
    const status = Promise.withResolvers<number | undefined>()
    const options = { host: '127.0.0.1', port, method, localAddress, headers, agent: false }
    const request = send(options, (response) => {
      response.resume().once('end', () => status.resolve(response.statusCode))
    })
    request.once('error', () => status.resolve(undefined))
    request.end()
    return { request, status: status.promise }
  }
  const askMany = (count: number, cookieOf: (index: number) => string | undefined) =>
    Array.from({ length: count }, (_, index) => ask(cookieOf(index)))
  const untilUnderWay = async (count: number) => {
    await vi.waitFor(() => expect(underWay).toHaveLength(count), 2_000)
    // None more comes.
    await sleep(50)
    expect(underWay).toHaveLength(count)
  }

  it('are answered ten at a time, and all in the end', async () => {
    const all = askMany(25, () => 'session=a')
    for (const count of [10, 10, 5]) {
      await untilUnderWay(count)
      for (const end of underWay.splice(0)) end()
    }
    expect(await Promise.all(all.map(({ status }) => status))).toEqual(Array.from({ length: 25 }, () => 200))
  })

  it('do not hold up another session, and those of one network not another one', async () => {
    askMany(30, () => 'session=a')
    await untilUnderWay(10)
    const other = ask('session=b')
    await untilUnderWay(11)
    askMany(60, (index) => `session=c-${index}`)
    await untilUnderWay(40)
    const elsewhere = ask('session=b', '127.0.0.3')
    await untilUnderWay(41)
    for (const end of underWay.splice(0)) end()
    expect([await other.status, await elsewhere.status]).toEqual([200, 200])
  })

  it('come after one of each session of their network that came later', async () => {
    askMany(40, (index) => `session=${index % 4}`)
    await untilUnderWay(40)
    const many = askMany(5, () => 'session=many')
    await sleep(50)
    const other = ask('session=other')
    await sleep(50)
    for (const end of underWay.splice(0, 2)) end()
    await untilUnderWay(40)
    for (const end of underWay.splice(38)) end()
    expect([await many[0]!.status, await other.status]).toEqual([200, 200])
  })

  it.each([
    ['without a session', () => undefined],
    ['with made-up sessions', (index: number) => `session=made-up-${index}`],
  ])('%s are together those of one caller in their network', async (_, cookieOf) => {
    askMany(50, cookieOf)
    await untilUnderWay(4)
    const signedIn = ask('session=b')
    const elsewhere = ask(undefined, '127.0.0.3')
    await untilUnderWay(6)
    for (const end of underWay.splice(0)) end()
    expect([await signedIn.status, await elsewhere.status]).toEqual([200, 200])
  })

  it('are those of a caller as soon as it is known who they are', async () => {
    newcomer = 'session=new'
    const all = askMany(8, () => 'session=new')
    await untilUnderWay(4)
    newcomer = undefined
    underWay.shift()!()
    await untilUnderWay(7)
    for (const end of underWay) end()
    expect(await Promise.all(all.map(({ status }) => status))).toEqual(all.map(() => 200))
  })

  it.each(['GET', 'POST'])(
    '%s: have their turn until they have ended, though their client left',
    async (method) => {
      const all = Array.from({ length: 11 }, () => ask('session=a', '127.0.0.2', method))
      await untilUnderWay(10)
      all[0]!.request.destroy()
      await untilUnderWay(10)
      underWay.shift()!()
      await untilUnderWay(10)
      for (const end of underWay) end()
      expect(await all[10]!.status).toBe(200)
    },
  )

  it('go on to their deadline and no longer, though their client left', async () => {
    const all = Array.from({ length: 10 }, () => ask('session=a', '127.0.0.2', 'POST'))
    await untilUnderWay(10)
    for (const { request } of all) request.destroy()
    await sleep(DEADLINE_MS / 2)
    const other = ask('session=a')
    await untilUnderWay(10)
    await untilUnderWay(11)
    underWay[10]!()
    expect(await other.status).toBe(200)
  })

  it('whose client left while they waited never begin', async () => {
    askMany(10, () => 'session=a')
    await untilUnderWay(10)
    const left = askMany(5, () => 'session=a')
    await sleep(50)
    for (const { request } of left) request.destroy()
    await sleep(50)
    const last = ask('session=a')
    for (const end of underWay.splice(0)) end()
    await untilUnderWay(1)
    underWay[0]!()
    expect(await last.status).toBe(200)
  })

  it('are refused at once behind too many', async () => {
    let answered = 0
    for (const { status } of askMany(70, () => 'session=a')) void status.then(() => answered++)
    await untilUnderWay(10)
    const last = ask('session=a')
    expect([await last.status, answered]).toEqual([503, 0])
  })

  it('are refused at their deadline while they wait', async () => {
    const waiting = askMany(11, () => 'session=a')[10]!
    expect(await waiting.status).toBe(500)
  })
})
