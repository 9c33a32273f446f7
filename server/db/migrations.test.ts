import type { Orm } from './orm.ts'
import { createConnection } from 'mysql2/promise'
import { afterAll, describe, expect, it } from 'vitest'
import { entities } from '../domain/entities.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { databases, mySqlUrl, TEST_FOLDER } from '../test/databases.ts'
import { startTestApp } from '../test/harness.ts'
import { differenceOnMySql } from '../test/schema-difference.ts'
import { listApplied } from './applied-migrations.ts'
import { migrate, rollBack } from './migrate.ts'
import { LEASE_TABLE } from './migration-lease.ts'
import { migrations } from './migrations/index.ts'
import { MIGRATION_NAMES } from './migrations/names.ts'
import { isSqlite } from './database-url.ts'
import { openDatabase } from './orm.ts'

const scratch = `mcpobs_test_migrations_${process.env.VITEST_POOL_ID ?? 0}`

const NAMES = MIGRATION_NAMES

describe.each(databases)('R1.7 migrations on $name', ({ name }) => {
  const url = name === 'SQLite' ? `sqlite:${TEST_FOLDER}/${scratch}.db` : mySqlUrl(scratch)
  const opened: Orm[] = []
  const open = async () => {
    const orm = await openDatabase(url, entities)
    opened.push(orm)
    return orm
  }
  afterAll(() => Promise.all(opened.map((orm) => orm.close(true))))
  /** Reverts every migration after this one. */
  const downTo = async (orm: Orm, name: string) => {
    while ((await listApplied(orm)).at(-1) !== name) await revert(url)
  }

  it('are those that a start looks for, in this order', () => {
    expect(migrations[isSqlite(url) ? 'sqlite' : 'mysql'].map(({ name }) => name)).toEqual(NAMES)
  })

  it('go up, down and up again, and leave nothing behind', async () => {
    await emptyDatabase(url)
    const orm = await open()
    expect(await migrate(url)).toEqual(NAMES)
    expect(await migrate(url)).toEqual([])
    for (const name of NAMES.toReversed()) expect(await revert(url)).toEqual([name])
    expect(await tables(orm, url)).toEqual([])
    expect(await migrate(url)).toEqual(NAMES)
  })

  it('make the schema that the entities describe', async () => {
    const orm = await open()
    const difference = isSqlite(url) ? orm.schema.getUpdateSchemaSQL() : differenceOnMySql(orm, scratch)
    expect(await difference).toBe('')
  })

  it('keep a server from before the support tool valid, switched off, and able to opt in', async () => {
    const orm = await open()
    await revertTo(url, '0002-support-tickets')
    const id = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
    const now = isSqlite(url) ? '1700000000000' : `'2023-11-14 22:13:20.000'`
    await orm.em.execute(
      `insert into organization (id, slug, name, created_at) values ('${id}', 'old', 'Old', ${now})`,
    )
    await orm.em.execute(
      `insert into mcp_server (id, organization_id, slug, name, description, created_at, updated_at)
       values ('${id}', '${id}', 'old-server', 'Old', '', ${now}, ${now})`,
    )
    await migrate(url)
    expect(
      await orm.em.execute('select slug, support_tool_enabled, support_tool_title from mcp_server'),
    ).toEqual([{ slug: 'old-server', support_tool_enabled: 0, support_tool_title: null }])
    expect(await orm.em.execute('select auth_mode, resource_url from mcp_server')).toEqual([
      { auth_mode: 'email', resource_url: null },
    ])
    await orm.em.execute('update mcp_server set support_tool_enabled = true')
    await revertTo(url, '0002-support-tickets')
    expect(await orm.em.execute('select slug from mcp_server')).toEqual([{ slug: 'old-server' }])
    await migrate(url)
  })

  it('R6.2 let in no role but the known ones, and stop before data that has another', async () => {
    await emptyDatabase(url)
    const orm = await open()
    await migrate(url)
    await revertTo(url, '0004-membership-roles')
    const id = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
    const now = isSqlite(url) ? '1700000000000' : `'2023-11-14 22:13:20.000'`
    await orm.em.execute(
      `insert into organization (id, slug, name, created_at) values ('${id}', 'old', 'Old', ${now})`,
    )
    await orm.em.execute(
      `insert into account (id, name, email, email_key, password_hash, created_at)
       values ('${id}', 'Ada', 'a@x.test', 'a@x.test', 'x', ${now})`,
    )
    await orm.em.execute(
      `insert into membership (id, organization_id, account_id, role, created_at)
       values ('${id}', '${id}', '${id}', 'superowner', ${now})`,
    )
    await expect(migrate(url)).rejects.toThrow(
      '1 row(s) of the table membership have a role other than owner, admin, member and viewer.',
    )
    await orm.em.execute(`update membership set role = 'viewer'`)
    await migrate(url)
    for (const role of ['', 'superowner', 'Owner', 'owner ', ' owner']) {
      await expect(orm.em.execute(`update membership set role = '${role}'`), role).rejects.toThrow(
        /constraint/i,
      )
    }
    await revertTo(url, '0005-ticket-corrections-and-audit-log')
    await expect(revert(url)).rejects.toThrow('1 member(s) have the role viewer')
    await orm.em.execute(`update membership set role = 'member'`)
    await downTo(orm, '0003-end-user-sign-in')
    expect(await orm.em.execute('select role from membership')).toEqual([{ role: 'member' }])
    await migrate(url)
  })

  it.runIf(name === 'MySQL')(
    'R6.2 stop before a role with a space, which the check of 0004 let in',
    async () => {
      await emptyDatabase(url)
      const orm = await open()
      await migrate(url)
      await revertTo(url, '0008-processes-and-exact-roles')
      const id = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
      await orm.em.execute(
        `insert into organization (id, slug, name, created_at) values ('${id}', 'old', 'Old', '2026-01-01')`,
      )
      await orm.em.execute(
        `insert into invitation (id, organization_id, role, secret_hash, created_by_account_id, created_at, expires_at)
       values ('${id}', '${id}', 'owner ', x'00', '${id}', '2026-01-01', '2026-01-01')`,
      )
      await expect(migrate(url)).rejects.toThrow('1 row(s) of the table invitation have a role with a space')
      await orm.em.execute(`update invitation set role = 'owner'`)
      await migrate(url)
      await expect(orm.em.execute(`update invitation set role = 'owner '`)).rejects.toThrow(/constraint/i)
    },
  )

  it('R2.1 take corrections away with the columns that hold them, and go up again over half of the work', async () => {
    await emptyDatabase(url)
    const orm = await open()
    await migrate(url)
    const { org } = await seedTicket(orm, url)
    await revertTo(url, '0005-ticket-corrections-and-audit-log')
    expect(await orm.em.execute('select type from support_ticket_event')).toEqual([{ type: 'opened' }])
    expect(await tables(orm, url)).not.toContain('audit_log_entry')
    if (!isSqlite(url)) {
      // MySQL commits each statement by itself, so a process that dies leaves a part of them done.
      await orm.em.execute('alter table support_ticket_event add column from_text varchar(200) null')
    }
    await migrate(url)
    expect(await orm.em.execute('select from_text, to_text from support_ticket_event')).toEqual([
      { from_text: null, to_text: null },
    ])
    if (!isSqlite(url)) {
      await orm.em.execute('alter table support_ticket_event drop column from_text')
      await revertTo(url, '0005-ticket-corrections-and-audit-log')
      await migrate(url)
    }
    const entry = `insert into audit_log_entry (id, organization_id, at, actor_kind, actor_id, action, subject)
       values ('1', ?, ${isSqlite(url) ? 1 : 'now()'}, 'account', '1', 'ticket-deleted', 'TK-0000-0000')`
    await orm.em.execute(entry, [org])
    await expect(orm.em.execute(entry.replace(`'1', ?`, `'2', ?`), ['nobody'])).rejects.toThrow(
      /foreign key/i,
    )
  })

  it('R6.1 keep sessions from before they could be listed, each with an id of its own, and run again half-way', async () => {
    await emptyDatabase(url)
    const orm = await open()
    await migrate(url)
    await revertTo(url, '0007-invitations-and-sessions')
    const id = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
    const now = isSqlite(url) ? '1700000000000' : `'2023-11-14 22:13:20.000'`
    await orm.em.execute(
      `insert into account (id, name, email, email_key, password_hash, created_at)
       values ('${id}', 'Ada', 'a@x.test', 'a@x.test', 'x', ${now})`,
    )
    for (const byte of ['01', '02']) {
      await orm.em.execute(
        `insert into dashboard_session (id_hash, account_id, expires_at, created_at)
         values (x'${byte.repeat(32)}', '${id}', ${now}, ${now})`,
      )
    }
    await migrate(url)
    const rows = await orm.em.execute<{ id: string }[]>('select id from dashboard_session')
    const ids = rows.map((row) => row.id)
    expect(new Set(ids).size).toBe(2)
    for (const each of ids)
      expect(each).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    // What MySQL leaves behind when a process ends between two statements of a migration.
    if (!isSqlite(url)) {
      await orm.em.execute(`delete from mikro_orm_migrations where name = '0007-invitations-and-sessions'`)
      await orm.em.execute('alter table dashboard_session modify column id char(36) character set ascii null')
      await orm.em.execute('alter table dashboard_session drop key dashboard_session_id_unique')
      await orm.em.execute('alter table mcp_server_user drop column password_must_change')
      await migrate(url)
    }
    expect(await orm.em.execute('select id from dashboard_session order by id')).toEqual(
      ids.toSorted().map((each) => ({ id: each })),
    )
  })

  it('wait for each other when several processes start at once', async () => {
    await emptyDatabase(url)
    const ran = await Promise.all([migrate(url), migrate(url), migrate(url)])
    expect(ran.flat().sort()).toEqual(NAMES)
  })
})

