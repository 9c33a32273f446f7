import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { onTestFinished, type TestContext } from 'vitest'
import { aroundStatements } from './around-statements.ts'

/**
 * Counts from now on how many rows MySQL reads for each SELECT of this test that a manager is given as text: it is sent before on a
 * connection of its own, too. MariaDB goes other ways, so its tests are skipped.
 *
 * @returns the rows of each one, which come as they are sent
 */
export async function countRowsRead(
  url: string,
  { skip }: Pick<TestContext, 'skip'>,
): Promise<readonly number[]> {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  onTestFinished(() => connection.end())
  const [[server]] = await connection.query<RowDataPacket[]>('select version() as version')
  skip(String(server!.version).includes('MariaDB'))
  const counts: number[] = []
  aroundStatements({
    before: async (sql, values) => {
      if (!sql.trimStart().startsWith('select')) return
      await connection.query('flush status')
      await connection.query(sql, [...values])
      const [rows] = await connection.query<RowDataPacket[]>(`show session status like 'Handler_read%'`)
      counts.push(rows.reduce((sum, row) => sum + Number(row.Value), 0))
    },
  })
  return counts
}
