import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, matchesGlob } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { image, readCompose, readSettings } from './read-compose.ts'

/*
 * The Compose files without an engine: their scripts run here, and the platform starts with the settings that its
 * container gets. What only an engine can show is the network, the volumes and the images.
 */

const SECRET = randomBytes(32).toString('base64')

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-compose-'))
const secrets = join(folder, 'secrets')
beforeAll(() => {
  mkdirSync(secrets)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

  test.each(databaseKinds)('it serves this machine without a setting, on $name', async (kind) => {
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

describe.each(['docker-compose.yml', 'docker-compose.production.yml'])('%s', (file) => {
  const variables = { APP_ORIGIN: 'o', BASE_DOMAIN: 'b', APP_SECRET: 's', MYSQL_PASSWORD: 'p' }
  const services = Object.entries(readCompose(file, variables)).filter(([name]) => name !== 'make-secrets')

  test.each(services)('%s comes back after a fault, and says whether it is well', (_name, service) => {
    expect(service.restart).toBe('unless-stopped')
    expect(service.healthcheck?.test[0]).toBe('CMD')
  })

  test('the platform ends by itself before it is killed', () => {
    const { GRACE_MS } = readSettings()
    const period = services.find(([name]) => name.startsWith('app'))![1].stop_grace_period
    expect(Number.parseInt(period!, 10) * 1_000).toBeGreaterThan(Number(GRACE_MS!.replace('_', '')))
  })
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
