import { randomBytes } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'
import { type CreatedAccessTokenDto, type NewAccessToken, SCOPES } from '#shared/access-token.ts'
import { LockMode } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Membership } from '../organization/membership.entity.ts'
import { allow } from '../policy.ts'
import { sha256 } from '../sha256.ts'
import { AccessToken } from './access-token.entity.ts'
import { presentAccessToken } from './present-access-token.ts'
import { publishChange } from '../publish-change.ts'

/** Active tokens of one person in one organization. */
const MAX_ACTIVE_TOKENS = 20

const DAY_MS = 24 * 60 * 60_000

/**
 * Creates a personal access token for the organization. The secret is in the answer and never shown again.
 *
 * @throws DomainError `too-many-tokens`, `organization-not-found` when the person is removed meanwhile
 */
export async function createAccessToken(
  ctx: TenantContext,
  { name, scopes, expiresInDays }: NewAccessToken,
): Promise<CreatedAccessTokenDto> {
  const accountId = allow(ctx, 'create access tokens')
  const createdAt = ctx.now()
  const secret = writeSecret('access-token', randomBytes(20))
  // First: if this read fails, no token was made whose secret is lost.
  const person = await ctx.em.findOneOrFail(Account, { id: accountId })
  const token = await ctx.em.transactional(async (em) => {
    // Locked, so that two requests at once cannot both take the last place.
    const membership = await em.findOne(
      Membership,
      { accountId },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    )
    if (!membership) throw new DomainError('organization-not-found')
    const mine = { accountId, membershipId: membership.id }
    const active = await em.count(AccessToken, { ...mine, revokedAt: null, expiresAt: { $gt: createdAt } })
    if (active >= MAX_ACTIVE_TOKENS) throw new DomainError('too-many-tokens')
    const hint = secret.slice(-4)
    const id = newId()
    writeAuditEntry(em, ctx, { action: 'token-created', subject: id, details: { hint } })
    await publishChange(em, ctx.organizationId, { type: 'members-changed' })
    return em.create(AccessToken, {
      id,
      organizationId: ctx.organizationId,
      ...mine,
      tokenHash: sha256(secret),
      hint,
      name,
      scopes: SCOPES.filter((scope) => scopes.includes(scope)).join(' '),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + expiresInDays * DAY_MS),
    })
  })
  const surroundings = { person, isMember: true, readBy: accountId, at: createdAt }
  return { token: presentAccessToken(token, surroundings), secret }
}
