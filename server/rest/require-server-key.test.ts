import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { type Desk, problemOf, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'

describe.each(databases)('R2.4 server keys on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  /** All three routes, as one with this host and key sees them. */
  const askAll = (host: string, key: string | undefined) => {
    const caller = new SdkCaller(desk.app, { host, key: desk.server.key })
    const headers = { 'x-mcp-obs-key': key }
    return Promise.all([
      caller.readConfig(headers),
      caller.openTicket(ticketBody(), headers),
      caller.readStatus('TK-0000-0000', 'mor_x', headers),
    ])
  }

  it('401: missing, malformed, unknown, revoked and another server’s key are one answer', async () => {
    const { app, staff, server } = desk
    const neighbour = await createServer(staff)
    const stranger = await createServer(await signUpStaff(app, 'Elsewhere'))
    const revoked = await createServer(staff)
    const { host } = revoked
    await staff.visitor.mutate('mcpServer.revokeKey', {
      org: staff.org,
      slug: revoked.slug,
      keyId: revoked.keyId,
    })
    const keys = [
      undefined,
      '',
      'nonsense',
      `mok_${'0'.repeat(32)}`,
      revoked.key,
      neighbour.key,
      stranger.key,
      server.key.toUpperCase(),
      `${server.key}, ${server.key}`,
      '\u00e9',
    ]
    const responses = (await Promise.all(keys.map((key) => askAll(host, key)))).flat()
    for (const response of responses) expect(refusalOf(response)).toBe('401 invalid-key')
    const bodies = responses.map((response) => response.body.replace(problemOf(response).requestId, ''))
    expect(new Set(bodies).size).toBe(1)
  })

  it('404: an unknown, archived, reserved or malformed slug is one answer, whatever the key', async () => {
    const { staff, server } = desk
    const archived = await createServer(staff)
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug: archived.slug })
    const labels = [
      'unknown-slug',
      archived.slug,
      'admin',
      'www',
      'xn--nxasmq6b',
      '-x-',
      'a.b',
      'x'.repeat(64),
      'under_score',
      '\u00e9',
    ]
    const keys = [server.key, archived.key, undefined]
    const asked = labels.flatMap((label) => keys.map((key) => askAll(`${label}.localhost:3000`, key)))
    const responses = (await Promise.all(asked)).flat()
    for (const response of responses) expect(refusalOf(response)).toBe('404 server-not-found')
    const answers = responses.map((response) => {
      const { requestId } = problemOf(response)
      const { date: _date, ...headers } = response.headers
      const text = JSON.stringify([headers, response.body]).replaceAll(requestId, '')
      // Each request has used up a little more of its network's quota.
      return text.replace(/"ratelimit":"[^}]*?"(?=,")/, '')
    })
    expect(new Set(answers).size).toBe(1)
  })

  it('several keys of a server work side by side, so that they can be rotated', async () => {
    const { staff, server, app } = desk
    const { dsn } = await staff.visitor.mutate<{ dsn: string }>('mcpServer.createKey', {
      org: staff.org,
      slug: server.slug,
    })
    const second = dsn.split(/\/\/|@/)[1]!
    for (const key of [server.key, second]) {
      expect((await new SdkCaller(app, { host: server.host, key }).readConfig()).statusCode).toBe(200)
    }
  })
})
