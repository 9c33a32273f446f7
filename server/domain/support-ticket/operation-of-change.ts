import { createHmac } from 'node:crypto'
import { newIdOf } from '../../db/column-types.ts'
import { appSecrets } from '../app-secrets.ts'
import type { TenantContext } from '../context.ts'
import type { NextStatus } from './set-status.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/**
 * The operation of a change of a status that may be sent again: the same one each time the same actor gives the ticket the
 * same status, from the same version and for the same reason. It is keyed, so it says nothing of a reason that was withheld.
 *
 * @param version of the ticket that the caller saw
 * @returns as the current secret makes it, then as the previous one did
 */
export function operationsOfChange(
  { organizationId, actor, settings }: TenantContext,
  { id, createdAt }: Pick<SupportTicket, 'id' | 'createdAt'>,
  { status, resolution, original }: NextStatus,
  { reason, version }: { reason: string; version: number },
): [string, ...string[]] {
  const what = [organizationId, id, version, actor.kind, actor.id, status, resolution, original?.id, reason]
  const [current, ...previous] = appSecrets(settings)
  const derive = (secret: string) =>
    newIdOf(
      createHmac('sha256', secret)
        .update(`operation ${JSON.stringify(what)}`)
        .digest(),
      createdAt,
    )
  return [derive(current), ...previous.map(derive)]
}
