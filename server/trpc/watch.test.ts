import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { promisify } from 'node:util'
import type { MemberDto } from '#shared/organization.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { publishChange } from '../domain/publish-change.ts'
import type { PlatformContext } from '../domain/context.ts'
import { resetPassword } from '../domain/account/reset-password.ts'
import { addMember } from '../domain/organization/add-member.ts'
import { databases } from '../test/databases.ts'
import { addEndUser } from '../test/end-users.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, Visitor } from '../test/factories.ts'
import { insertTickets } from '../test/insert-tickets.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'

describe('R4.3 live updates over a real connection', () => {
  let test: TestApp
  let staff: Staff
  let server: string
  beforeAll(async () => {
    test = await startTestApp(databases[0]!.url)
    await test.app.listen({ host: '127.0.0.1', port: 0 })
    staff = await signUpStaff(test.app)
    server = (await createServer(staff)).slug
  })
  afterAll(() => test.close())

  const open = (who = staff) =>
    who.visitor.mutate<{ reference: string; version: number }>('supportTicket.open', {
      org: who.org,
      server,
      words: { title: 'Live', description: 'x', category: 'Other' },
    })

  const platform = (): PlatformContext => ({
    em: test.orm.em.fork(),
    now: () => new Date(),
    settings: test.config,
  })

  it('tells of many changes at once in one message for each fifty', async () => {
    const references = await insertTickets(test, server, 60)
    const stream = await watch(test, staff.visitor, staff.org)
    const input = { org: staff.org, references, status: 'in_progress' }
    await staff.visitor.mutate('supportTicket.changeStatuses', input)
    const list = (count: number) =>
      new RegExp(`"type":"tickets-changed","references":\\[(?:"TK-\\w{4}-TEST",?){${count}}\\]`)
    const messages = [await stream.expect(list(50)), await stream.expect(list(10))].join()
    expect(references.filter((reference) => !messages.includes(reference))).toEqual([])
  })

  it('tells who watches what was opened, changed and deleted, by reference alone', async () => {
    const stream = await watch(test, staff.visitor, staff.org)
    const { reference, version } = await open()
    await stream.expect(new RegExp(`"type":"ticket-opened","reference":"${reference}"`))
    const input = { org: staff.org, reference, status: 'in_progress', expectedVersion: version }
    await staff.visitor.mutate('supportTicket.updateStatus', input)
    const [changed] = await stream.expect(new RegExp(`"type":"ticket-changed","reference":"${reference}"`))
    expect(changed).not.toContain('Live')
    const deletion = { org: staff.org, reference, expectedVersion: version + 1 }
    await staff.visitor.mutate('supportTicket.delete', deletion)
    await stream.expect(new RegExp(`"type":"ticket-deleted","reference":"${reference}"`))
    stream.close()
  })

  it('tells that an MCP server was archived and restored, and not which', async () => {
    const input = { org: staff.org, slug: (await createServer(staff)).slug }
    const stream = await watch(test, staff.visitor, staff.org)
    await staff.visitor.mutate('mcpServer.archive', input)
    const [archived] = await stream.expect(/data: .*"type":"servers-changed".*/)
    await staff.visitor.mutate('mcpServer.restore', input)
    const [both] = await stream.expect(/(data: .*"type":"servers-changed"[^]*){2}/)
    expect(archived + both).not.toContain(input.slug)
    stream.close()
  })

  it('tells that an end-user was shut out, and not who', async () => {
    const { id: userId } = await addEndUser(test, server)
    const stream = await watch(test, staff.visitor, staff.org)
    await staff.visitor.mutate('endUser.disable', { org: staff.org, slug: server, userId })
    const [changed] = await stream.expect(/data: .*"type":"end-users-changed".*/)
    expect(changed).not.toContain(userId)
    stream.close()
  })

  it('replays what a client missed between two connections', async () => {
    const first = await watch(test, staff.visitor, staff.org)
    const [, lastEventId] = await first.expect(/id: (\S+)/)
    first.close()
    const { reference } = await open()
    const second = await watch(test, staff.visitor, staff.org, lastEventId)
    const [replay] = await second.expect(new RegExp(`"resumed":true[\\s\\S]+"reference":"${reference}"`))
    expect(replay.match(new RegExp(reference, 'g'))).toHaveLength(1)
    second.close()
  })

  it('refuses an input that is no JSON as an error that a client does not repeat', async () => {
    const response = await test.app.inject({
      url: '/trpc/supportTicket.watch?input={',
      headers: { host: 'localhost:3000', cookie: staff.visitor.cookie! },
    })
    expect(response.body).toMatch(
      /event: serialized-error\ndata: \{"code":-32700,.*"httpStatus":400,.*"invalid-request"/,
    )
  })

  it('stops telling a member who has been removed', async () => {
    const email = `${randomUUID()}@example.com`
    await addMember(platform(), {
      organizationSlug: staff.org,
      name: 'Gone',
      email,
      password: PASSWORD,
      role: 'member',
    })
    const visitor = new Visitor(test.app)
    await visitor.mutate('account.signIn', { email, password: PASSWORD })
    const stream = await watch(test, visitor, staff.org)

    const members = await staff.visitor.query<MemberDto[]>('organization.members', { org: staff.org })
    const { id: memberId } = members.find((member) => member.email === email)!
    await staff.visitor.mutate('organization.removeMember', { org: staff.org, memberId })
    const { reference } = await open()
    await stream.expect(/event: return/)
    await expect(
      Promise.race([stream.expect(new RegExp(reference)), stream.ended.then(() => 'ended')]),
    ).resolves.toBe('ended')
  })

  describe('ends within five seconds', () => {
    const endings: [what: string, end: (who: Staff) => Promise<unknown>][] = [
      ['of signing out', ({ visitor }) => visitor.mutate('account.signOut')],
      ['of a new password', ({ email }) => resetPassword(platform(), email, `${PASSWORD} anew`)],
      [
        'of losing the membership, also where another process took it',
        async ({ org }) =>
          sql('delete from membership where organization_id = ?', await organizationIdOf(test, org)),
      ],
      [
        'of the end of the session’s time',
        async ({ email }) =>
          sql('update dashboard_session set expires_at = 0 where account_id = ?', await accountIdOf(email)),
      ],
    ]
    const sql = (statement: string, id: string) => test.orm.em.fork().execute(statement, [id])
    const accountIdOf = async (email: string) => {
      const query = 'select id from account where email_key = ?'
      const rows = await test.orm.em.fork().execute<{ id: string }[]>(query, [email])
      return rows[0]!.id
    }

    it.each(endings)('%s', async (_what, end) => {
      const who = await signUpStaff(test.app)
      const stream = await watch(test, who.visitor, who.org)
      await end(who)
      const within = new Promise((resolve) => setTimeout(() => resolve('still open'), 5_000))
      expect(await Promise.race([stream.ended.then(() => 'ended'), within])).toBe('ended')
    })
  })

  it('checks once per interval, however many changes there are', async () => {
    const watcher = await signUpStaff(test.app)
    const { slug } = await createServer(watcher)
    const executed = vi.spyOn(test.orm.em.getDriver(), 'execute')
    const stream = await watch(test, watcher.visitor, watcher.org)
    const isCheck = (query: unknown) => String(query).includes('from dashboard_session s')
    for (let count = 0; count < 20; count++) {
      const words = { title: 'Live', description: 'x', category: 'Other' }
      const input = { org: watcher.org, server: slug, words }
      const { reference } = await watcher.visitor.mutate<{ reference: string }>('supportTicket.open', input)
      await stream.expect(new RegExp(reference))
    }
    await vi.waitUntil(() => executed.mock.calls.some(([query]) => isCheck(query)), 5_000)
    expect(executed.mock.calls.filter(([query]) => isCheck(query)).length).toBeLessThan(5)
    executed.mockRestore()
    stream.close()
  })

  it('goes on after a check that the database refused', async () => {
    const watcher = await signUpStaff(test.app)
    const stream = await watch(test, watcher.visitor, watcher.org)
    const driver = test.orm.em.getDriver()
    const execute = driver.execute.bind(driver)
    let checks = 0
    const executed = vi.spyOn(driver, 'execute').mockImplementation((...args) => {
      const [query] = args as unknown[]
      if (!String(query).includes('from dashboard_session s')) return execute(...args)
      checks++
      return checks === 1 ? Promise.reject(new Error('Queue limit reached.')) : execute(...args)
    })
    const ended = stream.ended.then(() => 'ended')
    await Promise.race([vi.waitUntil(() => checks >= 3, 10_000), ended])
    expect(checks).toBeGreaterThanOrEqual(3)
    executed.mockRestore()
    stream.close()
  })

  it('lets a client that does not read wait with little, and then fetch all anew', async () => {
    const { visitor, org } = await signUpStaff(test.app)
    const { client, publish } = await openWithoutReading(test, visitor, org)
    const other = await watch(test, visitor, org)
    await publish.muchMore()
    for (const first of [0, 600, 1_200]) {
      await publish.changes(Array.from({ length: 600 }, (_, count) => [`TK-${first + count}`]))
      await other.expect(new RegExp(`"TK-${first + 599}"`))
    }
    let text = ''
    client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    await expect.poll(() => text.split('"hello"')).toHaveLength(3)
    expect(text).not.toContain('"TK-600"')
    // Of a proxy that compresses, events would come late.
    expect(text).toMatch(/^cache-control: no-store, no-transform\r$/im)
    // Only an export ends its connection.
    expect(text).toMatch(/^connection: keep-alive\r$/im)
    await publish.change(['TK-LATER'])
    await expect.poll(() => text).toContain('TK-LATER')
    client.destroy()
    other.close()
  })

  it('closes the connection of a client that does not read, when its stream has ended', async () => {
    const { visitor, org } = await signUpStaff(test.app)
    const { client, publish } = await openWithoutReading(test, visitor, org)
    await publish.muchMore()
    const connections = promisify(test.app.server.getConnections.bind(test.app.server))
    const before = await connections()
    await visitor.mutate('account.signOut')
    await expect.poll(() => connections()).toBeLessThan(before)
    client.destroy()
  })

  it('ends streams that were opened together at moments of their own', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const streams = await Promise.all(Array.from({ length: 6 }, () => watch(test, staff.visitor, staff.org)))
    const lives = timers.mock.calls.flatMap(([, ms = 0]) => (ms >= 450_000 && ms <= 600_000 ? [ms] : []))
    expect(new Set(lives).size).toBe(6)
    timers.mockRestore()
    for (const stream of streams) stream.close()
  })

  it('ends its streams when the process closes, instead of waiting for them', async () => {
    const other = await startTestApp(databases[0]!.url)
    await other.app.listen({ host: '127.0.0.1', port: 0 })
    const { visitor, org } = await signUpStaff(other.app)
    const stream = await watch(other, visitor, org)
    const ended = stream.ended.then(() => 'ended')
    await other.close()
    expect(await ended).toBe('ended')
  })
})

