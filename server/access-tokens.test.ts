import { randomUUID } from 'node:crypto'
import { type CreatedAccessTokenDto, type Scope, SCOPES } from '#shared/access-token.ts'
import { ROLES } from '#shared/organization.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from './test/databases.ts'
import { Visitor } from './test/factories.ts'
import { procedures } from './test/isolation-cases.ts'
import { randomTarget, targetOf } from './test/isolation-targets.ts'
import { organizationIdOf } from './test/organization-id.ts'
import { roleSetter } from './test/role-setter.ts'
import { CANARY, createWorld, type World } from './test/isolation-world.ts'

const all = Object.entries(procedures)
const memberCases = all.flatMap(([path, each]) => ('needs' in each ? [[path, each] as const] : []))
const publicCases = all.flatMap(([path, each]) => ('public' in each ? [[path, each] as const] : []))

describe.each(databases)('R2.4 R2.5 access tokens as callers on $name', ({ url }) => {
  let world: World
  /** What is not accepted in the victim's organization, each for another reason. */
  let refused: Record<string, string>
  let scoped: Record<Scope, string>

  const create = async (who: Visitor, scopes: readonly Scope[] = SCOPES) => {
    const input = { org: world.victim.owner.org, name: 't', scopes }
    return who.mutate<CreatedAccessTokenDto>('accessToken.create', input)
  }
  const script = (token: string) => Object.assign(new Visitor(world.app), { token })
  const call = (token: string, path: string, input: object) =>
    script(token).problemOf(procedures[path]!.kind === 'mutate' ? 'mutate' : 'query', path, input)
  const inVictim = (path: string) => {
    const each = procedures[path]!
    const input = 'input' in each ? each.input(targetOf(world.victim)) : {}
    return { org: world.victim.owner.org, ...input }
  }

  beforeAll(async () => {
    world = await createWorld(url)
    const owner = world.victim.owner.visitor
    const org = world.victim.owner.org
    const revoked = await create(owner)
    await owner.mutate('accessToken.revoke', { org, tokenId: revoked.token.id })
    const expired = await create(owner)
    const organizationId = await organizationIdOf(world, org)
    await world.orm.em.execute(
      'update access_token set expires_at = ? where organization_id = ? and id = ?',
      [new Date(Date.now() - 1), organizationId, expired.token.id],
    )
    const orphaned = await create(world.staff.member)
    await world.orm.em.execute(
      'update access_token set membership_id = ? where organization_id = ? and id = ?',
      [randomUUID(), organizationId, orphaned.token.id],
    )
    refused = {
      unknown: `mot_${'0'.repeat(32)}`,
      foreign: world.attacker.token.secret,
      revoked: revoked.secret,
      expired: expired.secret,
      orphaned: orphaned.secret,
      malformed: 'mot_short',
      'of another kind': world.victim.server.key,
      empty: '',
    }
    scoped = Object.fromEntries(
      await Promise.all(SCOPES.map(async (scope) => [scope, (await create(owner, [scope])).secret])),
    )
  })
  afterAll(() => world.close())

  it.each(memberCases)('%s: one answer for every token that is not accepted', async (path, { kind }) => {
    const input = inVictim(path)
    const [first, ...others] = await Promise.all(
      Object.values(refused).map((token) => call(token, path, input)),
    )
    expect(first).toMatchObject({ status: kind === 'subscription' ? 200 : 401, code: 'invalid-token' })
    for (const other of others) expect({ ...other, requestId: '' }).toEqual({ ...first, requestId: '' })
    const elsewhere = await call(world.victim.token.secret, path, { ...input, org: 'no-such-organization' })
    expect({ ...elsewhere, requestId: '' }).toEqual({ ...first, requestId: '' })
  })

  it.each(publicCases)('%s is refused to tokens', async (path) => {
    const answer = await call(world.victim.token.secret, path, {})
    expect(answer).toMatchObject({ status: 403, code: 'forbidden' })
  })

  it.each(memberCases.filter(([, { scopes }]) => !scopes))(
    '%s is refused to tokens, whatever their scopes and whoever their person',
    async (path) => {
      const answer = await call(world.victim.token.secret, path, inVictim(path))
      expect(answer).toMatchObject({ status: 403, code: 'forbidden' })
      expect(answer.detail).toMatch(/^Access tokens cannot do this/)
    },
  )

  it.each(memberCases.filter(([, { scopes }]) => scopes))(
    '%s is refused to tokens without one of its scopes',
    async (path, { kind, scopes = [] }) => {
      for (const scope of SCOPES.filter((each) => !scopes.includes(each))) {
        const answer = await call(scoped[scope], path, inVictim(path))
        const status = kind === 'subscription' ? 200 : 403
        expect(answer, scope).toMatchObject({ status, code: 'insufficient-scope' })
        expect(answer.detail).toContain(scopes[0])
      }
    },
  )

  it.each(memberCases.filter(([, { kind, scopes }]) => kind === 'query' && scopes))(
    '%s is granted with each of its scopes',
    async (path, { scopes = [] }) => {
      for (const scope of scopes) {
        const { statusCode } = await script(scoped[scope]).send('GET', path, inVictim(path))
        expect(statusCode, scope).toBe(200)
      }
    },
  )

  it.each(memberCases.filter(([, { foreign, scopes }]) => foreign && scopes))(
    '%s finds another tenant’s ids as little as made-up ones',
    async (path, { input, foreign }) => {
      const { token, owner } = world.attacker
      const ask = (target: object) => call(token.secret, path, { org: owner.org, ...target })
      const theirs = await ask(input(targetOf(world.victim)))
      expect(theirs).toMatchObject({ status: 404, code: foreign })
      expect({ ...theirs, requestId: '' }).toEqual({
        ...(await ask(input(randomTarget()))),
        requestId: '',
      })
    },
  )

  it('shows another tenant no word', async () => {
    const { token, owner } = world.attacker
    for (const [path, { input }] of memberCases.filter(([, { kind }]) => kind === 'query')) {
      const body = { org: owner.org, ...input(targetOf(world.victim)) }
      const answer = await script(token.secret).send('GET', path, body)
      expect(answer.body, path).not.toContain(CANARY)
    }
  })

  it('never may do more than the role that its person has now', async () => {
    const { admin } = world.staff
    const { secret } = await create(admin)
    const setRole = await roleSetter(world, secret)
    for (const role of ROLES.slice(1)) {
      await setRole(role)
      for (const [path, { needs, scopes, kind }] of memberCases) {
        const lower = ROLES.indexOf(role) > ROLES.indexOf(needs)
        if (!scopes || !lower) continue
        const answer = await call(secret, path, inVictim(path))
        expect(answer, `${role} ${path}`).toMatchObject({
          status: kind === 'subscription' ? 200 : 403,
          code: 'forbidden',
        })
      }
    }
    await setRole('admin')
  })
})
