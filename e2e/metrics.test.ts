import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { postTicket, SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'

/** Tickets that the MCP server takes here in a minute, of which anonymous ones get half. */
const QUOTA = 40

describe.each(databaseKinds)('what an operator sees, on $name', (database) => {
  let platform: Platform
  let staff: Staff
  let shop: RunningServer

  beforeAll(async () => {
    platform = await Platform.start({ QUOTA_SERVER_PER_MINUTE: String(QUOTA) }, database, 'metrics')
    staff = await Staff.signUp(platform.origin)
    shop = await staff.addServer('canary-shop')
  })
  afterAll(() => platform.end())

  const read = async () => {
    const response = await fetch(`${platform.health}/metrics`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    return response.text()
  }
  /** The value of one series. */
  const valueOf = async (series: string) => {
    const line = (await read()).split('\n').find((each) => each.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.slice(series.length + 1))
  }

  test('requests by route and status, with durations', async () => {
    const { key, host } = shop
    for (let n = 0; n < 3; n++) await new SdkCaller(sendOverHttp, { host, key }).readConfig()
    await new SdkCaller(sendOverHttp, { host, key: 'mok_wrong' }).readConfig()
    await staff.countOpen()
    const route = 'route="/api/mcpserver/config",method="GET"'
    await expect.poll(() => valueOf(`mcp_obs_http_requests_total{${route},status="200"}`)).toBe(3)
    expect(await valueOf(`mcp_obs_http_requests_total{${route},status="401"}`)).toBe(1)
    expect(await valueOf(`mcp_obs_http_request_duration_seconds_count{${route}}`)).toBe(4)
    const procedure = 'route="/trpc/supportTicket.countOpen",method="GET"'
    expect(await valueOf(`mcp_obs_http_requests_total{${procedure},status="200"}`)).toBe(1)
  })

  test('tickets by outcome, and refusals by reason', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const fields = { ...FIELDS, email: 'ana@example.com' }
    expect((await postTicket(shop.dsn, fields, key)).status).toBe(201)
    expect((await postTicket(shop.dsn, fields, key)).status).toBe(201)
    expect((await postTicket(shop.dsn, { ...fields, category: 'none' })).status).toBe(422)
    expect((await postTicket(shop.dsn.replace(/mok_.{4}/, 'mok_0000'), fields)).status).toBe(401)
    const { email: _email, ...anonymous } = fields
    for (let n = 0; n <= QUOTA / 2; n++) await postTicket(shop.dsn, { ...anonymous, title: `Title ${n}` })
    const tickets = (outcome: string) => valueOf(`mcp_obs_tickets_total{origin="sdk",outcome="${outcome}"}`)
    expect([await tickets('opened'), await tickets('replayed'), await tickets('refused')]).toEqual([
      QUOTA / 2 + 1,
      1,
      3,
    ])
    expect(await valueOf('mcp_obs_refusals_total{code="quota-exceeded",lane="anonymous"}')).toBe(1)
    expect(await valueOf('mcp_obs_refusals_total{code="validation-failed",lane=""}')).toBe(1)
  })

  test('the pool, live streams, jobs and what runs', async () => {
    const { host, port } = new URL(platform.origin)
    const { cookie } = staff.visitor
    const stream = await watchChanges({ port: Number(port), host, cookie, org: staff.org })
    expect(await valueOf('mcp_obs_live_streams')).toBe(1)
    stream.close()
    await expect.poll(() => valueOf('mcp_obs_live_streams')).toBe(0)
    const size = database.name === 'MySQL' ? 20 : 1
    expect(await valueOf('mcp_obs_database_connections{state="size"}')).toBe(size)
    expect(await valueOf('mcp_obs_database_connections{state="waiting"}')).toBe(0)
    expect(await valueOf('mcp_obs_ready')).toBe(1)
    // Each of them has run at the start.
    for (const job of ['touch-process', 'delete-expired-sessions', 'delete-expired-oauth']) {
      expect(await valueOf(`mcp_obs_job_runs_total{job="${job}",result="done"}`), job).toBeGreaterThan(0)
      const last = await valueOf(`mcp_obs_job_last_success_timestamp_seconds{job="${job}"}`)
      expect(Date.now() / 1_000 - last!).toBeLessThan(60)
    }
    const text = await read()
    expect(text).toMatch(
      /^mcp_obs_build_info\{version="\d+\.\d+\.\d+",database="(?:mysql|sqlite)",node="v\d/m,
    )
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
      'process_cpu_seconds_total',
    ])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  test('docs/operating.md names metrics that are there, and all of the platform’s own', async () => {
    const names = readFileSync('docs/operating.md', 'utf8').match(/\b(?:mcp_obs|process|nodejs)_\w*[a-z]\b/g)
    const named = new Set(names!.map((name) => name.replace(/_(?:bucket|count|sum)$/, '')))
    const there = new Set(Array.from((await read()).matchAll(/^# HELP (\w+) /gm), ([, name]) => name!))
    expect(named.size).toBeGreaterThan(15)
    expect([...named.difference(there)]).toEqual([])
    const own = new Set([...there].filter((name) => name.startsWith('mcp_obs_')))
    expect([...own.difference(named)]).toEqual([])
  })

  test('nothing that a caller sends becomes a label', async () => {
    const seriesOf = async () =>
      (await read()).split('\n').filter((line) => /^mcp_obs_(?:http|refusals|tickets)/.test(line)).length
    const { key, host } = shop
    const { port } = new URL(platform.origin)
    const sdk = new SdkCaller(sendOverHttp, { host, key })
    const attack = async (n: number) => {
      const secret = `canary-${n}`
      await sdk.readStatus(`TK-${secret}`)
      await sdk.send('GET', `/${secret}`)
      await sdk.send('GET', `/%ff/${secret}`)
      await sdk.send(['PROPFIND', 'PURGE', 'DELETE', 'LINK'][n % 4]!, '/api/mcpserver/config')
      await sendOverHttp({ method: 'GET', host: `${secret}.${host}`, path: '/', headers: {} })
      await sendOverHttp({ method: 'GET', host: `${secret}.example.com:${port}`, path: '/', headers: {} })
      await staff.visitor.send('GET', `canary.${secret}`)
      await staff.visitor.send('POST', `supportTicket.${secret}`)
      await staff.visitor.send('GET', `supportTicket.countOpen,canary.${secret}?batch=1`)
      await fetch(`${platform.origin}/o/${secret}/tickets`)
    }
    for (let n = 0; n < 4; n++) await attack(n)
    const before = await seriesOf()
    for (let n = 4; n < 24; n++) await attack(n)
    expect(await seriesOf()).toBe(before)
    const text = await read()
    for (const secret of ['canary', staff.org, staff.email, shop.dto.slug]) expect(text).not.toContain(secret)
    expect(text).toContain('route="none",method="other"')
  })

  test('the metrics are not on the hosts that the world reaches', async () => {
    const headers = { 'x-mcp-obs-key': shop.key }
    for (const host of [new URL(platform.origin).host, shop.host])
      expect((await sendOverHttp({ method: 'GET', host, path: '/metrics', headers })).statusCode).toBe(404)
  })

  test('the log says what started, what was asked from where, and how it stopped', async () => {
    await staff.countOpen()
    await platform.program.stop()
    const lines = platform.program.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map(
        (line) => JSON.parse(line) as { msg: string; route?: string; procedure?: string; network?: string },
      )
    const said = lines.map(({ msg }) => msg)
    expect(said[0]).toMatch(/^mcp-obs \d+\.\d+\.\d+ starts on Node v\d+\.\d+\.\d+: development$/)
    expect(said).toContainEqual(expect.stringMatching(/^Migrations applied: 0001-\S+, 0002-/))
    expect(said).toContain('Stopping on SIGTERM: not ready now, closing in 0 ms')
    expect(said.slice(-5)).toContain('Stopped: nothing is under way any more')
    const line = { route: '/trpc/:path', procedure: 'supportTicket.countOpen', network: '127.0.0.0/24' }
    expect(lines).toContainEqual(expect.objectContaining(line))
  })
})
