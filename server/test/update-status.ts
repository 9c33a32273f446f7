import type { TicketDto } from '#shared/support-ticket.ts'
import type { Staff } from './factories.ts'

/** Changes the status of one ticket as it is now. @param rest such as the resolution */
export async function updateStatus(
  { visitor, org }: Staff,
  reference: string,
  status: string,
  rest: object = {},
): Promise<TicketDto> {
  const { version } = await visitor.query<TicketDto>('supportTicket.get', { org, reference })
  return visitor.mutate<TicketDto>('supportTicket.updateStatus', {
    org,
    reference,
    status,
    ...rest,
    expectedVersion: version,
  })
}
