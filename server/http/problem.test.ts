import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { listen, type RawAnswer, sendRaw } from '../test/raw-http.ts'
import {
  type Desk,
  type ProblemBody,
  problemOf,
  refusalOf,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'
import { Talker } from '../test/talker.ts'
import { onlyFor } from './tenant-host.ts'

/** `<status> <code>` of a raw answer that must be a problem document. */
function rawRefusal({ status, headers, body }: RawAnswer): string {
  expect(headers).toContain('content-type: application/problem+json')
  expect(headers).toContain('x-content-type-options: nosniff')
  const problem = JSON.parse(body) as ProblemBody
  expect(problem.status).toBe(status)
  expect(headers).toContain(`x-request-id: ${problem.requestId}`)
  return `${status} ${problem.code}`
}

describe('R2.2 errors', () => {
  let desk: Desk
  let port: number
  let host: string
  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    host = `Host: ${desk.server.host}`
    port = await listen(desk.app)
  })
  afterAll(() => desk.close())

  it('are problem documents with the names of RFC 9110', async () => {
    const problem = problemOf(await desk.sdk.openTicket(ticketBody({ title: '' })))
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Content',
      status: 422,
      code: 'validation-failed',
      detail: 'The ticket has a field that cannot be accepted.',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      errors: [{ pointer: '/title', code: 'required', detail: 'Enter a title.' }],
    })
    expect(problemOf(await desk.sdk.openTicket('['.repeat(70_000))).title).toBe('Content Too Large')
  })

  it('a client’s own X-Request-Id is not taken over', async () => {
    const response = await desk.sdk.readConfig({ 'x-request-id': 'mine' })
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('500: a fault of ours shows nothing of itself', async () => {
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    await app.register(async (scope) => {
      onlyFor(scope, 'app')
      scope.get('/fault', () => {
        throw new TypeError('secret detail')
      })
      scope.get('/odd', async () => {
        throw 'a string' as unknown as Error
      })
    })
    for (const url of ['/fault', '/odd']) {
      const response = await app.inject({ url, headers: { host: 'localhost:3000' } })
      expect(refusalOf(response)).toBe('500 internal-error')
      expect(response.body).not.toContain('secret')
    }
    await app.close()
  })

  it('400: a path that cannot be decoded is not repeated', async () => {
    const response = await desk.sdk.send('GET', '/api/mcpserver/%ff%zz')
    expect(refusalOf(response)).toBe('400 invalid-request')
    expect(response.body).not.toContain('%zz')
    const long = await desk.sdk.readStatus('x'.repeat(6_000), 'mor_x')
    expect(refusalOf(long)).toBe('400 invalid-request')
  })

  it.each([
    ['no HTTP at all', ['hello']],
    ['no Host', ['GET / HTTP/1.1']],
    ['two lengths', ['POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2']],
    ['length and chunks', ['POST / HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked']],
    ['a folded header', ['GET / HTTP/1.1', 'X: a', ' b']],
    ['a space before the colon', ['GET / HTTP/1.1', 'X : a']],
  ])('400: %s', async (what, lines) => {
    const [first = '', ...rest] = lines
    const request = what === 'no Host' ? [first] : [first, host, ...rest]
    const answer = await sendRaw(port, [...request, 'Connection: close'])
    expect(answer.status).toBe(400)
    expect(answer.body).not.toContain('node_modules')
  })

  it('400: bad framing is answered in our language', async () => {
    const answer = await sendRaw(port, ['POST / HTTP/1.1', host, 'Content-Length: 1', 'Content-Length: 2'])
    expect(rawRefusal(answer)).toBe('400 invalid-request')
  })

  it('431: headers beyond 16 KiB', async () => {
    const answer = await sendRaw(port, ['GET / HTTP/1.1', host, `X-Pad: ${'x'.repeat(20_000)}`])
    expect(rawRefusal(answer)).toBe('431 invalid-request')
  })

  it('431: a person with too many cookies gets a page that says so', async () => {
    const browser = ['Accept: text/html', 'Sec-Fetch-Mode: navigate', `Cookie: a=${'x'.repeat(20_000)}`]
    const answer = await sendRaw(port, ['GET / HTTP/1.1', host, ...browser])
    expect(answer.status).toBe(431)
    expect(answer.body).toMatch(/^<!doctype html>[^]*<h1>The browser sent too much<[^]*Delete the cookies/)
  })

  it('413: a chunked body is counted, not believed', async () => {
    const request = [
      'POST /api/mcpserver/support HTTP/1.1',
      host,
      `X-MCP-Obs-Key: ${desk.server.key}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Connection: close',
    ]
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    const answer = await sendRaw(port, request, `${chunk}1\r\nx\r\n0\r\n\r\n`)
    expect(rawRefusal(answer)).toBe('413 body-too-large')
  })

  it('408: a body that does not arrive within four seconds', async () => {
    const answer = await sendRaw(port, [
      'POST /api/mcpserver/support HTTP/1.1',
      host,
      `X-MCP-Obs-Key: ${desk.server.key}`,
      'Content-Type: application/json',
      'Content-Length: 100',
      'Connection: close',
    ])
    expect(rawRefusal(answer)).toBe('408 request-timeout')
  })

  it('408: a request that takes longer than Node allows', async () => {
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    app.server.requestTimeout = 300
    app.server.headersTimeout = 200
    const port = await listen(app)
    const answer = await sendRaw(port, [
      'POST /api/mcpserver/support HTTP/1.1',
      host,
      `X-MCP-Obs-Key: ${desk.server.key}`,
      'Content-Type: application/json',
      'Content-Length: 100',
    ])
    expect(rawRefusal(answer)).toBe('408 request-timeout')
    await app.close()
  })

  it('503: a stopping process finishes what it has and refuses what still comes', async () => {
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    const { promise: mayFinish, resolve: finish } = Promise.withResolvers<void>()
    const { promise: isRunning, resolve: running } = Promise.withResolvers<void>()
    await app.register(async (scope) => {
      onlyFor(scope, 'app')
      scope.get('/slow', async () => {
        running()
        await mayFinish
        return 'finished'
      })
    })
    const accepted: Socket[] = []
    app.server.on('connection', (socket) => accepted.push(socket))
    const port = await listen(app)
    const [busy, late] = [new Talker(port), new Talker(port)]
    await Promise.all([busy.connected, late.connected])
    late.say('GET /api HTTP/1.1\r\n')
    busy.say('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await isRunning
    // Nothing tells that half a request has arrived, but the count of its bytes.
    while (accepted.some(({ bytesRead }) => bytesRead === 0))
      await new Promise((resolve) => setImmediate(resolve))
    const closed = app.close()
    // Fastify takes a turn of the loop to begin closing.
    await new Promise((resolve) => setImmediate(resolve))
    // Half-way through its request: idle connections have been closed, and new ones are refused by the system.
    late.say('Host: localhost\r\n\r\n')
    await late.ended
    finish()
    await busy.ended
    await closed
    expect(busy.heard).toContain('finished')
    expect(late.heard).toContain('"code":"service-unavailable"')
    expect(late.heard.toLowerCase()).toContain('retry-after: 3')
  })
})
