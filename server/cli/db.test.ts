import { databaseKinds, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listApplied } from '../db/applied-migrations.ts'
import { migrate, rollBack } from '../db/migrate.ts'
import { MIGRATION_NAMES } from '../db/migrations/names.ts'
import { openDatabase } from '../db/orm.ts'

const NAMES = MIGRATION_NAMES
const NEWEST = NAMES.at(-1)!

const rollback = (url: string, ...args: string[]) =>
  run('server/cli/db.ts', { args: ['rollback', ...args], env: { DATABASE_URL: url } })

describe.each(databaseKinds)('npm run db:rollback on $name', (database) => {
  it('refuses while the platform runs, and for a while after one was killed', async () => {
    const platform = await Platform.start({}, database, 'rollback_live')
    onTestFinished(() => platform.end())
    const url = platform.databaseUrl
    const { code, output } = await rollback(url, '--yes')
    expect(code).toBe(1)
    expect(output).toMatch(
      database.name === 'SQLite'
        ? /^DATABASE_URL: another process serves this SQLite file/
        : /^Nothing was changed: the platform runs on this database \(processes: 1\)\. Stop it first\./,
    )
    platform.program.kill()
    await platform.program.exited()
    const killed = await rollback(url, '--yes')
    expect([killed.code, killed.output]).toEqual([
      1,
      expect.stringMatching(/^Nothing was changed: .* A process that was killed counts for 15 seconds\.\n$/),
    ])
    expect(await executed(url)).toEqual(NAMES)

    await age(url)
    await platform.start()
    await platform.program.stop()
    expect(await rowsOf(url, 'select id from platform_process')).toEqual([])
    expect(await rollback(url, '--yes')).toEqual({
      code: 0,
      output: `Reverting ${NEWEST} deletes no data.\nReverted: ${NEWEST}\n`,
    })
  })

  it('says what is deleted, with numbers, before it deletes it', async () => {
    const platform = await Platform.start({}, database, 'rollback_loss')
    onTestFinished(() => platform.end())
    const staff = await Staff.signUp(platform.origin)
    const input = { org: staff.org, name: 'script', scopes: ['tickets:read'], expiresInDays: 30 }
    for (let made = 0; made < 3; made++) await staff.visitor.mutate('accessToken.create', input)
    await platform.program.stop()
    const url = platform.databaseUrl
    await downTo(url, '0006-access-tokens')
    const { code, output } = await rollback(url, '--yes')
    expect(code).toBe(0)
    expect(output).toBe(
      'This schema does not list processes. Make sure that the platform is stopped.\n' +
        'Reverting 0006-access-tokens deletes for good:\n  table access_token (rows: 3)\nReverted: 0006-access-tokens\n',
    )
  })

  it('counts columns and rows that a migration deletes in tables that stay', async () => {
    const { url, seed } = await seeded(database, 'rollback_columns')
    await seed(
      `insert into organization (id, slug, name, created_at) values ('o', 'o', 'O', '2026-01-01 00:00:00')`,
      `insert into mcp_server (id, organization_id, slug, name, description, support_tool_title, created_at, updated_at)
       values ('s', 'o', 's', 'S', '', 'Ask us', '2026-01-01 00:00:00', '2026-01-01 00:00:00')`,
      `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
         origin, created_at, updated_at)
       values ('t', 'o', 's', 'TK', 't', 'd', 'Other', 'open', 'sdk', '2026-01-01 00:00:00', '2026-01-01 00:00:00')`,
      `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind, actor_id, from_text, at)
       values ('e', 'o', 't', 'title_changed', 'account', 'a', 'before', '2026-01-01 00:00:00')`,
    )
    await downTo(url, '0005-ticket-corrections-and-audit-log')
    expect((await rollback(url, '--yes')).output).toContain(
      'deletes for good:\n  column support_ticket_event.from_text (values: 1)\n  some of table support_ticket_event (rows: 1)\n',
    )
    await downTo(url, '0002-support-tickets')
    const { output } = await rollback(url, '--yes')
    expect(output).toContain('  table support_ticket (rows: 1)\n')
    expect(output).toContain('  column mcp_server.support_tool_title (values: 1)\n')
  })

  it('changes nothing where nobody can be asked, and nothing without a yes', async () => {
    const { url } = await seeded(database, 'rollback_asked')
    const refused = await rollback(url)
    expect([refused.code, refused.output]).toEqual([
      1,
      `Reverting ${NEWEST} deletes no data.\n` +
        'Nothing was changed: nobody can be asked, because this is not a terminal. Add --yes.\n',
    ])
    expect(await answer(url, 'no')).toEqual([1, expect.stringContaining('Nothing was changed.')])
    expect(await executed(url)).toEqual(NAMES)
    expect(await answer(url, 'yes')).toEqual([0, expect.stringContaining(`Reverted: ${NEWEST}`)])
    expect(await executed(url)).toEqual(NAMES.slice(0, -1))
  })
})

