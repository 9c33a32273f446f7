import { MySqlConnection, MySqlDriver } from '@mikro-orm/mysql'
import { BaseSqliteConnection, SqliteDriver } from '@mikro-orm/sql'
import { withBoundValues } from './bound-connection.ts'
import { GroupInsert } from './mysql-group-insert.ts'
import { PrimaryKeyMySqlPlatform } from './mysql-platform.ts'
import type { NodeSqliteConnection } from './sqlite-dialect.ts'

const BoundMySqlConnection = withBoundValues(MySqlConnection, () => {
  const inserts = new GroupInsert()
  return (provide, writes) => inserts.write(provide, writes)
})
const BoundSqliteConnection = withBoundValues(
  BaseSqliteConnection,
  () => (provide, writes) =>
    provide(async (connection) => void (await (connection as NodeSqliteConnection).writeTogether(writes))),
)

/** The ORM's driver for MySQL, with values that are bound to their statements. */
export class BoundMySqlDriver extends MySqlDriver {
  protected override readonly connection = new BoundMySqlConnection(this.config)
  protected override readonly platform = new PrimaryKeyMySqlPlatform()
}

/** The ORM's driver for SQLite, with values that are bound to their statements. */
export class BoundSqliteDriver extends SqliteDriver {
  protected override readonly connection = new BoundSqliteConnection(this.config)
}
