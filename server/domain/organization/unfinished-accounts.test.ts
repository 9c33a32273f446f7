import { randomUUID } from 'node:crypto'
import type { SessionDto } from '#shared/account.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { databases } from '../../test/databases.ts'
import { PASSWORD, Visitor } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { Account } from '../account/account.entity.ts'
import { hashPassword } from '../account/passwords.ts'
import { beginAccount } from './begin-account.ts'
import { Membership } from './membership.entity.ts'
import { Organization } from './organization.entity.ts'

const OTHER_PASSWORD = 'another long password'
const MINUTE_MS = 60_000

/** What a request leaves that came no further than the account. `unfinished-accounts.test.ts` beside `app.ts` kills real ones. */
describe.each(databases)('§6 an unfinished account on $name', ({ url }) => {
  let test: TestApp
  let passwordHash: string
  beforeAll(async () => {
    test = await startTestApp(url)
    passwordHash = await hashPassword(PASSWORD)
  })
  afterAll(() => test.close())

  const leave = async (agoMs: number) => {
    const email = `${randomUUID()}@example.com`
    const account = {
      id: newId(),
      name: 'Ada',
      email,
      emailKey: email,
      passwordHash,
      createdAt: new Date(Date.now() - agoMs),
      joiningOrganizationId: newId(),
    }
    await test.orm.em.fork().insert(Account, account)
    return account
  }
  const signUp = async (email: string, password: string) => {
    const visitor = new Visitor(test.app)
    const input = { name: 'Eve', email, password, organizationName: 'Acme' }
    const { statusCode } = await visitor.send('POST', 'account.signUp', input)
    return { statusCode, visitor }
  }
  const signIn = async (email: string, password = PASSWORD) =>
    (await new Visitor(test.app).send('POST', 'account.signIn', { email, password })).statusCode

  it('lets nobody in', async () => {
    const { email } = await leave(0)
    expect(await signIn(email)).toBe(401)
  })

  it('is gone on with by the same password, in the organization that it names', async () => {
    const { id, email, joiningOrganizationId } = await leave(0)
    const { statusCode, visitor } = await signUp(email, PASSWORD)
    expect(statusCode).toBe(200)
    const { organizations } = (await visitor.query<SessionDto | null>('account.session'))!
    expect(organizations).toMatchObject([{ name: 'Acme', role: 'owner' }])
    const em = test.orm.em.fork()
    const { slug } = await em.findOneOrFail(Organization, { id: joiningOrganizationId })
    expect(slug).toBe(organizations[0]!.slug)
    expect(await em.findOneOrFail(Account, { emailKey: email })).toMatchObject({
      id,
      joiningOrganizationId: null,
    })
  })

  it('is in the way of another password for a minute, and no longer', async () => {
    const young = await leave(0)
    expect((await signUp(young.email, OTHER_PASSWORD)).statusCode).toBe(409)
    const old = await leave(2 * MINUTE_MS)
    expect((await signUp(old.email, OTHER_PASSWORD)).statusCode).toBe(200)
    expect([await signIn(old.email), await signIn(old.email, OTHER_PASSWORD)]).toEqual([401, 200])
    expect(await test.orm.em.fork().count(Account, { id: old.id })).toBe(0)
  })

  const leaveJoined = async (agoMs: number) => {
    const account = await leave(agoMs)
    const { id: accountId, joiningOrganizationId: organizationId, createdAt } = account
    const em = test.orm.em.fork()
    await em.insert(Organization, {
      id: organizationId,
      slug: `o-${organizationId}`,
      name: 'Acme',
      createdAt,
    })
    await em.insert(Membership, { id: newId(), organizationId, accountId, role: 'owner', createdAt })
    return account
  }

  it('is not finished by another password while its own request goes on, which is then signed in', async () => {
    const { email } = await leaveJoined(0)
    expect((await signUp(email, OTHER_PASSWORD)).statusCode).toBe(409)
    expect((await signUp(email, PASSWORD)).statusCode).toBe(200)
  })

  it('is in the way, like a finished one, when other requests go on with it each time', async () => {
    const { id, email, createdAt } = await leave(0)
    let overtaken = 0
    const beginning = {
      organizationId: newId(),
      continues: async () => {
        const at = new Date(createdAt.getTime() + ++overtaken)
        await test.orm.em.fork().nativeUpdate(Account, { id }, { createdAt: at })
        return true
      },
    }
    const ctx = { em: test.orm.em.fork(), now: () => new Date(), settings: test.config }
    const begun = beginAccount(ctx, { name: 'Ada', email, password: PASSWORD }, beginning)
    await expect(begun).rejects.toMatchObject({ code: 'email-taken' })
  })

  it('is finished by a sign-in, when its membership is there', async () => {
    const { id: accountId, email } = await leaveJoined(2 * MINUTE_MS)
    const em = test.orm.em.fork()
    expect((await signUp(email, OTHER_PASSWORD)).statusCode).toBe(409)
    expect(await signIn(email)).toBe(200)
    expect(await em.fork().findOneOrFail(Account, { id: accountId })).toMatchObject({
      joiningOrganizationId: null,
    })
  })

  it('of an invitation is not taken for the one of a sign-up', async () => {
    const { id, email, joiningOrganizationId } = await leave(0)
    const createdAt = new Date()
    const organization = {
      id: joiningOrganizationId,
      slug: `o-${joiningOrganizationId}`,
      name: 'Other',
      createdAt,
    }
    await test.orm.em.fork().insert(Organization, organization)
    expect((await signUp(email, PASSWORD)).statusCode).toBe(409)
    expect(await test.orm.em.fork().count(Membership, { accountId: id }, { filters: false })).toBe(0)
  })
})
