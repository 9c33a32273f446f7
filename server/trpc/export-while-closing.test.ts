import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { databases } from '../test/databases.ts'
import { download } from '../test/download.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp } from '../test/harness.ts'
import { insertTickets } from '../test/insert-tickets.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { listen } from '../test/raw-http.ts'

const COUNT = 1_000

describe.each(databases)('an export while the platform closes, on $name', ({ url }) => {
  /** Begins an export that is larger than what lies between a server and a client that reads nothing. */
  const begin = async (settings: Parameters<typeof startTestApp>[1]) => {
    const test = await startTestApp(url, settings)
    let closing: Promise<void> | undefined
    const close = () => (closing ??= test.close())
    onTestFinished(() => close())
    const staff = await signUpStaff(test.app)
    await insertTickets(test, (await createServer(staff)).slug, COUNT)
    await test.orm.em.execute('update support_ticket set description = ? where organization_id = ?', [
      'x'.repeat(10_000),
      await organizationIdOf(test, staff.org),
    ])
    const query = { org: staff.org, format: 'jsonl' }
    const answer = await download(await listen(test.app), query, { cookie: staff.visitor.cookie! })
    expect(answer.status).toBe(200)
    return { answer, began: performance.now(), closed: close() }
  }

  it('is whole where its client takes it in time', async () => {
    const { answer, closed } = await begin({})
    expect((await answer.text()).trimEnd().split('\n')).toHaveLength(COUNT)
    const readAt = performance.now()
    await closed
    expect(performance.now() - readAt).toBeLessThan(10_000)
  })

  it('is ended before the grace is, where its client takes nothing', async () => {
    const { answer, began, closed } = await begin({ drainMs: 1_000, graceMs: 4_500 })
    await closed
    expect(performance.now() - began).toBeGreaterThan(450)
    expect(performance.now() - began).toBeLessThan(4_500)
    answer.response.resume()
    await expect(once(answer.response, 'end')).rejects.toThrow('aborted')
  })
})
