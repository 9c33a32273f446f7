import type { CreatedInvitationDto } from '#shared/invitation.ts'
import type { Role } from '#shared/organization.ts'
import { permissionToInvite } from '#shared/permissions.ts'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { sha256 } from '../sha256.ts'
import { isOpen } from './find-open-invitation.ts'
import { Invitation } from './invitation.entity.ts'
import { generateInvitationSecret } from './invitation-secret.ts'
import { lockOrganization } from './lock-organization.ts'
import { presentInvitation } from './present-invitation.ts'
import { publishChange } from '../publish-change.ts'

const DAYS = 7
const DAY_MS = 86_400_000
/** Open invitations of one organization: enough to invite a department in one go. */
const MAX_OPEN = 100

/**
 * Makes a link that lets one person become a member with this role. The link is returned once and never again. The
 * platform sends no mail, so the person who made it hands it over.
 *
 * The secret is in the link's fragment. Browsers send the fragment to no server, so it is in no access log, of ours or
 * of a proxy, and in no `Referer`.
 *
 * @throws DomainError `forbidden`, `too-many-invitations`
 */
export async function createInvitation(ctx: TenantContext, role: Role): Promise<CreatedInvitationDto> {
  const accountId = allow(ctx, permissionToInvite(role))
  const { em, organizationId, settings } = ctx
  const createdAt = ctx.now()
  const secret = generateInvitationSecret(organizationId)
  // First: if this read fails, no invitation was made whose link is lost.
  const { name } = await em.findOneOrFail(Account, { id: accountId })
  const invitation = await em.transactional(async (em) => {
    await lockOrganization(em, organizationId)
    if ((await em.count(Invitation, isOpen(createdAt))) >= MAX_OPEN) {
      throw new DomainError('too-many-invitations')
    }
    const invitation = em.create(Invitation, {
      id: newId(),
      organizationId,
      role,
      secretHash: sha256(secret),
      createdByAccountId: accountId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + DAYS * DAY_MS),
    })
    writeAuditEntry(em, ctx, { action: 'invitation-created', subject: invitation.id, details: { role } })
    await publishChange(em, organizationId, { type: 'members-changed' })
    return invitation
  })
  return {
    invitation: presentInvitation(invitation, name),
    link: `${settings.appOrigin}/invitations#${secret}`,
  }
}
