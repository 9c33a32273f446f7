import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Talker } from '../test/talker.ts'
import { limitPipelining, untilFirst } from './pipelined-requests.ts'

describe('requests that come before the answers of those before them', () => {
  let app: FastifyInstance
  let port: number
  let begun: number
  let over: number
  beforeEach(async () => {
    ;[begun, over] = [0, 0]
    app = Fastify()
    limitPipelining(app)
    app.get('/never', () => {
      begun++
      return new Promise(() => {})
    })
    app.get('/in-turn', async (request, reply) => {
      await untilFirst(request, reply)
      over++
      return 'done'
    })
    app.get('/stream', (_request, reply) => {
      void reply.hijack()
      reply.raw.writeHead(200).write('an event')
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    port = (app.server.address() as AddressInfo).port
  })
  afterEach(async () => {
    app.server.closeAllConnections()
    await app.close()
  })

  const requests = (path: string, count: number) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(count)

  it('are a hundred at most: one more closes the connection, and nothing of it is kept', async () => {
    const talker = new Talker(port)
    talker.say(requests('/never', 5_000))
    await talker.ended
    expect(begun).toBe(100)
    const other = new Talker(port)
    other.say(requests('/in-turn', 1))
    await other.hears(/done/)
    other.leave()
  })

  it('are counted until they are answered', async () => {
    const talker = new Talker(port)
    for (let sent = 0; sent < 300; sent += 50) {
      talker.heard = ''
      talker.say(requests('/in-turn', 50))
      await expect.poll(() => talker.heard.split('done')).toHaveLength(51)
    }
    expect(over).toBe(300)
    talker.leave()
  })

  it('wait for their turn no longer than the connection lasts', async () => {
    const talker = new Talker(port)
    talker.say(requests('/stream', 1) + requests('/in-turn', 60))
    await talker.hears(/an event/)
    expect(over).toBe(0)
    talker.leave()
    await expect.poll(() => over).toBe(60)
  })
})
