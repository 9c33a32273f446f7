import { z } from 'zod'
import { type SessionDto, signUpInput } from './account.ts'
import { organizationInput, type Role, ROLES } from './organization.ts'

export const createInvitationInput = organizationInput.extend({ role: z.enum(ROLES) })
export const revokeInvitationInput = organizationInput.extend({ invitationId: z.uuid() })

/** Longer than any secret: what comes after is cut, and the rest is as unknown as the whole. */
const MAX_SECRET = 1_000

/** The secret of a link. One that is malformed is answered like one that is unknown. */
export const invitationSecretInput = z.strictObject({
  secret: z.string().transform((secret) => secret.slice(0, MAX_SECRET)),
})

export const signUpByInvitationInput = invitationSecretInput.extend(
  signUpInput.omit({ organizationName: true }).shape,
)
export type SignUpByInvitationInput = z.infer<typeof signUpByInvitationInput>

/** An invitation that can still be used, for those who may invite. */
export interface InvitationDto {
  id: string
  role: Role
  /** The name of who made it. */
  createdBy: string
  createdAt: string
  expiresAt: string
}

export interface CreatedInvitationDto {
  invitation: InvitationDto
  /** Holds the secret, and is shown once. */
  link: string
}

/** What an invitation offers, for whoever holds its link. */
export interface InvitationPreviewDto {
  organizationName: string
  role: Role
  /** The name of who made it. */
  invitedBy: string
  expiresAt: string
  /** The slug of the organization, if the signed-in person is a member of it already. */
  memberOf?: string
}

/** The session of somebody who has just joined an organization. */
export interface JoinedDto {
  /** The slug of the organization. */
  org: string
  session: SessionDto
}
