import { randomUUID } from 'node:crypto'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases } from './test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, Visitor } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'

describe.each(databases)('secrets that are shown once, on $name', ({ url }) => {
  let test: TestApp
  let owner: Staff
  let slug: string
  beforeAll(async () => {
    test = await startTestApp(url)
    owner = await signUpStaff(test.app)
    slug = (await createServer(owner)).slug
  })
  afterAll(() => test.close())

  it.each([
    ['accessToken.create', { name: 'nightly', scopes: ['tickets:read'] }],
    ['mcpServer.createKey', {}],
    ['invitation.create', { role: 'member' }],
  ])(
    'nothing is asked of the database behind the COMMIT of %s: a failure would lose it',
    async (name, input) => {
      const { asked, committed } = await record(() =>
        owner.visitor.mutate(name, { org: owner.org, ...(name.startsWith('mcp') && { slug }), ...input }),
      )
      expect(asked.length).toBeGreaterThan(2)
      expect(asked.filter((order) => order > committed[0]!)).toEqual([])
    },
  )

  it('nothing is asked behind the last COMMIT of a sign-up: the same request, sent again, would be refused', async () => {
    const person = { name: 'Ana', password: PASSWORD }
    const { link } = await owner.visitor.mutate<CreatedInvitationDto>('invitation.create', {
      org: owner.org,
      role: 'member',
    })
    for (const [name, input] of [
      ['account.signUp', { organizationName: 'Second' }],
      ['invitation.signUp', { secret: link.split('#')[1] }],
    ] as const) {
      const email = `${randomUUID()}@example.com`
      const { asked, committed } = await record(() =>
        new Visitor(test.app).mutate(name, { ...person, email, ...input }),
      )
      expect(committed.length).toBeGreaterThan(2)
      expect(asked.filter((order) => order > committed.at(-1)!)).toEqual([])
    }
  })

  /** In which order a request asked the database, and committed. */
  async function record(request: () => Promise<unknown>): Promise<{ asked: number[]; committed: number[] }> {
    const connection = test.orm.em.getConnection()
    onTestFinished(() => void vi.restoreAllMocks())
    const commit = vi.spyOn(connection, 'commit').mockClear()
    const execute = vi.spyOn(connection, 'execute').mockClear()
    await request()
    return { asked: execute.mock.invocationCallOrder, committed: commit.mock.invocationCallOrder }
  }
})
