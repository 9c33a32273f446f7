import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseKinds, runOnMySql, sqlite } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { expect, it, onTestFinished } from 'vitest'
import { ConfigError } from './config.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/orm.ts'
import { entities } from './domain/entities.ts'
import { countOtherProcesses } from './domain/platform-process.repository.ts'
import { refuseWhileRunning } from './domain/refuse-while-running.ts'
import { start } from './start.ts'
import { startAwayVitess } from './test/away-vitess.ts'

/** A process gives a sign of life every five seconds. */
const SEVERAL_TURNS = { timeout: 30_000 }

/** Rejects on a signal with what the driver of MySQL throws, which nothing catches. */
const REJECTING = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGWINCH', () => {
    const failure = { code: 'ER_DUP_ENTRY', errno: 1062, sqlMessage: 'PLANTED', sql: 'insert into PLANTED' }
    Promise.reject(Object.assign(new Error('PLANTED'), failure))
  })
`)}`

it('logs an error that nothing caught, without SQL and values, and stops', async () => {
  const { url, drop } = await sqlite.create('crash')
  onTestFinished(drop)
  const env = { DATABASE_URL: url, PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const program = new Program('--import', { args: [REJECTING, 'server/main.ts'], env })
  onTestFinished(async () => void (await program.stop()))
  await program.says(/Dashboard: http/)
  program.signal('SIGWINCH')
  expect(await program.exited()).toBe(1)
  expect(program.output).toMatch(/"fault":\{"name":"Error","code":"ER_DUP_ENTRY","errno":1062,/)
  expect(program.output).not.toContain('PLANTED')
})

it.each([
  [{ HOST: 'nobody.invalid' }, 'HOST: is no address'],
  [{ HOST: '192.0.2.1' }, 'HOST: is no address'],
  [{ PORT: 'taken' }, 'PORT: port '],
  [{ HEALTH_PORT: 'taken' }, 'HEALTH_PORT: port '],
  [{ TRUST_PROXY: 'front' }, 'TRUST_PROXY: must be '],
])('names the variable of %o in one line, and not the database', async (variables, reason) => {
  const { url, drop } = await sqlite.create('ports')
  onTestFinished(drop)
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const given = Object.entries(variables).map(([name, value]) => [name, value.replace('taken', String(port))])
  const env = { DATABASE_URL: url, ...ports, ...Object.fromEntries(given) }
  const program = new Program('server/main.ts', { env })
  onTestFinished(async () => void (await program.stop()))
  expect(await program.exited()).toBe(1)
  expect(program.output).toMatch(new RegExp(`^mcp-obs does not start: ${reason}.*$`, 'm'))
  expect(program.output).not.toContain('DATABASE_URL')
})

it.each([
  ['no shard', () => false],
  ['not every keyspace', (sql: string) => sql.startsWith('set ')],
])('says that a Vitess of which %s serves cannot be reached', async (_, isUp) => {
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const program = new Program('server/main.ts', {
    env: { DATABASE_URL: await startAwayVitess(isUp), ...ports },
  })
  onTestFinished(async () => void (await program.stop()))
  expect(await program.exited()).toBe(1)
  expect(program.output).toMatch(/^mcp-obs does not start: DATABASE_URL: the database cannot be reached.*$/m)
  expect(program.output).not.toMatch(/PLANTED|hunter2/)
})

it('blames an installation that is not complete, and not the database', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'incomplete-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const starting = start({ DATABASE_URL: `sqlite:${folder}/mcp-obs.db` }, folder)
  await expect(starting).rejects.toThrow(/incomplete-\w+\/package\.json cannot be read \(ENOENT\)/)
  await expect(starting).rejects.toThrow(ConfigError)
})

it.each(databaseKinds)('does not start on a part of a backup: $name', async (database) => {
  const { url, drop } = await database.create('part')
  onTestFinished(drop)
  await migrate(url)
  const orm = await openDatabase(url, entities)
  await orm.em.fork().execute('drop table rejected_attempt')
  await orm.close(true)
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const program = new Program('server/main.ts', { env: { DATABASE_URL: url, ...ports } })
  onTestFinished(async () => void (await program.stop()))
  expect(await program.exited()).toBe(1)
  expect(program.output).toMatch(
    /^mcp-obs does not start: DATABASE_URL: all .* tables are missing \(1, one is rejected_attempt\)\..*$/m,
  )
})

it.each(databaseKinds.filter(({ name }) => name === 'MySQL'))(
  'has connections to $name before the first request',
  async (database) => {
    const { url, drop } = await database.create('connections')
    onTestFinished(drop)
    const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
    const program = new Program('server/main.ts', { env: { DATABASE_URL: url, ...ports } })
    onTestFinished(async () => void (await program.stop()))
    await program.says(/Dashboard: http/)
    const open = await runOnMySql(
      `select id from information_schema.processlist where db = '${url.split('/').at(-1)}'`,
    )
    expect(open.length).toBeGreaterThanOrEqual(10)
  },
)

it.each(databaseKinds.filter(({ name }) => name === 'MySQL'))(
  'that closes gives the jobs up and counts as running, on $name',
  async (database) => {
    const { url, drop } = await database.create('closing')
    onTestFinished(drop)
    const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
    const times = { DRAIN_MS: '300000', GRACE_MS: '400000' }
    const program = new Program('server/main.ts', { env: { DATABASE_URL: url, ...ports, ...times } })
    onTestFinished(async () => {
      program.kill()
      await program.exited()
    })
    await program.says(/Dashboard: http/)
    const orm = await openDatabase(url, entities)
    onTestFinished(() => orm.close(true))
    const em = orm.em.fork()
    const readLeader = async () => {
      const [row] = await em.execute<{ value: string | null }[]>(
        'select value from platform_state where name = ?',
        ['jobs'],
      )
      return row?.value
    }
    await expect.poll(readLeader, SEVERAL_TURNS).toEqual(expect.any(String))
    program.signal('SIGTERM')
    await expect.poll(readLeader, SEVERAL_TURNS).toBeNull()
    // As if it had closed for longer than the process of before counts as running.
    await em.execute('update platform_process set seen_at = ?', [new Date(Date.now() - 60_000)])
    await expect.poll(() => countOtherProcesses(em), SEVERAL_TURNS).toBe(1)
    await expect(refuseWhileRunning(em)).rejects.toThrow('the platform runs on this database')
    expect(await readLeader()).toBeNull()
    expect(program.hasExited).toBe(false)
  },
)

it.each([
  ['on', true],
  ['off', undefined],
])('CLIENT_DOCUMENTS=%s: announces them: %s', async (documents, announced) => {
  const { url, drop } = await sqlite.create('documents')
  onTestFinished(drop)
  const port = String(await freePort())
  const env = {
    DATABASE_URL: url,
    PORT: port,
    HEALTH_PORT: String(await freePort()),
    CLIENT_DOCUMENTS: documents,
  }
  const program = new Program('server/main.ts', { env })
  onTestFinished(async () => void (await program.stop()))
  await program.says(/Dashboard: http/)
  const response = await fetch(`http://localhost:${port}/.well-known/oauth-authorization-server`)
  const { client_id_metadata_document_supported: supported } = (await response.json()) as Record<
    string,
    unknown
  >
  expect(supported).toBe(announced)
})

/** Says which files of Valkey's client are loaded. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      if (url.includes('/node_modules/iovalkey/')) process.stdout.write('loads Valkey\\n')
      return next(url, context)
    },
  })
`)}`

it.each([
  ['', false],
  ['redis://127.0.0.1:1', true],
])('VALKEY_URL=%s: loads its client: %s, and needs no Valkey', async (VALKEY_URL, isLoaded) => {
  const { url, drop } = await sqlite.create('valkey')
  onTestFinished(drop)
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const env = { DATABASE_URL: url, VALKEY_URL, ...ports }
  const program = new Program('--import', { args: [TELLING, 'server/main.ts'], env })
  onTestFinished(async () => void (await program.stop()))
  await program.says(/Dashboard: http/)
  const answer = await fetch(`http://127.0.0.1:${ports.HEALTH_PORT}/readyz`)
  expect([answer.status, program.output.includes('loads Valkey')]).toEqual([200, isLoaded])
})
