import { Migrator } from '@mikro-orm/migrations'
import { MySqlDriver } from '@mikro-orm/mysql'
import {
  type AbstractSqlDriver,
  type EntityManager,
  MikroORM,
  type Options,
  SqliteDriver,
} from '@mikro-orm/sql'
import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { isSqlite, readMySqlUrl, sqliteFile } from './database-url.ts'
import { migrations } from './migrations/index.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { prepareSqliteFile } from './sqlite-file.ts'
import { TenantGuard } from './tenant.ts'

export { isSqlite }

export type Orm = MikroORM<AbstractSqlDriver, EntityManager>

type EntityList = NonNullable<Options['entities']>

const CONNECT_TIMEOUT_MS = 2_000
/** Connections to MySQL of one process. */
const POOL_SIZE = 10
/** Requests that wait for a connection. A further one fails at once. */
const QUEUE_LIMIT = 100

/**
 * Opens the database that a URL names: `mysql://…` (production) or `sqlite:<file>` (embedded, one process).
 * Nothing is migrated; `db/migrate.ts` does that.
 *
 * @param entities what is stored; this folder imports none of them
 */
export async function openDatabase(url: string, entities: EntityList): Promise<Orm> {
  return MikroORM.init(databaseOptions(url, entities))
}

function databaseOptions(url: string, entities: EntityList): Options {
  const dialect = isSqlite(url) ? sqliteOptions(sqliteFile(url)) : mySqlOptions(url)
  return {
    ...dialect,
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

function sqliteOptions(file: string): Options {
  prepareSqliteFile(file)
  return { driver: SqliteDriver, dbName: file, driverOptions: new NodeSqliteDialect(file) }
}

function mySqlOptions(url: string): Options {
  const { ssl } = readMySqlUrl(url)
  return {
    driver: MySqlDriver,
    // What the connection needs is read from the URL once, by `readMySqlUrl`.
    clientUrl: url.replace(/\?.*$/, ''),
    charset: 'utf8mb4',
    collate: 'utf8mb4_unicode_ci',
    pool: { min: 0, max: POOL_SIZE },
    driverOptions: { connectTimeout: CONNECT_TIMEOUT_MS, queueLimit: QUEUE_LIMIT, ...(ssl && { ssl }) },
    // Seconds. A statement that waits longer for a row lock fails, and is answered as `request-in-progress`.
    onCreateConnection: async (connection) => {
      await (connection as DatabaseConnection).executeQuery(
        CompiledQuery.raw(
          `set session innodb_lock_wait_timeout = 2, session sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES')`,
        ),
      )
    },
  }
}
