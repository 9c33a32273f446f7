import { MySqlPlatform } from '@mikro-orm/mysql'
import { MySqlNativeQueryBuilder } from '@mikro-orm/sql'

/**
 * The ORM's platform for MySQL. A write that names a row by its primary key finds it there. Without a hint, MariaDB
 * takes any index that begins with `organization_id`, another one from statement to statement: it locks rows that are not
 * asked for, and two statements that lock the same row in two orders deadlock (docs/decisions/012-bound-statements.md).
 * `column-types.ts` knows the database by the name of this class.
 */
export class PrimaryKeyMySqlPlatform extends MySqlPlatform {
  override createNativeQueryBuilder(): MySqlNativeQueryBuilder {
    return new PrimaryKeyQueryBuilder(this)
  }
}

const HINT = 'force index (primary)'

class PrimaryKeyQueryBuilder extends MySqlNativeQueryBuilder {
  protected override compileUpdate(): void {
    super.compileUpdate()
    if (this.#namesPrimaryKey()) this.parts.splice(this.parts.indexOf('set'), 0, HINT)
  }

  protected override compileDelete(): void {
    super.compileDelete()
    if (!this.#namesPrimaryKey()) return
    // Only a DELETE that names its table twice may have a hint.
    const table = this.getTableName()
    const from = this.parts.indexOf(`from ${table}`)
    this.parts.splice(from, 1, table, `from ${table} ${HINT}`)
  }

  /** Every primary key is `id`, or `id_hash` where a secret finds the row. */
  #namesPrimaryKey(): boolean {
    return /`id(?:_hash)?` (?:=|in) /.test(this.options.where?.sql ?? '')
  }
}
