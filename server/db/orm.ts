import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
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
import { migrations } from './migrations/index.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { TenantGuard } from './tenant.ts'

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
  const dialect = url.startsWith('sqlite:') ? sqliteOptions(url.slice('sqlite:'.length)) : mySqlOptions(url)
  return {
    ...dialect,
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
  } as Options
}

export function isSqlite(url: string): boolean {
  return url.startsWith('sqlite:')
}

function sqliteOptions(file: string): Options {
  mkdirSync(dirname(file), { recursive: true })
  return { driver: SqliteDriver, dbName: file, driverOptions: new NodeSqliteDialect(file) }
}

function mySqlOptions(url: string): Options {
  return {
    driver: MySqlDriver,
    clientUrl: url,
    charset: 'utf8mb4',
    collate: 'utf8mb4_unicode_ci',
    pool: { min: 0, max: POOL_SIZE },
    driverOptions: { connectTimeout: CONNECT_TIMEOUT_MS, queueLimit: QUEUE_LIMIT },
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
