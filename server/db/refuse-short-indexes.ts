import type { Orm } from './orm.ts'

/** The row formats of InnoDB whose indexes end after 767 bytes. */
const SHORT = new Set(['compact', 'redundant'])

/**
 * Refuses to make tables where their indexes would not fit. Without it, some tables would be there already when MySQL
 * says so, and it names no setting.
 *
 * @throws Error for the operator
 */
export async function refuseShortIndexes({ em }: Orm): Promise<void> {
  const rows: { format: string }[] = await em.execute('select @@innodb_default_row_format as format')
  const format = rows[0]?.format.toLowerCase() ?? ''
  if (!SHORT.has(format)) return
  throw new Error(
    `DATABASE_URL: the server makes tables with innodb_default_row_format=${format}, in which indexes are too short ` +
      'for the platform. Set it to dynamic on the server, also where the server reads its settings at its start. Then start again.',
  )
}
