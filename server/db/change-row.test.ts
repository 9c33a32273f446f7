import { LockMode } from '@mikro-orm/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { Membership } from '../domain/organization/membership.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import { databases } from '../test/databases.ts'
import { createWorld, type World } from '../test/isolation-world.ts'
import { someoneWaits } from '../test/someone-waits.ts'
import { deleteRow, updateRow } from './change-row.ts'
import { isSqlite } from './database-url.ts'
import { forkForTenant, type TenantEntityManager } from './tenant.ts'

/** What stands around a write on SQLite. */
const TRANSACTION = /^(?:begin|savepoint|release|commit)\b/

describe.each(databases)('rows of a tenant on $name', ({ url }) => {
  let world: World
  let em: TenantEntityManager
  const seen: string[] = []
  beforeAll(async () => {
    world = await createWorld(url, (sql) => {
      if (!TRANSACTION.test(sql)) seen.push(sql)
    })
  })
  afterAll(() => world.close())

  const fork = () => forkForTenant(world.orm.em, world.victim.endUser.organizationId)
  const findTicket = () =>
    (em = fork()).findOneOrFail(SupportTicket, { reference: world.victim.ticket.reference })

  it('are changed with their organization, and the entity is in line', async () => {
    const ticket = await findTicket()
    expect(await updateRow(em, ticket, { title: 'Other', context: null }, { version: 1 })).toBe(true)
    expect(seen.at(-1)).toMatch(/where `organization_id` = \? and `version` = \? and `id` = \?$/)
    expect(ticket.title).toBe('Other')
    const sent = seen.length
    await em.flush()
    expect(seen.slice(sent)).toEqual([])
    expect((await findTicket()).title).toBe('Other')
  })

  it('stay as they are when they are not as they were seen', async () => {
    const ticket = await findTicket()
    expect(await updateRow(em, ticket, { title: 'Lost' }, { version: 7 })).toBe(false)
    expect(ticket.title).toBe('Other')
    expect((await findTicket()).title).toBe('Other')
  })

  it('are changed by one of several who saw the same', async () => {
    const seenByAll = await Promise.all(Array.from({ length: 8 }, findTicket))
    const version = seenByAll[0]!.version
    const changed = await Promise.all(
      seenByAll.map((ticket) => updateRow(fork(), ticket, { version: version + 1 }, { version })),
    )
    expect(changed.filter(Boolean)).toEqual([true])
    expect((await findTicket()).version).toBe(version + 1)
  })

  // Another writer of an embedded database always waits.
  it.skipIf(isSqlite(url))('wait for no other row of the same tenant', async () => {
    const ticket = await findTicket()
    const other = await fork().findOneOrFail(SupportTicket, { reference: world.victim.endUser.reference })
    const changed = await fork().transactional(async (tx) => {
      await updateRow(tx, ticket, { title: 'One' })
      return updateRow(fork(), other, { title: 'Another' })
    })
    expect(changed).toBe(true)
  })

  it('are out of reach of another tenant', async () => {
    const ticket = await findTicket()
    const attacker = forkForTenant(world.orm.em, world.attacker.endUser.organizationId)
    expect(await updateRow(attacker, ticket, { title: 'Hijacked' })).toBe(false)
    expect(await deleteRow(attacker, ticket)).toBe(false)
    expect((await findTicket()).title).not.toBe('Hijacked')
  })

  it('are not written by a flush, which names no organization', async () => {
    ;(await findTicket()).title = 'By its id'
    await expect(em.flush()).rejects.toThrow('A SupportTicket is written without its tenant')
    const ticket = await findTicket()
    em.remove(ticket)
    await expect(em.flush()).rejects.toThrow('A SupportTicket is written without its tenant')
  })

  // A statement that goes through another index takes the same locks in another order, and deadlocks with this one.
  it.skipIf(isSqlite(url)).each([
    ['ticket', SupportTicket, { title: 'Locked' }],
    ['session', McpServerSession, { clientName: 'Locked' }],
    ['server', McpServer, { description: 'Locked' }],
    ['membership', Membership, { role: 'member' }],
  ] as [string, new () => { id: string }, object][])(
    'are locked and changed without a deadlock: %s',
    async (_name, entity, changes) => {
      const [{ id }, other] = await Promise.all([fork(), fork()].map((em) => em.findOneOrFail(entity, {})))
      let waiting: Promise<boolean> | undefined
      await fork().transactional(async (tx) => {
        const locked = await tx.findOneOrFail(entity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        waiting = updateRow(fork(), other, changes)
        await someoneWaits(world.orm)
        expect(await updateRow(tx, locked, changes)).toBe(true)
      })
      expect(await waiting).toBe(true)
    },
  )

  it('are deleted with their organization', async () => {
    const removed = await (em = fork()).findOneOrFail(Membership, { role: 'viewer' })
    expect(await deleteRow(em, removed)).toBe(true)
    expect(seen.at(-1)).toMatch(/where `organization_id` = \? and `id` = \?$/)
    expect(await deleteRow(em, removed)).toBe(false)
  })
})
