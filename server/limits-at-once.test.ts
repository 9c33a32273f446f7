import type { CreatedInvitationDto } from '#shared/invitation.ts'
import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { databaseKinds, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { startSecondProcess } from '#testkit/platform/second-process.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { untilServed } from './test/until-served.ts'

/** Requests that arrive at the same moment, over sockets of their own; on MySQL at two processes of the platform. */
describe.each(databaseKinds)('limits for requests at once, on $name', (database) => {
  let platform: Platform
  let staff: Staff
  let origins: string[]
  beforeAll(async () => {
    ;({ platform, origins } = await startPlatforms(database, { SIGN_UP: 'open' }, 'limits'))
    staff = await Staff.signUp(platform.origin)
  })
  afterAll(() => platform.end())

  /** The same person at each of the platform's processes in turn. */
  const colleagues = async (count: number) => {
    const sessions = await Promise.all(
      origins.map((origin) => Staff.signIn(origin, staff.email, 'correct horse battery')),
    )
    return Array.from({ length: count }, (_, index) => sessions[index % sessions.length]!)
  }
  const refusals = (results: PromiseSettledResult<unknown>[]) =>
    results.flatMap((result) => (result.status === 'rejected' ? [codeOf(result.reason)] : []))
  const all = (count: number, value: string) => Array.from({ length: count }, () => value)

  it('SIGN_UP=first lets one of ten in', async () => {
    const { platform, origins } = await startPlatforms(database, { SIGN_UP: 'first' }, 'first')
    onTestFinished(() => platform.end())
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        Staff.signUp(origins[index % origins.length]!, { organizationName: `Acme ${index}` }),
      ),
    )
    expect(refusals(results)).toEqual(all(9, 'sign-up-closed'))
  })

  it('organizations of one name all get an address of their own', async () => {
    const organizationName = 'The very same name'
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        Staff.signUp(origins[index % origins.length]!, { organizationName }),
      ),
    )
    expect(refusals(results)).toEqual([])
    const slugs = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.org] : []))
    expect(new Set(slugs).size).toBe(10)
  })

  it('one e-mail address gets one account', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        Staff.signUp(origins[index % origins.length]!, { email: 'same@example.com' }),
      ),
    )
    expect(refusals(results)).toEqual(all(7, 'email-taken'))
  })

  it('an MCP server has ten active keys', async () => {
    await staff.addServer('with-keys')
    const input = { org: staff.org, slug: 'with-keys' }
    const results = await Promise.allSettled(
      (await colleagues(25)).map(({ visitor }) =>
        untilServed(() => visitor.mutate('mcpServer.createKey', input)),
      ),
    )
    expect(refusals(results)).toEqual(all(16, 'too-many-keys'))
    expect(await staff.visitor.query<ServerKeyDto[]>('mcpServer.keys', input)).toHaveLength(10)
  })

  it('an organization has a hundred open invitations', async () => {
    const input = { org: staff.org, role: 'viewer' }
    const create = ({ visitor }: Staff) => visitor.mutate<CreatedInvitationDto>('invitation.create', input)
    for (let made = 0; made < 95; made++) await create(staff)
    const results = await Promise.allSettled(
      (await colleagues(25)).map((colleague) => untilServed(() => create(colleague))),
    )
    expect(refusals(results)).toEqual(all(20, 'too-many-invitations'))
    expect(await staff.visitor.query('invitation.list', { org: staff.org })).toHaveLength(100)
  })

  it('a person has twenty access tokens', async () => {
    const input = { org: staff.org, name: 'script', scopes: ['tickets:read'], expiresInDays: 30 }
    const results = await Promise.allSettled(
      (await colleagues(30)).map(({ visitor }) =>
        untilServed(() => visitor.mutate('accessToken.create', input)),
      ),
    )
    expect(refusals(results)).toEqual(all(10, 'too-many-tokens'))
  })
})

/** A platform, on MySQL with a second process on the same database. */
async function startPlatforms(
  database: DatabaseKind,
  settings: Record<string, string>,
  purpose: string,
): Promise<{ platform: Platform; origins: string[] }> {
  const platform = await Platform.start(settings, database, purpose)
  if (database.name === 'SQLite') return { platform, origins: [platform.origin] }
  const second = await startSecondProcess(platform)
  const end = platform.end.bind(platform)
  Object.assign(platform, {
    end: async () => {
      await second.program.stop()
      await end()
    },
  })
  return { platform, origins: [platform.origin, second.origin] }
}

function codeOf(reason: unknown): string {
  return /"code":"([\w-]+)"/.exec(String(reason))?.[1] ?? String(reason)
}