describe.each(databases)('R2.4 composite foreign keys on $name', ({ url }) => {
  it('refuse a row that points at another tenant', async () => {
    const { app, orm, close } = await startTestApp(url)
    const [mine, theirs] = [await signUpStaff(app), await signUpStaff(app)]
    const foreign = await createServer(theirs)
    const [row] = await orm.em.execute<{ id: string; organization_id: string }[]>(
      'select id, organization_id from mcp_server where slug = ?',
      [foreign.slug],
    )
    const [own] = await orm.em.execute<{ id: string }[]>('select id from organization where slug = ?', [
      mine.org,
    ])
    const link = orm.em.execute(
      `insert into mcp_server_user (id, organization_id, mcp_server_id, name, email, email_key, created_at)
       values (?, ?, ?, 'x', 'x@example.com', 'x@example.com', ?)`,
      [crypto.randomUUID(), own!.id, row!.id, new Date()],
    )
    await expect(link).rejects.toThrow(/foreign key/i)
    await close()
  })
})

/** Reverts the newest migration. @returns the names of what was reverted */
async function revert(url: string): Promise<string[]> {
  const name = await rollBack(url, { confirm: async () => {} })
  return name === undefined ? [] : [name]
}

/** A ticket with an event of its opening, and one of a correction. */
async function seedTicket(orm: Orm, url: string): Promise<{ org: string }> {
  const id = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
  const now = isSqlite(url) ? '1700000000000' : `'2023-11-14 22:13:20.000'`
  await orm.em.execute(
    `insert into organization (id, slug, name, created_at) values ('${id}', 'acme', 'Acme', ${now})`,
  )
  await orm.em.execute(
    `insert into mcp_server (id, organization_id, slug, name, description, created_at, updated_at)
     values ('${id}', '${id}', 'acme', 'Acme', '', ${now}, ${now})`,
  )
  await orm.em.execute(
    `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
       origin, created_at, updated_at)
     values ('${id}', '${id}', '${id}', 'TK-0000-0000', 't', 'd', 'Other', 'open', 'sdk', ${now}, ${now})`,
  )
  for (const [event, type] of ['opened', 'title_changed'].entries()) {
    await orm.em.execute(
      `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind, actor_id, at)
       values ('${event}', '${id}', '${id}', '${type}', 'account', '${id}', ${now})`,
    )
  }
  return { org: id }
}

/** Takes migrations back, the newest first, up to and including the named one. */
async function revertTo(url: string, name: string): Promise<void> {
  const count = NAMES.length - NAMES.indexOf(name)
  for (let step = 0; step < count; step++) await revert(url)
}

async function emptyDatabase(url: string): Promise<void> {
  if (isSqlite(url)) {
    const { rmSync } = await import('node:fs')
    for (const suffix of ['', '-wal', '-shm', '.lock', '.identity'])
      rmSync(`${url.slice('sqlite:'.length)}${suffix}`, { force: true })
    return
  }
  const connection = await createConnection({ uri: mySqlUrl('mysql'), multipleStatements: true })
  await connection.query(`drop database if exists ${scratch}; create database ${scratch}`)
  await connection.end()
}

async function tables(orm: Orm, url: string): Promise<string[]> {
  const query = isSqlite(url)
    ? `select name from sqlite_master where type = 'table' and name not like 'sqlite%'`
    : `select table_name as name from information_schema.tables where table_schema = database()`
  const rows: { name: string }[] = await orm.em.execute(query)
  const kept = new Set(['mikro_orm_migrations', LEASE_TABLE])
  return rows.map((row) => row.name).filter((name) => !kept.has(name))
}
