import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoPlaceError, type OwnerKind, type PlaceLimits, Places } from './places.ts'

const LIMITS = { size: 4, shared: { tenant: 4, transport: 4 }, waiting: 3, waitMs: 1_000 }

/** Who has got a place, in that order. */
class Crowd {
  readonly places: Places
  readonly inside: string[] = []
  readonly refused: string[] = []
  readonly #leave = new Map<string, () => void>()

  constructor(limits: Partial<PlaceLimits> = {}) {
    this.places = new Places({ ...LIMITS, ...limits })
  }

  async come(name: string, owner?: string, kind: OwnerKind = 'tenant'): Promise<void> {
    try {
      this.#leave.set(name, await this.places.take(owner === undefined ? undefined : { kind, name: owner }))
      this.inside.push(name)
    } catch (error) {
      if (!(error instanceof NoPlaceError)) throw error
      this.refused.push(name)
    }
  }

  async leave(name: string): Promise<void> {
    this.#leave.get(name)!()
    await vi.advanceTimersByTimeAsync(0)
  }
}

describe('Places', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gives no tenant more than its share, also while others are free', async () => {
    const crowd = new Crowd()
    for (const name of ['a1', 'a2', 'a3']) void crowd.come(name, 'a')
    await crowd.come('b1', 'b')
    expect(crowd.inside).toEqual(['a1', 'a2', 'b1'])
    await crowd.leave('a1')
    expect(crowd.inside).toEqual(['a1', 'a2', 'b1', 'a3'])
  })

  it('leaves places for more tenants that stall, and the last ones for those without a tenant', async () => {
    const crowd = new Crowd({ size: 10, shared: { tenant: 8, transport: 5 }, waiting: 20 })
    for (const tenant of ['a', 'b', 'c', 'd', 'e'])
      for (let count = 0; count < 10; count++) void crowd.come(tenant, tenant)
    await vi.advanceTimersByTimeAsync(0)
    expect(crowd.inside.join('')).toBe('aaaabbcd')
    for (const name of ['x', 'y', 'z']) void crowd.come(name)
    await vi.advanceTimersByTimeAsync(0)
    expect(crowd.inside.slice(8)).toEqual(['x', 'y'])
  })

  it('gives no transport more than its share of theirs, and tenants theirs beside it', async () => {
    const crowd = new Crowd({ size: 20, shared: { tenant: 16, transport: 10 }, waiting: 20 })
    for (let count = 0; count < 12; count++) void crowd.come('x', 'trpc', 'transport')
    for (let count = 0; count < 12; count++) void crowd.come('y', 'api', 'transport')
    for (let count = 0; count < 12; count++) void crowd.come('a', 'trpc')
    await vi.advanceTimersByTimeAsync(0)
    expect(crowd.inside.join('')).toBe('xxxxxyyyaaaaaaaa')
  })

  it('lets others past a tenant that waits for its own share', async () => {
    const crowd = new Crowd()
    for (const name of ['a1', 'a2']) await crowd.come(name, 'a')
    for (const name of ['x1', 'x2']) await crowd.come(name)
    void crowd.come('a3', 'a')
    void crowd.come('b1', 'b')
    await crowd.leave('x1')
    expect(crowd.inside.at(-1)).toBe('b1')
    await crowd.leave('a1')
    expect(crowd.inside.at(-1)).toBe('a3')
  })

  it('has no share for those without a tenant', async () => {
    const crowd = new Crowd()
    for (const name of ['x1', 'x2', 'x3', 'x4']) await crowd.come(name)
    expect(crowd.inside).toHaveLength(4)
  })

  it('refuses who waited too long, and gives the place to the next', async () => {
    const crowd = new Crowd()
    for (const name of ['x1', 'x2', 'x3', 'x4']) await crowd.come(name)
    void crowd.come('late')
    await vi.advanceTimersByTimeAsync(999)
    void crowd.come('later')
    await vi.advanceTimersByTimeAsync(1)
    expect(crowd.refused).toEqual(['late'])
    await crowd.leave('x1')
    expect(crowd.inside.at(-1)).toBe('later')
  })

  it('refuses at once when enough of the same tenant wait, and only them', async () => {
    const crowd = new Crowd()
    for (let count = 0; count < 6; count++) void crowd.come(`a${count}`, 'a')
    await vi.advanceTimersByTimeAsync(0)
    expect(crowd.refused).toEqual(['a5'])
    await crowd.come('b1', 'b')
    expect(crowd.inside).toContain('b1')
  })

  it('counts a place once, however often it is given back', async () => {
    const places = new Places({ ...LIMITS, size: 1 })
    const leave = await places.take({ kind: 'tenant', name: 'a' })
    leave()
    leave()
    await places.take({ kind: 'tenant', name: 'a' })
    const second = places.take({ kind: 'tenant', name: 'b' }).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await second).toBeInstanceOf(NoPlaceError)
  })
})
