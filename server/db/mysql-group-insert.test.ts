import { setTimeout as sleep } from 'node:timers/promises'
import { DriverException, UniqueConstraintViolationException } from '@mikro-orm/core'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import type { Orm } from './orm.ts'
import { newWork, runWork, type Work } from './work.ts'
import { writeTogether } from './write-together.ts'

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('transactions on MySQL that insert rows at once', () => {
  let orm: Orm
  let organization: string
  let sent: string[]
  beforeAll(async () => {
    orm = await openTestDatabase(mySql!.url, (sql) => sent.push(sql))
  })
  beforeEach(() => {
    organization = uuidv7()
    sent = []
  })
  afterEach(async () => {
    for (const table of ['search_todo', 'change_event'])
      await orm.em.fork().execute(`delete from ${table} where organization_id = ?`, [organization])
  })
  afterAll(() => orm.close(true))

  const ids = (count: number) => Array.from({ length: count }, () => uuidv7())
  const asTenant = <T>(run: () => T, more: Partial<Work> = {}, tenant = organization) =>
    runWork({ ...newWork('rest'), tenant, ...more }, run)
  const INSERTS = [
    'insert into change_event (organization_id, at, id, message) values (?, utc_timestamp(3), ?, ?)',
    'insert into search_todo (organization_id, id, ticket_id) values (?, ?, ?)',
  ]
  const write = (id: string, more: Partial<Work> = {}) =>
    asTenant(
      () =>
        writeTogether(
          orm.em.fork(),
          INSERTS.map((sql) => ({ sql, values: [organization, id, id] })),
        ),
      more,
    )
  const idsIn = async (table: string) => {
    const rows: { id: string }[] = await orm.em
      .fork()
      .execute(`select id from ${table} where organization_id = ? order by id`, [organization])
    return rows.map(({ id }) => id)
  }
  const written = async () => {
    const [changes, queued] = [await idsIn('change_event'), await idsIn('search_todo')]
    expect(changes).toEqual(queued)
    return changes
  }
  const commits = () => sent.filter((sql) => sql === 'commit').length

  /** Holds a row of the second table, uncommitted, until `release`. */
  async function hold(id: string): Promise<{ release: () => Promise<void> }> {
    const [inside, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const held = orm.em.fork().transactional(async (em) => {
      await em.execute(INSERTS[1]!, [organization, id, id])
      inside.resolve()
      await end.promise
    })
    await inside.promise
    return {
      release: async () => {
        end.resolve()
        await held
      },
    }
  }

  it('share their statements, and are there when they are answered', async () => {
    const wanted = ids(40)
    const found = await Promise.all(
      wanted.map(async (id) => {
        await write(id)
        return (await idsIn('search_todo')).includes(id)
      }),
    )
    expect(found).toEqual(wanted.map(() => true))
    expect(await written()).toEqual(wanted)
    // The first four alone, then sixteen, sixteen and the last four; more where a busy machine lets a group begin before it is full.
    expect(commits()).toBeLessThan(14)
  })

  it('fail alone, with all that they wrote', async () => {
    const [first, taken, beside, last] = ids(4) as [string, string, string, string]
    await write(taken)
    const before = ids(4)
    const answers = await Promise.allSettled([...before, first, beside, taken, last].map((id) => write(id)))
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([
      ...before.map(() => true),
      true,
      true,
      false,
      true,
    ])
    expect(answers[6]).toMatchObject({ reason: expect.any(UniqueConstraintViolationException) })
    expect(await written()).toEqual([first, taken, beside, last, ...before])
  })

  it('are run alone when the server ends the session over their group', async () => {
    const before = ids(4)
    const [locked, ...beside] = ids(4) as [string, string, string, string]
    const { release } = await hold(locked)
    const answers = Promise.allSettled([...before, locked, ...beside].map((id) => write(id)))
    const em = orm.em.fork()
    const session = await vi.waitFor(async () => {
      const [found]: { id: number }[] = await em.execute(
        `select id from information_schema.processlist
         where db = database() and info like 'insert into search_todo%), (%'`,
      )
      if (!found) throw new Error('MySQL has no session that inserts a group')
      return found.id
    })
    await em.execute(`kill ${session}`)
    await expect.poll(written).toEqual([...before, ...beside])
    await release()
    expect((await answers).map(({ status }) => status)).toEqual([
      ...before.map(() => 'fulfilled'),
      'rejected',
      ...beside.map(() => 'fulfilled'),
    ])
  })

  it('do not wait for one that waits for a lock', async () => {
    const [locked, beside] = ids(2) as [string, string]
    const { release } = await hold(locked)
    let isAnswered = false
    const waiting = Promise.all([1, 2, 3, 4].map(() => write(locked).catch((error: unknown) => error)))
    void waiting.then(() => (isAnswered = true))
    await sleep(20)
    await write(beside)
    expect(isAnswered).toBe(false)
    expect(await idsIn('change_event')).toEqual([beside])
    await release()
    // The row is there, or all four wait for each other.
    for (const error of await waiting) expect(error).toBeInstanceOf(DriverException)
    expect(await idsIn('change_event')).toEqual([beside])
  })

  it('go on beside one whose request was answered meanwhile', async () => {
    const before = ids(4)
    const [over, beside] = ids(2) as [string, string]
    const writing = [...before.map((id) => write(id)), write(over, { isOver: true }), write(beside)]
    const answers = await Promise.allSettled(writing)
    expect(answers.slice(4).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await written()).toEqual([...before, beside])
  })

  it('count for each request, which is told that it may have written', async () => {
    const works = ids(7).map(() => ({ ...newWork('rest'), tenant: organization }))
    await Promise.all(
      works.map((work) =>
        runWork(work, () =>
          writeTogether(orm.em.fork(), [{ sql: INSERTS[1]!, values: [organization, uuidv7(), uuidv7()] }]),
        ),
      ),
    )
    expect(works.map(({ written: count }) => count)).toEqual(works.map(() => 1))
    expect(commits()).toBe(5)
  })

  it('are of one tenant each', async () => {
    const others = uuidv7()
    const rows = ids(14)
    await Promise.all(
      rows.map((id, index) => {
        const owner = index % 2 === 0 ? organization : others
        return asTenant(
          () => writeTogether(orm.em.fork(), [{ sql: INSERTS[1]!, values: [owner, id, id] }]),
          {},
          owner,
        )
      }),
    )
    // Of each tenant, the first four alone and the other three together.
    expect(commits()).toBe(10)
    expect(await idsIn('search_todo')).toEqual(rows.filter((_, index) => index % 2 === 0))
    await orm.em.fork().execute('delete from search_todo where organization_id = ?', [others])
  })

  it('are refused when three hundred wait, and lose none of those', async () => {
    const answers = await Promise.allSettled(ids(330).map((id) => write(id)))
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(26)
    expect(refused[0]).toMatchObject({ reason: { code: 'ERR_NO_PLACE' } })
    expect(await written()).toHaveLength(304)
  })
})
