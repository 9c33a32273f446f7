import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../db/orm.ts'
import { migrate } from '../db/migrate.ts'
import { entities } from '../domain/entities.ts'
import { startAwayVitess } from '../test/away-vitess.ts'

const PLANTED = 'PLANTED'

/** SQL, a hash of a password, or what was sent. */
const VALUES = new RegExp(`insert into|select |\\$argon2|${PLANTED}`, 'i')

describe.each(databaseKinds)('what commands print when the database fails, on $name', (database) => {
  async function breakDatabase(...statements: string[]): Promise<string> {
    const { url, drop } = await database.create('commands')
    onTestFinished(drop)
    const orm = await openDatabase(url, entities)
    await migrate(url)
    for (const statement of statements) await orm.em.execute(statement)
    await orm.close(true)
    return url
  }
  const runOn = (url: string, file: string, ...args: string[]) =>
    run(file, { args, env: { DATABASE_URL: url } })

  it('no SQL, no value and no stack of `npm run account`', async () => {
    const raise =
      database.name === 'SQLite'
        ? `begin select raise(abort, '${PLANTED}'); end`
        : `for each row signal sqlstate '45000' set message_text = '${PLANTED}'`
    const url = await breakDatabase(
      `insert into organization (id, slug, name, created_at)
       values ('01900000-0000-7000-8000-000000000001', 'acme', 'Acme', '2026-01-01 00:00:00')`,
      `create trigger fail_account before insert on account ${raise}`,
    )
    const args = ['add-member', '--org', 'acme', '--email', `${PLANTED}@example.com`, '--name', PLANTED]
    const { code, output } = await runOn(url, 'server/cli/account.ts', ...args)
    expect(code).toBe(1)
    expect(output).toMatch(/^DriverException \w+ \d+\n$/)
    expect(output).not.toMatch(VALUES)
  })

  it('no SQL of a migration that fails, from the command and at the start', async () => {
    const url = await breakDatabase(
      `delete from mikro_orm_migrations where name like '0004%'`,
      `alter table membership rename to gone_membership`,
    )
    for (const file of ['server/cli/db.ts', 'server/main.ts']) {
      const { code, output } = await runOn(url, file)
      expect(code, file).toBe(1)
      // A start has said before what starts.
      expect(output, file).toMatch(/^(mcp-obs does not start: )?TableNotFoundException \w+ \d+\n$(?![^])/m)
      expect(output, file).not.toMatch(/membership|alter table|create table/)
    }
  })
})

it('names the variable of a configuration that cannot be used', async () => {
  const { code, output } = await run('server/cli/db.ts', { env: { DATABASE_URL: 'postgres://localhost' } })
  expect([code, output]).toEqual([
    1,
    'DATABASE_URL: must be sqlite: and the path of a file, or mysql:// and a user, password, host and database\n',
  ])
})

const AWAY =
  /^DATABASE_URL: the database cannot be reached, or takes no statement now \(ER_UNKNOWN_ERROR\)\. See that [^\n]+\n$/

/** What production needs beside a database. An address of MySQL on another machine means production. */
const PRODUCTION = {
  APP_ORIGIN: 'https://desk.example.com',
  BASE_DOMAIN: 'mcp.example.com',
  APP_SECRET: randomBytes(32).toString('hex'),
  ALLOW_UNSAFE: 'plain-database',
}

