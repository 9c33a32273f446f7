import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { SignUpPolicyDto } from '#shared/account.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sendOverHttp } from '#testkit/http/send.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { image, readCompose, readSettings } from './read-compose.ts'

const FILE = 'docker-compose.production.yml'
const SECRET = randomBytes(32).toString('base64')
const OPERATING = readFileSync('docs/operating.md', 'utf8')
const example = readFileSync('.env.example', 'utf8')
const listed = Object.fromEntries(
  [...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
)
const filled = { ...listed, MYSQL_PASSWORD: 'a-p@ss/word#', APP_SECRET: SECRET }
const WISH = ['create-owner', '--org', 'Acme', '--email', 'ada@example.com', '--name', 'Ada']

describe('production: docker compose -f docker-compose.production.yml up', () => {
  test.each(['MYSQL_PASSWORD', 'APP_ORIGIN', 'BASE_DOMAIN', 'APP_SECRET'])(
    'it does not start without %s, which .env.example lists',
    (name) => {
      expect(listed).toHaveProperty(name)
      expect(() => readCompose(FILE, { ...filled, [name]: '' })).toThrow(name)
    },
  )

  test.each(databaseKinds)(
    'with what .env.example lists, only an operator makes the first owner, on $name',
    async (database) => {
      const { url, drop } = await database.create('compose')
      onTestFinished(drop)
      const { environment = {} } = readCompose(FILE, filled)['app-1']!
      expect(environment).toMatchObject({
        DATABASE_URL: 'mysql://mcp_obs@mysql:3306/mcp_obs?ssl-mode=REQUIRED',
        DATABASE_PASSWORD: filled.MYSQL_PASSWORD,
      })
      const [port, healthPort] = [String(await freePort()), String(await freePort())]
      const settings = {
        PORT: port,
        HEALTH_PORT: healthPort,
        HOST: '127.0.0.1',
        DRAIN_MS: '0',
        DATABASE_URL: url,
        DATABASE_PASSWORD: '',
      }
      const platform = new Program('dist/server/main.js', { env: { ...image, ...environment, ...settings } })
      onTestFinished(async () => void (await platform.stop()))
      expect(await platform.says(/Dashboard: (\S+)"/)).toBe(listed.APP_ORIGIN)

      const toPlatform: typeof sendOverHttp = (request) =>
        sendOverHttp({
          ...request,
          host: `127.0.0.1:${port}`,
          headers: { ...request.headers, host: new URL(listed.APP_ORIGIN!).host },
        })
      const visitor = new DashboardVisitor(toPlatform, new URL(listed.APP_ORIGIN!).host)
      expect(await visitor.query<SignUpPolicyDto>('account.signUpPolicy')).toEqual({ open: false })
      const env = { ...image, ...environment, ...settings }
      const { output } = await run('server/cli/account.ts', { args: WISH, env })
      const [, password] = /^Created the organization acme\. .*password: (\S+)\n$/.exec(output)!
      await visitor.mutate('account.signIn', { email: 'ada@example.com', password })
    },
  )

  test('a MySQL elsewhere needs the three variables that docs/operating.md shows, and no container', () => {
    const [, block = ''] = /\*\*With Docker and a MySQL elsewhere\*\*.*?```sh\n(.*?)```/s.exec(OPERATING)!
    const shown = [...block.matchAll(/^(\w+)='?(.*?)'?$/gm)].map(([, name = '', value = '']) => [name, value])
    const elsewhere = Object.fromEntries(shown) as Record<string, string>
    expect(Object.keys(elsewhere)).toEqual(['MYSQL_CONTAINERS', 'DATABASE_URL', 'MYSQL_PASSWORD'])
    const { mysql, 'app-1': app } = readCompose(FILE, { ...filled, ...elsewhere })
    expect(mysql!.deploy!.replicas).toBe('0')
    expect(app!.environment).toMatchObject({
      DATABASE_URL: elsewhere.DATABASE_URL,
      DATABASE_PASSWORD: elsewhere.MYSQL_PASSWORD,
    })
    const authority = new URL(elsewhere.DATABASE_URL!).searchParams.get('ssl-ca')
    expect(app!.volumes).toEqual([expect.stringMatching(/^\.\/authorities:\/authorities:ro$/)])
    expect(authority).toMatch(/^\/authorities\//)
    expect(readCompose(FILE, filled).mysql!.deploy!.replicas).toBe('1')
  })

  test('what Node reads itself is passed on', () => {
    const node = { NODE_OPTIONS: '--enable-source-maps', NODE_EXTRA_CA_CERTS: '/authorities/ca.pem' }
    expect(readCompose(FILE, { ...filled, ...node })['app-2']!.environment).toMatchObject(node)
    expect(readCompose(FILE, filled)['app-2']!.environment).toMatchObject({
      NODE_OPTIONS: '',
      NODE_EXTRA_CA_CERTS: '',
    })
  })

  test('metrics of both processes are at this machine, and for nobody else', () => {
    const services = readCompose(FILE, filled)
    const published = ['app-1', 'app-2'].flatMap((name) => services[name]!.ports!)
    const named = [...OPERATING.matchAll(/http:\/\/(127\.0\.0\.1:\d+)\/metrics/g)].map(
      ([, address]) => address,
    )
    const { HEALTH_PORT } = readSettings()
    expect(published).toEqual(named.map((address) => `${address}:${HEALTH_PORT}`))
  })

  test('an upgrade gives Caddy its new file: the one of a running container stays the old one', () => {
    const file = readCompose(FILE, filled).front!.volumes![0]!
    expect(file).toBe('./Caddyfile:/etc/caddy/Caddyfile:ro')
    const [, upgrade = ''] = /## Upgrade\n(.*?)\n## /s.exec(OPERATING)!
    expect(upgrade).toContain(`docker compose -f ${FILE} up -d --no-deps --force-recreate front`)
  })
})

test('the unit of systemd in docs/operating.md runs as a user of its own, and gives the platform time to end', () => {
  const [, unit = ''] = /```ini\n(.*?)```/s.exec(OPERATING)!
  const found = Object.fromEntries(
    [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(found).toMatchObject({ User: 'mcp-obs', NoNewPrivileges: 'yes', Restart: 'always' })
  const { GRACE_MS } = readSettings()
  expect(Number(found.TimeoutStopSec) * 1_000).toBeGreaterThan(Number(GRACE_MS!.replace('_', '')))
  expect(example).toContain(`sqlite:/var/lib/${found.StateDirectory}/`)
})

describe('the front of production', () => {
  const caddyfile = readFileSync('Caddyfile', 'utf8')
  const variables = { APP_ORIGIN: 'o', BASE_DOMAIN: 'b', APP_SECRET: 's', MYSQL_PASSWORD: 'p' }
  const services = readCompose(FILE, variables)
  const processes = Object.keys(services).filter((name) => name.startsWith('app'))

  test('it is a Caddy that asks the right port whether a process is ready', () => {
    const [, least] = /must be Caddy (2[.\d]+\d) or newer/.exec(OPERATING)!
    const [, version] = /^caddy:(.+)$/.exec(services.front!.image!)!
    expect(version!.localeCompare(least!, 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
  })

  test('it buffers no bodies, which would be gone where no process is ready', () => {
    expect(caddyfile).not.toMatch(/^\s*request_buffers/m)
  })

  test('it knows every process, and where each says whether it is ready', () => {
    expect(processes).toEqual(['app-1', 'app-2'])
    const { PORT, HEALTH_PORT } = readSettings()
    const lists = [...caddyfile.matchAll(/\{\$UPSTREAM:(.+?)\}/g)].map(([, list]) => list)
    const all = processes.map((name) => `${name}:${PORT}`).join(' ')
    expect(lists).toEqual([all, all])
    expect(caddyfile).toMatch(`health_port {$HEALTH_PORT:${HEALTH_PORT}}`)
  })

  test('it leaves a process out before that closes, and a connection before the process ends it', () => {
    const seconds = (name: string) => Number(new RegExp(`${name} (\\d+)s`).exec(caddyfile)![1])
    const [, drainMs] = /^# DRAIN_MS=(\d+)$/m.exec(example)!
    expect(seconds('health_interval') * 1_000).toBeLessThan(Number(drainMs) / 2)
    // Fastify's `keepAliveTimeout`.
    expect(seconds('keepalive')).toBeLessThan(72)
  })
})

test('production passes every variable of the platform on, and .env.example lists it', () => {
  const names = Object.keys(readSettings())
  expect(names.length).toBeGreaterThan(20)
  // What the image sets for itself.
  const own = new Set(['NODE_ENV', 'HOST', 'PORT', 'HEALTH_PORT'])
  const compose = readFileSync(FILE, 'utf8')
  for (const name of names.filter((each) => !own.has(each)))
    expect(compose, name).toMatch(new RegExp(`^ {4}${name}: `, 'm'))
  // `npm run serve` reads no other file, so what the image sets is to be found here, too. Docker has production by itself.
  for (const name of names.filter((each) => each !== 'NODE_ENV'))
    expect(example, name).toMatch(new RegExp(`^(?:# )?${name}=`, 'm'))
})

test('.env.example shows the defaults', () => {
  const values = example.matchAll(/^# ([A-Z][A-Z0-9_]+)=(.+)$/gm)
  const shown = [...values].filter(([, name]) => name !== 'DRAIN_MS')
  expect(shown.length).toBeGreaterThan(10)
  const [, MYSQL_CONTAINERS] = /\$\{MYSQL_CONTAINERS:-(.+?)\}/.exec(readFileSync(FILE, 'utf8'))!
  const defaults: Record<string, string | undefined> = { ...readSettings(), MYSQL_CONTAINERS }
  for (const [, name = '', value] of shown) expect(value, name).toBe(defaults[name]?.replaceAll(/['_]/g, ''))
})
