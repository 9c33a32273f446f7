import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { makeBuiltClient } from '../test/built-client.ts'
import { databases } from '../test/databases.ts'
import { type Desk, refusalOf, startDesk } from '../test/sdk-caller.ts'

describe('security headers', () => {
  let desk: Desk
  let spaFolder: string
  let app: Awaited<ReturnType<typeof buildApp>>

  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    spaFolder = makeBuiltClient()
    const appOrigin = desk.config.appOrigin.replace('http:', 'https:')
    app = await buildApp({ config: { ...desk.config, appOrigin }, orm: desk.orm, spaFolder })
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
    await rm(spaFolder, { recursive: true })
  })

  const get = (url: string, host: string) => app.inject({ url, headers: { host } })

  it('an API answer cannot be rendered, embedded or sniffed, whether it is a success or a refusal', async () => {
    const { host, key } = desk.server
    const headers = { host, 'x-mcp-obs-key': key }
    for (const url of ['/api/mcpserver/config', '/api/mcpserver/nothing']) {
      const response = await app.inject({ url, headers })
      expect(response.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
      })
      expect(response.headers).not.toHaveProperty('server')
      expect(response.headers).not.toHaveProperty('x-powered-by')
      expect(response.headers).not.toHaveProperty('access-control-allow-origin')
      expect(response.headers).not.toHaveProperty('set-cookie')
    }
  })

  it('the dashboard keeps its own policy, on its own host alone', async () => {
    for (const url of ['/', '/o/acme/tickets']) {
      const page = await get(url, 'localhost:3000')
      expect([page.statusCode, page.body]).toEqual([200, expect.stringContaining('Desk')])
      expect(page.headers['content-security-policy']).toContain("script-src 'self'")
      expect(page.headers['x-content-type-options']).toBe('nosniff')
      expect(refusalOf(await get(url, desk.server.host))).toBe('404 route-not-found')
    }
  })

  it('without https there is no promise of it', async () => {
    expect((await desk.sdk.readConfig()).headers).not.toHaveProperty('strict-transport-security')
  })
})