describe.each([
  ['account', 'reset-password', '--email', 'ada@example.com'],
  ['account', 'create-owner', '--org', 'Acme', '--email', 'ada@example.com', '--name', 'Ada'],
  ['secrets', 'check'],
  ['signing-keys', 'rotate'],
  ['support-tool', 'enable', '--org', 'acme', '--all'],
  ['db', 'migrate'],
  ['db', 'rollback', '--yes'],
])('npm run %s %s answers in one line', (name, ...args) => {
  const runWith = (env: Record<string, string>) => run(`server/cli/${name}.ts`, { args, env })

  it.each(['APP_ORIGIN', 'BASE_DOMAIN', 'APP_SECRET', 'DATABASE_URL'])('without %s', async (variable) => {
    const env = { NODE_ENV: 'production', ...PRODUCTION, DATABASE_URL: 'mysql://root@127.0.0.1:9/x' }
    const { code, output } = await runWith({ ...env, [variable]: '' })
    expect(code).toBe(1)
    expect(output).toMatch(new RegExp(`^${variable}: must be set\\. This is production, [^\\n]+\\n$`))
  })

  it('with a database that takes connections and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const { code, output } = await runWith({ DATABASE_URL: `mysql://root:hunter2@127.0.0.1:${port}/x` })
    expect([code, output]).toEqual([1, 'DATABASE_URL: the database cannot be reached (ETIMEDOUT).\n'])
  })

  it.each([
    ['no shard', () => false],
    ['not every keyspace', (sql: string) => sql.startsWith('set ')],
  ])('with a Vitess of which %s serves', async (_, isUp) => {
    const { code, output } = await runWith({ DATABASE_URL: await startAwayVitess(isUp) })
    expect([code, output]).toEqual([1, expect.stringMatching(AWAY)])
  })
})

describe('a command with a DATABASE_URL that leads nowhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-commands-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'text.db'), 'This is no database, however long it may be.'.repeat(50))
  writeFileSync(join(folder, 'empty.db'), '')
  const enable = (url: string) =>
    run('server/cli/support-tool.ts', {
      args: ['enable', '--org', 'acme', '--all'],
      env: { ...PRODUCTION, DATABASE_URL: url },
    })

  it.each([
    [
      'a port where nobody listens',
      'mysql://root:hunter2@127.0.0.1:9/x',
      /cannot be reached \(ECONNREFUSED\)/,
    ],
    ['a host that nobody has', 'mysql://root:hunter2@nohost.invalid/x', /cannot be reached \(\w+\)/],
    ['a folder', `sqlite:${folder}`, /this is no file/],
    ['a file that is not there', `sqlite:${folder}/new/x.db`, /there is no such file/],
    ['a file of text', `sqlite:${folder}/text.db`, /the file is no SQLite database/],
    ['an empty file', `sqlite:${folder}/empty.db`, /this database is not one of the platform/],
  ])('says so in one line and makes nothing: %s', async (_, url, sentence) => {
    const { code, output } = await enable(url)
    expect(code).toBe(1)
    expect(output).toMatch(/^DATABASE_URL: [^\n]+\n$/)
    expect(output).toMatch(sentence)
    expect(output).not.toContain('hunter2')
    expect(existsSync(join(folder, 'new'))).toBe(false)
  })

  const mysql = databaseKinds.find(({ name }) => name === 'MySQL')
  it.runIf(mysql)('says what is wrong with a database of MySQL', async () => {
    const { url, drop } = await mysql!.create('commands')
    onTestFinished(drop)
    const unknown = new URL(url)
    unknown.pathname += '_unknown'
    expect((await enable(unknown.href)).output).toMatch(
      /^DATABASE_URL: the server has no database of that name/,
    )
    const stranger = new URL(url)
    stranger.username = 'nobody_here'
    stranger.password = 'hunter2'
    const refused = await enable(stranger.href)
    expect(refused.output).toMatch(/^DATABASE_URL: the database refuses this user or password/)
    expect(refused.output).not.toContain('hunter2')
    expect((await enable(url)).output).toMatch(/^DATABASE_URL: this database is not one of the platform/)
    const orm = await openDatabase(url, entities)
    expect(await orm.em.execute('show tables')).toEqual([])
    await orm.close(true)
  })
})

it.each(['account', 'db', 'secrets', 'signing-keys', 'support-tool'])(
  'npm run %s explains itself on stdout, with 0, when it is asked to',
  async (name) => {
    for (const args of [['--help'], ['enable', '-h']]) {
      const program = new Program(`server/cli/${name}.ts`, { args })
      expect(await program.exited()).toBe(0)
      expect(program.stdoutText).toMatch(/^Usage:\n/)
      expect(program.stderrText).toBe('')
    }
  },
)
