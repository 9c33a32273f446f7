import { databases } from '#testkit/platform/databases.ts'
import { run } from '#testkit/processes/program.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../db/orm.ts'
import { migrate } from '../db/migrate.ts'
import { entities } from '../domain/entities.ts'

const PLANTED = 'PLANTED'

/** SQL, a hash of a password, or what was sent. */
const VALUES = new RegExp(`insert into|select |\\$argon2|${PLANTED}`, 'i')

describe.each(databases)('what commands print when the database fails, on $name', (database) => {
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
      expect(output, file).toMatch(/^(mcp-obs does not start: )?TableNotFoundException \w+ \d+\n$/)
    }
  })
})

it('names the variable of a configuration that cannot be used', async () => {
  const { code, output } = await run('server/cli/db.ts', { env: { DATABASE_URL: 'postgres://localhost' } })
  expect([code, output]).toEqual([1, expect.stringMatching(/^DATABASE_URL: [^\n]+\n$/)])
})
