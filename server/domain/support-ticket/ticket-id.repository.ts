import type { EntityManager } from '@mikro-orm/sql'
import { indexHint } from '../../db/keyset.ts'

interface Tenant {
  em: EntityManager
  organizationId: string
}

/**
 * The ids of the tickets with these references, in no order. It locks nothing: a ticket can be gone when it is locked afterwards.
 * A transaction at `REPEATABLE READ` sees all as it is now from then on, also what changes until it has its locks.
 */
export async function findTicketIds(
  { em, organizationId }: Tenant,
  references: readonly string[],
): Promise<string[]> {
  if (references.length === 0) return []
  const rows: { id: string }[] = await em.execute(
    `select id from support_ticket ${indexHint(em, 'support_ticket_reference_unique')}
     where organization_id = ? and reference in (?)`,
    [organizationId, references],
  )
  return rows.map(({ id }) => id)
}
