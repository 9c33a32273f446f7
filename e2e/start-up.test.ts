import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { hasMariaDb, OwnMariaDb } from '#testkit/platform/own-mariadb.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SECRET = randomBytes(32).toString('base64')

async function production(): Promise<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    PORT: String(await freePort()),
    HEALTH_PORT: String(await freePort()),
    APP_ORIGIN: 'https://desk.example.com',
    BASE_DOMAIN: 'mcp.example.com',
    APP_SECRET: SECRET,
    DATABASE_URL: `sqlite:${join(folder, 'production.db')}`,
    DRAIN_MS: '0',
  }
}

function readScript(name: string): string {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  return scripts[name]!
}

function readImageCommand(): string[] {
  const [, command = ''] = /^CMD (.+)$/m.exec(readFileSync('Dockerfile', 'utf8'))!
  return JSON.parse(command) as string[]
}

describe('in production', () => {
  test('§6 a safe configuration starts', async () => {
    const program = new Program('dist/server/main.js', { env: await production() })
    onTestFinished(async () => void (await program.stop()))
    expect(await program.says(/Dashboard: (\S+)"/)).toBe('https://desk.example.com')
  })

  test.each([
    ['no origin', { APP_ORIGIN: '' }, 'APP_ORIGIN'],
    ['an http origin', { APP_ORIGIN: 'http://desk.example.com' }, 'APP_ORIGIN'],
    ['an origin that is none', { APP_ORIGIN: 'desk.example.com' }, 'APP_ORIGIN'],
    ['no base domain', { BASE_DOMAIN: '' }, 'BASE_DOMAIN'],
    ['no secret', { APP_SECRET: '' }, 'APP_SECRET'],
    ['a short secret', { APP_SECRET: SECRET.slice(0, 31) }, 'APP_SECRET'],
    ['the development secret', { APP_SECRET: 'development-secret-that-production-refuses' }, 'APP_SECRET'],
    ['no database', { DATABASE_URL: '' }, 'DATABASE_URL'],
    ['a database of another kind', { DATABASE_URL: 'postgres://localhost/desk' }, 'DATABASE_URL'],
    ['a secret that repeats itself', { APP_SECRET: 'x'.repeat(64) }, 'APP_SECRET'],
    ['MySQL over a plain network', { DATABASE_URL: 'mysql://u:p@db.example.com/x' }, 'DATABASE_URL'],
    ['a base domain with a leading dot', { BASE_DOMAIN: '.mcp.example.com' }, 'BASE_DOMAIN'],
    ['a dashboard among the MCP servers', { APP_ORIGIN: 'https://desk.mcp.example.com' }, 'APP_ORIGIN'],
    ['a drain longer than the grace', { DRAIN_MS: '26000' }, 'DRAIN_MS'],
    ['an unknown check', { ALLOW_UNSAFE: 'all' }, 'ALLOW_UNSAFE'],
    ['a port that is none', { PORT: '99999' }, 'PORT'],
    ['a sign-up policy that is none', { SIGN_UP: 'sometimes' }, 'SIGN_UP'],
  ])('§6 %s is refused, and the variable named', async (_what, env: Record<string, string>, name) => {
    const { code, output } = await run('dist/server/main.js', { env: { ...(await production()), ...env } })
    expect(code).toBe(1)
    expect(output).toMatch(new RegExp(`^mcp-obs does not start: ${name}: `))
    expect(output).not.toContain(env.APP_SECRET || SECRET)
  })

  test('§6 `npm start` and `npm run serve` read .env', async () => {
    const home = mkdtempSync(join(folder, 'env-'))
    const serve = readScript('serve')
    expect(readScript('start')).toMatch(/ && exec npm run serve$/)
    for (const name of ['dist', 'package.json']) symlinkSync(resolve(name), join(home, name))
    const written = await production()
    writeFileSync(
      join(home, '.env'),
      Object.entries(written)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
    // What is set outside counts more, as with Docker.
    const env = { PATH, DATABASE_URL: `sqlite:${join(home, 'outside.db')}` }
    const program = new Program('-c', { command: 'sh', args: [serve], cwd: home, env })
    onTestFinished(async () => void (await program.stop()))
    expect(await program.says(/Dashboard: (\S+)"/)).toBe('https://desk.example.com')
    expect(existsSync(join(home, 'outside.db'))).toBe(true)
  })

  test('§6 a signal that comes again later ends the platform at once', async () => {
    const program = new Program('dist/server/main.js', {
      env: { ...(await production()), DRAIN_MS: '20000' },
    })
    onTestFinished(async () => void (await program.stop()))
    await program.says(/Dashboard: (\S+)"/)
    program.signal('SIGTERM')
    await program.says(/(Stopping on SIGTERM)/)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    program.signal('SIGTERM')
    expect(await program.exited()).toBe(1)
    expect(program.output).toContain('second SIGTERM, exiting')
  })

  test('§6 a signal to `npm run serve` stops the platform', async () => {
    const env = await production()
    const program = new Program('run', { command: 'npm', args: ['--silent', 'serve'], env })
    onTestFinished(async () => void (await program.stop()))
    await program.says(/Dashboard: (\S+)"/)
    program.signal('SIGTERM')
    // As systemd does it: npm tells Node, too.
    process.kill(Number(await program.says(/"pid":(\d+)/)), 'SIGTERM')
    await program.exited()
    expect(program.output).toContain('Stopped: nothing is under way any more')
    await expect(fetch(`http://127.0.0.1:${env.HEALTH_PORT}/healthz`)).rejects.toThrow('fetch failed')
  })

  test.each([
    ['`npm run serve`', ['sh', '-c', readScript('serve')]],
    ['the image', readImageCommand()],
  ])('§6 SIGUSR1 opens no debugger in %s', async (_what, [command = '', file = '', ...args]) => {
    const debuggerPort = await freePort()
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
    const NODE_OPTIONS = `--inspect-port=${debuggerPort}`
    const env: Record<string, string> = { ...(await production()), PATH, NODE_OPTIONS }
    const program = new Program(file, { command, args, env })
    onTestFinished(async () => void (await program.stop()))
    await program.says(/Dashboard: (\S+)"/)
    program.signal('SIGUSR1')
    expect((await fetch(`http://127.0.0.1:${env.HEALTH_PORT}/readyz`)).status).toBe(200)
    await expect(fetch(`http://127.0.0.1:${debuggerPort}/json`)).rejects.toThrow('fetch failed')
    await program.stop()
    expect(program.output).toContain('Stopped: nothing is under way any more')
    expect(program.output).not.toContain('Debugger listening')
  })

  test.runIf(hasMariaDb)('§6 MySQL that would refuse to delete and to erase is refused', async () => {
    const database = await OwnMariaDb.start(['--log-bin', '--binlog-format=STATEMENT'])
    onTestFinished(() => database.stop())
    const env = { ...(await production()), DATABASE_URL: await database.create('platform') }
    const { code, output } = await run('dist/server/main.js', { env })
    expect(code).toBe(1)
    expect(output).toContain('mcp-obs does not start: DATABASE_URL: MySQL has binlog_format STATEMENT')
  })

  test.runIf(hasMariaDb)('§6 MySQL that may lose what it acknowledged is refused', async () => {
    const database = await OwnMariaDb.start(['--innodb-flush-log-at-trx-commit=2'])
    onTestFinished(() => database.stop())
    const env = { ...(await production()), DATABASE_URL: await database.create('platform') }
    const { code, output } = await run('dist/server/main.js', { env })
    expect(code).toBe(1)
    expect(output).toContain('mcp-obs does not start: DATABASE_URL: MySQL has innodb_flush_log_at_trx_commit')

    const trial = new Program('dist/server/main.js', {
      env: { ...env, ALLOW_UNSAFE: 'non-durable-database' },
    })
    onTestFinished(async () => void (await trial.stop()))
    await trial.says(/Dashboard: https/)
  })
})

describe('sign-up', () => {
  const closed = expect.objectContaining({ message: expect.stringContaining('sign-up-closed') })

  test('§6 can end with the first account', async () => {
    const platform = await Platform.start({ SIGN_UP: 'first' })
    onTestFinished(() => platform.end())
    const staff = await Staff.signUp(platform.origin)
    await expect(Staff.signUp(platform.origin)).rejects.toEqual(closed)
    expect(await staff.visitor.query('account.signUpPolicy')).toEqual({ open: false })
  })

  test('§6 can be closed from the start', async () => {
    const platform = await Platform.start({ SIGN_UP: 'closed' })
    onTestFinished(() => platform.end())
    await expect(Staff.signUp(platform.origin)).rejects.toEqual(closed)
  })
})
