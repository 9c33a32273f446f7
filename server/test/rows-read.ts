import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { onTestFinished } from 'vitest'
import { aroundStatements } from './around-statements.ts'

/**
 * Counts from now on how many rows MySQL reads for each SELECT of this test that a manager is given as text: it is sent before on a
 * connection of its own, too.
 *
 * @returns the rows of each one, which come as they are sent
 */
export async function countRowsRead(url: string): Promise<readonly number[]> {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  onTestFinished(() => connection.end())
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
