import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { BLOCKS, OF_BLOCK, WrittenIndex } from '../../test/written-index.ts'
import { countMatches, countTerms } from './count-matches.ts'
import { readMatches } from './match-blocks.ts'
import type { TenantScope } from '../context.ts'
import { BLOCK, numbersOf } from './packed-numbers.ts'
import { readBeginning } from './postings.repository.ts'
import { prepareMatch } from './prepare-match.ts'

const CAP = 1_000
const readWord = (text: string) => ({ term: text.replace('*', ''), isPrefix: text.endsWith('*') })
const ALL = { least: 0, most: BLOCKS * BLOCK }
const everything = () => ({ found: 0, missing: Infinity })

describe.each(databases)('counting terms among many tickets on $name', ({ name, url }) => {
  /** SQLite asks for each name, and for the next one that is not there. */
  const naming = (names: number) => (name === 'SQLite' ? names : 1)
  let index: WrittenIndex
  let scope: TenantScope
  beforeAll(async () => {
    index = await WrittenIndex.start(url)
    scope = index.scope
    const all = Array.from({ length: BLOCKS }, (_, block) => block)
    await write('word', all)
    await write('other', all)
    await write('old', [0])
    await write('=status:closed', all, 2 * OF_BLOCK)
    await write('=status:open', [BLOCKS - 1, BLOCKS - 2], 3)
  })
  afterAll(() => index.close())

  const write: WrittenIndex['write'] = (...posting) => index.write(...posting)

  /** `word*` is a beginning. Until all was counted: a busy machine may need longer than a request has. */
  const count = async (words: string[], terms: string[], cap: number, firstWindow?: number) => {
    const query = { words: words.map(readWord), filters: [] }
    let found
    do {
      index.takeStatements()
      found = await countTerms(scope, await prepareMatch(scope, query), ALL, terms, { cap, firstWindow })
    } while (found.stoppedAt !== undefined)
    const { statements } = index.takeStatements()
    const reads = statements.filter((sql) => sql.includes('search_posting')).length
    const sizes = statements.filter((sql) => sql.includes('sum(tickets)')).length
    return { counts: Object.fromEntries(found.counts), reads, sizes }
  }

  it('reads no more than the first window where it has the answer', async () => {
    const expected = { counts: { '=status:closed': 2 * OF_BLOCK }, reads: 1, sizes: 0 }
    expect(await count(['word', 'other'], ['=status:closed'], CAP)).toEqual(expected)
  })

  it('looks for the words of a beginning only where they are needed', async () => {
    const expected = { counts: { '=status:closed': 2 * OF_BLOCK }, reads: naming(2) + 1, sizes: 0 }
    expect(await count(['other', 'wo*'], ['=status:closed'], CAP)).toEqual(expected)
    expect(await count(['word', 'x*'], ['=status:closed'], CAP)).toEqual({ counts: {}, reads: 1, sizes: 0 })
  })

  it('reads of the rest only what the rarest word leaves', async () => {
    // One window, the sizes, and the rare word's block of the other one, with the statuses.
    const expected = { counts: { '=status:closed': OF_BLOCK }, reads: 3, sizes: 1 }
    expect(await count(['word', 'old'], ['=status:closed'], BLOCKS * BLOCK)).toEqual(expected)
  })

  it('reads everything at once where everything is counted', async () => {
    const expected = { counts: { '=status:closed': OF_BLOCK }, reads: 1, sizes: 0 }
    expect(await count(['word', 'old'], ['=status:closed'], Infinity)).toEqual(expected)
  })

  it('counts what was read before without reading it again', async () => {
    const match = await prepareMatch(scope, { words: [readWord('other')], filters: [] })
    const terms = ['=status:open', '=status:closed']
    const postings = (await readBeginning(scope, '=status:', BLOCKS + 2))!
    const { counts } = await countTerms(scope, match, ALL, terms, { postings })
    expect(Object.fromEntries(counts)).toEqual((await count(['other'], terms, Infinity)).counts)
    expect((await countTerms(scope, match, ALL, terms.slice(1), { postings })).counts.size).toBe(1)
    expect(await readBeginning(scope, '=status:', BLOCKS + 1)).toBeUndefined()
    expect(postings.map(({ term, tickets }) => `${term} ${tickets}`)).toEqual([
      ...Array.from({ length: BLOCKS }, () => `=status:closed ${2 * OF_BLOCK}`),
      ...Array.from({ length: 2 }, () => '=status:open 3'),
    ])
  })

  const countSlowly = async (...words: string[]) => {
    const match = await prepareMatch(index.slow(), { words: words.map(readWord), filters: [] })
    const { counts, stoppedAt } = await countTerms(index.slow(), match, ALL, ['=status:closed'])
    return { counts: Object.fromEntries(counts), stoppedAt }
  }

  it('finds a rare word among the oldest at once, however slow the database is', async () => {
    const expected = { counts: { '=status:closed': OF_BLOCK }, stoppedAt: undefined }
    expect(await countSlowly('word', 'old')).toEqual(expected)
    const match = await prepareMatch(index.slow(), { words: ['word', 'old'].map(readWord), filters: [] })
    expect(await countMatches(index.slow(), match, ALL, 51)).toEqual({ count: OF_BLOCK })
  })

  it('knows that only the newest have a word, however slow the database is', async () => {
    await write('recent', [BLOCKS - 1, BLOCKS - 2, BLOCKS - 3])
    const expected = { counts: { '=status:closed': 3 * OF_BLOCK }, stoppedAt: undefined }
    expect(await countSlowly('word', 'recent')).toEqual(expected)
  })

  it('says of a count that the time was over before all were counted', async () => {
    await index.writeFading('waning')
    const match = await prepareMatch(index.slow(), { words: [readWord('waning')], filters: [] })
    const { count, stoppedAt } = await countMatches(index.slow(), match, ALL, 3 * OF_BLOCK)
    expect({ count, stoppedAt }).toEqual({
      count: 2 * OF_BLOCK + 24 * 20,
      stoppedAt: (BLOCKS - 26) * BLOCK,
    })
  })

  it('reads all rows of a beginning where its words are named too slowly', async () => {
    const expected = { counts: { '=status:closed': OF_BLOCK }, stoppedAt: undefined }
    expect(await countSlowly('old*')).toEqual(expected)
  })

  it('reads many rare words together once few blocks are left', async () => {
    const words = Array.from({ length: 30 }, (_, index) => `rare${index}`)
    for (const [index, word] of words.entries()) await write(word, [2, 10 + index], 3)
    // One window, the sizes, the first word, the second one, and all the others with the statuses.
    const expected = { counts: { '=status:closed': 3 }, reads: 5, sizes: 1 }
    expect(await count(words, ['=status:closed'], CAP)).toEqual(expected)
  })

  it('counts bitmaps as it counts lists', async () => {
    await write('everywhere', [3, 40], BLOCK - 1)
    await write('=status:many', [3, 40], 2_000)
    const { counts } = await count(['everywhere', 'word'], ['=status:many', '=status:closed'], Infinity)
    expect(counts).toEqual({ '=status:many': 2 * OF_BLOCK, '=status:closed': 2 * OF_BLOCK })
    expect((await count(['everywhere'], ['=status:many'], Infinity)).counts).toEqual({
      '=status:many': 4_000,
    })
  })

  it('reads the same in both directions, and twice', async () => {
    const match = await prepareMatch(scope, { words: ['word', 'oth*'].map(readWord), filters: [] })
    const read = async (towards: 'older' | 'newer', least: number, most: number) => {
      const numbers: number[] = []
      for await (const window of readMatches(scope, match, { towards, least, most }, everything)) {
        if ('stoppedAt' in window) throw new Error('the machine is too busy')
        for (const block of window.matched)
          numbers.push(...(towards === 'older' ? numbersOf(block).toReversed() : numbersOf(block)))
      }
      return numbers
    }
    for (const [first, last] of [
      [0, BLOCKS - 1],
      [10, 17],
      [10, 18],
      [59, 59],
    ] as const) {
      const older = await read('older', first * BLOCK + 7, last * BLOCK + 7)
      expect(older).toHaveLength((last - first) * OF_BLOCK + 1)
      expect(older).toEqual(older.toSorted((one, other) => other - one))
      expect(await read('newer', first * BLOCK + 7, last * BLOCK + 7)).toEqual(older.toReversed())
    }
  })

  it('does not read the oldest for what only new ones have, or none', async () => {
    const terms = ['=status:open', '=status:in_progress', '=status:closed']
    // Both words of two blocks with the statuses, and the sizes of those that are not at the cap.
    expect(await count(['word', 'other'], terms, CAP)).toEqual({
      counts: { '=status:open': 6, '=status:closed': 2 * OF_BLOCK },
      reads: 2,
      sizes: 1,
    })
  })

  it('reads no sizes of what the first window has many tickets of', async () => {
    const all = BLOCKS * OF_BLOCK
    // Two windows.
    const expected = { counts: { '=status:closed': all }, reads: 2, sizes: 0 }
    expect(await count(['word', 'other'], ['=status:closed'], all + 1)).toEqual(expected)
  })

  it('reads so many blocks more as the first ones promise', async () => {
    const expected = { counts: { '=status:closed': (2 + 23) * OF_BLOCK }, reads: 2, sizes: 0 }
    expect(await count(['word', 'other'], ['=status:closed'], 20 * OF_BLOCK)).toEqual(expected)
  })

  it('reads all those blocks at once where it is told how many are needed', async () => {
    const expected = { counts: { '=status:closed': 32 * OF_BLOCK }, reads: 1, sizes: 0 }
    expect(await count(['word', 'other'], ['=status:closed'], 20 * OF_BLOCK, 32)).toEqual(expected)
  })

  it('needs few windows where the first blocks have promised too much', async () => {
    await index.writeFading('fading')
    // Windows of 2, 8, 16 and 32 blocks, and the sizes.
    const expected = { counts: { '=status:closed': 2 * OF_BLOCK + 56 * 20 }, reads: 5, sizes: 1 }
    expect(await count(['fading'], ['=status:closed'], 3 * OF_BLOCK)).toEqual(expected)
  })

  it('reads not everything after a single hit', async () => {
    await write('once', [BLOCKS - 1], 1)
    for (let block = 0; block < BLOCKS - 40; block++) await write('once', [block])
    const { counts } = await count(['once'], ['=status:closed'], 50 * OF_BLOCK)
    expect(counts).toEqual({ '=status:closed': 1 + 20 * OF_BLOCK })
  })

  it('reads a page of what a block has ten of without its sizes', async () => {
    for (let block = 0; block < BLOCKS; block++) await write('ten', [block], 10)
    const match = await prepareMatch(scope, { words: [readWord('ten')], filters: [] })
    index.takeStatements()
    expect(await countMatches(scope, match, ALL, 51)).toEqual({ count: 100 })
    expect(index.takeStatements().statements).toHaveLength(2)
  })

  it('finds all of a rare word that the newest have often, however slow the database is', async () => {
    await write('burst', [BLOCKS - 1, BLOCKS - 2], 150)
    await write('burst', [0], 3)
    const match = await prepareMatch(index.slow(), { words: [readWord('burst')], filters: [] })
    expect(await countMatches(index.slow(), match, ALL, Infinity)).toEqual({ count: 303 })
  })

  it('looks for sixteen words of a beginning by name, and reads all rows of more', async () => {
    const letters = 'abcdefghijklmnop'.split('')
    for (const letter of letters) await write(`name${letter}`, [0], 1)
    // The names and their end, a window, their sizes, and the block that has them with the statuses.
    const expected = { counts: { '=status:closed': 1 }, reads: naming(17) + 3, sizes: 1 }
    expect(await count(['name*'], ['=status:closed'], CAP)).toEqual(expected)
    await write('nameq', [1], 2)
    // Seventeen names, all rows, and the statuses of two blocks.
    expect(await count(['name*'], ['=status:closed'], CAP)).toEqual({
      counts: { '=status:closed': 3 },
      reads: naming(17) + 2,
      sizes: 0,
    })
  })

  it('looks for eight beginnings at most', async () => {
    const words = Array.from({ length: 100 }, (_, index) => readWord(`none${index}*`))
    index.takeStatements()
    const { isCut } = await prepareMatch(scope, { words, filters: [] })
    const { statements } = index.takeStatements()
    expect(statements.filter((sql) => sql.includes('search_posting'))).toHaveLength(8)
    expect(isCut).toBe(true)
  })

  it('knows each value by its exact text', async () => {
    const terms = [
      '=tool:a',
      '=tool:A',
      '=tool:a ',
      '=tool:a\u0000',
      '=tool:a\u0000b',
      '=tool:é😀\ufffd',
      '=tool:e\u0301',
    ]
    for (const [index, term] of terms.entries()) await write(term, [0], index + 1)
    const { counts } = await count(['old'], terms, CAP)
    expect(counts).toEqual(Object.fromEntries(terms.map((term, index) => [term, index + 1])))
  })

  it('counts many terms as it counts few, each in a statement of its own', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `=tool:none${index}`)
    const terms = ['=status:open', '=status:closed']
    const few = await count(['word', 'other'], terms, Infinity)
    const { reads, ...same } = few
    expect(await count(['word', 'other'], [...terms, ...many], Infinity)).toEqual({
      ...same,
      reads: 2 * reads,
    })
    // A term that the match has, too, is counted if it was asked for.
    expect((await count(['word', 'other'], ['word'], Infinity)).counts).toEqual({ word: BLOCKS * OF_BLOCK })
  })

  it('reads many terms of many blocks in several statements', async () => {
    const terms = Array.from({ length: 150 }, (_, index) => `=tool:many${index}`)
    await write(terms.at(-1)!, [0, BLOCKS - 1])
    const match = await prepareMatch(scope, { words: [readWord('word')], filters: [] })
    index.takeStatements()
    const { counts } = await countTerms(scope, match, ALL, terms)
    expect(Object.fromEntries(counts)).toEqual({ [terms.at(-1)!]: 2 * OF_BLOCK })
    const { mostRows } = index.takeStatements()
    expect(mostRows).toBeGreaterThan(1_500)
    expect(mostRows).toBeLessThan(5_000)
  })

  it('goes on to the oldest for what may be there', async () => {
    const all = BLOCKS * OF_BLOCK
    const { counts } = await count(['word'], ['=status:open', '=status:closed'], all)
    expect(counts).toEqual({ '=status:open': 6, '=status:closed': all })
  })
})
