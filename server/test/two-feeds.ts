import type { EntityManager } from '@mikro-orm/sql'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { newId } from '../db/column-types.ts'
import type { Orm } from '../db/orm.ts'
import { runStatement } from '../db/statement.ts'
import { type Change, publishChange, publishChangeSql } from '../domain/publish-change.ts'
import { ChangeFeed } from '../domain/change-feed.ts'
import { opened, type Stream } from './change-streams.ts'
import { openTestDatabase } from './harness.ts'

/** The change feeds of two processes, for the tests of a `describe`, each with an organization of its own. */
export class TwoFeeds {
  orm!: Orm
  feed!: ChangeFeed
  /** Of another process, which shares nothing but the database. */
  other!: ChangeFeed
  org = ''
  readonly #stops: AbortController[] = []

  /** Opens them before the tests, and closes them afterwards. */
  static on(url: string): TwoFeeds {
    const feeds = new TwoFeeds()
    beforeAll(async () => {
      feeds.orm = await openTestDatabase(url)
      feeds.feed = new ChangeFeed(() => feeds.orm.em.fork())
      feeds.other = new ChangeFeed(() => feeds.orm.em.fork())
    })
    beforeEach(() => {
      feeds.org = newId()
    })
    afterEach(() => {
      for (const stop of feeds.#stops.splice(0)) stop.abort()
    })
    afterAll(async () => {
      feeds.feed.stop()
      feeds.other.stop()
      await feeds.orm.close(true)
    })
    return feeds
  }

  publish(change: Change, organizationId = this.org): Promise<void> {
    return publishChange(this.orm.em.fork(), organizationId, change)
  }

  async moveBack(
    reference: string,
    milliseconds: number,
    em: EntityManager = this.orm.em.fork(),
  ): Promise<void> {
    await em.execute('update change_event set at = ? where organization_id = ? and message like ?', [
      new Date(Date.now() - milliseconds),
      this.org,
      `%${reference}%`,
    ])
  }

  /** As a commit that comes so many milliseconds after its change. */
  writeLate(reference: string, milliseconds: number): Promise<void> {
    return this.orm.em.fork().transactional(async (em) => {
      await runStatement(em, publishChangeSql(em, this.org, opened(reference)))
      await this.moveBack(reference, milliseconds, em)
    })
  }

  follow(from: ChangeFeed, lastEventId?: string, organizationId = this.org): Stream {
    const stop = new AbortController()
    this.#stops.push(stop)
    return from.follow(organizationId, lastEventId, stop.signal)
  }
}
