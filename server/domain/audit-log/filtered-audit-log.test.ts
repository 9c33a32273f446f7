import type { AuditLogPageDto } from '#shared/audit-log.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkForTenant } from '../../db/tenant.ts'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('the audit log on $name', ({ url }) => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp(url)
  })
  afterAll(() => test.close())

  it('is filtered by what an entry is about and by who did it, also with a token, over bounded parts of it', async () => {
    const owner = await signUpStaff(test.app)
    const { org, visitor } = owner
    const { slug, keyId } = await createServer(owner)
    await visitor.mutate('mcpServer.revokeKey', { org, slug, keyId })
    const { token } = await visitor.mutate<{ token: { id: string } }>('accessToken.create', {
      org,
      name: 'digest',
      scopes: ['tickets:read'],
    })
    const find = (filter: object) =>
      visitor.query<AuditLogPageDto>('organization.auditLog', { org, ...filter })
    const actionsOf = async (filter: object) => (await find(filter)).entries.map(({ action }) => action)
    const all = await find({})
    const me = all.entries[0]!.actor.id
    expect(await actionsOf({ topic: 'keys' })).toEqual(['key-revoked', 'key-created'])
    expect(await actionsOf({ topic: 'tokens', by: me.toUpperCase() })).toEqual(['token-created'])
    expect(await actionsOf({ topic: 'members' })).toEqual([])
    expect((await find({ by: me })).entries).toEqual(all.entries)
    expect(await actionsOf({ by: uuidv7() })).toEqual([])

    const [organization] = await test.orm.em.execute<{ id: string }[]>(
      'select id from organization where slug = ?',
      [org],
    )
    const organizationId = organization!.id
    const em = forkForTenant(test.orm.em, organizationId)
    const start = Date.now()
    const add = (action: string, actorKind: string, actorId: string, at: number) => [
      uuidv7(),
      organizationId,
      new Date(start + at),
      actorKind,
      actorId,
      action,
      slug,
    ]
    const rows = Array.from({ length: 5_010 }, (_, at) => add('server-changed', 'account', uuidv7(), at))
    rows.push(add('ticket-deleted', 'access_token', token.id, 6_000))
    for (let from = 0; from < rows.length; from += 500) {
      const some = rows.slice(from, from + 500)
      await em.execute(
        `insert into audit_log_entry (id, organization_id, at, actor_kind, actor_id, action, subject)
         values ${some.map(() => '(?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
        some.flat(),
      )
    }
    expect(await actionsOf({ topic: 'tickets', by: me })).toEqual(['ticket-deleted'])
    const first = await find({ by: me })
    expect(first.entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['ticket-deleted', { kind: 'access_token', id: me, name: 'Ada Lovelace' }],
    ])
    expect(first.searchedTo).toBe(new Date(start + 11).toISOString())
    const next = await find({ by: me, cursor: first.older })
    expect(next).toMatchObject({ entries: all.entries })
    expect(next.searchedTo).toBeUndefined()
    const back = await find({ by: me, cursor: next.newer })
    expect(back).toMatchObject({ entries: [], searchedTo: expect.any(String) })
    expect((await find({ by: me, cursor: back.newer })).entries).toEqual(first.entries)
  })
})
