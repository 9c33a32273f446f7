import { MySqlConnection, MySqlDriver } from '@mikro-orm/mysql'
import { BaseSqliteConnection, SqliteDriver } from '@mikro-orm/sql'
import { CompiledQuery } from 'kysely'
import { bindValues } from './bind-values.ts'
import { type Statement, withBoundValues } from './bound-connection.ts'
import { PrimaryKeyMySqlPlatform } from './mysql-platform.ts'
import { noteSpace } from './space.ts'
import type { NodeSqliteConnection } from './sqlite-dialect.ts'

const BoundMySqlConnection = withBoundValues(MySqlConnection)

export class BoundSqliteConnection extends withBoundValues(BaseSqliteConnection) {
  /** Runs statements in one transaction, which is committed together with those of others. */
  async writeTogether(statements: readonly Statement[]): Promise<void> {
    await this.ensureConnection()
    const queries = statements.map(([sql, parameters]) => {
      const { sql: text, values } = bindValues(sql, parameters, (name) => this.platform.quoteIdentifier(name))
      return CompiledQuery.raw(text, values)
    })
    const executor = this.getClient().getExecutor()
    await executor
      .provideConnection((connection) => (connection as NodeSqliteConnection).writeTogether(queries))
      .catch((error: unknown) => {
        noteSpace(this, error)
        throw error
      })
  }
}

/** The ORM's driver for MySQL, with values that are bound to their statements. */
export class BoundMySqlDriver extends MySqlDriver {
  protected override readonly connection = new BoundMySqlConnection(this.config)
  protected override readonly platform = new PrimaryKeyMySqlPlatform()
}

/** The ORM's driver for SQLite, with values that are bound to their statements. */
export class BoundSqliteDriver extends SqliteDriver {
  protected override readonly connection = new BoundSqliteConnection(this.config)
}
