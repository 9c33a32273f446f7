/*
 * TLS handshakes that fail (sdk/contract/handshakes.json): nothing was sent, so it is certain that there is no ticket.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { exchangeHttp } from '../src/platform/http.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'

let server: Server
afterEach(() => void server.close())

const hosts = ['127.0.0.1', 'acme.localhost']
const rows = fixture<{ name: string; bytes: string }[]>('handshakes').flatMap(({ name, bytes }) =>
  hosts.map((host): [string, string, string] => [name, host, bytes]),
)

test.each(rows)('R3.4 %s, on %s: not connected', async (_name, host, bytes) => {
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.from(bytes, 'hex')))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `https://${host}:${(server.address() as AddressInfo).port}`
  expect(
    await exchangeHttp({ method: 'POST', url: origin, headers: {}, body: '{}', timeoutMs: 30_000 }),
  ).toMatchObject({ failure: 'not-connected' })
})

test('R3.4 one line names the error code', async () => {
  const platform = await FakePlatform.start()
  const { logger, warnings } = collectLog()
  const caller = await openShop(
    GENERATIONS[0]!,
    createMcpObs({ dsn: platform.dsn.replace('http:', 'https:'), logger }),
  )
  expect(warnings).toEqual([
    'the support tool is off until its configuration can be read: not-connected ERR_SSL_WRONG_VERSION_NUMBER. Check MCP_OBS_DSN',
  ])
  await caller.close()
  await platform.stop()
})
