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
  const driver = isSqlite(url) ? sqliteDriver(sqliteFile(url), observe) : mySqlDriver(url, observe)
  return MikroORM.init({ ...databaseOptions(url, entities), ...driver } as Options)
}

/** What every session of the ORM needs, whichever driver it has. */
export function databaseOptions(url: string, entities: EntityList): Partial<Options> {
  return {
    entities,
    // Migrations need none.
    discovery: { warnWhenNoEntities: false },
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
    // The name of the database is taken from it. What a connection needs is read from the URL by its driver.
    ...(!isSqlite(url) && {
      clientUrl: url.replace(/\?.*$/, ''),
      charset: 'utf8mb4',
      collate: 'utf8mb4_unicode_ci',
    }),
  }
}

function sqliteDriver(file: string, observe: ObserveStatement | undefined) {
  prepareSqliteFile(file)
  return {
    driver: BoundSqliteDriver,
    dbName: file,
    driverOptions: new NodeSqliteDialect(file, observe),
  }
}

function mySqlDriver(url: string, observe: ObserveStatement | undefined) {
  return { driver: BoundMySqlDriver, driverOptions: createMySqlDialect(url, observe) }
}
