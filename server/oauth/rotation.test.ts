import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
} from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { rotateSigningKeys } from '../domain/authorization/rotate-signing-keys.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'

const MINUTE = 60_000

describe.each(databases)('R6 rotation of signing keys on $name', ({ url }) => {
  let desk: TestApp
  let host: string
  let slug: string
  beforeAll(async () => {
    desk = await startTestApp(url)
    const staff = await signUpStaff(desk.app)
    const resourceUrl = 'https://mcp.example.com/mcp'
    ;({ host, slug } = await createServer(staff, { authMode: 'oauth', resourceUrl }))
  })
  afterAll(() => desk.close())

  it('changes the key in time, without a verifier that ever misses one', async () => {
    let later = 0
    const now = () => new Date(Date.now() + later)
    const app = await buildApp({ config: desk.config, orm: desk.orm, now })
    const ana = new OauthVisitor(app, host)
    const keySet = async () => {
      const { body } = await app.inject({ url: '/oauth/jwks', headers: { host } })
      return new Response(body, { headers: { 'content-type': 'application/json' } })
    }
    // A verifier with the longest cache that is planned for: it asks once and not again for an hour.
    const cached = createLocalJWKSet((await (await keySet()).json()) as JSONWebKeySet)
    const remote = createRemoteJWKSet(new URL(`${ana.origin}/oauth/jwks`), {
      cacheMaxAge: 10 * MINUTE,
      cooldownDuration: Infinity,
      [customFetch]: keySet,
    })
    const kidOf = ({ access_token: token }: Tokens) => decodeProtectedHeader(token).kid
    const first = await ana.signIn()
    await jwtVerify(first.access_token, cached)

    const ctx = { em: desk.orm.em.fork(), now, settings: desk.config }
    expect(await rotateSigningKeys(ctx, slug)).toEqual([slug])
    const second = (await ana.refresh(first.refresh_token)).json<Tokens>()
    expect(kidOf(second)).toBe(kidOf(first))
    await jwtVerify(second.access_token, remote)

    later = 16 * MINUTE
    const third = (await ana.refresh(second.refresh_token)).json<Tokens>()
    expect(kidOf(third)).not.toBe(kidOf(first))
    await jwtVerify(third.access_token, remote)
    await jwtVerify(second.access_token, createLocalJWKSet((await (await keySet()).json()) as JSONWebKeySet))

    later = 3 * 60 * MINUTE
    const { keys } = (await (await keySet()).json()) as JSONWebKeySet
    expect(keys).toEqual([expect.objectContaining({ kid: kidOf(third) })])
    expect(JSON.stringify(keys)).not.toContain('"d"')
    await app.close()
  })

  it('deletes keys that nobody needs any more', async () => {
    let later = 6 * 60 * MINUTE
    const now = () => new Date(Date.now() + later)
    const ctx = { em: desk.orm.em.fork(), now, settings: desk.config }
    await rotateSigningKeys(ctx, slug)
    later += 6 * 60 * MINUTE
    await rotateSigningKeys(ctx, slug)
    const rows = await desk.orm.em.execute(
      `select k.id from signing_key k join mcp_server s on s.organization_id = k.organization_id and s.id = k.mcp_server_id
       where s.slug = ?`,
      [slug],
    )
    expect(rows).toHaveLength(2)
  })
})
