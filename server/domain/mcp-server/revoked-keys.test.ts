import { randomUUID } from 'node:crypto'
import type { CreatedServerKeyDto, ServerKeyDto } from '#shared/mcp-server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { serverSettings } from '../../test/factories.ts'
import { InvitingOrganization } from '../../test/inviting-organization.ts'

describe.each(databases)('R5.1 revoked keys on $name', ({ url }) => {
  let acme: InvitingOrganization
  beforeAll(async () => {
    acme = await InvitingOrganization.start(url)
  })
  afterAll(() => acme.test.close())

  it('each says who revoked it, also where it was revoked twice', async () => {
    const { owner, org } = acme
    const { visitor: admin, joined } = await acme.join('admin')
    const slug = `s-${randomUUID().slice(0, 18)}`
    await owner.mutate('mcpServer.create', { org, slug, settings: serverSettings() })
    const create = () => owner.mutate<CreatedServerKeyDto>('mcpServer.createKey', { org, slug })
    const [kept, byOwner, byAdmin] = [await create(), await create(), await create()]
    await owner.mutate('mcpServer.revokeKey', { org, slug, keyId: byOwner.key.id })
    await admin.mutate('mcpServer.revokeKey', { org, slug, keyId: byOwner.key.id })
    await admin.mutate('mcpServer.revokeKey', { org, slug, keyId: byAdmin.key.id })
    const keys = await owner.query<ServerKeyDto[]>('mcpServer.keys', { org, slug })
    const revokedBy = new Map(keys.map((key) => [key.id, key.revokedBy]))
    expect(revokedBy.get(byOwner.key.id)).toBe('Ada Lovelace')
    expect(revokedBy.get(byAdmin.key.id)).toBe(joined.session.account.name)
    expect(keys.find(({ id }) => id === kept.key.id)).not.toHaveProperty('revokedBy')
  })
})
