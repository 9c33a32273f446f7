import { randomUUID } from 'node:crypto'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { InvitationPreviewDto, JoinedDto } from '#shared/invitation.ts'
import { type Role, ROLES } from '#shared/organization.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { PASSWORD, Visitor } from '../../test/factories.ts'
import { InvitingOrganization, newPerson, secretOf } from '../../test/inviting-organization.ts'
import { sendInto } from '../../test/send-into.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { listen } from '../../test/raw-http.ts'

const DAY_MS = 86_400_000

describe.each(databases)('R6.1 invitations on $name', ({ url }) => {
  let acme: InvitingOrganization
  beforeAll(async () => {
    acme = await InvitingOrganization.start(url)
  })
  afterAll(() => acme.test.close())

  const visit = () => new Visitor(acme.test.app)
  const read = (secret: string, by = visit()) =>
    by.mutate<InvitationPreviewDto>('invitation.read', { secret })

  it('are a link that lasts seven days, of which the database keeps a hash', async () => {
    const created = await acme.create('member')
    expect(created.link).toMatch(/^http:\/\/localhost:3000\/invitations#[\w-]{64}$/)
    const { createdAt, expiresAt } = created.invitation
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(7 * DAY_MS)
    expect(created.invitation).toMatchObject({ role: 'member', createdBy: 'Ada Lovelace' })
    const rows = await acme.test.orm.em.execute<Record<string, unknown>[]>(
      'select * from invitation where organization_id = ? and id = ?',
      [await organizationIdOf(acme.test, acme.org), created.invitation.id],
    )
    const stored = Object.values(rows[0]!).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : String(value),
    )
    expect(stored.join('\n')).not.toContain(secretOf(created).slice(-32))
  })

  it('show what they offer to who has the link, and let in somebody new where sign-up is closed', async () => {
    const secret = await acme.invite('member')
    expect(await read(secret)).toEqual({
      organizationName: 'Acme',
      role: 'member',
      invitedBy: 'Ada Lovelace',
      expiresAt: expect.any(String),
    })
    const [visitor, person] = [visit(), newPerson()]
    const joined = await visitor.mutate<JoinedDto>('invitation.signUp', { secret, ...person })
    expect(joined).toEqual({
      org: acme.org,
      session: {
        account: { name: person.name, email: person.email },
        organizations: [{ slug: acme.org, name: 'Acme', role: 'member' }],
      },
    })
    expect(await visitor.query('account.session')).toEqual(joined.session)
    await visitor.query('supportTicket.countOpen', { org: acme.org })
    const again = { email: person.email, password: PASSWORD }
    expect(await visit().mutate('account.signIn', again)).toEqual(joined.session)
  })

  it('add the organization to those of somebody who has an account, at once', async () => {
    const guest = await acme.guest()
    expect(await guest.query('account.session')).toMatchObject({ organizations: [] })
    const secret = await acme.invite('admin')
    const { session } = await guest.mutate<JoinedDto>('invitation.accept', { secret })
    expect(session.organizations).toEqual([{ slug: acme.org, name: 'Acme', role: 'admin' }])
    expect(await guest.query('organization.get', { org: acme.org })).toMatchObject({ role: 'admin' })
  })

  it('409: say that somebody is a member already, and stay unused', async () => {
    const { visitor } = await acme.join('member')
    const secret = await acme.invite('admin')
    expect(await read(secret, visitor)).toMatchObject({ memberOf: acme.org })
    expect(await visitor.problemOf('mutate', 'invitation.accept', { secret })).toMatchObject({
      status: 409,
      code: 'already-member',
    })
    expect(await visitor.query('organization.get', { org: acme.org })).toMatchObject({ role: 'member' })
    await (await acme.guest()).mutate('invitation.accept', { secret })
  })

  it('R6.2 are for every role if an owner makes them, for members and viewers if an admin does', async () => {
    const allowed: Record<Role, readonly Role[]> = {
      owner: ROLES,
      admin: ['member', 'viewer'],
      member: [],
      viewer: [],
    }
    for (const by of ROLES) {
      const { visitor } = await acme.join(by)
      for (const role of ROLES) {
        const { statusCode } = await visitor.send('POST', 'invitation.create', { org: acme.org, role })
        expect(statusCode, `${by} invites ${role}`).toBe(allowed[by].includes(role) ? 200 : 403)
      }
      const { statusCode } = await visitor.send('GET', 'invitation.list', { org: acme.org })
      expect(statusCode, by).toBe(allowed[by].length > 0 ? 200 : 403)
    }
  })

  it('R6.2 403: an admin revokes none that only an owner may make', async () => {
    const { visitor: admin } = await acme.join('admin')
    const [forOwner, forMember] = [await acme.create('owner'), await acme.create('member')]
    const inputOf = (invitationId: string) => ({ org: acme.org, invitationId })
    const refused = await admin.problemOf('mutate', 'invitation.revoke', inputOf(forOwner.invitation.id))
    expect(refused).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await read(secretOf(forOwner))).toMatchObject({ role: 'owner' })
    await admin.mutate('invitation.revoke', inputOf(forMember.invitation.id))
    for (const id of [forMember.invitation.id, randomUUID()]) {
      expect(await admin.problemOf('mutate', 'invitation.revoke', inputOf(id))).toMatchObject({
        status: 404,
        code: 'invitation-not-found',
      })
    }
  })

  it('end with the right of who made them: nobody comes back by an invitation of their own', async () => {
    const { visitor: admin, email } = await acme.join('admin')
    const [first, second] = [await acme.invite('member', admin), await acme.invite('viewer', admin)]
    const target = { org: acme.org, memberId: await acme.memberId(email) }
    await acme.owner.mutate('organization.changeRole', { ...target, role: 'viewer' })
    const refused = await admin.problemOf('mutate', 'invitation.read', { secret: first })
    expect(refused).toMatchObject({ status: 404, code: 'invitation-not-found' })
    // They do not come back to life with the role.
    await acme.owner.mutate('organization.changeRole', { ...target, role: 'admin' })
    const problem = await admin.problemOf('mutate', 'invitation.read', { secret: second })
    expect(problem).toMatchObject({ status: 404, code: 'invitation-not-found' })
    const third = await acme.invite('member', admin)
    await acme.owner.mutate('organization.removeMember', target)
    const last = await admin.problemOf('mutate', 'invitation.accept', { secret: third })
    expect(last).toMatchObject({ status: 404, code: 'invitation-not-found' })
  })

  it('R6.2 are revoked with a role or a membership: not listed, not counted, and in the audit log', async () => {
    const { visitor: other, email } = await acme.join('owner')
    const target = { org: acme.org, memberId: await acme.memberId(email) }
    const before = (await acme.list()).length
    const [asAdmin, asMember] = [await acme.create('admin', other), await acme.create('member', other)]
    await acme.owner.mutate('organization.changeRole', { ...target, role: 'admin' })
    const idsOf = async () => (await acme.list()).map(({ id }) => id)
    expect(await idsOf()).not.toContain(asAdmin.invitation.id)
    expect(await idsOf()).toContain(asMember.invitation.id)
    await acme.owner.mutate('organization.removeMember', target)
    expect(await idsOf()).toHaveLength(before)
    const { entries } = await acme.owner.query<AuditLogPageDto>('organization.auditLog', { org: acme.org })
    const revoked = entries.filter(({ action }) => action === 'invitation-revoked').slice(0, 2)
    expect(revoked.map(({ subject, details, actor }) => [subject, details, actor.name])).toEqual([
      [asMember.invitation.id, { role: 'member' }, 'Ada Lovelace'],
      [asAdmin.invitation.id, { role: 'admin' }, 'Ada Lovelace'],
    ])
  })

  it('let their holder in when many have signed up from the same network; dead links stay limited', async () => {
    const dead = Array.from({ length: 21 }, () => 'x'.repeat(64))
    const attempt = (secret: string, person = newPerson()) =>
      new DashboardVisitor(sendInto(acme.test.app, '198.51.100.7'), 'localhost:3000').send(
        'POST',
        'invitation.signUp',
        { secret, ...person },
      )
    const statuses = []
    for (const secret of dead) statuses.push((await attempt(secret)).statusCode)
    expect(statuses.slice(0, 20).every((status) => status === 404)).toBe(true)
    expect(statuses[20]).toBe(429)
    for (let holder = 0; holder < 22; holder++)
      expect((await attempt(await acme.invite('viewer'))).statusCode).toBe(200)
    // One link is not for trying addresses out, though it stays unused.
    const secret = await acme.invite('viewer')
    const taken = { ...newPerson(), email: acme.email }
    const tries = []
    for (let round = 0; round < 21; round++) tries.push((await attempt(secret, taken)).statusCode)
    expect(tries).toEqual([...Array.from({ length: 20 }, () => 409), 429])
  })

  it('are listed, newest first, while they can be used, without their links', async () => {
    const [first, second] = [await acme.create('viewer'), await acme.create('owner')]
    const list = await acme.list()
    expect(list.slice(0, 2)).toEqual([second.invitation, first.invitation])
    for (const each of [first, second]) expect(JSON.stringify(list)).not.toContain(secretOf(each))
    await acme.revoke(second)
    await acme.signUp(secretOf(first))
    const ids = (await acme.list()).map(({ id }) => id)
    expect(ids).not.toContain(first.invitation.id)
    expect(ids).not.toContain(second.invitation.id)
  })

  it('409 and 422: stay unused when the address is taken or the password bad', async () => {
    const secret = await acme.invite('member')
    const attempt = (change: object) =>
      visit().problemOf('mutate', 'invitation.signUp', { secret, ...newPerson(), ...change })
    expect(await attempt({ email: acme.email.toUpperCase() })).toMatchObject({
      status: 409,
      code: 'email-taken',
    })
    for (const [pointer, change] of [
      ['/password', { password: 'Administrator' }],
      ['/password', { password: 'short' }],
      ['/name', { name: ' ' }],
      ['/organizationName', { organizationName: 'Mine' }],
      ['/role', { role: 'owner' }],
    ] as const) {
      const problem = await attempt(change)
      expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
      expect(problem.errors!.map((error) => error.pointer)).toEqual([pointer])
    }
    await acme.signUp(secret)
  })

  it('R4.3 tell the open pages of the organization when one is made, revoked or used', async () => {
    const port = await listen(acme.test.app)
    const { cookie } = acme.owner
    const created = await acme.create('member')
    for (const act of [
      () => acme.create('viewer'),
      () => acme.revoke(created),
      async () => acme.signUp((await acme.create('viewer')).link.split('#')[1]!),
    ]) {
      const stream = await watchChanges({ port, host: 'localhost:3000', cookie, org: acme.org })
      const [told] = await Promise.all([stream.expect(/members-changed/), act()])
      expect(told).toBeTruthy()
      stream.close()
    }
  })

  it('409: are at most 100 at a time', async () => {
    for (let count = (await acme.list()).length; count < 100; count++) await acme.create('viewer')
    const input = { org: acme.org, role: 'viewer' }
    expect(await acme.owner.problemOf('mutate', 'invitation.create', input)).toMatchObject({
      status: 409,
      code: 'too-many-invitations',
    })
  })
})
