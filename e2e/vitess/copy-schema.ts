import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** The table of accounts is in the keyspace without shards, and a foreign key ends at its shard. */
const TO_ACCOUNTS = /,\s*CONSTRAINT `\w+` FOREIGN KEY \([^)]*\) REFERENCES `account` \([^)]*\)[^,\n]*/g
const KEPT = 'dashboard_session'

/**
 * Makes the tables of a migrated database in the keyspaces of another one, as a move to shards does, and the record of its migrations.
 *
 * @param from a database that is migrated
 * @param to a database on vtgate that is empty
 */
export async function copySchema(from: string, to: string): Promise<void> {
  const [source, target] = [await createConnection(from), await createConnection(to)]
  const [rows] = await source.query<RowDataPacket[]>('show tables')
  const waiting = new Map<string, string>()
  for (const name of rows.map((row) => String(Object.values(row)[0]))) {
    const [[made]] = await source.query<RowDataPacket[]>(`show create table \`${name}\``)
    const statement = String(made!['Create Table'])
    waiting.set(name, name === KEPT ? statement : statement.replaceAll(TO_ACCOUNTS, ''))
  }
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([name, statement]) =>
      [...statement.matchAll(/REFERENCES `(\w+)`/g)].every(
        ([, parent]) => parent === name || !waiting.has(parent!),
      ),
    )
    if (ready.length === 0)
      throw new Error(`These tables refer to each other: ${[...waiting.keys()].join(', ')}`)
    for (const [name, statement] of ready) {
      await target.query(statement)
      waiting.delete(name)
    }
  }
  for (const table of ['mikro_orm_migrations', 'platform_state']) {
    const [copied] = await source.query<RowDataPacket[]>(`select * from ${table}`)
    for (const row of copied) {
      const columns = Object.keys(row)
      await target.query(
        `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
        Object.values(row),
      )
    }
  }
  await Promise.all([source.end(), target.end()])
}
