import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { LogLines } from '../test/log-lines.ts'
import { listen } from '../test/raw-http.ts'
import { onlyFor } from './tenant-host.ts'

/** More than lies between a server and a client that reads nothing. */
const SIZE = 32_000_000

describe('when the platform closes', () => {
  let desk: TestApp
  let app: FastifyInstance
  let log: LogLines
  let client: Socket
  beforeAll(async () => {
    desk = await startTestApp(databases[0]!.url)
  })
  afterAll(() => desk.close())
  afterEach(() => client.destroy())

  /** Asks for an answer, and closes once it has begun. @returns how many milliseconds closing took */
  async function closeDuring(path: string, settings: { drainMs: number; graceMs: number }) {
    log = new LogLines()
    const logger = { stream: log.stream }
    app = await buildApp({ config: { ...desk.config, ...settings }, orm: desk.orm, logger })
    const isBegun = Promise.withResolvers<void>()
    await app.register(async (scope) => {
      onlyFor(scope, 'app')
      scope.get('/short', async () => {
        isBegun.resolve()
        await sleep(500)
        return 'done'
      })
      scope.get('/large', async () => {
        isBegun.resolve()
        return Buffer.alloc(SIZE, 'x')
      })
    })
    client = connect(await listen(app), '127.0.0.1')
    client.pause().write(`GET ${path} HTTP/1.1\r\nHost: localhost:3000\r\n\r\n`)
    await isBegun.promise
    const began = performance.now()
    await app.close()
    return performance.now() - began
  }

  it('closes the connection of a client that takes nothing, and says so', async () => {
    const took = await closeDuring('/large', { drainMs: 1_000, graceMs: 6_000 })
    expect(took).toBeGreaterThan(1_900)
    expect(took).toBeLessThan(5_000)
    expect(log.text).toContain('Closing connections although answers are under way')
  })

  it('lets a client take an answer whose end is written', async () => {
    const closing = closeDuring('/large', { drainMs: 0, graceMs: 10_000 })
    await sleep(500)
    let heard = 0
    client.on('data', (bytes: Buffer) => (heard += bytes.length)).resume()
    await closing
    await expect.poll(() => heard).toBeGreaterThan(SIZE)
  })

  it('does not wait for the rest of a request whose headers do not come', async () => {
    app = await buildApp({ config: desk.config, orm: desk.orm })
    client = connect(await listen(app), '127.0.0.1')
    await once(client, 'connect')
    client.write('GET / HTTP/1.1\r\nHost: loc')
    await sleep(50)
    const began = performance.now()
    await app.close()
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('answers what was sent before, and does not reset its connection', async () => {
    app = await buildApp({ config: desk.config, orm: desk.orm })
    const port = await listen(app)
    const clients = await Promise.all(
      Array.from({ length: 50 }, async () => {
        client = connect(port, '127.0.0.1')
        await once(client, 'connect')
        return client
      }),
    )
    await sleep(50)
    const answers = clients.map(async (each) => {
      each.write('GET /api/none HTTP/1.1\r\nHost: localhost:3000\r\n\r\n')
      const [bytes] = (await once(each, 'data')) as [Buffer]
      return bytes.toString().slice(0, 12)
    })
    await app.close()
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 503']))
  })

  it('finishes what is short, also where it has little time', async () => {
    await closeDuring('/short', { drainMs: 0, graceMs: 3_000 })
    const [answer] = (await once(client.resume(), 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 OK[^]*done$/)
    expect(log.text).not.toContain('Closing connections')
  })
})
