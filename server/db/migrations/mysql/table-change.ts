import { Migration } from '@mikro-orm/migrations'

/** Parts of a table that should be there or gone, by name. A value is what SQL writes behind the name. */
export interface TableChange {
  addColumns?: Record<string, string>
  /** With their keyword: `key` or `unique key`. */
  addKeys?: Record<string, `${'key' | 'unique key'} (${string})`>
  /** Keys that are there, and get other columns. */
  changeKeys?: Record<string, `key (${string})`>
  addChecks?: Record<string, string>
  dropChecks?: readonly string[]
  dropKeys?: readonly string[]
  dropColumns?: readonly string[]
}

/**
 * A migration that can be repeated from any statement. MySQL commits each statement that changes a table by itself, so a
 * process that dies leaves a part of them done, and the next one runs the same migration again.
 *
 * Write tables with `if not exists` and `if exists`, everything inside a table with `changeTable`, and rows with `changeRows`
 * so that a second run finds nothing to do. `interrupted-migrations.test.ts` kills a process after each statement.
 */
export abstract class RepeatableMigration extends Migration {
  /**
   * Changes rows of all tenants. On Vitess, each shard commits its own.
   *
   * @param statement begins with `update` or `delete`
   */
  protected changeRows(statement: string): void {
    this.addSql(statement.replace(' ', ' /*vt+ ALLOW_SCATTER MULTI_SHARD_AUTOCOMMIT=1 */ '))
  }

  /** Adds what is missing and drops what is there, in one statement. */
  protected async changeTable(table: string, change: TableChange): Promise<void> {
    const columns = await this.#names(table, 'columns', 'column_name')
    const keys = await this.#names(table, 'statistics', 'index_name')
    const checks = await this.#names(table, 'table_constraints', 'constraint_name')
    const missing = (parts: Record<string, string> = {}, present: Set<string>) =>
      Object.entries(parts).filter(([name]) => !present.has(name))
    const present = (names: readonly string[] = [], found: Set<string>) =>
      names.filter((name) => found.has(name))

    const changed: [string, string][] = []
    for (const [name, key] of Object.entries(change.changeKeys ?? {}))
      if (key !== `key (${await this.#columnsOfKey(table, name)})`) changed.push([name, key])
    const added = (keys: [string, string][]) =>
      keys.map(([name, key]) => `add ${key.replace(' (', ` \`${name}\` (`)}`)

    const clauses = [
      ...missing(change.addColumns, columns).map(([name, type]) => `add column \`${name}\` ${type}`),
      ...added(missing(change.addKeys, keys)),
      ...changed.map(([name]) => `drop key \`${name}\``),
      ...added(changed),
      ...missing(change.addChecks, checks).map(
        ([name, condition]) => `add constraint \`${name}\` check (${condition})`,
      ),
      // Both MySQL 8.0.19 and MariaDB 10.2 know this spelling.
      ...present(change.dropChecks, checks).map((name) => `drop constraint \`${name}\``),
      ...present(change.dropKeys, keys).map((name) => `drop key \`${name}\``),
      ...present(change.dropColumns, columns).map((name) => `drop column \`${name}\``),
    ]
    if (clauses.length > 0) this.addSql(`alter table \`${table}\` ${clauses.join(', ')}`)
  }

  async #names(table: string, view: string, column: string): Promise<Set<string>> {
    const rows = (await this.execute(
      `select ${column} as name from information_schema.${view}
       where table_schema = database() and table_name = '${table}'`,
    )) as unknown as { name: string }[]
    return new Set(rows.map(({ name }) => name))
  }

  /** As SQL writes them. */
  async #columnsOfKey(table: string, key: string): Promise<string> {
    const rows = (await this.execute(
      `select column_name as name from information_schema.statistics
       where table_schema = database() and table_name = '${table}' and index_name = '${key}' order by seq_in_index`,
    )) as unknown as { name: string }[]
    return rows.map(({ name }) => `\`${name}\``).join(', ')
  }
}
