import { readFileSync } from 'node:fs'
import { raw } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

const TEXTS = [
  `' or 1=1 -- `,
  `\\' or 1=1 -- `,
  `back\\slash \\? and ?? and ?`,
  '"double" `back`',
  'before\0after',
  'Grüße, 你好 🎫',
  '',
]

describe.each(databases)('values on $name', ({ url }) => {
  let orm: Orm
  const seen: { sql: string; values: readonly unknown[] }[] = []
  beforeAll(async () => {
    orm = await openTestDatabase(url, (sql, values) => seen.push({ sql, values }))
  })
  afterAll(() => orm.close(true))

  /** What the database makes of a value, in a type that shows it whole. */
  async function hexOf(value: unknown): Promise<string> {
    const [row] = await orm.em.execute<{ hex: string }[]>('select hex(?) as hex', [value])
    return row!.hex.toLowerCase()
  }

  it.each(TEXTS)('are bound, and arrive as they are: %j', async (text) => {
    expect(await hexOf(text)).toBe(Buffer.from(text).toString('hex'))
    expect(seen.at(-1)).toEqual({ sql: 'select hex(?) as hex', values: [text] })
    const [row] = await orm.em.execute<{ text: string }[]>('select ? as text', [text])
    expect(row!.text).toBe(text)
  })

  it('are bytes when they are bytes, of any array', async () => {
    expect(await hexOf(Buffer.from([0, 39, 92, 255]))).toBe('00275cff')
    expect(await hexOf(new Uint8Array([0, 39, 92, 255]))).toBe('00275cff')
    expect(await hexOf(new Uint8Array(Buffer.from('xabcx')).subarray(1, 4))).toBe('616263')
  })

  it('are whole numbers when they are whole', async () => {
    const [row] = await orm.em.execute<{ half: number; limit: number }[]>(
      'select ? + 1 as half from (select 1 as one) as t where one = ? and ? limit ?',
      [41, true, true, 1],
    )
    expect(row).toEqual({ half: 42 })
    if (!isSqlite(url)) return
    expect(await orm.em.execute('select typeof(?) as type', [1])).toEqual([{ type: 'integer' }])
  })

  it('are moments in UTC, numbers with a fraction, JSON and nothing', async () => {
    const at = new Date('2026-11-26T04:05:06.007Z')
    const [row] = await orm.em.execute<Record<string, unknown>[]>(
      'select ? as moment, ? as fraction, ? as json, ? as missing',
      [at, 1.5, { a: [`'`] }, undefined],
    )
    expect(row).toEqual({
      moment: isSqlite(url) ? at.getTime() : '2026-11-26 04:05:06.007',
      fraction: 1.5,
      json: `{"a":["'"]}`,
      missing: null,
    })
  })

  it('take a place each when there are several', async () => {
    const one = 'select count(*) as count from (select 1 as a, 2 as b) as t'
    expect(await orm.em.execute(`${one} where a in (?)`, [[3, 1]])).toEqual([{ count: 1 }])
    expect(seen.at(-1)!.sql).toBe(`${one} where a in (?, ?)`)
    const pairs = [
      [5, 6],
      [1, 2],
    ]
    if (isSqlite(url)) return
    expect(await orm.em.execute(`${one} where (a, b) in (?)`, [pairs])).toEqual([{ count: 1 }])
    expect(seen.at(-1)!.sql).toBe(`${one} where (a, b) in ((?, ?), (?, ?))`)
  })

  it('stay bound inside a fragment, beside names and question marks', async () => {
    const rows = await orm.em.execute(`select ? as ??, '\\?' as mark`, [
      raw('concat(?, ?)', [`'`, '!']),
      'two',
    ])
    expect(rows).toEqual([{ two: `'!`, mark: '?' }])
    expect(seen.at(-1)).toEqual({ sql: "select concat(?, ?) as `two`, '?' as mark", values: [`'`, '!'] })
  })

  it('are not written into the text of a stream: there is none', () => {
    expect(() => orm.em.getConnection().stream('select ? as text', [TEXTS[1]])).toThrow('read in pages')
  })

  it.skipIf(isSqlite(url))('mean the same whatever `sql_mode` says', async () => {
    await orm.em.fork().transactional(async (em) => {
      const [before] = await em.execute<{ mode: string }[]>('select @@sql_mode as mode')
      await em.execute(`set session sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'`)
      for (const text of TEXTS) expect(await em.execute('select ? as text', [text])).toEqual([{ text }])
      await em.execute('set session sql_mode = ?', [before!.mode])
    })
  })

  it('are forgotten with the oldest of many statements', async () => {
    for (let count = 0; count < 600; count++) {
      expect(await orm.em.execute(`select ? as c${count}`, [count])).toEqual([{ [`c${count}`]: count }])
    }
    expect(await orm.em.execute('select ? as c0', [0])).toEqual([{ c0: 0 }])
  })
})

it('are sent by one mysql2, the one that the ORM uses', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: object }
  expect(Object.keys(packages).filter((path) => path.endsWith('node_modules/mysql2'))).toHaveLength(1)
})
