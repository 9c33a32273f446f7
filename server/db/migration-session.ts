import { connect, type Socket } from 'node:net'
import { Migrator } from '@mikro-orm/migrations'
import { MySqlConnection, MySqlDriver } from '@mikro-orm/mysql'
import { MikroORM, type Options } from '@mikro-orm/sql'
import { CompiledQuery, type DatabaseConnection } from 'kysely'
import { isSqlite, readMySqlUrl } from './database-url.ts'
import { atMostEvery, type HeldLock, type Say } from './migration-lock.ts'
import { migrations } from './migrations/index.ts'
import { databaseOptions, openDatabase, type Orm } from './orm.ts'
import { SESSION_SETTINGS } from './session-settings.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** Between two looks at what the database does. */
const LOOK_EVERY_MS = 1_000
/** A statement that runs longer is worth a sentence, even when it waits for nothing. */
const LONG_MS = 10_000
const SAY_EVERY_MS = 10_000

/** Seconds. A migration may wait for a lock as long as it takes. */
const A_DAY = 86_400

/**
 * Opens sessions for migrations: without the limits on statements and locks that a request has, because an index of a
 * large table takes minutes. Says what a migration waits for.
 */
export async function withMigrationSession<T>(
  url: string,
  { hold, onLoss, readStates }: HeldLock,
  say: Say,
  work: (orm: Orm) => Promise<T>,
): Promise<T> {
  const sessions = new Set<number>()
  const sockets = new Set<Socket>()
  const orm = await (isSqlite(url)
    ? openDatabase(url, [], undefined, migratorOptions(url))
    : MikroORM.init(mySqlOptions(url, sessions, sockets, hold)))
  // A statement may run for hours. On a connection that the network lost, it would never end.
  onLoss((loss) => {
    for (const socket of sockets) socket.destroy(loss)
  })
  const stop = watch(orm, () => readStates(sessions), say)
  try {
    return await work(orm)
  } finally {
    stop()
    await orm.close(true)
  }
}

function migratorOptions(url: string): Partial<Options> {
  return {
    extensions: [Migrator],
    // No snapshots: `migrations.test.ts` compares the migrated database itself with the entities.
    migrations: {
      migrationsList: migrations[isSqlite(url) ? 'sqlite' : 'mysql'],
      snapshot: false,
      silent: true,
      // MySQL commits each change of a table by itself, each migration can be repeated, and Vitess refuses a transaction over shards.
      transactional: isSqlite(url),
    },
  }
}

function mySqlOptions(
  url: string,
  sessions: Set<number>,
  sockets: Set<Socket>,
  hold: HeldLock['hold'],
): Options {
  const { host, port, ssl } = readMySqlUrl(url)
  const stream = () => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true })
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  return {
    ...databaseOptions(url, []),
    ...migratorOptions(url),
    driver: holdingDriver(hold),
    driverOptions: { connectTimeout: CONNECT_TIMEOUT_MS, stream, ...(ssl && { ssl }) },
    onCreateConnection: async (connection) => {
      const run = (sql: string) => (connection as DatabaseConnection).executeQuery(CompiledQuery.raw(sql))
      // MariaDB reads its own kind of comment, and MySQL does not have this limit on such statements.
      await run(
        `set ${SESSION_SETTINGS}, session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', session lock_wait_timeout = ${A_DAY},
           session innodb_lock_wait_timeout = ${A_DAY} /*M! , session max_statement_time = 0 */`,
      )
      const { rows } = await run('select connection_id() as id')
      sessions.add(Number((rows[0] as { id: number | string }).id))
    },
  } as Options
}

/** The ORM's driver, which sends a statement only while this process is the one that migrates. */
function holdingDriver(hold: HeldLock['hold']): typeof MySqlDriver {
  class HoldingConnection extends MySqlConnection {
    // oxlint-disable-next-line no-explicit-any -- the ORM's own signature has a type for each caller
    override async execute(...statement: Parameters<MySqlConnection['execute']>): Promise<any> {
      await hold()
      return super.execute(...statement)
    }
  }
  return class extends MySqlDriver {
    protected override readonly connection = new HoldingConnection(this.config)
  }
}

/** Asks the database from time to time what it does, and says it when it waits for a lock or takes long. */
function watch(orm: Orm, readStates: () => Promise<string[]>, say: Say): () => void {
  let name = 'The migration'
  let since = performance.now()
  const begin = (migration: { name: string }) => {
    name = `Migration ${migration.name}`
    since = performance.now()
  }
  orm.migrator.on('migrating', begin)
  orm.migrator.on('reverting', begin)

  const sayNow = atMostEvery(SAY_EVERY_MS, say)
  const look = async () => {
    const states = await readStates()
    const waits = states.find((state) => /wait.*lock/i.test(state))
    const seconds = Math.round((performance.now() - since) / 1_000)
    if (waits) sayNow(`${name} waits for a lock that another session of the database holds: ${waits}.`)
    else if (performance.now() - since > LONG_MS && states[0]) {
      sayNow(`${name} has been running for ${seconds} s: ${states[0]}.`)
    }
  }
  // A look that fails says nothing: if the database is away, the migration itself fails.
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
