import { databases } from '../../test/databases.ts'
import { signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sha256 } from '../sha256.ts'
import { SessionActors } from './session-actors.ts'

describe.each(databases)('R2.4 who sessions act for, asked together, on $name', ({ url }) => {
  let test: TestApp
  let actors: SessionActors
  let ours: Staff
  let theirs: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    const platform = () => ({ em: test.orm.em.fork(), now: () => new Date(), settings: test.config })
    actors = new SessionActors(platform)
    ours = await signUpStaff(test.app)
    theirs = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  const sessionOf = ({ visitor }: Staff) => sha256(/=([^;]+)/.exec(visitor.cookie!)![1]!)
  const idOf = async ({ org }: Staff) => {
    const rows = await test.orm.em
      .fork()
      .execute<{ id: string }[]>('select id from organization where slug = ?', [org])
    return rows[0]!.id
  }

  it('gives nobody a place that another one in the same statement has', async () => {
    const [our, their] = [await idOf(ours), await idOf(theirs)]
    const [mine, foreign, other, back, unknown] = await Promise.all([
      actors.read(sessionOf(ours), our),
      actors.read(sessionOf(ours), their),
      actors.read(sessionOf(theirs), their),
      actors.read(sessionOf(theirs), our),
      actors.read(sha256('no session'), our),
    ])
    expect([mine?.role, other?.role]).toEqual(['owner', 'owner'])
    expect(mine?.id).not.toBe(other?.id)
    expect([foreign, back, unknown]).toEqual([undefined, undefined, undefined])
  })

  it('asks once for 200, and answers each of more', async () => {
    const our = await idOf(ours)
    const executed = vi.spyOn(test.orm.em.getDriver(), 'execute')
    const found = await Promise.all(Array.from({ length: 450 }, () => actors.read(sessionOf(ours), our)))
    expect(found.filter((actor) => actor?.role === 'owner')).toHaveLength(450)
    expect(executed).toHaveBeenCalledTimes(6)
    executed.mockRestore()
  })
})
