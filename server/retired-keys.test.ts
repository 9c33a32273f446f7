import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildApp } from './app.ts'
import { rotateSigningKeys } from './domain/authorization/rotate-signing-keys.ts'
import { readSigningKeys } from './domain/authorization/signing-keys.ts'
import { staffStore } from './domain/authorization/staff-store.ts'
import { deleteExpiredOauthRows } from './jobs/delete-expired-oauth.job.ts'
import { databases } from './test/databases.ts'
import { createServer, signUpStaff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { OauthVisitor, type Tokens } from './test/oauth-flow.ts'

const MINUTE = 60_000

describe.each(databases)('the hourly job and signing keys on $name', ({ url }) => {
  let desk: TestApp
  beforeAll(async () => void (desk = await startTestApp(url)))
  afterAll(() => desk.close())

  const contextIn = (minutes: number) => ({
    em: desk.orm.em.fork(),
    now: () => new Date(Date.now() + minutes * MINUTE),
    settings: desk.config,
  })
  const kidOf = ({ access_token: token }: Tokens) => decodeProtectedHeader(token).kid
  const idsOf = async (slug: string) => {
    const rows: { id: string }[] = await desk.orm.em.execute(
      `select k.id from signing_key k join mcp_server s on s.organization_id = k.organization_id and s.id = k.mcp_server_id
       where s.slug = ? order by k.id`,
      [slug],
    )
    return rows.map(({ id }) => id)
  }
  const idsOfStaff = async () =>
    (await desk.orm.em.execute<{ id: string }[]>('select id from staff_signing_key order by id')).map(
      ({ id }) => id,
    )
  /** An MCP server on which a user has signed in. */
  const signIn = async () => {
    let now = new Date()
    const app = await buildApp({ config: desk.config, orm: desk.orm, now: () => now })
    onTestFinished(() => app.close())
    const resourceUrl = 'https://mcp.example.com/mcp'
    const { host, slug } = await createServer(await signUpStaff(desk.app), { authMode: 'oauth', resourceUrl })
    const ana = new OauthVisitor(app, host)
    const tokens = await ana.signIn()
    const refreshIn = async (minutes: number) => {
      now = contextIn(minutes).now()
      return (await ana.refresh(tokens.refresh_token)).json<Tokens>()
    }
    return { slug, tokens, refreshIn }
  }

  it('deletes what no token needs any more, of MCP servers and of the desk', async () => {
    const { slug, tokens, refreshIn } = await signIn()
    await readSigningKeys(staffStore(contextIn(0)))
    // The newest one. All tests of a database share the desk, and one of them may have made it a new key already.
    const ofStaff = (await idsOfStaff()).at(-1)
    await rotateSigningKeys(contextIn(0))
    const both = await idsOf(slug)
    expect(both).toHaveLength(2)
    await deleteExpiredOauthRows.run(contextIn(80))
    expect(await idsOf(slug)).toEqual(both)
    expect(await idsOfStaff()).toContain(ofStaff)
    await deleteExpiredOauthRows.run(contextIn(100))
    expect(await idsOf(slug)).toEqual(both.filter((id) => id !== kidOf(tokens)))
    expect(await idsOfStaff()).not.toContain(ofStaff)
    expect(await idsOf(slug)).toEqual([kidOf(await refreshIn(100))])
  })

  it('keeps the key that signs when a newer one cannot be opened', async () => {
    const { slug, tokens, refreshIn } = await signIn()
    const settings = { ...desk.config, appSecret: 'another secret, which is lost again' }
    await rotateSigningKeys({ ...contextIn(0), settings }, slug)
    const both = await idsOf(slug)
    expect(both).toHaveLength(2)
    await deleteExpiredOauthRows.run(contextIn(100))
    expect(await idsOf(slug)).toEqual(both)
    expect(kidOf(await refreshIn(100))).toBe(kidOf(tokens))
  })
})
