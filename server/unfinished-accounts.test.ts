import { randomUUID } from 'node:crypto'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import { databases, type TestDatabase } from '#testkit/platform/databases.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it } from 'vitest'
import { settleAccounts } from './jobs/settle-accounts.job.ts'
import { KilledPlatform } from './test/killed-platform.ts'
import { secretOf } from './test/inviting-organization.ts'

const OTHER_PASSWORD = 'another long password'
/** A process for each step, and one for each repair. */
const TIMEOUT = 600_000
const UNFINISHED = 'select 1 from account where joining_organization_id is not null'

/** Somebody who is about to have an account. */
interface Person {
  email: string
  organizationName: string
  /** Of an invitation that they have. */
  secret?: string
}

type Act = (platform: KilledPlatform, person: Person, password: string) => Promise<unknown>
type Repair = (platform: KilledPlatform, person: Person) => Promise<void>

const signUp: Act = ({ origin }, { email, organizationName }, password) =>
  Staff.signUp(origin, { email, organizationName, password })

const join: Act = async (platform, person, password) => {
  const { owner } = platform
  const invite = { org: owner.org, role: 'member' }
  person.secret ??= secretOf(await owner.visitor.mutate<CreatedInvitationDto>('invitation.create', invite))
  const input = { secret: person.secret, name: 'Ada', email: person.email, password }
  await platform.visitor().mutate('invitation.signUp', input)
}

const acts: [string, Act][] = [
  ['sign-up', signUp],
  ['invitation', join],
]

/*
 * An account and its membership may be in different databases, so they are written in several transactions. A process is
 * killed after each statement and each commit of them, and somebody repairs what it left.
 */
describe.each(databases)('an account that a killed process leaves, on $name', (database) => {
  it.each(acts)('%s: is there after the same request', { timeout: TIMEOUT }, async (_, act) => {
    await killAfterEachStep(database, act, async (platform, person) => {
      await platform.restart()
      await act(platform, person, PASSWORD).catch(ignore(/email-taken|invitation-not-found/))
      expect((await platform.signIn(person.email, PASSWORD)).organizations).toHaveLength(1)
    })
  })

  it.each(acts)('%s: is in nobody’s way after a minute', { timeout: TIMEOUT }, async (_, act) => {
    await killAfterEachStep(database, act, async (platform, { email, organizationName }) => {
      await platform.restart()
      await platform.aMinuteLater()
      const taken = await act(platform, { email, organizationName }, OTHER_PASSWORD).catch(
        ignore(/email-taken/),
      )
      const password = taken === 'email-taken' ? PASSWORD : OTHER_PASSWORD
      expect((await platform.signIn(email, password)).organizations).toHaveLength(1)
    })
  })

  it.each(acts)('%s: is finished or deleted by the job', { timeout: TIMEOUT }, async (_, act) => {
    await killAfterEachStep(database, act, async (platform, { email }) => {
      await platform.aMinuteLater()
      await platform.runJob(settleAccounts)
      expect(await platform.count(UNFINISHED)).toBe(0)
      const accounts = await platform.count('select 1 from account where email_key = ?', email)
      const members = 'select 1 from membership m join account a on a.id = m.account_id where a.email_key = ?'
      expect(await platform.count(members, email)).toBe(accounts)
    })
  })
})

async function killAfterEachStep(database: TestDatabase, act: Act, repair: Repair): Promise<void> {
  const platform = await KilledPlatform.start(database)
  for (;;) {
    const person: Person = { email: `${randomUUID()}@example.com`, organizationName: randomUUID() }
    await platform.restart({ isKilled: true })
    const isDone = await act(platform, person, PASSWORD).then(
      () => true,
      () => false,
    )
    if (isDone) break
    await expect.poll(() => platform.hasExited).toBe(true)
    await repair(platform, person)
    expect(await platform.count(UNFINISHED)).toBe(0)
    const organizations = 'select 1 from organization where name = ?'
    expect(await platform.count(organizations, person.organizationName)).toBeLessThanOrEqual(1)
  }
  expect(platform.steps).toContain('commit after nativeInsert Account')
  expect(platform.steps).toContain('commit after nativeInsert DashboardSession')
}

/** Lets an expected refusal pass. @returns its code */
function ignore(codes: RegExp): (error: unknown) => string {
  return (error) => {
    const [code] = codes.exec(String(error)) ?? []
    if (code === undefined) throw error
    return code
  }
}
