import type { Orm } from '../db/orm.ts'
import { aroundStatements } from '../test/around-statements.ts'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

/** Another process: it shares nothing with the others but the database. */
async function newProcess() {
  vi.resetModules()
  const { THIS_PROCESS, touchProcess } = await import('./platform-process.repository.ts')
  const { JobsLead } = await import('./jobs-lead.ts')
  return { id: THIS_PROCESS, touchProcess, lead: new JobsLead() }
}

type Process = Awaited<ReturnType<typeof newProcess>>

describe.each(databases)('who runs the jobs, on $name', ({ url }) => {
  let orm: Orm
  let leader: Process
  beforeAll(async () => (orm = await openTestDatabase(url)))
  afterAll(() => orm.close(true))

  const touch = (one: Process) => one.touchProcess(orm.em.fork())
  const claim = async (one: Process) => {
    await one.lead.claim(orm.em.fork())
    return one.lead.isHere
  }
  const release = (one: Process) => one.lead.release(orm.em.fork())
  beforeEach(async () => {
    const em = orm.em.fork()
    await em.execute('update platform_state set value = null where name = ?', ['jobs'])
    leader = await newProcess()
    await touch(leader)
    await claim(leader)
  })
  /** As a process that was killed, or is frozen. */
  const silence = (one: Process) =>
    orm.em
      .fork()
      .execute('update platform_process set seen_at = ? where id = ?', [
        new Date(Date.now() - 60_000),
        one.id,
      ])

  it('another one does not, while the first lives', async () => {
    expect(leader.lead.isHere).toBe(true)
    const other = await newProcess()
    await touch(other)
    expect(await claim(other)).toBe(false)
    await silence(leader)
    expect(await claim(other)).toBe(true)
  })

  it('one of two that find the first one dead at the same moment', async () => {
    const others = [await newProcess(), await newProcess()]
    for (const other of others) await touch(other)
    await silence(leader)
    const both = Promise.withResolvers<void>()
    let arrived = 0
    aroundStatements({
      before: async (sql) => {
        if (!sql.startsWith('update platform_state')) return
        if (++arrived === others.length) both.resolve()
        await both.promise
      },
    })
    const leads = await Promise.all(others.map(claim))
    expect(leads.filter(Boolean)).toHaveLength(1)
  })

  it('the first one, where it gives a sign of life before another has taken them', async () => {
    const other = await newProcess()
    await touch(other)
    await silence(leader)
    aroundStatements({
      before: async (sql) => void (sql.startsWith('update platform_state') && (await touch(leader))),
    })
    expect(await claim(other)).toBe(false)
    expect(await claim(leader)).toBe(true)
  })

  it('another one at once, and for good, when the first gives them up', async () => {
    const other = await newProcess()
    await touch(other)
    await release(leader)
    expect(leader.lead.isHere).toBe(false)
    expect(await claim(other)).toBe(true)
    await silence(other)
    expect(await claim(leader)).toBe(false)
    expect(await claim(other)).toBe(true)
  })

  it('still the first, when another one gives them up', async () => {
    const other = await newProcess()
    await touch(other)
    await release(other)
    expect(await claim(other)).toBe(false)
    expect(await claim(leader)).toBe(true)
  })

  it('nobody who gave them up while the claim was under way', async () => {
    const [first, second] = [await newProcess(), await newProcess()]
    for (const one of [first, second]) await touch(one)
    await silence(leader)
    let isReleased = false
    aroundStatements({
      before: async (sql) => {
        if (isReleased || !sql.startsWith('update platform_state')) return
        isReleased = true
        await release(first)
      },
    })
    expect(await claim(first)).toBe(false)
    // Its row says that it has them.
    expect(await claim(second)).toBe(false)
    await claim(first)
    expect(await claim(second)).toBe(true)
  })
})
