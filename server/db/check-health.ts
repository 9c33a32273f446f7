import type { Orm } from './orm.ts'

/**
 * Checks that the database answers and has the newest schema. It never throws and has no time limit of its own.
 *
 * @returns undefined when the database is ready; else the reason: `database` (it does not answer) or `migrations`
 *   (at least one is pending)
 */
export async function checkHealth(orm: Orm): Promise<'database' | 'migrations' | undefined> {
  try {
    await orm.em.fork().execute('select 1')
    const pending = await orm.migrator.getPending()
    return pending.length === 0 ? undefined : 'migrations'
  } catch {
    return 'database'
  }
}
