import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Retirement } from './retirement.ts'

const READ_ONLY = Object.assign(new Error('x'), { code: 'ER_OPTION_PREVENTS_STATEMENT' })
const DENIED = Object.assign(new Error('x'), { code: 'ER_TABLEACCESS_DENIED_ERROR' })

describe('the retirement of connections', () => {
  let retirement: Retirement
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    retirement = new Retirement()
  })
  const later = (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds)
    return performance.now()
  }

  it('includes those that were begun before a server refused to write', () => {
    const connections = [later(1), later(1)]
    later(1)
    retirement.noteFailure(READ_ONLY, connections[0]!)
    connections.push(later(1))
    expect(connections.map((begunAt) => retirement.includes(begunAt))).toEqual([true, true, false])
  })

  it('then includes those that were begun before the first that writes again', () => {
    const refused = later(1)
    later(1)
    retirement.noteFailure(READ_ONLY, refused)
    const connections = [later(1), later(1), later(1)]
    retirement.noteWrite(refused)
    for (const begunAt of connections.slice(1)) retirement.noteWrite(begunAt)
    expect(connections.map((begunAt) => retirement.includes(begunAt))).toEqual([true, false, false])
  })

  it.each(['ER_LOCK_DEADLOCK', 'ER_DUP_ENTRY', 'ECONNRESET', undefined])('includes none after %s', (code) => {
    const begunAt = later(1)
    later(1)
    retirement.noteFailure(code && Object.assign(new Error('x'), { code }), begunAt)
    retirement.noteWrite(later(1))
    expect(retirement.includes(begunAt)).toBe(false)
  })

  /** When a connection is retired, in milliseconds: the one that is there always writes and is always refused. */
  const retiredAt = (refusal: Error, milliseconds: number) => {
    const times: number[] = []
    for (let begunAt = 0; begunAt < milliseconds;) {
      const now = later(1)
      retirement.noteFailure(refusal, begunAt)
      if (retirement.includes(begunAt)) times.push(now)
      begunAt = now
    }
    return times
  }
  const longestPause = (times: readonly number[]) =>
    Math.max(...times.slice(1).map((time, index) => time - times[index]!))

  it('comes at most twice a second, however often a server refuses', () => {
    expect(retiredAt(READ_ONLY, 10_000)).toHaveLength(20)
  })

  it.each([
    [6_000, 700],
    [60_000, 6_500],
    // Rights can be missing for days.
    [3_600_000, 10_000],
  ])('comes soon where rights were missing for %d ms only: at most %d ms later', (away, pause) => {
    const times = retiredAt(DENIED, away)
    expect(longestPause(times)).toBeLessThanOrEqual(pause)
    expect(longestPause(times)).toBeGreaterThanOrEqual(Math.min(away / 11, 10_000))
    retirement.noteWrite(later(1))
    // As soon again, the next time.
    const begunAt = later(10_000)
    later(1)
    retirement.noteFailure(DENIED, begunAt)
    const second = later(1)
    later(500)
    retirement.noteFailure(DENIED, second)
    expect(retirement.includes(second)).toBe(true)
  })

  it('does not come again for a connection that is retired', () => {
    const old = later(1)
    later(1)
    retirement.noteFailure(READ_ONLY, old)
    const begunAt = later(1)
    later(1_000)
    retirement.noteFailure(READ_ONLY, old)
    expect(retirement.includes(begunAt)).toBe(false)
  })
})
