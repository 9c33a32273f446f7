import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases } from './test/databases.ts'
import { createServer, signUpStaff, type Staff } from './test/factories.ts'
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
      const connection = test.orm.em.getConnection()
      onTestFinished(() => void vi.restoreAllMocks())
      const commit = vi.spyOn(connection, 'commit')
      const execute = vi.spyOn(connection, 'execute')
      await owner.visitor.mutate(name, { org: owner.org, ...(name.startsWith('mcp') && { slug }), ...input })
      const [committed] = commit.mock.invocationCallOrder
      const asked = execute.mock.invocationCallOrder
      expect(asked.length).toBeGreaterThan(2)
      expect(asked.filter((order) => order > committed!)).toEqual([])
    },
  )
})
