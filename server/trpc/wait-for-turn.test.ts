import { request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enforceDeadlines, limitTime } from '../http/deadlines.ts'
import { waitForTurn } from './wait-for-turn.ts'

const DEADLINE_MS = 1_500

describe('requests of one who sends many at once', () => {
  let app: FastifyInstance
  /** Ends the answers that are under way. */
  let underWay: (() => void)[]
  beforeEach(async () => {
    const answers: (() => void)[] = []
    underWay = answers
    app = Fastify()
    app.addHook('onRequest', async (request) => {
      request.work = { written: 0, isOver: false }
    })
    enforceDeadlines(app)
    limitTime(app, DEADLINE_MS)
    const inTurn = waitForTurn(({ headers }) => headers.cookie)
    // As the database refuses what is done for a client that has left.
    app.get('/', { preHandler: inTurn }, ({ work }) =>
      work.isOver ? '' : new Promise((resolve) => answers.push(() => resolve('done'))),
    )
    await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    app.server.closeAllConnections()
    await app.close()
  })

  function ask(cookie: string | undefined, localAddress = '127.0.0.2') {
    const { port } = app.server.address() as AddressInfo
    const headers = cookie === undefined ? {} : { cookie }
    const status = Promise.withResolvers<number | undefined>()
    const request = send({ host: '127.0.0.1', port, localAddress, headers, agent: false }, (response) => {
      response.resume().once('end', () => status.resolve(response.statusCode))
    })
    request.once('error', () => status.resolve(undefined))
    request.end()
    return { request, status: status.promise }
  }
  const askMany = (count: number, cookieOf: (index: number) => string | undefined) =>
    Array.from({ length: count }, (_, index) => ask(cookieOf(index)))
  const untilUnderWay = async (count: number) => {
    await vi.waitFor(() => expect(underWay).toHaveLength(count))
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
    askMany(60, (index) => `session=made-up-${index}`)
    await untilUnderWay(40)
    const elsewhere = ask('session=b', '127.0.0.3')
    await untilUnderWay(41)
    for (const end of underWay.splice(0)) end()
    expect([await other.status, await elsewhere.status]).toEqual([200, 200])
  })

  it('without a session are those of their network', async () => {
    askMany(15, () => undefined)
    await untilUnderWay(10)
    const elsewhere = ask(undefined, '127.0.0.3')
    await untilUnderWay(11)
    for (const end of underWay.splice(0)) end()
    expect(await elsewhere.status).toBe(200)
  })

  it('leave their turn to others when their client leaves', async () => {
    const [first, ...others] = askMany(20, () => 'session=a')
    await untilUnderWay(10)
    for (const { request } of others.slice(9)) request.destroy()
    await sleep(100)
    first!.request.destroy()
    const last = ask('session=a')
    await untilUnderWay(11)
    for (const end of underWay.splice(0)) end()
    expect(await last.status).toBe(200)
  })

  it('are refused at their deadline while they wait', async () => {
    const waiting = askMany(11, () => 'session=a')[10]!
    expect(await waiting.status).toBe(500)
  })
})
