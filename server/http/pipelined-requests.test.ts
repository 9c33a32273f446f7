import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { Talker } from '../test/talker.ts'
import { answerWithin, enforceDeadlines } from './deadlines.ts'
import { answerInTurn } from './pipelined-requests.ts'

const DEADLINE_MS = 300

const requests = (path: string, count: number) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost:3000\r\n\r\n`.repeat(count)

describe('requests that come before the answers of those before them', () => {
  let app: FastifyInstance
  let port: number
  let begun: number
  beforeEach(async () => {
    begun = 0
    app = Fastify()
    app.decorateRequest('work')
    app.addHook('onRequest', async (request) => void (request.work = { isOver: false, written: 0 }))
    answerInTurn(app)
    enforceDeadlines(app)
    app.addHook('onRequest', async () => void begun++)
    app.get('/done', async () => 'done')
    app.get('/stream', (_request, reply) => {
      void reply.hijack()
      reply.raw.writeHead(200).write('an event')
    })
    await app.register(async (scope) => {
      answerWithin(scope, DEADLINE_MS)
      scope.get('/slow', async () => {
        await sleep(DEADLINE_MS / 2)
        return 'done'
      })
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    port = (app.server.address() as AddressInfo).port
  })
  afterEach(async () => {
    app.server.closeAllConnections()
    await app.close()
  })

  it('are a hundred at most: one more closes the connection', async () => {
    const talker = new Talker(port)
    talker.say(requests('/slow', 5_000))
    await talker.ended
    expect(begun).toBe(1)
    const other = new Talker(port)
    other.say(requests('/done', 1))
    await other.hears(/done/)
    other.leave()
  })

  it('are counted until they are answered', async () => {
    const talker = new Talker(port)
    for (let sent = 0; sent < 300; sent += 50) {
      talker.heard = ''
      talker.say(requests('/done', 50))
      await expect.poll(() => talker.heard.split('done')).toHaveLength(51)
    }
    talker.leave()
  })

  it('begin one after the other, and none whose client has left', async () => {
    const talker = new Talker(port)
    talker.say(requests('/done', 3) + requests('/stream', 1) + requests('/done', 60))
    await talker.hears(/an event/)
    expect(begun).toBe(4)
    talker.leave()
    await sleep(100)
    expect(begun).toBe(4)
  })

  it('have their time from when the answers before are sent', async () => {
    const talker = new Talker(port)
    talker.say(requests('/slow', 4))
    await expect.poll(() => talker.heard.split('200 OK')).toHaveLength(5)
    talker.leave()
  })
})

describe('pipelined requests to the platform', () => {
  let desk: TestApp
  let port: number
  beforeEach(async () => {
    desk = await startTestApp(databases[0]!.url)
    await desk.app.listen({ host: '127.0.0.1', port: 0 })
    port = (desk.app.server.address() as AddressInfo).port
  })
  afterEach(async () => {
    desk.app.server.closeAllConnections()
    await desk.close()
  })

  it.each(['/api/none', '/trpc/account.session', '/%ff', '/.well-known/none'])(
    'are a hundred at most, also to %s',
    async (path) => {
      const talker = new Talker(port)
      talker.say(requests(path, 100))
      await expect.poll(() => talker.heard.split('HTTP/1.1 ')).toHaveLength(101)
      talker.say(requests(path, 101))
      await talker.ended
      expect(talker.heard.split('HTTP/1.1 ').length).toBeLessThan(200)
    },
  )
})
