import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job, JobContext } from './job.ts'
import { jobs } from './jobs.ts'
import { runJobs } from './run-jobs.ts'

const context = () => ({ now: () => new Date() }) as JobContext

describe('runJobs', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs each job at its own interval, not at once, until it is stopped', async () => {
    const often = vi.fn<Job['run']>().mockResolvedValue()
    const seldom = vi.fn<Job['run']>().mockResolvedValue()
    const list = [
      { name: 'often', interval: 1_000, run: often },
      { name: 'seldom', interval: 3_000, run: seldom },
    ]
    const stop = runJobs(list, context, () => {})
    expect(often).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(3_000)
    expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([3, 1])
    stop()
    await vi.advanceTimersByTimeAsync(9_000)
    expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([3, 1])
  })

  it('reports a run that fails, and runs that job and the others again', async () => {
    const fault = new Error('no database')
    const failing = { name: 'failing', interval: 1_000, run: vi.fn<Job['run']>().mockRejectedValue(fault) }
    const other = { name: 'other', interval: 1_000, run: vi.fn<Job['run']>().mockResolvedValue() }
    const report = vi.fn<(error: unknown, job: Job) => void>()
    const stop = runJobs([failing, other], context, report)
    await vi.advanceTimersByTimeAsync(2_000)
    stop()
    expect(report.mock.calls).toEqual([
      [fault, failing],
      [fault, failing],
    ])
    expect(other.run).toHaveBeenCalledTimes(2)
  })

  it('has a name of its own for each job in the list', () => {
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length)
  })
})
