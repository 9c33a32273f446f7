import { randomUUID } from 'node:crypto'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it } from 'vitest'
import { settleAccounts } from './jobs/settle-accounts.job.ts'
import { KilledPlatform } from './test/killed-platform.ts'
import { secretOf } from './test/inviting-organization.ts'

/** A process for each step. */
const TIMEOUT = 600_000
/** What the same request is answered when the one before had come to its end. */
const ANSWERED = /email-taken|invitation-not-found/
const UNFINISHED = 'select 1 from account where joining_organization_id is not null'

/** Somebody who is about to have an account. */
interface Person {
  email: string
  organizationName: string
  /** Of an invitation that they have. */
  secret?: string
}

type Act = (platform: KilledPlatform, person: Person, password: string) => Promise<unknown>
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
 * killed after each statement and each commit of them.
 */
describe.each(databaseKinds)('an account that a killed process leaves, on $name', (database) => {
  it.each(acts)(
    '%s: is there once, when the request is sent until it is answered',
    { timeout: TIMEOUT },
    async (_, act) => {
      const platform = await KilledPlatform.start(database)
      const person = newPerson()
      while (await platform.kills(() => act(platform, person, PASSWORD).catch(ignore(ANSWERED)))) continue
      await platform.restart()
      expect((await platform.signIn(person.email, PASSWORD)).organizations).toHaveLength(1)
      // A used invitation answers no second time; its account signs in.
      await expectWhole(platform, act === signUp ? 'DashboardSession' : 'Membership')
      const organizations = 'select 1 from organization where name = ?'
      expect(await platform.count(organizations, person.organizationName)).toBe(act === signUp ? 1 : 0)
    },
  )

  it.each(acts)('%s: is finished or deleted by the job', { timeout: TIMEOUT }, async (_, act) => {
    const platform = await KilledPlatform.start(database)
    for (;;) {
      const { email, ...person } = newPerson()
      if (!(await platform.kills(() => act(platform, { email, ...person }, PASSWORD)))) break
      await platform.aMinuteLater()
      await platform.runJob(settleAccounts)
      const accounts = await platform.count('select 1 from account where email_key = ?', email)
      const members = 'select 1 from membership m join account a on a.id = m.account_id where a.email_key = ?'
      expect(await platform.count(members, email)).toBe(accounts)
      expect(await platform.count(UNFINISHED)).toBe(0)
    }
    await expectWhole(platform)
  })
})

async function expectWhole(platform: KilledPlatform, last = 'DashboardSession'): Promise<void> {
  expect(await platform.count(UNFINISHED)).toBe(0)
  expect(platform.steps).toContain('commit after nativeInsert Account')
  expect(platform.steps).toContain(`commit after nativeInsert ${last}`)
}

function newPerson(): Person {
  return { email: `${randomUUID()}@example.com`, organizationName: randomUUID() }
}

/** Lets an expected refusal pass. */
function ignore(codes: RegExp): (error: unknown) => void {
  return (error) => {
    if (!codes.test(String(error))) throw error
  }
}
