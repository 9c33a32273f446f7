/*
 * Hosts create the SDK while a module is evaluated. Edge runtimes forbid much there: the network, timers, random numbers.
 */
import { expect, test, vi } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { protectResource } from '../src/oauth/index.ts'

const dsn = 'https://mok_0123456789abcdefghjkmnpqrstvwxyz@acme.mcp.example.com'

test('creating it uses no network, no timers and no random numbers', () => {
  const forbidden = [
    vi.spyOn(globalThis, 'fetch'),
    vi.spyOn(globalThis, 'setTimeout'),
    vi.spyOn(globalThis, 'setInterval'),
    vi.spyOn(crypto, 'getRandomValues'),
    vi.spyOn(crypto, 'randomUUID'),
    vi.spyOn(Math, 'random'),
  ]
  createMcpObs({ dsn })
  protectResource({ dsn, resource: 'https://mcp.acme.com/mcp' })
  for (const one of forbidden) {
    expect(one).not.toHaveBeenCalled()
    one.mockRestore()
  }
})
