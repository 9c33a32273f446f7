import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutTerm, splitQuery, splitWords } from './split-words.ts'

/** What the index does, in memory. */
function isFound(query: string, text: string): boolean {
  const terms = [...splitWords([text])]
  return splitQuery(query).every(({ term, isPrefix }) =>
    terms.some((each) => each === term || (isPrefix && each.startsWith(term))),
  )
}

describe('a ticket is found', () => {
  it.each([
    ['Order search fails', 'ORDER fai'],
    ['Die Größe ist falsch', 'grosse'],
    ['Crème brûlée', 'creme bru'],
    ['Zażółć gęślą jaźń', 'zazolc gesla'],
    ['smørrebrød', 'smorrebrod'],
    ['İstanbul ışık', 'istanbul isik'],
    ['Ελληνικά λόγος', 'ελληνικα λογοσ'],
    ['не могу найти заказ', 'НАЙТИ зак'],
    ['لا أستطيع العثور على الطَّلَب', 'الطلب'],
    ['שָׁלוֹם עולם', 'שלום'],
    ['订单搜索超时', '超时'],
    ['订单搜索超时', '索超'],
    ['订单搜索超时', '时'],
    ['検索がタイムアウトしました', 'タイム'],
    ['주문 검색이 실패했습니다', '검색'],
    ['ค้นหาคำสั่งซื้อไม่ได้', 'คำสั่ง'],
    ['आदेश नहीं मिला', 'नहीं'],
    [`It doesn’t work`, `doesn't`],
    [`It doesn't work`, `doesnt wo`],
    ['call search_orders now', 'search_orders'],
    ['call search_orders now', 'orders call'],
    ['call searchOrders now', 'orders searchorders'],
    ['HTTPError', 'error'],
    ['from ana@acme.test', 'ana@acme.test'],
    ['from Ana@Acme.test', 'acme.test'],
    ['from ana@acme.test', 'ana@ac'],
    ['결제오류가 발생', '오류'],
    ['서버가 오류', '서버 오류'],
    ['L’utilisateur ne peut pas', 'utilisateur ne'],
    ['The user’s token expired', 'user token'],
    [`don´t and don‘t`, `don't`],
    ['Hawaiʻi', `hawai'i`],
    ['see https://docs.example.com/a/b?c=d', 'docs.example.com see'],
    ['at src/app.ts:12', 'app.ts at'],
    ['Error:ECONNREFUSED 127.0.0.1:8080', '127.0.0.1 econnrefused'],
    ['GET /orders/42/items', 'orders/42'],
    ['orders\u2011search', 'orders-search'],
    ['Þórður', 'thordur'],
    ['Актёр не найден', 'актер не'],
    ['error 500 in v2.1.258', '500 v2.1'],
    ['v2.1.258', 'v2.1.258'],
    ['Ｆｕｌｌ ｗｉｄｔｈ １２３', 'full width 123'],
    ['\u202eright to left\u202c', 'right left'],
    ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zero width'],
    ['x'.repeat(10_000), 'x'.repeat(10_000)],
    ['é'.repeat(5_000), 'e'.repeat(50)],
    ['日'.repeat(1_000), '日日'],
    ['emoji 🎉 party', 'party'],
  ])('%j by %j', (text, query) => {
    expect(isFound(query, text)).toBe(true)
  })

  it.each([
    ['Order search fails', 'fail search ord'],
    ['Order search fails', 'orders'],
    ['订单搜索超时', '索订'],
    ['が', 'か'],
    ['мой', 'мои'],
    ['search_orders', 'orders_search'],
    ['ana@acme.test', 'bo@acme.test'],
  ])('not %j by %j', (text, query) => {
    expect(isFound(query, text)).toBe(false)
  })

  it('by each of its words, and by the beginning of each', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const isMissed = (words: string[]) => {
      const text = words.join(' ')
      const [last = ''] = words.slice(-1)
      const letters = Array.from(new Intl.Segmenter().segment(last), ({ segment }) => segment)
      const beginning = letters.slice(0, 3).join('')
      // A word of one Latin letter is none.
      const isNone = (query: string) => splitQuery(query).every(({ term }) => /^[a-z]$/.test(term))
      return [text, ...words, beginning].filter((query) => !isNone(query) && !isFound(query, text))
    }
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(isMissed(words)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('words', () => {
  it('never begin as filters do, and are at most 160 bytes of well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const isOdd = (word: string) =>
          word.startsWith('=') || Buffer.byteLength(word) > 160 || Buffer.from(word).toString() !== word
        expect([...splitWords([text])].filter(isOdd)).toEqual([])
      }),
    )
    expect(cutTerm('é'.repeat(90))).toBe('é'.repeat(80))
    expect(cutTerm('日'.repeat(60))).toBe('日'.repeat(53))
  })

  it('of one ticket are at most 1,024', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => `w${index}`).join(' ')
    expect(splitWords([many]).size).toBe(1_024)
    const dense = Array.from({ length: 9_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('')
    expect(splitWords([dense]).size).toBe(1_024)
  })

  it.each([
    'a\u0301'.repeat(5_000),
    `a${'\u0301'.repeat(30)}`.repeat(300),
    "'".repeat(10_000),
    '_-'.repeat(5_000),
    'aB'.repeat(5_000),
    'a@'.repeat(5_000),
    '\u202e'.repeat(10_000),
    // Each becomes three dots. A pattern that looks for an end at each of them takes minutes.
    `a${'…'.repeat(100_000)}a`,
    `a${'_'.repeat(300_000)}a`,
    // Each becomes a letter that is removed and two marks, in an order that has to be sorted.
    `b_aA${['\ufcf4', '\ufcf3', '\ufcf2'].map((letter) => letter.repeat(60_000)).join('')}_b@y`,
  ])('of hostile text are few (%#)', (text) => {
    expect(splitWords([text]).size).toBeLessThan(10)
  })

  it('of a query that has none are none', () => {
    for (const query of ['', '  ', '!?', '🎉', '\u202e', '...']) expect(splitQuery(query)).toEqual([])
    expect(splitQuery('a b')).toEqual([{ term: 'b', isPrefix: true }])
    expect(splitQuery('b')).toEqual([{ term: 'b', isPrefix: true }])
    expect(splitQuery('vitamin b')).toEqual([{ term: 'vitamin', isPrefix: false }])
  })
})
