import type { InvitationDto } from '#shared/invitation.ts'
import type { Invitation } from './invitation.entity.ts'

/** @param createdBy the name of who made it */
export function presentInvitation(invitation: Invitation, createdBy: string): InvitationDto {
  return {
    id: invitation.id,
    role: invitation.role,
    createdBy,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
  }
}
