import type { AuditLogPageDto } from '#shared/audit-log.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, type Staff, signUpStaff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

/** A call of the dashboard's API that changes something. */
type Change = [path: string, input: Record<string, unknown>]

/** Each of them writes rows that refer to the organization, and some write the organization itself. */
describe.each(databases)('changes of an organization at once on $name', ({ url }) => {
  let test: TestApp
  let owner: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    owner = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  /** @returns the path and the status of each that was refused */
  const refusedOf = async (changes: Change[]) => {
    const sent = changes.map(async ([path, input]) => {
      const { statusCode } = await owner.visitor.send('POST', path, { org: owner.org, ...input })
      return `${path} ${statusCode}`
    })
    return (await Promise.all(sent)).filter((answer) => !answer.endsWith(' 200'))
  }
  const rename = (name: string): Change => ['organization.rename', { name }]

  it('a dozen names are given one after the other', async () => {
    expect(await refusedOf(Array.from({ length: 12 }, (_, index) => rename(`Name ${index}`)))).toEqual([])
    const { entries } = await owner.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: owner.org,
    })
    const renames = entries.map(({ details }) => details)
    expect(renames.slice(0, -1).map(({ from }) => from)).toEqual(renames.slice(1).map(({ to }) => to))
    expect(renames).toHaveLength(12)
  })

  it('names, invitations, keys and retention are all accepted', async () => {
    const { slug } = await createServer(owner)
    for (let round = 0; round < 3; round++) {
      const changes = [0, 1, 2].flatMap((index): Change[] => [
        rename(`Round ${round}, ${index}`),
        ['invitation.create', { role: 'viewer' }],
        ['mcpServer.createKey', { slug }],
        ['privacy.setRetention', { slug, days: 30 + 3 * round + index }],
      ])
      expect(await refusedOf(changes)).toEqual([])
    }
  })
})
