import { z } from 'zod'
import { type Role, ROLES } from './choices.ts'
import { lineSchema, slugNameSchema } from './text.ts'

export { type Role, ROLES } from './choices.ts'

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
