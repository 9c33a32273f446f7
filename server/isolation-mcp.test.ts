import { type CreatedAccessTokenDto, type Scope, SCOPES } from '#shared/access-token.ts'
import { ROLES } from '#shared/organization.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callTool, readMessage, sendMessage } from './test/call-tool.ts'
import { databases } from './test/databases.ts'
import type { Visitor } from './test/factories.ts'
import { mcpTools } from './test/isolation-cases.ts'
import { randomTarget, targetOf } from './test/isolation-targets.ts'
import { organizationIdOf } from './test/organization-id.ts'
import { roleSetter } from './test/role-setter.ts'
import { CANARY, createWorld, type World } from './test/isolation-world.ts'

const cases = Object.entries(mcpTools)

describe.each(databases)('R2.6 isolation of tools on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  const create = async (visitor: Visitor, scopes: readonly Scope[] = SCOPES) => {
    const { org } = world.victim.owner
    const input = { org, name: 't', scopes }
    return (await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  }
  const call = (token: string | undefined, name: string, args: object) =>
    callTool(world.app, token, name, args)
  const ofVictim = (name: string) => mcpTools[name]!.input(targetOf(world.victim))

  it('there is a case for every tool', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const { result } = readMessage(await sendMessage(world.app, world.victim.token.secret, list))
    const names = (result as { tools: { name: string }[] }).tools.map(({ name }) => name)
    expect(names.sort()).toEqual(Object.keys(mcpTools).sort())
  })

  it.each(cases)('%s needs a token', async (name) => {
    expect(await call(undefined, name, ofVictim(name))).toMatchObject({ status: 401, code: 'token-required' })
    expect(await call(`mot_${'7'.repeat(32)}`, name, ofVictim(name))).toMatchObject({
      status: 401,
      code: 'invalid-token',
    })
  })

  it.each(cases.filter(([, { foreign }]) => foreign))(
    '%s finds another tenant’s ids as little as made-up ones',
    async (name, { input, foreign }) => {
      const { secret } = world.attacker.token
      const theirs = await call(secret, name, input(targetOf(world.victim)))
      expect(theirs).toMatchObject({ status: 200, code: foreign })
      expect(theirs).toEqual(await call(secret, name, input(randomTarget())))
    },
  )

  it.each(cases)('%s shows another tenant no word', async (name, { input }) => {
    const { text } = await call(world.attacker.token.secret, name, input(targetOf(world.victim)))
    expect(text).not.toContain(CANARY)
    expect(text).not.toContain(world.victim.server.slug)
  })

  it('shows its own organization its words', async () => {
    const { secret } = world.victim.token
    for (const name of ['get_ticket', 'list_servers'])
      expect((await call(secret, name, ofVictim(name))).text).toContain(CANARY)
  })

  it.each(cases)('%s is refused to tokens without one of its scopes', async (name, { scopes = [] }) => {
    for (const scope of SCOPES.filter((each) => !scopes.includes(each))) {
      const secret = await create(world.staff.admin, [scope])
      const answer = await call(secret, name, ofVictim(name))
      expect(answer, scope).toMatchObject({ status: 200, code: 'insufficient-scope' })
      expect(answer.facts.detail).toContain(scopes[0])
    }
  })

  it('never does more than the role that its person has now', async () => {
    const secret = await create(world.staff.admin)
    const setRole = await roleSetter(world, secret)
    for (const role of ROLES.slice(1)) {
      await setRole(role)
      for (const [name, { needs }] of cases) {
        if (ROLES.indexOf(role) <= ROLES.indexOf(needs)) continue
        expect(await call(secret, name, ofVictim(name)), `${role} ${name}`).toMatchObject({
          code: 'forbidden',
        })
      }
    }
    await setRole('admin')
  })

  it('ends with the membership, the time and the revocation of its token', async () => {
    const endings = ['membership_id = id', 'expires_at = created_at', 'revoked_at = created_at']
    const organizationId = await organizationIdOf(world, world.victim.owner.org)
    for (const end of endings) {
      const secret = await create(world.staff.admin)
      expect((await call(secret, 'list_servers', {})).code).toBeUndefined()
      const sql = `update access_token set ${end} where organization_id = ? and hint = ?`
      await world.orm.em.execute(sql, [organizationId, secret.slice(-4)])
      const answer = await call(secret, 'list_servers', {})
      expect(answer, end).toMatchObject({ status: 401, code: 'invalid-token' })
    }
  })
})
