import { Migrator } from '@mikro-orm/migrations'
import { type AbstractSqlDriver, type EntityManager, MikroORM, type Options } from '@mikro-orm/sql'
import { BoundMySqlDriver, BoundSqliteDriver } from './bound-drivers.ts'
import { isSqlite, sqliteFile } from './database-url.ts'
import { migrations } from './migrations/index.ts'
import { createMySqlDialect } from './mysql-dialect.ts'
import type { ObserveStatement } from './observe-statement.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { prepareSqliteFile } from './sqlite-file.ts'
import { TenantGuard } from './tenant.ts'

export { isSqlite }

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
  return MikroORM.init(databaseOptions(url, entities, observe))
}

function databaseOptions(url: string, entities: EntityList, observe?: ObserveStatement): Options {
  const driver = isSqlite(url) ? sqliteOptions(sqliteFile(url), observe) : mySqlOptions(url, observe)
  return {
    ...driver,
    entities,
    // Migrations need none.
    discovery: { warnWhenNoEntities: false },
    subscribers: [new TenantGuard()],
    extensions: [Migrator],
    timezone: 'Z',
    forceUtcTimezone: true,
    migrations: migrationOptions(url),
  } as Options
}

/** No snapshots: `migrations.test.ts` compares the migrated database itself with the entities. */
export function migrationOptions(url: string) {
  return {
    migrationsList: migrations[isSqlite(url) ? 'sqlite' : 'mysql'],
    snapshot: false,
    silent: true,
  }
}

function sqliteOptions(file: string, observe: ObserveStatement | undefined): Options {
  prepareSqliteFile(file)
  return {
    driver: BoundSqliteDriver,
    dbName: file,
    driverOptions: new NodeSqliteDialect(file, observe),
  }
}

function mySqlOptions(url: string, observe: ObserveStatement | undefined): Options {
  return {
    driver: BoundMySqlDriver,
    // The name of the database is taken from it. What a connection needs is read from the URL by the dialect.
    clientUrl: url.replace(/\?.*$/, ''),
    charset: 'utf8mb4',
    collate: 'utf8mb4_unicode_ci',
    driverOptions: createMySqlDialect(url, observe),
  }
}
