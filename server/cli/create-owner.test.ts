import type { AuditLogPageDto } from '#shared/audit-log.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished } from 'vitest'

const WISH = ['create-owner', '--org', 'Acme Inc.', '--email', 'ada@example.com', '--name', 'Ada']

describe.each(databaseKinds)('npm run account -- create-owner on $name', (database) => {
  const create = (url: string, ...args: string[]) =>
    run('server/cli/account.ts', { args, env: { DATABASE_URL: url } })

  it('makes the first owner where nobody may sign up, and closes the sign-up for the first', async () => {
    const platform = await Platform.start({ SIGN_UP: 'closed' }, database, 'owner')
    onTestFinished(() => platform.end())
    const { code, output } = await create(platform.databaseUrl, ...WISH)
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^Created the organization acme-inc\. Sign in at http/),
    ])
    const [, password = ''] = /password: (\S+)\n$/.exec(output)!
    const staff = await Staff.signIn(platform.origin, 'ada@example.com', password)
    expect(staff.org).toBe('acme-inc')
    // Only owners and admins read it.
    const { entries } = await staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: staff.org,
    })
    expect(entries).toMatchObject([
      { actor: { kind: 'operator' }, action: 'member-added', details: { role: 'owner' } },
    ])

    const again = await create(platform.databaseUrl, ...WISH.with(4, 'ADA@example.com'))
    expect([again.code, again.output]).toEqual([1, 'There is already an account with this e-mail address.\n'])
    const other = await create(platform.databaseUrl, ...WISH.with(4, 'grace@example.com'))
    expect(other.output).toMatch(
      /^Other organizations exist already: acme-inc\. .*\nCreated the organization acme-inc-\w+\./,
    )
    await platform.program.stop()

    platform.settings.SIGN_UP = 'first'
    await platform.start()
    await expect(Staff.signUp(platform.origin)).rejects.toThrow('sign-up-closed')
  })
})

it.each([
  ['create-owner'],
  ['create-owner', '--org', ' ', '--email', 'ada@example.com', '--name', 'Ada'],
  WISH.with(4, 'ada'),
  WISH.slice(0, -2),
  [...WISH, '--role', 'viewer'],
])('npm run account explains itself with 2: %s', async (...args) => {
  const { code, output } = await run('server/cli/account.ts', { args })
  expect(code).toBe(2)
  expect(output).toMatch(/^Usage:\n {2}npm run account -- create-owner/)
})
