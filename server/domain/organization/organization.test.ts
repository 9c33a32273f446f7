import { randomUUID } from 'node:crypto'
import type { MemberDto, Role } from '#shared/organization.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { PASSWORD, signUpStaff, type Staff, Visitor } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { addMember } from './add-member.ts'

describe.each(databases)('§6 organizations and their members on $name', ({ url }) => {
  let test: TestApp
  let owner: Staff
  beforeAll(async () => {
    test = await startTestApp(url)
    owner = await signUpStaff(test.app, 'Acme')
  })
  afterAll(() => test.close())

  const platform = () => ({
    em: test.orm.em.fork(),
    now: () => new Date(),
    settings: test.config,
  })
  const add = (email: string, role: Role) =>
    addMember(platform(), { organizationSlug: owner.org, name: 'New', email, password: PASSWORD, role })
  const members = () => owner.visitor.query<MemberDto[]>('organization.members', { org: owner.org })

  it('has the one who signed up as its owner', async () => {
    expect(await members()).toMatchObject([{ name: 'Ada Lovelace', role: 'owner', you: true }])
    await owner.visitor.mutate('organization.rename', { org: owner.org, name: 'Acme & Co' })
    expect(await owner.visitor.query('organization.get', { org: owner.org })).toMatchObject({
      slug: owner.org,
      name: 'Acme & Co',
      role: 'owner',
    })
  })

  it('409: the last owner neither leaves nor steps down', async () => {
    const [{ id: memberId } = { id: '' }] = await members()
    const input = { org: owner.org, memberId }
    for (const [path, extra] of [
      ['removeMember', {}],
      ['changeRole', { role: 'member' }],
    ] as const) {
      const problem = await owner.visitor.problemOf('mutate', `organization.${path}`, { ...input, ...extra })
      expect(problem).toMatchObject({ status: 409, code: 'last-owner' })
    }
    await owner.visitor.mutate('organization.changeRole', { ...input, role: 'owner' })
  })

  it('of two owners who step down at once, one stays', async () => {
    const pair = await signUpStaff(test.app)
    const email = `${randomUUID()}@example.com`
    await addMember(platform(), {
      organizationSlug: pair.org,
      name: 'x',
      email,
      password: PASSWORD,
      role: 'owner',
    })
    const all = await pair.visitor.query<MemberDto[]>('organization.members', { org: pair.org })
    const second = new Visitor(test.app)
    await second.mutate('account.signIn', { email, password: PASSWORD })
    await Promise.all([
      pair.visitor.send('POST', 'organization.changeRole', {
        org: pair.org,
        memberId: all[0]!.id,
        role: 'member',
      }),
      second.send('POST', 'organization.changeRole', { org: pair.org, memberId: all[1]!.id, role: 'member' }),
    ])
    const after = await pair.visitor.query<MemberDto[]>('organization.members', { org: pair.org })
    expect(after.filter(({ role }) => role === 'owner')).toHaveLength(1)
  })

  it('takes a member in with their own account, in several organizations, and out at once', async () => {
    const guest = await signUpStaff(test.app, 'Other')
    expect(await add(guest.email, 'member')).toEqual({ newAccount: false })
    await expect(add(guest.email, 'member')).rejects.toMatchObject({ code: 'email-taken' })
    const session = await guest.visitor.query<{ organizations: unknown[] }>('account.session')
    expect(session.organizations).toHaveLength(2)
    await guest.visitor.query('supportTicket.countOpen', { org: owner.org })

    const { id: memberId } = (await members()).find(({ email }) => email === guest.email)!
    await owner.visitor.mutate('organization.changeRole', { org: owner.org, memberId, role: 'admin' })
    expect(await guest.visitor.query('organization.get', { org: owner.org })).toMatchObject({ role: 'admin' })
    await owner.visitor.mutate('organization.removeMember', { org: owner.org, memberId })
    const problem = await guest.visitor.problemOf('query', 'supportTicket.countOpen', { org: owner.org })
    expect(problem).toMatchObject({ status: 404, code: 'organization-not-found' })
  })

  it('makes an account for a member who has none', async () => {
    const email = `${randomUUID()}@example.com`
    expect(await add(email, 'member')).toEqual({ newAccount: true })
    await new Visitor(test.app).mutate('account.signIn', { email, password: PASSWORD })
    await expect(
      addMember(platform(), {
        organizationSlug: 'nope',
        name: 'x',
        email,
        password: PASSWORD,
        role: 'member',
      }),
    ).rejects.toMatchObject({ code: 'organization-not-found' })
  })
})
