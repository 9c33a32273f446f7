import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestValkey } from '../test/limiter-stores.ts'

// What the client throws while it reads would end the process, and here the run of the tests.
describe.runIf(hasValkey)('a reply that has not its form', () => {
  let server: TestValkey
  beforeAll(async () => {
    server = await TestValkey.start()
  })
  afterAll(() => server.kill())

  it.each([
    ['nothing', '$-1\r\n'],
    ['no list', '*-1\r\n'],
    ['an empty list', '*0\r\n'],
    ['a list of nothing', '*3\r\n$-1\r\n$-1\r\n$-1\r\n'],
    ['a list of numbers', '*1\r\n:1\r\n'],
  ])('ends its connection alone, and another one is made: %s for SUBSCRIBE', async (_, reply) => {
    const relay = await startRelay(server.port, { subscribed: reply })
    const { valkey, states } = await openTestValkey(`redis://127.0.0.1:${relay.port}`)
    onTestFinished(() => {
      valkey.close()
      relay.close()
    })
    await vi.waitFor(() => expect(relay.asked()).toBeGreaterThan(1), { timeout: 5_000, interval: 50 })
    expect(states.toSorted()).toEqual(['refused', 'up'])
  })

  it('ends its connection alone where nobody asked for it', async () => {
    const relay = await startRelay(server.port, { unasked: '$-1\r\n' })
    const { valkey, states } = await openTestValkey(`redis://127.0.0.1:${relay.port}`)
    onTestFinished(() => {
      valkey.close()
      relay.close()
    })
    await vi.waitFor(() => expect(states).toContain('EPROTO'), { timeout: 5_000, interval: 50 })
  })
})

/** Milliseconds after which all that was asked is answered. */
const QUIET_MS = 100

interface Odd {
  /** The answer to SUBSCRIBE, in place of Valkey's. */
  subscribed?: string
  /** What each connection reads a moment after it was made. */
  unasked?: string
}

/** Passes all on to Valkey, and its answers back, but for what is odd. */
async function startRelay(target: number, { subscribed, unasked }: Odd) {
  const sockets = new Set<Socket>()
  let asked = 0
  const server = createServer((client) => {
    const valkey = connect(target, '127.0.0.1')
    for (const socket of [client, valkey]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => [client, valkey].forEach((each) => each.destroy()))
    }
    client.on('data', (chunk) => {
      const commands = String(chunk).split(/^(?=\*\d+\r\n)/m)
      const others = commands.filter((command) => !/\r\nsubscribe\r\n/i.test(command))
      if (subscribed === undefined || others.length === commands.length) return valkey.write(chunk)
      asked++
      client.write('+OK\r\n'.repeat(others.length) + subscribed)
    })
    valkey.on('data', (chunk) => client.write(chunk))
    if (unasked !== undefined) setTimeout(() => client.write(unasked), QUIET_MS)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port, asked: () => asked, close }
}
