import type { PlatformContext, StaffActor } from '../context.ts'
import { findMemberOfSession } from './membership.repository.ts'

/**
 * Finds out in one statement who a session acts for in an organization, with the role that the person has now.
 *
 * @param secret what the cookie held, if there was one
 * @returns undefined when the session, its account or its membership is gone
 */
export async function readSessionActor(
  ctx: PlatformContext,
  secret: string | undefined,
  organizationId: string,
): Promise<StaffActor | undefined> {
  const member = secret === undefined ? undefined : await findMemberOfSession(ctx, secret, organizationId)
  return member && { kind: 'account', id: member.accountId, role: member.role }
}