/** A client that takes the first bytes, and then no more. */
async function openWithoutReading({ app, orm }: TestApp, { cookie }: Visitor, org: string) {
  const id = await organizationIdOf({ orm }, org)
  const { port } = app.server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1' })
  const path = `/trpc/supportTicket.watch?input=${encodeURIComponent(JSON.stringify({ org }))}`
  client.write(`GET ${path} HTTP/1.1\r\nhost: localhost:3000\r\ncookie: ${cookie}\r\n\r\n`)
  await once(client, 'readable')
  /** At once: one after the other takes longer than a client has that reads nothing, where the machine is busy. */
  const changes = (lists: string[][]) =>
    orm.em.fork().transactional(async (em) => {
      for (const references of lists) await publishChange(em, id, { type: 'tickets-changed', references })
    })
  const change = (references: string[]) => changes([references])
  /** More than the buffers of both sockets take. */
  const muchMore = async () => {
    for (let count = 0; count < 12; count++) await change([`${count}`.padEnd(1_000_000, '.')])
  }
  return { client, publish: { change, changes, muchMore } }
}

function watch({ app }: TestApp, { cookie }: Visitor, org: string, lastEventId?: string) {
  const { port } = app.server.address() as AddressInfo
  return watchChanges({ port, host: 'localhost:3000', cookie, org, lastEventId })
}
