import type { FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { LogLines } from '../test/log-lines.ts'
import { listen, sendRaw } from '../test/raw-http.ts'
import { type Desk, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { sendHttp } from '../test/send-http.ts'
import { Talker } from '../test/talker.ts'
import { answerWithin } from './deadlines.ts'
import { onlyFor } from './tenant-host.ts'

/** Of the routes of these tests. */
const DEADLINE_MS = 1_000
const APP = 'Host: localhost:3000'

describe('deadlines on a real socket', () => {
  const log = new LogLines()
  let desk: Desk
  let app: FastifyInstance
  let port: number
  let failLate: (error: Error) => void
  let goOn: () => void
  let entered: () => void
  let read: (work: Promise<unknown>) => void
  let goesOn: Promise<unknown>
  /** The connections that the server still holds. */
  const accepted = new Set<Socket>()

  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    app = await buildApp({
      config: desk.config,
      orm: desk.orm,
      logger: { level: 'trace', stream: log.stream },
    })
    await app.register(async (scope) => {
      onlyFor(scope, 'app')
      answerWithin(scope, DEADLINE_MS)
      scope.route({ method: ['GET', 'POST'], url: '/never', handler: () => new Promise(() => {}) })
      scope.post('/written', (request) => {
        request.work.written = 1
        return new Promise(() => {})
      })
      scope.post('/late', () => new Promise((_resolve, reject) => void (failLate = reject)))
      scope.post('/sends-late', async (_request, reply) => {
        await new Promise<void>((resolve) => void (goOn = resolve))
        return reply.code(201).send({ late: true })
      })
      scope.get('/hook', { onRequest: () => new Promise(() => {}) }, async () => 'never')
      scope.route({
        method: ['GET', 'POST'],
        url: '/left',
        async handler(_request, reply) {
          entered()
          await once(reply.raw, 'close')
          await new Promise((resolve) => setImmediate(resolve))
          read(desk.orm.em.fork().execute('select 1'))
        },
      })
      scope.get('/parts', (request, reply) => {
        const parts = async function* () {
          request.deadline.restart(60_000)
          yield 'first'
          await goesOn
          request.deadline.restart(DEADLINE_MS)
          yield 'last'
          if (request.headers['x-stalls']) await new Promise(() => {})
        }
        return reply.send(Readable.from(parts()))
      })
      scope.get('/half', async (_request, reply) => {
        reply.raw.writeHead(200, { 'content-length': '10' }).write('half')
        return new Promise(() => {})
      })
    })
    app.server.on('connection', (socket) => accepted.add(socket.on('close', () => accepted.delete(socket))))
    port = await listen(app)
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
  })

  const json = { host: 'localhost:3000', 'content-type': 'application/json' }

  it.each([
    ['GET', '/never'],
    ['GET', '/hook'],
    ['POST', '/never'],
  ])('503 with Retry-After while nothing was written: %s %s', async (method, path) => {
    const body = method === 'POST' ? '{}' : undefined
    const answer = await sendHttp(port, { method, path, headers: json, body })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2'])
    expect(answer.body).toContain('"code":"service-unavailable"')
    const [line, ...more] = await log.of(answer.headers['x-request-id'])
    expect(line).toMatchObject({ level: 50, status: 503, fault: { name: 'DeadlineError' } })
    expect(more).toEqual([])
  })

  it('500 once something may have been written, although the whole body was read', async () => {
    const answer = await sendHttp(port, { method: 'POST', path: '/written', headers: json, body: '{}' })
    expect(answer.status).toBe(500)
    expect(answer.body).toContain('"code":"internal-error"')
  })

  it.each([
    ['', true],
    ['X-Stalls: yes', false],
  ])(
    'an answer in parts goes on past the deadline, and ends when no part follows: %j',
    async (header, isWhole) => {
      const never = () => sendHttp(port, { method: 'GET', path: '/never', headers: json })
      // Each takes the time of the deadline.
      goesOn = never().then(never)
      const lines = ['GET /parts HTTP/1.1', APP, 'Connection: close', ...(header ? [header] : [])]
      const { status, body } = await sendRaw(port, lines)
      expect([status, /first[^]*last/.test(body), body.endsWith('0\r\n\r\n')]).toEqual([200, true, isWhole])
    },
  )

  it('logs nothing of what fails after the answer', async () => {
    const answer = await sendHttp(port, { method: 'POST', path: '/late', headers: json, body: '{}' })
    failLate(new Error('PLANTED'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(await log.of(answer.headers['x-request-id'])).toHaveLength(1)
    expect(log.text).not.toContain('PLANTED')
  })

  it('logs nothing of what is sent after the answer', async () => {
    const answer = await sendHttp(port, { method: 'POST', path: '/sends-late', headers: json, body: '{}' })
    goOn()
    await new Promise((resolve) => setImmediate(resolve))
    expect(answer.status).toBe(503)
    expect(await log.of(answer.headers['x-request-id'])).toHaveLength(1)
  })

  it.each([
    ['GET', ''],
    ['POST', 'Content-Type: application/json\r\nContent-Length: 2\r\n'],
  ])('%s: a client that leaves ends what only reads', async (method, headers) => {
    const handled = new Promise<void>((resolve) => (entered = resolve))
    const reading = new Promise<unknown>((resolve) => (read = (work) => resolve(Promise.allSettled([work]))))
    const talker = new Talker(port)
    talker.say(`${method} /left HTTP/1.1\r\n${APP}\r\n${headers}\r\n${headers && '{}'}`)
    await handled
    talker.leave()
    const status = method === 'GET' ? 'rejected' : 'fulfilled'
    expect(await reading).toMatchObject([{ status }])
  })

  it('counts from the first byte, and not from the end of the headers', async () => {
    const talker = new Talker(port)
    const began = performance.now()
    talker.say('GET /never HTTP/1.1\r\n')
    await new Promise((resolve) => setTimeout(resolve, 700))
    const complete = performance.now()
    talker.say(`${APP}\r\n\r\n`)
    await talker.hears(/HTTP\/1.1 503/)
    expect(performance.now() - began).toBeGreaterThan(DEADLINE_MS - 50)
    expect(performance.now() - complete).toBeLessThan(DEADLINE_MS - 50)
    talker.leave()
  })

  const signOut = (headers: string) =>
    `POST /trpc/account.signOut HTTP/1.1\r\n${APP}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`
  it.each([
    ['a body that comes later', [signOut('Content-Length: 2'), '{}']],
    ['a path that cannot be decoded', [`GET /%ff HTTP/1.1\r\n${APP}\r\n\r\n`]],
    ['a path that is too long', [`GET /${'x'.repeat(6_000)} HTTP/1.1\r\n${APP}\r\n\r\n`]],
    ['an unknown expectation', [`GET /nothing HTTP/1.1\r\n${APP}\r\nExpect: x\r\n\r\n`]],
    ['empty lines', [signOut('Content-Length: 2'), '{}', '\r\n', '\r\n\n']],
  ])('counts the next request on the same connection anew, after %s', async (_what, parts) => {
    const talker = new Talker(port)
    for (const part of parts) {
      talker.say(part)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await talker.hears(/HTTP\/1.1 \d+/)
    // Longer than the deadline of the next one.
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + 200))
    const began = performance.now()
    talker.say(`GET /never HTTP/1.1\r\n${APP}\r\n\r\n`)
    await talker.hears(/HTTP\/1.1 503/)
    expect(performance.now() - began).toBeGreaterThan(DEADLINE_MS - 50)
    talker.leave()
  })

  it('cuts an answer that has begun and does not go on', async () => {
    const talker = new Talker(port)
    talker.say(`GET /half HTTP/1.1\r\n${APP}\r\n\r\n`)
    await talker.hears(/half/)
    await talker.ended
    expect(talker.heard).not.toContain('503')
    await vi.waitUntil(() => accepted.size === 0, { timeout: 15_000 })
  })

  describe.concurrent('a connection is closed, although its client does nothing, once its request', () => {
    const ticket = (headers: string[]) =>
      [
        'POST /api/mcpserver/support HTTP/1.1',
        `Host: ${desk.server.host}`,
        'Content-Type: application/json',
        ...headers,
        '\r\n',
      ].join('\r\n')
    const key = () => `X-MCP-Obs-Key: ${desk.server.key}`

    it.each([
      ['408: sends half a body', () => ticket([key(), 'Content-Length: 100']) + '{"title"', 408],
      ['408: sends half a chunk', () => `${ticket([key(), 'Transfer-Encoding: chunked'])}ff\r\nabc`, 408],
      ['408: sends half its headers', () => `POST / HTTP/1.1\r\n${APP}\r\n`, 408],
      ['408: sends half a call of a procedure', () => halfOf('/trpc/account.signOut', APP), 408],
      ['400: breaks off the framing', () => `${ticket([key(), 'Transfer-Encoding: chunked'])}xyz\r\n`, 400],
      ['401: has no key', () => ticket(['Content-Length: 100']), 401],
      ['404: has a wrong path', () => halfOf('/nothing', APP), 404],
      ['405: has a wrong method', () => halfOf('/api/mcpserver/config', `Host: ${desk.server.host}`), 405],
      ['415: has a wrong media type', () => halfOf('/trpc/account.signOut', APP, 'text/plain'), 415],
      ['421: has a wrong host', () => halfOf('/', 'Host: evil.example'), 421],
      ['400: has a path that cannot be read', () => halfOf('/%ff%zz', APP), 400],
      ['413: is too large', () => ticket([key(), 'Content-Length: 70000']), 413],
    ])('%s', async (_what, bytes, status) => {
      const talker = new Talker(port)
      talker.say(bytes())
      await talker.connected
      const { port: itsPort } = talker
      await talker.ended
      const isClosed = () => ![...accepted].some(({ remotePort }) => remotePort === itsPort)
      await vi.waitUntil(isClosed, { timeout: 15_000 })
      expect(Number(talker.heard.split(' ')[1])).toBe(status)
    })

    it('hears nothing from hundreds of others', async () => {
      const talkers = Array.from({ length: 300 }, () => new Talker(port))
      for (const talker of talkers) talker.say(`${ticket([key(), 'Content-Length: 100'])}{`)
      await Promise.all(talkers.map(({ ended }) => ended))
      await vi.waitUntil(() => accepted.size === 0, { timeout: 30_000 })
      expect(new Set(talkers.map(({ heard }) => heard.split(' ')[1]))).toEqual(new Set(['408']))
    })
  })

  it('keeps the connection of a client that sends the rest of a body that was refused', async () => {
    const talker = new Talker(port)
    const head = `POST /nothing HTTP/1.1\r\n${APP}\r\nContent-Length: 8\r\n\r\n`
    talker.say(`${head}1234`)
    await talker.hears(/HTTP\/1.1 404/)
    talker.say('5678')
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    talker.heard = ''
    talker.say(`${head}12345678`)
    await talker.hears(/HTTP\/1.1 404/)
    expect(talker.heard).not.toMatch(/connection: close/i)
    talker.leave()
  })

  it('413: a client hears why, although it is still sending', async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8')
    let heard = ''
    socket.on('data', (chunk: string) => (heard += chunk))
    socket.on('error', () => {})
    const body = Buffer.alloc(3_000_000, 'x')
    const { host, key } = desk.server
    socket.write(
      `POST /api/mcpserver/support HTTP/1.1\r\nHost: ${host}\r\nX-MCP-Obs-Key: ${key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    socket.write(body)
    await once(socket, 'data')
    socket.destroy()
    expect(heard).toContain('body-too-large')
  })

  it('takes a ticket whose body comes in pieces', async () => {
    const talker = new Talker(port)
    const { host, key } = desk.server
    const body = JSON.stringify(ticketBody())
    talker.say(
      `POST /api/mcpserver/support HTTP/1.1\r\nHost: ${host}\r\nX-MCP-Obs-Key: ${key}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    for (const piece of body.match(/.{1,40}/g)!) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      talker.say(piece)
    }
    await talker.hears(/\}$/)
    expect(talker.heard).toMatch(/^HTTP\/1.1 201/)
    talker.leave()
  })
})

function halfOf(path: string, host: string, type = 'application/json'): string {
  return `POST ${path} HTTP/1.1\r\n${host}\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\n{`
}
