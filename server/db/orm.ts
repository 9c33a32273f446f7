import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Migrator } from '@mikro-orm/migrations'
import { type AbstractSqlDriver, type EntityManager, MikroORM, type Options } from '@mikro-orm/sql'
import { BoundMySqlDriver, BoundSqliteDriver } from './bound-drivers.ts'
import { migrations } from './migrations/index.ts'
import { createMySqlDialect } from './mysql-dialect.ts'
import type { ObserveStatement } from './observe-statement.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { TenantGuard } from './tenant.ts'

export type Orm = MikroORM<AbstractSqlDriver, EntityManager>

type EntityList = NonNullable<Options['entities']>

/**
 * Opens the database that a URL names: `mysql://…` (production) or `sqlite:<file>` (embedded, one process).
 * Nothing is migrated; `db/migrate.ts` does that.
 *
 * @param entities what is stored; this folder imports none of them
 * @param observe sees every statement
 */
export async function openDatabase(
  url: string,
  entities: EntityList,
  observe?: ObserveStatement,
): Promise<Orm> {
  const driver = isSqlite(url)
    ? sqliteOptions(url.slice('sqlite:'.length), observe)
    : mySqlOptions(url, observe)
  return MikroORM.init({
    ...driver,
    entities,
    subscribers: [new TenantGuard()],
    extensions: [Migrator],
    timezone: 'Z',
    forceUtcTimezone: true,
    // No snapshots: `migrations.test.ts` compares the migrated database itself with the entities.
    migrations: {
      migrationsList: migrations[isSqlite(url) ? 'sqlite' : 'mysql'],
      snapshot: false,
      silent: true,
    },
  } as Options)
}

export function isSqlite(url: string): boolean {
  return url.startsWith('sqlite:')
}

function sqliteOptions(file: string, observe: ObserveStatement | undefined): Options {
  mkdirSync(dirname(file), { recursive: true })
  return {
    driver: BoundSqliteDriver,
    dbName: file,
    driverOptions: new NodeSqliteDialect(file, observe),
  }
}

function mySqlOptions(url: string, observe: ObserveStatement | undefined): Options {
  return {
    driver: BoundMySqlDriver,
    clientUrl: url,
    charset: 'utf8mb4',
    collate: 'utf8mb4_unicode_ci',
    driverOptions: createMySqlDialect(url, observe),
  }
}
