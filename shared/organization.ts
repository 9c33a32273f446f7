import { z } from 'zod'
import { lineSchema, slugNameSchema } from './text.ts'

/** From the role that may do most to the role that may do least. `permissions.ts` lists what each may do. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** Every procedure for members names its organization. The server checks the membership, not the client. */
export const organizationInput = z.strictObject({ org: slugNameSchema })

export const renameOrganizationInput = organizationInput.extend({
  name: lineSchema(80, 'a name for the organization'),
})

export const memberInput = organizationInput.extend({ memberId: z.uuid() })
export const changeRoleInput = memberInput.extend({ role: z.enum(ROLES) })

export interface OrganizationDto {
  slug: string
  name: string
  role: Role
  createdAt: string
}

export interface MemberDto {
  id: string
  name: string
  email: string
  role: Role
  joinedAt: string
  you: boolean
}
