import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { makeBuiltClient } from '../test/built-client.ts'
import { type Desk, startDesk } from '../test/sdk-caller.ts'

describe('R2.2 the guard by network', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
  })
  afterAll(() => desk.close())

  const limited = (trustProxy = '') => {
    const quotas = { ...desk.config.quotas, ipPerMinute: 2 }
    return buildApp({ config: { ...desk.config, quotas, trustProxy }, orm: desk.orm })
  }

  it('counts a /64 as one, and others apart', async () => {
    const app = await limited()
    const ask = async (remoteAddress: string) =>
      (await app.inject({ url: '/nothing', headers: { host: desk.server.host }, remoteAddress })).statusCode
    expect(await ask('2001:db8:1:2::1')).toBe(404)
    expect(await ask('2001:db8:1:2::2')).toBe(404)
    expect(await ask('2001:db8:1:2:ffff::3')).toBe(429)
    expect(await ask('2001:db8:1:3::1')).toBe(404)
    await app.close()
  })

  it('names no time that is longer than the window, where the clock was put back by days', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const app = await limited()
    const ask = () => app.inject({ url: '/nothing', headers: { host: desk.server.host } })
    await ask()
    vi.setSystemTime(Date.now() - 2 * 86_400_000)
    await ask()
    const { statusCode, headers } = await ask()
    expect(statusCode).toBe(429)
    // A tenth of it is added, so that those who were refused together do not come back together.
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(66)
    const resets = [...String(headers.ratelimit).matchAll(/;t=(\d+)/g)].map(([, reset]) => Number(reset))
    expect(resets).toEqual([60])
    await app.close()
  })

  it.each(['/%ff', `/api/mcpserver/support/${'x'.repeat(6_000)}`])(
    'counts a path that cannot be read: %.30s',
    async (url) => {
      const app = await limited()
      const ask = async () => (await app.inject({ url, headers: { host: desk.server.host } })).statusCode
      expect([await ask(), await ask(), await ask()]).toEqual([400, 400, 429])
      await app.close()
    },
  )

  it('counts what changes something on the dashboard’s host, and not what is read there', async () => {
    const app = await limited()
    const ask = async (method: 'GET' | 'POST') => {
      const headers = { host: 'localhost:3000', 'content-type': 'application/json' }
      const payload = method === 'POST' ? 'null' : undefined
      const url = method === 'POST' ? '/trpc/account.signOut' : '/trpc/account.signUpPolicy'
      return (await app.inject({ method, url, headers, ...(payload && { payload }) })).statusCode
    }
    for (let i = 0; i < 10; i++) expect(await ask('GET')).not.toBe(429)
    const posts = [await ask('POST'), await ask('POST'), await ask('POST')]
    expect(posts.map((status) => status === 429)).toEqual([false, false, true])
    await app.close()
  })

  it('counts a sign-in of a client, which makes the platform fetch what a stranger names', async () => {
    const app = await limited()
    const query = 'client_id=https%3A%2F%2F127.0.0.1%2Fclient.json&response_type=code'
    const ask = async (host: string) =>
      (await app.inject({ url: `/oauth/authorize?${query}`, headers: { host } })).statusCode
    for (const host of ['localhost:3000', desk.server.host])
      expect([await ask(host), await ask(host), await ask(host)].filter((code) => code === 429)).not.toEqual(
        [],
      )
    await app.close()
  })

  it('does not count the files of the sign-in pages, of which each has dozens, but what they ask', async () => {
    const folder = makeBuiltClient()
    const quotas = { ...desk.config.quotas, ipPerMinute: 2 }
    const app = await buildApp({ config: { ...desk.config, quotas }, orm: desk.orm, spaFolder: folder })
    const ask = async (url: string) =>
      (await app.inject({ url, headers: { host: desk.server.host } })).statusCode
    for (let i = 0; i < 10; i++) expect(await ask('/assets/sign-in-x1.js')).toBe(200)
    const asked = [await ask('/sign-in/x/api'), await ask('/sign-in/x/api'), await ask('/sign-in/x/api')]
    expect(asked).toEqual([404, 404, 429])
    expect(await ask('/assets/sign-in-x1.js')).toBe(200)
    await app.close()
    rmSync(folder, { recursive: true })
  })

  it('believes X-Forwarded-For from a configured proxy only', async () => {
    const ask = async (app: Awaited<ReturnType<typeof limited>>, forwarded: string) => {
      const headers = { host: desk.server.host, 'x-forwarded-for': forwarded }
      return (await app.inject({ url: '/nothing', headers, remoteAddress: '127.0.0.1' })).statusCode
    }
    const alone = await limited()
    for (const ip of ['192.0.2.1', '192.0.2.2']) await ask(alone, ip)
    expect(await ask(alone, '192.0.2.3')).toBe(429)
    await alone.close()
    const behind = await limited('127.0.0.1')
    for (const ip of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) expect(await ask(behind, ip)).toBe(404)
    await behind.close()
  })
})
