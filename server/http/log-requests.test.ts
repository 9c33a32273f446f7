import { once } from 'node:events'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { DriverException } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { listen, sendRaw } from '../test/raw-http.ts'
import { type Desk, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { readFault } from '../db/read-fault.ts'
import { describeFault } from './describe-fault.ts'
import { onlyFor } from './tenant-host.ts'

describe('logs', () => {
  let desk: Desk
  let sdk: SdkCaller
  let port: number
  let app: Awaited<ReturnType<typeof buildApp>>
  const lines: string[] = []

  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString())
        done()
      },
    })
    app = await buildApp({ config: desk.config, orm: desk.orm, logger: { level: 'trace', stream } })
    await app.register(async (scope) => {
      onlyFor(scope, 'mcp-server')
      scope.post('/slow', async (_request, reply) => {
        if (!reply.raw.destroyed) await once(reply.raw, 'close')
        return {}
      })
      scope.post('/fault', () => {
        throw new Error('could not mail ana@acme.test, Bearer abc.DEF-123456')
      })
    })
    sdk = new SdkCaller(app, desk.server)
    port = await listen(app)
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
  })

  const lastLine = () => JSON.parse(lines.at(-1)!) as Record<string, unknown>

  it('one line per request, with the route’s template and the trace', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const response = await sdk.readStatus('TK-0000-0000', 'mor_x', { traceparent })
    expect(lastLine()).toMatchObject({
      level: 30,
      msg: 'request',
      requestId: response.headers['x-request-id'],
      method: 'GET',
      route: '/api/mcpserver/support/:reference',
      site: desk.server.slug,
      status: 404,
      ms: expect.any(Number),
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    })
  })

  it.each([
    ['before its body is there', 'content-length: 500\r\n\r\n{"title'],
    ['before it is answered', 'content-length: 2\r\n\r\n{}'],
  ])('a request whose client goes %s, as 499, once', async (_when, rest) => {
    const before = lines.length
    const socket = connect(port, '127.0.0.1')
    const arrived = once(app.server, 'request')
    socket.write(
      `POST /slow HTTP/1.1\r\nhost: ${desk.server.host}\r\ncontent-type: application/json\r\n${rest}`,
    )
    await arrived
    socket.resetAndDestroy()
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(before))
    const network = '127.0.0.0/24'
    expect(lastLine()).toMatchObject({ method: 'POST', route: '/slow', network, status: 499 })
    const counted = 'mcp_obs_http_requests_total{route="/slow",method="POST",status="499"}'
    expect((await app.metrics.read()).text).toContain(counted)
    await sdk.readConfig()
    expect(lines).toHaveLength(before + 2)
  })

  it.each([
    'x',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
  ])('no trace of a malformed traceparent (%s)', async (traceparent) => {
    await sdk.readConfig({ traceparent })
    expect(lastLine()).not.toHaveProperty('traceId')
  })

  it('never a body, a query, an e-mail address, a key, a token or a receipt', async () => {
    const secrets = [
      'query-secret',
      'ana@acme.test',
      'title-secret',
      'bearer-secret',
      'mor_secret',
      desk.server.key,
    ]
    const body = ticketBody({ email: 'ana@acme.test', title: 'title-secret' })
    await sdk.openTicket(body)
    await sdk.openTicket(`${JSON.stringify(body)}!`)
    await sdk.openTicket({ ...body, unknown: 'title-secret' })
    await sdk.openTicket(body, { authorization: 'Bearer bearer-secret' })
    await sdk.send('GET', '/api/mcpserver/config?access_token=query-secret')
    await sdk.send('GET', '/%ff?query-secret')
    await sdk.send('GET', '/query-secret')
    await sdk.readStatus('TK-0000-0000', 'mor_secret')
    await sdk.send('POST', '/fault', { 'content-type': 'application/json' }, JSON.stringify(body))
    const log = lines.join('')
    for (const secret of secrets) expect(log).not.toContain(secret)
  })

  it.each([
    ['no host', [], 400],
    ['an unknown expectation', ['Host: nowhere.test', 'Expect: x'], 421],
  ])('a request with %s has its line', async (_what, headers, status) => {
    const answer = await sendRaw(port, ['GET / HTTP/1.1', ...headers, 'Connection: close'])
    expect(answer.status).toBe(status)
    const requestId = /x-request-id: (\S+)/.exec(answer.headers)?.[1]
    await vi.waitUntil(() => lines.some((line) => line.includes(requestId!)))
    expect(lastLine()).toMatchObject({ requestId, status })
  })

  it('a fault is logged with its request id and where it happened', async () => {
    const response = await sdk.send('POST', '/fault')
    const fault = lines.map((line) => JSON.parse(line)).findLast(({ level }) => level === 50)
    expect(fault).toMatchObject({
      requestId: response.headers['x-request-id'],
      fault: {
        name: 'Error',
        message: 'could not mail ⟦redacted:email⟧, Bearer ⟦redacted:bearer⟧',
        frames: expect.arrayContaining([expect.stringContaining('log-requests.test.ts')]),
      },
    })
  })
})

describe('describeFault', () => {
  it('keeps codes and drops the messages of databases and parsers, which quote input', () => {
    const driver = Object.assign(new Error("Duplicate entry 'ana@acme.test'"), {
      code: 'ER_DUP_ENTRY',
      errno: 1062,
      sqlMessage: "Duplicate entry 'ana@acme.test'",
    })
    expect(describeFault(driver, readFault)).toMatchObject({
      name: 'Error',
      code: 'ER_DUP_ENTRY',
      errno: 1062,
    })
    for (const error of [driver, new SyntaxError('Unexpected token in "ana@acme.test"')]) {
      expect(describeFault(error, readFault)).not.toHaveProperty('message')
    }
    expect(describeFault('ana@acme.test', readFault)).toEqual({ name: 'string' })
  })

  it('keeps no line of a message that looks like a frame, also where the ORM repeats the stack of the driver', () => {
    const text =
      'Incorrect value\n    at ana@acme.test (/planted/one.ts:1:1)\n    at two (/planted/two.ts:2:2)'
    const driver = Object.assign(new Error(text), { code: 'ER_TRUNCATED_WRONG_VALUE', errno: 1292 })
    for (const error of [driver, new DriverException(driver)]) {
      const { frames } = describeFault(error, readFault)
      expect(frames).toEqual(expect.arrayContaining([expect.stringContaining('log-requests.test.ts')]))
      expect(frames!.join()).not.toContain('planted')
    }
  })

  it('keeps codes that are names or numbers only, and the number of SQLite', () => {
    const odd = Object.assign(new Error('x'), { name: 'ana@acme.test', code: 'no such user', errno: {} })
    expect(describeFault(odd, readFault)).toEqual({ name: 'Error', message: 'x', frames: expect.any(Array) })
    const sqlite = Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
    expect(describeFault(sqlite, readFault)).toMatchObject({ code: 'ERR_SQLITE_ERROR', errno: 13 })
  })
})
