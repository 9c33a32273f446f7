import { randomUUID } from 'node:crypto'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { Organization } from '../domain/organization/organization.entity.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import type { Orm } from './orm.ts'
import { NoPlaceError } from './places.ts'
import { newWork, runWork } from './work.ts'
import { writeTogether } from './write-together.ts'

describe('the embedded database', () => {
  let orm: Orm
  let slug: string
  beforeAll(async () => {
    orm = await openTestDatabase(databases[0]!.url)
    slug = randomUUID()
    const em = orm.em.fork()
    em.create(Organization, { slug, name: '0', createdAt: new Date() })
    await em.flush()
  })
  afterAll(() => orm.close(true))

  const nameOf = async () => (await orm.em.fork().findOneOrFail(Organization, { slug })).name

  it('reads the last commit while a transaction is open, and inside it what it wrote', async () => {
    const before = await nameOf()
    await orm.em.fork().transactional(async (em) => {
      const organization = await em.findOneOrFail(Organization, { slug })
      organization.name = 'uncommitted'
      await em.flush()
      expect(await nameOf()).toBe(before)
      const [seen] = await em.execute<{ name: string }[]>('select name from organization where slug = ?', [
        slug,
      ])
      expect(seen!.name).toBe('uncommitted')
      organization.name = before
    })
  })

  it('loses nothing when 100 transactions read, add and write at once', async () => {
    const start = Number(await nameOf())
    await Promise.all(
      Array.from({ length: 100 }, () =>
        orm.em.fork().transactional(async (em) => {
          const organization = await em.findOneOrFail(Organization, { slug })
          organization.name = String(Number(organization.name) + 1)
        }),
      ),
    )
    expect(Number(await nameOf())).toBe(start + 100)
  })

  it('lets others have their turn while statement follows statement', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const em = orm.em.fork()
    const until = performance.now() + 200
    while (performance.now() < until) await em.execute('select 1')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })

  it('undoes a transaction that fails, and goes on', async () => {
    const before = await nameOf()
    const failing = orm.em.fork().transactional(async (em) => {
      ;(await em.findOneOrFail(Organization, { slug })).name = 'lost'
      await em.flush()
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await nameOf()).toBe(before)
    await expect(orm.em.fork().execute('insert into nowhere values (1)')).rejects.toThrow(/no such table/)
    await orm.em.fork().execute('update organization set name = name where slug = ?', [slug])
  })

  it('undoes the inner of two nested transactions alone', async () => {
    await orm.em.fork().transactional(async (em) => {
      const organization = await em.findOneOrFail(Organization, { slug })
      organization.name = '1000'
      await em.flush()
      const inner = em.transactional(async (nested) => {
        await nested.execute(`update organization set name = 'inner' where slug = ?`, [slug])
        throw new Error('inner')
      })
      await expect(inner).rejects.toThrow('inner')
    })
    expect(await nameOf()).toBe('1000')
  })

  it('leaves the next transaction alone when a COMMIT fails', async () => {
    const failing = orm.em.fork().transactional(async (em) => {
      await em.execute('pragma defer_foreign_keys = on')
      await em.execute(`insert into membership values ('x', 'no organization', 'no account', 'member', 0)`)
    })
    const name = randomUUID()
    // Waits for the writer, and has begun before the failed one is rolled back by its caller.
    const next = orm.em.fork().transactional(async (em) => {
      await em.execute('update organization set name = ? where slug = ?', ['half', slug])
      await new Promise((resolve) => setImmediate(resolve))
      await em.execute('update organization set name = ? where slug = ?', [name, slug])
    })
    await expect(failing).rejects.toThrow(/FOREIGN KEY/)
    await next
    expect(await nameOf()).toBe(name)
    await orm.em
      .fork()
      .transactional((em) => em.execute(`update organization set name = '1000' where slug = ?`, [slug]))
  })

  it('commits durably and enforces foreign keys', async () => {
    expect(await orm.em.execute('pragma synchronous')).toEqual([{ synchronous: 2 }])
    expect(await orm.em.execute('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }])
    expect(await orm.em.execute('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
  })
})

describe('writes of the embedded database that are asked for at once', () => {
  let orm: Orm
  const sent: string[] = []
  beforeAll(async () => {
    orm = await openTestDatabase(databases[0]!.url, (sql) => sent.push(sql))
  })
  afterAll(() => orm.close(true))

  const write = (slug: string, ...more: string[]) =>
    writeTogether(
      orm.em.fork(),
      [slug, ...more].map((each) => ({ sql: INSERT, values: [randomUUID(), each, 'Ours', Date.now()] })),
    )
  const slugs = (count: number) => Array.from({ length: count }, () => randomUUID())
  const findSlugs = async (wanted: string[]) => {
    const rows: { slug: string }[] = await orm.em
      .fork()
      .execute('select slug from organization where slug in (?)', [wanted])
    return rows.map(({ slug }) => slug).toSorted()
  }
  const commits = () => sent.filter((sql) => sql === 'commit').length

  it('share one commit, and are there when they are answered', async () => {
    const wanted = slugs(12)
    const before = commits()
    const found = await Promise.all(
      wanted.map(async (slug, index) => {
        if (index % 2 === 0) await write(slug)
        else await orm.em.fork().execute(INSERT, [randomUUID(), slug, 'Ours', Date.now()])
        return findSlugs([slug])
      }),
    )
    expect(found.flat()).toEqual(wanted)
    // One more where the others had their turn meanwhile.
    expect(commits() - before).toBeLessThanOrEqual(2)
  })

  it('fail alone, with all that they wrote', async () => {
    const [first, taken, left, last] = slugs(4) as [string, string, string, string]
    const answers = await Promise.allSettled([write(first), write(taken), write(left, taken), write(last)])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(answers[2]).toMatchObject({ reason: expect.any(UniqueConstraintViolationException) })
    expect(await findSlugs([first, taken, left, last])).toEqual([first, taken, last].toSorted())
  })

  it('wait for a transaction that is open, and do not become a part of it', async () => {
    const [lost, kept] = slugs(2) as [string, string]
    const inside = Promise.withResolvers<void>()
    const undone = orm.em.fork().transactional(async (em) => {
      await em.execute(INSERT, [randomUUID(), lost, 'Ours', Date.now()])
      await inside.promise
      throw new Error('undone')
    })
    const written = write(kept)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await findSlugs([lost, kept])).toEqual([])
    inside.resolve()
    await expect(undone).rejects.toThrow('undone')
    await written
    expect(await findSlugs([lost, kept])).toEqual([kept])
  })

  it('are refused after a second of their own, and not after that of an earlier one', async () => {
    const [early, late] = slugs(2) as [string, string]
    const inside = Promise.withResolvers<void>()
    const open = orm.em.fork().transactional(() => inside.promise)
    const first = Promise.allSettled([write(early)])
    await new Promise((resolve) => setTimeout(resolve, 500))
    const written = write(late)
    expect(await first).toMatchObject([{ reason: expect.any(NoPlaceError) }])
    inside.resolve()
    await Promise.all([open, written])
    expect(await findSlugs([early, late])).toEqual([late])
  })

  it('go on beside one whose request was answered meanwhile', async () => {
    const [over, beside] = slugs(2) as [string, string]
    const inside = Promise.withResolvers<void>()
    const open = orm.em.fork().transactional(() => inside.promise)
    const work = newWork()
    const answers = Promise.allSettled([runWork(work, () => write(over)), write(beside)])
    work.isOver = true
    inside.resolve()
    await open
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await findSlugs([over, beside])).toEqual([beside])
  })

  it('are all refused by a commit that fails, and the next ones go on', async () => {
    const [broken, beside, next] = slugs(3) as [string, string, string]
    const em = orm.em.fork()
    const answers = await Promise.allSettled([
      writeTogether(em, [
        { sql: 'pragma defer_foreign_keys = on', values: [] },
        {
          sql: `insert into membership values (?, 'no organization', 'no account', 'member', 0)`,
          values: [broken],
        },
      ]),
      write(beside),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await findSlugs([beside])).toEqual([])
    await write(next)
    expect(await findSlugs([next])).toEqual([next])
  })
})

const INSERT = 'insert into organization (id, slug, name, created_at) values (?, ?, ?, ?)'
