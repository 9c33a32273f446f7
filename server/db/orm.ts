import { type AbstractSqlDriver, type EntityManager, MikroORM, type Options } from '@mikro-orm/sql'
import { BoundMySqlDriver, BoundSqliteDriver } from './bound-drivers.ts'
import { isSqlite, sqliteFile } from './database-url.ts'
import { createMySqlDialect } from './mysql-dialect.ts'
import { newMySqlPlaces } from './mysql-pool.ts'
import type { ObserveStatement } from './observe-statement.ts'
import type { Places } from './places.ts'
import { newSqlitePlaces, NodeSqliteDialect } from './sqlite-dialect.ts'
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
 * @param more what a session needs besides
 */
export async function openDatabase(
  url: string,
  entities: EntityList,
  observe?: ObserveStatement,
  more: Partial<Options> = {},
): Promise<Orm> {
  const places = isSqlite(url) ? newSqlitePlaces() : newMySqlPlaces()
  const driver = isSqlite(url)
    ? sqliteDriver(sqliteFile(url), places, observe)
    : mySqlDriver(url, places, observe)
  // Not `init`, which also looks for packages and folders that this project does not have.
  const orm: Orm = new MikroORM({ ...databaseOptions(url, entities), ...driver, ...more } as Options)
  pools.set(orm, places)
  return orm
}

const pools = new WeakMap<Orm, Places>()

/** The connections of a database: on SQLite, those that write. */
export function readPool(orm: Orm): Places['state'] {
  return pools.get(orm)?.state ?? { size: 0, used: 0, waiting: 0 }
}

/** What every session of the ORM needs, whichever driver it has. */
export function databaseOptions(url: string, entities: EntityList): Partial<Options> {
  return {
    entities,
    // Migrations need none.
    discovery: { warnWhenNoEntities: false },
    subscribers: [new TenantGuard()],
    timezone: 'Z',
    forceUtcTimezone: true,
    // The name of the database is taken from it. What a connection needs is read from the URL by its driver.
    ...(!isSqlite(url) && {
      clientUrl: url.split('?', 1)[0],
      charset: 'utf8mb4',
      collate: 'utf8mb4_unicode_ci',
    }),
  }
}

function sqliteDriver(file: string, places: Places, observe: ObserveStatement | undefined) {
  prepareSqliteFile(file)
  return {
    driver: BoundSqliteDriver,
    dbName: file,
    driverOptions: new NodeSqliteDialect(file, places, observe),
  }
}

function mySqlDriver(url: string, places: Places, observe: ObserveStatement | undefined) {
  return { driver: BoundMySqlDriver, driverOptions: createMySqlDialect(url, places, observe) }
}
