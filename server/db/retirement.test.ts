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

  it.each([
    ['twice a second, however often a server refuses', READ_ONLY, 10_000, 20],
    ['every ten seconds where rights are missing, which can be for days', DENIED, 30_000, 3],
  ])('comes at most %s', (_, refusal, milliseconds, times) => {
    let retired = 0
    for (let begunAt = 0; begunAt < milliseconds;) {
      const now = later(1)
      retirement.noteFailure(refusal, begunAt)
      if (retirement.includes(begunAt)) retired++
      begunAt = now
    }
    expect(retired).toBe(times)
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
