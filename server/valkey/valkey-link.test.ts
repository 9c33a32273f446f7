import { once } from 'node:events'
import { connect } from 'node:net'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestValkey } from '../test/limiter-stores.ts'

async function openIdle(settings: string[] = []) {
  const server = await TestValkey.start(settings)
  const { valkey, states } = await openTestValkey(server.url)
  onTestFinished(async () => {
    valkey.close()
    await server.kill()
  })
  return { server, states }
}

describe.runIf(hasValkey)('a connection to Valkey that no request uses', () => {
  it.each([2, 5])('stays, where Valkey closes idle ones after %s s', async (seconds) => {
    const { server, states } = await openIdle(['--timeout', String(seconds)])
    for (let closed = 0; closed < 2; closed++) await once(connect(server.port, '127.0.0.1').resume(), 'close')
    expect(states).toEqual(['up'])
  })

  it.each<[string, RegExp, (server: TestValkey) => unknown, (server: TestValkey) => unknown]>([
    ['is full', /^OOM$/, (server) => server.fill(), (server) => server.makeRoom()],
    ['is frozen', /^ETIMEDOUT$/, (server) => server.freeze(), (server) => server.thaw()],
  ])('tells when Valkey %s', async (_, fault, lose, repair) => {
    const { server, states } = await openIdle()
    await lose(server)
    await vi.waitFor(() => expect(states).toHaveLength(2), 10_000)
    await repair(server)
    await vi.waitFor(() => expect(states.at(-1)).toBe('up'), 10_000)
    // The last fault before the return says most: not that this side ended the connection.
    expect(states).toEqual(['up', expect.stringMatching(fault), 'up'])
  })
})
