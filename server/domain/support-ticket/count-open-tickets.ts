import { COUNT_CAP, type OpenCountDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { countTickets } from './support-ticket.repository.ts'

/** How many tickets are open, counted up to `COUNT_CAP`. */
export async function countOpenTickets(ctx: TenantContext): Promise<OpenCountDto> {
  allow(ctx, 'read tickets')
  return { open: await countTickets(ctx, 'open', COUNT_CAP) }
}
