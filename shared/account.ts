import { z } from 'zod'
import { PASSWORD_MIN } from './limits.ts'
import type { Role } from './organization.ts'
import { emailSchema, lineSchema } from './text.ts'

/** Limits the cost of hashing one password. */
const PASSWORD_MAX = 128

const passwordSchema = z
  .string()
  .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`)

export const signUpInput = z.strictObject({
  name: lineSchema(80, 'your name'),
  email: emailSchema,
  password: passwordSchema,
  organizationName: lineSchema(80, 'a name for the organization'),
})
export type SignUpInput = z.infer<typeof signUpInput>

export const signInInput = z.strictObject({
  email: emailSchema,
  password: z.string().min(1, 'Enter your password.').max(PASSWORD_MAX, 'This password is too long.'),
})
export type SignInInput = z.infer<typeof signInInput>

export const changePasswordInput = z.strictObject({
  currentPassword: signInInput.shape.password,
  password: passwordSchema,
})
export type ChangePasswordInput = z.infer<typeof changePasswordInput>

export const endSessionInput = z.strictObject({ sessionId: z.uuid() })

/** Signs out everywhere else, or here as well. */
export const signOutEverywhereInput = z.strictObject({ keepThis: z.boolean() })

/** One sign-in of the signed-in person to the dashboard. */
export interface DashboardSessionDto {
  id: string
  /** Browser and system in words, such as "Firefox on Linux", from a fixed list. */
  browser: string
  createdAt: string
  /** To within minutes. Absent for a session that was not used since this is kept. */
  lastSeenAt?: string
  /** Whether this is the session that asks. */
  current: boolean
}

/** The signed-in member of staff and the organizations they can open. */
export interface SessionDto {
  account: { name: string; email: string }
  organizations: { slug: string; name: string; role: Role }[]
}

export interface SignUpPolicyDto {
  open: boolean
}
