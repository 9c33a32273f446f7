import type { EntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { newId } from '../db/column-types.ts'
import { databaseTimeSql } from '../db/database-clock.ts'
import { startTestApp, type TestApp } from './harness.ts'

/** Other processes on the database of an app, for the tests of a `describe`. Each test begins without any. */
export class OtherProcesses {
  platform!: TestApp

  /** Starts the app before the tests, and ends it afterwards. */
  static on(url: string): OtherProcesses {
    const others = new OtherProcesses()
    beforeAll(async () => {
      others.platform = await startTestApp(url)
    })
    beforeEach(() => others.forget())
    afterAll(async () => {
      await others.forget()
      await others.platform.close()
    })
    return others
  }

  get em(): EntityManager {
    return this.platform.orm.em.fork()
  }

  /**
   * Makes a process that gave its last sign of life some seconds ago.
   *
   * @param shown the values of its rows in the platform's state, by what begins their names
   * @returns its id
   */
  async add(shown: Record<string, string>, secondsAgo = 0): Promise<string> {
    const { em } = this
    const id = newId()
    const seenAt = databaseTimeSql(em, secondsAgo)
    await em.execute(
      `insert into platform_process (id, started_at, seen_at) values (?, ${seenAt}, ${seenAt})`,
      [id],
    )
    for (const [prefix, value] of Object.entries(shown))
      await em.execute('insert into platform_state (name, value) values (?, ?)', [`${prefix}${id}`, value])
    return id
  }

  /** Forgets all processes and what they show, also what this one shows. */
  async forget(): Promise<void> {
    const { em } = this
    await em.execute(`delete from platform_state where name like 'sec-%' or name like 'set-%'`)
    await em.execute('delete from platform_process')
  }
}

/** What processes show, this one too. */
export async function readShown(em: EntityManager): Promise<{ name: string; value: string }[]> {
  return em.execute(`select name, value from platform_state where name like 'sec-%' or name like 'set-%'`)
}
