import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { Visitor } from '../../test/factories.ts'
import { InvitingOrganization, newPerson, secretOf } from '../../test/inviting-organization.ts'
import { Account } from '../account/account.entity.ts'
import { Invitation } from './invitation.entity.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { generateInvitationSecret, organizationOfSecret } from './invitation-secret.ts'

// Counted, not replaced.
vi.mock('@node-rs/argon2', { spy: true })

/** Of an entity, which is named by its class or by its schema. */
const nameOf = (entity: unknown) => (entity as { name: string }).name

const REFUSED = Array.from({ length: 9 }, () => 404)
const statusesOf = (answers: { statusCode: number }[]) =>
  answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)

describe.each(databases)('R6.1 invitations that cannot be used, and races for one, on $name', ({ url }) => {
  let acme: InvitingOrganization
  beforeAll(async () => {
    acme = await InvitingOrganization.start(url)
  })
  afterAll(() => acme.test.close())

  /** One of each kind. */
  async function unusable(): Promise<Record<string, string>> {
    const [used, revoked] = [await acme.invite('member'), await acme.create('member')]
    await acme.signUp(used)
    await acme.revoke(revoked)
    const expired = await acme.create('member')
    const past = { expiresAt: new Date(Date.now() - 1) }
    const em = acme.test.orm.em.fork()
    const where = { organizationId: await organizationIdOf(acme.test, acme.org), id: expired.invitation.id }
    await em.nativeUpdate(Invitation, where, past, { filters: false })
    const open = Buffer.from(await acme.invite('member'), 'base64url')
    const stranger = Buffer.from(randomUUID().replaceAll('-', ''), 'hex')
    return {
      used,
      revoked: secretOf(revoked),
      expired: secretOf(expired),
      unknown: generateInvitationSecret(organizationOfSecret(used)),
      'moved to another organization': Buffer.concat([stranger, open.subarray(16)]).toString('base64url'),
      cut: open.toString('base64url').slice(0, -1),
      empty: '',
      long: 'x'.repeat(1_500),
      malformed: '../../..?%00<script>',
    }
  }

  it('404: all get one answer, after the same look-up and no hashing', async () => {
    const guest = await acme.guest()
    const taken = { ...newPerson(), email: acme.email }
    const driver = acme.test.orm.em.getDriver()
    const lookedUp = vi.spyOn(driver, 'findOne')
    const secrets = await unusable()
    const calls: [path: string, input: object, who: Visitor][] = [
      ['invitation.read', {}, new Visitor(acme.test.app)],
      ['invitation.accept', {}, guest],
      ['invitation.signUp', taken, new Visitor(acme.test.app)],
    ]
    for (const [path, input, who] of calls) {
      const answers = new Set<string>()
      for (const [what, secret] of Object.entries(secrets)) {
        lookedUp.mockClear()
        vi.mocked(hash).mockClear()
        const answer = await who.problemOf('mutate', path, { secret, ...input })
        expect(answer, `${path}: ${what}`).toMatchObject({ status: 404, code: 'invitation-not-found' })
        const looked = lookedUp.mock.calls.map(([entity]) => nameOf(entity))
        answers.add(
          JSON.stringify({ ...answer, requestId: '', looked, hashed: vi.mocked(hash).mock.calls.length }),
        )
      }
      expect([...answers], path).toHaveLength(1)
      expect([...answers][0]).toContain('"hashed":0')
    }
    lookedUp.mockRestore()
    expect(await guest.query('account.session')).toMatchObject({ organizations: [] })
  })

  it('404: another organization’s owner neither sees nor revokes one', async () => {
    const beta = await InvitingOrganization.start(url)
    const { invitation } = await acme.create('viewer')
    const input = { org: beta.org, invitationId: invitation.id }
    const foreign = await beta.owner.problemOf('mutate', 'invitation.revoke', input)
    const unknown = await beta.owner.problemOf('mutate', 'invitation.revoke', {
      ...input,
      invitationId: randomUUID(),
    })
    expect(foreign).toMatchObject({ status: 404, code: 'invitation-not-found' })
    expect({ ...foreign, requestId: '' }).toEqual({ ...unknown, requestId: '' })
    expect(await beta.list()).toEqual([])
    expect((await acme.list()).map(({ id }) => id)).toContain(invitation.id)
    await beta.test.close()
  })

  it('lets one of ten who sign up at once in, and makes no account for the others', async () => {
    const secret = await acme.invite('member')
    const before = (await acme.members()).length
    const people = Array.from({ length: 10 }, newPerson)
    const answers = await Promise.all(
      people.map((person) =>
        new Visitor(acme.test.app).send('POST', 'invitation.signUp', { secret, ...person }),
      ),
    )
    expect(statusesOf(answers)).toEqual([200, ...REFUSED])
    expect(await acme.members()).toHaveLength(before + 1)
    const emails = people.map(({ email }) => email)
    expect(await acme.test.orm.em.fork().count(Account, { emailKey: { $in: emails } })).toBe(1)
  })

  it('lets one of ten who are signed in in', async () => {
    const guests = []
    for (let count = 0; count < 10; count++) guests.push(await acme.guest())
    const secret = await acme.invite('member')
    const answers = await Promise.all(
      guests.map((guest) => guest.send('POST', 'invitation.accept', { secret })),
    )
    expect(statusesOf(answers)).toEqual([200, ...REFUSED])
    const sessions = await Promise.all(
      guests.map((guest) => guest.query<{ organizations: object[] }>('account.session')),
    )
    expect(sessions.filter(({ organizations }) => organizations.length > 0)).toHaveLength(1)
  })

  it('either revokes one or lets its holder in, at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const created = await acme.create('member')
      const guest = await acme.guest()
      const [joined, revoked] = await Promise.all([
        guest.send('POST', 'invitation.accept', { secret: secretOf(created) }),
        acme.owner.send('POST', 'invitation.revoke', {
          org: acme.org,
          invitationId: created.invitation.id,
        }),
      ])
      expect(statusesOf([joined, revoked])).toEqual([200, 404])
    }
  })

  it('makes one membership of two that one person uses at once', async () => {
    const guest = await acme.guest()
    const secrets = [await acme.invite('member'), await acme.invite('viewer')]
    const answers = await Promise.all(
      secrets.map((secret) => guest.send('POST', 'invitation.accept', { secret })),
    )
    expect(statusesOf(answers)).toEqual([200, 409])
    await acme.signUp(secrets[answers.findIndex(({ statusCode }) => statusCode === 409)]!)
  })
})
