import { describe, expect, it } from 'vitest'
import { readFailingCall } from './failing-call.ts'
import { fingerprintOf, foldMessage } from './fingerprint.ts'

describe('the message of a failure', () => {
  it.each([
    ['upstream 500 after 812 ms', 'upstream 503 after 90.5 ms'],
    ['Order 1042 was not found', 'Order 7 was not found'],
    ['No customer c_19', 'No customer c_20b'],
    ['No row 0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b', 'No row 11111111-2222-4333-8444-555555555555'],
    ['commit 4bf92f3577b34da6a3ce929d0e0e4736 is gone', 'commit 4bf92f3 is gone'],
    [`Unknown column "name" in 'orders'`, `Unknown column "size" in 'items and more'`],
    ['Cannot read “blue lamp”', 'Cannot read “”'],
    ['Cannot read `a.b`', 'Cannot read `c`'],
    ['no such «машина»', 'no such «дом»'],
    ['ana@example.com is not known', 'bo+x@mail.example is not known'],
    ['timeout at 2026-11-26T15:00:00.000Z', 'timeout at 2026-11-27T01:02:03Z'],
    ['ids 1, 2, 3 are bad', 'ids 4, 5 are bad'],
    ['connect 10.0.0.1:5432 refused', 'connect 10.0.0.22:1 refused'],
    ['a  b\n c', 'a b c'],
    ['注文 1042 が見つかりません', '注文 7 が見つかりません'],
    ['订单12345不存在', '订单7不存在'],
    ['注文「青い」が見つかりません', '注文「赤」が見つかりません'],
    ['用户"ana"不存在', '用户"bo"不存在'],
  ])('%j is %j', (one, other) => {
    expect(foldMessage(one)).toBe(foldMessage(other))
  })

  it.each([
    ['Order was not found', 'Order was not sent'],
    [`can't open it`, `can't close it`],
    [`the user's cart isn't open`, `the user's list isn't open`],
    ['Unknown column "a"', 'Unknown table "a"'],
    ['注文が見つかりません', '商品が見つかりません'],
    ['订单12345不存在', '库存99不足'],
    ['ไม่พบคำสั่งซื้อ123', 'ระบบล่ม123'],
    ['', 'x'],
  ])('%j is not %j', (one, other) => {
    expect(foldMessage(one)).not.toBe(foldMessage(other))
  })

  it.each([
    '"'.repeat(50_000),
    `'a`.repeat(50_000),
    'a@'.repeat(50_000),
    '\u0301'.repeat(50_000),
    '1.'.repeat(50_000),
  ])('costs no more because it is long (%#)', (hostile) => {
    expect(foldMessage(hostile).length).toBeLessThanOrEqual(1_000)
  })
})

describe('a failure', () => {
  const server = 'a'
  const incident = {
    tool: 'search',
    outcome: 'tool-error',
    error: { name: 'UpstreamError', message: 'upstream 500' },
  }
  const printOf = (changes: object, id = server) =>
    readFailingCall(id, { incident: { ...incident, ...changes } }).errorFingerprint

  it('is the same with another number, and another one with another server, tool, error or message', () => {
    const same = printOf({ error: { name: 'UpstreamError', message: 'upstream 404' }, durationMs: 7 })
    expect(same).toBe(printOf({}))
    const others = [
      printOf({}, 'b'),
      printOf({ tool: 'list' }),
      printOf({ error: { name: 'E', message: 'upstream 500' } }),
      printOf({ error: { name: 'UpstreamError', message: 'no answer' } }),
      printOf({ error: undefined }),
    ]
    expect(new Set([same, ...others]).size).toBe(others.length + 1)
  })

  it('joins its parts so that none can take over the end of another', () => {
    expect(fingerprintOf('s', 'a', 'b', 'c')).not.toBe(fingerprintOf('s', 'ab', '', 'c'))
    expect(fingerprintOf('s', 'a","b', '', 'c')).not.toBe(fingerprintOf('s', 'a', 'b', 'c'))
    expect(fingerprintOf('s', 'a', 'b', 'c')).toMatch(/^[0-9a-f]{32}$/)
  })

  it('has the code for a name, and the text of the result for a message, when the error has none', () => {
    const content = [{ type: 'image' }, { type: 'text', text: 'no stock' }]
    expect(readFailingCall(server, { incident: { tool: 't', error: { code: -32603 } } })).toMatchObject({
      errorName: '-32603',
    })
    expect(
      readFailingCall(server, { incident: { failure: { code: 'upstream_gone' }, result: { content } } }),
    ).toMatchObject({ hasCall: true, tool: null, errorName: 'upstream_gone', message: 'no stock' })
  })

  it.each([null, 'text', [], { trail: [] }, { incident: 7 }])('is none in %j', (context) => {
    expect(readFailingCall(server, context)).toMatchObject({
      hasCall: false,
      tool: null,
      errorFingerprint: null,
    })
  })

  it('is read from whatever an earlier release has stored', () => {
    const odd = { tool: { a: 1 }, outcome: 3, error: 'text', failure: [], result: { content: 'x' } }
    expect(readFailingCall(server, { incident: odd })).toMatchObject({
      hasCall: true,
      tool: null,
      message: '',
    })
    const long = readFailingCall(server, {
      incident: { tool: ` a\n${'x'.repeat(500)}`, error: { name: '' } },
    })
    expect(long.tool).toBe(`a ${'x'.repeat(126)}`)
    expect(long.errorName).toBeNull()
  })
})
