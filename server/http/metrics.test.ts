import { expect, it } from 'vitest'
import { Metrics } from './metrics.ts'

it('says when a job succeeded here, or began to be run here, until another process runs it', async () => {
  const metrics = new Metrics({ version: '', database: 'mysql' })
  const timed = async () =>
    (await metrics.read()).text.match(
      /(?<=^mcp_obs_job_last_success_timestamp_seconds\{job=")\w+(?="\} \d{9})/gm,
    )
  const jobs = [{ name: 'well' }, { name: 'failing' }]
  metrics.noteJobs(jobs, true)
  metrics.countJob('well', true, 1)
  metrics.countJob('failing', false, 1)
  // Both get older, so that an alarm hears of a job that has never succeeded.
  expect(await timed()).toEqual(['well', 'failing'])
  metrics.noteJobs(jobs, false)
  // A run that began before.
  metrics.countJob('well', true, 1)
  expect(await timed()).toBeNull()
  expect((await metrics.read()).text).toMatch(/^mcp_obs_job_runs_total\{job="well",result="done"\} 2$/m)
})
