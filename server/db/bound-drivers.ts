import { MySqlConnection, MySqlDriver } from '@mikro-orm/mysql'
import { BaseSqliteConnection, SqliteDriver } from '@mikro-orm/sql'
import { CompiledQuery } from 'kysely'
import { bindValues } from './bind-values.ts'
import { withBoundValues } from './bound-connection.ts'
import { PrimaryKeyMySqlPlatform } from './mysql-platform.ts'
import { noteSpace } from './space.ts'
import type { NodeSqliteConnection } from './sqlite-dialect.ts'
import type { Statement } from './statement.ts'

const BoundMySqlConnection = withBoundValues(MySqlConnection)

export class BoundSqliteConnection extends withBoundValues(BaseSqliteConnection) {
  /** As the function of this name. @throws NothingChangedError */
  async writeTogether(statements: readonly Statement[]): Promise<void> {
    await this.ensureConnection()
    const writes = statements.map(({ sql, values, mustChange }) => {
      const bound = bindValues(sql, values, (name) => this.platform.quoteIdentifier(name))
      return { query: CompiledQuery.raw(bound.sql, bound.values), mustChange }
    })
    const executor = this.getClient().getExecutor()
    await executor
      .provideConnection((connection) => (connection as NodeSqliteConnection).writeTogether(writes))
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
