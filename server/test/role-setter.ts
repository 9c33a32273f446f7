import type { Orm } from '../db/orm.ts'
import { organizationIdOf } from './organization-id.ts'

interface World {
  orm: Orm
  victim: { owner: { org: string } }
}

/** @returns gives the person of an access token another role, past all rules */
export async function roleSetter(world: World, secret: string): Promise<(role: string) => Promise<unknown>> {
  const organizationId = await organizationIdOf(world, world.victim.owner.org)
  const [token] = await world.orm.em.execute<{ membership_id: string }[]>(
    'select membership_id from access_token where organization_id = ? and hint = ?',
    [organizationId, secret.slice(-4)],
  )
  const sql = 'update membership set role = ? where organization_id = ? and id = ?'
  return (role) => world.orm.em.execute(sql, [role, organizationId, token!.membership_id])
}
