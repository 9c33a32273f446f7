import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { NoPlaceError } from '../db/places.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { issuers, type TestIssuer } from '../test/issuers.ts'

/** At each of two apps. */
const AT_ONCE = 20

describe.each(issuers)('the first requests of $issuer on $name', ({ url, issuer: kind, open }) => {
  const keys = kind === 'staff' ? 'staff_signing_key' : 'signing_key'
  let desk: TestApp
  let other: TestApp['app']
  let issuer: TestIssuer
  /** Hears of each statement before it is sent. */
  let listen = (_sql: string) => {}
  beforeAll(async () => {
    desk = await startTestApp(url, {}, undefined, (sql) => listen(sql))
    other = await buildApp({ config: desk.config, orm: desk.orm })
  })
  beforeEach(async () => {
    // All tests of a database share the desk.
    await desk.orm.em.execute('delete from staff_signing_key')
    issuer = await open(desk)
  })
  afterAll(async () => {
    await other.close()
    await desk.close()
  })

  const readKeys = async (app: TestApp['app']) => {
    const answer = await app.inject({ url: '/oauth/jwks', headers: { host: issuer.host } })
    return answer.json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid)
  }

  it('make one signing key together, also at two apps of one database', async () => {
    const apps = Array.from({ length: AT_ONCE }, () => [desk.app, other]).flat()
    const published = await Promise.all(apps.map(readKeys))
    expect(new Set(published.flat()).size).toBe(1)
    expect(await readKeys(desk.app)).toEqual(published[0])
  })

  it('503: the database refuses what comes after the key', async () => {
    let isInserted = false
    let isCommitted = false
    listen = (sql) => {
      if (isCommitted) throw new NoPlaceError()
      isInserted ||= sql.startsWith(`insert into \`${keys}\``)
      // The key has a transaction of its own.
      isCommitted = isInserted && sql === 'commit'
    }
    const refused = await issuer.visitor().register()
    listen = () => {}
    expect(isCommitted).toBe(true)
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([
      503,
      expect.stringMatching(/^[1-3]$/),
    ])
    expect((await issuer.visitor().register()).statusCode).toBe(201)
  })
})
