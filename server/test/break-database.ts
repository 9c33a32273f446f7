import { isSqlite } from '../db/database-url.ts'
import type { Orm } from '../db/orm.ts'

const AUTH_TABLES = new Set([
  'account',
  'dashboard_session',
  'organization',
  'membership',
  'mcp_server',
  'server_key',
])

export interface Breakage {
  what: string
  /** Statements that break the database, given its tables, and those that mend it. */
  statements: (table: string, sqlite: boolean) => { fail: string[]; mend: string[] }
  /** Whether no request at all can be served. */
  total: boolean
}

const gone = (table: string) => ({
  fail: [`alter table ${table} rename to gone_${table}`],
  mend: [`alter table gone_${table} rename to ${table}`],
})

export const BREAKAGES: Breakage[] = [
  { what: 'every table is gone', statements: gone, total: true },
  {
    what: 'what belongs to MCP servers is gone',
    statements: (table) => (AUTH_TABLES.has(table) ? { fail: [], mend: [] } : gone(table)),
    total: false,
  },
  {
    what: 'nothing can be written',
    statements: (table, sqlite) => {
      const kinds = ['insert', 'update', 'delete']
      const raise = sqlite
        ? `begin select raise(abort, 'refused'); end`
        : `for each row signal sqlstate '45000' set message_text = 'refused'`
      return {
        fail: kinds.map((kind) => `create trigger fail_${table}_${kind} before ${kind} on ${table} ${raise}`),
        mend: kinds.map((kind) => `drop trigger fail_${table}_${kind}`),
      }
    },
    total: false,
  },
]

/** Breaks the database for every request, or mends it. */
export async function breakDatabase(
  orm: Orm,
  url: string,
  { statements }: Breakage,
  which: 'fail' | 'mend',
): Promise<void> {
  const tables = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName)
  // A renamed table keeps its foreign keys; SQLite would rewrite those that point at it.
  if (isSqlite(url)) await orm.em.execute('pragma legacy_alter_table = on')
  for (const table of new Set(tables)) {
    for (const statement of statements(table, isSqlite(url))[which]) await orm.em.execute(statement)
  }
}
