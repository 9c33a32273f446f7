import { setTimeout as sleep } from 'node:timers/promises'
import type { Orm } from '../db/orm.ts'

/** Waits until a statement on MySQL waits for a lock. It can be one of another test file: then the caller goes on too early. */
export async function someoneWaits({ em }: Pick<Orm, 'em'>): Promise<void> {
  for (;;) {
    const sql = `show global status like 'Innodb_row_lock_current_waits'`
    const [row] = await em.fork().execute<{ Value: string }[]>(sql)
    if (row?.Value !== '0') return
    await sleep(5)
  }
}
