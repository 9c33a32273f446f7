import { vi } from 'vitest'
import { checkHealth } from '../db/check-health.ts'
import { buildHealthApp } from '../http/health.ts'
import { createServer, signUpStaff } from './factories.ts'
import { startTestApp } from './harness.ts'
import { listen } from './raw-http.ts'
import { ticketBody } from './sdk-caller.ts'
import { type HttpAnswer, sendHttp } from './send-http.ts'
import { OAUTH } from './signed-in.ts'

const REDIRECT_URI = 'http://localhost/'

export type OutageWorld = Awaited<ReturnType<typeof startOutageWorld>>

/** Three organizations on a platform that listens, with its health, and every kind of request to it. */
export async function startOutageWorld(url: string) {
  const platform = await startTestApp(url)
  const { app, orm } = platform
  const port = await listen(app)
  const health = buildHealthApp(() => checkHealth(orm)).app
  const healthPort = await listen(health)
  const staff = {
    victim: await signUpStaff(app),
    neighbour: await signUpStaff(app),
    third: await signUpStaff(app),
  }
  const { victim } = staff
  const servers = {
    victim: await createServer(victim),
    neighbour: await createServer(staff.neighbour),
    third: await createServer(staff.third),
  }
  const oauthHost = (await createServer(victim, OAUTH)).host
  type Who = keyof typeof servers
  const dashboard = (who: Who) => ({
    host: 'localhost:3000',
    'sec-fetch-site': 'same-origin',
    cookie: staff[who].visitor.cookie!,
  })
  const sdk = ({ host, key }: (typeof servers)[Who]) => ({ host, 'x-mcp-obs-key': key })
  const get = (path: string, headers: Record<string, string>) =>
    sendHttp(port, { method: 'GET', path, headers })
  const post = (path: string, headers: Record<string, string>, body: string, type = 'application/json') =>
    sendHttp(port, { method: 'POST', path, headers: { 'content-type': type, ...headers }, body })
  const ask = async (path: string) =>
    (await sendHttp(healthPort, { method: 'GET', path, headers: {} })).status
  const count = async (table: string) => {
    const sql = `select count(*) as count from ${table} where organization_id = (select organization_id from mcp_server where slug = ?)`
    const [row] = await orm.em.fork().execute<{ count: number | string }[]>(sql, [servers.victim.slug])
    return Number(row!.count)
  }
  const config = (who: Who = 'victim') => get('/api/mcpserver/config', sdk(servers[who]))
  const register = () =>
    post('/oauth/register', { host: oauthHost }, JSON.stringify({ redirect_uris: [REDIRECT_URI] }))
  const { client_id: clientId } = JSON.parse((await register()).body) as { client_id: string }
  const authorization = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })
  const made = await post('/api/mcpserver/support', sdk(servers.neighbour), JSON.stringify(ticketBody()))
  const { ticket, receipt } = JSON.parse(made.body) as { ticket: { reference: string }; receipt: string }
  const world = {
    orm,
    slug: servers.victim.slug,
    oauthHost,
    config,
    post: (key: string, description = 'It failed.', who: Who = 'victim') =>
      post(
        '/api/mcpserver/support',
        { ...sdk(servers[who]), 'idempotency-key': key },
        JSON.stringify(ticketBody({ description })),
      ),
    status: () =>
      get(`/api/mcpserver/support/${ticket.reference}`, {
        ...sdk(servers.neighbour),
        'x-mcp-obs-receipt': receipt,
      }),
    query: (who: Who = 'victim') =>
      get(
        `/trpc/supportTicket.list?input=${encodeURIComponent(JSON.stringify({ org: staff[who].org, filters: {} }))}`,
        dashboard(who),
      ),
    batch: () =>
      get(
        `/trpc/organization.get,organization.members?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { org: victim.org }, 1: { org: victim.org } }))}`,
        dashboard('victim'),
      ),
    name: async () =>
      (await victim.visitor.query<{ name: string }>('organization.get', { org: victim.org })).name,
    watch: {
      port,
      host: 'localhost:3000',
      cookie: victim.visitor.cookie,
      org: victim.org,
    },
    rename: () =>
      post(
        '/trpc/organization.rename',
        dashboard('victim'),
        JSON.stringify({ org: victim.org, name: 'Renamed' }),
      ),
    authorize: () => get(`/oauth/authorize?${authorization.toString()}`, { host: oauthHost }),
    token: () =>
      post(
        '/oauth/token',
        { host: oauthHost },
        `grant_type=authorization_code&code=x&code_verifier=${'x'.repeat(43)}&client_id=${clientId}`,
        'application/x-www-form-urlencoded',
      ),
    register,
    jwks: () => get('/oauth/jwks', { host: oauthHost }),
    ready: () => ask('/readyz'),
    alive: () => ask('/healthz'),
    ticketCount: () => count('support_ticket'),
    eventCount: () => count('support_ticket_event'),
    recovers: async () => {
      await vi.waitUntil(
        async () => {
          const statuses = await Promise.all([config(), world.query(), world.jwks()])
          return statuses.every(({ status }) => status === 200) && (await world.ready()) === 200
        },
        { timeout: 15_000, interval: 300 },
      )
    },
    close: async () => {
      await health.close()
      await platform.close()
    },
  }
  // The authorization server makes its keys when it is first asked.
  await world.jwks()
  return world
}

export function codeOf({ body }: HttpAnswer): string | undefined {
  return /"code":"([a-z-]+)"/.exec(body)?.[1]
}
