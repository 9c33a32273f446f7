import { randomUUID } from 'node:crypto'
import { type AccessTokenDto, type CreatedAccessTokenDto, type Scope, SCOPES } from '#shared/access-token.ts'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { MemberDto, Role } from '#shared/organization.ts'
import type { TicketDto, TicketPageDto } from '#shared/support-ticket.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, Visitor } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { listen } from '../../test/raw-http.ts'
import { untilServed } from '../../test/until-served.ts'
import { addMember } from '../organization/add-member.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { sha256 } from '../sha256.ts'

const DAY_MS = 24 * 60 * 60_000

describe.each(databases)('R2.5 access tokens on $name', ({ url }) => {
  let test: TestApp
  let owner: Staff
  let server: string
  let clock = 0
  beforeAll(async () => {
    test = await startTestApp(url, {}, () => new Date(Date.now() + clock))
    owner = await signUpStaff(test.app)
    server = (await createServer(owner)).slug
  })
  afterAll(() => test.close())

  const org = () => owner.org
  const create = (who: Visitor, input: object = {}) =>
    who.mutate<CreatedAccessTokenDto>('accessToken.create', {
      org: org(),
      name: 'nightly',
      scopes: SCOPES,
      ...input,
    })
  const script = (token: string) => Object.assign(new Visitor(test.app), { token })
  const listOwn = (who: Visitor) => who.query<AccessTokenDto[]>('accessToken.listOwn', { org: org() })
  const read = (token: string) => script(token).send('GET', 'supportTicket.list', { org: org(), filters: {} })
  const open = (who: Visitor) =>
    who.mutate<TicketDto>('supportTicket.open', {
      org: org(),
      server,
      words: { title: 'Broken', description: 'x', category: 'Other' },
    })

  async function join(role: Role, email = `${randomUUID()}@example.com`) {
    const ctx = { em: test.orm.em.fork(), now: () => new Date() }
    const member = { organizationSlug: org(), name: 'Grace', email, password: PASSWORD, role }
    await addMember({ ...ctx, settings: test.config }, member)
    const visitor = new Visitor(test.app)
    await visitor.mutate('account.signIn', { email, password: PASSWORD })
    const members = await owner.visitor.query<MemberDto[]>('organization.members', { org: org() })
    return { visitor, email, memberId: members.find((each) => each.email === email)!.id }
  }

  it('outlives a new password and signing out everywhere, until its person revokes all of theirs', async () => {
    const { visitor, email } = await join('member')
    const other = await signUpStaff(test.app, 'Other')
    const inOther = {
      organizationSlug: other.org,
      name: 'Grace',
      email,
      password: PASSWORD,
      role: 'admin',
    } as const
    await addMember({ em: test.orm.em.fork(), now: () => new Date(), settings: test.config }, inOther)
    const [first, second, kept] = [
      await create(visitor),
      await create(visitor, { org: other.org }),
      await create(owner.visitor),
    ]
    const changed = { currentPassword: PASSWORD, password: 'another good passphrase' }
    await visitor.mutate('account.changePassword', changed)
    await visitor.mutate('account.signOutEverywhere', { keepThis: true })
    expect((await read(first.secret)).statusCode).toBe(200)

    expect(await visitor.mutate('accessToken.revokeOwn')).toEqual({ revoked: 2, agents: 0 })
    const readOther = () =>
      script(second.secret).send('GET', 'supportTicket.list', { org: other.org, filters: {} })
    expect((await read(first.secret)).statusCode).toBe(401)
    expect((await readOther()).statusCode).toBe(401)
    expect((await read(kept.secret)).statusCode).toBe(200)
    expect(await visitor.mutate('accessToken.revokeOwn')).toEqual({ revoked: 0, agents: 0 })
    const log = await other.visitor.query<AuditLogPageDto>('organization.auditLog', { org: other.org })
    expect(log.entries[0]).toMatchObject({
      action: 'token-revoked',
      subject: second.token.id,
      actor: { kind: 'account', name: 'Grace' },
    })
    // A script cannot end the others.
    const problem = await script(kept.secret).problemOf('mutate', 'accessToken.revokeOwn')
    expect(problem).toMatchObject({ status: 403, code: 'forbidden' })
  })

  it('R4.3 tells the open pages of the organization when one is created or revoked', async () => {
    const port = await listen(test.app)
    const { cookie } = owner.visitor
    const { token } = await create(owner.visitor)
    for (const act of [
      () => create(owner.visitor),
      () => owner.visitor.mutate('accessToken.revoke', { org: org(), tokenId: token.id }),
      () => owner.visitor.mutate('organization.rename', { org: org(), name: 'Acme & Daughters' }),
      () => owner.visitor.mutate('accessToken.revokeOwn'),
    ]) {
      const stream = await watchChanges({ port, host: 'localhost:3000', cookie, org: org() })
      const [told] = await Promise.all([stream.expect(/members-changed/), act()])
      expect(told).toBeTruthy()
      stream.close()
    }
  })

  it('is shown once, kept as a hash, and listed without its secret', async () => {
    const { token, secret } = await create(owner.visitor)
    expect(secret).toMatch(/^mot_[0-9a-hjkmnp-tv-z]{32}$/)
    expect(token).toMatchObject({
      name: 'nightly',
      hint: secret.slice(-4),
      scopes: SCOPES,
      state: 'active',
      person: { name: 'Ada Lovelace', email: owner.email, you: true },
    })
    expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(90 * DAY_MS)
    const [listed] = await listOwn(owner.visitor)
    expect(listed).toEqual(token)
    expect(JSON.stringify(listed)).not.toContain(secret)
    const [row] = await test.orm.em.execute<{ token_hash: Uint8Array }[]>(
      'select * from access_token where organization_id = ? and id = ?',
      [await organizationIdOf(test, owner.org), token.id],
    )
    expect(Buffer.from(row!.token_hash)).toEqual(sha256(secret))
    expect(JSON.stringify(row)).not.toContain(secret.slice(4, -4))
  })

  it.each([
    [{ name: '' }, '/name'],
    [{ name: 'x'.repeat(81) }, '/name'],
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['tickets:delete'] }, '/scopes/0'],
    [{ scopes: ['tickets:read', 'tickets:read', 'tickets:read', 'tickets:read'] }, '/scopes'],
    [{ expiresInDays: 0 }, '/expiresInDays'],
    [{ expiresInDays: 366 }, '/expiresInDays'],
    [{ expiresInDays: 1.5 }, '/expiresInDays'],
    [{ expiresInDays: '90' }, '/expiresInDays'],
    [{ accountId: randomUUID() }, '/accountId'],
  ])('422: %j', async (input, pointer) => {
    const before = (await listOwn(owner.visitor)).length
    const body = { org: org(), name: 'x', scopes: SCOPES, ...input }
    const problem = await owner.visitor.problemOf('mutate', 'accessToken.create', body)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed', errors: [{ pointer }] })
    expect(await listOwn(owner.visitor)).toHaveLength(before)
  })

  it('lists, opens and closes a ticket, and its history names person and token', async () => {
    const { secret } = await create(owner.visitor, { scopes: ['tickets:write'] })
    const nightly = script(secret)
    const { reference, version } = await open(nightly)
    const page = await nightly.query<TicketPageDto>('supportTicket.list', { org: org(), filters: {} })
    expect(page.tickets.map((ticket) => ticket.reference)).toContain(reference)
    const input = {
      org: org(),
      reference,
      status: 'closed',
      resolution: 'fixed',
      expectedVersion: version,
    }
    const closed = await nightly.mutate<TicketDto>('supportTicket.updateStatus', input)
    const actor = { kind: 'access_token', name: 'Ada Lovelace via token nightly' }
    expect(closed).toMatchObject({ status: 'closed', events: [{ actor }, { actor }] })
    for (const path of ['mcpServer.keys', 'mcpServer.createKey', 'mcpServer.archive']) {
      const kind = path === 'mcpServer.keys' ? 'query' : 'mutate'
      const problem = await nightly.problemOf(kind, path, { org: org(), slug: server })
      expect(problem, path).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  it('ends at its time', async () => {
    const { token, secret } = await create(owner.visitor, { expiresInDays: 1 })
    expect((await read(secret)).statusCode).toBe(200)
    clock = DAY_MS
    expect((await read(secret)).statusCode).toBe(401)
    const listed = await listOwn(owner.visitor)
    clock = 0
    expect(listed.find(({ id }) => id === token.id)).toMatchObject({ state: 'expired' })
  })

  it('notes its last use, and not each use', async () => {
    const { token, secret } = await create(owner.visitor)
    const lastUse = async () =>
      (await listOwn(owner.visitor)).find(({ id }) => id === token.id)!.lastUsedAt ?? ''
    expect(await lastUse()).toBe('')
    await read(secret)
    await expect.poll(lastUse).not.toBe('')
    const first = await lastUse()
    clock = 4 * 60_000
    await read(secret)
    expect(await lastUse()).toBe(first)
    clock = 6 * 60_000
    await read(secret)
    await expect.poll(lastUse).not.toBe(first)
    clock = 0
  })

  it('is revoked by its person and by admins, at once, and by nobody else', async () => {
    const [grace, other] = [await join('member'), await join('member')]
    const [mine, theirs] = [await create(grace.visitor), await create(grace.visitor)]
    const input = { org: org(), tokenId: theirs.token.id }
    const problem = await other.visitor.problemOf('mutate', 'accessToken.revoke', input)
    expect(problem).toMatchObject({ status: 404, code: 'token-not-found' })
    const forbidden = await other.visitor.problemOf('query', 'accessToken.list', { org: org() })
    expect(forbidden).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await read(theirs.secret)).statusCode).toBe(200)

    await grace.visitor.mutate('accessToken.revoke', { org: org(), tokenId: mine.token.id })
    expect((await read(mine.secret)).statusCode).toBe(401)
    const listed = await owner.visitor.query<AccessTokenDto[]>('accessToken.list', { org: org() })
    expect(listed.find(({ id }) => id === theirs.token.id)).toMatchObject({
      state: 'active',
      person: { name: 'Grace', email: grace.email, you: false },
    })
    await owner.visitor.mutate('accessToken.revoke', input)
    expect((await read(theirs.secret)).statusCode).toBe(401)
    const revokedAt = async () =>
      (await listOwn(grace.visitor)).find(({ id }) => id === theirs.token.id)!.revokedAt
    const at = await revokedAt()
    await owner.visitor.mutate('accessToken.revoke', input)
    expect(await revokedAt()).toBe(at)
  })

  it('does what its person may do now: less after a demotion, nothing after a removal, also when they come back', async () => {
    const { visitor, email, memberId } = await join('member')
    const { secret, token } = await create(visitor)
    await open(script(secret))
    await owner.visitor.mutate('organization.changeRole', { org: org(), memberId, role: 'viewer' })
    const words = { title: 't', description: 'd', category: 'Other' }
    const problem = await script(secret).problemOf('mutate', 'supportTicket.open', {
      org: org(),
      server,
      words,
    })
    expect(problem).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await read(secret)).statusCode).toBe(200)
    const creating = { org: org(), name: 'x', scopes: ['tickets:read'] }
    expect(await visitor.problemOf('mutate', 'accessToken.create', creating)).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
    expect(await listOwn(visitor)).toMatchObject([{ id: token.id, state: 'active' }])

    await owner.visitor.mutate('organization.removeMember', { org: org(), memberId })
    expect((await read(secret)).statusCode).toBe(401)
    const listed = await owner.visitor.query<AccessTokenDto[]>('accessToken.list', { org: org() })
    expect(listed.find(({ id }) => id === token.id)).toMatchObject({ state: 'orphaned' })
    await join('member', email)
    expect((await read(secret)).statusCode).toBe(401)
  })

  it('409: a twenty-first active token, also of many asked for at once', async () => {
    const { visitor } = await join('member')
    const input = { org: org(), name: 'x', scopes: ['tickets:read'] satisfies Scope[] }
    const results = await Promise.allSettled(
      Array.from({ length: 25 }, () => untilServed(() => visitor.mutate('accessToken.create', input))),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    const tokens = await listOwn(visitor)
    expect(tokens).toHaveLength(20)
    const problem = await visitor.problemOf('mutate', 'accessToken.create', input)
    expect(problem).toMatchObject({ status: 409, code: 'too-many-tokens' })
    await visitor.mutate('accessToken.revoke', { org: org(), tokenId: tokens[0]!.id })
    await create(visitor)
  })

  it('is found in one statement with its person', async () => {
    const { secret } = await create(owner.visitor)
    await read(secret)
    const executed = vi.spyOn(test.orm.em.getDriver(), 'execute')
    await read(secret)
    const about = executed.mock.calls.filter(
      ([query]) => typeof query === 'string' && /access_token|membership/.test(query),
    )
    executed.mockRestore()
    expect(about).toHaveLength(1)
  })
})
