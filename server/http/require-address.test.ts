import { type AddressInfo, connect } from 'node:net'
import Fastify, { type FastifyRequest } from 'fastify'
import { expect, it } from 'vitest'
import { requireAddress } from './require-address.ts'

const closed = ({ raw }: FastifyRequest) =>
  // Not `once`, which fails with the reset.
  new Promise<void>((resolve) => raw.socket.once('close', resolve))

it.each([
  ['before anybody looks', false, false, undefined],
  ['before anybody looks, behind a proxy', false, 'loopback', undefined],
  ['later', true, false, '127.0.0.1'],
  ['later, behind a proxy', true, 'loopback', '192.0.2.7'],
])('a connection that is reset %s', async (_when, isLater, trustProxy, address) => {
  const app = Fastify({ trustProxy })
  const { promise: isRunning, resolve: running } = Promise.withResolvers<void>()
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>()
  const waitForReset = async (request: FastifyRequest) => {
    running()
    await closed(request)
  }
  if (!isLater) app.addHook('onRequest', waitForReset)
  requireAddress(app)
  const handler = async (request: FastifyRequest) => {
    if (isLater) await waitForReset(request)
    end(request.ip ?? 'a lane without an address')
  }
  app.route({ method: 'GET', url: '/', handler })
  app.setErrorHandler(() => end(undefined))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n')
  await isRunning
  socket.resetAndDestroy()
  expect(await ended).toBe(address)
  await app.close()
})
