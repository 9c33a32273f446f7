import { randomUUID } from 'node:crypto'
import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import type { AuditEntryDto, AuditLogPageDto } from '#shared/audit-log.ts'
import type { MemberDto } from '#shared/organization.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkForTenant } from '../../db/tenant.ts'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { addEndUser, addSession } from '../../test/end-users.ts'
import { createServer, PASSWORD, serverSettings, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { rotateSigningKeys } from '../authorization/rotate-signing-keys.ts'
import { addMember } from '../organization/add-member.ts'
import { auditLogSql } from './audit-log.repository.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { writeAuditEntry } from './write-audit-entry.ts'

describe.each(databases)('R4.9 the audit log of an organization on $name', ({ url }) => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp(url)
  })
  afterAll(() => test.close())

  const read = (staff: Staff, cursor?: string) =>
    staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: staff.org,
      ...(cursor && { cursor }),
    })
  /** The newest entries: what was done, to whom or what, and the details. */
  const latest = async (staff: Staff, count: number) =>
    (await read(staff)).entries
      .slice(0, count)
      .map(({ action, subject, subjectName, details }) => [action, subjectName ?? subject, details])
  const idOf = (org: string) => organizationIdOf(test, org)

  it('is empty at first', async () => {
    expect(await read(await signUpStaff(test.app))).toEqual({ entries: [] })
  })

  it('records what owners do to members and to the organization, with names that are looked up', async () => {
    const owner = await signUpStaff(test.app, 'Acme')
    const email = `${randomUUID()}@example.com`
    const ctx = {
      em: test.orm.em.fork(),
      now: () => new Date(),
      settings: test.config,
    }
    await addMember(ctx, {
      organizationSlug: owner.org,
      name: 'Grace',
      email,
      password: PASSWORD,
      role: 'member',
    })
    const members = await owner.visitor.query<MemberDto[]>('organization.members', { org: owner.org })
    const { id: memberId } = members.find((each) => each.email === email)!
    const input = { org: owner.org, memberId }
    await owner.visitor.mutate('organization.changeRole', { ...input, role: 'admin' })
    await owner.visitor.mutate('organization.changeRole', { ...input, role: 'admin' })
    await owner.visitor.mutate('organization.removeMember', input)
    await owner.visitor.mutate('organization.rename', { org: owner.org, name: 'Acme & Co' })
    await owner.visitor.mutate('organization.rename', { org: owner.org, name: 'Acme & Co' })
    expect(await latest(owner, 4)).toEqual([
      ['organization-renamed', owner.org, { from: 'Acme', to: 'Acme & Co' }],
      ['member-removed', 'Grace', { role: 'admin' }],
      ['member-role-changed', 'Grace', { from: 'member', to: 'admin' }],
      ['member-added', 'Grace', { role: 'member' }],
    ])
    const { entries } = await read(owner)
    expect(entries.pop()?.actor).toMatchObject({ kind: 'operator', name: 'An operator, on the server' })
    expect(entries.every(({ actor }) => actor.kind === 'account' && actor.name === 'Ada Lovelace')).toBe(true)
    const stored = JSON.stringify(await test.orm.em.execute(`select ${ALL_TENANTS} * from audit_log_entry`))
    expect(stored).not.toContain('Grace')
    expect(stored).not.toContain(email)
  })

  it('records that an operator made a new signing key', async () => {
    const owner = await signUpStaff(test.app)
    const { slug } = await createServer(owner, {
      authMode: 'oauth',
      resourceUrl: 'https://shop.example.com/mcp',
    })
    const platform = { now: () => new Date(), settings: test.config }
    await rotateSigningKeys({ ...platform, em: test.orm.em.fork() }, slug)
    const [entry] = (await read(owner)).entries
    expect(entry).toMatchObject({ action: 'signing-key-rotated', subject: slug, actor: { kind: 'operator' } })
  })

  it('records what admins do to MCP servers and keys, and no setting’s value and no key', async () => {
    const owner = await signUpStaff(test.app)
    const { slug, key, keyId } = await createServer(owner)
    const { org, visitor } = owner
    await visitor.mutate('mcpServer.update', { org, slug, settings: serverSettings() })
    const settings = serverSettings({
      name: 'Renamed',
      supportToolCategories: ['Canary category'],
      traceUrl: 'https://canary.example.com/{traceId}',
    })
    await visitor.mutate('mcpServer.update', { org, slug, settings })
    await visitor.mutate('mcpServer.revokeKey', { org, slug, keyId })
    await visitor.mutate('mcpServer.revokeKey', { org, slug, keyId })
    await visitor.mutate('mcpServer.archive', { org, slug })
    // The second of each changes nothing and is no error.
    await visitor.mutate('mcpServer.archive', { org, slug })
    await visitor.mutate('mcpServer.restore', { org, slug })
    await visitor.mutate('mcpServer.restore', { org, slug })
    const hint = key.slice(-4)
    expect(await latest(owner, 7)).toEqual([
      ['server-restored', slug, {}],
      ['server-archived', slug, {}],
      ['key-revoked', keyId, { server: slug, hint }],
      ['server-changed', slug, { changed: 'name, supportToolCategories, traceUrl' }],
      ['key-created', keyId, { server: slug, hint }],
      ['server-created', slug, {}],
    ])
    const text = JSON.stringify(await read(owner))
    expect(text).not.toContain('Canary category')
    expect(text).not.toContain('canary.example.com')
    expect(text).not.toContain(key)
  })

  it('takes the slug of a server for no person’s id', async () => {
    const owner = await signUpStaff(test.app)
    const { visitor, org } = owner
    const [{ id } = { id: '' }] = await test.orm.em.execute<{ id: string }[]>(
      'select a.id from account a where a.email = ?',
      [owner.email],
    )
    await visitor.mutate('mcpServer.create', { org, slug: id, settings: serverSettings() })
    const [entry] = (await read(owner)).entries
    expect(entry).toMatchObject({ action: 'server-created', subject: id })
    expect(entry).not.toHaveProperty('subjectName')
  })

  it('records access tokens and invitations, and no secret of either', async () => {
    const owner = await signUpStaff(test.app)
    const { org, visitor } = owner
    const { token, secret } = await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', {
      org,
      name: 'nightly',
      scopes: ['tickets:read'],
    })
    for (let time = 0; time < 2; time++)
      await visitor.mutate('accessToken.revoke', { org, tokenId: token.id })
    const invite = () => visitor.mutate<CreatedInvitationDto>('invitation.create', { org, role: 'member' })
    const [kept, revoked] = [await invite(), await invite()]
    await visitor.mutate('invitation.revoke', { org, invitationId: revoked.invitation.id })
    const hint = secret.slice(-4)
    expect(await latest(owner, 5)).toEqual([
      ['invitation-revoked', revoked.invitation.id, { role: 'member' }],
      ['invitation-created', revoked.invitation.id, { role: 'member' }],
      ['invitation-created', kept.invitation.id, { role: 'member' }],
      ['token-revoked', 'Ada Lovelace', { hint }],
      ['token-created', 'Ada Lovelace', { hint }],
    ])
    const text = JSON.stringify(await read(owner))
    for (const each of [secret, kept.link.split('#')[1]!]) expect(text).not.toContain(each)
  })

  it('records what admins do to end-users, once for each change', async () => {
    const owner = await signUpStaff(test.app)
    const { slug } = await createServer(owner)
    const user = await addEndUser(test, slug, { name: 'Ana Sousa' })
    const input = { org: owner.org, slug, userId: user.id }
    const session = { ...input, sessionId: await addSession(test, user) }
    await owner.visitor.mutate('endUser.revokeSession', session)
    await owner.visitor.mutate('endUser.revokeSession', session)
    await Promise.all([1, 2, 3, 4].map(() => owner.visitor.mutate('endUser.disable', input)))
    await Promise.all([1, 2, 3, 4].map(() => owner.visitor.mutate('endUser.enable', input)))
    await owner.visitor.mutate('endUser.resetPassword', input)
    const details = { server: slug }
    expect(await latest(owner, 4)).toEqual([
      ['end-user-password-reset', 'Ana Sousa', details],
      ['end-user-enabled', 'Ana Sousa', details],
      ['end-user-disabled', 'Ana Sousa', details],
      ['end-user-session-revoked', 'Ana Sousa', details],
    ])
  })

  it('has no entry for what did not happen', async () => {
    const owner = await signUpStaff(test.app)
    const { slug } = await createServer(owner)
    const other = await signUpStaff(test.app)
    const before = await read(other)
    await other.visitor.problemOf('mutate', 'mcpServer.create', {
      org: other.org,
      slug,
      settings: serverSettings(),
    })
    const [me] = await other.visitor.query<MemberDto[]>('organization.members', { org: other.org })
    await other.visitor.problemOf('mutate', 'organization.removeMember', { org: other.org, memberId: me!.id })
    expect(await read(other)).toEqual(before)
  })

  it('is read by keyset, newest first, each entry once', async () => {
    const owner = await signUpStaff(test.app)
    const organizationId = await idOf(owner.org)
    const em = forkForTenant(test.orm.em, organizationId)
    const actor = { kind: 'account', id: uuidv7(), role: 'owner' } as const
    const start = Date.now()
    for (let index = 0; index < 120; index++) {
      const now = () => new Date(start + Math.floor(index / 10))
      writeAuditEntry(
        em,
        { organizationId, actor, now },
        { action: 'server-created', subject: String(index) },
      )
    }
    await em.flush()
    const pages = [await read(owner)]
    for (let next = pages[0]!.older; next; next = pages.at(-1)!.older) pages.push(await read(owner, next))
    expect(pages.map(({ entries }) => entries.length)).toEqual([50, 50, 20])
    const all = pages.flatMap(({ entries }) => entries)
    expect(new Set(all.map(({ subject }) => subject)).size).toBe(120)
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(await read(owner, pages[1]!.newer)).toEqual(pages[0])
    // The account of these entries is gone.
    expect(all[0]).toMatchObject({ actor: { name: 'Somebody' } } satisfies Partial<
      Record<keyof AuditEntryDto, object>
    >)
  })

  it('422: a cursor that is not ours', async () => {
    const owner = await signUpStaff(test.app)
    const problem = await owner.visitor.problemOf('query', 'organization.auditLog', {
      org: owner.org,
      cursor: 'x',
    })
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/cursor', code: 'invalid-format' }] })
  })

  it('refuses details without a bound', async () => {
    const organizationId = uuidv7()
    const ctx = {
      organizationId,
      actor: { kind: 'account', id: uuidv7(), role: 'owner' },
      now: () => new Date(),
    } as const
    const em = forkForTenant(test.orm.em, organizationId)
    const entry = { action: 'server-changed', subject: 's', details: { changed: 'x'.repeat(1_000) } } as const
    expect(() => writeAuditEntry(em, ctx, entry)).toThrow('Too many details')
  })

  const cursor = { towards: 'older', createdAt: new Date(), id: uuidv7() } as const
  it.each([undefined, cursor, { ...cursor, towards: 'newer' } as const])(
    'reads no more than its page, by its index and without sorting: %j',
    async (from) => {
      const em = forkForTenant(test.orm.em, uuidv7())
      for (const filter of [{}, { actions: ['key-created'] as const, accountId: uuidv7() }]) {
        const query = auditLogSql({ em, organizationId: uuidv7() }, filter, { cursor: from, to: cursor }, 51)
        const plan = await explainQuery(test.orm, url, query)
        expect(plan).toContain('audit_log_entry_list')
        expect(plan).not.toMatch(READS_TOO_MUCH)
      }
    },
  )
})