it('npm run db:rollback explains itself with 2', async () => {
  for (const args of [['rollback', '--no'], ['rollback', 'all'], ['down']]) {
    const { code, output } = await run('server/cli/db.ts', { args })
    expect([code, output]).toEqual([2, expect.stringMatching(/^Usage:\n {2}npm run db:migrate/)])
  }
})

describe.each(databaseKinds)('R1.7 commands on $name', (database) => {
  it.each([
    ['server/cli/account.ts', 'reset-password', '--email', 'ada@example.com'],
    ['server/cli/signing-keys.ts', 'rotate'],
    ['server/cli/support-tool.ts', 'enable', '--org', 'acme', '--all'],
    ['server/cli/secrets.ts', 'check'],
  ])('bring the schema up to date before they begin: %s', async (file, ...args) => {
    const { url } = await seeded(database, 'commands_migrate')
    await rollBack(url, { confirm: async () => {} })
    const { output } = await run(file, { args, env: { DATABASE_URL: url } })
    expect(output).toMatch(new RegExp(`^Applied: ${NEWEST}\n`))
    expect(await executed(url)).toEqual(NAMES)
  })
})

describe.each(databaseKinds)('commands on $name whose output cannot be written', (database) => {
  const runInShell = (url: string, command: string) =>
    run('-c', {
      command: 'sh',
      args: [`exec "$0" server/cli/${command}`, process.execPath],
      env: { DATABASE_URL: url },
    })

  it('finish, and fail with the reason where the result is lost', async () => {
    const { url } = await seeded(database, 'commands_full')
    expect(await runInShell(url, 'db.ts rollback --yes >/dev/full')).toEqual({
      code: 1,
      output: 'The result could not be printed (ENOSPC).\n',
    })
    expect(await executed(url)).toEqual(NAMES.slice(0, -1))
    expect((await runInShell(url, 'db.ts rollback --yes >/dev/full 2>&1')).code).toBe(1)
    expect(await executed(url)).toEqual(NAMES.slice(0, -2))
  })

  it('finish without what they say beside the result', async () => {
    const { url } = await seeded(database, 'commands_silent')
    await rollBack(url, { confirm: async () => {} })
    const { code, output } = await runInShell(url, 'secrets.ts check 2>/dev/full')
    expect([code, output]).toEqual([0, expect.stringContaining(' with neither\n')])
    expect(await executed(url)).toEqual(NAMES)
  })
})

async function seeded(database: DatabaseKind, purpose: string) {
  const { url, drop } = await database.create(purpose)
  onTestFinished(drop)
  await migrate(url)
  const seed = async (...statements: string[]) => {
    const orm = await openDatabase(url, [])
    for (const statement of statements) await orm.em.execute(statement)
    await orm.close(true)
  }
  return { url, seed }
}

/** Answers the question of the command at a terminal of its own. */
async function answer(url: string, text: string): Promise<[number | null, string]> {
  const command = `${process.execPath} server/cli/db.ts rollback`
  const program = new Program('-qec', {
    command: 'script',
    args: [command, '/dev/null'],
    env: { DATABASE_URL: url },
    hasInput: true,
  })
  await program.says(/Type yes to go on:/)
  program.stdin.write(`${text}\n`)
  const code = await program.exited()
  return [code, program.output]
}

async function rowsOf(url: string, query: string): Promise<object[]> {
  const orm = await openDatabase(url, [])
  const rows = await orm.em.execute(query)
  await orm.close(true)
  return rows
}

async function executed(url: string): Promise<string[]> {
  const orm = await openDatabase(url, [])
  const names = await listApplied(orm)
  await orm.close(true)
  return names
}

/** As if the last sign of life of every process were long ago. */
async function age(url: string): Promise<void> {
  const orm = await openDatabase(url, [])
  await orm.em.execute('update platform_process set seen_at = started_at')
  await orm.em.execute(
    `update platform_process set seen_at = ${url.startsWith('sqlite:') ? 'seen_at - 3700000' : 'seen_at - interval 3700 second'}`,
  )
  await orm.close(true)
}

/** Reverts every migration after this one. */
async function downTo(url: string, name: string): Promise<void> {
  while ((await executed(url)).at(-1) !== name) await rollBack(url, { confirm: async () => {} })
}
