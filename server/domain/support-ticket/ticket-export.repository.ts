import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'

/** What an export has of a ticket beyond its row in the list. */
export interface TicketExportColumns {
  description: string
  origin: 'sdk' | 'dashboard' | 'test'
  updatedAt: Date
  /** The reference of the ticket that it repeats. */
  duplicateOf: string | undefined
}

interface Row {
  reference: string
  description: string
  origin: 'sdk' | 'dashboard' | 'test'
  updated_at: string | number
  duplicate_of: string | null
}

/** Reads the large columns of some tickets, by reference. */
export async function readExportColumns(
  { em, organizationId }: TenantContext,
  references: readonly string[],
): Promise<Map<string, TicketExportColumns>> {
  if (references.length === 0) return new Map()
  const rows: Row[] = await em.execute(
    `select t.reference, t.description, t.origin, t.updated_at, d.reference as duplicate_of
     from support_ticket t
     left join support_ticket d on d.organization_id = t.organization_id and d.id = t.duplicate_of_id
     where t.organization_id = ? and t.reference in (?)`,
    [organizationId, references],
  )
  return new Map(
    rows.map((row) => [
      row.reference,
      {
        description: row.description,
        origin: row.origin,
        updatedAt: readTimestamp(row.updated_at),
        duplicateOf: row.duplicate_of ?? undefined,
      },
    ]),
  )
}
