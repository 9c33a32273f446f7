import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { REDIRECT_URI } from '../test/oauth-flow.ts'

const MAX_UNUSED = 10_000

describe.each(databases)('clients that register to be agents of staff on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
  })
  afterAll(async () => {
    await desk.orm.em.execute('delete from staff_client where last_used_at is null')
    await desk.close()
  })

  const register = (app = desk.app, remoteAddress = '10.9.9.9') =>
    app.inject({
      method: 'POST',
      url: '/oauth/register',
      remoteAddress,
      headers: { host: 'localhost:3000', 'content-type': 'application/json' },
      payload: JSON.stringify({ redirect_uris: [REDIRECT_URI] }),
    })
  const countUnused = async () => {
    const [row] = await desk.orm.em.execute<{ n: number }[]>(
      'select count(*) as n from staff_client where last_used_at is null',
    )
    return row!.n
  }

  it('429: more from one network in an hour than it may; others are not held up', async () => {
    const { config, orm } = desk
    const quotas = { ...config.quotas, registrationsPerHour: 2 }
    const app = await buildApp({ config: { ...config, quotas }, orm })
    expect([(await register(app)).statusCode, (await register(app)).statusCode]).toEqual([201, 201])
    const refused = await register(app)
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000)
    expect((await register(app, '10.8.8.8')).statusCode).toBe(201)
    await app.close()
  })

  it(`201: ${MAX_UNUSED} clients have nobody’s consent, of which the oldest make room; those in use stay`, async () => {
    const used = new AgentVisitor(desk.app, staff)
    await used.connect()
    for (let left = MAX_UNUSED - (await countUnused()); left > 0; left -= 1_000) {
      const rows = Array.from({ length: Math.min(left, 1_000) }, () => [randomUUID(), 'sealed', new Date()])
      await desk.orm.em.execute(
        `insert into staff_client (id, sealed_metadata, created_at) values ${rows.map(() => '(?, ?, ?)').join(', ')}`,
        rows.flat(),
      )
    }
    const answers = await Promise.all(Array.from({ length: 4 }, () => register()))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(4).fill(201))
    expect(await countUnused()).toBe(MAX_UNUSED)
    expect((await used.authorize()).searchParams.get('code')).toBeTruthy()
  })
})
