import type { ExportedTicketDto, ExportFormat } from '#shared/privacy.ts'
import type { TicketFilters, TicketOrder, TicketRowDto } from '#shared/support-ticket.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { listTickets } from './list-tickets.ts'
import { readPresentTickets } from './read-present-tickets.ts'
import { requireWholeIndex } from './require-whole-index.ts'
import { readExportColumns, type TicketExportColumns } from './ticket-export.repository.ts'

export interface TicketExport {
  /** The slug of the organization, for the audit log. */
  org: string
  format: ExportFormat
  filters: TicketFilters
  order?: TicketOrder | undefined
}

/**
 * Gives all tickets of a list, a page at a time, so that the memory does not grow with them. Tickets that are opened after the
 * export began are not in it, as far as `readPresentTickets` can tell; those of a process whose clock is behind look older. Each
 * ticket is as it was when its page was read; internal notes and captured calls are left out.
 *
 * @throws DomainError `forbidden`; `insufficient-scope`; `service-unavailable` while a search cannot find all
 */
export async function* exportTickets(
  ctx: TenantContext,
  { org, format, filters, order = 'newest' }: TicketExport,
): AsyncGenerator<ExportedTicketDto[]> {
  allow(ctx, 'export tickets')
  await requireWholeIndex(ctx, filters)
  const present = await readPresentTickets(ctx)
  await ctx.em.transactional(async (em) => {
    // Names of filters only: their values may be about a person.
    const names = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : name))
    writeAuditEntry(em, ctx, {
      action: 'tickets-exported',
      subject: org,
      details: { format, filters: names.join(', ') },
    })
  })
  let cursor: string | undefined
  do {
    const page = await listTickets(ctx, { filters, order, cursor })
    await requireWholeIndex(ctx, filters)
    const rows = page.tickets.filter(present.has)
    const columns = await readExportColumns(
      ctx,
      rows.map(({ reference }) => reference),
    )
    // Servers and users of the page would pile up in the manager.
    ctx.em.clear()
    yield rows.flatMap((row) => presentExported(row, columns.get(row.reference)))
    // One that is opened later can be before one whose time is ahead.
    const isOver =
      order === 'oldest' && page.tickets.some(({ createdAt }) => new Date(createdAt) > present.newest)
    cursor = isOver ? undefined : order === 'oldest' ? page.newer : page.older
  } while (cursor !== undefined)
}

/** @returns nothing when the ticket was deleted meanwhile */
function presentExported(row: TicketRowDto, columns: TicketExportColumns | undefined): ExportedTicketDto[] {
  if (!columns) return []
  const { description, origin, updatedAt, duplicateOf } = columns
  return [
    { ...row, description, origin, updatedAt: updatedAt.toISOString(), ...(duplicateOf && { duplicateOf }) },
  ]
}
