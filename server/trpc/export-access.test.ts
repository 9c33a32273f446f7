import { randomUUID } from 'node:crypto'
import { finished } from 'node:stream/promises'
import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { MemberDto } from '#shared/organization.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { addMember } from '../domain/organization/add-member.ts'
import { databases } from '../test/databases.ts'
import { download } from '../test/download.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, Visitor } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { insertTickets } from '../test/insert-tickets.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { listen } from '../test/raw-http.ts'

const DAY_MS = 24 * 3_600_000

/** An organization with more tickets than lie between a server and a client that reads nothing. */
interface World {
  owner: Staff
  member: Visitor
  email: string
  token: CreatedAccessTokenDto
}

type End = (world: World) => Promise<unknown>

describe.each(databases)('an export that is read slowly, on $name,', ({ url }) => {
  let test: TestApp
  let port: number
  beforeAll(async () => {
    test = await startTestApp(url)
    port = await listen(test.app)
  })
  afterAll(() => test.close())

  const begin = async (): Promise<World> => {
    const owner = await signUpStaff(test.app)
    const { org } = owner
    const email = `${randomUUID()}@example.com`
    const ctx = { em: test.orm.em.fork(), now: () => new Date(), settings: test.config }
    await addMember(ctx, { organizationSlug: org, name: 'Gone', email, password: PASSWORD, role: 'admin' })
    const member = await signIn(email)
    const input = { org, name: 'script', scopes: ['tickets:read'] }
    const token = await member.mutate<CreatedAccessTokenDto>('accessToken.create', input)
    await insertTickets(test, (await createServer(owner)).slug, 300)
    await test.orm.em
      .fork()
      .execute('update support_ticket set description = ? where organization_id = ?', [
        'x'.repeat(50_000),
        await organizationIdOf(test, org),
      ])
    return { owner, member, email, token }
  }

  const signIn = async (email: string): Promise<Visitor> => {
    const visitor = new Visitor(test.app)
    await visitor.mutate('account.signIn', { email, password: PASSWORD })
    return visitor
  }

  /** Begins an export beside one of the owner, and reads it slowly. @returns how it ended, once its place is free again */
  const endWhileRead = async (
    { owner: { org, visitor } }: World,
    headers: Record<string, string>,
    end: () => unknown,
  ): Promise<string> => {
    const own = { cookie: visitor.cookie! }
    const beside = await download(port, { org, format: 'jsonl' }, own)
    const { status, response } = await download(port, { org, format: 'jsonl' }, headers)
    expect(status).toBe(200)
    const ended = finished(response).then(
      () => 'whole',
      () => 'broken',
    )
    const askForAPlace = async () => {
      response.read()
      const query = { org, format: 'jsonl', filters: '{"query":"TK-0000-0000"}' }
      const asked = await download(port, query, own)
      asked.response.resume()
      return asked.status
    }
    expect(await askForAPlace()).toBe(429)
    await end()
    await vi.waitUntil(async () => (await askForAPlace()) === 200, { timeout: 15_000, interval: 100 })
    response.resume()
    beside.leave()
    return ended
  }

  const endings: [what: string, end: End][] = [
    [
      'the member is removed',
      async ({ owner: { org, visitor }, email }) => {
        const members = await visitor.query<MemberDto[]>('organization.members', { org })
        const memberId = members.find((each) => each.email === email)!.id
        await visitor.mutate('organization.removeMember', { org, memberId })
      },
    ],
    ['the member signs out', ({ member }) => member.mutate('account.signOut')],
    [
      'the session is ended from another browser',
      async ({ email }) => (await signIn(email)).mutate('account.signOutEverywhere', { keepThis: true }),
    ],
    [
      'the password is changed',
      ({ member }) =>
        member.mutate('account.changePassword', { currentPassword: PASSWORD, password: `${PASSWORD} anew` }),
    ],
  ]

  it.concurrent.for(endings)('ends unfinished after %s, and gives its place back', async ([, end]) => {
    const world = await begin()
    const headers = { cookie: world.member.cookie! }
    expect(await endWhileRead(world, headers, () => end(world))).toBe('broken')
  })

  it.concurrent('ends unfinished after its access token is revoked, and gives its place back', async () => {
    const world = await begin()
    const { owner, token } = world
    const revoke = { org: owner.org, tokenId: token.token.id }
    const headers = { authorization: `Bearer ${token.secret}` }
    const ended = await endWhileRead(world, headers, () => owner.visitor.mutate('accessToken.revoke', revoke))
    expect(ended).toBe('broken')
  })

  it('ends unfinished after a day', async () => {
    const world = await begin()
    const ended = await endWhileRead(world, { cookie: world.member.cookie! }, () => {
      const now = performance.now.bind(performance)
      const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + DAY_MS)
      onTestFinished(() => later.mockRestore())
    })
    expect(ended).toBe('broken')
  })
})
