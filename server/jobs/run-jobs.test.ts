import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job, JobContext } from './job.ts'
import { jobs } from './jobs.ts'
import { type JobListener, runJobs } from './run-jobs.ts'

const MINUTE = 60_000
const context = async () => ({ now: () => new Date() }) as JobContext
const nobody: JobListener = { onRun() {}, onTurn() {} }

describe('runJobs', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs each job at once and at its own interval, until it is stopped', async () => {
    const often = vi.fn<Job['run']>().mockResolvedValue()
    const seldom = vi.fn<Job['run']>().mockResolvedValue()
    const list = [
      { name: 'often', interval: 1_000, run: often },
      { name: 'seldom', interval: 3_000, run: seldom },
    ]
    const stop = runJobs(list, () => true, context, nobody)
    await vi.advanceTimersByTimeAsync(0)
    expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(3_000)
    expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([4, 2])
    await stop()
    await vi.advanceTimersByTimeAsync(9_000)
    expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([4, 2])
  })

  it('reports a run that fails, and runs that job and the others again', async () => {
    const fault = new Error('no database')
    const failing = { name: 'failing', interval: 1_000, run: vi.fn<Job['run']>().mockRejectedValue(fault) }
    const other = { name: 'other', interval: 1_000, run: vi.fn<Job['run']>().mockResolvedValue() }
    const onRun = vi.fn<JobListener['onRun']>()
    const stop = runJobs([failing, other], () => true, context, { ...nobody, onRun })
    await vi.advanceTimersByTimeAsync(2_000)
    await stop()
    const failed = onRun.mock.calls.filter(([job]) => job === failing)
    expect(failed).toEqual(Array.from({ length: 3 }, () => [failing, expect.any(Number), fault]))
    const done = onRun.mock.calls.filter(([job]) => job === other)
    expect(done).toEqual(Array.from({ length: 3 }, () => [other, expect.any(Number), undefined]))
  })

  it('begins no second run of a job while one goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow = { name: 'slow', interval: 1_000, run: vi.fn<Job['run']>().mockReturnValue(promise) }
    const stop = runJobs([slow], () => true, context, nobody)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(slow.run).toHaveBeenCalledTimes(1)
    resolve()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(slow.run).toHaveBeenCalledTimes(2)
    await stop()
  })

  it('leaves the jobs to another process, but for those of each process', async () => {
    const job = { name: 'job', interval: 1_000, run: vi.fn<Job['run']>().mockResolvedValue() }
    const own = {
      ...job,
      name: 'own',
      everywhere: true as const,
      run: vi.fn<Job['run']>().mockResolvedValue(),
    }
    let leads = false
    const onTurn = vi.fn<JobListener['onTurn']>()
    const stop = runJobs([job, own], () => leads, context, { ...nobody, onTurn })
    await vi.advanceTimersByTimeAsync(2_000)
    expect([job.run.mock.calls.length, own.run.mock.calls.length]).toEqual([0, 3])
    leads = true
    await vi.advanceTimersByTimeAsync(1_000)
    expect([job.run.mock.calls.length, own.run.mock.calls.length]).toEqual([1, 4])
    leads = false
    await vi.advanceTimersByTimeAsync(1_000)
    await stop()
    expect([job.run.mock.calls.length, own.run.mock.calls.length]).toEqual([1, 5])
    expect(onTurn.mock.calls).toEqual([
      [[own], true],
      [[job], true],
      [[job], false],
    ])
  })

  it('runs at once what it has not run within its interval when it gets the lead, and then at the interval', async () => {
    const hourly = { name: 'hourly', interval: 60 * MINUTE, run: vi.fn<Job['run']>().mockResolvedValue() }
    const run = vi.fn<Job['run']>().mockResolvedValue()
    const own = { name: 'own', interval: 5_000, everywhere: true as const, run }
    let leads = false
    const stop = runJobs([own, hourly], () => leads, context, nobody)
    const runsAfter = async (minutes: number) => {
      await vi.advanceTimersByTimeAsync(minutes * MINUTE)
      return hourly.run.mock.calls.length
    }
    expect(await runsAfter(50)).toBe(0)
    leads = true
    expect(await runsAfter(1)).toBe(1)
    expect(await runsAfter(58)).toBe(1)
    expect(await runsAfter(2)).toBe(2)
    // Lost for a moment: it has run just now.
    leads = false
    expect(await runsAfter(1)).toBe(2)
    leads = true
    expect(await runsAfter(57)).toBe(2)
    // Lost when it is its turn.
    leads = false
    expect(await runsAfter(10)).toBe(2)
    leads = true
    expect(await runsAfter(1)).toBe(3)
    await stop()
  })

  it('begins no run when it was stopped, or has lost the lead, while the database was asked', async () => {
    for (const end of ['stop', 'lose'] as const) {
      const { promise, resolve } = Promise.withResolvers<JobContext>()
      const job = { name: 'job', interval: MINUTE, run: vi.fn<Job['run']>().mockResolvedValue() }
      const onRun = vi.fn<JobListener['onRun']>()
      let leads = true
      const stop = runJobs(
        [job],
        () => leads,
        () => promise,
        { ...nobody, onRun },
      )
      await vi.advanceTimersByTimeAsync(1)
      if (end === 'stop') void stop()
      else leads = false
      resolve(await context())
      await vi.advanceTimersByTimeAsync(1)
      expect([job.run.mock.calls.length, onRun.mock.calls.length]).toEqual([0, 0])
      await stop()
    }
  })

  it('runs one after the other what it takes over', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = { name: 'first', interval: 60 * MINUTE, run: vi.fn<Job['run']>().mockReturnValue(promise) }
    const second = { ...first, name: 'second', run: vi.fn<Job['run']>().mockResolvedValue() }
    const stop = runJobs([first, second], () => true, context, nobody)
    await vi.advanceTimersByTimeAsync(1_000)
    expect([first.run.mock.calls.length, second.run.mock.calls.length]).toEqual([1, 0])
    resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect([first.run.mock.calls.length, second.run.mock.calls.length]).toEqual([1, 1])
    await stop()
  })

  it('begins each of its jobs within 20 seconds of a takeover, one at a time, also when none of them ends', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const run = vi.fn<Job['run']>().mockReturnValue(promise)
    const list = jobs.map(({ name }) => ({ name, interval: 60 * MINUTE, run }))
    const often = { name: 'often', interval: 5_000, run: vi.fn<Job['run']>().mockResolvedValue() }
    const stop = runJobs([...list, often], () => true, context, nobody)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(run).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(run).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(17_000)
    expect(run).toHaveBeenCalledTimes(list.length)
    // One that has a turn of its own meanwhile keeps it, and a run that goes on has no second one beside it.
    expect(often.run.mock.calls.length).toBeGreaterThanOrEqual(3)
    await vi.advanceTimersByTimeAsync(120 * MINUTE)
    expect(run).toHaveBeenCalledTimes(list.length)
    resolve()
    await stop()
  })

  it('waits at its stop for a run of a job of each process, and for no other', async () => {
    for (const everywhere of [true, false]) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const run = vi.fn<Job['run']>().mockReturnValue(promise)
      const job = { name: 'job', interval: MINUTE, ...(everywhere && { everywhere: true as const }), run }
      const stop = runJobs([job], () => true, context, nobody)
      await vi.advanceTimersByTimeAsync(1)
      const onStopped = vi.fn<() => void>()
      const stopped = stop().then(onStopped)
      await vi.advanceTimersByTimeAsync(1)
      expect(onStopped).toHaveBeenCalledTimes(everywhere ? 0 : 1)
      resolve()
      await stopped
    }
  })

  it('has a name of its own for each job in the list', () => {
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length)
  })
})
