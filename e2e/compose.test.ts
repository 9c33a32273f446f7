import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { databases } from '#testkit/platform/databases.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'

/*
 * The Compose files without an engine: their scripts run here, and the platform starts with the settings that its
 * container gets. What only an engine can show is the network, the volumes and the images.
 */

interface Service {
  image?: string
  restart?: string
  stop_grace_period?: string
  environment?: Record<string, string>
  entrypoint?: string[]
  command?: string[]
  healthcheck?: { test: string[] }
}

const SECRET = randomBytes(32).toString('base64')

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-compose-'))
const secrets = join(folder, 'secrets')
beforeAll(() => {
  mkdirSync(secrets)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A Compose file as an engine reads it. @throws when it needs a variable that is not there */
function readCompose(file: string, variables: Record<string, string>): Record<string, Service> {
  const text = readFileSync(file, 'utf8').replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (whole, name: string, operator: string | undefined, rest: string) => {
      if (whole === '$$') return '$'
      const value = variables[name] || (operator === '-' ? rest : undefined)
      if (value === undefined) throw new Error(`${file} needs ${name}`)
      return value
    },
  )
  return (
    parse(text, { strict: true, uniqueKeys: true, merge: true }) as { services: Record<string, Service> }
  ).services
}

/** What `ENV` of the image sets. */
const image = Object.fromEntries(
  [...readFileSync('Dockerfile', 'utf8').matchAll(/^ENV (.+)$/gm)]
    .flatMap(([, line = '']) => line.split(' '))
    .map((setting) => setting.split('=') as [string, string]),
)

/** The scripts say `node`, and mean the one of the image. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`

const here = (script: string) => script.replaceAll('/secrets/', `${secrets}/`)

/** Starts a command of a service, with the folder of this test in place of the volume. */
function startScript([shell = '', flags = '', script = '']: string[], env: Record<string, string>): Program {
  const program = new Program(flags, { command: shell, args: [here(script)], env: { ...env, PATH } })
  onTestFinished(async () => void (await program.stop()))
  return program
}

describe('a trial: docker compose up', () => {
  const makeSecrets = () => {
    const { entrypoint = [] } = readCompose('docker-compose.yml', {})['make-secrets']!
    return startScript(entrypoint, {}).exited()
  }
  const readSecrets = () =>
    ['app-secret', 'mysql-password'].map((name) => readFileSync(join(secrets, name), 'utf8'))

  test('its secrets are made once, and kept', async () => {
    expect(await makeSecrets()).toBe(0)
    const made = readSecrets()
    expect(made).toEqual([expect.stringMatching(/^[0-9a-f]{48}$/), expect.stringMatching(/^[0-9a-f]{48}$/)])
    expect(new Set(made).size).toBe(2)
    expect(await makeSecrets()).toBe(0)
    expect(readSecrets()).toEqual(made)
    const { environment = {} } = readCompose('docker-compose.yml', {}).app!
    expect(environment.DATABASE_PASSWORD_FILE).toBe('/secrets/mysql-password')
    // MySQL reads its own as a user that is not the platform's.
    expect(statSync(join(secrets, 'mysql-password')).mode & 0o777).toBe(0o444)
  })

  test.each(databases)('it serves this machine without a setting, on $name', async (kind) => {
    const { url, drop } = await kind.create('compose')
    onTestFinished(drop)
    const [port, healthPort] = [String(await freePort()), String(await freePort())]
    const { environment = {}, healthcheck } = readCompose('docker-compose.yml', { PORT: port }).app!
    writeFileSync(join(secrets, 'app-secret'), SECRET, { mode: 0o600 })
    const database = { DATABASE_URL: url, DATABASE_PASSWORD_FILE: '' }
    const own = { PORT: port, HEALTH_PORT: healthPort, HOST: '127.0.0.1', ...database }
    // What the container has, so also what `docker compose exec app` starts with.
    const env = Object.fromEntries(
      Object.entries({ ...image, ...environment, ...own }).map(([name, value]) => [name, here(value)]),
    )
    const start = async () => {
      const program = new Program('dist/server/main.js', { env })
      onTestFinished(async () => void (await program.stop()))
      expect(await program.says(/Dashboard: (\S+)"/)).toBe(`http://localhost:${port}`)
      return program
    }

    const platform = await start()
    const [, node = '', flag = '', probe = ''] = healthcheck!.test
    const check = { command: node, args: [probe.replace('3001', healthPort)], env: { PATH } }
    expect(await run(flag, check)).toEqual({ code: 0, output: '' })

    const origin = `http://localhost:${port}`
    const staff = await Staff.signUp(origin)
    await expect(Staff.signUp(origin)).rejects.toThrow('sign-up-closed')
    const { dsn } = await staff.addServer('shop')
    expect(new URL(dsn).host).toBe(`shop.localhost:${port}`)
    const { status, body } = await postTicket(dsn, FIELDS)
    expect(status).toBe(201)

    const member = ['--org', staff.org, '--email', 'grace@example.com', '--name', 'Grace']
    const added = await run('server/cli/account.ts', { args: ['add-member', ...member], env })
    expect(added).toEqual({ code: 0, output: expect.stringMatching(/^Added, with this password: \S+\n$/) })
    const switched = ['disable', '--org', staff.org, '--all']
    const { output } = await run('server/cli/support-tool.ts', { args: switched, env })
    expect(output).toBe('shop: switched off\n')

    expect(await platform.stop()).toBe(0)
    expect((await run(flag, check)).code).toBe(1)
    await start()
    expect(await staff.readTicket(body.ticket!.reference)).toMatchObject({ title: FIELDS.title })
  })
})

describe('production: docker compose -f docker-compose.production.yml up', () => {
  const FILE = 'docker-compose.production.yml'
  const example = readFileSync('.env.example', 'utf8').matchAll(/^(\w+)=(.*)$/gm)
  const listed = Object.fromEntries([...example].map(([, name = '', value = '']) => [name, value]))
  const filled = { ...listed, MYSQL_PASSWORD: 'a-p@ss/word#', APP_SECRET: SECRET }

  test.each(['MYSQL_PASSWORD', 'APP_ORIGIN', 'BASE_DOMAIN', 'APP_SECRET'])(
    'it does not start without %s, which .env.example lists',
    (name) => {
      expect(listed).toHaveProperty(name)
      expect(() => readCompose(FILE, { ...filled, [name]: '' })).toThrow(name)
    },
  )

  test.each(databases)('it starts with what .env.example lists, on $name', async (database) => {
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
  })
})

describe.each(['docker-compose.yml', 'docker-compose.production.yml'])('%s', (file) => {
  const variables = { APP_ORIGIN: 'o', BASE_DOMAIN: 'b', APP_SECRET: 's', MYSQL_PASSWORD: 'p' }
  const services = Object.entries(readCompose(file, variables)).filter(([name]) => name !== 'make-secrets')

  test.each(services)('%s comes back after a fault, and says whether it is well', (_name, service) => {
    expect(service.restart).toBe('unless-stopped')
    expect(service.healthcheck?.test[0]).toBe('CMD')
  })

  test('the platform ends by itself before it is killed', () => {
    const { GRACE_MS } = settings()
    const period = services.find(([name]) => name.startsWith('app'))![1].stop_grace_period
    expect(Number.parseInt(period!, 10) * 1_000).toBeGreaterThan(Number(GRACE_MS!.replace('_', '')))
  })
})

describe('the front of production', () => {
  const caddyfile = readFileSync('Caddyfile', 'utf8')
  const variables = { APP_ORIGIN: 'o', BASE_DOMAIN: 'b', APP_SECRET: 's', MYSQL_PASSWORD: 'p' }
  const services = readCompose('docker-compose.production.yml', variables)
  const processes = Object.keys(services).filter((name) => name.startsWith('app'))

  test('it is a Caddy that asks the right port whether a process is ready', () => {
    const [, least] = /must be Caddy (2[.\d]+\d) or newer/.exec(readFileSync('docs/operating.md', 'utf8'))!
    const [, version] = /^caddy:(.+)$/.exec(services.front!.image!)!
    expect(version!.localeCompare(least!, 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
  })

  test('it buffers no bodies, which would be gone where no process is ready', () => {
    expect(caddyfile).not.toMatch(/^\s*request_buffers/m)
  })

  test('it knows every process, and where each says whether it is ready', () => {
    expect(processes).toEqual(['app-1', 'app-2'])
    const { PORT, HEALTH_PORT } = settings()
    const lists = [...caddyfile.matchAll(/\{\$UPSTREAM:(.+?)\}/g)].map(([, list]) => list)
    const all = processes.map((name) => `${name}:${PORT}`).join(' ')
    expect(lists).toEqual([all, all])
    expect(caddyfile).toMatch(`health_port {$HEALTH_PORT:${HEALTH_PORT}}`)
  })

  test('it leaves a process out before that closes, and a connection before the process ends it', () => {
    const seconds = (name: string) => Number(new RegExp(`${name} (\\d+)s`).exec(caddyfile)![1])
    const [, drainMs] = /^# DRAIN_MS=(\d+)$/m.exec(readFileSync('.env.example', 'utf8'))!
    expect(seconds('health_interval') * 1_000).toBeLessThan(Number(drainMs) / 2)
    // Fastify's `keepAliveTimeout`.
    expect(seconds('keepalive')).toBeLessThan(72)
  })
})

/** The variables that the platform reads, with their defaults. */
function settings(): Record<string, string | undefined> {
  const [, schema = ''] = /z\.object\(\{\n(.+?)\n\}\)/s.exec(readFileSync('server/config.ts', 'utf8'))!
  const found = schema.matchAll(/^ {2}([A-Z][A-Z0-9_]+): (.*?)(?=\n {2}(?:[A-Z/]|$)|$(?![\s\S]))/gms)
  return Object.fromEntries(
    [...found].map(([, name = '', rule = '']) => [name, /default\((.*?)\)/.exec(rule)?.[1]]),
  )
}

test('production passes every variable of the platform on, and .env.example lists it', () => {
  const names = Object.keys(settings())
  expect(names.length).toBeGreaterThan(20)
  // What the image sets for itself.
  const own = new Set(['NODE_ENV', 'HOST', 'PORT', 'HEALTH_PORT'])
  const compose = readFileSync('docker-compose.production.yml', 'utf8')
  const example = readFileSync('.env.example', 'utf8')
  for (const name of names.filter((each) => !own.has(each)))
    expect(compose, name).toMatch(new RegExp(`^ {4}${name}: `, 'm'))
  // `npm run serve` reads no other file, so what the image sets is to be found here, too. Docker has production by itself.
  for (const name of names.filter((each) => each !== 'NODE_ENV'))
    expect(example, name).toMatch(new RegExp(`^(?:# )?${name}=`, 'm'))
})

test('.env.example shows the defaults', () => {
  const example = readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z][A-Z0-9_]+)=(.+)$/gm)
  const shown = [...example].filter(([, name]) => name !== 'DRAIN_MS')
  expect(shown.length).toBeGreaterThan(10)
  const defaults = settings()
  for (const [, name = '', value] of shown) expect(value, name).toBe(defaults[name]?.replaceAll(/['_]/g, ''))
})

test('the image is made without what is secret or only for tests', () => {
  const patterns = readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean)
  const isIgnored = (path: string) =>
    patterns.reduce((ignored, pattern) => {
      const [name, result] = pattern.startsWith('!') ? [pattern.slice(1), false] : [pattern, true]
      return matchesGlob(path, name) || matchesGlob(path, `${name}/**`) ? result : ignored
    }, false)
  for (const path of ['.env', '.env.local', 'certs/privkey.pem', '.data/mcp-obs.db', '.git/config'])
    expect(isIgnored(path), path).toBe(true)
  for (const path of [
    'backups/2026-11-26.sql',
    'privkey.pem',
    'mcp-obs.db',
    'server/config.test.ts',
    'node_modules/x',
  ])
    expect(isIgnored(path), path).toBe(true)
  const needed = [
    'package-lock.json',
    '.npmrc',
    'server/main.ts',
    'shared/text.ts',
    'client/index.html',
    'vite.config.ts',
    'vite.server.ts',
  ]
  for (const path of needed) expect(isIgnored(path), path).toBe(false)
})

test('the image has the manifest of every workspace before it installs', () => {
  const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8')) as { workspaces: string[] }
  const stages = readFileSync('Dockerfile', 'utf8')
    .split(/^FROM /m)
    .slice(1)
  for (const stage of stages) {
    const [before = ''] = stage.split(/^RUN npm ci/m)
    expect(workspaces.filter((path) => !before.includes(`COPY ${path}/package.json ${path}/`))).toEqual([])
  }
})
